"""Dynamic lot sizing: known demand that varies by period, a fixed cost per order, no backorders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bullwhip.agents.theory.given import FigureError, at_least, check
from bullwhip.network.arrays import Array

__all__ = ["LotSizes", "wagner_whitin"]


@dataclass(frozen=True)
class LotSizes:
    """Orders by period and their total cost."""

    orders: tuple[float, ...]  # units, one a period, received before its demand
    cost: float  # money over the horizon: ordering and holding


def wagner_whitin(demand: ArrayLike, holding_cost: float, order_cost: float) -> LotSizes:
    """The orders of least cost over a finite horizon, by dynamic programming; periods without demand cost nothing.

    demand: (periods,), units; holding_cost: per unit left at the end of a period; order_cost: per order.
    Source: Wagner and Whitin (1958), Dynamic version of the economic lot size model, Management Science 5(1).
    """
    wanted = np.asarray(demand, dtype=float)
    check(at_least("holding_cost", holding_cost), at_least("order_cost", order_cost))
    if wanted.ndim != 1 or wanted.size == 0 or not np.all(np.isfinite(wanted)) or wanted.min() < 0:
        raise FigureError([f"demand: found {wanted.tolist()}; give one number of 0 or more a period"])
    n = wanted.size
    least = np.zeros(n + 1)  # of periods t to the end
    until = np.zeros(n, dtype=np.int64)
    for t in range(n - 1, -1, -1):
        # An order in t for the demand of t to u carries that of u over u - t period ends.
        carried = np.cumsum(holding_cost * np.arange(n - t) * wanted[t:])
        costs: Array = order_cost + carried + least[t + 1 :]
        until[t] = t + 1 + int(np.argmin(costs))
        least[t] = costs.min()
        if wanted[t] == 0 and least[t + 1] <= least[t]:
            until[t], least[t] = t + 1, least[t + 1]
    orders, t = np.zeros(n), 0
    while t < n:
        orders[t] = wanted[t : until[t]].sum()
        t = int(until[t])
    return LotSizes(orders=tuple(orders.tolist()), cost=float(least[0]))
