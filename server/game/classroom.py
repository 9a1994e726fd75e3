"""A classroom: all games of a database, as one process plays them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bullwhip.agents.debriefs.what_if import OWN
from bullwhip.agents.games.seat import CountedOrders
from bullwhip.network.scenario import Scenario
from bullwhip.server.game import closing, disrupting, events, hosting, joining
from bullwhip.server.game.bots import EVERY, checked_rule
from bullwhip.server.game.clock import Clock, steady_clock
from bullwhip.server.game.complaints import Complaints
from bullwhip.server.game.database import Database
from bullwhip.server.game.encamped import drawn_seed
from bullwhip.server.game.hub import Hub
from bullwhip.server.game.ids import Kind, code_of, fits, hashed, new_code, new_player, new_token
from bullwhip.server.game.ordering import Ordering, OrderRequest
from bullwhip.server.game.presence import Presence
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Entry, Placed, Player, Room
from bullwhip.server.game.rooms import Rooms
from bullwhip.server.game.scenarios import Rehearse, playable, rehearse, scenario_for
from bullwhip.server.game.settings import Settings
from bullwhip.server.game.writer import Writer

__all__ = ["Classroom", "NewGame", "NewPlayer"]

ALONE = 2  # seconds for which one who plays alone is shown a week whose orders are fixed
Decide = Callable[[Room], Sequence[events.Event]]


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
    """The games of a database.

    Everything that changes a game goes through one thread, and is in the database before it happens here.
    `rehearse` tries a scenario before people play it; a server that strangers reach gives one with a limit.
    """

    def __init__(self, database: Database, clock: Clock | None = None, rehearse: Rehearse = rehearse) -> None:
        self.database = database
        self.clock = clock or steady_clock(database.newest())
        self.rehearse = rehearse
        self.complaints = Complaints()
        self.hub = Hub()
        self.presence = Presence(self.clock)
        self.scenarios: Mapping[str, Scenario] = playable()
        self.rooms = Rooms(database, self.hub, self.clock)
        self._stamped = 0
        self.ordering = Ordering(database, self.rooms, self.stamp, self.absent, self.refresh, self._hand_in)
        self.writer: Writer[OrderRequest] = Writer(self.ordering.place, self._after_orders, self._failed)

    # What there is

    def warm_up(self) -> None:
        """Compile the engine's kernels now, so that the first player does not wait for it."""
        rehearse(next(iter(self.scenarios.values())), {})

    def room(self, code: str) -> Room:
        """The room of a game.  Raises Refusal if there is none."""
        return self.rooms.get(code)

    def player(self, player: str) -> tuple[Room, Player]:
        """A player, and the room.  Raises Refusal if there is none, or no more."""
        room = self.room(code_of(player))
        return room, room.player(player)

    def absent(self, room: Room) -> closing.Absent:
        """Whether a player has been gone for so long that nobody waits."""
        seconds = room.settings.away_seconds
        return lambda player: self.presence.is_gone(player.id, seconds, room.loaded)

    def due(self, room: Room) -> list[tuple[int, events.Why]]:
        """The teams whose week closes now by itself, and why."""
        with room.lock:
            return [(team.number, why) for team, why in closing.due(room, self.clock(), self.absent(room))]

    def refresh(self, room: Room, teams: Collection[int] | None = ()) -> bool:
        """See what other processes have done in a room, and placed in these teams (None: all).

        Whether there can be any: on SQLite there is no other process.
        """
        if not self.database.is_shared:
            return False
        with room.lock, self.database.reading() as connection:
            number = self.database.numbers(connection, [room.code]).get(room.code, 0)
            self.rooms.catch_up(connection, room, number)
            if teams != ():
                self.rooms.see_orders(connection, room, teams)
        return True

    def stamp(self) -> int:
        """The time; never the same twice, so that what comes later always looks newer."""
        self._stamped = max(self.clock(), self._stamped + 1)
        return self._stamped

    # What changes

    def create(self, settings: Settings, alone: bool = False) -> NewGame:
        """Make a game; `alone` is one for a single person.  Raises ScenarioError or Refusal."""
        scenario = scenario_for(settings, self.rehearse, self.database.aside)
        seed = drawn_seed(settings, scenario, self.database.aside)
        code = self._free_code()
        host, screen = new_token("host", code), new_token("screen", code)
        made = events.Made(
            settings=settings,
            scenario=scenario.document(),
            seed=seed,
            host=hashed(host),
            screen=hashed(screen),
            alone=alone,
        )
        first = [made, *joining.opened_teams(settings)]
        self.writer.run(lambda: self._create(code, first))
        return NewGame(code, host, screen)

    def change(self, code: str, decide: Decide) -> Room:
        """Append to a game's log what `decide` says of the room as it is then.  Raises what that raises."""
        room = self.room(code)
        self.writer.run(lambda: self._change(room, decide))
        return room

    def join(
        self, code: str, name: str, team: int | None = None, site: str | None = None, held: Collection[str] = ()
    ) -> NewPlayer:
        """Take a seat; `held` are tokens that who joins has from earlier.  Raises Refusal."""
        player, token = new_player(code), new_token("seat", code)
        self.change(code, lambda room: joining.joined(room, player, token, name, team, site, held))
        self.presence.seen(player)
        return NewPlayer(player, token)

    def solo(self, scenario: str, site: str | None = None, seed: int | None = None, name: str = "You") -> NewPlayer:
        """A game of one person with bots, of a shipped scenario, which begins at once.  Raises Refusal."""
        if scenario not in self.scenarios:
            raise Refusal("no-scenario", f"found {scenario[:80]!r}; give one of {', '.join(self.scenarios)}")
        seats = [name for name, known in self.scenarios[scenario].sites.items() if known.person]
        if site is not None and site not in seats:
            raise Refusal("no-seat", f"found the seat {site[:80]!r}; give one of {', '.join(seats)}")
        return self.play_alone(scenario, site, seed, name)

    def play_alone(
        self, scenario: str, site: str | None = None, seed: int | None = None, name: str = "You"
    ) -> NewPlayer:
        """The same of any scenario that settings may name or write out.  Raises ScenarioError or Refusal."""
        waits: dict[str, Any] = {"away_seconds": None, "away_after": None, "forced_seconds": ALONE}
        made = self.create(Settings(scenario=scenario, teams=1, seed=seed, **waits), alone=True)
        joined = self.join(made.code, name, 1, site)
        self.change(made.code, hosting.start)
        return joined

    def renew(self, code: str, kind: Kind, player: str | None = None, by: str | None = None) -> str:
        """A new token in the place of the older one, which holds no more.

        `by` is the host's token by which it is asked for: it must still hold then.  Of two presses of a button, the
        browser might else keep the token that the other one made void.  Raises Refusal.
        """
        token = new_token(kind, code)

        def decide(room: Room) -> list[events.Event]:
            if by is not None and not fits(by, room.host):
                raise Refusal("stale", "the host's links were made anew meanwhile; nothing was done")
            if player is not None:
                return [events.TokensRenewed(players={room.player(player).id: hashed(token)})]
            return [events.TokensRenewed(**{kind: hashed(token)})]

        self.change(code, decide)
        return token

    def order(self, player: str, week: int, orders: CountedOrders, take: int | None = None) -> Placed:
        """Place an order for a week, in the place of an earlier one.  It is kept when this returns.

        Raises Refusal or IllegalOrder.
        """
        return self.ordering.order(OrderRequest(player, week, dict(orders), take))

    def close_due(self, room: Room) -> None:
        """Close the weeks of a room that are due, if any are."""
        if self.due(room):
            self.writer.run(lambda: self._close_due(room))

    def close_now(self, code: str, team: int | None, at: closing.AsSeen | None = None) -> Room:
        """Close the week now, because the host wants it: of one team, or of all; with `at`, of those who stand there.

        Raises Refusal.
        """
        room = self.room(code)
        see = None if team is None else {team}

        def decide(room: Room) -> list[events.Event]:
            return closing.all_closed(room, closing.wanted(room, team, at))

        self.writer.run(lambda: self._change(room, decide, see))
        return room

    def set_bots(
        self, code: str, team: int | None, site: str | None, on: bool | None, rule: str | Mapping[str, Any] | None
    ) -> Room:
        """Give seats to their bots or back; another rule is rehearsed first.  Raises BullwhipError."""
        room = self.room(code)
        if rule is not None and rule != OWN:
            self.rehearse(room.scenario, {**room.settings.bots, site or EVERY: checked_rule(rule)})
        return self.change(code, lambda room: hosting.bot(room, team, site, on, rule))

    def disrupt(self, code: str, given: Mapping[str, Any], coming: int | None = None) -> Room:
        """Order a disruption as `disrupting.disrupt` has it; the game with it is rehearsed first.

        Raises BullwhipError.
        """
        room = self.room(code)
        with room.lock:
            scenario = disrupting.stricken(room, given, coming)
        self.rehearse(scenario, room.settings.bots)
        return self.change(code, lambda room: disrupting.disrupt(room, given, coming))

    def stop(self) -> None:
        """Finish what is waiting, and let go of the database."""
        self.hub.close()
        self.writer.stop()
        self.database.close()

    # In the writer's thread

    def _free_code(self) -> str:
        with self.database.reading() as connection:
            while self.database.exists(connection, code := new_code()):
                continue
        return code

    def _create(self, code: str, first: Sequence[events.Event]) -> None:
        entries = [Entry(number, self.stamp(), event) for number, event in enumerate(first, 1)]
        with self.database.writing() as connection:
            self.database.create(connection, code, entries[0].at)
            self.database.append(connection, code, entries)

    def _change(self, room: Room, decide: Decide, see: Collection[int] | None = ()) -> None:
        """Append to a locked log what is decided; `see` are teams whose orders it depends on (None: all).

        The room is not locked while the database or the disk is waited for: who only looks goes on.
        """
        with self.database.writing() as connection:
            number = self.database.lock(connection, room.code)
            with room.lock:
                self.rooms.catch_up(connection, room, number)
                if self.database.is_shared and see != ():
                    self.rooms.see_orders(connection, room, see)
                entries = self._dated(room, decide(room))
            if entries:
                self.database.append(connection, room.code, entries)
        with room.lock:
            self.rooms.fold(room, [entry for entry in entries if entry.number > room.number])

    def _dated(self, room: Room, happened: Sequence[events.Event]) -> list[Entry]:
        """Entries for the end of a room's log; later than all that was placed before them."""
        placed = (order.at for team in room.teams for order in team.orders.values())
        self._stamped = max(self._stamped, room.at, *placed)
        return [Entry(room.number + step, self.stamp(), event) for step, event in enumerate(happened, 1)]

    def _close_due(self, room: Room) -> None:
        due = {number for number, _ in self.due(room)}
        if not due:
            return

        def decide(room: Room) -> list[events.Event]:
            found = closing.due(room, self.clock(), self.absent(room))
            return closing.all_closed(room, [(team, why) for team, why in found if team.number in due])

        self._change(room, decide, due)

    def _hand_in(self, asked: OrderRequest) -> Placed:
        placed: Placed = self.writer.add(asked)
        return placed

    def _after_orders(self, asked: Sequence[OrderRequest]) -> None:
        """Close the weeks that are complete now."""
        for room in self.ordering.look_around(asked):
            self._close_due(room)

    def _failed(self, error: BaseException) -> None:
        self.complaints.say("closing a week failed, and is tried again", error)
