"""The cases of a product that is put together of two components, by running the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import bullwhip as bw
from tests.cases.checks import Check
from tests.cases.figures import case
from tests.cases.scenes import WARM_UP, Table, demand_table, means

__all__ = ["assembly", "to_order"]


def plant(product: Table, components: Mapping[str, Table], lead_times: Mapping[str, int], making: Table) -> Table:
    """A plant that makes a product of one of each component, which come from outside."""
    items = {name: keys | {"stock": keys["rule"]["level"]} for name, keys in components.items()}
    lanes: list[Table] = [{"to": "plant", "item": name, "lead_time": lead} for name, lead in lead_times.items()]
    recipe = dict.fromkeys(components, 1)
    lanes.append({"to": "plant", "item": "product", "recipe": recipe, "lead_time": 1} | making)
    site = {"name": "plant", "role": "manufacturer", "items": {"product": product} | items}
    return {"name": "assembly", "periods": 1200, "warm_up": WARM_UP, "site": [site], "lane": lanes}


def base_stock(level: float, **keys: object) -> Table:
    """An item with a base stock."""
    return {"rule": {"type": "order-up-to", "level": float(level)}, **keys}


def assembly() -> Iterator[Check]:
    """D04: two components with equal lead times; a unit in the making costs what its components cost on hand."""
    given, expected = case("D04")["inputs"], case("D04")["expected"]
    own, echelon = expected["S_echelon"]
    demand = demand_table(given["demand"])
    product = base_stock(
        own, holding_cost=given["h_finished"], backlog_cost=given["p"], demand=demand, stock=float(own)
    )
    components = {name: base_stock(echelon - own, holding_cost=given[f"h{name}"]) for name in "AB"}
    lead_times = dict(zip("AB", given["L_components"], strict=True))
    making = {"lead_time": given["L_final"], "holding_cost": given["hA"] + given["hB"]}
    cost = means(plant(product, components, lead_times, making), 6_000)("", "cost_per_period")
    yield Check("D04", "cost, simulated", expected["cost"], cost, relative=0.003)


def to_order() -> Iterator[Check]:
    """L01: no product is kept; what one component cannot match stays on hand."""
    given, expected = case("L01")["inputs"], case("L01")["expected"]
    levels = {name: given[f"S_{name}"] for name in "AB"}
    components = {name: base_stock(level) for name, level in levels.items()}
    product = base_stock(0, demand=demand_table(given["demand"]))
    lead_times = {name: given[f"L_{name}"] + 1 for name in "AB"}
    result = bw.run(bw.load(plant(product, components, lead_times, {})), replications=10_000)
    told = result.as_dict()["sites"]["plant"]
    for name in "AB":
        found = told[name]["on_hand"]["mean"]
        yield Check("L01", f"on hand of {name}, simulated", expected[f"mean_onhand_{name}"], found, relative=0.005)
    without = told["A"]["period_service"]["mean"]
    yield Check("L01", "without backlog, simulated", expected["share_without_backlog"], without, relative=0.005)
    yield Check("L01", "backlog, simulated", expected["mean_backlog"], told["A"]["backlog"]["mean"], relative=0.01)
