"""What a run's sums say about each stockpoint, and about the network as a whole, one figure per replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.tally import ALWAYS, Sum, Tally
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["Books", "Costs", "costs_of", "costs_so_far", "network_books", "stockpoint_books"]

_EPSILON = float(np.finfo(np.float64).eps)
_COSTLY = (Sum.ON_HAND, Sum.BACKLOG, Sum.IN_TRANSIT, Sum.ORDERS_PLACED)  # as `costs_of` takes them


@dataclass(frozen=True, eq=False)
class Books:
    """Figures of one or many entities: arrays (entities, replications), over the periods counted.

    Means are per period, costs are totals.  An entity is a stockpoint, or the whole network, where stock and costs are
    sums over all stockpoints, demand and service are the customers', and orders are those that leave for the outside
    world.  Shares of periods and of cycles are then means over the stockpoints that customers buy from, weighted by
    what these ask for.  What a run did not observe is None.
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
    without_backlog: Array | None = None  # share of periods
    with_stock: Array | None = None  # share of periods
    cycles: Array | None = None  # replenishment cycles per period
    cycles_without_backlog: Array | None = None  # per period
    # The same of the entity's own customers alone; of the whole network there are no others.
    own_asked_mean: Array | None = None
    own_claimed_mean: Array | None = None
    own_filled_at_once: Array | None = None
    own_without_backlog: Array | None = None  # NaN without customers
    own_cycles: Array | None = None
    own_cycles_without_backlog: Array | None = None

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

    The same figures as in the books, to the last bit, for who wants no others.  The tally has all of `_COSTLY`.
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
    if tally.needs == ALWAYS:
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
    served, apart = network.served[:, None], network.mixed >= 0
    asked_mean, claimed_mean = typical + sums[Sum.ASKED] / n, sums[Sum.CLAIMED] / n
    filled, clear = sums[Sum.FILLED_AT_ONCE] / n, sums[Sum.PERIODS_WITHOUT_BACKLOG] / n
    cycles, clear_cycles = sums[Sum.CYCLES] / n, sums[Sum.CYCLES_WITHOUT_BACKLOG] / n

    def own(which: Sum, of_all: Array) -> Array:
        """Of the customers alone: as of all, where they are the only claimants."""
        out = np.where(served, of_all, 0.0)
        out[apart] = tally.own[which] / n
        return out

    return Books(
        n, on_hand / n, backlog / n,
        costs.holding, costs.in_transit, costs.backlog, costs.order, costs.capital, capital / n,
        orders_mean=order_mean,
        orders_variance=order_variance,
        in_transit=sums[Sum.IN_TRANSIT] / n,
        order_frequency=sums[Sum.ORDERS_PLACED] / n,
        asked_mean=asked_mean,
        claimed_mean=claimed_mean,
        asked_variance=_variance(sums[Sum.ASKED], sums[Sum.ASKED_SQUARED], n),
        customers_variance=_variance(customers[0], customers[1], n),
        net_stock_variance=_variance(net, sums[Sum.NET_STOCK_SQUARED], n),
        filled_at_once=filled,
        without_backlog=clear,
        with_stock=sums[Sum.PERIODS_WITH_STOCK] / n,
        cycles=cycles,
        cycles_without_backlog=clear_cycles,
        own_asked_mean=own(Sum.ASKED, asked_mean),
        own_claimed_mean=own(Sum.CLAIMED, claimed_mean),
        own_filled_at_once=own(Sum.FILLED_AT_ONCE, filled),
        own_without_backlog=np.where(served, own(Sum.PERIODS_WITHOUT_BACKLOG, clear), np.nan),
        own_cycles=np.where(served, cycles, 0.0),
        own_cycles_without_backlog=own(Sum.CYCLES_WITHOUT_BACKLOG, clear_cycles),
    )  # fmt: skip


def network_books(network: Network, tally: Tally, rows: Books) -> Books:
    """The books of the whole network, from those of its stockpoints: one entity."""
    summed = {
        name: _sum(getattr(rows, name), network.listing)
        for name in (
            "on_hand", "backlog", "holding_cost", "in_transit_cost", "backlog_cost", "order_cost", "capital_cost",
            "working_capital",
        )
    }  # fmt: skip
    if tally.needs == ALWAYS:
        return Books(rows.periods, **summed)
    outward = network.source == OUTSIDE
    buyers = network.listing[np.isin(network.listing, network.target[outward])]  # rows that order from outside
    bought, asked = tally.outside, tally.market
    typical = tally.typical[network.target[outward]].sum()
    variance = _variance(asked[:1], asked[1:], rows.periods)
    with_stock, customers = _at_customers(network, rows)
    customers["asked_mean"] = network.tape.means.sum() + asked[:1] / rows.periods
    return Books(
        periods=rows.periods,
        orders_mean=typical + bought[:1] / rows.periods,
        orders_variance=_variance(bought[:1], bought[1:], rows.periods),
        in_transit=_summed(rows.in_transit, network.listing),
        order_frequency=_summed(rows.order_frequency, buyers),
        asked_variance=variance,
        customers_variance=variance,
        with_stock=with_stock,
        **customers,
        **{f"own_{name}": values for name, values in customers.items()},
        **summed,
    )


def _at_customers(network: Network, rows: Books) -> tuple[Array, dict[str, Array]]:
    """The share of periods with stock where customers buy, and their demand and service; (1, replications) each.

    Shares are weighted by what the customers of a stockpoint asked for in the replication; alike where nobody asked.
    """
    seen = network.listing[network.served[network.listing]]  # rows that customers see
    claimed = rows.own_claimed_mean
    assert claimed is not None  # the run is observed
    total = _sum(claimed, seen)
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = np.where(total > 0.0, claimed / total, 1.0 / seen.size if seen.size else np.nan)

    def weighted(values: Array | None) -> Array:
        # Where nobody buys anything there is no service.
        return _summed(values, seen, weights) if seen.size else np.full_like(total, np.nan)

    return weighted(rows.with_stock), {
        "claimed_mean": total,
        "filled_at_once": _summed(rows.own_filled_at_once, seen),
        "without_backlog": weighted(rows.own_without_backlog),
        "cycles": weighted(rows.own_cycles),
        "cycles_without_backlog": weighted(rows.own_cycles_without_backlog),
    }


def _summed(values: Array | None, rows: Ints, weights: Array | None = None) -> Array:
    """The sum over rows of what an observed run knows: (1, replications)."""
    assert values is not None
    summed: Array = _sum(values if weights is None else values * weights, rows)
    return summed


@compiled
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
