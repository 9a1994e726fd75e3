"""Games for the tests, each in a database of its own, ended when the test is over."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.server.game.classes import Class
from tests.server.game.postgres import POSTGRESQL, running

Begin = Callable[..., Class]
DATABASES = ["sqlite", POSTGRESQL]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server for the whole run (of a worker); its user could not reach pytest's folders."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as url:
        yield url


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'games.db'}"
        return
    server: str = request.getfixturevalue("server")
    name = f"test_{abs(hash(request.node.nodeid))}"
    engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture
def begin(url: str, tmp_path: Path) -> Iterator[Begin]:
    """Make a class: `begin(people=3, pace="step")`."""
    made: list[Class] = []

    def make(**settings: Any) -> Class:
        made.append(Class(tmp_path, url, **settings))
        return made[-1]

    yield make
    for one in made:
        one.stop()
