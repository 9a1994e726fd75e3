"""Apps for the tests, each with a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.web.rooms import Web

Open = Callable[..., Web]


@pytest.fixture
def open_web(tmp_path: Path) -> Iterator[Open]:
    """Make an app with options: `open_web(create_token="...")`."""
    made: list[Web] = []

    def make(**options: Any) -> Web:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Web(folder, **options))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def web(open_web: Open) -> Web:
    """An app as a teacher's computer runs it."""
    return open_web()
