"""What can happen in a game: the entries of its log.

A room is a fold over these.  They are never changed and never deleted; a new kind may be added, and a new key with a
default, so that old logs stay readable.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bullwhip.agents.games.record import Decision
from bullwhip.server.game.settings import Camp, Settings

__all__ = [
    "Believed",
    "BotSet",
    "CalledOff",
    "CampSet",
    "Closed",
    "Disrupted",
    "Ended",
    "Event",
    "FiguresShown",
    "Joined",
    "Left",
    "LetIn",
    "Locked",
    "Made",
    "Moved",
    "Paused",
    "PlayerRenamed",
    "Resumed",
    "Revealed",
    "Said",
    "Started",
    "TeamOpened",
    "TeamRenamed",
    "TimerSet",
    "TokensRenewed",
    "Undone",
    "read",
    "written",
]

Why = Literal["complete", "timer", "host"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Made(_Entry):
    """A game was made; `host` and `screen` are hashes of tokens."""

    kind: Literal["made"] = "made"
    settings: Settings
    scenario: dict[str, Any]
    seed: int
    host: str
    screen: str
    alone: bool = False  # for one person, who made it without being anybody's host


class TeamOpened(_Entry):
    """A team was added."""

    kind: Literal["team-opened"] = "team-opened"
    team: int
    name: str
    camp: Camp | None = None  # where the game has camps


class TeamRenamed(_Entry):
    """A team got another name."""

    kind: Literal["team-renamed"] = "team-renamed"
    team: int
    name: str


class CampSet(_Entry):
    """The host put a team into a camp, before the game began."""

    kind: Literal["camp-set"] = "camp-set"
    team: int
    camp: Camp


class Joined(_Entry):
    """Somebody took a seat; `token` is a hash."""

    kind: Literal["joined"] = "joined"
    player: str
    name: str
    team: int
    site: str
    token: str


class Left(_Entry):
    """Somebody gave up the seat, or was removed."""

    kind: Literal["left"] = "left"
    player: str
    removed: bool = False
    banned: bool = False  # and does not come in again before the host lets everybody in


class Locked(_Entry):
    """The host let no more people in, or let them in again."""

    kind: Literal["locked"] = "locked"
    locked: bool


class LetIn(_Entry):
    """Those whom the host had removed for good may come in again."""

    kind: Literal["let-in"] = "let-in"


class PlayerRenamed(_Entry):
    """Somebody took another name."""

    kind: Literal["player-renamed"] = "player-renamed"
    player: str
    name: str


class Moved(_Entry):
    """The host put somebody into another seat."""

    kind: Literal["moved"] = "moved"
    player: str
    team: int
    site: str


class Started(_Entry):
    """The first week began."""

    kind: Literal["started"] = "started"


class Paused(_Entry):
    """Time stopped."""

    kind: Literal["paused"] = "paused"


class Resumed(_Entry):
    """Time went on."""

    kind: Literal["resumed"] = "resumed"


class Ended(_Entry):
    """The host ended the game."""

    kind: Literal["ended"] = "ended"


class TimerSet(_Entry):
    """The host gave weeks so many seconds from now on, or none."""

    kind: Literal["timer-set"] = "timer-set"
    seconds: int | None


class Closed(_Entry):
    """A team's week was closed with these decisions, one for every seat."""

    kind: Literal["closed"] = "closed"
    team: int
    take: int
    week: int
    why: Why
    decisions: dict[str, Decision]


class Undone(_Entry):
    """The host took back a team's last week: `week` is under way again, in a new take."""

    kind: Literal["undone"] = "undone"
    team: int
    week: int


class BotSet(_Entry):
    """The host switched bots on or off, or gave them a rule: of all teams or one, of all seats or one."""

    kind: Literal["bot-set"] = "bot-set"
    team: int | None = None
    site: str | None = None
    on: bool | None = None  # none: as it was
    rule: dict[str, Any] | None = None  # none: as it was
    own: bool = False  # back to the rule that the game began with


class Disrupted(_Entry):
    """The host ordered a disruption, the same for all teams."""

    kind: Literal["disrupted"] = "disrupted"
    table: dict[str, Any]  # as a scenario's [[disruption]]
    week: int  # the furthest that was under way then; 0 before the first one
    told: int  # the week from which players are told of it, where it has a fixed start


class CalledOff(_Entry):
    """The host withdrew a disruption before it began."""

    kind: Literal["called-off"] = "called-off"
    name: str


class Said(_Entry):
    """The host said something, to all or to one team."""

    kind: Literal["said"] = "said"
    text: str
    team: int | None = None


class FiguresShown(_Entry):
    """The host showed the costs on the projector, or hid them."""

    kind: Literal["figures-shown"] = "figures-shown"
    shown: bool


class Believed(_Entry):
    """What a player believes that customers asked for, week by week."""

    kind: Literal["believed"] = "believed"
    player: str
    values: tuple[float, ...]


class Revealed(_Entry):
    """The host showed what customers had asked for."""

    kind: Literal["revealed"] = "revealed"


class TokensRenewed(_Entry):
    """Older tokens hold no more; these are the hashes of the new ones."""

    kind: Literal["tokens-renewed"] = "tokens-renewed"
    host: str | None = None
    screen: str | None = None
    players: dict[str, str] = {}


Event = (
    Made
    | TeamOpened
    | TeamRenamed
    | CampSet
    | Joined
    | Left
    | Locked
    | LetIn
    | PlayerRenamed
    | Moved
    | Started
    | Paused
    | Resumed
    | Ended
    | TimerSet
    | Closed
    | Undone
    | BotSet
    | Disrupted
    | CalledOff
    | Said
    | FiguresShown
    | Believed
    | Revealed
    | TokensRenewed
)
_ANY: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


def written(event: Event) -> str:
    """An event as the text that is kept."""
    return event.model_dump_json()


def read(text: str) -> Event:
    """The event that a kept text describes."""
    return _ANY.validate_json(text)
