"""What programs and pages send to the API: checked strictly, nothing unknown is let through."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bullwhip.agents.debriefs.what_if import OWN
from bullwhip.server.game.settings import MOST_TEAMS, Camp

__all__ = [
    "Beliefs",
    "Body",
    "BotChoice",
    "CampChoice",
    "Enter",
    "FiguresChoice",
    "HostMessage",
    "Join",
    "Lock",
    "Move",
    "NewName",
    "Nothing",
    "OneTeam",
    "OneWeek",
    "Order",
    "Removal",
    "Rename",
    "ScenarioText",
    "Solo",
    "Swap",
    "TimerChoice",
    "Tokens",
    "WeekStanding",
]

TeamNumber = Annotated[int, Field(ge=1, le=MOST_TEAMS, description="A team's number.")]
SiteName = Annotated[str, Field(min_length=1, max_length=200, description="The name of a site that is a seat.")]
PlayerId = Annotated[str, Field(max_length=40, description="A player's id.")]
MOST_PEOPLE = 10_000
GivenName = Annotated[str, Field(max_length=200, description="What others see; at most 40 letters of it.")]


class Body(BaseModel):
    """What all requests have in common."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Nothing(Body):
    """An action that needs no more words."""


class ScenarioText(Body):
    """A scenario to be checked."""

    toml: Annotated[str, Field(max_length=200_000, description="The scenario, as TOML.")]


class Join(Body):
    """Somebody who wants a seat."""

    name: GivenName
    team: TeamNumber | None = None
    site: SiteName | None = None


class Solo(Body):
    """Somebody who wants to play alone with bots."""

    scenario: Annotated[str, Field(max_length=80, description="A shipped scenario's name.")] = "beer-game"
    seat: Annotated[SiteName | None, Field(description="The seat to play. [the first]")] = None
    seed: Annotated[int | None, Field(ge=0, le=2**53 - 1, description="The seed of all luck. [any]")] = None


class Enter(Body):
    """A private link's token."""

    token: Annotated[str, Field(max_length=200)]


class Order(Body):
    """What a seat orders in a week."""

    orders: Annotated[
        dict[str, float | Annotated[dict[str, float], Field(max_length=100)]],
        Field(
            max_length=100,
            description="Units by item; where the view's limits list `lanes`, units by lane for each item.",
        ),
    ]
    take: Annotated[
        int | None, Field(ge=0, description="The `take` of the view: refused if the week was taken back meanwhile.")
    ] = None


class Beliefs(Body):
    """What a player believes that customers asked for."""

    values: Annotated[
        list[Annotated[float, Field(ge=0, le=1e12)]], Field(min_length=1, max_length=520, description="Units by week.")
    ]


class Rename(Body):
    """A player's new name."""

    name: GivenName


class OneTeam(Body):
    """An action for one team, or (without a team) for all."""

    team: TeamNumber | None = None


class WeekStanding(Body):
    """Where a team stands: the week that an action means is the one that follows these."""

    team: TeamNumber
    take: Annotated[int, Field(ge=0, description="The team's `take`: it grows when a week is taken back.")]
    played: Annotated[int, Field(ge=0, description="How many weeks the team has played.")]


class OneWeek(OneTeam):
    """An action for a week of one team, or (without a team) of all."""

    at: Annotated[
        list[WeekStanding] | None,
        Field(
            min_length=1,
            max_length=MOST_TEAMS,
            description="Where the host saw the teams: only those that still stand there are meant, and 409 stale is "
            "the answer if none does. Without it the week is meant that is under way when the request comes.",
        ),
    ] = None

    @property
    def standing(self) -> dict[int, tuple[int, int]] | None:
        """Take and weeks played, by team."""
        return None if self.at is None else {one.team: (one.take, one.played) for one in self.at}


class TimerChoice(Body):
    """How long a week lasts from now on."""

    seconds: Annotated[int | None, Field(ge=5, le=7 * 24 * 3600, description="none: no timer")]


class HostMessage(Body):
    """Something that the host says."""

    text: Annotated[str, Field(max_length=2000)]
    team: TeamNumber | None = None


class Removal(Body):
    """People whose seats are taken away."""

    person: PlayerId | None = None
    people: Annotated[list[PlayerId], Field(max_length=MOST_PEOPLE, description="Several at once.")] = []
    ban: Annotated[
        bool,
        Field(
            description="They do not come in again: not with this browser, not by this name, and not from this address "
            "where nobody else comes from there."
        ),
    ] = False


class Lock(Body):
    """Whether the room is locked."""

    on: bool


class Move(Body):
    """Another seat for a player."""

    person: PlayerId
    team: TeamNumber
    site: SiteName


class Swap(Body):
    """Two players who change seats."""

    model_config = ConfigDict(populate_by_name=True)

    person: PlayerId
    other: Annotated[PlayerId, Field(alias="with")]
    team: Annotated[TeamNumber | None, Field(description="With `site`: where `person` is to sit; done once only.")] = (
        None
    )
    site: SiteName | None = None


class BotChoice(Body):
    """A bot for one seat or for all, switched on or off, or with another rule."""

    team: TeamNumber | None = None
    site: SiteName | None = None
    on: bool | None = None
    rule: Annotated[
        Annotated[str, Field(max_length=80)] | dict[str, Any] | None,
        Field(description=f"A shipped rule's name, a rule's table, or {OWN!r}: what the game began with."),
    ] = None


class NewName(Body):
    """A team's new name."""

    team: TeamNumber
    name: GivenName


class CampChoice(Body):
    """The camp of a team."""

    team: TeamNumber
    camp: Camp


class FiguresChoice(Body):
    """Whether the projector shows costs."""

    show: bool


class Tokens(Body):
    """Whose links are to be made anew; the older ones hold no more."""

    kind: Literal["host", "screen", "seat"]
    person: Annotated[PlayerId | None, Field(description="Whose seat; needed with seat.")] = None
