"""Apps for the tests, each with a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bullwhip.server.game.jobs import Jobs
from tests.server.web.rooms import Web

Open = Callable[..., Web]


@pytest.fixture(scope="session", autouse=True)
def one_process_for_all_analyses() -> Iterator[None]:
    """Each app would start a process for its analyses, which takes seconds; here they share one."""
    shared: dict[str, Jobs] = {}

    def made(*given: Any, **named: Any) -> Jobs:
        return shared.setdefault(repr((given, named)), Jobs(*given, **named))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bullwhip.server.web.debrief_pages.Jobs", made)
        yield
    for jobs in shared.values():
        jobs.stop()


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
