"""One warehouse, many retailers, base stock everywhere, Poisson demand: exact figures and the optimum.

The warehouse fills unit orders in the order they came, those of one period in random order.  Its backlog is then
the demand over its own cover beyond its level, and each unit owed belongs to a retailer at random, by demand rate.
Covers are order delay + lead time, periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import above, at_least, check, whole
from bullwhip.network.arrays import Array

__all__ = ["OneWarehouse", "evaluate_one_warehouse", "optimal_one_warehouse"]


@dataclass(frozen=True)
class OneWarehouse:
    """Base-stock levels of a warehouse and its retailers, and their exact long-run averages at a period's end."""

    warehouse_level: int  # units
    retailer_levels: tuple[int, ...]  # units
    cost: float  # money per period: stock on hand everywhere, backlog at retailers
    warehouse_on_hand: float  # units
    warehouse_backlog: float  # units owed to retailers
    on_hand: tuple[float, ...]  # units, by retailer
    backlog: tuple[float, ...]  # units, by retailer


def evaluate_one_warehouse(
    warehouse_level: int,
    retailer_levels: Sequence[int],
    demand_rates: Sequence[float],
    warehouse_cover: int,
    retailer_covers: Sequence[int],
    warehouse_holding_cost: float = 0.0,
    holding_costs: Sequence[float] | None = None,
    backlog_costs: Sequence[float] | None = None,
) -> OneWarehouse:
    """The exact figures of given levels; the costs may be left out.

    demand_rates: mean Poisson demand of each retailer a period; holding and backlog costs per unit and period.
    Source: Simon (1971), Stationary properties of a two-echelon inventory model, Operations Research 19(3);
    Graves (1985), A multi-echelon inventory model for a repairable item, Management Science 31(10).
    """
    n = len(demand_rates)
    holding = [0.0] * n if holding_costs is None else list(holding_costs)
    waiting = [0.0] * n if backlog_costs is None else list(backlog_costs)
    _check(n, retailer_covers, demand_rates, warehouse_cover, warehouse_holding_cost, holding, waiting)
    check(
        None if len(retailer_levels) == n else _length("retailer_levels", retailer_levels, n),
        whole("warehouse_level", warehouse_level),
        *(whole(f"retailer_levels[{k}]", level) for k, level in enumerate(retailer_levels)),
    )
    system = _System(demand_rates, warehouse_cover, retailer_covers)
    levels = [int(level) for level in retailer_levels]
    distributions = system.wanted_of_retailers(int(warehouse_level))
    costs = (warehouse_holding_cost, holding, waiting)
    return _figures(int(warehouse_level), levels, system.wanted_of_warehouse, distributions, *costs)


def optimal_one_warehouse(
    demand_rates: Sequence[float],
    warehouse_cover: int,
    retailer_covers: Sequence[int],
    warehouse_holding_cost: float,
    holding_costs: Sequence[float],
    backlog_costs: Sequence[float],
) -> OneWarehouse:
    """The base-stock levels of least cost.

    For each warehouse level every retailer has a newsvendor problem of its own; warehouse levels are tried from 0
    to the one that its demand passes with a chance of 1e-9.
    """
    n = len(demand_rates)
    _check(n, retailer_covers, demand_rates, warehouse_cover, warehouse_holding_cost, holding_costs, backlog_costs)
    check(
        *(above(f"holding_costs[{k}]", cost) for k, cost in enumerate(holding_costs)),
        *(above(f"backlog_costs[{k}]", cost) for k, cost in enumerate(backlog_costs)),
    )
    system = _System(demand_rates, warehouse_cover, retailer_covers)
    ratios = [p / (p + h) for p, h in zip(backlog_costs, holding_costs, strict=True)]

    def best_with(warehouse_level: int) -> OneWarehouse:
        distributions = system.wanted_of_retailers(warehouse_level)
        levels = [int(distribution.quantile(ratio)) for distribution, ratio in zip(distributions, ratios, strict=True)]
        costs = (warehouse_holding_cost, holding_costs, backlog_costs)
        return _figures(warehouse_level, levels, system.wanted_of_warehouse, distributions, *costs)

    most = int(system.wanted_of_warehouse.quantile(1 - 1e-9))
    return min((best_with(level) for level in range(most + 1)), key=lambda found: found.cost)


