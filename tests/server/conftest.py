"""A small scenario file in a folder of its own, and a way to call the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.server.calls import Call

SHOP = """
name = "Shop"
teaches = "nothing"
period = "day"
periods = 40
warm_up = 5

[[site]]
name = "shop"
role = "retailer"
stock = 40
holding_cost = 0.5
backlog_cost = 1.0
rule = { type = "order-up-to", level = 42 }
demand = { type = "poisson", mean = 10 }

[[site]]
name = "maker"
role = "supplier"

[[lane]]
from = "maker"
to = "shop"
lead_time = 3
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file; its folder is where one is."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "shop.toml"
    file.write_text(SHOP, encoding="utf-8")
    return file


@pytest.fixture
def call() -> Call:
    """Call `bullwhip` with some arguments, in this process."""
    from bullwhip.server.cli import main

    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])
