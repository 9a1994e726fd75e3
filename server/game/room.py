"""A room: everything that is known of a game while it is played.

What is here follows from the log and from the orders of the weeks under way (fold.py), and from nothing else.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bullwhip.agents.games.games import Games
from bullwhip.agents.games.record import Week
from bullwhip.agents.games.seat import CountedOrders
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.network.scenario import Scenario
from bullwhip.server.game.events import Disrupted, Event
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.settings import Camp, Settings

__all__ = [
    "Board",
    "Drawn",
    "Entry",
    "LogLine",
    "Message",
    "Placed",
    "Player",
    "Room",
    "RoomState",
    "Seat",
    "Team",
    "Told",
]

RoomState = Literal["lobby", "playing", "paused", "over"]
HEARD = 120_000  # ms for which a message stands at least; then it goes with the week
LOGGED = 50  # lines of the log that the host sees


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that counts when the week closes, unless another one takes its place."""

    orders: CountedOrders  # units by item, or by item and lane
    player: str
    at: int  # ms since 1970


@dataclass(frozen=True, slots=True)
class Message:
    """What the host said, to all or to one team."""

    text: str
    team: int | None
    at: int  # ms since 1970


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the log with its place and time."""

    number: int
    at: int  # ms since 1970
    event: Event


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log for the host: the newest of the entries that say the same, and which teams they are about."""

    entry: Entry
    teams: tuple[int, ...]


@dataclass
class Board:
    """A view of host or projector, as it was last made."""

    number: int  # of the log's last entry then
    at: int  # ms since 1970
    body: bytes
    version: str


@dataclass(slots=True)
class Player:
    """A person in a seat."""

    id: str
    name: str
    team: int
    site: str
    token: str  # its hash
    gone: bool = False  # left, or was removed
    met: bool = False  # sits, or once sat, where customers come
    banned: bool = False  # was removed, and does not come in again
    at: int = 0  # when this player joined, ms since 1970


@dataclass(slots=True)
class Seat:
    """A seat of a team, and its bot."""

    site: str
    bot: bool = False  # the host has given it to its bot
    rule: dict[str, Any] | None = None  # the bot's, where the host has changed it
    camp_rule: dict[str, Any] | None = None  # the bot's in the team's camp, where nobody has chosen another
    missed: int = 0  # weeks in a row in which its people did not order
    people: list[Player] = field(default_factory=list)  # who sits here, in the order in which they came


class Told(NamedTuple):
    """What a team's players were last told of the orders of their week."""

    take: int
    week: int
    newest: int  # when the newest order was placed, ms since 1970
    waits: list[str]  # for these sites


class Drawn(NamedTuple):
    """A seat's figures as JSON, and of which game, take, and how many weeks they are, and whether these are all."""

    game: TeamGame
    take: int
    weeks: int
    over: bool
    history: bytes  # the weeks, without brackets
    whole: bytes


@dataclass(slots=True)
class Team:
    """A team, its game, and the week that it has under way."""

    number: int
    name: str
    catch_up: Callable[[], None]  # plays all games of the room up to the weeks of their teams (playing.py)
    weeks_in_all: int
    seats: dict[str, Seat]
    practice: bool
    camp: Camp | None = None  # where the game has camps
    forced: frozenset[str] = frozenset()  # sites whose order of the week the scenario fixes
    take: int = 0  # how often weeks were taken back
    weeks: list[Week] = field(default_factory=list)
    undone: list[tuple[int, Week]] = field(default_factory=list)
    opened: int = 0  # ms since 1970, when the week began; later where the game was paused
    orders: dict[str, Placed] = field(default_factory=dict)  # of the week under way, by site
    changed: int = 0  # when something last happened that its players see, ms since 1970
    told: Told | None = None
    drawn: dict[str, Drawn] = field(default_factory=dict)  # by site
    played: TeamGame | None = None  # as far as it has been played; none before somebody looks, and where bots changed

    @property
    def game(self) -> TeamGame:
        """The team's game with all its weeks: played now, if nobody has looked since the last one closed."""
        if self.is_behind:
            self.catch_up()
        assert self.played is not None
        return self.played

    @property
    def is_behind(self) -> bool:
        """Whether weeks are over that have not been played."""
        return self.played is None or self.played.played < len(self.weeks)

    @property
    def all_played(self) -> bool:
        """Whether there is no week any more."""
        return len(self.weeks) == self.weeks_in_all

    @property
    def week(self) -> int:
        """The week under way, from 1; after the last one it stays there."""
        return min(len(self.weeks) + 1, self.weeks_in_all)

    @property
    def newest(self) -> int:
        """When the newest order of the week was placed, in ms since 1970; 0 if there is none."""
        return max((placed.at for placed in self.orders.values()), default=0)


