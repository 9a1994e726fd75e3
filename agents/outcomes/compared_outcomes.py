"""What came out under several rules, with the same luck for each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.network.arrays import Array
from bullwhip.network.checks import check_name
from bullwhip.network.intervals import FEWEST, ROUNDING, Sums, interval

__all__ = ["ComparedOutcomes", "Interval", "interval_of", "paired_interval"]


class Interval(NamedTuple):
    """A mean over replications with its 95% interval; NaN where one replication tells nothing."""

    mean: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float | None]:
        """For JSON: what is unknown is None."""
        return {key: None if math.isnan(value) else value for key, value in self._asdict().items()}

    def columns(self, name: str) -> dict[str, float]:
        """For a row of a table: NAME, NAME_low, NAME_high."""
        return {name: self.mean, f"{name}_low": self.low, f"{name}_high": self.high}


def interval_of(figures: Array, scale: float = 0.0) -> Interval:
    """The mean of figures (replications,) with its interval: the figure itself where all are alike.

    They are alike where they differ by the rounding of `scale` only.
    """
    mean = float(figures.mean())
    if (np.abs(figures - figures[0]) <= ROUNDING * scale).all():
        return Interval(mean, mean, mean) if figures.size >= FEWEST else Interval(mean, math.nan, math.nan)
    low, high = interval(Sums.of(figures, scale), figures.size)
    return Interval(mean, float(low), float(high))


def paired_interval(more: Array, scale: float, certain: bool) -> Interval:
    """The mean of paired differences (replications,), alike where they differ by the rounding of `scale` only.

    Its interval is NaN where the replications cannot tell: there are too few, or all say the same; it has no width
    where chance has no part (`certain`).
    """
    mean = float(more.mean())
    if certain:
        return Interval(mean, mean, mean)
    low, high = interval(Sums.of(more, scale), more.size)
    return Interval(mean, float(low), float(high))


@dataclass(frozen=True, eq=False, repr=False)
class ComparedOutcomes:
    """The figures of every alternative, in the order in which they were given."""

    results: Mapping[str, RunOutcome]

    @property
    def baseline(self) -> str:
        """The alternative that the others are compared with: the first."""
        return next(iter(self.results))

    def difference(self, name: str) -> Interval:
        """How much more an alternative costs the whole network than the first, paired by replication.

        Its interval is that of `paired_interval`.  Raises BullwhipError for a name that was not compared.
        """
        check_name("rule", name, self.results, "was not compared")
        first, other = self.results[self.baseline], self.results[name]
        certain = name == self.baseline or (first.certain and other.certain)
        return paired_interval(other.costs - first.costs, float(np.abs(first.costs).max()), certain)
