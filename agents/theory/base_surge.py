"""Two sources, one cheap and one quick, as a standing order and a surge.

A standing order arrives every period; when stock is still below a level, the quick source fills it up at once.  Stock
that the standing order has piled up above the level is the overshoot.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.theory.base_stock import critical_ratio
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import above, at_least, check, whole
from bullwhip.agents.theory.walks import reflected

__all__ = ["BaseSurgeLevels", "evaluate_base_surge", "exponential_overshoot", "optimal_base_surge"]

# A mean demand that is whole but for the rounding of a sum of probabilities is whole.
ROUNDING = 1e-9


@dataclass(frozen=True)
class BaseSurgeLevels:
    """A standing order and a surge level, and their exact long-run averages (backorders)."""

    standing_order: int  # units a period
    surge_level: int  # units, stock is filled up to it before demand
    cost: float  # money per period: both sources, holding and backlog
    expedited: float  # units a period
    overshoot: float  # units above the level before demand
    on_hand: float  # units, end of period
    backlog: float  # units, end of period


def evaluate_base_surge(
    standing_order: int,
    surge_level: int,
    demand: Discrete,
    regular_cost: float,
    expedite_cost: float,
    holding_cost: float,
    backlog_cost: float,
) -> BaseSurgeLevels:
    """The exact figures of a tailored base-surge rule.

    A period: the standing order arrives, stock is filled up, demand, charge; what is expedited arrives at once.  Costs
    are per unit, holding and backlog per unit and period; the standing order is below the mean demand.
    Source: Allon and Van Mieghem (2010), Global dual sourcing: tailored base-surge allocation to near- and offshore
    production, Management Science 56(1).
    """
    _check(demand, regular_cost, expedite_cost, holding_cost, backlog_cost)
    check(whole("standing_order", standing_order), whole("surge_level", surge_level, -(2**53)))
    over, less = _over_and_less(standing_order, demand)
    return _figures(
        standing_order, surge_level, over, less, demand, regular_cost, expedite_cost, holding_cost, backlog_cost
    )


def optimal_base_surge(
    demand: Discrete, regular_cost: float, expedite_cost: float, holding_cost: float, backlog_cost: float
) -> BaseSurgeLevels:
    """The tailored base-surge rule of least cost; arguments as for `evaluate_base_surge`.

    For each standing order below the mean demand, the level is a newsvendor's, for demand less overshoot.
    Source: Janakiraman, Seshadri and Sheopuri (2015), Analysis of tailored base-surge policies in dual sourcing
    inventory systems, Management Science 61(7).
    """
    _check(demand, regular_cost, expedite_cost, holding_cost, backlog_cost)
    ratio = critical_ratio(holding_cost, backlog_cost)
    costs = (regular_cost, expedite_cost, holding_cost, backlog_cost)
    found = []
    for standing in range(math.ceil(demand.mean - ROUNDING)):
        over, less = _over_and_less(standing, demand)
        found.append(_figures(standing, int(less.quantile(ratio)), over, less, demand, *costs))
    return min(found, key=lambda one: one.cost)


def exponential_overshoot(mean: float, standing_order: float) -> float:
    """The mean overshoot for exponential demand of this mean: that of the work in an M/D/1 queue.

    Source: Allon and Van Mieghem (2010); the formula of Pollaczek and Khinchine.
    """
    check(above("mean", mean), at_least("standing_order", standing_order), above("mean", mean, standing_order))
    load = standing_order / mean
    return standing_order * load / (2 * (1 - load))


def _over_and_less(standing_order: int, demand: Discrete) -> tuple[Discrete, Discrete]:
    """The distributions of the overshoot, and of demand less overshoot."""
    check(above("demand.mean", demand.mean, standing_order))
    last = int(demand.values[-1])
    over = reflected(Discrete(demand.probabilities[::-1], int(standing_order) - last), "standing_order: give less")
    less = np.convolve(demand.probabilities, over.probabilities[::-1])
    return over, Discrete(less, demand.start - int(over.values[-1]))


def _figures(
    standing_order: int,
    surge_level: int,
    over: Discrete,
    less: Discrete,
    demand: Discrete,
    regular_cost: float,
    expedite_cost: float,
    holding_cost: float,
    backlog_cost: float,
) -> BaseSurgeLevels:
    backlog = float(less.loss(surge_level))
    on_hand = surge_level - less.mean + backlog
    expedited = demand.mean - standing_order
    stock = holding_cost * on_hand + backlog_cost * backlog
    return BaseSurgeLevels(
        standing_order=int(standing_order),
        surge_level=int(surge_level),
        cost=regular_cost * standing_order + expedite_cost * expedited + stock,
        expedited=expedited,
        overshoot=over.mean,
        on_hand=on_hand,
        backlog=backlog,
    )


def _check(
    demand: Discrete, regular_cost: float, expedite_cost: float, holding_cost: float, backlog_cost: float
) -> None:
    check(
        above("demand.mean", demand.mean),
        at_least("demand.start", demand.start),
        at_least("regular_cost", regular_cost),
        at_least("expedite_cost", expedite_cost),
        above("holding_cost", holding_cost),
        above("backlog_cost", backlog_cost),
    )
