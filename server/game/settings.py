"""What a host may choose when making a game."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["MOST_TEAMS", "PLACE", "Camp", "CampSettings", "Pace", "Settings"]

MOST_TEAMS = 500
PLACE = "{}"  # of the number in what teams are called
MOST_TEXT = 200_000  # characters of a scenario that is given as text
Pace = Literal["own", "step", "host"]
Camp = Literal["lean", "buffered"]
MOST_COVER = 52  # periods that a camp may be asked to cover
Change = Annotated[bool | int | float | str | list[float], Field(union_mode="smart")]
RuleTable = dict[str, Any]


class CampSettings(BaseModel):
    """Half of the teams run lean, half keep stock: how much cover each camp is told to keep."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    held: Annotated[bool, Field(description="Whether an order outside of what the camp allows is refused.")] = False
    lean_most: Annotated[
        float, Field(ge=0, le=MOST_COVER, description="Lean teams keep so many weeks of cover at most.")
    ] = 0.0
    buffered_least: Annotated[
        float, Field(ge=0, le=MOST_COVER, description="Buffered teams keep so many weeks of cover at least.")
    ] = 2.0

    def cover(self, camp: Camp) -> float:
        """The limit of a camp, in periods of cover."""
        return self.lean_most if camp == "lean" else self.buffered_least


class Settings(BaseModel):
    """A game as its host wants it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    name: Annotated[str, Field(max_length=80, description="What the game is called. [the scenario's name]")] = ""
    scenario: Annotated[
        str, Field(min_length=1, max_length=MOST_TEXT, description="A shipped scenario's name, or a scenario as TOML.")
    ] = "beer-game"
    changes: Annotated[
        dict[str, Change],
        Field(max_length=100, description="Keys of the scenario to change, as `--set` takes them: site.retailer.stock"),
    ] = {}
    weeks: Annotated[int | None, Field(ge=1, le=520, description="How many weeks. [as the scenario says]")] = None
    hidden_length: Annotated[bool, Field(description="Whether players do not see how many weeks there are.")] = True
    teams: Annotated[
        Annotated[int, Field(ge=1, le=MOST_TEAMS)] | Literal["auto"],
        Field(description='How many teams; with "auto" one more opens when all seats are taken.'),
    ] = "auto"
    team_names: Annotated[
        str,
        Field(max_length=30, pattern=r"\{\}", description="What teams are called; {} stands for their number."),
    ] = f"Team {PLACE}"
    people_per_seat: Annotated[int, Field(ge=1, le=10, description="How many people may share a seat.")] = 1
    pace: Annotated[Pace, Field(description="Who moves on: each team by itself, all teams in step, or the host.")] = (
        "own"
    )
    timer_seconds: Annotated[
        int | None, Field(ge=5, le=7 * 24 * 3600, description="Time for a week; after it the week closes. [no timer]")
    ] = None
    on_timer: Annotated[
        Literal["bot", "repeat", "zero"],
        Field(description="What counts for who has not ordered: the bot's order, the last order again, or nothing."),
    ] = "bot"
    forced_seconds: Annotated[
        int, Field(ge=0, le=600, description="How long a week is shown whose orders the scenario fixes.")
    ] = 5
    practice_weeks: Annotated[
        int, Field(ge=0, le=20, description="Weeks that are played first and do not count: then all begins anew.")
    ] = 0
    away_after: Annotated[
        int | None,
        Field(ge=1, le=100, description="After so many weeks without an order a bot orders until its person is back."),
    ] = 2
    away_seconds: Annotated[
        int | None,
        Field(ge=10, le=24 * 3600, description="Nobody waits for a seat whose people are gone for so long. [waits]"),
    ] = 120
    share: Annotated[
        list[Literal["demand", "stock"]] | None,
        Field(max_length=2, description="What everybody sees: customers' demand, others' stock. [as the scenario]"),
    ] = None
    cap: Annotated[float | None, Field(gt=0, le=1e9, description="The largest order, in units. [none]")] = None
    seed: Annotated[
        int | None, Field(ge=0, le=2**53 - 1, description="The seed of all luck; the same for all teams. [any]")
    ] = None
    show_figures: Annotated[bool, Field(description="Whether the projector shows costs during the game.")] = False
    camps: Annotated[
        CampSettings | None, Field(description="Two camps of teams: lean, and buffered. [one class, no camps]")
    ] = None
    bots: Annotated[
        dict[str, str | RuleTable],
        Field(
            max_length=100, description="The rule of a seat's bot, by site, or * for all: a table, or a rule's name."
        ),
    ] = {}
