"""What happens in a classroom because time goes by, and not because somebody asks for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.closing import awaited
from bullwhip.server.game.database import CHANNEL
from bullwhip.server.game.room import Room, Told

__all__ = ["Timekeeper"]

BEAT = 0.25  # seconds between two looks at the clock
GATHER = 4  # beats between two gatherings of what has been ordered
SHARE = 40  # beats between two exchanges of who is there, and of forgetting
DAY = 24 * 3_600_000  # ms
_log = logging.getLogger("bullwhip.classroom")


class Timekeeper:
    """Threads that let a classroom's time go by, until stopped.

    They close what is due, tell teams who has ordered (gathered, at most once a second), and keep up with other
    processes on the same database.
    """

    def __init__(self, classroom: Classroom) -> None:
        self._classroom = classroom
        self._stopped = threading.Event()
        self._threads = [self._thread("clock", self._keep_time), self._thread("waker", self._wake)]
        if classroom.database.is_shared:
            self._threads.append(self._thread("listener", self._listen))

    def stop(self) -> None:
        """End the threads."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def beat(self, count: int) -> None:
        """One beat: the `count`-th."""
        classroom = self._classroom
        if count % GATHER == 0 and classroom.database.is_shared:
            self._keep_up()
        for room in classroom.rooms.loaded():
            with self._alone(room):
                self._tend(room, count)
        if count % SHARE == 0:
            if classroom.database.is_shared:
                self._share_presence()
            classroom.rooms.forget_idle()
            classroom.presence.forget(classroom.clock() - DAY)

    def _tend(self, room: Room, count: int) -> None:
        """What a room needs in a beat."""
        self._classroom.close_due(room)
        if count % GATHER == 0:
            self._gather(room)

    def _gather(self, room: Room) -> None:
        """Tell the teams in whose week orders came in, or somebody else is waited for than before."""
        classroom, changed = self._classroom, set()
        with room.lock:
            absent = classroom.absent(room)
            for team in room.teams:
                before, now = team.told, Told(team.take, team.week, team.newest, awaited(room, team, absent))
                team.told = now
                begun = before is None or (before.take, before.week) != (now.take, now.week)
                if before == now or (begun and not now.newest):
                    continue  # nothing is new, or the beginning of the week has told all there is
                changed.add(team.number)
                if before is not None and before.newest == now.newest:
                    team.changed = classroom.stamp()
        if changed:
            classroom.hub.tell(room.code, changed)

    def _keep_up(self) -> None:
        """See what other processes have done, where their word of it was lost."""
        classroom = self._classroom
        rooms = {room.code: room for room in classroom.rooms.loaded()}
        if not rooms:
            return
        with classroom.database.reading() as connection:
            numbers = classroom.database.numbers(connection, rooms)
            placed = classroom.database.placings(connection, rooms)
            for code, room in rooms.items():
                with self._alone(room), room.lock:
                    classroom.rooms.catch_up(connection, room, numbers.get(code, 0))
                    times = [order.at for team in room.teams for order in team.orders.values()]
                    if placed.get(code, (0, 0)) != (len(times), sum(times)):
                        classroom.rooms.see_orders(connection, room)

    def _share_presence(self) -> None:
        """Tell the other processes who is there, and hear it from them."""
        classroom = self._classroom
        since = classroom.clock() - round(2 * 1000 * SHARE * BEAT)
        here = classroom.presence.here(since)

        def exchange() -> dict[str, int]:
            with classroom.database.writing() as connection:
                return classroom.database.exchange_presence(connection, here, since)

        classroom.presence.learn(classroom.writer.run(exchange))

    def _keep_time(self) -> None:
        count = 0
        while not self._stopped.wait(BEAT):
            count += 1
            try:
                self.beat(count)
            except Exception as error:  # noqa: BLE001  (a database that is away for a moment must not stop the clock)
                self._classroom.complaints.say("the clock stumbled; it goes on", error)

    def _wake(self) -> None:
        """Look for timers that run; the clock does not wait for it, as there may be many games."""
        try:
            self._classroom.rooms.wake_timers(lambda: not self._stopped.is_set())
        except Exception as error:  # noqa: BLE001  (they are woken when somebody looks)
            self._classroom.complaints.say("could not look for timers that run", error)

    def _listen(self) -> None:
        """Hear from PostgreSQL when another process has changed a game."""
        while not self._stopped.is_set():
            try:
                self._listen_once()
            except (OSError, SQLAlchemyError, _driver_error()):
                _log.warning("the database does not tell of changes now; they are looked for every second")
                self._stopped.wait(1.0)

    def _listen_once(self) -> None:
        classroom = self._classroom
        with classroom.database.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            connection.detach()  # in autocommit it must never come back to the pool
            raw.autocommit = True
            raw.execute(f"LISTEN {CHANNEL}")
            while not self._stopped.is_set():
                codes = {notice.payload for notice in raw.notifies(timeout=1.0, stop_after=1)}
                for room in classroom.rooms.loaded():
                    if room.code in codes:
                        with self._alone(room):
                            self._hear(room)

    def _hear(self, room: Room) -> None:
        classroom = self._classroom
        with classroom.database.reading() as connection:
            number = classroom.database.numbers(connection, [room.code]).get(room.code, 0)
            if number > room.number:
                with room.lock:
                    classroom.rooms.catch_up(connection, room, number)

    @contextmanager
    def _alone(self, room: Room) -> Iterator[None]:
        """What is wrong in one room must not stop the others: it is written into the log, and that is all."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  (whatever it is)
            self._classroom.complaints.say(f"room {room.code} stumbled; it goes on", error)

    @staticmethod
    def _thread(name: str, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, name=f"bullwhip-{name}", daemon=True)
        thread.start()
        return thread


def _driver_error() -> type[Exception]:
    import psycopg

    return psycopg.Error
