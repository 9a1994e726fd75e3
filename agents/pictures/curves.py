"""What is drawn of a history: quantities by site, thinned where a picture has fewer points than the run has periods.

Nothing is smoothed away: where periods are put together, or replications laid over each other, a band tells how far
they were apart.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.topology import OUTSIDE

__all__ = [
    "FEW",
    "Curve",
    "CurveGroup",
    "chains",
    "curve",
    "customers_demand",
    "depths",
    "groups",
    "recorded",
    "spread",
    "sums",
    "total",
    "troubled",
]

POINTS = 160  # points of a line: more would run into each other
WORST = 3  # sites in trouble that are drawn by themselves
PEERS = 3  # fewer tell nothing of what is usual
OWED = 0.1  # periods of demand; who owes less is in no trouble
FEW = 10  # replications, below which no band can be told: the first one is drawn


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through periods, and the band about it; both arrays (points,), in units."""

    at: Array  # (points,) periods, counted from 1
    line: Array
    low: Array
    high: Array
    block: int  # periods that a point stands for

    @property
    def banded(self) -> bool:
        """Whether the band is wider than the line."""
        return bool((self.high > self.low).any())


@dataclass(frozen=True, eq=False)
class CurveGroup:
    """A site, or all sites that are as far from the customers, as one line of a picture."""

    name: str
    rows: Ints
    sites: int


