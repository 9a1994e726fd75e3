"""What a node of stockpyl says of one of its products, with the keys of a scenario file: rule, demand, stock, costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bullwhip.agents.exchange.ignored import Ignored
from bullwhip.network.errors import BullwhipError

__all__ = ["demand_of", "policy_of", "rule_of", "terms_of", "transit_cost"]

UNIFORM_STEPS = 1000  # equally likely values that stand for a continuous uniform law
FRACTIONAL = {"N", "UC"}  # demands that are hardly ever whole
FOR_EVER = 10**9  # periods


def terms_of(node: Any, product: int, *, ignored: Ignored, customers: bool) -> dict[str, Any]:
    """The keys of a stockpoint, without its lanes.  Raises BullwhipError for a policy or demand without its like."""
    level = node.get_attribute("initial_inventory_level", product)
    stock = _first_stock(policy_of(node, product)) if level is None else level
    terms: dict[str, Any] = {"stock": max(0.0, stock), "rule": rule_of(node, product, ignored)}
    if stock < 0 and customers:
        terms["backlog"] = -stock
    elif stock < 0:
        ignored.bend("node", "initial_inventory_level", f"{stock:g} as 0")
    for key, attribute in (("holding_cost", "local_holding_cost"), ("backlog_cost", "stockout_cost")):
        if value := node.get_attribute(attribute, product):
            terms[key] = value
    if customers:
        terms["demand"] = demand_of(node.get_attribute("demand_source", product), ignored)
    if revenue := node.get_attribute("revenue", product):
        if customers:
            terms["sale_price"] = revenue
        else:
            ignored.note("node", "revenue")
    return terms


def transit_cost(node: Any, product: int) -> float:
    """What stockpyl charges for a unit on its way from a node."""
    cost = node.get_attribute("in_transit_holding_cost", product)
    return (node.get_attribute("local_holding_cost", product) if cost is None else cost) or 0


def policy_of(node: Any, product: int) -> Any:
    """The policy by which a node orders a product.  Raises BullwhipError where there is none."""
    policy = node.get_attribute("inventory_policy", product)
    if policy is None or policy.type is None:
        raise BullwhipError(f"stockpyl node {node.index}: found no inventory_policy; give it one")
    return policy


def rule_of(node: Any, product: int, ignored: Ignored) -> dict[str, Any]:
    """The rule that orders as a policy of stockpyl does.

    (r, Q) orders a single Q, which is the most that ours may then order.  A balanced echelon base stock also waits for
    the stage with the next longer lead time; ours does not.  stockpyl takes from an echelon position what the stage was
    asked for in this period, ours what customers asked for: the same as long as all stages order what was sold.
    """
    policy = policy_of(node, product)
    cap = node.get_attribute("order_capacity", product)
    limits = {"cap": cap} if cap else {}
    match policy.type:
        case "BS":
            return {"type": "order-up-to", "level": policy.base_stock_level} | limits
        case "EBS" | "BEBS":
            if policy.type == "BEBS":
                ignored.bend("node", "inventory_policy", "'BEBS' (balanced) as 'EBS'")
            return {"type": "echelon-order-up-to", "level": policy.base_stock_level} | limits
        case "sS":
            return {"type": "s-S", "s": policy.reorder_point, "S": policy.order_up_to_level} | limits
        case "rQ":
            most = min(policy.order_quantity, cap or policy.order_quantity)
            return {"type": "r-Q", "r": policy.reorder_point, "Q": policy.order_quantity, "cap": most}
        case "FQ":
            every = min(policy.order_quantity, cap or policy.order_quantity)
            return {"type": "pass-on", "forced_periods": FOR_EVER, "forced_order": every}
    raise BullwhipError(
        f"stockpyl node {node.index}: found a policy of type {policy.type!r}; give BS, EBS, BEBS, sS, rQ or FQ"
    )


def _first_stock(policy: Any) -> float:
    """Where a node says nothing, stockpyl starts with what its policy would order at a position of 0."""
    match policy.type:
        case "sS":
            return float(policy.order_up_to_level if policy.reorder_point >= 0 else 0)
        case "rQ":
            return float(policy.order_quantity if policy.reorder_point >= 0 else 0)
        case "FQ":
            return float(policy.order_quantity)
    return max(0.0, float(policy.base_stock_level))


def demand_of(source: Any, ignored: Ignored) -> dict[str, Any]:
    """The demand that a demand source describes.  Raises BullwhipError for one that is of no type of stockpyl's."""
    if source.type not in DEMANDS:
        raise BullwhipError(f"stockpyl demand_source: found type {source.type!r}; give one of {', '.join(DEMANDS)}")
    table = DEMANDS[source.type](source)
    broken = source.type in FRACTIONAL or any(value % 1 for value in np.atleast_1d(table.get("values", 0)))
    if source.round_to_int and broken:
        ignored.note("node", "demand_source.round_to_int")
    if source.type == "UC":
        ignored.bend("node", "demand_source", f"'UC' as {UNIFORM_STEPS:,} equally likely values")
    return table


def _normal(source: Any) -> dict[str, Any]:
    return {"type": "normal", "mean": source.mean, "sd": source.standard_deviation}


def _poisson(source: Any) -> dict[str, Any]:
    return {"type": "poisson", "mean": source.mean}


def _listed(source: Any) -> dict[str, Any]:
    """Those of the list in turn, or the same in every period."""
    if np.ndim(source.demand_list) == 0:
        return {"type": "constant", "value": float(source.demand_list)}
    return {"type": "series", "values": [float(value) for value in source.demand_list]}


def _drawn(source: Any) -> dict[str, Any]:
    return {"type": "discrete", "values": list(source.demand_list), "weights": list(source.probabilities)}


def _uniform_whole(source: Any) -> dict[str, Any]:
    values = [float(value) for value in range(int(source.lo), int(source.hi) + 1)]
    return {"type": "discrete", "values": values, "weights": [1.0] * len(values)}


def _uniform(source: Any) -> dict[str, Any]:
    """The midpoints of equal parts of the range."""
    step = (source.hi - source.lo) / UNIFORM_STEPS
    values = [source.lo + (place + 0.5) * step for place in range(UNIFORM_STEPS)]
    return {"type": "discrete", "values": values, "weights": [1.0] * UNIFORM_STEPS}


def _negative_binomial(source: Any) -> dict[str, Any]:
    """By its mean and variance: failures before the n-th success, of chance p."""
    mean = source.n * (1 - source.p) / source.p
    return {"type": "negative-binomial", "mean": mean, "variance": mean / source.p}


DEMANDS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "N": _normal,
    "P": _poisson,
    "UD": _uniform_whole,
    "UC": _uniform,
    "NB": _negative_binomial,
    "D": _listed,
    "CD": _drawn,
}
