"""Means, spreads and skews over replications, gathered chunk by chunk, the same to the last bit however they are split.

Replications are summed in cells of 64 that begin at multiples of 64; a chunk holds whole cells.  The cells' means are
put together at the end, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bullwhip.network.arrays import Array
from bullwhip.network.cells import CELL, cells_of, products_of
from bullwhip.network.intervals import ROUNDING, Sums, interval
from bullwhip.network.measures import Figures, Measure

__all__ = ["CELL", "Estimate", "Moments"]

_OF_A_MEAN = 3  # columns of a mean; a ratio has nine
_CANCELLED = 1e-13  # of the squares that a ratio's are the difference of: less is what rounding leaves of nothing


@dataclass(frozen=True, eq=False)
class Estimate:
    """A measure of every entity with its 95% interval; NaN where it is undefined, or the replications cannot tell."""

    mean: Array  # (entities,)
    low: Array  # (entities,)
    high: Array  # (entities,)


@dataclass(frozen=True, eq=False, repr=False)
class Moments:
    """What the estimates need of the replications seen so far."""

    replications: int
    sizes: Array  # (cells,) replications in each cell
    cells: dict[str, tuple[Array, ...]]  # by measure: columns (entities, cells), as `cells_of` makes them

    def __repr__(self) -> str:
        return f"<Moments of {len(self.cells)} measures over {self.replications:,} replications>"

    @staticmethod
    def of(figures: Mapping[str, Figures]) -> Moments:
        """The moments of some replications, the first of which begins a cell, from the figures of each measure."""
        known: dict[int, tuple[Array, ...]] = {}  # many measures are made of the same figures

        def cells_of_one(values: Array) -> tuple[Array, ...]:
            return known.get(id(values)) or known.setdefault(id(values), cells_of(values))

        cells = {
            name: cells_of_one(over)
            if under is None
            else (*cells_of_one(over), *cells_of_one(under), *products_of(over, under))
            for name, (over, under) in figures.items()
        }
        count = next(iter(figures.values())).over.shape[1]
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

    def divisor(self, ratio: str) -> Array | None:
        """The mean of what a ratio is divided by (entities,): the units of a fill rate; None if not asked for."""
        return _merged(self.cells[ratio][3:6], self.sizes).mean if ratio in self.cells else None

    def estimate(self, measure: Measure, certain: NDArray[np.bool_]) -> Estimate | None:
        """The estimate of a measure, or None if it was not asked for.

        `certain` (entities,): nothing that is random has a part in it.  Where replications are alike, the figure is
        then its own interval; elsewhere they cannot tell.
        """
        if measure.name not in self.cells:
            return None
        columns, n = self.cells[measure.name], self.replications
        if len(columns) == _OF_A_MEAN:
            sums, nothing = _merged(columns, self.sizes), np.zeros(1)
        else:
            sums, nothing = _ratio(columns, self.sizes)
        alike = sums.squares <= n * (ROUNDING * sums.mean) ** 2 + nothing
        low, high = interval(sums._replace(squares=np.where(alike, 0.0, sums.squares)), n)
        low, high = np.maximum(low, measure.least), np.minimum(high, measure.most)
        known = alike & certain
        return Estimate(sums.mean, np.where(known, sums.mean, low), np.where(known, sums.mean, high))


def _merged(columns: Sequence[Array], sizes: Array) -> Sums:
    """The sums of all replications from those of the cells.

    Source: Pebay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
    moments", Sandia report SAND2008-6212, 2008.
    """
    means, squares, cubes = columns
    mean, apart = _apart(means, sizes)
    return Sums(
        mean,
        (squares + sizes * apart**2).sum(axis=1),
        (cubes + 3.0 * apart * squares + sizes * apart**3).sum(axis=1),
    )


def _ratio(columns: Sequence[Array], sizes: Array) -> tuple[Sums, Array]:
    """The sums of what a ratio of two means is known by, and how large squares are that are rounding.

    To the first order a ratio a / b is off by the mean of (a - ratio * b) / mean of b: the delta method (Law,
    Simulation Modeling and Analysis, 5th ed., section 9.4).
    """
    a, b, (ab, aab, abb) = columns[:3], columns[3:6], columns[6:]
    over, under = _merged(a, sizes), _merged(b, sizes)
    _, da = _apart(a[0], sizes)
    _, db = _apart(b[0], sizes)
    cross = (ab + sizes * da * db).sum(axis=1)
    over_twice = (aab + 2.0 * da * ab + db * a[1] + sizes * da * da * db).sum(axis=1)
    under_twice = (abb + 2.0 * db * ab + da * b[1] + sizes * da * db * db).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(under.mean != 0, over.mean / under.mean, np.nan)
        squares = over.squares - 2.0 * ratio * cross + ratio**2 * under.squares
        cubes = over.cubes - 3.0 * ratio * over_twice + 3.0 * ratio**2 * under_twice - ratio**3 * under.cubes
        nothing = _CANCELLED * (over.squares + ratio**2 * under.squares) / under.mean**2
        return Sums(ratio, squares / under.mean**2, cubes / under.mean**3), nothing


def _apart(means: Array, sizes: Array) -> tuple[Array, Array]:
    """The mean of all replications (entities,), and how far the cells' are from it."""
    mean: Array = (means * (sizes / sizes.sum())).sum(axis=1)
    return mean, means - mean[:, None]
