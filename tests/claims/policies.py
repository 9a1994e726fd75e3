"""Four policies in one shop, each with the best parameters of a few, found on other luck than they are compared on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

import bullwhip as bw
from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from bullwhip.network.arrays import Array

__all__ = ["POLICIES", "Best", "World", "best_policy"]

Rule = Mapping[str, Any]  # as a scenario file writes it

MEAN = 40.0  # a week
FAR, NEAR = 4, 2  # weeks from order to delivery
PREMIUM = 6.0  # of a unit from nearby
READY = 20.0  # a week, for a second supplier to be ready at all: half a unit of money for each unit sold
WAITING = 9.0  # cost of a unit that is owed, and week
PERIODS, WARM_UP, REPLICATIONS = 260, 20, 128
TRIED, COMPARED = 11, 12  # seeds

POLICIES = {"T": "just in time", "C": "just in case", "H": "hybrid", "D": "dual sourcing"}


class World(NamedTuple):
    """Where a shop is: how risky and varied its world, and how dear its stock."""

    every: int  # weeks between disruptions, in the mean
    lasting: int  # weeks, in the mean
    variation: float  # coefficient of variation of a week's demand
    holding: float  # of a unit and week

    def scenario(self, rules: Sequence[Rule]) -> bw.Scenario:
        """A shop for each rule, all with the same luck.

        Each is between a cheap supplier far away, who sends nothing in a disruption, and a dear one nearby; none
        of them runs out, so shops do not meet.
        """
        demand = {"type": "gamma", "mean": MEAN, "sd": MEAN * self.variation, "stream": "customers"}
        shops = [
            {
                "name": f"shop {number}", "role": "retailer", "stock": 40, "holding_cost": self.holding,
                "backlog_cost": WAITING, "demand": demand, "rule": rule,
                "sourcing": {"type": "shares", "shares": {"far": 1.0, "near": 0.0}},
            } for number, rule in enumerate(rules)
        ]  # fmt: skip
        lanes = [
            lane
            for shop in shops
            for lane in (
                {"from": "far", "to": shop["name"], "lead_time": FAR, "in_transit": [MEAN] * FAR},
                {"from": "near", "to": shop["name"], "lead_time": NEAR, "price": PREMIUM},
            )
        ]
        chance = {"down": 1 / self.every, "up": 1 / self.lasting}
        return bw.Scenario.of({
            "name": "Shop", "period": "week", "periods": PERIODS, "warm_up": WARM_UP, "lane": lanes,
            "site": [*shops, {"name": "far", "role": "supplier"}, {"name": "near", "role": "supplier"}],
            "disruption": [{"name": "outage", "kind": "shipping", "site": "far", "chance": chance}],
        })  # fmt: skip

    def safety(self, weeks: float, factor: float) -> float:
        """Stock against the chance of demand in so many weeks."""
        return factor * self.variation * MEAN * math.sqrt(weeks)


@dataclass(frozen=True, eq=False)
class Best:
    """Which policy costs least in a world."""

    world: World
    costs: Mapping[str, Array]  # (replications,) a week, by policy

    @property
    def ranked(self) -> list[str]:
        """The policies, the one that costs least in the mean first."""
        return sorted(self.costs, key=lambda policy: float(self.costs[policy].mean()))

    @property
    def lead(self) -> Interval:
        """How much more a week the second costs than the first, luck by luck."""
        first, second = (self.costs[policy] for policy in self.ranked[:2])
        return interval_of(second - first, float(np.abs(first).max()))

    @property
    def undecided(self) -> list[str]:
        """The policies that may be best: those whose interval of what they cost more than the first holds 0."""
        first = self.costs[self.ranked[0]]
        more = {policy: interval_of(cost - first, float(np.abs(first).max())) for policy, cost in self.costs.items()}
        return [policy for policy in self.ranked if more[policy].low <= 0.0]


def candidates(policy: str, world: World) -> Iterator[Rule]:
    """The rules of a policy that are tried."""
    use = FAR * MEAN
    if policy == "T":  # what is used over the lead time, and what the chance of demand asks for
        for factor in np.arange(0.5, 4.01, 0.25):
            yield {"type": "order-up-to", "level": use + world.safety(FAR, float(factor))}
    elif policy == "C":  # weeks of cover besides
        level = chosen("T", world)["level"]
        for cover in (0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 18, 26):
            yield {"type": "order-up-to", "level": level + cover * MEAN}
    elif policy == "H":  # lean, and nearby in a shortage only
        for factor in (0.5, 1.0, 1.5, 2.5):
            for up_to in (1.5, 2.0, 2.5):
                level = use + world.safety(FAR, factor)
                yield {"type": "emergency", "level": level, "threshold": 0.0, "up_to": up_to * MEAN}
    else:  # a standing order far away, the rest from nearby
        for share in (0.3, 0.6, 0.8, 0.9):
            for factor in (0.5, 1.5, 2.5):
                level = NEAR * MEAN + world.safety(NEAR, factor)
                yield {"type": "base-surge", "base": share * MEAN, "level": level}


def chosen(policy: str, world: World) -> Rule:
    """The candidate of a policy that costs least on the luck of trials; just in time as if nothing ever failed."""
    rules = list(candidates(policy, world))
    scenario = world.scenario(rules)
    tried = scenario.calm() if policy == "T" else scenario
    means = bw.run(tried, REPLICATIONS, seed=TRIED, measures=["cost"]).by_site.set_index("site")["mean"]
    return min(enumerate(rules), key=lambda each: float(means[f"shop {each[0]}"]))[1]


def costs(policy: str, world: World, rule: Rule) -> Array:
    """(replications,) Cost a week of a rule, on the luck on which policies are compared."""
    result = bw.run(world.scenario([rule]), REPLICATIONS, seed=COMPARED, measures=["cost"])
    return result.costs / (PERIODS - WARM_UP) + (READY if policy in "HD" else 0.0)


def best_policy(world: World) -> Best:
    """Which policy is best in a world, each at its best."""
    return Best(world, {policy: costs(policy, world, chosen(policy, world)) for policy in POLICIES})
