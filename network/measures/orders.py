"""Orders and demand: their size, spread and number."""

from __future__ import annotations

import math

from bullwhip.network.arrays import Array
from bullwhip.network.measures.measure import Measure
from bullwhip.network.measures.statistics import Statistics
from bullwhip.network.tally import Sum

__all__ = ["FAMILY"]


class OrdersMean(Measure):
    """Average order."""

    unit = "units per period"
    formula = "mean(O)"
    needs = (Sum.ORDERS,)
    least = -math.inf
    items = "added"

    def over(self, of: Statistics) -> Array:
        """The average."""
        return of.mean(Sum.ORDERS)


class OrdersVariance(Measure):
    """Sample variance of orders over the periods counted."""

    unit = "units squared"
    formula = "var(O)"
    needs = (Sum.ORDERS_SQUARED,)

    def over(self, of: Statistics) -> Array:
        """The variance."""
        return of.variance(Sum.ORDERS_SQUARED)


class OrderFrequency(Measure):
    """Share of periods with an order (of the network: orders to the outside world per period)."""

    unit = "orders per period"
    formula = "share(O > 0)"
    needs = (Sum.ORDERS_PLACED,)
    items = "added"

    def over(self, of: Statistics) -> Array:
        """The share."""
        return of.mean(Sum.ORDERS_PLACED)


class DemandMean(Measure):
    """Average of what the site is asked for."""

    unit = "units per period"
    formula = "mean(D)"
    needs = (Sum.ASKED,)
    least = -math.inf
    items = "added"

    def over(self, of: Statistics) -> Array:
        """The average."""
        return of.mean(Sum.ASKED)


class CustomerDemandMean(Measure):
    """Average of what the site's own customers ask for; those of the sites that it supplies are not among them."""

    unit = "units per period"
    formula = "mean(Dc)"
    needs = (Sum.ASKED,)
    least = -math.inf
    items = "added"
    as_network = "demand_mean"

    def over(self, of: Statistics) -> Array:
        """The average."""
        return of.own_mean(Sum.ASKED)


class DemandVariance(Measure):
    """Sample variance of what the site is asked for."""

    unit = "units squared"
    formula = "var(D)"
    needs = (Sum.ASKED_SQUARED,)

    def over(self, of: Statistics) -> Array:
        """The variance."""
        return of.variance(Sum.ASKED_SQUARED)


FAMILY = (
    OrdersMean(), OrdersVariance(), OrderFrequency(), DemandMean(), CustomerDemandMean(), DemandVariance(),
)  # fmt: skip
