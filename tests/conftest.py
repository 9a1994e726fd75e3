"""Settings that all tests share."""

import os

import pytest
from hypothesis import settings

from tests.minutes import Minutes

# Pictures are drawn without a screen.
os.environ["MPLBACKEND"] = "Agg"

# The same examples in every run, so that a red test is red for everybody. To look further:
# pytest --hypothesis-profile=explore
settings.register_profile("same", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """What is printed at the end; workers print nothing."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Minutes(), "minutes")
