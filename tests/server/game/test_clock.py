"""A computer's clock that is set back or on stops no timer, and ends none."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from bullwhip.server.game import hosting
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.clock import steady_clock
from bullwhip.server.game.database import Database
from bullwhip.server.game.settings import Settings

HOUR = 3600 * 10**9  # ns
TIMER = 60  # seconds


class Computer:
    """A computer's clock, which somebody may set, and its ticks, which nobody can."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown, self.ticks = 1_800_000_000 * 10**9, 5 * HOUR
        monkeypatch.setattr(time, "time_ns", lambda: self.shown)
        monkeypatch.setattr(time, "monotonic_ns", lambda: self.ticks)
        if hasattr(time, "clock_gettime_ns"):
            monkeypatch.setattr(time, "clock_gettime_ns", lambda _which: self.ticks)

    def goes_on(self, seconds: float) -> None:
        self.shown += round(seconds * 10**9)
        self.ticks += round(seconds * 10**9)

    def is_set(self, hours: float) -> None:
        self.shown += round(hours * HOUR)


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> Computer:
    return Computer(monkeypatch)


def timed_game(url: str) -> tuple[Classroom, str]:
    classroom = Classroom(Database(url))
    wanted: dict[str, Any] = {"teams": 1, "timer_seconds": TIMER, "changes": {"site.*.rule.forced_periods": 0}}
    code = classroom.create(Settings(**wanted, away_seconds=None, away_after=None)).code
    classroom.join(code, "Mia")
    classroom.change(code, hosting.start)
    return classroom, code


def test_the_clock_counts_what_is_not_set(computer: Computer) -> None:
    clock = steady_clock()
    first = clock()
    assert first == computer.shown // 10**6
    computer.goes_on(10)
    computer.is_set(-1)
    assert clock() == first + 10_000
    computer.is_set(+2)
    assert clock() == first + 10_000


def test_a_timer_runs_on_when_the_clock_is_set_back(computer: Computer, tmp_path: Path) -> None:
    classroom, code = timed_game(f"sqlite:///{tmp_path / 'games.db'}")
    room = classroom.room(code)
    for week in (2, 3):
        computer.is_set(-1)
        computer.goes_on(TIMER - 1)
        classroom.close_due(room)
        assert room.team(1).week == week - 1
        computer.goes_on(2)
        classroom.close_due(room)
        assert room.team(1).week == week
    classroom.stop()


def test_a_timer_does_not_end_when_the_clock_is_set_on(computer: Computer, tmp_path: Path) -> None:
    classroom, code = timed_game(f"sqlite:///{tmp_path / 'games.db'}")
    computer.is_set(+1)
    classroom.close_due(classroom.room(code))
    assert classroom.room(code).team(1).week == 1
    classroom.stop()


def test_a_timer_runs_on_after_a_restart_with_the_clock_set_back(computer: Computer, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'games.db'}"
    classroom, code = timed_game(url)
    classroom.stop()
    computer.is_set(-1)
    for week in (2, 3):
        classroom = Classroom(Database(url))
        computer.goes_on(TIMER + 1)
        classroom.close_due(classroom.room(code))
        assert classroom.room(code).team(1).week == week
        classroom.stop()
