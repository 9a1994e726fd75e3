"""Teams that ran lean beside teams that kept stock: cost, service, what is tied up, and the curve on which they lie."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np

from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.games.record import GameRecord, scenario_of
from bullwhip.agents.games.seat import seats_of
from bullwhip.agents.optimisation.candidates import Candidates
from bullwhip.agents.optimisation.places import places_of
from bullwhip.agents.resilience.covers import Covers
from bullwhip.agents.resilience.measured import MEASURED, mean_of
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError
from bullwhip.network.measures.measure import Figures
from bullwhip.network.scenario import Scenario

__all__ = ["REPLICATIONS", "camps_debrief"]

REPLICATIONS = 200  # other luck, over which the curve's means are taken
POINTS = 13  # of the curve
FARTHEST = 4.0  # periods of cover at the curve's end, at least
BEYOND = 2.0  # times the cover that buffered teams keep at least: there the curve ends otherwise


def camps_debrief(record: GameRecord, cover: float) -> dict[str, Any]:
    """The camps of a game: figures of each team and the means of each camp, and the curve of cost against service.

    `cover` is what buffered teams keep at least, in periods.  Costs are per period, of the whole network; `tied_up` is
    working capital in money where units have a value (`in_money`), else mean stock in units.  The curve has all seats
    order up to the expected use over order delay and lead time, and the same periods of cover beyond it, in as many
    periods as the longest team played: with the luck of the game (`own`), and the means over other luck (`mean`).
    Raises BullwhipError for a game without camps, and before a week is over that counts.
    """
    played = {number: team for number, team in enumerate(record.teams, 1) if len(team.weeks) > record.rules.warm_up}
    if all(team.camp is None for team in record.teams):
        raise BullwhipError("this game has no camps; make one with camps")
    if not played:
        raise BullwhipError("no week is over yet that counts; play one first")
    figures = {number: _figures_of(scenario_of(record, number)) for number in played}
    what = "working_capital" if any(told["working_capital"] for told in figures.values()) else "on_hand"
    teams = [
        {
            "number": number,
            "name": team.name,
            "camp": team.camp,
            "weeks": len(team.weeks),
            "cost": figures[number]["cost_per_period"],
            "fill_rate": figures[number]["fill_rate"],
            "tied_up": figures[number][what],
        }
        for number, team in played.items()
    ]
    weeks = max(len(team.weeks) for team in played.values())
    return {
        "period": record.rules.period,
        "weeks": weeks,
        "in_money": what == "working_capital",
        "teams": teams,
        "camps": {camp: _means([team for team in teams if team["camp"] == camp]) for camp in ("lean", "buffered")},
        "curve": _curve(record.rules.with_(periods=weeks), max(FARTHEST, BEYOND * cover)),
    }


def _figures_of(scenario: Scenario) -> dict[str, float | None]:
    """What a scenario came to with the luck of the game, by measure."""
    found = Candidates(lay_out(scenario), (), scenario.periods, scenario.warm_up, MEASURED)
    return {name: _known(one, 0) for name, one in found.figures(np.zeros((1, 0)), 0, 1).items()}


def _means(teams: Collection[dict[str, Any]]) -> dict[str, Any]:
    """The means of a camp's teams."""
    told: dict[str, Any] = {"teams": len(teams)}
    for name in ("cost", "fill_rate", "tied_up"):
        values = [team[name] for team in teams if team[name] is not None]
        told[name] = float(np.mean(values)) if values else None
    return told


def _curve(scenario: Scenario, most: float) -> dict[str, Any]:
    """Cost and service from just-in-time to just-in-case; without a point where no seat's cover can be varied."""
    knobs = np.linspace(0.0, most, POINTS)
    try:
        family = Covers(scenario, places_of(scenario, seats_of(scenario))).uniform
    except BullwhipError:  # no seat orders on one lane or on two
        return {"covers": []}
    values = family.values(family.together(knobs))
    plan = family.plan(scenario, None)
    candidates = Candidates(plan, family.parameters, scenario.periods, scenario.warm_up, MEASURED)
    return {
        "covers": knobs.tolist(),
        "own": _points(candidates, values, 1),
        "mean": _points(candidates, values, REPLICATIONS),
    }


def _points(candidates: Candidates, values: Array, replications: int) -> dict[str, list[float | None]]:
    found = candidates.figures(values, 0, replications)
    each = range(len(values))
    return {
        "cost": [_known(found["cost_per_period"], at) for at in each],
        "fill_rate": [_known(found["fill_rate"], at) for at in each],
    }


def _known(figures: Figures, candidate: int) -> float | None:
    """A candidate's mean; None where there is none, as of a fill rate where nobody asked for anything."""
    with np.errstate(invalid="ignore"):
        value = float(mean_of(figures)[candidate])
    return value if math.isfinite(value) else None
