"""Base stock with lead times that differ from order to order, where a later order may overtake an earlier one.

Every order draws a cover (order delay + lead time) of its own.  What a level must meet at the end of a period is then
the demand of each earlier period with the chance that its order is still out: orders that overtake make up for slow
ones, and less stock does than for orders that keep their turn (`safety_level` with a sample of covers).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bullwhip.agents.theory.base_stock import BaseStock, critical_ratio, level_figures
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import FigureError, at_least, check
from bullwhip.agents.theory.safety import covers_of

__all__ = ["evaluate_crossing", "optimal_crossing", "outstanding_demand"]


def outstanding_demand(demand: Discrete, covers: ArrayLike) -> Discrete:
    """The distribution of the demand whose orders are not in at the end of a period, that period's included.

    covers: a sample, periods, 1 or more each; every one is as likely as the others.
    Source: Robinson, Bradley and Thomas (2001), Consequences of order crossover under order-up-to inventory policies,
    Manufacturing & Service Operations Management 3(3).
    """
    return _outstanding(demand, covers, 0)


def optimal_crossing(demand: Discrete, covers: ArrayLike, holding_cost: float, backlog_cost: float) -> BaseStock:
    """The base-stock level of least cost; costs per unit and period, covers as for `outstanding_demand`."""
    ratio = critical_ratio(holding_cost, backlog_cost)
    level = float(outstanding_demand(demand, covers).quantile(ratio))
    return evaluate_crossing(level, demand, covers, holding_cost, backlog_cost)


def evaluate_crossing(
    level: float, demand: Discrete, covers: ArrayLike, holding_cost: float, backlog_cost: float
) -> BaseStock:
    """The exact figures of a base-stock level; other arguments as for `optimal_crossing`."""
    check(
        at_least("level", level, float("-inf")),
        at_least("holding_cost", holding_cost),
        at_least("backlog_cost", backlog_cost),
    )
    before = float(_outstanding(demand, covers, 1).loss(level))
    wanted = outstanding_demand(demand, covers)
    return level_figures(level, wanted, before, demand.mean, holding_cost, backlog_cost)


def _outstanding(demand: Discrete, covers: ArrayLike, youngest: int) -> Discrete:
    """Of the demand of periods from so many ago on."""
    sample = covers_of(covers)
    if sample.min() < 1:
        raise FigureError(["covers: found 0; give 1 or more periods"])
    total = Discrete(np.ones(1))
    for age in range(youngest, int(sample.max())):
        out = float(np.mean(sample > age))
        part = Discrete.mixture([demand, Discrete(np.ones(1))], [out, 1 - out])
        total = Discrete(np.convolve(total.probabilities, part.probabilities), total.start + part.start)
    return total
