"""What a stockpoint should expect: a distribution of demand from what a scenario says of its customers.

Kinds of demand that a distribution describes keep it (`_DISTRIBUTIONS`).  Demand that is known beforehand (constant, a
step, a recorded series) is its own distribution.  Mixtures, random demand with season, trend or memory, and kinds of
one's own are Normal with the right mean and variance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bullwhip.agents.theory import DemandDistribution, Discrete, Gamma, Normal
from bullwhip.network import demand as kinds
from bullwhip.network.arrays import Array
from bullwhip.network.demand import Demand
from bullwhip.network.rounding import ceil_units

__all__ = ["Record", "Uneven", "distribution_of", "first_demand"]

LONGEST = 10_000  # periods of a run that are looked at: enough for any season, and little to keep
WIDEST = 1_000_000  # units, within which whole demand is kept value by value


@dataclass(frozen=True, eq=False)
class Record:
    """Demand that is known, period by period: a stretch of the record is as likely as any other of its length."""

    units: Array  # (periods,)

    @cached_property
    def mean(self) -> float:
        """Mean demand, units."""
        return float(self.units.mean())

    @cached_property
    def sd(self) -> float:
        """Standard deviation of demand, units."""
        return float(self.units.std())

    def cdf(self, x: ArrayLike) -> Array:
        """P(demand <= x)."""
        return np.searchsorted(self._sorted, np.asarray(x, dtype=float), side="right") / self.units.size

    def quantile(self, p: ArrayLike) -> Array:
        """The smallest x with P(demand <= x) >= p."""
        at = ceil_units(np.asarray(p, dtype=float) * self.units.size).astype(np.int64) - 1
        quantile: Array = self._sorted[np.clip(at, 0, self.units.size - 1)]
        return quantile

    def loss(self, x: ArrayLike) -> Array:
        """Expected demand beyond x, E[(D - x)+], units."""
        x = np.asarray(x, dtype=float)
        loss: Array = np.maximum(self.units - x[..., None], 0.0).mean(axis=-1)
        return loss

    def over(self, periods: int) -> Record:
        """The distribution of the total demand of so many consecutive periods; a short record begins again."""
        return Record(_stretches(self.units, periods))

    @cached_property
    def _sorted(self) -> Array:
        return np.sort(self.units)


@dataclass(frozen=True, eq=False)
class Uneven:
    """Normal demand about a mean that changes from period to period, whose errors may remember each other."""

    means: Array  # (periods,) units
    variance: float  # about these means, units squared
    memory: float = 0.0  # correlation of an error with the one before

    @property
    def mean(self) -> float:
        """Mean demand, units."""
        return self.over(1).mean

    @property
    def sd(self) -> float:
        """Standard deviation of demand, units."""
        return self.over(1).sd

    def cdf(self, x: ArrayLike) -> Array:
        """P(demand <= x)."""
        return self.over(1).cdf(x)

    def quantile(self, p: ArrayLike) -> Array:
        """The x with P(demand <= x) = p."""
        return self.over(1).quantile(p)

    def loss(self, x: ArrayLike) -> Array:
        """Expected demand beyond x, E[(D - x)+], units."""
        return self.over(1).loss(x)

    def over(self, periods: int) -> Normal:
        """The distribution of the total demand of so many consecutive periods."""
        stretches = _stretches(self.means, periods)
        lags = np.arange(1, periods)
        # Var(sum of n) = v (n + 2 sum of (n - k) rho^k over k < n); Box, Jenkins & Reinsel, Time Series Analysis, 2.1.
        noise = self.variance * (periods + 2 * float(np.sum((periods - lags) * self.memory**lags)))
        return Normal(float(stretches.mean()), float(np.sqrt(stretches.var() + noise)))


def distribution_of(demands: Sequence[Demand], periods: int) -> DemandDistribution:
    """The distribution of a period's demand of all these customers together, over a run of so many periods."""
    parts = [_Part.of(demand, min(periods, LONGEST)) for demand in demands]
    variance = sum(part.variance for part in parts)
    if variance == 0:
        return Record(sum((part.means for part in parts), np.zeros(1)))
    flat = all(part.flat for part in parts)
    if flat and len(demands) == 1 and (distribution := _own_distribution(demands[0])) is not None:
        return distribution
    if flat and all(demand.counted for demand in demands):
        mean = sum(part.mean for part in parts)
        if mean + 36 * np.sqrt(variance) + 37 * variance / mean > WIDEST:
            return Gamma(mean, float(np.sqrt(variance)))  # a unit is little then
        steady = variance <= mean * (1 + 1e-9)
        return Discrete.poisson(mean) if steady else Discrete.negative_binomial(mean, variance)
    memory = sum(part.memory * part.variance for part in parts) / variance
    return Uneven(sum((part.means for part in parts), np.zeros(1)), variance, memory)


def first_demand(demands: Sequence[Demand], distribution: DemandDistribution) -> float:
    """What to expect in the first period, units: of a recorded series that is its mean."""
    if any(demand.replayed for demand in demands):
        return distribution.mean
    return float(sum(_Part.of(demand, 1).mean for demand in demands))


@dataclass(frozen=True, eq=False)
class _Part:
    """One demand: its mean period by period, and the variance about it."""

    means: Array  # (periods,), or (1,) where it does not change
    variance: float
    memory: float
    flat: bool

    @property
    def mean(self) -> float:
        return float(self.means.mean())

    @staticmethod
    def of(demand: Demand, periods: int) -> _Part:
        level = np.atleast_1d(np.asarray(demand.means(periods), np.float64))
        variance, memory = demand.error_variance(), demand.error_correlation()
        flat = not (demand.season or demand.trend)
        if flat:
            return _Part(level, variance, memory, level.size == 1)
        level = np.broadcast_to(level, periods) + demand.trend * np.arange(periods)
        if demand.season:
            season = np.resize(np.array(demand.season), periods)
            level = level * season
            variance *= float(np.mean(season**2))
        return _Part(np.maximum(level, 0.0) if demand.clipped else level, variance, memory, flat)


def _own_distribution(demand: Demand) -> DemandDistribution | None:
    """The distribution of a demand that has one, without season and trend."""
    made = _DISTRIBUTIONS.get(type(demand))
    return None if made is None else made(demand)


def _recorded(demand: kinds.Empirical) -> Discrete | None:
    whole = all(value.is_integer() and value < WIDEST for value in demand.values)
    return Discrete.empirical(demand.values) if whole else None


_DISTRIBUTIONS: Mapping[type[Demand], Callable[[Any], DemandDistribution | None]] = {
    kinds.Normal: lambda demand: Normal(demand.mean, demand.sd),
    kinds.Gamma: lambda demand: Gamma(demand.mean, demand.sd),
    kinds.Empirical: _recorded,
}


def _stretches(units: Array, periods: int) -> Array:
    """The sums over every stretch of so many periods."""
    if periods >= units.size:
        units = np.resize(units, units.size + periods - 1)
    running = np.concatenate([[0.0], np.cumsum(units)])
    return np.asarray(running[periods:] - running[: running.size - periods], dtype=np.float64)
