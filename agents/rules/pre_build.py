"""Pre-build: what a known season takes is made before it, as late as capacity allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.forecasts import LONGEST
from bullwhip.agents.rules.rule import Rule, Scale, Units
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import Fault

__all__ = ["PreBuild"]


@dataclass(frozen=True)
class PreBuild(Rule):
    """Order ahead of a known season what cannot be ordered in it.

    S_t = stock + the greatest, over h = 0, 1, ..., `ahead`, of F_t(L + h) - h x rate, where F_t(n) is what `profile`
    says of the next n periods, L is order delay + lead time, rounded up, and `rate` what can be ordered in a period.
    So as much is there as is needed by the time when orders of `rate` no longer keep up with the demand, and no sooner.
    Where demand is as the profile says, no schedule within the rate that serves it all holds less: Johnson &
    Montgomery, Operations Research in Production Planning, Scheduling, and Inventory Control (1974), chapter 4.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"position"})
    searched: ClassVar[Mapping[str, Scale]] = {"stock": "stock"}

    profile: tuple[Units, ...]
    """Demand of the periods of a season, from period 1 on, in units; then it begins again."""
    rate: Annotated[float, Field(ge=0)] = float("inf")
    """Units that can be ordered in a period.  [no limit]"""
    stock: Units = 0.0
    """Units that are kept besides.  [0]"""
    ahead: Annotated[int, Field(ge=0, le=LONGEST)] | None = None
    """Periods that are looked ahead, beyond the lead time.  [a season]"""

    def faults(self, whole_units: bool) -> Iterator[Fault]:
        """As of every rule; and a season has a period at least."""
        yield from super().faults(whole_units)
        if not self.profile:
            yield Fault(key="profile", found="no periods", remedy="give the demand of each period of a season")

    def order(self, view: View) -> Array:
        """What is missing to the level of the day, as far as it can be ordered."""
        return np.minimum(self.level(view) - view.position, self.rate)

    def level(self, view: View) -> Array:
        """The level of the day (stockpoints, 1), in units."""
        time = np.ceil(view.order_delay + view.lead_time).astype(np.int64)  # (stockpoints, 1)
        ahead = len(self.profile) if self.ahead is None else self.ahead
        season = np.roll(self.profile, -(view.period % len(self.profile)))
        expected = np.concatenate([[0.0], np.cumsum(np.resize(season, int(time.max()) + ahead))])
        needed = [expected[time]]
        needed += [expected[time + h] - h * self.rate for h in range(1, ahead + 1)]  # none where there is no limit
        level: Array = self.stock + np.maximum.reduce(needed)
        return level
