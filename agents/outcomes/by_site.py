"""Measures by site: sums over the items that a site keeps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.network.arrays import Array
from bullwhip.network.moments import Estimate
from bullwhip.network.topology import Network

__all__ = ["rows_by_site", "site_estimates", "sites_of"]


def sites_of(result: RunOutcome) -> dict[str, list[int]]:
    """The rows of each site that keeps stock, in the order of the scenario file."""
    return rows_by_site(result.network)


def rows_by_site(network: Network) -> dict[str, list[int]]:
    """The same of a network."""
    rows: dict[str, list[int]] = {}
    for row in network.listing.tolist():
        rows.setdefault(network.stockpoints[row].site, []).append(row)
    return rows


def site_estimates(result: RunOutcome) -> Iterator[tuple[str, Estimate]]:
    """The measures of every site, all its items together, that are sums or weighted means over them.

    Of several items there is no interval, as their luck may be shared; of one it is that of its stockpoint.
    """
    rows = list(sites_of(result).values())
    at = np.zeros(result.network.rows, np.int64)
    for number, own in enumerate(rows):
        at[own] = number
    several = np.array([len(own) > 1 for own in rows])
    first = np.array([own[0] for own in rows], np.int64)
    for name, measure in result.measures.items():
        estimate = result.estimate(name)
        if estimate is None or measure.items == "apart":
            continue
        weights = result.by_stockpoint.divisor(name) if measure.items == "weighted" else None
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
