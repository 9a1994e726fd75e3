"""Where to look for a parameter: about where it is expected, as far as the spread of demand makes sense."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from bullwhip.agents.rules.rule import Scale
from bullwhip.agents.tuning.outlook import Outlook

__all__ = ["Range", "range_of"]

WIDE = 6.0  # standard deviations of the demand over a cover, on either side of what is expected
LOTS = 8.0  # times and parts of a lot, or of a time
FINE = 50.0  # steps in a standard deviation, where units are not whole
FINEST = 1.0 / 2_000.0  # part of a range: smaller steps are none to who searches it
SHARES = 200.0  # steps between 0 and 1
SOONEST = 0.5  # periods: a gap that is closed faster is closed twice


@dataclass(frozen=True)
class Range:
    """Values of a parameter: from `low` to `high` in steps, about a middle."""

    low: float
    high: float
    step: float
    middle: float
    least: float  # what it cannot be below
    most: float  # what it cannot be above
    ratio: bool = False  # whether twice as much is as far as half as much

    def about(self, middle: float) -> Range:
        """A range as wide, about another middle."""
        if self.ratio:
            wide = math.sqrt(self.high / self.low)
            low, high = middle / wide, middle * wide
        else:
            half = (self.high - self.low) / 2.0
            low, high = middle - half, middle + half
        low, high = max(low, self.least), min(high, self.most)
        return replace(self, low=low, high=max(high, low + self.step), middle=min(max(middle, low), high))

    def rounded(self, value: float) -> float:
        """The next value that is a step, and within what is allowed."""
        return round(min(max(round(value / self.step) * self.step, self.least), self.most), 12)

    def at(self, part: float) -> float:
        """The value, a step, at a part of the way from `low` (0) to `high` (1)."""
        if self.ratio:
            return self.rounded(self.low * (self.high / self.low) ** part)
        return self.rounded(self.low + part * (self.high - self.low))

    @property
    def start(self) -> float:
        """The part of the way at which the middle lies."""
        if self.ratio:
            return math.log(self.middle / self.low) / math.log(self.high / self.low)
        return (self.middle - self.low) / (self.high - self.low)

    @property
    def grain(self) -> float:
        """A step as a part of the way, where that is much; 0 where a value between two steps hardly matters."""
        part = self.step / (self.high - self.low)
        return 0.0 if self.ratio or part < FINEST else part


def range_of(scale: Scale, middle: float, outlook: Outlook) -> Range:
    """Where to look for a parameter of this scale that is expected at `middle`, at a stockpoint with this outlook."""
    mean = outlook.demand.mean
    if scale in {"share", "factor", "time", "cover"}:
        return _of_numbers(scale, middle, outlook)
    cover = outlook.echelon_cover if scale == "echelon" else outlook.cover
    spread = max(float(outlook.demand.over(cover).sd), mean) or 1.0
    step = 1.0 if outlook.whole_units else _neat(spread / FINE)
    if scale == "lot":
        first = max(middle, step)
        return Range(first / LOTS, first * LOTS, step, first, step, math.inf, ratio=True).about(first)
    if scale == "rate":
        most = max(mean, middle, step)
        return Range(0.0, most, step, middle, 0.0, most)
    least = -math.inf if scale == "point" else 0.0
    return Range(middle - WIDE * spread, middle + WIDE * spread, step, middle, least, math.inf).about(middle)


def _of_numbers(scale: Scale, middle: float, outlook: Outlook) -> Range:
    """The range of a parameter that is no number of units."""
    if scale == "share":
        return Range(0.0, 1.0, 1.0 / SHARES, middle, 0.0, 1.0)
    if scale == "factor":
        return Range(middle - 3.0, middle + 3.0, 0.01, middle, -math.inf, math.inf)
    if scale == "time":
        return Range(middle / LOTS, middle * LOTS, 0.01, middle, SOONEST, math.inf, ratio=True).about(middle)
    mean = outlook.demand.mean
    spread = float(outlook.demand.over(outlook.cover).sd) / mean if mean > 0 else 1.0
    return Range(0.0, WIDE * max(spread, 1.0), 0.01, middle, 0.0, math.inf).about(middle)


def _neat(step: float) -> float:
    """The power of ten below a step."""
    return float(10.0 ** math.floor(math.log10(step)))
