"""Serial systems without a recursion: newsvendor bounds on the best echelon levels and on the least cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from bullwhip.agents.theory.base_stock import optimal_base_stock
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.distributions import DemandDistribution
from bullwhip.agents.theory.serial import Serial, echelon_holding_costs, evaluate_serial, reachable, serial_covers

__all__ = ["SerialBounds", "newsvendor_serial", "serial_bounds"]

# A stage that adds nothing to the holding cost has no upper bound; levels end where demand has this chance to be above.
TAIL = 1e-13


@dataclass(frozen=True)
class SerialBounds:
    """Between what the best echelon levels and the least cost of a serial system lie; lists are retailer first."""

    lower_levels: tuple[float, ...]  # units
    upper_levels: tuple[float, ...]  # units
    least_cost: float  # money per period
    most_cost: float  # money per period


def serial_bounds(
    demand: DemandDistribution,
    lead_times: Sequence[int],
    holding_costs: Sequence[float],
    backlog_cost: float,
    order_delays: Sequence[int] | None = None,
) -> SerialBounds:
    """Bounds from newsvendors, two for each stage; arguments as for `optimal_serial`.

    A stage and those below it are one newsvendor who covers the demand of them all, if a unit costs the same wherever
    it is: what it costs at the stage itself (less than in truth, which raises the level and lowers the cost), or what
    it costs at the retailer (more than in truth).
    Source: Shang and Song (2003), Newsvendor bounds and heuristic for optimal policies in serial supply chains,
    Management Science 49(5), theorem 2.
    """
    covers = serial_covers(demand, lead_times, holding_costs, backlog_cost, order_delays)
    echelon_costs = echelon_holding_costs(holding_costs)
    above = np.append(holding_costs[1:], 0.0)  # what a unit costs before it comes to the stage
    lower, upper = [], []
    for cover, added, before in zip(accumulate(covers), echelon_costs, above, strict=True):
        total = demand.over(cover)
        short = backlog_cost + before
        lower.append(float(total.quantile(short / (backlog_cost + holding_costs[0]))))
        upper.append(float(total.quantile(min(short / (short + added), 1 - TAIL))))
    moving = demand.mean * sum(lead_times[:-1])
    least, most = (
        optimal_base_stock(demand, sum(covers), cost, backlog_cost).cost + cost * moving
        for cost in (holding_costs[-1], holding_costs[0])
    )
    return SerialBounds(tuple(reachable(lower).tolist()), tuple(reachable(upper).tolist()), least, most)


def newsvendor_serial(
    demand: DemandDistribution,
    lead_times: Sequence[int],
    holding_costs: Sequence[float],
    backlog_cost: float,
    order_delays: Sequence[int] | None = None,
) -> Serial:
    """A nearly optimal serial system, level by level halfway between its bounds; arguments as for `optimal_serial`.

    Levels are rounded down to whole units where demand is whole.
    Source: Shang and Song (2003), section 4; Snyder and Shen (2019), equation 6.34.
    """
    terms = (demand, lead_times, holding_costs, backlog_cost, order_delays)
    bounds = serial_bounds(*terms)
    levels = (np.array(bounds.lower_levels) + bounds.upper_levels) / 2
    if isinstance(demand, Discrete):
        levels = np.floor(levels)
    return evaluate_serial(np.diff(levels, prepend=0.0).tolist(), *terms)