def curve(values: Array, first: int = 1) -> Curve:
    """The curve of values (periods, replications), the first of them in period `first`.

    A point stands for as many periods as it must.  Of many replications it is the median, in a band of the middle 80%
    of periods and replications; of one replication the mean of its periods, in a band from the least to the most.
    """
    periods, replications = values.shape
    block = -(-periods // POINTS)
    cuts = [(start, min(start + block, periods)) for start in range(0, periods, block)]
    at = np.array([first + (start + stop - 1) / 2.0 for start, stop in cuts])
    if replications > 1:
        low, line, high = np.array([np.quantile(values[start:stop], [0.1, 0.5, 0.9]) for start, stop in cuts]).T
    else:
        pooled = [values[start:stop] for start, stop in cuts]
        low, line, high = np.array([(part.min(), part.mean(), part.max()) for part in pooled]).T
    return Curve(at, line, low, high, block)


def recorded(result: RunOutcome) -> int:
    """How many replications a picture shows: all that were recorded, or one if they are few or all alike."""
    count: int = sum(record.columns["order"].shape[2] for record in result.records)
    return count if count >= FEW and not result.certain else min(count, 1)


def total(result: RunOutcome, column: str, rows: Ints) -> Array:
    """A recorded quantity of some stockpoints together: (periods, replications), in units."""
    parts = [record.columns[column][:, rows].sum(axis=1) for record in result.records]
    return np.concatenate(parts, axis=1)[:, : recorded(result)]


def customers_demand(result: RunOutcome, sites: Collection[str]) -> Array:
    """What the customers of a chain ask for: (periods, replications), in units."""
    network = result.network
    tops = np.flatnonzero(network.source[network.inbound] == OUTSIDE)  # between them they serve every customer, once
    ours = [row for row in tops.tolist() if network.stockpoints[row].site in sites]
    return total(result, "customer_demand", np.array(ours, np.int64))


def chains(result: RunOutcome) -> list[list[str]]:
    """The sites that keep stock, as chains that have nothing to do with each other, in the order of the file."""
    network = result.network
    first: dict[str, str] = {}  # a site of the same chain that comes earlier in the file; of the first, itself

    def leader(site: str) -> str:
        while first[site] != site:
            site = first[site]
        return site

    for row in network.listing.tolist():
        first.setdefault(network.stockpoints[row].site, network.stockpoints[row].site)
    rank = {site: number for number, site in enumerate(first)}
    for source, target in zip(network.claimed.tolist(), network.target[network.claim].tolist(), strict=True):
        if target != OUTSIDE:
            ends = (leader(network.stockpoints[row].site) for row in (source, target))
            one, other = sorted(ends, key=rank.__getitem__)
            first[other] = one
    found: dict[str, list[str]] = {}
    for site in first:
        found.setdefault(leader(site), []).append(site)
    return list(found.values())


def depths(result: RunOutcome) -> dict[str, int]:
    """How many steps a site is away from the customers, for every site that keeps stock; those nearest come first."""
    network = result.network
    depth = np.zeros(network.rows, np.int64)
    for row in network.downstream_first.tolist():
        depth[row] = max((depth[below] + 1 for below in network.supplied_by(row)), default=0)
    of_site: dict[str, int] = {}
    for row in network.listing:
        site = network.stockpoints[row].site
        of_site[site] = max(of_site.get(site, 0), int(depth[row]))
    return dict(sorted(of_site.items(), key=lambda entry: entry[1]))


def troubled(result: RunOutcome) -> list[str]:
    """The sites that stand out by what they owe, the worst first; at most `WORST`.

    What a site owes counts in periods of what it is asked for.  It stands out where that is more than `OWED`, and more
    than twice the median of its peers: the sites as far from the customers, or all where there are too few of those.
    """
    owed, asked = result.estimate("backlog"), result.estimate("demand_mean")
    assert owed is not None  # who draws a run has seen that it took them
    assert asked is not None
    at = depths(result)
    sums_of = {site: np.zeros(2) for site in at}
    for row, point in enumerate(result.network.stockpoints):
        sums_of[point.site] += owed.mean[row], asked.mean[row]
    periods = {site: backlog / demand if demand > 0 else 0.0 for site, (backlog, demand) in sums_of.items()}
    peers = {depth: [periods[site] for site in at if at[site] == depth] for depth in set(at.values())}
    usual = {d: np.median(same if len(same) >= PEERS else [*periods.values()]) for d, same in peers.items()}
    found = [site for site in at if periods[site] > max(2.0 * usual[at[site]], OWED)]
    return sorted(found, key=lambda site: -periods[site])[:WORST]


def groups(
    result: RunOutcome, most: int, chain: Collection[str] | None = None, apart: Collection[str] | None = None
) -> list[CurveGroup]:
    """The sites from the customers up, or where they are more than `most`, all that are as far from the customers.

    `chain` leaves out all other sites.  Sites in trouble (`apart`, or those that stand out in this run) are groups of
    their own.  Of a long chain, `most` steps: these, and others that lie evenly between its ends; orders of successive
    sites are never added up.
    """
    rows_of: dict[str, list[int]] = {}
    for row in result.network.listing:
        rows_of.setdefault(result.network.stockpoints[row].site, []).append(int(row))
    by_depth = {site: depth for site, depth in depths(result).items() if chain is None or site in chain}
    single = by_depth.keys() if len(by_depth) <= most else set(troubled(result) if apart is None else apart)
    members: dict[object, list[str]] = {}
    for site, depth in by_depth.items():
        members.setdefault(site if site in single else depth, []).append(site)
    chosen = list(members.values())
    if len(chosen) > most:
        kept = {number for number, sites in enumerate(chosen) if sites[0] in single}
        others = [number for number in range(len(chosen)) if number not in kept]
        even = np.linspace(0, len(others) - 1, most - len(kept)).round().astype(int)
        chosen = [chosen[number] for number in sorted(kept | {others[k] for k in even})]
    left = {depth: sum(d == depth for d in by_depth.values()) for depth in by_depth.values()}
    return [
        _group(result, sites, [row for site in sites for row in rows_of[site]], len(sites) < left[by_depth[sites[0]]])
        for sites in chosen
    ]


def _group(result: RunOutcome, sites: list[str], rows: list[int], others: bool) -> CurveGroup:
    roles = {result.scenario.sites[site].role for site in sites}
    kind = f"{'other ' if others else ''}{min(roles)}s" if len(roles) == 1 else "sites"
    return CurveGroup(sites[0] if len(sites) == 1 else f"{len(sites):,} {kind}", np.array(rows, np.int64), len(sites))


def spread(result: RunOutcome, measure: str, parts: list[CurveGroup]) -> Array:
    """A measure of groups, and what is about it: (3, groups).

    Of one stockpoint its estimate and interval, of several the median and the middle 80%.
    """
    estimate = result.estimate(measure)
    assert estimate is not None  # who draws a run has seen that it took them
    out = np.full((3, len(parts)), np.nan)
    for k, part in enumerate(parts):
        values = estimate.mean[part.rows]
        if part.rows.size == 1:
            out[:, k] = values[0], estimate.low[part.rows[0]], estimate.high[part.rows[0]]
        elif np.isfinite(values).any():
            out[:, k] = np.nanquantile(values, [0.5, 0.1, 0.9])
    return out


def sums(result: RunOutcome, measure: str, parts: list[CurveGroup]) -> Array:
    """The mean of a measure, of all stockpoints of a group together: (groups,)."""
    estimate = result.estimate(measure)
    assert estimate is not None  # as above
    return np.array([estimate.mean[part.rows].sum() for part in parts])
