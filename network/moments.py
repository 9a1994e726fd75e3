"""Means and spreads over replications, gathered chunk by chunk, the same to the last bit however they are split.

Replications are summed in cells of 64 that begin at multiples of 64; a chunk holds whole cells.  The cells' means are
put together at the end, in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from bullwhip.network.arrays import Array
from bullwhip.network.books import Books
from bullwhip.network.measures import MEASURES, Measure

__all__ = ["CELL", "Estimate", "Moments"]

CELL = 64  # replications


@dataclass(frozen=True, eq=False)
class Estimate:
    """A measure of every entity with its 95% interval; NaN where it is undefined, or one replication tells nothing."""

    mean: Array  # (entities,)
    low: Array  # (entities,)
    high: Array  # (entities,)


@dataclass(frozen=True, eq=False, repr=False)
class Moments:
    """What the estimates need of the replications seen so far."""

    replications: int
    sizes: Array  # (cells,) replications in each cell
    cells: dict[str, tuple[Array, ...]]  # by measure: columns (entities, cells) of means and sums about them
    confidence: float = 0.95

    def __repr__(self) -> str:
        return f"<Moments of {len(self.cells)} measures over {self.replications:,} replications>"

    @staticmethod
    def of(books: Books) -> Moments:
        """The moments of some replications, the first of which begins a cell."""
        count = books.on_hand.shape[1]
        cells: dict[str, tuple[Array, ...]] = {}
        for name, measure in MEASURES.items():
            over = measure.over(books)
            under = measure.under(books) if measure.under is not None else None
            if over is None or (measure.under is not None and under is None):
                continue
            cells[name] = _cells_of(over) if under is None else _paired_cells_of(over, under)
        return Moments(count, np.minimum(CELL, count - np.arange(0, count, CELL)).astype(np.float64), cells)

    @staticmethod
    def joined(parts: Sequence[Moments]) -> Moments:
        """The moments of all replications of the parts, in their order; only the last part may end within a cell."""
        if any(part.replications % CELL for part in parts[:-1]):
            raise ValueError(f"a part that is not the last holds a multiple of {CELL} replications")
        cells = {
            name: tuple(
                np.concatenate(columns, axis=1) for columns in zip(*(p.cells[name] for p in parts), strict=True)
            )
            for name in parts[0].cells
        }
        return Moments(sum(part.replications for part in parts), np.concatenate([p.sizes for p in parts]), cells)

    def estimate(self, measure: Measure, certain: bool = False) -> Estimate | None:
        """The estimate of a measure, or None if it was not observed.

        `certain`: nothing in the run is random, so that the interval is the figure itself.
        """
        if measure.name not in self.cells:
            return None
        sizes, columns = self.sizes, self.cells[measure.name]
        mean, spread = _merge(columns[0], columns[0], columns[1], sizes)
        if measure.under is not None:
            under, under_spread = _merge(columns[2], columns[2], columns[3], sizes)
            _, cross = _merge(columns[0], columns[2], columns[4], sizes)
            with np.errstate(divide="ignore", invalid="ignore"):
                ratio = np.where(under != 0, mean / under, np.nan)
                spread = (spread - 2.0 * ratio * cross + ratio**2 * under_spread) / under**2
            mean = ratio
        n = self.replications
        if certain:
            return Estimate(mean, mean, mean)
        if n == 1:
            unknown = np.full_like(mean, np.nan)
            return Estimate(mean, unknown, unknown)
        t = special.stdtrit(n - 1, 0.5 + self.confidence / 2.0)
        half = t * np.sqrt(np.maximum(spread, 0.0) / (n - 1) / n)
        return Estimate(mean, mean - half, mean + half)


def _cells_of(values: Array) -> tuple[Array, Array]:
    """(entities, cells) means and sums of squares about them."""
    means, squares = [], []
    for part in _split(values):
        mean = part.mean(axis=2, keepdims=True)
        means.append(mean[:, :, 0])
        squares.append(((part - mean) ** 2).sum(axis=2))
    return np.concatenate(means, axis=1), np.concatenate(squares, axis=1)


def _paired_cells_of(over: Array, under: Array) -> tuple[Array, ...]:
    """As `_cells_of` for both, and the sums of their products about the means."""
    products = []
    for a, b in zip(_split(over), _split(under), strict=True):
        products.append(((a - a.mean(axis=2, keepdims=True)) * (b - b.mean(axis=2, keepdims=True))).sum(axis=2))
    return (*_cells_of(over), *_cells_of(under), np.concatenate(products, axis=1))


def _split(values: Array) -> list[Array]:
    """(entities, cells, 64) of the whole cells, and (entities, 1, rest) of what is left."""
    entities, count = values.shape
    whole = count // CELL * CELL
    parts = [np.ascontiguousarray(values[:, :whole]).reshape(entities, -1, CELL)] if whole else []
    return parts + ([values[:, whole:].reshape(entities, 1, -1)] if count > whole else [])


def _merge(a: Array, b: Array, inner: Array, sizes: Array) -> tuple[Array, Array]:
    """Mean of `a`, and the sum of products of a and b about their means, from the cells' (Chan et al. 1983)."""
    weights = sizes / sizes.sum()
    mean_a, mean_b = (a * weights).sum(axis=1), (b * weights).sum(axis=1)
    between = ((a - mean_a[:, None]) * (b - mean_b[:, None]) * sizes).sum(axis=1)
    return mean_a, inner.sum(axis=1) + between