@dataclass
class Room:
    """A game while it is played.  Whoever reads or changes it holds `lock`."""

    code: str
    made: int  # ms since 1970
    settings: Settings
    scenario: Scenario  # with the disruptions that the host has ordered
    practice: Scenario  # as the game began, without forced orders
    fixed: Mapping[str, int]  # weeks whose orders the scenario fixes, by site
    seed: int
    alone: bool  # for one person with bots, which anybody may make
    host: str  # hash of its token
    screen: str  # hash of its token
    timer_seconds: int | None
    figures: bool
    state: RoomState = "lobby"
    paused_at: int = 0
    revealed: bool = False
    locked: bool = False  # nobody comes in any more
    teams: list[Team] = field(default_factory=list)
    players: dict[str, Player] = field(default_factory=dict)
    camp_rules: dict[Camp, dict[str, dict[str, Any]]] = field(default_factory=dict)  # of bots, by site
    messages: list[Message] = field(default_factory=list)
    beliefs: dict[str, tuple[float, ...]] = field(default_factory=dict)  # by player
    ordered: tuple[Disrupted, ...] = ()  # the disruptions that the host has ordered
    scenario_since: int = 0  # the entry of the log by which the scenario changed last
    number: int = 0  # of the last entry of the log that is folded in
    at: int = 0  # of that entry
    changed: int = 0  # when something last happened that all see, ms since 1970
    log: deque[LogLine] = field(default_factory=lambda: deque(maxlen=LOGGED))
    loaded: int = 0  # when this process began to keep it, ms since 1970
    used: int = 0  # when somebody last asked for it
    games: dict[str, Games] = field(default_factory=dict)  # in which its teams play, by practice and bots
    boards: dict[str, Board] = field(default_factory=dict)  # views of host and projector as they were last made
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def name(self) -> str:
        """What the game is called."""
        return self.settings.name or self.scenario.name

    @property
    def pace(self) -> str:
        """Who moves on: own, step or host."""
        return self.settings.pace

    def team(self, number: int) -> Team:
        """A team by its number.  Raises Refusal."""
        if not 1 <= number <= len(self.teams):
            raise Refusal("no-team", f"found team {number}; there are teams 1 to {len(self.teams)}")
        return self.teams[number - 1]

    def seat(self, number: int, site: str) -> Seat:
        """A seat of a team.  Raises Refusal."""
        found = self.team(number).seats.get(site)
        if found is None:
            raise Refusal("no-seat", f"found the seat {site!r}; there are {', '.join(self.team(number).seats)}")
        return found

    def player(self, player: str) -> Player:
        """A player who is still there.  Raises Refusal."""
        found = self.players.get(player)
        if found is None or found.gone:
            raise Refusal("no-player", "there is no such player in this game, or no more")
        return found

    def people(self, team: int | None = None, site: str | None = None) -> Iterator[Player]:
        """The players who are there: all, of a team, or in a seat of it."""
        for one in self.teams if team is None else [self.team(team)]:
            for seat in one.seats.values() if site is None else [one.seats[site]]:
                yield from seat.people

    def banned(self) -> list[Player]:
        """Those whom the host removed for good."""
        return [player for player in self.players.values() if player.banned]

    def meets_customers(self, site: str) -> bool:
        """Whether customers come to this site."""
        return any(point.site == site and point.terms.demand for point in self.scenario.stockpoints())

    def standing(self, number: int | None = None) -> list[Message]:
        """What the host said to all, and to a team, as long as it stands: in its week, and for a while after that."""
        teams = self.teams if number is None else [self.team(number)]
        since = max((team.opened for team in teams), default=0) - HEARD
        return [said for said in self.messages if said.team in {None, number} and said.at >= since]

    def deadline(self, team: Team) -> int | None:
        """When the team's week closes by itself, in ms since 1970; none without a timer or while time stands."""
        if self.state != "playing" or self.over(team):
            return None
        if self.is_forced(team) and self.pace != "host":
            return self.shown_until(team)
        return None if self.timer_seconds is None else team.opened + 1000 * self.timer_seconds

    def next_deadline(self) -> int | None:
        """When the first week closes by itself, in ms since 1970; none if none does."""
        return min((ends for team in self.teams if (ends := self.deadline(team)) is not None), default=None)

    def shown_until(self, team: Team) -> int:
        """When the team's week may close at the earliest: a week with nothing to decide is shown for a while."""
        return team.opened + 1000 * self.settings.forced_seconds if self.is_forced(team) else 0

    def is_forced(self, team: Team) -> bool:
        """Whether the scenario fixes all orders of the week."""
        return len(team.forced) == len(team.seats)

    def over(self, team: Team) -> bool:
        """Whether a team has played all its weeks, or the game has ended."""
        return self.state == "over" or team.all_played
