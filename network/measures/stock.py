"""How much there is, is owed, and is on its way; what was lost."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.measures.measure import Measure
from bullwhip.network.measures.statistics import Statistics
from bullwhip.network.scenario.outline import FOR_EVER, NEVER
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


class _Left(Measure):
    """Units that left otherwise than by being sent."""

    unit = "units"
    items = "added"
    often_nothing = True
    what: Sum

    def needed(self, network: Network) -> tuple[Sum, ...]:
        """Their sum, where any may leave so."""
        return (self.what,) if self.rates(network).any() else ()

    def over(self, of: Statistics) -> Array:
        """The total over the periods counted."""
        if not self.rates(of.network).any():
            return of.nothing
        return of.added(lambda rows: rows.total(self.what))

    def rates(self, network: Network) -> Array:
        """1 where any may."""
        raise NotImplementedError


class LostUnits(_Left):
    """Customers' demand that was lost over the periods counted; none where all customers wait."""

    formula = "sum(L)"
    what = Sum.LOST

    def rates(self, network: Network) -> Array:
        """Where customers leave."""
        leaves = network.of_rows.column("lost_share", 0.0) > 0.0
        return ((leaves | (network.of_rows.column("patience", FOR_EVER) >= 0.0)) & network.served).astype(np.float64)


class LostGoods(_Left):
    """Goods that arrived over the periods counted and were of no use, for want of yield."""

    formula = "sum(Y)"
    what = Sum.SPOILT

    def rates(self, network: Network) -> Array:
        """Where not all that arrives is of use."""
        rates = np.zeros(network.rows)
        lanes = [lane for lane, share in network.of_lanes.some("yield_").items() if share != 1.0]
        rates[network.target[lanes]] = 1.0
        return rates


class OutdatedUnits(_Left):
    """Stock that was discarded over the periods counted, outdated or obsolete; none where goods keep."""

    formula = "sum(E)"
    what = Sum.OUTDATED

    def rates(self, network: Network) -> Array:
        """Where goods do not keep."""
        ages = network.of_rows.column("shelf_life", FOR_EVER) >= 0.0
        return (ages | (network.of_rows.column("obsolete_at", NEVER) >= 0.0)).astype(np.float64)


class ShrunkUnits(_Left):
    """Stock that vanished over the periods counted."""

    formula = "sum(S)"
    what = Sum.SHRUNK

    def rates(self, network: Network) -> Array:
        """Where any does."""
        return network.of_rows.column("shrinkage", 0.0)


class DestroyedUnits(_Left):
    """Goods that disruptions destroyed over the periods counted, on hand or on their way."""

    formula = "sum(P)"
    what = Sum.DESTROYED

    def rates(self, network: Network) -> Array:
        """Where they may."""
        rates = np.zeros(network.rows)
        if network.storms:
            for effect in (Effect.STOCK, Effect.GOODS):
                rates[network.storms.struck(effect).there] = 1.0
        return rates


FAMILY = (OnHand(), Backlog(), InTransit())
LOSSES = (LostUnits(), LostGoods(), OutdatedUnits(), ShrunkUnits(), DestroyedUnits())
