"""The record of a game: one file from which everything can be worked out again, anywhere."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bullwhip.agents.games.games import Games
from bullwhip.agents.games.seat import CountedOrders, seat_rules
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules.rule import LIMITS
from bullwhip.agents.rules.rule_tables import check_rule
from bullwhip.network.errors import BullwhipError, ScenarioError
from bullwhip.network.scenario import Scenario, read
from bullwhip.network.scenario.explain import table_faults
from bullwhip.network.whole_files import write_whole

__all__ = ["DecidedBy", "Decision", "GameRecord", "SeatRecord", "TeamRecord", "Week", "scenario_of"]

DecidedBy = Literal["person", "bot", "timer", "host", "forced"]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Decision(_Part):
    """What was ordered for a seat in a week, and who decided it."""

    orders: dict[str, Finite | dict[str, Finite]]  # units by item; or by item and lane, where each is ordered on
    by: DecidedBy
    who: tuple[str, ...] = ()  # nicknames of those who sat there


Week = dict[str, Decision]  # by site


class SeatRecord(_Part):
    """Who sat in a seat at the end, and the table of the rule by which its bot ordered (none: the scenario's)."""

    site: str
    people: tuple[str, ...] = ()
    bot: dict[str, Any] | None = None
    belief: tuple[Finite, ...] = ()  # customers' demand by week as the people of this seat imagined it, units


class TeamRecord(_Part):
    """A team's seats and weeks; `undone` are weeks that the host took back, each as (number of the week, decisions)."""

    name: str
    seats: tuple[SeatRecord, ...]
    weeks: tuple[Week, ...] = ()
    undone: tuple[tuple[int, Week], ...] = ()
    cost: Finite | None = None  # when the record was written; a replay gives the same, to the last digit
    camp: Literal["lean", "buffered"] | None = None  # where the game had camps


class GameRecord(_Part):
    """A game: its scenario, its seed, and what every team decided."""

    bullwhip: Literal[1] = 1  # the form of this file
    made: str = ""  # when, ISO 8601
    scenario: dict[str, Any]  # as a mapping, without files
    seed: int  # 0 to 2^64 - 1, as the scenario's
    teams: Annotated[tuple[TeamRecord, ...], Field(min_length=1)]

    @classmethod
    def read(cls, path: str | Path) -> GameRecord:
        """The record in a file.  Raises BullwhipError if it is none."""
        file = Path(path)
        try:
            return cls.of(json.loads(file.read_text(encoding="utf-8")), str(path))
        except OSError as error:
            raise BullwhipError(f"{path}: cannot be read ({error.strerror}); give the file of a game") from None
        except (ValueError, RecursionError):
            raise BullwhipError(f"{path}: found no JSON; give the file of a game, as the host downloads it") from None

    @classmethod
    def of(cls, document: Any, name: str = "game") -> GameRecord:
        """The record that a JSON document describes.  Raises BullwhipError with all faults."""
        try:
            record = cls.model_validate(document)
        except ValidationError as error:
            known = [*cls.model_fields, *TeamRecord.model_fields, *SeatRecord.model_fields, *Decision.model_fields]
            faults = "\n".join(f"{name}: {fault}" for fault in table_faults(error, dict.fromkeys(known)))
            raise BullwhipError(faults) from None
        try:
            games = Games(record.rules)
        except ScenarioError as error:
            raise ScenarioError(replace(fault, file=name) for fault in error.faults) from None
        seats = {site: set(games.items(site)) for site in games.seats}
        for number, team in enumerate(record.teams, 1):
            for week, decisions in [*enumerate(team.weeks, 1), *team.undone]:
                _check_week(decisions, seats, f"{name}: team {number}, week {week}")
        return record

    def write(self, path: str | Path) -> None:
        """Write the record into a file."""
        write_whole({Path(path): (self.model_dump_json(indent=1) + "\n").encode()})

    @cached_property
    def rules(self) -> Scenario:
        """The scenario of the game, with its seed.  Raises ScenarioError.

        Records are handed on, and replayed by who did not make them: one that names code or files is refused.
        """
        return read({**self.scenario, "seed": self.seed}, check_rule=check_rule, trusted=False)

    def game(self, team: int) -> TeamGame:
        """The game of a team, counted from 1, replayed to its last week.  Raises BullwhipError."""
        return TeamGame.of(self.rules).replay(orders_of(week) for week in self.team(team).weeks)

    def games(self) -> list[TeamGame]:
        """The games of all teams, replayed side by side to the last week of each.  Raises BullwhipError."""
        together = Games(self.rules)
        games = [TeamGame(together) for _ in self.teams]
        TeamGame.replay_all(games, [[orders_of(week) for week in team.weeks] for team in self.teams])
        return games

    def team(self, number: int) -> TeamRecord:
        """A team, counted from 1.  Raises BullwhipError if there is none."""
        if not 1 <= number <= len(self.teams):
            raise BullwhipError(f"team: found {number}; give 1 to {len(self.teams)}")
        return self.teams[number - 1]


def orders_of(week: Mapping[str, Decision]) -> dict[str, CountedOrders]:
    """The orders of a week, by site and item."""
    return {site: decision.orders for site, decision in week.items()}


def scenario_of(record: GameRecord, team: int) -> Scenario:
    """The scenario of a game with a team's orders in its seats, for runs and studies.

    It lasts as many periods as the team played.  Where each lane is ordered on by itself, what was ordered on it is
    recorded, however it came about.  Raises BullwhipError for a team that has played none.
    """
    weeks = [orders_of(week) for week in record.team(team).weeks]
    if not weeks:
        raise BullwhipError(f"team {team}: found no week that is over; play one first")
    by_lane = [place for place, rule in seat_rules(record.rules).items() if rule.lanes]
    if by_lane:
        weeks = _with_lanes(weeks, record.game(team), by_lane)
    document = {**record.scenario, "seed": record.seed, "periods": len(weeks)}
    played = set(weeks[0])
    document["site"] = [
        _recorded(dict(site), weeks) if site["name"] in played else site for site in record.scenario["site"]
    ]
    return read(document, check_rule=check_rule, trusted=False)


def _check_week(decisions: Week, seats: Mapping[str, Collection[str]], place: str) -> None:
    """Raise BullwhipError if there is not one decision for every seat, with a number for each of its items."""
    if decisions.keys() != seats.keys():
        found = ", ".join(sorted(decisions.keys() ^ seats.keys()))
        raise BullwhipError(
            f"{place}: found decisions that do not match the seats ({found}); give one for each seat of the scenario"
        )
    for site, decision in decisions.items():
        other = ", ".join(sorted(decision.orders.keys() ^ set(seats[site])))
        if other:
            raise BullwhipError(
                f"{place}, {site!r}: found orders that do not match the seat's items ({other}); give one for each item"
            )


def _with_lanes(
    weeks: list[dict[str, CountedOrders]], game: TeamGame, by_lane: Collection[tuple[str, str]]
) -> list[dict[str, CountedOrders]]:
    """Orders with what was placed on each lane, by its name and the fastest first, for these sites and items."""
    placed = {site: game.history(site) for site, _ in by_lane}
    made = [{site: dict(orders) for site, orders in week.items()} for week in weeks]
    for k, week in enumerate(made):
        for site, item in by_lane:
            supplies = placed[site][k]["items"][item]["supplies"]
            week[site][item] = {lane["from"]: lane["order"] for lane in supplies}
    return made


def _recorded(site: dict[str, Any], weeks: list[dict[str, CountedOrders]]) -> dict[str, Any]:
    """A site's table with recorded orders in the place of its rules; what limits orders there stays."""

    def rule(terms: Mapping[str, Any], item: str) -> dict[str, Any]:
        own = terms.get("rule", site.get("rule"))
        limits = {key: own[key] for key in LIMITS if key in own} if isinstance(own, Mapping) else {}
        orders = [week[site["name"]][item] for week in weeks]
        by_lane = [list(order.values()) for order in orders if isinstance(order, dict)]
        if by_lane:
            return {"type": "recorded-on-lanes", "orders": by_lane}
        return {"type": "recorded", "orders": orders, **limits}

    if site.get("items"):
        items = {item: {**terms, "rule": rule(terms, item)} for item, terms in site["items"].items()}
        return {**site, "items": items}
    (item,) = weeks[0][site["name"]]
    return {**site, "rule": rule({}, item)}
