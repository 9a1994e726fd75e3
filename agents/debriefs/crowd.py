"""The class against thousands: what the same weeks cost chains of simulated people.

Every seat of every chain is played by another person: habits that differ as Sterman's estimates for 44 players of the
beer game do (Management Science 35(3), 1989, table 2), and whims on top.  All chains meet the very demand that the
class met.

The distributions of the habits are ours; they have these means and standard deviations, and stay in the habits' ranges:
Beta for what lies between 0 and 1, Gamma for the target; a normal distribution cut at its ends would have other
moments.  Habits are independent of each other, and nothing is fitted to what teams' games have cost.  On other boards,
targets are scaled: people aim at what `tuned` computes for the rule `human`, or at the scenario's own target where its
bots anchor and adjust, give or take as much of it as the 44 did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from bullwhip.agents.debriefs.what_if import bots_for, everywhere
from bullwhip.agents.deciding.rule_plan import rule_of
from bullwhip.agents.games.earnings import ScoredBy
from bullwhip.agents.games.seat import seat_rules
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import AnchorAdjust, HumanLike
from bullwhip.agents.rules.people import HABIT_SPREADS, HABITS, TARGET, TARGET_SD
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.runs.catalogue import load
from bullwhip.agents.runs.experiment import run
from bullwhip.agents.tuning.tuned_rules import tuned
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError
from bullwhip.network.replications import Replications
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network

__all__ = ["CHAINS", "Crowd", "as_met", "crowd", "customers_demand", "people_in"]

CHAINS = 10_000
BINS = 40  # of the histogram
SHOWN = 0.95  # share of the chains that the histogram shows; the dearest few would flatten it
QUANTILES = (1, 5, 10, 25, 50, 75, 90, 95, 99)  # percent


@dataclass(frozen=True, eq=False)
class Crowd:
    """Total costs of many simulated chains over the weeks that the class played, money.

    Costs are less what customers pay, where they do: profit with the sign of a cost.
    """

    costs: Array  # (chains,) in ascending order
    weeks: int
    reference_cost: float  # with the reference rule in all seats: 204 on the beer game's board
    scored_by: ScoredBy = "cost"

    def cheaper(self, cost: float) -> float:
        """The share of the chains that cost less, half of those that cost the same."""
        below, up_to = (np.searchsorted(self.costs, cost, side=side) for side in ("left", "right"))
        return float(below + up_to) / (2 * self.costs.size)

    @cached_property
    def quantiles(self) -> dict[str, float]:
        """Cost that so many percent of the chains stay below."""
        values = np.quantile(self.costs, np.array(QUANTILES) / 100)
        return {str(percent): float(value) for percent, value in zip(QUANTILES, values, strict=True)}

    def as_dict(self, costs: dict[str, float]) -> dict[str, Any]:
        """As the API says it, with the places of some costs by name."""
        top = float(np.quantile(self.costs, SHOWN))
        counts, edges = np.histogram(self.costs[self.costs <= top], bins=BINS)
        return {
            "chains": int(self.costs.size),
            "weeks": self.weeks,
            "scored_by": self.scored_by,
            "reference_cost": self.reference_cost,
            "reference_cheaper": self.cheaper(self.reference_cost),
            "mean": float(self.costs.mean()),
            "quantiles": self.quantiles,
            "histogram": {"edges": edges.tolist(), "counts": counts.tolist()},
            "teams": {name: {"cost": cost, "cheaper": self.cheaper(cost)} for name, cost in costs.items()},
        }


def crowd(scenario: Scenario, weeks: int | None = None, chains: int = CHAINS, workers: int = 1) -> Crowd:
    """What so many weeks cost so many chains of people, all with the demand that a game of this scenario met."""
    played = scenario.periods if weeks is None else weeks
    met = as_met(scenario, played)
    game = TeamGame.of(scenario, bots=bots_for(scenario, everywhere(scenario)))
    game.replay({} for _ in range(played))
    result = run(met, chains, rules=people_in(scenario), workers=workers, measures=["cost"])
    costs = result.costs if game.scored_by == "cost" else -result.profits
    return Crowd(np.sort(costs), played, game.net_cost(), game.scored_by)


def people_in(scenario: Scenario) -> dict[tuple[str, str], Rule]:
    """A person with habits and whims of their own at every seat, by (site, item).

    Where one order cannot be split over several lanes, the scenario's own rule orders.
    """
    seats = {place for place, rule in seat_rules(scenario).items() if rule.splits}
    rules: dict[tuple[str, str], Rule] = {}
    usual = tuned("human", scenario)
    for point in scenario.stockpoints():
        if (point.site, point.item) not in seats:
            continue
        person, own = usual[point.site, point.item], rule_of(point, {})
        assert isinstance(person, HumanLike)
        target = own.target if isinstance(own, AnchorAdjust | HumanLike) and own.target > 0 else person.target
        rules[point.site, point.item] = replace(
            person, **HABITS, **HABIT_SPREADS, target=target, target_sd=TARGET_SD / TARGET * target
        )
    return rules


def as_met(scenario: Scenario, weeks: int) -> Scenario:
    """The scenario with so many periods, whose customers ask for what they asked for in the game, week by week.

    Customers who bring goods back count as none, as no series may say them.  Raises BullwhipError.
    """
    document = {**scenario.document(), "seed": scenario.seed, "periods": weeks}
    if scenario.warm_up >= weeks:
        raise BullwhipError(f"found {weeks} weeks, none of which counts: the warm-up takes {scenario.warm_up}; play on")
    if not Network.of(scenario).tape.random:
        return load(document)
    values = {place: np.maximum(units, 0.0) for place, units in customers_demand(scenario, weeks).items()}
    document["site"] = [_with_demand(site, scenario, values) for site in document["site"]]
    return load(document)


def customers_demand(scenario: Scenario, weeks: int) -> dict[tuple[str, str], Array]:
    """What customers ask for in a game of this scenario, by (site, item): (weeks,) units; below 0 they bring back."""
    tape = Network.of(scenario).tape
    reader = tape.reader(Replications.consecutive(0, 1))
    asked = [reader.demand(week)[:, 0].copy() for week in range(weeks)]
    table = np.array(asked).reshape(weeks, len(tape.markets))
    return {(market.site, market.item): row for market, row in zip(tape.markets, table.T, strict=True)}


def _with_demand(site: dict[str, Any], scenario: Scenario, values: dict[tuple[str, str], Array]) -> dict[str, Any]:
    """A site's table, with recorded demand in the place of its own."""
    given = {
        item: {"type": "series", "values": values[site["name"], item].tolist()}
        for item in scenario.items_of(scenario.sites[site["name"]])
        if (site["name"], item) in values
    }
    if site.get("items"):
        items = {item: _replaced(terms, given.get(item)) for item, terms in site["items"].items()}
        return _replaced({**site, "items": items}, None)
    return _replaced(site, next(iter(given.values()), None))


def _replaced(terms: dict[str, Any], demand: dict[str, Any] | None) -> dict[str, Any]:
    others = {key: value for key, value in terms.items() if key != "demand"}
    return {**others, "demand": demand} if demand is not None else others
