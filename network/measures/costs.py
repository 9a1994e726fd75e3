"""Costs by kind, and what is tied up in stock."""

from __future__ import annotations

import math

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.costs import PAID, UNIT_COSTS, cash, cost_needs
from bullwhip.network.measures.measure import Measure
from bullwhip.network.measures.statistics import OfStockpoints, Statistics
from bullwhip.network.tally import Sum
from bullwhip.network.topology import Network

__all__ = ["FAMILY"]


def _in_transit_rate(network: Network) -> Array:
    rates: Array = np.zeros(network.rows)
    np.maximum.at(rates, network.target[network.lane_in], network.transit_cost[network.lane_in])
    return rates


def _holding_rate(network: Network) -> Array:
    return network.holding_cost + _in_transit_rate(network)


def _capital_rate(network: Network) -> Array:
    return network.unit_value * network.capital_rate


def _revenue_rate(network: Network) -> Array:
    rates: Array = sum((paid.rate(network) for paid in PAID.values()), np.zeros(network.rows))
    return rates


class _Money(Measure):
    unit = "money"
    items = "added"

    def needed(self, network: Network) -> tuple[Sum, ...]:
        """What any cost is made of: they are worked out together."""
        return tuple(cost_needs(network))


class Cost(_Money):
    """All costs over the periods counted.

    Of the network without what one of its sites pays another.
    """

    formula = (
        "holding_cost + backlog_cost + order_cost + capital_cost + lost_cost + discard_cost + purchase_cost"
        " + production_cost + shipment_cost"
    )

    def over(self, of: Statistics) -> Array:
        """The total."""
        return of.total_cost

    def rates(self, network: Network) -> Array:
        """All rates together."""
        by_unit = sum(cost.rate(network) for cost in UNIT_COSTS.values())
        rates = _holding_rate(network) + network.backlog_cost + network.order_cost + _capital_rate(network)
        return np.asarray(rates + by_unit, np.float64)


class CostPerPeriod(Cost):
    """Cost divided by the periods counted."""

    unit = "money per period"
    formula = "cost / T"

    def over(self, of: Statistics) -> Array:
        """The total by period."""
        return of.total_cost / of.periods


class HoldingCost(_Money):
    """Holding cost of stock on hand, and of goods in transit to the site."""

    formula = "h * sum(H) + g * sum(W)"

    def over(self, of: Statistics) -> Array:
        """Both parts."""
        return of.costs.holding

    def rates(self, network: Network) -> Array:
        """Of both parts."""
        return _holding_rate(network)


class InTransitCost(_Money):
    """The part of the holding cost that goods in transit cause."""

    formula = "g * sum(W)"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """That part."""
        return of.costs.in_transit

    def rates(self, network: Network) -> Array:
        """That of the lane, of several the largest."""
        return _in_transit_rate(network)


class BacklogCost(_Money):
    """Cost of units owed, to customers and to other sites."""

    formula = "b * sum(B)"

    def over(self, of: Statistics) -> Array:
        """Of the backlog."""
        return of.costs.backlog

    def rates(self, network: Network) -> Array:
        """Of a unit owed."""
        return network.backlog_cost


class OrderCost(_Money):
    """Cost of placing orders."""

    formula = "k * count(O > 0)"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """Of all orders."""
        return of.costs.order

    def rates(self, network: Network) -> Array:
        """Of an order."""
        return network.order_cost


class CapitalCost(_Money):
    """Opportunity cost of the working capital."""

    formula = "i * T * working_capital"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """Of what is tied up."""
        return of.costs.capital

    def rates(self, network: Network) -> Array:
        """Of a unit."""
        return _capital_rate(network)


class LostCost(_Money):
    """Cost of customers' demand that is lost."""

    formula = "l * sum(L)"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """Of all that is lost."""
        return of.costs.lost

    def rates(self, network: Network) -> Array:
        """Of a unit."""
        return network.lost_cost


