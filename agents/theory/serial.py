"""Serial systems (a chain to one retailer): the exact optimum, and the exact figures of any base-stock levels.

Stage 0 is the retailer, stage 1 supplies it, and so on; beyond the last stage supply is unlimited.  Every stage
keeps a base stock, unfilled demand waits.  The cover of a stage is its order delay + lead time: a chain with order
delays covers as much demand as one without them and with longer lead times, and has fewer goods in transit.
Lists are retailer first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.distributions import DemandDistribution
from bullwhip.agents.theory.given import FigureError, above, at_least, check, whole
from bullwhip.network.arrays import Array

__all__ = ["Serial", "echelon_holding_costs", "evaluate_serial", "optimal_serial", "reachable", "serial_covers"]

# A continuous distribution is put on a grid of this many steps a standard deviation of one period's demand.  That adds
# at most 1 / (6 n^2) to the variance, relatively, and half as much to the cost of stock: 2e-6.
GRID = 200
# Levels are sought where the demand that they cover falls with all but this chance on either side.
TAIL = 1e-13


@dataclass(frozen=True)
class Serial:
    """Base-stock levels of a serial system and its exact long-run averages at the end of a period."""

    echelon_levels: tuple[float, ...]  # units
    local_levels: tuple[float, ...]  # units
    cost: float  # money per period: stock, in transit and backlog
    on_hand: tuple[float, ...]  # units
    backlog: tuple[float, ...]  # units owed to the stage's own customer
    in_transit: tuple[float, ...]  # units on their way to the stage


def optimal_serial(
    demand: DemandDistribution,
    lead_times: Sequence[int],
    holding_costs: Sequence[float],
    backlog_cost: float,
    order_delays: Sequence[int] | None = None,
) -> Serial:
    """The base-stock levels of least cost.

    demand: the distribution of a period's customer demand; lead_times: of the lane into each stage, periods;
    holding_costs: local, per unit on hand and period, none above that of the stage it supplies; order_delays: periods
    [none].  Goods in transit cost what they would at the stage that sent them; those into the last stage cost nothing.
    Continuous demand is put on a grid, which leaves costs right to 1e-5, relatively, for Normal demand; to 1e-4 for
    gamma demand, and to 1e-3 where its standard deviation over a cover is above its mean (its density is infinite at
    zero).
    Source: Clark and Scarf (1960), Optimal policies for a multi-echelon inventory problem, Management Science 6(4);
    the recursion of Chen and Zheng (1994), Management Science 40(11), as in Snyder and Shen (2019), section 6.2.
    """
    covers = serial_covers(demand, lead_times, holding_costs, backlog_cost, order_delays)
    echelon_costs = echelon_holding_costs(holding_costs)
    step = _step(demand)
    # The cost at and below a stage as a function of its echelon stock, in steps: values on a stretch of the grid,
    # to the left of it a line, to the right of it level.
    low, values, slope = 0, np.zeros(1), -step * (backlog_cost + holding_costs[0])
    levels = []
    for stage, echelon_cost in enumerate(echelon_costs):
        distribution = _on_grid(demand, covers[stage], step)
        total = _on_grid(demand, sum(covers[: stage + 1]), step)
        y = np.arange(int(total.quantile(TAIL)) - 1, int(total.quantile(1 - TAIL)) + 2)
        x = np.arange(y[0] - int(distribution.values[-1]), y[-1] - distribution.start + 1)
        left, right = np.minimum(x - low, 0), np.clip(x - low, 0, values.size - 1)
        ending: Array = np.asarray(echelon_cost * step * x + values[right] + slope * left, dtype=np.float64)
        average = np.convolve(ending, distribution.probabilities, mode="valid")
        best = int(np.argmin(average))
        levels.append(step * (y[best] + (0.0 if isinstance(demand, Discrete) else _vertex(average, best))))
        low, values, slope = int(y[0]), average[: best + 1], slope + step * echelon_cost
    local = np.diff(reachable(levels), prepend=0.0)
    return evaluate_serial(local.tolist(), demand, lead_times, holding_costs, backlog_cost, order_delays)


def evaluate_serial(
    local_levels: Sequence[float],
    demand: DemandDistribution,
    lead_times: Sequence[int],
    holding_costs: Sequence[float],
    backlog_cost: float,
    order_delays: Sequence[int] | None = None,
) -> Serial:
    """The exact figures of any local base-stock levels; arguments as for `optimal_serial`.

    What a stage owes is what its own supplier owes and the demand over its cover, less its level, if positive.
    Levels are whole where demand is (`Discrete`), and holding costs may rise or fall.
    Source: as for `optimal_serial`.
    """
    covers = serial_covers(demand, lead_times, holding_costs, backlog_cost, order_delays)
    check(None if len(local_levels) == len(covers) else _length("local_levels", local_levels, len(covers)))
    limit = -(2.0**53)
    check(
        *(
            whole(f"local_levels[{k}]", level, int(limit))
            if isinstance(demand, Discrete)
            else at_least(f"local_levels[{k}]", level, limit)
            for k, level in enumerate(local_levels)
        )
    )
    step = _step(demand)
    owed = Discrete(np.ones(1))
    on_hand, backlog = [], []
    for level, cover in zip(reversed(local_levels), reversed(covers), strict=True):
        distribution = _on_grid(demand, cover, step)
        wanted = Discrete(np.convolve(owed.probabilities, distribution.probabilities), owed.start + distribution.start)
        owed = _beyond(wanted, level / step)
        backlog.append(step * owed.mean)
        on_hand.append(level - step * wanted.mean + step * owed.mean)
    on_hand, backlog = on_hand[::-1], backlog[::-1]
    in_transit = [float(demand.mean * lead_time) for lead_time in lead_times]
    stock = float(np.dot(holding_costs, on_hand)) + float(np.dot(holding_costs[1:], in_transit[:-1]))
    return Serial(
        echelon_levels=tuple(np.cumsum(local_levels).tolist()),
        local_levels=tuple(float(level) for level in local_levels),
        cost=stock + backlog_cost * backlog[0],
        on_hand=tuple(on_hand),
        backlog=tuple(backlog),
        in_transit=tuple(in_transit),
    )


def reachable(echelon_levels: Sequence[float]) -> Array:
    """Echelon levels that mean the same: one above that of a stage further up can never be reached."""
    levels: Array = np.minimum.accumulate(np.asarray(echelon_levels, dtype=float)[::-1])[::-1]
    return levels


def _beyond(distribution: Discrete, level: float) -> Discrete:
    """The distribution of (X - level)+; a value between two grid points goes to both, so that the mean stays."""
    over = np.maximum(distribution.values - level, 0.0)
    under = np.floor(over)
    at, size = under.astype(np.int64), int(under[-1]) + 2
    lower = np.bincount(at, distribution.probabilities * (1 - over + under), size)
    upper = np.bincount(at + 1, distribution.probabilities * (over - under), size)
    return Discrete(np.asarray(lower + upper, dtype=np.float64))


def _vertex(average: Array, best: int) -> float:
    """Where, in steps from its best point, a convex function sampled on a grid has its minimum."""
    if not 0 < best < average.size - 1:
        return 0.0
    fall, rise = average[best - 1] - average[best], average[best + 1] - average[best]
    return float((fall - rise) / (fall + rise) / 2) if fall + rise > 0 else 0.0


def _step(demand: DemandDistribution) -> float:
    return 1.0 if isinstance(demand, Discrete) else demand.sd / GRID


def _on_grid(demand: DemandDistribution, periods: int, step: float) -> Discrete:
    """The distribution of the demand of some periods, in steps; what falls between two grid points goes to both.

    The share of a point is the loss function's second difference.  Means stay, and so does the cost of every level
    on the grid at a single stage.
    """
    total = demand.over(periods)
    if isinstance(total, Discrete):
        return total
    low, high = (math.floor(float(total.quantile(p)) / step) for p in (1e-15, 1 - 1e-15))
    losses = total.loss(step * np.arange(low - 1, high + 3))
    shares = np.maximum(np.diff(losses, 2), 0.0) / step
    return Discrete(shares / shares.sum(), low)


def echelon_holding_costs(holding_costs: Sequence[float]) -> Array:
    """What each stage adds to the holding cost of a unit; raises `FigureError` where one takes away from it."""
    echelon_costs: Array = -np.diff(holding_costs, append=0.0)
    if echelon_costs.min() < 0 or echelon_costs[-1] == 0:
        found = f"holding_costs: found {[float(h) for h in holding_costs]}"
        raise FigureError([f"{found}; give none above the one before it, and the last above 0"])
    return echelon_costs


def serial_covers(
    demand: DemandDistribution,
    lead_times: Sequence[int],
    holding_costs: Sequence[float],
    backlog_cost: float,
    order_delays: Sequence[int] | None,
) -> list[int]:
    """The cover of every stage, periods; raises `FigureError` for terms of no serial system."""
    n = len(lead_times)
    delays = [0] * n if order_delays is None else order_delays
    check(
        None if n else "lead_times: found none; give one a stage",
        None if len(holding_costs) == n else _length("holding_costs", holding_costs, n),
        None if len(delays) == n else _length("order_delays", delays, n),
        above("backlog_cost", backlog_cost),
        None if isinstance(demand, Discrete) else above("demand.sd", demand.sd),
        *(whole(f"lead_times[{k}]", value, 1) for k, value in enumerate(lead_times)),
        *(at_least(f"holding_costs[{k}]", value) for k, value in enumerate(holding_costs)),
        *(whole(f"order_delays[{k}]", value) for k, value in enumerate(delays)),
    )
    return [int(lead_time) + int(delay) for lead_time, delay in zip(lead_times, delays, strict=True)]


def _length(name: str, values: Sequence[float], n: int) -> str:
    return f"{name}: found {len(values)} values; give {n}, one a stage"
