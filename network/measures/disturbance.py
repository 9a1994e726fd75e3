"""How badly and how long service or production fails: taken where they are named, since each looks at every period."""

from __future__ import annotations

from typing import Any

import numpy as np

from bullwhip.network.arrays import Array, Flags
from bullwhip.network.measures.measure import Measure, Quantities
from bullwhip.network.measures.statistics import Statistics
from bullwhip.network.tally import Sum

__all__ = ["FAMILY"]


class PeakBacklog(Measure):
    """The most units owed at the end of a period, to customers and to other sites."""

    unit = "units"
    formula = "most(B)"
    of_network = False

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        """Keep the most."""
        kept["most"] = np.maximum(kept.get("most", 0.0), now["backlog"])

    def over(self, of: Statistics) -> Array:
        """The most."""
        return self.folded(of, "most")


class StockoutPeriods(Measure):
    """Periods that end with backlog or lose demand; of the network the mean over those whom customers buy from."""

    unit = "periods"
    formula = "count(B + L > 0)"
    needs = (Sum.PERIODS_WITHOUT_BACKLOG,)

    def over(self, of: Statistics) -> Array:
        """The number."""
        return of.periods * (1.0 - of.mean(Sum.PERIODS_WITHOUT_BACKLOG))


class _InARow(Measure):
    """The most periods in a row in which something is so."""

    unit = "periods"
    of_network = False

    def so(self, now: Quantities) -> Flags:
        """Whether it is: (stockpoints, replications)."""
        raise NotImplementedError

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        """Count on where it is so, and keep the most."""
        kept["now"] = np.where(self.so(now), kept.get("now", 0.0) + 1.0, 0.0)
        kept["most"] = np.maximum(kept.get("most", 0.0), kept["now"])

    def over(self, of: Statistics) -> Array:
        """The most."""
        return self.folded(of, "most")


class LongestStockout(_InARow):
    """The most periods in a row that end with backlog or lose demand."""

    formula = "longest(B + L > 0)"

    def so(self, now: Quantities) -> Flags:
        """Anything owed, or lost."""
        failing: Flags = now["backlog"] + now["lost"] > 0.0
        return failing


class LongestStarvation(_InARow):
    """The most periods in a row at whose end recipes are asked for units and can start none for want of an input."""

    formula = "longest(N > 0)"

    def so(self, now: Quantities) -> Flags:
        """Any units waiting for an input."""
        failing: Flags = now["starved"] > 0.0
        return failing


class _Counted(Measure):
    """Periods in which there is any of a quantity."""

    unit = "periods"
    items = "added"
    what: str

    def fold(self, kept: dict[str, Any], now: Quantities) -> None:
        """Count them."""
        kept["count"] = kept.get("count", 0.0) + (now[self.what] > 0.0)

    def over(self, of: Statistics) -> Array:
        """The number; of the network the sum over stockpoints."""
        return self.folded(of, "count")


class StarvedPeriods(_Counted):
    """Periods at whose end recipes are asked for units and can start none for want of an input."""

    formula = "count(N > 0)"
    what = "starved"


class BlockedPeriods(_Counted):
    """Periods at whose end units that were made wait for room."""

    formula = "count(R > 0)"
    what = "blocked"


FAMILY = (
    PeakBacklog(), StockoutPeriods(), LongestStockout(), StarvedPeriods(), LongestStarvation(), BlockedPeriods(),
)  # fmt: skip
