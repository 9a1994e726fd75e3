"""Base stock when unfilled demand is lost: the exact figures of a level, and the best one.

What is lost need not be ordered again: an order is what was sold.  As elsewhere, an order of a period arrives before
the demand that is `cover` periods later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bullwhip.agents.theory.base_stock import critical_ratio
from bullwhip.agents.theory.chains import long_run
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import at_least, check, whole
from bullwhip.network.arrays import Array, Ints

__all__ = ["LostSalesLevel", "evaluate_lost_sales", "optimal_lost_sales"]


@dataclass(frozen=True)
class LostSalesLevel:
    """A base-stock level and its exact long-run averages when unfilled demand is lost."""

    level: int  # units
    cost: float  # money per period
    on_hand: float  # units, end of period
    lost: float  # units a period
    fill_rate: float  # share of demand that is sold


def optimal_lost_sales(demand: Discrete, cover: int, holding_cost: float, lost_cost: float) -> LostSalesLevel:
    """The base-stock level of least cost; holding cost per unit and period, lost_cost per unit.

    The cost is convex in the level; the search begins at the level that is best when demand waits.  Rules that look at
    each outstanding order cost less still.
    Source: Janakiraman and Roundy (2004), Lost-sales problems with stochastic lead times: convexity results for
    base-stock policies, Operations Research 52(5); Zipkin (2008), Old and new methods for lost-sales inventory systems,
    Operations Research 56(5).
    """
    ratio = critical_ratio(holding_cost, lost_cost)
    check(whole("cover", cover, 1), at_least("demand.start", demand.start))

    def figures(level: int) -> LostSalesLevel:
        return evaluate_lost_sales(level, demand, cover, holding_cost, lost_cost)

    best = figures(int(demand.over(cover).quantile(ratio)))
    for direction in (-1, 1):
        while (best.level + direction) >= 0 and (other := figures(best.level + direction)).cost < best.cost:
            best = other
    return best


def evaluate_lost_sales(
    level: int, demand: Discrete, cover: int, holding_cost: float, lost_cost: float
) -> LostSalesLevel:
    """The exact figures of a level, by the Markov chain of stock on hand and outstanding orders.

    Its states are the ways to share the level among `cover` figures; raises `FigureError` beyond a million.
    """
    check(
        whole("level", level),
        whole("cover", cover, 1),
        at_least("demand.start", demand.start),
        at_least("holding_cost", holding_cost),
        at_least("lost_cost", lost_cost),
    )
    level, cover = int(level), int(cover)

    def step(states: Ints, wanted: int) -> Ints:  # stock when demand comes, then orders by arrival
        sold = np.minimum(states[:, :1], wanted)
        moving = np.hstack([states[:, 1:], sold])
        return np.hstack([states[:, :1] - sold + moving[:, :1], moving[:, 1:]])

    def left(states: Ints, wanted: int) -> Array:
        return np.maximum(states[:, 0] - wanted, 0).astype(np.float64)

    start = np.zeros(cover, dtype=np.int64)
    start[0] = level
    law = long_run(start, step, _at_most(demand, level), 0, level)
    on_hand = law.mean(left)
    sold = float(law.chances @ law.states[:, 0]) - on_hand
    lost = demand.mean - sold
    return LostSalesLevel(
        level=level,
        cost=holding_cost * on_hand + lost_cost * lost,
        on_hand=on_hand,
        lost=lost,
        fill_rate=sold / demand.mean if demand.mean > 0 else 1.0,
    )


def _at_most(demand: Discrete, units: int) -> Discrete:
    """Demand cut at so many units: what is beyond them is lost from any state."""
    return Discrete(np.bincount(np.minimum(demand.values, units).astype(np.int64), demand.probabilities))
