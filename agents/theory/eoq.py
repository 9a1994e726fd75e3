"""Economic order quantities: known, steady demand in continuous time, with and without planned backorders."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bullwhip.agents.theory.given import above, check

__all__ = ["OrderQuantity", "eoq", "eoq_backorders"]


@dataclass(frozen=True)
class OrderQuantity:
    """An order quantity and what it costs."""

    Q: float  # units per order
    cost: float  # money per unit of time: ordering, holding and backlog
    backlog_share: float  # share of each cycle (and of demand) that waits; 0 without backorders


def eoq(demand_rate: float, holding_cost: float, order_cost: float) -> OrderQuantity:
    """The economic order quantity, sqrt(2 K d / h).

    demand_rate: units per unit of time; holding_cost: per unit and unit of time; order_cost: per order.
    Source: Harris (1913), How many parts to make at once, Factory 10(2).
    """
    check(above("demand_rate", demand_rate), above("holding_cost", holding_cost), above("order_cost", order_cost))
    return OrderQuantity(
        Q=math.sqrt(2 * order_cost * demand_rate / holding_cost),
        cost=math.sqrt(2 * order_cost * demand_rate * holding_cost),
        backlog_share=0.0,
    )


def eoq_backorders(demand_rate: float, holding_cost: float, backlog_cost: float, order_cost: float) -> OrderQuantity:
    """The economic order quantity when demand may wait at p per unit and unit of time.

    Q = sqrt(2 K d (h + p) / (h p)); a share h / (h + p) of demand waits.
    Source: Zipkin (2000), section 3.3; Snyder and Shen (2019), section 3.5.
    """
    check(above("backlog_cost", backlog_cost))
    plain = eoq(demand_rate, holding_cost, order_cost)
    ratio = backlog_cost / (holding_cost + backlog_cost)
    return OrderQuantity(Q=plain.Q / math.sqrt(ratio), cost=plain.cost * math.sqrt(ratio), backlog_share=1 - ratio)
