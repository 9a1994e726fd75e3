"""Base stock under a capacity: at most so much can be ordered in a period, and the rest waits for the next ones.

The position falls short of its level by V, which grows by demand less capacity, and never below zero.  What the level
must meet is the shortfall and the demand over the cover.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from bullwhip.agents.theory.base_stock import BaseStock, critical_ratio, level_figures
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import above, at_least, check, whole
from bullwhip.agents.theory.walks import reflected

__all__ = [
    "ExponentialShortfall",
    "evaluate_capacitated",
    "exponential_shortfall",
    "optimal_capacitated",
    "optimal_capacitated_exponential",
    "shortfall",
]


def shortfall(demand: Discrete, capacity: int) -> Discrete:
    """The distribution of how far the position is below its level after an order.

    capacity: whole units a period, above the mean demand.
    Source: Tayur (1993), Computing the optimal policy for capacitated inventory models, Stochastic Models 9(4).
    """
    check(whole("capacity", capacity, 1), above("capacity", capacity, demand.mean))
    return reflected(Discrete(demand.probabilities, demand.start - int(capacity)), "capacity: give more")


def optimal_capacitated(
    demand: Discrete, cover: int, capacity: int, holding_cost: float, backlog_cost: float
) -> BaseStock:
    """The base-stock level of least cost; costs per unit and period, cover in periods.

    No other rule is cheaper.  Source: Federgruen and Zipkin (1986), An inventory model with limited production
    capacity and uncertain demands I, Mathematics of Operations Research 11(2).
    """
    ratio = critical_ratio(holding_cost, backlog_cost)
    check(whole("cover", cover, 1))
    level = float(_wanted(demand, cover, capacity).quantile(ratio))
    return evaluate_capacitated(level, demand, cover, capacity, holding_cost, backlog_cost)


def evaluate_capacitated(
    level: float, demand: Discrete, cover: int, capacity: int, holding_cost: float, backlog_cost: float
) -> BaseStock:
    """The exact figures of a base-stock level; other arguments as for `optimal_capacitated`."""
    check(
        at_least("level", level, float("-inf")),
        whole("cover", cover, 1),
        at_least("holding_cost", holding_cost),
        at_least("backlog_cost", backlog_cost),
    )
    before = float(_wanted(demand, cover - 1, capacity).loss(level))
    wanted = _wanted(demand, cover, capacity)
    return level_figures(level, wanted, before, demand.mean, holding_cost, backlog_cost)


def _wanted(demand: Discrete, cover: int, capacity: int) -> Discrete:
    short, total = shortfall(demand, capacity), demand.over(cover)
    return Discrete(np.convolve(short.probabilities, total.probabilities), short.start + total.start)


@dataclass(frozen=True)
class ExponentialShortfall:
    """The shortfall under exponential demand: above 0 with a chance, and then exponential."""

    chance: float
    rate: float  # per unit
    mean: float  # units, of the shortfall as a whole


def exponential_shortfall(mean: float, capacity: float) -> ExponentialShortfall:
    """The shortfall for exponential demand of this mean, as the waiting time of a D/M/1 queue.

    The chance s solves s = exp(-(1 - s) capacity / mean), and the rate is (1 - s) / mean.
    Source: Tayur (1993); Kleinrock (1975), Queueing Systems 1, section 6.4.
    """
    check(above("mean", mean), above("capacity", capacity, mean))
    load = capacity / mean
    chance = float(-special.lambertw(-load * math.exp(-load)).real / load)
    rate = (1 - chance) / mean
    return ExponentialShortfall(chance=chance, rate=rate, mean=chance / rate)


def optimal_capacitated_exponential(
    mean: float, capacity: float, holding_cost: float, backlog_cost: float
) -> BaseStock:
    """The base-stock level of least cost for exponential demand and a cover of one period.

    Shortfall and demand together are exponential, of the shortfall's rate: S = ln((p + h) / h) / rate, at cost h S.
    Source: Tayur (1993); Glasserman and Tayur (1994), The stability of a capacitated, multi-echelon
    production-inventory system under a base-stock policy, Operations Research 42(5).
    """
    ratio, short = critical_ratio(holding_cost, backlog_cost), exponential_shortfall(mean, capacity)
    level = -math.log1p(-ratio) / short.rate
    backlog = (1 - ratio) / short.rate
    on_hand = level - 1 / short.rate + backlog
    return BaseStock(
        level=level,
        cost=holding_cost * on_hand + backlog_cost * backlog,
        on_hand=on_hand,
        backlog=backlog,
        cycle_service=ratio,
        fill_rate=1.0 - (1 - short.chance) * backlog / mean,
    )
