"""A classroom in a file of its own, with a clock that stands still until it is moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bullwhip.agents.games.record import Decision
from bullwhip.server.game import hosting
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database
from bullwhip.server.game.room import Room, Team
from bullwhip.server.game.settings import Settings
from bullwhip.server.game.timekeeper import Timekeeper

__all__ = ["FREE", "Class", "Clock", "act"]

FREE = {"site.*.rule.forced_periods": 0}  # nothing is fixed: people order from the first week on
MORNING = 1_800_000_000_000  # ms since 1970


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> int:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += round(1000 * seconds)


class Class:
    """A game with people in it."""

    def __init__(
        self, folder: Path, url: str | None = None, people: int = 4, begin: bool = True, **settings: Any
    ) -> None:
        self.clock = Clock()
        self.later: Class | None = None  # after the server was started again
        self.url = url or f"sqlite:///{folder / 'games.db'}"
        self.classroom = Classroom(Database(self.url), self.clock)
        chosen: dict[str, Any] = {"changes": FREE, "teams": 1, "seed": 5, "away_seconds": None, **settings}
        try:
            self.made = self.classroom.create(Settings(**chosen))
        except BaseException:
            self.classroom.stop()
            raise
        self.code = self.made.code
        self.players = [self.classroom.join(self.code, f"P{n}").player for n in range(1, people + 1)]
        if begin:
            self.classroom.change(self.code, hosting.start)

    @property
    def room(self) -> Room:
        return self.classroom.room(self.code)

    def team(self, number: int = 1) -> Team:
        return self.room.team(number)

    def order(self, player: int, week: int, units: float, take: int | None = None) -> None:
        """Player 1, 2, ... orders; what follows from it has happened when this returns."""
        self.classroom.order(self.players[player - 1], week, {"item": units}, take)
        self.wait()

    def wait(self) -> None:
        """Wait until the writer has done what it was given."""
        self.classroom.writer.run(lambda: None)

    def all_order(self, week: int, units: float = 4.0, players: range | None = None) -> None:
        for player in players or range(1, len(self.players) + 1):
            self.order(player, week, units)

    def settle(self) -> None:
        """Let time's work be done: once, as the timekeeper does it every second."""
        for room in self.classroom.rooms.loaded():
            self.classroom.close_due(room)

    def decisions(self, week: int, number: int = 1) -> dict[str, Decision]:
        return self.team(number).weeks[week - 1]

    def deciders(self, week: int, number: int = 1) -> dict[str, str]:
        return {site: decision.by for site, decision in self.decisions(week, number).items()}

    def again(self) -> Class:
        """The same game after the server was started again; it is stopped with this one."""
        self.classroom.stop()
        other = object.__new__(Class)
        other.__dict__.update(self.__dict__)
        other.classroom = Classroom(Database(self.url), self.clock)
        self.later = other
        return other

    def stop(self) -> None:
        self.classroom.stop()
        if self.later is not None:
            self.later.stop()

    def timekeeper(self) -> Timekeeper:
        return Timekeeper(self.classroom)


def act(game: Class, what: Any, *given: Any) -> Room:
    """Let the host do something."""
    return game.classroom.change(game.code, lambda room: what(room, *given))
