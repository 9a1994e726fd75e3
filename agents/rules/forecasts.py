"""Forecasts: what a rule expects of the demand to come, and how wrong it has been.

A forecast is a frozen dataclass of parameters; what it remembers lies in the memory that the engine keeps for its rule.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import ConfigDict, Field

from bullwhip.agents.rules.memory import Remembered
from bullwhip.network.arrays import Array

__all__ = [
    "FORECASTS",
    "LONGEST",
    "ExponentialSmoothing",
    "Forecast",
    "HoltWinters",
    "KnownMean",
    "LastValue",
    "MovingAverage",
]

Weight = Annotated[float, Field(ge=0, le=1)]
LONGEST = 10_000  # periods that are remembered or foretold: each takes memory or time


@dataclass(frozen=True, kw_only=True)
class Forecast(ABC):
    """What is expected of each coming period, from what was seen so far.

    `initial` is the forecast before anything was seen, in units per period; without it the first demand is taken.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    initial: float | None = None
    """Forecast before anything was seen, in units per period.  Without it the first demand takes its place: it is no
    surprise to the forecast, and the first error is that of the second demand.  [the first demand]"""

    def start(self, shape: tuple[int, int]) -> Remembered:
        """What to remember, before anything was seen; `shape` is (stockpoints, replications)."""
        return {
            "seen": np.zeros(1),
            "level": np.full(shape, 0.0 if self.initial is None else self.initial),
            "square_error": np.zeros(shape),
        }

    def observe(self, demand: Array, memory: Remembered) -> None:
        """Take in the demand of a period (stockpoints, replications)."""
        count = memory["seen"]
        known = count[0] + (self.initial is not None)  # demands that there was a forecast for, this one included
        if known > 0:
            errors = demand - self.over(1.0, memory)
            weight = np.maximum(1.0 / known, self.error_weight)
            memory["square_error"] += weight * (errors**2 - memory["square_error"])
        count += 1
        self.learn(demand, memory)

    @property
    def error_weight(self) -> Array | float:
        """Weight of the newest squared error in their average, once there are enough; 0 averages all of them."""
        return 0.0

    @abstractmethod
    def learn(self, demand: Array, memory: Remembered) -> None:
        """Update what is remembered."""

    def over(self, periods: Array | float, memory: Remembered) -> Array:
        """Expected demand of the next `periods` together, in units."""
        return periods * memory["level"]

    def error(self, memory: Remembered) -> Array:
        """Standard deviation of the demand of one period about its forecast: root of the mean squared error so far.

        The error of a period is its demand less what was forecast for it at the end of the period before.  Its square
        is averaged as the forecast averages demand (`error_weight`), and over all errors as long as these are few.
        """
        return np.sqrt(memory["square_error"])


@dataclass(frozen=True, kw_only=True)
class LastValue(Forecast):
    """The next demand will be like the last one."""

    def learn(self, demand: Array, memory: Remembered) -> None:
        """Remember it."""
        memory["level"][:] = demand


@dataclass(frozen=True)
class MovingAverage(Forecast):
    """The mean of the last `window` periods.

    As long as fewer were seen, it is the mean of these; where `initial` is given, it stands in for those before.
    """

    window: Annotated[int, Field(ge=1, le=LONGEST)]
    """How many periods."""

    def start(self, shape: tuple[int, int]) -> Remembered:
        """The last demands and squared errors besides."""
        first = 0.0 if self.initial is None else self.initial
        return super().start(shape) | {
            "last": np.full((self.window, *shape), first),
            "total": np.full(shape, first * self.window),
        }

    def learn(self, demand: Array, memory: Remembered) -> None:
        """Put the newest in the oldest one's place."""
        count = int(memory["seen"][0])
        oldest = memory["last"][(count - 1) % self.window]
        memory["total"] += demand - oldest
        oldest[:] = demand
        known = self.window if self.initial is not None else min(count, self.window)
        np.divide(memory["total"], known, out=memory["level"])

    @property
    def error_weight(self) -> Array | float:
        """As many errors as demands."""
        return 1.0 / self.window


