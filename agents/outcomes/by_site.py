"""Measures by site: sums over the items that a site keeps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.network.arrays import Array
from bullwhip.network.measures import MEASURES
from bullwhip.network.moments import Estimate

__all__ = ["SUMMED", "site_estimates", "sites_of"]

# What can be added up over items.  A site has no figure of the other measures: variances and shares are no sums.
ADDED = (
    "cost", "cost_per_period", "holding_cost", "in_transit_cost", "backlog_cost", "order_cost", "capital_cost",
    "working_capital", "on_hand", "backlog", "in_transit", "orders_mean", "order_frequency", "demand_mean",
    "customer_demand_mean",
    "lost_units", "outdated_units",
)  # fmt: skip
WEIGHTED = ("fill_rate", "customer_fill_rate")  # means, weighted by the units of each item that they are shares of
SUMMED = tuple(name for name in MEASURES if name in ADDED or name in WEIGHTED)


def sites_of(result: RunOutcome) -> dict[str, list[int]]:
    """The rows of each site that keeps stock, in the order of the scenario file."""
    rows: dict[str, list[int]] = {}
    for row in result.network.listing.tolist():
        rows.setdefault(result.network.stockpoints[row].site, []).append(row)
    return rows


def site_estimates(result: RunOutcome) -> Iterator[tuple[str, Estimate]]:
    """The summed measures of every site, all its items together, as far as the run observed them.

    Of several items there is no interval, as their luck may be shared; of one it is that of its stockpoint.
    """
    rows = list(sites_of(result).values())
    at = np.zeros(result.network.rows, np.int64)
    for number, own in enumerate(rows):
        at[own] = number
    several = np.array([len(own) > 1 for own in rows])
    first = np.array([own[0] for own in rows], np.int64)
    for name in SUMMED:
        estimate = result.estimate(name)
        if estimate is None:
            continue
        weights = result.by_stockpoint.divisor(name) if name in WEIGHTED else None
        if weights is None:
            sums: Array = np.bincount(at, estimate.mean, minlength=len(rows)).astype(np.float64)
        else:
            filled = np.nan_to_num(estimate.mean) * weights
            with np.errstate(invalid="ignore", divide="ignore"):
                sums = np.bincount(at, filled, minlength=len(rows)) / np.bincount(at, weights, len(rows))
        mean = np.where(several, sums, estimate.mean[first])
        unknown = mean if result.certain else np.full(len(rows), np.nan)
        low, high = (np.where(several, unknown, limit[first]) for limit in (estimate.low, estimate.high))
        yield name, Estimate(mean, low, high)
