"""How much there is, is owed, and is on its way; what was lost."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.measures.measure import Measure
from bullwhip.network.measures.statistics import Statistics
from bullwhip.network.tally import Sum
from bullwhip.network.topology import Network

__all__ = ["FAMILY", "LOSSES"]


class OnHand(Measure):
    """Average stock on hand at the end of a period."""

    unit = "units"
    formula = "mean(H)"
    needs = (Sum.ON_HAND,)
    items = "added"

    def over(self, of: Statistics) -> Array:
        """The average."""
        return of.mean(Sum.ON_HAND)


class Backlog(Measure):
    """Average units owed at the end of a period."""

    unit = "units"
    formula = "mean(B)"
    needs = (Sum.BACKLOG,)
    items = "added"

    def over(self, of: Statistics) -> Array:
        """The average."""
        return of.mean(Sum.BACKLOG)


class InTransit(Measure):
    """Average units on their way to the site at the end of a period."""

    unit = "units"
    formula = "mean(W)"
    needs = (Sum.IN_TRANSIT,)
    items = "added"

    def over(self, of: Statistics) -> Array:
        """The average."""
        return of.mean(Sum.IN_TRANSIT)


class _Nothing(Measure):
    unit = "units"
    formula = "0"
    items = "added"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """None."""
        return of.nothing

    def rates(self, network: Network) -> Array:
        """None for certain."""
        return np.zeros(network.rows)


class LostUnits(Measure):
    """Demand that was lost; none where all customers wait."""

    unit = "units"
    formula = "sum(L)"
    needs = (Sum.LOST,)
    items = "added"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """The total."""
        return of.mean(Sum.LOST) * of.periods

    def rates(self, network: Network) -> Array:
        """Above 0 where customers may leave."""
        leaves = network.of_rows.column("patience", -1.0) >= 0
        return np.where(leaves, 1.0, network.of_rows.column("lost_share", 0.0))


class LostGoods(Measure):
    """What arrived and was of no use: goods less their yield."""

    unit = "units"
    formula = "sum(Y)"
    needs = (Sum.SPOILT,)
    items = "added"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """The total."""
        return of.mean(Sum.SPOILT) * of.periods

    def rates(self, network: Network) -> Array:
        """Above 0 where not all that arrives is of use."""
        rates = np.zeros(network.rows)
        lanes = [lane for lane, share in network.of_lanes.some("yield_").items() if share != 1.0]
        rates[network.target[lanes]] = 1.0
        return rates


class OutdatedUnits(_Nothing):
    """Stock that outdated; none where goods keep."""


FAMILY = (OnHand(), Backlog(), InTransit())
LOSSES = (LostUnits(), LostGoods(), OutdatedUnits())
