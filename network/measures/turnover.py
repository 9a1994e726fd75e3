"""How fast stock is turned over."""

from __future__ import annotations

import math

from bullwhip.network.arrays import Array
from bullwhip.network.measures.measure import Measure
from bullwhip.network.measures.statistics import Statistics
from bullwhip.network.tally import Sum

__all__ = ["FAMILY"]


class Turns(Measure):
    """Units asked for per period / average stock on hand."""

    unit = "per period"
    formula = "mean(D) / mean(H)"
    needs = (Sum.ASKED, Sum.ON_HAND)
    least = -math.inf

    def over(self, of: Statistics) -> Array:
        """Asked for."""
        return of.mean(Sum.ASKED)

    def under(self, of: Statistics) -> Array:
        """On hand."""
        return of.mean(Sum.ON_HAND)


class DaysOfCover(Measure):
    """Average stock on hand / units asked for per period."""

    unit = "periods"
    formula = "mean(H) / mean(D)"
    needs = (Sum.ON_HAND, Sum.ASKED)
    least = -math.inf

    def over(self, of: Statistics) -> Array:
        """On hand."""
        return of.mean(Sum.ON_HAND)

    def under(self, of: Statistics) -> Array:
        """Asked for."""
        return of.mean(Sum.ASKED)


FAMILY = (Turns(), DaysOfCover())
