"""What rounding leaves: figures that differ by less are the same figure.

Sums of fractions miss the figure that is meant by a hair: after seven periods of 0.1, a stock of 1.0 is
0.30000000000000004.  Whoever compares or rounds figures that were computed does it with these functions, so that a
level that is met exactly is met, and 13.4999999999 that is 13.5 is rounded as 13.5 is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.compiled import also_compiled, compiled

__all__ = ["NEGLIGIBLE", "ceil_units", "floor_units", "hair", "meets", "nearest", "to_nearest"]

NEGLIGIBLE = 1e-9  # relative to the figures at work: rounding errors are less, even after millions of periods
_RELATIVE = 1e-12  # of a number of units: of very many, a smaller part is a unit
_MOST = 0.25  # of a unit: whatever the scale, whole units stay what they are


@also_compiled
def meets(figure: Any, level: Any, scale: Any = 0.0) -> Any:
    """Whether figures are at or below a level, up to what rounding leaves: numbers, or arrays that fit together.

    `scale` is the size of what the figures were computed from, where that is more than they are themselves: a stock of
    1,000 that is used up is no exact 0.
    """
    return figure <= level + NEGLIGIBLE * np.maximum(np.abs(figure), scale)


@also_compiled
def hair(typical: Any) -> Any:
    """The units of which no more are left of nothing, where `typical` are usual; where none are, of a unit."""
    return NEGLIGIBLE * (typical + (typical == 0.0))


@also_compiled
def floor_units(units: Any, scale: Any = 0.0) -> Any:
    """Units cut to whole ones, where 2.9999999999 are 3; `scale` as for `meets`, in units."""
    return np.floor(units + _slack(units, scale))


@also_compiled
def ceil_units(units: Any, scale: Any = 0.0) -> Any:
    """Units raised to whole ones, where 3.0000000001 are 3; `scale` as for `meets`, in units."""
    return np.ceil(units - _slack(units, scale))


@also_compiled
def nearest(units: Any) -> Any:
    """Units rounded to whole ones, halves up, where 13.4999999999 is 13.5."""
    return np.floor(units + 0.5 + np.minimum(NEGLIGIBLE + _RELATIVE * np.abs(units), _MOST))


@also_compiled
def _slack(units: Any, scale: Any) -> Any:
    return np.minimum(NEGLIGIBLE * (1.0 + scale) + _RELATIVE * np.abs(units), _MOST)


@compiled
def to_nearest(units: Array) -> None:
    """Round an array of any shape where it lies, as `nearest` does."""
    flat = units.reshape(-1)
    for k in range(flat.size):
        flat[k] = nearest(flat[k])
