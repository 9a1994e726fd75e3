"""What stock, backlog and orders cost, by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.tally import Sum, Tally
from bullwhip.network.topology import Network

__all__ = ["UNIT_COSTS", "Costs", "added", "cost_needs", "costs_of", "costs_so_far", "costs_summed", "paid_by_unit"]


class UnitCost(NamedTuple):
    """What is paid for each unit of a quantity."""

    quantity: str
    summed: Sum
    rate: str  # the network's, (stockpoints,)


UNIT_COSTS = {  # by kind: one more is a line here, and one in `Costs`
    "lost": UnitCost("lost", Sum.LOST, "lost_cost"),
    "discard": UnitCost("outdated", Sum.OUTDATED, "discard_cost"),
}


class Costs(NamedTuple):
    """Costs by kind: (entities, replications) each, money."""

    holding: Array  # on hand and in transit
    in_transit: Array
    backlog: Array
    order: Array
    capital: Array
    lost: Array
    discard: Array

    @property
    def total(self) -> Array:
        """Costs of every kind."""
        total = self.holding + self.backlog + self.order + self.capital
        for kind in UNIT_COSTS:
            total += getattr(self, kind)  # where it lies: it is nobody else's
        return total


def costs_of(
    network: Network,
    on_hand: Array,
    backlog: Array,
    in_transit: Array,
    orders_placed: Array,
    *,
    rows: slice | Ints = slice(None),
    transit_cost: Array | None = None,
    units: Mapping[str, Array],
) -> Costs:
    """The costs of a period, or of several from their sums: units at its end, and whether an order was placed.

    Of all stockpoints, or of those in `rows`.  Arrays may have the periods as an axis before.  Where the rates of lanes
    into one stockpoint differ (`network.rates_differ`), `transit_cost` is what goods in transit cost.  `units` are the
    quantities for each unit of which is paid, by name: those of `paid_by_unit` at least.
    """
    paid = paid_by_unit(network)
    nothing = np.zeros_like(on_hand)
    of_units = {
        kind: units[cost.quantity] * getattr(network, cost.rate)[rows, None] if kind in paid else nothing
        for kind, cost in UNIT_COSTS.items()
    }
    transit = transit_cost
    if transit is None:
        transit = in_transit * network.transit_cost[network.inbound[rows]][:, None]
    return Costs(
        on_hand * network.holding_cost[rows, None] + transit,
        transit,
        backlog * network.backlog_cost[rows, None],
        orders_placed * network.order_cost[rows, None],
        network.unit_value[rows, None] * (on_hand + in_transit) * network.capital_rate,
        **of_units,
    )


def paid_by_unit(network: Network) -> dict[str, UnitCost]:
    """The kinds of UNIT_COSTS that cost anything here."""
    return {kind: cost for kind, cost in UNIT_COSTS.items() if getattr(network, cost.rate).any()}


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
    counted = (Sum.ON_HAND, Sum.BACKLOG, Sum.IN_TRANSIT, Sum.ORDERS_PLACED)
    nothing = np.zeros_like(tally.sums[Sum.ON_HAND])
    sums = [tally.sums[what] if what in tally.needs else nothing for what in counted]
    units = {cost.quantity: tally.sums[cost.summed] for cost in paid_by_unit(network).values()}
    return costs_of(network, *sums, transit_cost=tally.transit_cost, units=units)


def costs_so_far(network: Network, tally: Tally) -> tuple[Array, Array]:
    """The costs of every stockpoint (stockpoints, replications), and of the network (1, replications).

    The same figures as the measures', to the last bit, for who wants no others.
    """
    costs = costs_summed(network, tally)
    return costs.total, Costs(*(added(kind, network.listing) for kind in costs)).total


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
