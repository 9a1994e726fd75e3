"""What stock, backlog, orders and goods cost and earn, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.tally import Sum, Tally
from bullwhip.network.topology import Network

__all__ = [
    "PAID",
    "UNIT_COSTS",
    "Costs",
    "added",
    "cash",
    "cost_needs",
    "costs_of",
    "costs_so_far",
    "costs_summed",
    "paid_by_unit",
]


class UnitCost(NamedTuple):
    """What is paid for each unit of a quantity; of what is money itself, 1 where there may be any, else 0."""

    quantity: str
    summed: Sum
    rate: Callable[[Network], Array]  # (stockpoints,)


UNIT_COSTS = {  # by kind: one more is a line here, and one in `Costs`
    "lost": UnitCost("lost", Sum.LOST, lambda network: network.lost_cost),
    "discard": UnitCost("outdated", Sum.OUTDATED, lambda network: network.discard_cost),
    "purchase": UnitCost("purchase", Sum.PURCHASES, lambda network: network.charges.rates["purchase"]),
    "production": UnitCost("production", Sum.PRODUCTION, lambda network: network.charges.rates["production"]),
    "shipment": UnitCost("shipment", Sum.SHIPMENTS, lambda network: network.charges.rates["shipment"]),
}
PAID = {  # what is no cost of its own, in the same form
    "inside": UnitCost("inside", Sum.PAID_INSIDE, lambda network: network.charges.rates["inside"]),
    "sales": UnitCost("sales", Sum.SALES, lambda network: network.charges.rates["sales"]),
    "deliveries": UnitCost("deliveries", Sum.DELIVERIES, lambda network: network.charges.rates["deliveries"]),
}


class Costs(NamedTuple):
    """Costs by kind, and what they are set against: (entities, replications) each, money."""

    holding: Array  # on hand and in transit
    in_transit: Array  # the part of holding that goods in transit cause
    backlog: Array
    order: Array
    capital: Array
    lost: Array
    discard: Array
    purchase: Array
    production: Array
    shipment: Array
    inside: Array  # the part of purchases that other sites of the network get
    sales: Array  # from own customers
    deliveries: Array  # from other sites of the network
    kinds: tuple[str, ...]  # those of UNIT_COSTS and PAID of which there may be any: the others are 0

    @property
    def total(self) -> Array:
        """Costs of every kind."""
        total = self.holding + self.backlog + self.order + self.capital
        for kind in self.kinds:
            if kind in UNIT_COSTS:
                total += getattr(self, kind)  # where it lies: it is nobody else's
        return total

    @property
    def revenue(self) -> Array:
        """What comes in."""
        return self.sales + self.deliveries

    @property
    def profit(self) -> Array:
        """Revenue less costs of every kind."""
        return self.revenue - self.total

    @property
    def cash_flow(self) -> Array:
        """What comes in less what is paid: the cost of capital is no payment."""
        return self.profit + self.capital

    def of_network(self, listing: Ints) -> Costs:
        """Those of the network (1, replications), if these are its stockpoints': between its sites nothing is paid."""
        there = {name: getattr(self, name) for name in (*_ALWAYS, *self.kinds)}
        if "inside" in there:
            there["purchase"] = self.purchase - there.pop("inside")
            del there["deliveries"]
        nothing = np.zeros((1, self.holding.shape[1]))
        whole = {name: added(there[name], listing) if name in there else nothing for name in Costs._fields[:-1]}
        return Costs(**whole, kinds=self.kinds)


_ALWAYS = ("holding", "in_transit", "backlog", "order", "capital")


def costs_of(network: Network, figures: Mapping[str, Array], *, rows: slice | Ints = slice(None)) -> Costs:
    """The costs of a period, or of several from their sums.

    `figures` are those of all stockpoints, or of those in `rows`; they may have the periods as an axis before:
    `on_hand`, `backlog` and `in_transit` at the end of the period, `placed`, whether an order was placed, and the
    quantities of `paid_by_unit`.  Where the rates of lanes into one stockpoint differ (`network.rates_differ`),
    `transit_cost` is what goods in transit cost.
    """
    on_hand, in_transit = figures["on_hand"], figures["in_transit"]
    paid = paid_by_unit(network)
    nothing = np.zeros_like(on_hand)
    of_units = {
        kind: figures[paid[kind].quantity] * paid[kind].rate(network)[rows, None] if kind in paid else nothing
        for kind in (*UNIT_COSTS, *PAID)
    }
    transit = figures.get("transit_cost")
    if transit is None:
        transit = in_transit * network.transit_cost[network.inbound[rows]][:, None]
    return Costs(
        on_hand * network.holding_cost[rows, None] + transit,
        transit,
        figures["backlog"] * network.backlog_cost[rows, None],
        figures["placed"] * network.order_cost[rows, None],
        network.unit_value[rows, None] * (on_hand + in_transit) * network.capital_rate,
        **of_units,
        kinds=tuple(paid),
    )


def paid_by_unit(network: Network) -> dict[str, UnitCost]:
    """The kinds of UNIT_COSTS and PAID of which there may be any here."""
    return {kind: cost for kind, cost in (UNIT_COSTS | PAID).items() if cost.rate(network).any()}


def cost_needs(network: Network) -> frozenset[Sum]:
    """The sums that costs of every kind are made of here: who pays nothing for a thing need not count it."""
    needs = {Sum.ON_HAND, Sum.BACKLOG}
    if network.transit_cost.any() or (network.capital_rate and network.unit_value.any()):
        needs.add(Sum.IN_TRANSIT)
    if network.order_cost.any():
        needs.add(Sum.ORDERS_PLACED)
    needs.update(cost.summed for cost in paid_by_unit(network).values())
    return frozenset(needs)


def costs_summed(network: Network, tally: Tally) -> Costs:
    """The costs of every stockpoint (stockpoints, replications) over the periods counted.

    The tally has at least the sums of `cost_needs`; what else there is costs nothing.
    """
    sums = {"on_hand": Sum.ON_HAND, "backlog": Sum.BACKLOG, "in_transit": Sum.IN_TRANSIT, "placed": Sum.ORDERS_PLACED}
    sums |= {cost.quantity: cost.summed for cost in paid_by_unit(network).values()}
    nothing = np.zeros_like(tally.sums[Sum.ON_HAND])
    figures = {name: tally.sums[what] if what in tally.needs else nothing for name, what in sums.items()}
    if tally.transit_cost is not None:
        figures["transit_cost"] = tally.transit_cost
    return costs_of(network, figures)


def costs_so_far(network: Network, tally: Tally) -> tuple[Array, Array]:
    """The costs of every stockpoint (stockpoints, replications), and of the network (1, replications).

    The same figures as the measures', to the last bit, for who wants no others.
    """
    costs = costs_summed(network, tally)
    return costs.total, costs.of_network(network.listing).total


def cash(network: Network, tally: Tally, cash_flow: Array) -> Array:
    """What is in the accounts: (stockpoints, replications).  `cash_flow` is that of the periods counted."""
    return network.cash[:, None] + (tally.cash_flow_before + cash_flow)


@compiled
def added(values, rows):  # type: ignore[no-untyped-def]
    """The sum over rows in the order of the file, whatever their rules: (1, replications).

    Added one by one: NumPy's own sum takes another order for a single replication, and the last bit of a replication
    would depend on how many run together.
    """
    out = np.zeros((1, values.shape[1]))
    total = out[0]
    for row in rows:
        for r in range(total.shape[0]):
            total[r] += values[row, r]
    return out
