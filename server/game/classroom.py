"""A classroom: all games of a database, as one process plays them."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bullwhip.network.scenario import Scenario
from bullwhip.server.game import closing, events, hosting, joining
from bullwhip.server.game.clock import Clock, wall_clock
from bullwhip.server.game.database import Database, Written
from bullwhip.server.game.fold import begin, fold
from bullwhip.server.game.hub import Hub
from bullwhip.server.game.ids import Kind, code_of, hashed, is_code, new_code, new_player, new_token
from bullwhip.server.game.ordering import Asked, accepted
from bullwhip.server.game.presence import Presence
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Entry, Placed, Player, Room
from bullwhip.server.game.scenarios import playable, scenario_for
from bullwhip.server.game.settings import Settings
from bullwhip.server.game.writer import Writer

__all__ = ["Classroom", "NewGame", "NewPlayer"]

Decide = Callable[[Room], Sequence[events.Event]]
_log = logging.getLogger("bullwhip.classroom")


@dataclass(frozen=True)
class NewGame:
    """A game that was made, and the tokens that open it."""

    code: str
    host: str
    screen: str


@dataclass(frozen=True)
class NewPlayer:
    """Somebody who has joined, and the token that opens the seat."""

    player: str
    token: str


class Classroom:
    """The games of a database.  Rooms are folded from their logs when first asked for.

    Everything that changes a game goes through one thread, and is in the database before it happens here.
    """

    def __init__(self, database: Database, clock: Clock = wall_clock) -> None:
        self.database = database
        self.clock = clock
        self.hub = Hub()
        self.presence = Presence(clock)
        self.scenarios: Mapping[str, Scenario] = playable()
        self._rooms: dict[str, Room] = {}
        self._loading = threading.Lock()
        self._stamped = 0
        self._writer: Writer[Asked] = Writer(self._place, self._close_complete, self._failed)

    # Rooms

    def room(self, code: str) -> Room:
        """The room of a game.  Raises Refusal if there is none."""
        found = self._rooms.get(code)
        if found is not None:
            return found
        with self._loading:
            return self._rooms.get(code) or self._load(code)

    def rooms(self) -> list[Room]:
        """The rooms that are in memory."""
        return list(self._rooms.values())

    def player(self, player: str) -> tuple[Room, Player]:
        """A player, and the room.  Raises Refusal if there is none, or no more."""
        room = self.room(code_of(player))
        return room, room.player(player)

    def catch_up(self, room: Room) -> None:
        """Fold in what other processes have appended to a game's log, and see what they have placed."""
        with room.lock, self.database.reading() as connection:
            self._fold(room, self.database.entries(connection, room.code, room.number))
            self._see_orders(room, self.database.placed(connection, room.code))

    def _load(self, code: str) -> Room:
        if not is_code(code):
            raise Refusal("no-such-game", "there is no game with this code; look at the code again")
        with self.database.reading() as connection:
            entries = self.database.entries(connection, code)
            if not entries:
                raise Refusal("no-such-game", "there is no game with this code; look at the code again")
            room = begin(code, entries[0])
            for entry in entries[1:]:
                fold(room, entry)
            self._see_orders(room, self.database.placed(connection, code))
        self._rooms[code] = room
        return room

    def _see_orders(self, room: Room, placed: Mapping[tuple[int, int, int], dict[str, Placed]]) -> None:
        for team in room.teams:
            team.orders = placed.get((team.number, team.take, team.week), {})

    def _fold(self, room: Room, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        told: set[int] | None = set()
        for entry in entries:
            seen = fold(room, entry)
            told = None if told is None or seen is None else told | seen
        self.hub.tell(room.code, told)

    # Changes

    def create(self, settings: Settings) -> NewGame:
        """Make a game.  Raises ScenarioError or Refusal."""
        scenario = scenario_for(settings)
        seed = settings.seed if settings.seed is not None else secrets.randbelow(2**53)
        code = self._writer.run(self._free_code)
        host, screen = new_token("host", code), new_token("screen", code)
        made = events.Made(
            settings=settings,
            scenario=scenario.model_dump(mode="json", exclude_unset=True),
            seed=seed,
            host=hashed(host),
            screen=hashed(screen),
        )
        first = [made, *joining.opened_teams(settings.teams)]
        self._writer.run(lambda: self._create(code, first))
        return NewGame(code, host, screen)

    def change(self, code: str, decide: Decide) -> Room:
        """Append to a game's log what `decide` says of the room as it is then.  Raises what that raises."""
        room = self.room(code)
        self._writer.run(lambda: self._change(room, decide))
        return room

    def join(self, code: str, name: str, team: int | None = None, site: str | None = None) -> NewPlayer:
        """Take a seat.  Raises Refusal."""
        player, token = new_player(code), new_token("seat", code)
        self.change(code, lambda room: joining.joined(room, player, token, name, team, site))
        self.presence.seen(player)
        return NewPlayer(player, token)

    def solo(self, scenario: str, site: str | None = None, seed: int | None = None) -> NewPlayer:
        """A game of one person with bots, which begins at once.  Raises Refusal."""
        if scenario not in self.scenarios:
            raise Refusal("no-scenario", f"found {scenario[:80]!r}; give one of {', '.join(self.scenarios)}")
        made = self.create(Settings(scenario=scenario, teams=1, seed=seed, away_seconds=None, away_after=None))
        joined = self.join(made.code, "You", 1, site)
        self.change(made.code, hosting.start)
        return joined

    def renew(self, code: str, kind: Kind, player: str | None = None) -> str:
        """A new token in the place of the older one, which holds no more.  Raises Refusal."""
        token = new_token(kind, code)
        if player is not None:
            renewed = events.TokensRenewed(players={player: hashed(token)})
        else:
            renewed = events.TokensRenewed(**{kind: hashed(token)})

        def decide(room: Room) -> list[events.Event]:
            if player is not None:
                room.player(player)
            return [renewed]

        self.change(code, decide)
        return token

    def order(self, player: str, week: int, orders: Mapping[str, float], take: int | None = None) -> Placed:
        """Place an order for a week, in the place of an earlier one.  It is kept when this returns.

        Raises Refusal or IllegalOrder.
        """
        asked = Asked(player, week, dict(orders), take)
        room, _ = self.player(player)
        with room.lock:
            accepted(room, asked)  # most of what is refused needs no transaction
        placed: Placed = self._writer.add(asked)
        return placed

    def close_due(self, room: Room) -> None:
        """Close the weeks that are due."""
        self._close(room, lambda: closing.due(room, self.clock(), self.absent(room)))

    def close_now(self, code: str, team: int | None) -> None:
        """Close the week now, because the host wants it: of one team, or of all.  Raises Refusal."""
        room = self.room(code)
        self._writer.run(lambda: self._close(room, lambda: closing.wanted(room, team)))

    def tick(self) -> None:
        """Close what is due by time."""
        for room in self.rooms():
            with room.lock:
                pending = bool(closing.due(room, self.clock(), self.absent(room)))
            if pending:
                self._writer.run(lambda room=room: self.close_due(room))  # type: ignore[misc]

    def absent(self, room: Room) -> closing.Absent:
        """Whether a player has been gone for so long that nobody waits."""
        seconds = room.settings.away_seconds
        return lambda player: self.presence.is_gone(player.id, seconds)

    def stop(self) -> None:
        """Finish what is waiting, and let go of the database."""
        self.hub.close()
        self._writer.stop()
        self.database.close()

    # In the writer's thread

    def _stamp(self) -> int:
        """The time; never the same twice, so that what comes later always looks newer."""
        self._stamped = max(self.clock(), self._stamped + 1)
        return self._stamped

    def _free_code(self) -> str:
        with self.database.reading() as connection:
            while self.database.exists(connection, code := new_code()):
                continue
        return code

    def _create(self, code: str, first: Sequence[events.Event]) -> None:
        now = self.clock()
        entries = [Entry(number, now + number, event) for number, event in enumerate(first, 1)]
        with self.database.writing() as connection:
            self.database.create(connection, code, now)
            self.database.append(connection, code, entries)

    def _change(self, room: Room, decide: Decide) -> None:
        with room.lock:
            with self.database.writing() as connection:
                if self.database.lock(connection, room.code) != room.number:
                    self._fold(room, self.database.entries(connection, room.code, room.number))
                if self.database.is_shared:
                    self._see_orders(room, self.database.placed(connection, room.code))
                entries = self._dated(room, decide(room))
                if entries:
                    self.database.append(connection, room.code, entries)
            self._fold(room, entries)

    def _dated(self, room: Room, happened: Sequence[events.Event]) -> list[Entry]:
        newest = max((placed.at for team in room.teams for placed in team.orders.values()), default=0)
        at = max(self._stamp(), room.at + 1, newest + 1)
        self._stamped = at + len(happened)
        return [Entry(room.number + step, at + step - 1, event) for step, event in enumerate(happened, 1)]

    def _close(self, room: Room, which: Callable[[], Sequence[tuple[Any, events.Why]]]) -> None:
        self._change(room, lambda room: [closing.closed(room, team, why) for team, why in which()])

    def _place(self, asked: Sequence[Asked]) -> list[Placed | BaseException]:
        """Keep a group of orders; for each what is kept, or why it is refused."""
        answers: list[Placed | BaseException] = []
        rows: list[Written] = []
        with self.database.writing() as connection:
            numbers = self.database.share(connection, {code_of(one.player) for one in asked})
            for one in asked:
                room = self.room(code_of(one.player))
                with room.lock:
                    if numbers[room.code] != room.number:
                        self._fold(room, self.database.entries(connection, room.code, room.number))
                    try:
                        team, site, orders = accepted(room, one)
                    except Exception as refused:  # noqa: BLE001  (it is raised where the order came from)
                        answers.append(refused)
                        continue
                    placed = Placed(orders, one.player, self._stamp())
                    rows.append((room.code, team.number, site, team.take, team.week, placed))
                    answers.append(placed)
            if rows:
                self.database.place(connection, rows)
        for code, number, site, take, week, placed in rows:
            room = self.room(code)
            with room.lock:
                team = room.team(number)
                if (team.take, team.week) == (take, week):
                    team.orders[site] = placed
        return answers

    def _close_complete(self, asked: Sequence[Asked]) -> None:
        """After orders were kept: close the weeks that are complete."""
        for code in {code_of(one.player) for one in asked}:
            room = self.room(code)
            if self.database.is_shared:
                self.catch_up(room)
            with room.lock:
                pending = bool(closing.due(room, self.clock(), self.absent(room)))
            if pending:
                self.close_due(room)

    def _failed(self, error: BaseException) -> None:
        _log.error("closing a week failed; it is tried again", exc_info=error)
