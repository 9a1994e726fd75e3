"""The (s, S) rule under periodic review with a fixed cost per order: exact cost, and the optimum.

At the end of a period, when the inventory position is at or below s, order up to S.  As in `base_stock`, the cover
is order delay + lead time; texts in which the order comes before the demand have cover = lead time + 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import FigureError, above, at_least, check, whole
from bullwhip.network.arrays import Array

__all__ = ["MinMaxLevels", "evaluate_s_s", "optimal_s_s"]

# Costs that differ by less, relatively, are the same cost: two levels s can tie exactly.
TIE = 1e-12


@dataclass(frozen=True)
class MinMaxLevels:
    """An (s, S) rule and its exact long-run averages (backorders)."""

    s: int  # units, order when the position is at or below
    S: int  # units, order up to
    cost: float  # money per period: ordering, holding and backlog
    order_frequency: float  # orders per period
    on_hand: float  # units, end of period
    backlog: float  # units, end of period


def evaluate_s_s(
    s: int,
    S: int,
    demand: Discrete,
    cover: int,
    holding_cost: float,
    backlog_cost: float,
    order_cost: float,
) -> MinMaxLevels:
    """The exact figures of an (s, S) rule by renewal: a cycle runs from one order to the next.

    demand: the distribution of one period's demand, whole units, never negative.
    Source: Zheng and Federgruen (1991), Finding optimal (s, S) policies is about as simple as evaluating a single
    policy, Operations Research 39(4).
    """
    _check(demand, cover, holding_cost, backlog_cost, order_cost)
    check(whole("s", s, -(2**53)), whole("S", S, -(2**53)), above("S", S, s))
    s, S = int(s), int(S)
    visits = _Visits(demand).up_to(S - s)
    total = demand.over(cover)
    positions = np.arange(S, s, -1, dtype=float)
    periods = float(visits.sum())
    backlog = float(visits @ total.loss(positions)) / periods
    on_hand = float(visits @ positions) / periods - total.mean + backlog
    frequency = 1.0 / periods
    return MinMaxLevels(
        s=s,
        S=S,
        cost=order_cost * frequency + holding_cost * on_hand + backlog_cost * backlog,
        order_frequency=frequency,
        on_hand=on_hand,
        backlog=backlog,
    )


def optimal_s_s(
    demand: Discrete, cover: int, holding_cost: float, backlog_cost: float, order_cost: float
) -> MinMaxLevels:
    """The (s, S) rule of least long-run cost, by the algorithm of Zheng and Federgruen (1991).

    Of rules that cost the same it takes the largest s.
    """
    _check(demand, cover, holding_cost, backlog_cost, order_cost)
    total, visits = demand.over(cover), _Visits(demand)

    def one_period(y: ArrayLike) -> Array:  # G(y)
        y = np.asarray(y, dtype=float)
        return holding_cost * (y - total.mean) + (holding_cost + backlog_cost) * total.loss(y)

    def cost(s: int, S: int) -> float:
        m = visits.up_to(S - s)
        return (order_cost + float(m @ one_period(np.arange(S, s, -1)))) / float(m.sum())

    def reached(c: float, y: int) -> bool:
        g = float(one_period(y))
        return c <= g + TIE * abs(g)

    best = int(total.quantile(backlog_cost / (backlog_cost + holding_cost)))  # G is least here
    s = best - 1
    while not reached(cost(s, best), s):
        s -= 1
    least, S = cost(s, best), best + 1
    while float(one_period(S)) <= least * (1 + TIE):
        if cost(s, S) < least * (1 - TIE):
            best = S
            while s + 1 < best and reached(cost(s, best), s + 1):
                s += 1
            least = cost(s, best)
        S += 1
    return evaluate_s_s(s, best, demand, cover, holding_cost, backlog_cost, order_cost)


class _Visits:
    """Expected periods of a cycle spent j units below S, for j = 0, 1, ...; longer tables extend shorter ones."""

    def __init__(self, demand: Discrete) -> None:
        self._step = np.concatenate([np.zeros(demand.start), demand.probabilities])
        self._table = np.array([1.0 / (1.0 - self._step[0])])

    def up_to(self, n: int) -> Array:
        """The first n entries, m(0) to m(n - 1)."""
        if n > self._table.size:
            known, self._table = self._table, np.zeros(max(n, 2 * self._table.size))
            self._table[: known.size] = known
            for j in range(known.size, self._table.size):
                reach = min(j, self._step.size - 1)
                renewed = self._step[1 : reach + 1] @ self._table[j - reach : j][::-1]
                self._table[j] = renewed / (1.0 - self._step[0])
        return self._table[:n]


def _check(demand: Discrete, cover: int, holding_cost: float, backlog_cost: float, order_cost: float) -> None:
    check(
        whole("cover", cover, 1),
        above("holding_cost", holding_cost),
        above("backlog_cost", backlog_cost),
        at_least("order_cost", order_cost),
        at_least("demand.start", demand.start),
    )
    if demand.start == 0 and demand.probabilities[0] == 1:
        raise FigureError(["demand: found none; give a distribution with some demand"])
