"""Settings that all tests share."""

import os

import pytest
from hypothesis import Phase, settings

from tests.minutes import Minutes, function_of, slow_ones

# Pictures are drawn without a screen.
os.environ["MPLBACKEND"] = "Agg"

# The same examples in every run, so that a red test is red for everybody. To look further:
# pytest --hypothesis-profile=explore
settings.register_profile("same", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.register_profile("first", settings.get_profile("same"), phases=(Phase.explicit, Phase.generate))
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-slow", action="store_true", help="write anew which tests `make quick` leaves out")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # xdist's workers print nothing
        config.pluginmanager.register(Minutes(config.getoption("--renew-slow")))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones; the browser's come first, as the longest are best begun early."""
    is_slow = slow_ones()
    for item in items:
        if is_slow(function_of(item.nodeid)):
            item.add_marker("slow")
    items.sort(key=lambda item: not item.nodeid.startswith("tests/browser/"))
