"""A small scenario file in a folder of its own, and a way to call the command line."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.total_changes  # noqa: B018  (it raises where the connection is closed)
    except sqlite3.ProgrammingError:
        return False
    return True


@pytest.fixture(scope="module", autouse=True)
def all_is_closed() -> Iterator[None]:
    """Every connection that a module's tests open is closed at its end.

    Python 3.13 warns of others whenever their memory is taken back: beside some later test.
    """
    made: list[tuple[sqlite3.Connection, str]] = []
    connect = sqlite3.dbapi2.connect

    def watched(*given: Any, **named: Any) -> sqlite3.Connection:
        made.append((connect(*given, **named), os.environ.get("PYTEST_CURRENT_TEST", "between tests")))
        return made[-1][0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3.dbapi2, "connect", watched)
        yield
    left = sorted({test for connection, test in made if is_open(connection)})
    assert not left, f"a connection to a database is still open that was opened in {', '.join(left)}"


@pytest.fixture
def call() -> Call:
    """Call `bullwhip` with some arguments, in this process."""
    from bullwhip.server.cli import main

    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])
