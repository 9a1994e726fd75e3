"""Demand in which chance has no part: constant, a step, a record replayed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.demand.from_values import FromValues
from bullwhip.network.demand.kind import BlockPlace, Demand, GroupKind
from bullwhip.network.table_model import Amount, key

__all__ = ["Constant", "Known", "Series", "Step"]


@dataclass(frozen=True, eq=False)
class _InTurn:
    """Values one after another."""

    values: Array  # (all values,)
    first: Ints  # (streams,) where a stream's values begin
    length: Ints  # (streams,)
    lasts: Ints  # (streams,) periods that a value lasts: those before a step are one value, however late it comes
    repeats: Array  # (streams,) 1 where the series starts again after its end, 0 where its last value stays

    @classmethod
    def of(cls, demands: Sequence[Known], streams: UInt64s) -> Self:
        rows = [demand.in_turn() for demand in demands]
        length = np.array([row.size for row in rows], np.int64)
        return cls(
            np.concatenate(rows),
            np.concatenate([[0], np.cumsum(length)[:-1]]).astype(np.int64),
            length,
            np.array([demand.lasts for demand in demands], np.int64),
            np.array([demand.repeats for demand in demands], np.float64),
        )

    def fill(self, out: Array, place: BlockPlace, memory: dict[str, Array]) -> None:
        period = place.first_period + np.arange(out.shape[0])[:, None]
        number = period // self.lasts
        at = np.where(self.repeats > 0, number % self.length, np.minimum(number, self.length - 1))
        out[:] = self.values[self.first + at][:, :, None]


class Known(Demand):
    """Demand that is known beforehand: values in turn."""

    group: ClassVar[GroupKind] = _InTurn
    random: ClassVar[bool] = False
    repeats: ClassVar[bool] = False  # whether the values start again after the last; else it stays

    @abstractmethod
    def in_turn(self) -> Array:
        """The values (one or more,), units."""

    @property
    def lasts(self) -> int:
        """The periods that a value lasts."""
        return 1

    def error_variance(self) -> float:
        """None."""
        return 0.0


class Constant(Known):
    """The same demand in every period."""

    type: Literal["constant"] = key("The kind of demand.")
    value: Amount = key("Units asked for in every period.", "units")

    def in_turn(self) -> Array:
        """The units, in turn."""
        return np.array([self.value])

    def means(self, periods: int) -> float:
        """The mean, the same in all periods, units."""
        return self.value


class Step(Known):
    """One demand up to a period, another from then on: the beer game's customers."""

    type: Literal["step"] = key("The kind of demand.")
    before: Amount = key("Units asked for in every period before the step.", "units")
    after: Amount = key("Units asked for in every period from the step on.", "units")
    at: Annotated[int, Field(ge=1, le=10**9)] = key("The first period with the new value, counted from 1.", "period")

    def in_turn(self) -> Array:
        """The units, in turn."""
        return np.array([self.before, self.after] if self.at > 1 else [self.after], np.float64)

    @property
    def lasts(self) -> int:
        """The periods before the step."""
        return max(1, self.at - 1)

    def means(self, periods: int) -> Array:
        """What is asked for in each period (periods,), units."""
        before = np.arange(1, periods + 1) < self.at
        return np.asarray(np.where(before, self.before, self.after), dtype=np.float64)

    def long_run_mean(self) -> float:
        """What stays."""
        return self.after


class Series(Known, FromValues):
    """Recorded demand, replayed as it was.  After its last value it starts again from its first."""

    repeats: ClassVar[bool] = True

    type: Literal["series"] = key("The kind of demand.")
    clip: bool = key(
        "Cut demand at zero. If false, values below zero, and periods in which more came back than was asked for"
        " (`returns = true`), are goods that customers bring back. [true]",
        default=True,
    )

    def in_turn(self) -> Array:
        """The units, in turn."""
        return np.asarray(self.values, np.float64)

    def means(self, periods: int) -> Array:
        """What is asked for in each period (periods,), units."""
        return np.resize(np.array(self.values), periods)

    def long_run_mean(self) -> float:
        """The mean of the record."""
        return float(np.mean(self.values))

    @property
    def clipped(self) -> bool:
        """Whether demand below zero is cut at zero."""
        return self.clip

    @property
    def replayed(self) -> tuple[float, ...]:
        """The record."""
        return self.values