class DiscardCost(_Money):
    """Cost of stock that is discarded."""

    formula = "d * sum(E)"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """Of all that is discarded."""
        return of.costs.discard

    def rates(self, network: Network) -> Array:
        """Of a unit."""
        return network.discard_cost


class PurchaseCost(_Money):
    """Price of the goods that were sent to the site."""

    formula = "sum(p * U)"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """Of all lanes without a recipe."""
        return of.costs.purchase

    def rates(self, network: Network) -> Array:
        """Whether anything is bought."""
        return network.charges.rates["purchase"]


class ProductionCost(_Money):
    """Cost of what was made by recipes."""

    formula = "sum(c * G)"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """Of all lanes with a recipe."""
        return of.costs.production

    def rates(self, network: Network) -> Array:
        """Whether making costs anything."""
        return network.charges.rates["production"]


class ShipmentCost(_Money):
    """Cost of shipments to the site, and of starts of recipes."""

    formula = "f * count(U + G > 0)"
    often_nothing = True

    def over(self, of: Statistics) -> Array:
        """Of all lanes."""
        return of.costs.shipment

    def rates(self, network: Network) -> Array:
        """Whether a shipment costs anything."""
        return network.charges.rates["shipment"]


class Revenue(_Money):
    """What customers and other sites paid; of the network, what customers did."""

    formula = "sum(q * V) + sum(r * X)"
    often_nothing = True
    least = -math.inf

    def over(self, of: Statistics) -> Array:
        """Of both."""
        return of.costs.revenue

    def rates(self, network: Network) -> Array:
        """Whether anybody pays."""
        return _revenue_rate(network)


class _Balance(_Money):
    """What is left of money: of interest only where something is bought or sold."""

    least = -math.inf

    def of_interest(self, network: Network) -> bool:
        """Whether anybody is paid, or there is money at the start."""
        return bool(network.charges.rows.size or network.cash.any())


class Profit(_Balance):
    """Revenue less costs of every kind."""

    formula = "revenue - cost"

    def over(self, of: Statistics) -> Array:
        """What is left."""
        return of.profit

    def rates(self, network: Network) -> Array:
        """Of costs and revenue together."""
        return Cost().rates(network) + _revenue_rate(network)


class Cash(_Balance):
    """Money in the site's account at the end of the run: at the start, and since then revenue less what was paid.

    The cost of capital is no payment.  What the warm-up brought and took is in it.
    """

    formula = "m + sum(M)"

    def over(self, of: Statistics) -> Array:
        """What is there."""
        return of.added(lambda rows: cash(rows.network, rows.tally, rows.profit + rows.costs.capital))

    def rates(self, network: Network) -> Array:
        """As of the profit."""
        return Profit().rates(network)


class WorkingCapital(_Money):
    """Value of the average stock on hand and in transit to the site."""

    formula = "v * mean(H + W)"
    often_nothing = True

    def needed(self, network: Network) -> tuple[Sum, ...]:
        """What is tied up, where it has a value."""
        return (Sum.ON_HAND, Sum.IN_TRANSIT) if network.unit_value.any() else ()

    def over(self, of: Statistics) -> Array:
        """What is tied up on average."""

        def of_each(rows: OfStockpoints) -> Array:
            values = rows.network.unit_value[:, None]
            if not values.any():
                return rows.nothing
            value: Array = values * (rows.total(Sum.ON_HAND) + rows.total(Sum.IN_TRANSIT))
            return value / rows.periods

        return of.added(of_each)

    def rates(self, network: Network) -> Array:
        """The value of a unit."""
        return network.unit_value


FAMILY = (
    Cost(), CostPerPeriod(), HoldingCost(), InTransitCost(), BacklogCost(), OrderCost(), CapitalCost(),
    WorkingCapital(), LostCost(), DiscardCost(), PurchaseCost(), ProductionCost(), ShipmentCost(), Revenue(), Profit(),
    Cash(),
)  # fmt: skip
