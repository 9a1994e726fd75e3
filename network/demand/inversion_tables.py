"""Discrete distributions as tables, and their inversion by a guide.

A uniform u becomes the smallest value whose distribution function is at least u.  The guide says where to begin the
search, so that it ends after a step or two whatever the distribution.  Source: Chen & Asau, "On generating random
variates from an empirical distribution", AIIE Transactions 6 (1974).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.philox import pair_of_rows

__all__ = ["InversionTable", "PackedTables", "empirical", "negative_binomial", "poisson", "weighted"]

_WIDEST = 1 << 18  # entries; of a wider distribution every second, third, ... value will do: steps below sd / 5,000
_TAIL = 12.0  # standard deviations below the mean, three times as many above; beyond them lies less than 2**-53
_GEOMETRIC = 37.0  # exp(-37) is less than 2**-53: mean lengths of a geometric tail that can be reached
_GUIDES = 4  # per value of a long table; of a short one more, so that most searches end where they begin
_GUIDES_OF_FEW, _FEW = 16, 1024
_POISSON = 1e-9  # a negative binomial whose variance is so little above its mean cannot be told from Poisson
_SERIES = 1e6  # Poisson mean above which scipy ends its series for the tails (beyond 4.5 deviations) too early


@dataclass(frozen=True, eq=False)
class InversionTable:
    """A discrete distribution: values in rising order and the probability of at most each."""

    values: Array  # (values,)
    cdf: Array  # (values,) rising; the last one is above 1, so that a search always ends

    @staticmethod
    def of(values: Array, cdf: Array) -> InversionTable:
        """Cut values that no uniform can reach (they lie between 2**-53 and 1 - 2**-53), and close the table above."""
        reachable = np.searchsorted(cdf, 1.0 - 2.0**-53) + 1
        first = np.searchsorted(cdf, 2.0**-53)
        values, cdf = values[first:reachable].copy(), cdf[first:reachable].copy()
        cdf[-1] = 2.0
        return InversionTable(values, cdf)


def _lattice(mean: float, sd: float, tail: float = 0.0) -> tuple[Array, float]:
    """The values that can be reached, and some more; `tail`: mean length of a tail like a geometric one.

    Where they are too many, a value stands for those next to it as well: the second answer says how many on each side.
    """
    low = max(0.0, np.floor(mean - _TAIL * sd))
    high = np.ceil(mean + 3 * _TAIL * sd + 40.0 + _GEOMETRIC * tail)
    beside = max(0.0, np.ceil(((high - low) / _WIDEST - 1.0) / 2.0))
    return np.arange(low, high + 1.0, 2.0 * beside + 1.0), beside


def poisson(mean: float) -> InversionTable:
    """Poisson with `mean` units."""
    if mean > _SERIES:
        return negative_binomial(mean, mean)
    grid, beside = _lattice(mean, float(np.sqrt(mean)))
    return InversionTable.of(grid, np.asarray(special.pdtr(grid + beside, mean), np.float64))


def negative_binomial(mean: float, variance: float) -> InversionTable:
    """Negative binomial with `mean` units and `variance` above it: p = mean / variance, n = mean p / (1 - p)."""
    p = min(mean / variance, 1.0 - _POISSON)
    n = mean * p / (1.0 - p)
    grid, beside = _lattice(mean, float(np.sqrt(variance)), 1.0 / p)
    return InversionTable.of(grid, special.betainc(n, grid + beside + 1.0, p))


def empirical(samples: Array) -> InversionTable:
    """Each recorded value is as likely as any other."""
    values, counts = np.unique(samples, return_counts=True)
    return InversionTable.of(values, np.cumsum(counts) / samples.size)


def weighted(values: Array, weights: Array) -> InversionTable:
    """Each value is as likely as its weight says, compared to the others'."""
    drawn = weights > 0
    distinct, place = np.unique(values[drawn], return_inverse=True)
    cumulated = np.cumsum(np.bincount(place, weights[drawn]))
    return InversionTable.of(distinct, cumulated / cumulated[-1])


@dataclass(frozen=True, eq=False)
class PackedTables:
    """Many tables end to end, each with its guide: what the kernel walks."""

    values: Array  # (all values,)
    cdf: Array  # (all values,)
    guide: Ints  # (all guide cells,) index into `values`
    first_guide: Ints  # (tables + 1,)

    @staticmethod
    def of(tables: Sequence[InversionTable]) -> PackedTables:
        """Lay the tables end to end and compute their guides."""
        sizes = [table.values.size for table in tables]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        guides = []
        for start, table in zip(starts, tables, strict=False):
            size = table.values.size
            cells = 1 << int(np.ceil(np.log2((_GUIDES_OF_FEW if size <= _FEW else _GUIDES) * size + 1)))
            guides.append(start + np.searchsorted(table.cdf, np.arange(cells) / cells))
        return PackedTables(
            np.concatenate([table.values for table in tables]),
            np.concatenate([table.cdf for table in tables]),
            np.concatenate(guides).astype(np.int64),
            np.concatenate([[0], np.cumsum([guide.size for guide in guides])]).astype(np.int64),
        )


@compiled
def draw_from_tables(
    out: Array,
    key: np.uint64,
    streams: UInt64s,
    table: Ints,
    values: Array,
    cdf: Array,
    guide: Ints,
    first_guide: Ints,
    first_replication: int,
    first_period: int,
) -> None:
    """Fill `out` (periods, streams, replications); row s is drawn from table[s] with the luck of streams[s]."""
    uniforms = np.empty((2, out.shape[2]))
    for s in range(out.shape[1]):
        begin = first_guide[table[s]]
        cells = float(first_guide[table[s] + 1] - begin)
        for k in range(0, out.shape[0], 2):
            pair_of_rows(uniforms[0], uniforms[1], key, streams[s], first_replication, (first_period + k) // 2)
            for half in range(2):
                row = out[k + half, s]
                u = uniforms[half]
                for r in range(row.shape[0]):
                    at = np.uint64(guide[np.uint64(begin + np.int64(u[r] * cells))])
                    while cdf[at] < u[r]:
                        at += np.uint64(1)
                    row[r] = values[at]
