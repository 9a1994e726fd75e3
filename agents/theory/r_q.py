"""The (r, Q) rule under continuous review: exact cost, and the optimum.

When the inventory position falls to r, order Q.  Costs are per unit and unit of time.  In the engine time passes in
periods: take short ones, or use the periodic rule of `r_nq`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.distributions import ContinuousDistribution
from bullwhip.agents.theory.given import FigureError, above, at_least, check, whole
from bullwhip.network.arrays import Array

__all__ = ["ReorderPoint", "evaluate_r_q", "optimal_r_q"]

LeadTimeDistribution = Discrete | ContinuousDistribution


@dataclass(frozen=True)
class ReorderPoint:
    """A rule (r, Q), or (r, nQ), and its exact long-run averages (backorders)."""

    r: float  # units, order when the position is at or below
    Q: float  # units, order size
    cost: float  # money per unit of time: ordering, holding and backlog
    order_frequency: float  # orders per unit of time
    on_hand: float  # units
    backlog: float  # units


def evaluate_r_q(
    r: float,
    Q: float,
    lead_time_demand: LeadTimeDistribution,
    demand_rate: float,
    holding_cost: float,
    backlog_cost: float,
    order_cost: float,
) -> ReorderPoint:
    """The exact figures of an (r, Q) rule: the position is uniform between r and r + Q, and G its cost rate.

    lead_time_demand: `Discrete` for unit demands (r and Q whole, positions r + 1 to r + Q), such as Poisson with
    mean demand_rate x lead time; a continuous distribution (Normal, gamma) for positions on the whole interval.
    Source: Zheng (1992), On properties of stochastic inventory systems, Management Science 38(1).
    """
    _check(demand_rate, holding_cost, backlog_cost, order_cost)
    check(above("r", r, float("-inf")), above("Q", Q))
    distribution = lead_time_demand
    if isinstance(distribution, Discrete):
        check(whole("r", r, -(2**53)), whole("Q", Q, 1))
        position = r + (Q + 1) / 2
        backlog = float(distribution.loss(r + np.arange(1, int(Q) + 1)).mean())
    elif isinstance(distribution, ContinuousDistribution):
        position = r + Q / 2
        backlog = float(distribution.second_loss(r) - distribution.second_loss(r + Q)) / Q
    else:
        raise FigureError([f"lead_time_demand: found {distribution!r}; give Discrete, Normal or Gamma"])
    on_hand = position - distribution.mean + backlog
    return ReorderPoint(
        r=float(r),
        Q=float(Q),
        cost=order_cost * demand_rate / Q + holding_cost * on_hand + backlog_cost * backlog,
        order_frequency=demand_rate / Q,
        on_hand=on_hand,
        backlog=backlog,
    )


def optimal_r_q(
    lead_time_demand: LeadTimeDistribution,
    demand_rate: float,
    holding_cost: float,
    backlog_cost: float,
    order_cost: float,
) -> ReorderPoint:
    """The (r, Q) rule of least cost.

    Unit demands: Federgruen and Zheng (1992), An efficient algorithm for computing an optimal (r, Q) policy,
    Operations Research 40(4): take in the cheaper neighbouring position while that lowers the average.
    Continuous: Zheng (1992): G(r) = G(r + Q) = c, where the area of G below c is the fixed cost rate.
    """
    _check(demand_rate, holding_cost, backlog_cost, order_cost)
    distribution = lead_time_demand
    fixed = order_cost * demand_rate

    def rate(y: float) -> float:  # G(y), the cost rate when the position was y a lead time ago
        return holding_cost * (y - distribution.mean) + (holding_cost + backlog_cost) * float(distribution.loss(y))

    start = float(distribution.quantile(backlog_cost / (backlog_cost + holding_cost)))  # G is least here
    if isinstance(distribution, Discrete):
        r, Q = _grow(rate, start, fixed)
    elif isinstance(distribution, ContinuousDistribution):
        check(above("order_cost", order_cost))
        r, Q = _level(distribution, rate, start, fixed, holding_cost, backlog_cost)
    else:
        raise FigureError([f"lead_time_demand: found {distribution!r}; give Discrete, Normal or Gamma"])
    return evaluate_r_q(r, Q, distribution, demand_rate, holding_cost, backlog_cost, order_cost)


def _grow(rate: Callable[[float], float], start: float, fixed: float) -> tuple[float, float]:
    low = high = start
    total = fixed + rate(start)
    below, above_ = rate(low - 1), rate(high + 1)
    while min(below, above_) < total / (high - low + 1):
        if below <= above_:
            total, low = total + below, low - 1
            below = rate(low - 1)
        else:
            total, high = total + above_, high + 1
            above_ = rate(high + 1)
    return low - 1, high - low + 1


def _level(
    distribution: ContinuousDistribution,
    rate: Callable[[float], float],
    lowest: float,
    fixed: float,
    holding_cost: float,
    backlog_cost: float,
) -> tuple[float, float]:
    """Newton's method on c: the area below c grows by r + Q - r when c does, and is convex in c."""

    def ends(c: float) -> Array:
        # G lies above its two asymptotes, so its roots lie between the minimum and theirs.
        left = _root(lambda y: rate(y) - c, distribution.mean - c / backlog_cost, lowest)
        return np.array([left, _root(lambda y: c - rate(y), lowest, distribution.mean + c / holding_cost)])

    def area(c: float, r: float, R: float) -> float:
        middle = holding_cost * ((R**2 - r**2) / 2 - distribution.mean * (R - r))
        beyond = float(distribution.second_loss(r) - distribution.second_loss(R))
        return c * (R - r) - middle - (holding_cost + backlog_cost) * beyond

    # Start above the answer, and Newton descends to it.  G rises by at most h to the right of its minimum and by at
    # most p to the left, so the area is at least that of a triangle of height c - G(lowest).
    c = rate(lowest) + math.sqrt(2 * fixed / (1 / holding_cost + 1 / backlog_cost))
    r, R = ends(c)
    for _ in range(100):
        step = (area(c, r, R) - fixed) / (R - r)
        c -= step
        r, R = ends(c)
        if abs(step) <= 1e-14 * abs(c):
            break
    return float(r), float(R - r)


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """The root of a falling function by bisection, to the last bit or so."""
    for _ in range(200):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _check(demand_rate: float, holding_cost: float, backlog_cost: float, order_cost: float) -> None:
    check(
        above("demand_rate", demand_rate),
        above("holding_cost", holding_cost),
        above("backlog_cost", backlog_cost),
        at_least("order_cost", order_cost),
    )
