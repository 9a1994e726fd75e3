"""The rooms that this process has in memory, each kept up with its log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import Connection

from bullwhip.server.game.breath import Breath
from bullwhip.server.game.clock import Clock
from bullwhip.server.game.database import Database
from bullwhip.server.game.fold import fold
from bullwhip.server.game.hub import Hub
from bullwhip.server.game.ids import is_code
from bullwhip.server.game.loading import loaded, unknown
from bullwhip.server.game.refusal import UnreadableGame
from bullwhip.server.game.room import Entry, Placed, Room
from bullwhip.server.game.turns import FairTurns

__all__ = ["Rooms"]

IDLE = 600_000  # ms after which a room that nobody asks for is forgotten; its log stays
WEEK = 7 * 24 * 3_600_000  # ms: the longest timer
AGAIN = 60_000  # ms after which an unreadable game is tried again: somebody may have mended it
_log = logging.getLogger("bullwhip.classroom")


class Rooms:
    """Rooms by code, folded from their logs when they are first asked for."""

    def __init__(self, database: Database, hub: Hub, clock: Clock) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._unreadable: dict[str, tuple[int, UnreadableGame]] = {}  # when it was tried, and what came out
        self._long = FairTurns()  # of what takes long: one at a time, and each game has its turn

    def get(self, code: str) -> Room:
        """The room of a game.  Raises Refusal if there is none, and UnreadableGame."""
        room = self._rooms.get(code)
        if room is None:
            self._must_exist(code)
            with self._long.turn(code):
                room = self._rooms.get(code) or self._load(code)
        room.used = self._clock()
        return room

    def loaded(self) -> list[Room]:
        """The rooms that are in memory."""
        return list(self._rooms.values())

    def fold(self, room: Room, entries: Sequence[Entry]) -> None:
        """Let entries happen in a room, and wake who sees them.  The room's lock is held."""
        if not entries:
            return
        told: set[int] | None = set()
        breathe = Breath()
        for entry in entries:
            seen = fold(room, entry)
            told = None if told is None or seen is None else told | seen
            breathe()
        self._hub.tell(room.code, told)

    def catch_up(self, connection: Connection, room: Room, number: int) -> None:
        """Fold in what others have appended, if the log's last number says so.  The room's lock is held."""
        if number > room.number:
            self.fold(room, self._database.entries(connection, room.code, room.number))

    def see_orders(self, connection: Connection, room: Room, teams: Collection[int] | None = None) -> None:
        """See what is placed in all teams of a room, or in some.  The room's lock is held."""
        placed = self._database.placed(connection, room.code, teams)
        _put(room, placed, teams)

    def forget_idle(self) -> None:
        """Let go of rooms that nobody has asked for in a while, and in which no timer runs."""
        for code, room in list(self._rooms.items()):
            idle = self._clock() - room.used > IDLE and not self._hub.is_heard(code)
            if idle and room.next_deadline() is None:
                del self._rooms[code]

    def wake_timers(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Have in memory, after a start, the rooms in which a timer may be running: nobody may be looking at them.

        Where it does not `go_on`, it ends early.
        """
        with self._database.reading() as connection:
            codes = self._database.timed(connection, self._clock() - WEEK)
        for code in codes:
            if not go_on():
                return
            with suppress(UnreadableGame):  # it is in the server's log, and the others go on
                self.get(code)

    def _must_exist(self, code: str) -> None:
        """Refuse at once, without waiting for a turn, where there is no such game, or none that can be read."""
        if not is_code(code):
            raise unknown()
        at, error = self._unreadable.get(code, (0, None))
        if error is not None and self._clock() - at < AGAIN:
            raise error
        with self._database.reading() as connection:
            if not self._database.exists(connection, code):
                raise unknown()

    def _load(self, code: str) -> Room:
        try:
            room = loaded(self._database, code)
        except UnreadableGame as error:
            self._unreadable[code] = self._clock(), error
            _log.error("%s", error)
            raise
        self._unreadable.pop(code, None)
        room.loaded = self._clock()
        self._rooms[code] = room
        return room


def _put(
    room: Room, placed: Mapping[tuple[int, int, int], dict[str, Placed]], teams: Collection[int] | None = None
) -> None:
    for team in room.teams:
        if teams is None or team.number in teams:
            team.orders = placed.get((team.number, team.take, team.week), {})
