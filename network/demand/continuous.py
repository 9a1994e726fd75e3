"""Demand of a continuous distribution: normal, gamma, and normal with memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from scipy import special

from bullwhip.network.arrays import Array, UInt64s
from bullwhip.network.demand.kind import BlockPlace, Demand, GroupKind, columns_of, draw_uniforms, refusal
from bullwhip.network.table_model import Amount, More, key

__all__ = ["AR1", "Gamma", "Normal"]

# Beyond it a distribution is zero in all but one period in billions, and floats are too coarse for the rest of it.
MOST_SPREAD = 1e6  # standard deviation / mean

# Standard deviation / mean below which scipy inverts gamma distributions wrongly in the tails (beyond 4.5 deviations),
# while what the expansion leaves out is less than 1e-7 deviations.
_NARROW = 1e-3


@dataclass(frozen=True, eq=False)
class _Normal:
    """Independent normal draws."""

    streams: UInt64s
    mean: Array  # (streams, 1)
    sd: Array  # (streams, 1)

    @classmethod
    def of(cls, demands: Sequence[Normal], streams: UInt64s) -> Self:
        return cls(streams, *columns_of(demands, "mean", "sd"))

    def fill(self, out: Array, place: BlockPlace, memory: dict[str, Array]) -> None:
        draw_uniforms(out, self.streams, place)
        special.ndtri(out, out=out)
        out *= self.sd
        out += self.mean


@dataclass(frozen=True, eq=False)
class _Gamma:
    """Independent gamma draws."""

    streams: UInt64s
    mean: Array  # (streams, 1)
    spread: Array  # (streams, 1) standard deviation / mean
    narrow: tuple[bool, ...]  # (streams,) almost Normal

    @classmethod
    def of(cls, demands: Sequence[Gamma], streams: UInt64s) -> Self:
        mean, sd = columns_of(demands, "mean", "sd")
        return cls(streams, mean, sd / mean, tuple((sd < _NARROW * mean)[:, 0].tolist()))

    def fill(self, out: Array, place: BlockPlace, memory: dict[str, Array]) -> None:
        draw_uniforms(out, self.streams, place)
        if not any(self.narrow):
            special.gammaincinv(self.spread**-2, out, out=out)
            out *= self.mean * self.spread**2
            return
        for s, (mean, spread, narrow) in enumerate(zip(self.mean[:, 0], self.spread[:, 0], self.narrow, strict=True)):
            row = out[:, s]
            if narrow:
                row[:] = _narrow_gamma(row, mean, spread)
            else:
                row[:] = mean * spread**2 * special.gammaincinv(spread**-2, row)


def _narrow_gamma(uniforms: Array, mean: float, spread: float) -> Array:
    """Quantiles of a gamma distribution that is almost Normal."""
    narrow: Array = mean * (1.0 + spread * _expanded(special.ndtri(uniforms), spread))
    return narrow


def _expanded(z: Array, spread: float) -> Array:
    """Quantiles of a gamma distribution in its standard deviations from its mean, from those of the Normal.

    The expansion of Cornish & Fisher (Revue de l'Institut international de statistique 5, 1938) to the fourth cumulant.
    """
    return z + spread * (z**2 - 1.0) / 3.0 + spread**2 * (z**3 - 7.0 * z) / 36.0


@dataclass(frozen=True, eq=False)
class _Autoregressive:
    """D_t = mean + rho (D_{t-1} - mean) + e_t with Normal e_t; the first period has the stationary distribution."""

    streams: UInt64s
    mean: Array  # (streams, 1)
    rho: Array  # (streams, 1)
    sd: Array  # (streams, 1) of the innovations

    @classmethod
    def of(cls, demands: Sequence[AR1], streams: UInt64s) -> Self:
        return cls(streams, *columns_of(demands, "mean", "rho", "sd"))

    def fill(self, out: Array, place: BlockPlace, memory: dict[str, Array]) -> None:
        draw_uniforms(out, self.streams, place)
        special.ndtri(out, out=out)
        if place.first_period == 0:
            # Scaled so that the first innovation alone has the stationary variance sd^2 / (1 - rho^2).
            deviation = np.zeros(out.shape[1:])
            out[0] /= np.sqrt(1.0 - self.rho**2)
        else:
            deviation = memory["deviation"]
        for row in out:
            deviation = self.rho * deviation + self.sd * row
            row[:] = self.mean + deviation
        memory["deviation"] = deviation


class Normal(Demand):
    """Independent normal demand."""

    group: ClassVar[GroupKind] = _Normal
    below_zero: ClassVar[bool] = True

    type: Literal["normal"] = key("The kind of demand.")
    mean: Amount = key("Mean demand per period.", "units")
    sd: Amount = key("Standard deviation of demand per period.", "units")
    clip: bool = key(
        "Cut demand at zero. Say false for the bullwhip formulas, which need the whole bell curve: demand below zero is"
        " then goods that customers bring back. [true]",
        default=True,
    )

    def means(self, periods: int) -> float:
        """The mean, the same in all periods, units."""
        return self.mean

    def error_variance(self) -> float:
        """The variance, units squared."""
        return self.sd**2

    def quantile(self, uniforms: Array) -> Array:
        """The draws of uniforms between 0 and 1, units."""
        drawn: Array = special.ndtri(uniforms) * self.sd + self.mean
        return drawn


class Gamma(Demand):
    """Independent gamma demand: never negative, skewed to the right."""

    group: ClassVar[GroupKind] = _Gamma

    type: Literal["gamma"] = key("The kind of demand.")
    mean: More = key("Mean demand per period, more than 0.", "units")
    sd: More = key("Standard deviation of demand per period, more than 0.", "units")

    @model_validator(mode="after")
    def drawable(self) -> Self:
        """A distribution that is zero but for one period in billions is a slip."""
        if self.sd > MOST_SPREAD * self.mean:
            found = f"{self.sd:g}, more than {MOST_SPREAD:,.0f} times the mean {self.mean:g}"
            raise refusal("sd", found, "give a smaller sd, or a larger mean")
        return self

    def means(self, periods: int) -> float:
        """The mean, the same in all periods, units."""
        return self.mean

    def error_variance(self) -> float:
        """The variance, units squared."""
        return self.sd**2

    def quantile(self, uniforms: Array) -> Array:
        """The draws of uniforms between 0 and 1, units."""
        spread = self.sd / self.mean
        if spread < _NARROW:
            return _narrow_gamma(uniforms, self.mean, spread)
        return np.asarray(special.gammaincinv(spread**-2, uniforms) * (self.mean * spread**2), np.float64)


class AR1(Demand):
    """Demand that remembers: d(t) = mean + rho x (d(t-1) - mean) + normal innovation.

    It starts in its stationary distribution: before any cut, every period, the first as well, has the distribution
    Normal(mean, sd / sqrt(1 - rho^2)).
    What is cut at zero is what customers ask for, not what the next period remembers.
    """

    group: ClassVar[GroupKind] = _Autoregressive
    below_zero: ClassVar[bool] = True

    type: Literal["ar1"] = key("The kind of demand.")
    mean: Amount = key("Long-run mean demand per period.", "units")
    rho: Annotated[float, Field(gt=-1, lt=1)] = key(
        "Correlation of a period's demand with the one before, between -1 and 1."
    )
    sd: Amount = key("Standard deviation of the innovations (not of demand itself).", "units")
    clip: bool = key(
        "Cut demand at zero; if false, demand below zero is goods that customers bring back. [true]", default=True
    )

    def means(self, periods: int) -> float:
        """The mean, the same in all periods, units."""
        return self.mean

    def error_variance(self) -> float:
        """The variance, units squared."""
        return self.sd**2 / (1 - self.rho**2)

    def error_correlation(self) -> float:
        """The correlation with the period before."""
        return self.rho