class _System:
    """What is wanted at the warehouse over its cover, and at each retailer: owed to it, and over its cover."""

    def __init__(self, demand_rates: Sequence[float], warehouse_cover: int, retailer_covers: Sequence[int]) -> None:
        total = sum(demand_rates)
        self.wanted_of_warehouse = Discrete.poisson(total * warehouse_cover)
        self._retailers = list(zip(demand_rates, retailer_covers, strict=True))
        most = self.wanted_of_warehouse.start + self.wanted_of_warehouse.probabilities.size
        self._kept = {rate: _binomials(most, rate / total) for rate in set(demand_rates)}
        self._demands = {(rate, cover): Discrete.poisson(rate * cover) for rate, cover in set(self._retailers)}

    def wanted_of_retailers(self, warehouse_level: int) -> list[Discrete]:
        wanted = self.wanted_of_warehouse
        owed = np.bincount(np.maximum(wanted.values - warehouse_level, 0).astype(np.int64), wanted.probabilities)
        distributions = {}
        for (rate, cover), demand in self._demands.items():
            share = owed @ self._kept[rate][: owed.size, : owed.size]
            distributions[rate, cover] = Discrete(np.convolve(share, demand.probabilities), demand.start)
        return [distributions[retailer] for retailer in self._retailers]


def _binomials(size: int, share: float) -> Array:
    """(size, size): the chance that k of n units are one retailer's, row n, column k."""
    n, k = np.arange(float(size))[:, None], np.arange(float(size))
    rest = np.maximum(n - k, 0)
    log = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(rest + 1)
    log += special.xlogy(k, share) + special.xlog1py(rest, -share)
    return np.where(k <= n, np.exp(np.minimum(log, 0.0)), 0.0)


def _figures(
    warehouse_level: int,
    levels: Sequence[int],
    wanted: Discrete,
    distributions: Sequence[Discrete],
    warehouse_holding_cost: float,
    holding_costs: Sequence[float],
    backlog_costs: Sequence[float],
) -> OneWarehouse:
    backlog = [float(distribution.loss(level)) for distribution, level in zip(distributions, levels, strict=True)]
    on_hand = [
        level - distribution.mean + b for level, distribution, b in zip(levels, distributions, backlog, strict=True)
    ]
    warehouse_backlog = float(wanted.loss(warehouse_level))
    warehouse_on_hand = warehouse_level - wanted.mean + warehouse_backlog
    stock = warehouse_holding_cost * warehouse_on_hand + float(np.dot(holding_costs, on_hand))
    return OneWarehouse(
        warehouse_level=warehouse_level,
        retailer_levels=tuple(levels),
        cost=stock + float(np.dot(backlog_costs, backlog)),
        warehouse_on_hand=warehouse_on_hand,
        warehouse_backlog=warehouse_backlog,
        on_hand=tuple(on_hand),
        backlog=tuple(backlog),
    )


def _check(
    n: int,
    retailer_covers: Sequence[int],
    demand_rates: Sequence[float],
    warehouse_cover: int,
    warehouse_holding_cost: float,
    holding_costs: Sequence[float],
    backlog_costs: Sequence[float],
) -> None:
    check(
        None if n else "demand_rates: found none; give one a retailer",
        *(
            None if len(values) == n else _length(name, values, n)
            for name, values in (
                ("retailer_covers", retailer_covers),
                ("holding_costs", holding_costs),
                ("backlog_costs", backlog_costs),
            )
        ),
        whole("warehouse_cover", warehouse_cover, 1),
        at_least("warehouse_holding_cost", warehouse_holding_cost),
        *(above(f"demand_rates[{k}]", rate) for k, rate in enumerate(demand_rates)),
        *(whole(f"retailer_covers[{k}]", cover, 1) for k, cover in enumerate(retailer_covers)),
        *(at_least(f"holding_costs[{k}]", cost) for k, cost in enumerate(holding_costs)),
        *(at_least(f"backlog_costs[{k}]", cost) for k, cost in enumerate(backlog_costs)),
    )


def _length(name: str, values: Sequence[float], n: int) -> str:
    return f"{name}: found {len(values)} values; give {n}, one a retailer"
