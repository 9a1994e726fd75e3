"""The sample variance behind sums and sums of squares."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.compiled import compiled

__all__ = ["sample_variance"]

_EPSILON = float(np.finfo(np.float64).eps)


def sample_variance(total: Array, squares: Array, n: int) -> Array:
    """(entities, replications) of n values, from sums about the same centre; NaN for fewer than two values.

    What n roundings may leave of zero is zero: a ratio to it would be large, and mean nothing.
    """
    variance = np.full(squares.shape, np.nan)
    if n > 1:
        _fill(variance, total, squares, n)
    return variance


@compiled
def _fill(variance, total, squares, n):  # type: ignore[no-untyped-def]
    for i in range(variance.shape[0]):
        for r in range(variance.shape[1]):
            spread = squares[i, r] - total[i, r] * total[i, r] / n
            variance[i, r] = (spread if spread > n * _EPSILON * squares[i, r] else 0.0) / (n - 1)
