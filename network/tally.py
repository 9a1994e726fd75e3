"""Sums that a batch gathers while it runs, one number per stockpoint and replication, so that memory does not grow."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from bullwhip.network.arrays import Array, StaggeredArrays
from bullwhip.network.flows.observe import observe, observe_customers, observe_outside
from bullwhip.network.rounding import NEGLIGIBLE
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["Sum", "Tally", "is_order"]


class Sum(IntEnum):
    """What is summed over the periods counted.  The first four cost nothing beside the step, and are always there."""

    ON_HAND = 0
    BACKLOG = 1
    ORDERS = 2  # about `typical`
    ORDERS_SQUARED = 3  # about `typical`
    ASKED = 4  # about `typical`; from here on in the order in which `observe` takes them
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


class Own(IntEnum):
    """What is summed of the customers of stockpoints that serve other sites as well: the others' `Sum` says it."""

    ASKED = 0
    CLAIMED = 1  # without returns and what is set against them
    FILLED_AT_ONCE = 2
    PERIODS_WITHOUT_BACKLOG = 3
    CYCLES_WITHOUT_BACKLOG = 4


ALWAYS = 4


def is_order(orders: Array, typical: Array) -> Array:
    """Whether orders (..., stockpoints, replications) are more than rounding leaves of nothing.

    `typical` (stockpoints,) is the mean demand behind each.
    """
    return np.greater(orders, NEGLIGIBLE * typical[:, None])


class Tally:
    """The sums over the periods counted so far.

    Orders and demand are summed about `typical`, the mean demand behind each stockpoint, so that their variances keep
    their digits.  `observing` is False for a run that needs costs and order variances only.

    A replenishment cycle lasts from a period in which goods come in to the one before they do so next.  It counts if
    its last period does, wherever it began: cycles of every length then have the same chance to count.
    """

    def __init__(self, network: Network, replications: int, observing: bool, arrays: StaggeredArrays) -> None:
        rows = network.rows
        self.periods = 0
        self.observing = observing
        self.sums = [arrays.zeros(rows, replications) for _ in range(len(Sum) if observing else ALWAYS)]
        starts, markets = network.downstream
        means = np.concatenate([[0.0], np.cumsum(network.tape.means[markets])])
        self.typical: Array = means[starts[1:]] - means[starts[:-1]]  # (stockpoints,)
        self._transit = np.zeros((rows if observing else 0, replications))  # on its way now
        for lane, coming in network.in_transit.items() if observing else ():
            self._transit[network.target[lane]] = sum(coming)
        self._cycle = np.zeros((rows if observing else 0, replications))  # _NONE, _CLEAR or _SHORT
        apart = int((network.mixed >= 0).sum()) if observing else 0  # `network.mixed` numbers their rows
        self.own = [np.zeros((apart, replications)) for _ in Own]  # in the order in which `observe` takes them
        self._own_cycle = np.zeros((apart, replications))
        self.reach, *self._sets = network.sets_of_markets
        kept = len(self._sets[0]) - 1 if observing else 0
        self.customers = np.zeros((2, kept, replications))  # sum and sum of squares of demand by set of markets
        # Of the network as a whole, about the mean demand: sum and sum of squares of what the outside world is asked
        # for, and of what all customers ask for.
        self.outside = np.zeros((2, replications))
        self.market = np.zeros((2, replications))

    def reset(self) -> None:
        """Forget what was summed: the warm-up is over."""
        self.periods = 0
        for total in (*self.sums, *self.own):
            total[:] = 0.0
        self.customers[:] = 0.0
        self.outside[:] = 0.0
        self.market[:] = 0.0

    def is_order(self, orders: Array) -> Array:
        """Whether orders (stockpoints, replications) are more than rounding leaves of nothing."""
        return is_order(orders, self.typical)

    def count(self, network: Network, state: State, demand: Array) -> None:
        """Count the period that is ending.  Stock, backlog and orders were summed by the step itself."""
        self.periods += 1
        if not self.observing:
            return
        observe_outside(
            network.first_lane[-1], state.placed_at, network.target, state.mail, self.typical, self.outside
        )  # fmt: skip
        observe(
            demand, network.inbound, network.first_lane, network.market, state.asked_at, state.placed_at, state.due_at,
            state.sent_at, network.pipe.first, network.pipe.stride, network.pipe.end, state.return_rows,
            state.on_hand, state.owed, state.mail, state.pipe, state.paid,
            self._transit, self._cycle, network.mixed, self._own_cycle, self.typical, network.stock,
            *self.sums[ALWAYS:], *self.own,
        )  # fmt: skip
        observe_customers(demand, *self._sets, network.tape.means, self.customers, self.market)
