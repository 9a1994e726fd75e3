"""How well a mean over replications is known: 95% intervals that are true of skewed figures, too.

Costs and service come in lumps: most replications are alike, some are far off.  Student's interval then covers the
truth in 60 to 90 of 100 cases.  Here Student's t is taken of Hall's transformation, which puts the third moment right;
an end is never nearer than without it.  The degrees of freedom are fewer than n - 1, since the spread of such figures
is less well known than that of normal ones.  Where too few replications are there, or all say the same, nothing is
known: NaN.  `tests/bench/coverage.py` measures how often intervals cover; 10, 2 and 12 below were found with it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from bullwhip.network.arrays import Array

__all__ = ["CONFIDENCE", "FEWEST", "ROUNDING", "Sums", "interval"]

CONFIDENCE = 0.95
FEWEST = 12  # replications: fewer may all miss what comes seldom, and look alike
ROUNDING = 1e-12  # of a figure: those that differ by less are alike


class Sums(NamedTuple):
    """Of the figures of some replications: arrays (entities,)."""

    mean: Array
    squares: Array  # sum of squares about the mean
    cubes: Array  # sum of cubes about the mean

    @staticmethod
    def of(figures: Array, scale: float = 0.0) -> Sums:
        """Of figures (entities, replications).  They are alike where they differ by the rounding of `scale` only."""
        mean = figures.mean(axis=-1, keepdims=True)
        about = np.where(np.abs(figures - mean) > ROUNDING * scale, figures - mean, 0.0)
        return Sums(mean[..., 0], (about**2).sum(axis=-1), (about**3).sum(axis=-1))


def interval(sums: Sums, n: int, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """The lower and the upper end for the mean of n independent figures; NaN where they cannot tell.

    Source: Hall, "On the removal of skewness by transformation", Journal of the Royal Statistical Society B 54(1) 1992,
    the cubic transformation.
    """
    known = (sums.squares > 0.0) & (n >= FEWEST)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(sums.squares / (n - 1) / n)
        skewness = sums.cubes / n / (sums.squares / n) ** 1.5
        t = float(special.stdtrit((n - 1) / (2.0 + 10.0 / n), 0.5 + confidence / 2.0))
        low = sums.mean - error * np.maximum(_untransformed(t, skewness, n), t)
        high = sums.mean - error * np.minimum(_untransformed(-t, skewness, n), -t)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _untransformed(quantile: float, skewness: Array, n: int) -> Array:
    """The statistic whose transformation is `quantile`: the inverse of Hall's cubic."""
    shifted = quantile - skewness / (6.0 * np.sqrt(n))
    root = np.cbrt(1.0 + skewness * shifted / np.sqrt(n))
    statistic: Array = 3.0 * shifted / (root * root + root + 1.0)
    return statistic
