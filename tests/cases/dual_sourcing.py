"""The cases with two lanes, express and regular, by running the engine.

Order-first with an express order that arrives at once and a regular one that takes L periods are lead times of 1 and of
L + 1 here.  Goods are in transit on the express lane at the end of one period: a holding cost there is a price.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

import bullwhip as bw
from bullwhip.network.arrays import Array
from tests.cases.checks import Check
from tests.cases.figures import case
from tests.cases.scenes import Table, means

__all__ = ["SingleIndex", "dual_sourcing", "overshoot"]


@dataclass(frozen=True)
class SingleIndex(bw.Rule):
    """Both lanes go by the whole position: express orders raise it to a level, regular ones to another."""

    express: float
    regular: float
    orders_by_lane: ClassVar[bool] = True

    def order(self, view: bw.View) -> Array:
        express = np.maximum(self.express - view.position, 0.0)
        return np.stack([express, self.regular - (view.position + express)])


def two_lanes(rule: Table, demand: Table, regular: int, dearer: float, **terms: float) -> Table:
    """A shop with an express lane that is so much dearer, and a regular one."""
    shop = {"name": "shop", "role": "retailer", "rule": rule, "demand": demand, **terms}
    lanes: list[Table] = [{"to": "shop", "lead_time": 1, "holding_cost": dearer}, {"to": "shop", "lead_time": regular}]
    return {"name": "two lanes", "periods": 2500, "warm_up": 500, "site": [shop], "lane": lanes}


def dual_sourcing() -> Iterator[Check]:
    """K01: dual index, capped or not, single index, base-surge; what regular goods cost is the same for all."""
    given = case("K01")["inputs"]
    demand = {"type": "empirical", "values": [0, 1, 2, 3, 4]}
    regular = given["cr"] * 2.0
    for row in case("K01")["expected"]["rows"]:
        lead, dearer = int(row["instance"][1]), float(row["instance"].partition("ce")[2]) - given["cr"]
        (express, whole), (capped_express, capped_whole, cap) = row["DI"]["params"], row["CDI"]["params"]
        level, base = row["TBS"]["params"]
        single_express, single_whole = row["SI"]["params"]
        rules = {
            "DI": {"type": "dual-index", "express": express, "regular": whole},
            "CDI": {"type": "dual-index", "express": capped_express, "regular": capped_whole, "regular_cap": cap},
            "SI": {"type": f"{__name__}:SingleIndex", "express": single_express, "regular": single_whole},
            "TBS": {"type": "base-surge", "base": base, "level": level},
        }
        for name, rule in rules.items():
            scenario = two_lanes(
                rule, demand, lead + 1, dearer, stock=4.0, holding_cost=given["h"], backlog_cost=given["b"]
            )
            cost = regular + means(scenario, 6_000)("shop", "cost_per_period")
            figure = f"cost of {name}, {row['instance']}, simulated"
            yield Check("K01", figure, row[name]["cost"], cost, relative=0.0005)


def overshoot() -> Iterator[Check]:
    """K03, K04: stock above the level after ordering, which is what there is at the end and what was sold."""
    for name in ("K03", "K04"):
        given, expected = case(name)["inputs"], case(name)["expected"]
        rule = {"type": "base-surge", "base": given["Q"], "level": given["S"]}
        demand = {"type": "gamma", "mean": given["mean"], "sd": given["mean"]}
        found = means(two_lanes(rule, demand, 2, 1.0, stock=given["S"]), 6_000)
        above = found("shop", "on_hand") - found("shop", "backlog") + given["mean"] - given["S"]
        yield Check(name, "overshoot, simulated", expected["mean_overshoot"], above, relative=0.015)
        express = found("shop", "in_transit_cost") / 2000
        yield Check(name, "expedited, simulated", expected["mean_expedited"], express, relative=0.015)
