"""What a distribution of demand must answer, and the two continuous distributions: Normal and gamma.

A distribution is that of the demand in one period, or of the demand over several (`distribution.over(periods)`),
periods being independent.  Two figures of it decide every cost: how much demand a level x leaves unmet on average, the
loss function E[(D - x)+], and how often it leaves none, the distribution function.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bullwhip.agents.theory.given import above, at_least, check
from bullwhip.network.arrays import Array

__all__ = ["ContinuousDistribution", "DemandDistribution", "Gamma", "Normal"]


class DemandDistribution(Protocol):
    """A distribution of demand, in units; every x may be a number or an array of any shape."""

    @property
    def mean(self) -> float:
        """Expected demand, units."""
        ...

    @property
    def sd(self) -> float:
        """Standard deviation of demand, units."""
        ...

    def cdf(self, x: ArrayLike) -> Array:
        """P(demand <= x)."""
        ...

    def quantile(self, p: ArrayLike) -> Array:
        """The smallest x with P(demand <= x) >= p."""
        ...

    def loss(self, x: ArrayLike) -> Array:
        """Expected demand beyond x, E[(D - x)+], units."""
        ...

    def over(self, periods: int) -> DemandDistribution:
        """The distribution of the total demand of so many independent periods."""
        ...


@runtime_checkable
class ContinuousDistribution(DemandDistribution, Protocol):
    """A distribution with a density: levels need not be whole."""

    def second_loss(self, x: ArrayLike) -> Array:
        """The integral of the loss function from x on, E[((D - x)+)^2] / 2, units squared."""
        ...


@dataclass(frozen=True)
class Normal:
    """Normal demand; a standard deviation of 0 is demand known for certain.

    Loss functions: Zipkin (2000), Foundations of Inventory Management, appendix C.
    """

    mean: float  # units
    sd: float  # units

    def __post_init__(self) -> None:
        check(at_least("mean", self.mean, -math.inf), at_least("sd", self.sd))

    def cdf(self, x: ArrayLike) -> Array:
        """P(demand <= x)."""
        x = np.asarray(x, dtype=float)
        if self.sd == 0:
            return np.asarray(x >= self.mean, dtype=float)
        return special.ndtr((x - self.mean) / self.sd)

    def quantile(self, p: ArrayLike) -> Array:
        """The x with P(demand <= x) = p, for 0 < p < 1."""
        return self.mean + self.sd * special.ndtri(np.asarray(p, dtype=float))

    def loss(self, x: ArrayLike) -> Array:
        """Expected demand beyond x, sd (phi(z) - z (1 - Phi(z))), units."""
        x = np.asarray(x, dtype=float)
        if self.sd == 0:
            return np.maximum(self.mean - x, 0.0)
        z = (x - self.mean) / self.sd
        return self.sd * (_density(z) - z * special.ndtr(-z))

    def second_loss(self, x: ArrayLike) -> Array:
        """The loss function's integral, sd^2 ((z^2 + 1)(1 - Phi(z)) - z phi(z)) / 2, units squared."""
        x = np.asarray(x, dtype=float)
        if self.sd == 0:
            return np.maximum(self.mean - x, 0.0) ** 2 / 2
        z = (x - self.mean) / self.sd
        return self.sd**2 / 2 * ((z * z + 1) * special.ndtr(-z) - z * _density(z))

    def over(self, periods: float) -> Normal:
        """The distribution of the total demand of so many periods: mean and variance add up."""
        check(at_least("periods", periods))
        return Normal(self.mean * periods, self.sd * math.sqrt(periods))


@dataclass(frozen=True)
class Gamma:
    """Gamma demand: continuous and never negative, for skewed or intermittent demand.

    Burgin (1975), The gamma distribution and inventory control, Operational Research Quarterly 26(3).
    """

    mean: float  # units
    sd: float  # units

    def __post_init__(self) -> None:
        check(above("mean", self.mean), above("sd", self.sd))

    @property
    def shape(self) -> float:
        """(mean / sd)^2."""
        return (self.mean / self.sd) ** 2

    @property
    def scale(self) -> float:
        """sd^2 / mean, units."""
        return self.sd**2 / self.mean

    def cdf(self, x: ArrayLike) -> Array:
        """P(demand <= x)."""
        return np.asarray(special.gammainc(self.shape, self._scaled(x)), dtype=np.float64)

    def quantile(self, p: ArrayLike) -> Array:
        """The x with P(demand <= x) = p, for 0 < p < 1."""
        return np.asarray(self.scale * special.gammaincinv(self.shape, np.asarray(p, dtype=float)), dtype=np.float64)

    def loss(self, x: ArrayLike) -> Array:
        """Expected demand beyond x, mean (1 - F_(k+1)(x)) - x (1 - F_k(x)) with shape k, units."""
        x = np.asarray(x, dtype=float)
        return self.mean * self._above(x, 1) - x * self._above(x)

    def second_loss(self, x: ArrayLike) -> Array:
        """The loss function's integral, from the first two partial moments, units squared."""
        x = np.asarray(x, dtype=float)
        square = self.mean**2 + self.sd**2  # E[D^2]
        inside: Array = 2 * self.mean * self._above(x, 1) - x * self._above(x)
        return (square * self._above(x, 2) - x * inside) / 2

    def over(self, periods: float) -> Gamma:
        """The distribution of the total demand of so many periods (more than 0): the scale stays, the shape adds up."""
        check(above("periods", periods))
        return Gamma(self.mean * periods, self.sd * math.sqrt(periods))

    def _above(self, x: Array, more: int = 0) -> Array:
        """P(demand > x) for a shape larger by `more`: the share of E[D^more] that lies above x."""
        return np.asarray(special.gammaincc(self.shape + more, self._scaled(x)), dtype=np.float64)

    def _scaled(self, x: ArrayLike) -> Array:
        positive: Array = np.maximum(np.asarray(x, dtype=float), 0.0)
        return positive / self.scale


def _density(z: Array) -> Array:
    return np.asarray(np.exp(-z * z / 2) / math.sqrt(2 * math.pi), dtype=np.float64)
