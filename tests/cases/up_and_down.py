"""The cases of suppliers who fail and come back by chance, by running the engine.

Such a supplier has all that is asked for while it is up, nothing while it is down, and keeps nothing.  Order-first with
an order that arrives at once is a lead time of 1 here, so that it is up or down a period before the goods arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import bullwhip as bw
from bullwhip.network.arrays import Array
from tests.cases.checks import Check
from tests.cases.figures import case
from tests.cases.scenes import WARM_UP, Table, demand_table, means

__all__ = ["UpAndDown", "best_covers", "covers", "failing_supplier", "longer_outages"]

PLENTY = 1e6  # units a period


@dataclass(frozen=True)
class UpAndDown(bw.Rule):
    """Orders plenty for the coming period, or nothing: it fails, and comes back, with these chances a period."""

    fails: float
    returns: float

    def start(self, view: bw.View) -> dict[str, Any]:
        """Up or down as in the long run."""
        return {"up": view.uniform("begin") < self.returns / (self.fails + self.returns)}

    def order(self, view: bw.View) -> Array:
        """Plenty, while it is up."""
        luck = view.uniform("change")
        view.memory["up"] = np.where(view.memory["up"], luck >= self.fails, luck < self.returns)
        return PLENTY * view.memory["up"]


def stocked(
    fails: float, returns: float, demand: Table, levels: Sequence[float], replications: int, **costs: float
) -> Callable[[str, str], float]:
    """The measures of shops with these base stocks, by their level, which meet the same luck of the same supplier."""
    rule = {"type": f"{__name__}:UpAndDown", "fails": fails, "returns": returns}
    sites: list[Table] = [
        {"name": f"{level:g}", "role": "retailer", "rule": {"type": "order-up-to", "level": float(level)}}
        | {"stock": float(level), "demand": demand | {"stream": "all"}, **costs}
        for level in levels
    ]
    lanes: list[Table] = [{"from": "supplier", "to": site["name"], "lead_time": 1} for site in sites]
    lanes.append({"to": "supplier", "lead_time": 1})
    sites.append({"name": "supplier", "role": "manufacturer", "stock": PLENTY, "shelf_life": 1, "rule": rule})
    scenario = {"name": "up and down", "periods": 1200, "warm_up": WARM_UP, "site": sites, "lane": lanes}
    return means(scenario, replications, measures=["cost_per_period", "period_service"])


def failing_supplier() -> Iterator[Check]:
    """G01: so many periods of cover against outages."""
    given, expected = case("G01")["inputs"], case("G01")["expected"]
    d, by_cover = float(given["d"]), expected["cost_by_periods_of_cover"]
    levels = [d * int(cover) for cover in by_cover]
    costs = {"holding_cost": given["h"], "backlog_cost": given["p"]}
    found = stocked(given["a"], given["b"], {"type": "constant", "value": d}, levels, 2_000, **costs)
    for level, (cover, cost) in zip(levels, by_cover.items(), strict=True):
        told = found(f"{level:g}", "cost_per_period")
        yield Check("G01", f"cost of {cover} periods of cover, simulated", cost, told, relative=0.015)
    service = found(f"{expected['S_opt']:g}", "period_service")
    yield Check("G01", "type1_at_8000, simulated", expected["type1_at_8000"], service, relative=0.015)


def longer_outages() -> Iterator[Check]:
    """G10: outages that are ever longer and rarer; the longest ones take many periods."""
    given, expected = case("G10")["inputs"], case("G10")["expected"]
    costs = {"holding_cost": given["h"], "backlog_cost": given["p"]}
    demand = {"type": "constant", "value": float(given["d"])}
    for row in expected["rows"]:
        levels = {"cost_opt": row["S_opt"], "jit_cost_S_eq_d": float(given["d"])}
        replications = 20_000 if row["mean_outage"] > 4 else 2_000
        found = stocked(row["a"], row["b"], demand, list(levels.values()), replications, **costs)
        for figure, level in levels.items():
            told = found(f"{level:g}", "cost_per_period")
            of = f"{figure}, mean outage {row['mean_outage']:g}, simulated"
            yield Check("G10", of, row[figure], told, relative=0.02)


def best_covers() -> Iterator[Check]:
    """M02, M04: the best base stock against outages of equal uptime."""
    given = case("M02")["inputs"]
    for row in case("M02")["expected"]["rows"]:
        yield _best("M02", given, row["a"], row["b"], row["S_opt"], row["cost_opt"], demand_table(given["demand"]))
    given, expected = case("M04")["inputs"], case("M04")["expected"]
    prices = {"h": 1.0, "p": given["ratio"] / (1 - given["ratio"])}
    for mean, level, cost in zip(given["mean_outage"], expected["S_opt"], expected["cost"], strict=True):
        a = (1 - given["uptime"]) / given["uptime"] / mean
        yield _best("M04", prices, a, 1 / mean, level, cost, {"type": "constant", "value": 1.0})


def _best(name: str, given: Mapping[str, Any], a: float, b: float, level: float, cost: float, demand: Table) -> Check:
    """The cost of the best base stock."""
    found = stocked(a, b, demand, [level], 8_000, holding_cost=given["h"], backlog_cost=given["p"])
    figure = f"cost of {level:g} at outages of {1 / b:g}, simulated"
    return Check(name, figure, cost, found(f"{level:g}", "cost_per_period"), relative=0.02)


def covers() -> Iterator[Check]:
    """M01: how often some days of cover run dry."""
    given = case("M01")["inputs"]
    found = stocked(given["a"], given["b"], {"type": "constant", "value": 1.0}, given["k"], 10_000)
    for days, percent in zip(given["k"], case("M01")["expected"]["starved_percent"], strict=True):
        told = 100 * (1 - found(f"{days}", "period_service"))
        yield Check("M01", f"starved at {days} days, simulated", percent, told, relative=0.03)
