"""Games for the tests, each in a database of its own, ended when the test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.game.classes import Class

Begin = Callable[..., Class]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Make a class: `begin(people=3, pace="step")`."""
    made: list[Class] = []

    def make(**settings: Any) -> Class:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Class(folder, **settings))
        return made[-1]

    yield make
    for one in made:
        one.stop()