@dataclass(frozen=True)
class ExponentialSmoothing(Forecast):
    """F_t = alpha D_t + (1 - alpha) F_{t-1}."""

    alpha: Weight
    """Weight of the newest demand, 0 to 1."""

    def learn(self, demand: Array, memory: Remembered) -> None:
        """One step of smoothing."""
        level = memory["level"]
        if memory["seen"][0] == 1 and self.initial is None:
            level[:] = demand
        else:
            level += self.alpha * (demand - level)

    @property
    def error_weight(self) -> Array | float:
        """Errors are smoothed like demand."""
        return self.alpha


@dataclass(frozen=True)
class HoltWinters(Forecast):
    """Level, trend and additive season, each smoothed.  Winters, Management Science 6(3) 1960; additive form.

    With m periods in a season: L_t = alpha (D_t - S_{t-m}) + (1 - alpha) (L_{t-1} + T_{t-1});
    T_t = T_{t-1} + beta (L_t - L_{t-1} - T_{t-1}); S_t = S_{t-m} + gamma (D_t - L_t - S_{t-m}).
    The demand of period t + h is forecast as L_t + h T_t + the newest S of its place in the season.
    Trend and season begin at 0, the level at `initial`, or else with L_1 = D_1.
    """

    alpha: Weight
    """Weight of the newest demand in the level, 0 to 1."""
    beta: Weight = 0.0
    """Weight of the newest change in the trend, 0 to 1.  [0: no trend]"""
    gamma: Weight = 0.0
    """Weight of the newest deviation in its season, 0 to 1.  [0: no season]"""
    season: Annotated[int, Field(ge=1, le=LONGEST)] = 1
    """Periods in a season.  [1: none]"""

    def start(self, shape: tuple[int, int]) -> Remembered:
        """Trend and season begin at zero."""
        return super().start(shape) | {"trend": np.zeros(shape), "season": np.zeros((self.season, *shape))}

    def learn(self, demand: Array, memory: Remembered) -> None:
        """One step of the three smoothings."""
        count = int(memory["seen"][0])
        level, trend = memory["level"], memory["trend"]
        season = memory["season"][(count - 1) % self.season]
        if count == 1 and self.initial is None:
            level[:] = demand
            return
        before = level.copy()
        level[:] = self.alpha * (demand - season) + (1.0 - self.alpha) * (before + trend)
        trend += self.beta * (level - before - trend)
        season += self.gamma * (demand - level - season)

    def over(self, periods: Array | float, memory: Remembered) -> Array:
        """The sum of level + h trend + season over the coming periods h; a part of a period counts in part."""
        count = int(memory["seen"][0])
        total = np.zeros_like(memory["level"])
        for ahead in range(1, int(np.ceil(np.max(periods))) + 1):
            part = np.clip(periods - (ahead - 1.0), 0.0, 1.0)
            season = memory["season"][(count - 1 + ahead) % self.season]
            total += part * (memory["level"] + ahead * memory["trend"] + season)
        return total

    @property
    def error_weight(self) -> Array | float:
        """Errors are smoothed like the level."""
        return self.alpha


@dataclass(frozen=True)
class KnownMean(Forecast):
    """Nothing is forecast: mean and standard deviation are known."""

    mean: float
    """Mean demand per period, in units."""
    sd: Annotated[float, Field(ge=0)] = 0.0
    """Standard deviation of demand per period, in units.  [0]"""

    def start(self, shape: tuple[int, int]) -> Remembered:
        """Nothing to learn: the level is the mean."""
        return {"level": np.broadcast_to(np.asarray(self.mean), shape).copy()}

    def observe(self, demand: Array, memory: Remembered) -> None:
        """It is known already."""

    def learn(self, demand: Array, memory: Remembered) -> None:
        """It is known already."""

    def error(self, memory: Remembered) -> Array:
        """The standard deviation that is known."""
        return np.broadcast_to(np.asarray(self.sd), memory["level"].shape)


FORECASTS: dict[str, type[Forecast]] = {
    "last": LastValue,
    "moving-average": MovingAverage,
    "exponential": ExponentialSmoothing,
    "holt-winters": HoltWinters,
    "known": KnownMean,
}
