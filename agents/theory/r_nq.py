"""The (r, nQ) rule under periodic review: order whole batches of Q; exact cost, and the best r and Q.

At the end of a period, when the inventory position is at or below r, order the smallest multiple of Q that raises
it above r.  As in `base_stock`, the cover is order delay + lead time; texts in which the order comes before the
demand have cover = lead time + 1.
"""

from __future__ import annotations

import numpy as np

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import FigureError, above, at_least, check, whole
from bullwhip.agents.theory.r_q import ReorderPoint

__all__ = ["evaluate_r_nq", "optimal_r_nq"]


def evaluate_r_nq(
    r: int,
    Q: int,
    demand: Discrete,
    cover: int,
    holding_cost: float,
    backlog_cost: float,
    order_cost: float,
) -> ReorderPoint:
    """The exact figures of an (r, nQ) rule; its order frequency is the share of periods with an order.

    demand: the distribution of one period's demand, whole units, never negative; order_cost: per period with an order,
    however many batches.  The position after ordering is uniform on r + 1, ..., r + Q, and independent of the
    demand to come: a period brings an order with chance E[min(D, Q)] / Q.  It is exact when the demands' greatest
    common divisor has no factor in common with Q; else the position keeps to a part of its range.
    Source: Hadley and Whitin (1963), chapter 5; Zheng and Chen (1992), Inventory policies with quantized ordering,
    Naval Research Logistics 39(3).
    """
    _check(demand, cover, holding_cost, backlog_cost, order_cost)
    check(whole("r", r, -(2**53)), whole("Q", Q, 1))
    total = demand.over(cover)
    backlog = float(total.loss(r + np.arange(1, int(Q) + 1)).mean())
    on_hand = r + (Q + 1) / 2 - total.mean + backlog
    frequency = (demand.mean - float(demand.loss(Q))) / Q
    return ReorderPoint(
        r=float(r),
        Q=float(Q),
        cost=order_cost * frequency + holding_cost * on_hand + backlog_cost * backlog,
        order_frequency=frequency,
        on_hand=on_hand,
        backlog=backlog,
    )


def optimal_r_nq(
    demand: Discrete,
    cover: int,
    holding_cost: float,
    backlog_cost: float,
    order_cost: float,
    Q: int | None = None,
) -> ReorderPoint:
    """The best r for a given batch Q, or the best r and Q.

    For a given Q the Q cheapest positions are neighbours, since the cost of one is convex in it.
    """
    _check(demand, cover, holding_cost, backlog_cost, order_cost)
    check(None if Q is None else whole("Q", Q, 1))
    total = demand.over(cover)

    def rate(y: int) -> float:
        return holding_cost * (y - total.mean) + (holding_cost + backlog_cost) * float(total.loss(y))

    low = high = int(total.quantile(backlog_cost / (backlog_cost + holding_cost)))
    running = rate(low)
    best, best_cost = (low - 1, 1), float("inf")
    while True:
        n = high - low + 1
        cost = (order_cost * (demand.mean - float(demand.loss(n))) + running) / n
        if cost < best_cost and (Q is None or n == Q):
            best, best_cost = (low - 1, n), cost
        below, beyond = rate(low - 1), rate(high + 1)
        # Larger batches can no longer be cheaper: their average exceeds the best cost without any ordering cost,
        # and grows.
        if n == Q or (Q is None and running / n > best_cost):
            break
        if below <= beyond:
            low, running = low - 1, running + below
        else:
            high, running = high + 1, running + beyond
    return evaluate_r_nq(*best, demand, cover, holding_cost, backlog_cost, order_cost)


def _check(demand: Discrete, cover: int, holding_cost: float, backlog_cost: float, order_cost: float) -> None:
    check(
        whole("cover", cover, 1),
        above("holding_cost", holding_cost),
        above("backlog_cost", backlog_cost),
        at_least("order_cost", order_cost),
        at_least("demand.start", demand.start),
    )
    if demand.mean == 0:
        raise FigureError(["demand: found none; give a distribution with some demand"])
