"""Demand in whole units: Poisson, negative binomial, recorded, or any list of probabilities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bullwhip.agents.theory.distributions import DemandDistribution
from bullwhip.agents.theory.given import FigureError, above, at_least, check, whole
from bullwhip.agents.theory.sums import sum_of
from bullwhip.network.arrays import Array
from bullwhip.network.rounding import floor_units

__all__ = ["Discrete"]

# Tails are cut where they hold less than this: below the rounding error of a sum of probabilities.
TAIL = 1e-17


@dataclass(frozen=True, eq=False, init=False)
class Discrete:
    """Demand of start, start + 1, ... units with these probabilities, which sum to 1.

    Raises `FigureError` for probabilities that are negative or do not sum to 1 (to 1e-9).
    """

    probabilities: Array  # (values,)
    start: int  # units, the smallest demand

    def __init__(self, probabilities: ArrayLike, start: int = 0) -> None:
        p = np.array(probabilities, dtype=float)
        if p.ndim != 1 or p.size == 0 or not np.all(np.isfinite(p)):
            raise FigureError([f"probabilities: found shape {p.shape}; give a row of finite numbers"])
        negative = np.flatnonzero(p < 0)
        check(
            whole("start", start, -(2**53)),
            f"probabilities: found {p[negative[0]]:g} at {negative[0]}; give 0 or more" if negative.size else None,
            None if abs(p.sum() - 1) < 1e-9 else f"probabilities: their sum is {p.sum():.10g}; make it 1",
        )
        p /= p.sum()
        p.setflags(write=False)
        object.__setattr__(self, "probabilities", p)
        object.__setattr__(self, "start", int(start))

    @classmethod
    def poisson(cls, mean: float) -> Self:
        """Poisson demand."""
        check(above("mean", mean))
        k = np.arange(_last(mean, mean))
        return cls._trimmed(np.exp(special.xlogy(k, mean) - mean - special.gammaln(k + 1)), 0)

    @classmethod
    def negative_binomial(cls, mean: float, variance: float) -> Self:
        """Negative binomial demand by its moments; the variance is above the mean."""
        check(above("mean", mean), at_least("variance", variance))
        check(above("variance", variance, mean))
        successes, success = mean**2 / (variance - mean), mean / variance
        k = np.arange(_last(mean, variance))
        log = special.gammaln(k + successes) - special.gammaln(k + 1) - special.gammaln(successes)
        return cls._trimmed(np.exp(log + successes * math.log(success) + k * math.log1p(-success)), 0)

    @classmethod
    def empirical(cls, samples: ArrayLike) -> Self:
        """Recorded demand, each record as likely as the others; whole numbers of any sign."""
        recorded = np.asarray(samples, dtype=float).ravel()
        if recorded.size == 0:
            raise FigureError(["samples: found none; give the demand of at least one period"])
        odd = np.flatnonzero(recorded != np.rint(recorded))  # catches NaN as well
        if odd.size:
            found = f"samples: found {recorded[odd[0]]:g} at {odd[0]}"
            raise FigureError([f"{found}; give whole units (scale or round the record)"])
        low = int(recorded.min())
        return cls(np.bincount((recorded - low).astype(np.int64)) / recorded.size, low)

    @classmethod
    def rounded(cls, distribution: DemandDistribution, clip: bool = True) -> Self:
        """A distribution rounded to whole units; with `clip`, what falls below zero becomes zero."""
        low, high = (math.floor(float(distribution.quantile(p))) for p in (1e-15, 1 - 1e-15))
        low = max(low, 0) if clip else low
        upper = distribution.cdf(np.arange(low, max(high, low) + 2) + 0.5)
        return cls._trimmed(np.diff(upper, prepend=0.0), low)

    @classmethod
    def mixture(cls, distributions: Sequence[Discrete], weights: Sequence[float]) -> Self:
        """Demand that follows one of the distributions, drawn with these weights."""
        check(
            None
            if len(distributions) == len(weights) > 0
            else f"weights: found {len(weights)}; give {len(distributions)}"
        )
        low = min(distribution.start for distribution in distributions)
        total = np.zeros(
            max(distribution.start + distribution.probabilities.size for distribution in distributions) - low
        )
        for distribution, weight in zip(distributions, weights, strict=True):
            at = distribution.start - low
            total[at : at + distribution.probabilities.size] += weight * distribution.probabilities
        return cls(total, low)

    @classmethod
    def _trimmed(cls, probabilities: Array, start: int) -> Self:
        p = np.asarray(probabilities, dtype=float)
        first = int(np.searchsorted(np.cumsum(p), TAIL, side="right"))
        last = p.size - int(np.searchsorted(np.cumsum(p[::-1]), TAIL, side="right"))
        kept = p[first:last]
        return cls(kept / kept.sum(), start + first)

    @property
    def values(self) -> Array:
        """The possible demands, units, in the order of `probabilities`."""
        return self.start + np.arange(self.probabilities.size, dtype=float)

    @property
    def mean(self) -> float:
        """Expected demand, units."""
        return self._moments[0]

    @property
    def sd(self) -> float:
        """Standard deviation of demand, units."""
        return self._moments[1]

    def pmf(self, x: ArrayLike) -> Array:
        """P(demand = x); 0 where x is not whole."""
        x = np.asarray(x, dtype=float)
        at = np.clip(x - self.start, -1, self.probabilities.size)
        padded = np.concatenate([[0.0], self.probabilities, [0.0]])
        chance: Array = np.where(at == np.rint(at), padded[np.rint(at).astype(np.int64) + 1], 0.0)
        return chance

    def cdf(self, x: ArrayLike) -> Array:
        """P(demand <= x)."""
        at = floor_units(np.asarray(x, dtype=float)) - self.start
        chance: Array = self._cumulative[np.clip(at, -1, self.probabilities.size - 1).astype(np.int64) + 1]
        return chance

    def quantile(self, p: ArrayLike) -> Array:
        """The smallest x with P(demand <= x) >= p, for 0 < p <= 1 (p is met to 1e-12)."""
        at = np.searchsorted(self._cumulative[1:], np.asarray(p, dtype=float) - 1e-12)
        return np.asarray(self.start + np.minimum(at, self.probabilities.size - 1), dtype=float)

    def loss(self, x: ArrayLike) -> Array:
        """Expected demand beyond x, E[(D - x)+], units; x need not be whole."""
        x = np.asarray(x, dtype=float)
        inside = np.interp(x - self.start, np.arange(self._losses.size), self._losses)
        loss: Array = np.where(x < self.start, self.mean - x, inside)
        return loss

    def over(self, periods: int) -> Discrete:
        """The distribution of the total demand of so many independent periods."""
        check(whole("periods", periods))
        return self.over_random([1.0], first=int(periods))

    def over_random(self, weights: ArrayLike, first: int = 0) -> Discrete:
        """The distribution of the demand of a random number of periods: first, first + 1, ... with these weights."""
        p, start = sum_of(self.probabilities, self.start, np.asarray(weights, dtype=float), first)
        return Discrete._trimmed(p, start)

    @cached_property
    def _moments(self) -> tuple[float, float]:
        mean = float(self.values @ self.probabilities)
        return mean, math.sqrt(float((self.values - mean) ** 2 @ self.probabilities))

    @cached_property
    def _cumulative(self) -> Array:  # (values + 1,), P(demand < value)
        below: Array = np.minimum(np.concatenate([[0.0], np.cumsum(self.probabilities)]), 1.0)
        return below

    @cached_property
    def _losses(self) -> Array:  # (values,), summed from the far end, where the terms are small
        beyond = np.cumsum(self.probabilities[::-1])[::-1]  # P(demand >= value)
        return np.concatenate([np.cumsum(beyond[:0:-1])[::-1], [0.0]])


def _last(mean: float, variance: float) -> int:
    """A value that demand with an exponential tail passes less often than `TAIL`."""
    return math.ceil(mean + 12 * math.sqrt(variance) + 40 * max(variance / mean, 1.0)) + 1
