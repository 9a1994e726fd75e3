"""What a run's sums say about each stockpoint, and about the network as a whole, one figure per replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.tally import Sum, Tally
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["Books", "Costs", "costs_of", "costs_so_far", "network_books", "stockpoint_books"]

_EPSILON = float(np.finfo(np.float64).eps)
_COSTLY = (Sum.ON_HAND, Sum.BACKLOG, Sum.IN_TRANSIT, Sum.ORDERS_PLACED)  # as `costs_of` takes them


@dataclass(frozen=True, eq=False)
class Books:
    """Figures of one or many entities: arrays (entities, replications), over the periods counted.

    Means are per period, costs are totals.  An entity is a stockpoint, or the whole network, where stock and costs are
    sums over all stockpoints, demand and service are those of the stockpoints that customers see, and orders are those
    that leave for the outside world.  What a run did not observe is None.
    """

    periods: int
    on_hand: Array
    backlog: Array
    holding_cost: Array  # on hand and in transit
    in_transit_cost: Array
    backlog_cost: Array
    order_cost: Array
    capital_cost: Array
    working_capital: Array
    orders_mean: Array | None = None
    orders_variance: Array | None = None
    in_transit: Array | None = None
    order_frequency: Array | None = None
    asked_mean: Array | None = None
    asked_variance: Array | None = None
    claimed_mean: Array | None = None  # what was asked for, without returns
    customers_variance: Array | None = None
    net_stock_variance: Array | None = None
    filled_at_once: Array | None = None
    without_backlog: Array | None = None
    with_stock: Array | None = None

    @property
    def cost(self) -> Array:
        """Costs of every kind."""
        return self.holding_cost + self.backlog_cost + self.order_cost + self.capital_cost


class Costs(NamedTuple):
    """Costs by kind: (stockpoints, replications) each, money."""

    holding: Array  # on hand and in transit
    in_transit: Array
    backlog: Array
    order: Array
    capital: Array

    @property
    def total(self) -> Array:
        """Costs of every kind."""
        return self.holding + self.backlog + self.order + self.capital


def costs_of(
    network: Network,
    on_hand: Array,
    backlog: Array,
    in_transit: Array,
    orders_placed: Array,
    *,
    rows: slice | Ints = slice(None),
) -> Costs:
    """The costs of a period, or of several from their sums: units at its end, and whether an order was placed.

    Of all stockpoints, or of those in `rows`.  Arrays may have the periods as an axis before.
    """
    transit = in_transit * network.transit_cost[network.inbound[rows]][:, None]
    return Costs(
        on_hand * network.holding_cost[rows, None] + transit,
        transit,
        backlog * network.backlog_cost[rows, None],
        orders_placed * network.order_cost[rows, None],
        network.unit_value[rows, None] * (on_hand + in_transit) * network.capital_rate,
    )


def costs_so_far(network: Network, tally: Tally) -> tuple[Array, Array]:
    """The costs of every stockpoint (stockpoints, replications), and of the network (1, replications).

    The same figures as in the books, to the last bit, for who wants no others.  The tally is observing.
    """
    costs = costs_of(network, *(tally.sums[what] for what in _COSTLY))
    return costs.total, Costs(*(_sum(kind, network.listing) for kind in costs)).total


def stockpoint_books(network: Network, tally: Tally) -> Books:
    """The books of every stockpoint: entities are the rows."""
    n, sums = tally.periods, tally.sums
    typical = tally.typical[:, None]
    on_hand, backlog = sums[Sum.ON_HAND], sums[Sum.BACKLOG]
    order_mean = typical + sums[Sum.ORDERS] / n
    order_variance = _variance(sums[Sum.ORDERS], sums[Sum.ORDERS_SQUARED], n)
    if not tally.observing:
        nothing = np.zeros_like(on_hand)
        costs = costs_of(network, on_hand, backlog, nothing, nothing)
        return Books(
            n, on_hand / n, backlog / n,
            costs.holding, costs.in_transit, costs.backlog, costs.order, costs.capital,
            network.unit_value[:, None] * on_hand / n,
            orders_mean=order_mean, orders_variance=order_variance,
        )  # fmt: skip
    costs = costs_of(network, *(sums[what] for what in _COSTLY))
    capital = network.unit_value[:, None] * (on_hand + sums[Sum.IN_TRANSIT])
    net = on_hand - backlog - n * network.stock[:, None]
    customers = tally.customers[:, tally.reach]
    return Books(
        n, on_hand / n, backlog / n,
        costs.holding, costs.in_transit, costs.backlog, costs.order, costs.capital, capital / n,
        orders_mean=order_mean,
        orders_variance=order_variance,
        in_transit=sums[Sum.IN_TRANSIT] / n,
        order_frequency=sums[Sum.ORDERS_PLACED] / n,
        asked_mean=typical + sums[Sum.ASKED] / n,
        claimed_mean=sums[Sum.CLAIMED] / n,
        asked_variance=_variance(sums[Sum.ASKED], sums[Sum.ASKED_SQUARED], n),
        customers_variance=_variance(customers[0], customers[1], n),
        net_stock_variance=_variance(net, sums[Sum.NET_STOCK_SQUARED], n),
        filled_at_once=sums[Sum.FILLED_AT_ONCE] / n,
        without_backlog=sums[Sum.PERIODS_WITHOUT_BACKLOG] / n,
        with_stock=sums[Sum.PERIODS_WITH_STOCK] / n,
    )  # fmt: skip


def network_books(network: Network, tally: Tally, rows: Books) -> Books:
    """The books of the whole network, from those of its stockpoints: one entity."""
    outward = network.source == OUTSIDE
    bought = tally.outside
    typical = tally.typical[network.target[outward]].sum()
    served = np.isin(network.listing, network.source[network.market >= 0])
    seen = network.listing[served]  # rows that customers see

    def total(values: Array | None) -> Array | None:
        return None if values is None else _sum(values, network.listing)

    def at_customers(values: Array | None) -> Array | None:
        return None if values is None else _sum(values, seen)

    def share(values: Array | None) -> Array | None:
        summed = at_customers(values)
        if summed is None or seen.size:
            return None if summed is None else summed / seen.size
        return np.full_like(summed, np.nan)  # where nobody asks for anything there is no service

    summed = {
        name: _sum(getattr(rows, name), network.listing)
        for name in (
            "on_hand", "backlog", "holding_cost", "in_transit_cost", "backlog_cost", "order_cost", "capital_cost",
            "working_capital",
        )
    }  # fmt: skip
    observing = tally.observing
    return Books(
        periods=rows.periods,
        orders_mean=typical + bought[:1] / rows.periods if observing else None,
        orders_variance=_variance(bought[:1], bought[1:], rows.periods) if observing else None,
        in_transit=total(rows.in_transit),
        order_frequency=total(rows.order_frequency),
        asked_mean=at_customers(rows.asked_mean),
        claimed_mean=at_customers(rows.claimed_mean),
        asked_variance=_variance(tally.market[:1], tally.market[1:], rows.periods) if observing else None,
        customers_variance=_variance(tally.market[:1], tally.market[1:], rows.periods) if observing else None,
        filled_at_once=at_customers(rows.filled_at_once),
        without_backlog=share(rows.without_backlog),
        with_stock=share(rows.with_stock),
        **summed,
    )


@njit(nogil=True, cache=True, error_model="numpy")
def _sum(values, rows):  # type: ignore[no-untyped-def]
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


def _variance(total: Array, squares: Array, n: int) -> Array:
    """Sample variance from sums about the same centre; NaN for fewer than two periods.

    What n roundings may leave of zero is zero: a ratio to it would be large, and mean nothing.
    """
    spread = squares - total * total / n
    spread = np.where(spread > n * _EPSILON * squares, spread, 0.0)
    return spread / (n - 1) if n > 1 else np.full_like(total, np.nan)
