"""The cases in which customers leave or goods outdate, by running the engine.

Order-first with an order that arrives after L periods is a lead time of L + 1 here.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.cases.checks import Check
from tests.cases.figures import case
from tests.cases.scenes import WARM_UP, Table, means, single

__all__ = ["fifo_and_lifo", "lost_sales", "perishable"]

COUNTED = 1200 - WARM_UP


def selling(level: float, demand: Table, lead_time: int, cap: float | None = None, **terms: object) -> Table:
    """A shop with a base stock whose customers do not wait."""
    rule: Table = {"type": "order-up-to", "level": level} | ({} if cap is None else {"cap": cap})
    scenario = single(rule, demand, lead_time, stock=level, lost_share=1.0)
    scenario["site"][0] |= terms
    return scenario | {"whole_units": True}


def lost_sales() -> Iterator[Check]:
    """H01: the best base stock, and the newsvendor's, where customers do not wait."""
    demand = {"type": "poisson", "mean": 5.0}
    for row in case("H01")["expected"]["rows"]:
        p, lead = row["p"], row["L"]
        for name in ("best_base_stock", "newsvendor"):
            level = row[f"{name}_S"]
            infix = "_S" if name == "newsvendor" else ""
            found = means(selling(level, demand, lead + 1, holding_cost=1.0, lost_cost=float(p)), 2_000)
            figure = f"cost of {name} {level}, p = {p}, L = {lead}, simulated"
            yield Check("H01", figure, row[f"own_{name}{infix}_cost"], found("shop", "cost_per_period"), relative=0.005)
            if name == "best_base_stock":
                lost = found("shop", "lost_units") / COUNTED / 5.0
                figure = f"lost at {level}, p = {p}, L = {lead}, simulated"
                yield Check("H01", figure, row["lost_fraction_at_best_S"], lost, relative=0.01)


def perishable() -> Iterator[Check]:
    """I01: life 2, by either issue; what is ordered is paid as well."""
    given = case("I01")
    demand = {"type": "gamma", "mean": 4.0, "sd": 2.0}
    for issue in ("lifo", "fifo"):
        expected = given["expected"][issue]
        for level, cost in expected["cost_by_S"].items():
            scenario = selling(
                float(level), demand, 2, 10.0, issue=issue, shelf_life=2, holding_cost=1.0, lost_cost=5.0,
                discard_cost=7.0,
            )  # fmt: skip
            found = means(scenario, 1_000)
            figure = f"cost of {issue} at {level}, simulated"
            total = found("shop", "cost_per_period") + 3.0 * found("shop", "orders_mean")
            yield Check("I01", figure, cost, total, relative=0.003)


def fifo_and_lifo() -> Iterator[Check]:
    """I04, I05: what outdates by either issue, and what is lost, which is the same."""
    for name in ("I04", "I05"):
        given, expected = case(name)["inputs"], case(name)["expected"]
        demand = {"type": "poisson", "mean": 5.0}
        for issue in ("fifo", "lifo"):
            scenario = selling(float(given["S"]), demand, 1, shelf_life=given["m"], issue=issue)
            found = means(scenario, 10_000)
            outdated = found("shop", "outdated_units") / COUNTED
            yield Check(name, f"outdated by {issue}, simulated", expected[f"{issue}_outdate"], outdated, relative=0.01)
            lost = found("shop", "lost_units") / COUNTED
            yield Check(name, f"lost by {issue}, simulated", expected["lost"], lost, relative=0.01)
