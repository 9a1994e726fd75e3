"""Sums that a batch gathers while it runs, one number per stockpoint and replication, so that memory does not grow."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from bullwhip.network.arrays import Array, StaggeredArrays
from bullwhip.network.flows.observe import observe, observe_customers, observe_outside
from bullwhip.network.rounding import NEGLIGIBLE
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["ALWAYS", "EVERYTHING", "Sum", "Tally", "is_order"]


class Sum(IntEnum):
    """What is summed over the periods counted.  The first four cost nothing beside the step, and are always there."""

    ON_HAND = 0
    BACKLOG = 1
    ORDERS = 2  # about `typical`
    ORDERS_SQUARED = 3  # about `typical`
    ASKED = 4  # about `typical`
    ASKED_SQUARED = 5  # about `typical`
    NET_STOCK_SQUARED = 6  # about the stock at the start
    FILLED_AT_ONCE = 7
    IN_TRANSIT = 8
    ORDERS_PLACED = 9  # periods with an order
    PERIODS_WITHOUT_BACKLOG = 10
    PERIODS_WITH_STOCK = 11
    CLAIMED = 12  # what was asked for, without returns and what is set against them
    CYCLES = 13  # replenishment cycles that ended
    CYCLES_WITHOUT_BACKLOG = 14
    CUSTOMERS = 15  # what the customers behind a stockpoint ask for, and its square: `Tally.customers`
    MARKET = 16  # the same of all customers: `Tally.market`
    OUTSIDE = 17  # the same of what the outside world is asked for: `Tally.outside`


ALWAYS = frozenset({Sum.ON_HAND, Sum.BACKLOG, Sum.ORDERS, Sum.ORDERS_SQUARED})
EVERYTHING = frozenset(Sum)
_OWN = (  # what is summed of the customers of stockpoints that serve other sites as well, besides what is of all
    Sum.ASKED,
    Sum.CLAIMED,
    Sum.FILLED_AT_ONCE,
    Sum.PERIODS_WITHOUT_BACKLOG,
    Sum.CYCLES_WITHOUT_BACKLOG,
)
_OF_NETWORK = frozenset({Sum.CUSTOMERS, Sum.MARKET, Sum.OUTSIDE})


def is_order(orders: Array, typical: Array) -> Array:
    """Whether orders (..., stockpoints, replications) are more than rounding leaves of nothing.

    `typical` (stockpoints,) is the mean demand behind each.
    """
    return np.greater(orders, NEGLIGIBLE * typical[:, None])


class Tally:
    """The sums over the periods counted so far: those that are needed, and the four that are always there.

    `sums[Sum.X]` is (stockpoints, replications), `own[Sum.X]` the same of the customers alone of the stockpoints that
    serve other sites as well, in the rows that `network.mixed` names.  Orders and demand are summed about `typical`,
    the mean demand behind each stockpoint, so that their variances keep their digits.

    A replenishment cycle lasts from a period in which goods come in to the one before they do so next.  It counts if
    its last period does, wherever it began: cycles of every length then have the same chance to count.
    """

    def __init__(self, network: Network, replications: int, needs: frozenset[Sum], arrays: StaggeredArrays) -> None:
        self.needs = needs | ALWAYS
        self.periods = 0
        rows, apart = network.rows, int((network.mixed >= 0).sum())

        def room(needed: bool, size: int) -> Array:
            """Of what is not needed there are no rows: that is how the loops know."""
            return arrays.zeros(size if needed else 0, replications)

        self._rows = {what: room(what in self.needs, rows) for what in Sum if what not in _OF_NETWORK}
        self._own = {what: room(what in self.needs, apart) for what in _OWN}
        self.on_hand, self.backlog = self._rows[Sum.ON_HAND], self._rows[Sum.BACKLOG]
        self.orders, self.orders_squared = self._rows[Sum.ORDERS], self._rows[Sum.ORDERS_SQUARED]
        self.sums = {what: total for what, total in self._rows.items() if what in self.needs}
        self.own = {what: total for what, total in self._own.items() if what in self.needs}
        starts, markets = network.downstream
        means = np.concatenate([[0.0], np.cumsum(network.tape.means[markets])])
        self.typical: Array = means[starts[1:]] - means[starts[:-1]]  # (stockpoints,)
        self._transit = room(Sum.IN_TRANSIT in needs, rows)  # on its way now
        for lane, coming in network.in_transit.items() if Sum.IN_TRANSIT in needs else ():
            self._transit[network.target[lane]] = sum(coming)
        cycles = bool(needs & {Sum.CYCLES, Sum.CYCLES_WITHOUT_BACKLOG})
        self._cycle = room(cycles, rows)  # what `observe` notes of the cycle under way
        self._own_cycle = room(Sum.CYCLES_WITHOUT_BACKLOG in needs, apart)
        self.reach, *self._sets = network.sets_of_markets
        kept = len(self._sets[0]) - 1 if Sum.CUSTOMERS in needs else 0
        self.customers = np.zeros((2, kept, replications))  # sum and sum of squares of demand by set of markets
        # Of the network as a whole, about the mean demand: sum and sum of squares of what the outside world is asked
        # for, and of what all customers ask for.
        self.outside = np.zeros((2, replications))
        self.market = np.zeros((2, replications))

    def reset(self) -> None:
        """Forget what was summed: the warm-up is over."""
        self.periods = 0
        for total in (*self.sums.values(), *self.own.values(), self.customers, self.outside, self.market):
            total[:] = 0.0

    def is_order(self, orders: Array) -> Array:
        """Whether orders (stockpoints, replications) are more than rounding leaves of nothing."""
        return is_order(orders, self.typical)

    def count(self, network: Network, state: State, demand: Array) -> None:
        """Count the period that is ending.  Stock, backlog and orders were summed by the step itself."""
        self.periods += 1
        needs = self.needs
        if Sum.OUTSIDE in needs:
            observe_outside(
                network.first_lane[-1], state.placed_at, network.target, state.mail, self.typical, self.outside
            )  # fmt: skip
        if not needs <= ALWAYS | _OF_NETWORK:
            observe(
                demand, network.inbound, network.first_lane, network.market, state.asked_at, state.placed_at,
                state.due_at, state.sent_at, network.pipe.first, network.pipe.stride, network.pipe.end,
                state.return_rows, state.on_hand, state.owed, state.mail, state.pipe, state.paid,
                self._transit, self._cycle, network.mixed, self._own_cycle, self.typical, network.stock,
                *(total for what, total in self._rows.items() if what not in ALWAYS), *self._own.values(),
            )  # fmt: skip
        if needs & {Sum.CUSTOMERS, Sum.MARKET}:
            observe_customers(demand, *self._sets, network.tape.means, self.customers, self.market)
