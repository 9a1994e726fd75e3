"""Sums that a batch gathers while it runs, one number per stockpoint and replication, so that memory does not grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, TypeVar

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, StaggeredArrays, joined_columns
from bullwhip.network.flows.notes import CLEAR, CLEAR_CYCLES, CYCLES, READY, Notes
from bullwhip.network.market_sums import MarketSums, observe_outside
from bullwhip.network.rounding import hair
from bullwhip.network.state import State
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["ALWAYS", "EVERYTHING", "Sum", "Tally", "is_order", "summed_numbers"]

Thing = TypeVar("Thing")


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
    LOST = 18  # customers' demand that left
    OUTDATED = 19  # discarded
    SHRUNK = 20  # vanished
    SPOILT = 21  # arrived, and was of no use
    PURCHASES = 22  # money for goods that were sent to a stockpoint
    PRODUCTION = 23  # money for what was made there
    SHIPMENTS = 24  # money for shipments to it
    PAID_INSIDE = 25  # the part of purchases that other sites of the network got
    SALES = 26  # money from own customers
    DELIVERIES = 27  # money from other sites of the network
    DESTROYED = 28  # by a disruption, on hand or on the way


ALWAYS = frozenset({Sum.ON_HAND, Sum.BACKLOG, Sum.ORDERS, Sum.ORDERS_SQUARED})
EVERYTHING = frozenset(Sum)

_COUNTS = {  # those that are kept in notes, and which of the counts there they are
    Sum.PERIODS_WITHOUT_BACKLOG: CLEAR,
    Sum.PERIODS_WITH_STOCK: READY,
    Sum.CYCLES: CYCLES,
    Sum.CYCLES_WITHOUT_BACKLOG: CLEAR_CYCLES,
}
_FOLDED = (Sum.ASKED, Sum.ASKED_SQUARED, Sum.CLAIMED, Sum.FILLED_AT_ONCE, Sum.NET_STOCK_SQUARED)  # in kernels' order
_OWN = (Sum.ASKED, Sum.CLAIMED, Sum.FILLED_AT_ONCE)  # of the customers alone, in the order of `observe`
_OWN_COUNTS = (Sum.PERIODS_WITHOUT_BACKLOG, Sum.CYCLES_WITHOUT_BACKLOG)
_OF_NETWORK = (Sum.CUSTOMERS, Sum.MARKET, Sum.OUTSIDE)
_COUNTED = (  # by terms
    Sum.LOST, Sum.OUTDATED, Sum.SHRUNK, Sum.SPOILT, Sum.DESTROYED,
    Sum.PURCHASES, Sum.PRODUCTION, Sum.SHIPMENTS, Sum.PAID_INSIDE, Sum.SALES, Sum.DELIVERIES,
)  # fmt: skip
_JOINABLE = ALWAYS | {Sum.IN_TRANSIT, Sum.ORDERS_PLACED, *_COUNTED}
_BY_COLUMN = (
    "on_hand", "backlog", "orders", "orders_squared", "sent", "placed", "_placed_before", "_ahead", "_under_way",
    "transit_cost", "cash_flow_before",
)  # fmt: skip
_NO_FOLDS = (None,) * (len(_FOLDED) + 2)
_NOT_YET, _NOW = np.uint64(0), np.uint64(1)  # whether a cycle that ends counts
_MOST_ORDERS = 255  # periods: then a byte is full


def is_order(orders: Array, typical: Array) -> Array:
    """Whether orders (..., stockpoints, replications) are more than rounding leaves of nothing.

    `typical` (stockpoints,) is the mean demand behind each.
    """
    least: Array = hair(typical)
    return np.greater(orders, least[:, None])


def summed_numbers(needs: frozenset[Sum]) -> int:
    """How many numbers the sums of a stockpoint take in each replication."""
    apart = ALWAYS.union(_FOLDED, _COUNTED, {Sum.IN_TRANSIT})
    return len(needs.union(ALWAYS) & apart) + bool(needs & _COUNTS.keys())


class Tally:
    """The sums over the periods counted so far: those that are needed, and the four that are always there.

    `sums[Sum.X]` is (stockpoints, replications); `own[Sum.X]` is the same of the customers alone, at the stockpoints
    that serve other sites as well, in the rows that `network.mixed` names.  Both are made of what is gathered when they
    are asked for: ask between periods.  Orders and demand are summed about `typical`, the mean demand behind each
    stockpoint, so that their variances keep their digits.

    A replenishment cycle lasts from a period in which goods come in to the one before they do so next.  It counts if
    its last period does, wherever it began: cycles of every length then have the same chance to count.
    """

    def __init__(
        self,
        network: Network,
        state: State,
        needs: frozenset[Sum],
        arrays: StaggeredArrays,
        summed: Flags,
        irregular: Ints,
    ) -> None:
        """`summed` (stockpoints,): those that are summed up while they are served.

        `irregular` are those whose goods do not always travel as long as their lanes say.
        """
        self.needs = needs = needs | ALWAYS
        self.periods = 0
        self.network, self._state, self.summed = network, state, summed
        self.irregular = irregular
        self._under_way = np.zeros((irregular.size, state.on_hand.shape[1]))
        self.cash_flow_before = np.zeros(state.on_hand.shape)  # of the periods that are not counted
        by_lane = network.rates_differ and Sum.IN_TRANSIT in needs
        self.transit_cost = np.zeros_like(state.on_hand) if by_lane else None  # where units do not tell it
        lanes, apart = network.source.size, int((network.mixed >= 0).sum())
        rows, replications = state.on_hand.shape
        starts, markets, weight = network.downstream
        means = np.concatenate([[0.0], np.cumsum(weight * network.tape.means[markets])])
        self.typical: Array = means[starts[1:]] - means[starts[:-1]]  # (stockpoints,)

        def room(needed: bool, size: int) -> Array | None:
            return arrays.zeros(size, replications) if needed else None

        self.on_hand, self.backlog, self.orders, self.orders_squared = (
            arrays.zeros(rows, replications) for _ in ALWAYS
        )
        self._folded = {what: room(what in needs, rows) for what in _FOLDED}
        self._counted = {what: room(what in needs, rows) for what in _COUNTED}
        self._own = {what: room(what in needs, apart) for what in _OWN}
        self.sent = room(Sum.IN_TRANSIT in needs, lanes)
        self._notes = Notes(rows, replications, arrays) if needs & _COUNTS.keys() else None
        self._own_notes = Notes(apart, replications, arrays) if needs.intersection(_OWN_COUNTS) else None
        counted = Sum.ORDERS_PLACED in needs
        self.placed = np.zeros((rows, replications), np.uint8) if counted else None  # orders, of late
        self._placed_before = np.zeros((rows, replications))
        self._ahead = self._transit_ahead()
        self._markets = None
        if needs & {Sum.CUSTOMERS, Sum.MARKET}:
            known = {Sum.ASKED, Sum.ASKED_SQUARED} <= needs
            self._markets = MarketSums(network, self.typical, replications, Sum.CUSTOMERS in needs, known)
        buyers = network.target[network.first_lane[-1] :]  # from the outside world
        alone = buyers.size == 1 and not network.several_in[buyers[0]]
        self._buyer = slice(buyers[0], buyers[0] + 1) if alone else None
        self._outside = np.zeros((2, replications)) if Sum.OUTSIDE in needs and self._buyer is None else None
        words = None if self._notes is None else self._notes.words
        about, folds = (self.typical, network.stock), (*self._folded.values(), self.sent, words)
        self._taken = {True: (self.on_hand, self.backlog, *about, *folds), False: (None, None, *about, *_NO_FOLDS)}
        more = needs.difference(ALWAYS, _COUNTED, _OF_NETWORK)
        self.observes = bool(more)  # whether there is more to sum of rows at the end
        self._sums: dict[Sum, Array] = {}  # what was made of all this since the last period
        self._own_sums: dict[Sum, Array] = {}

    @property
    def sums(self) -> Mapping[Sum, Array]:
        """The sums of all stockpoints: (stockpoints, replications) each."""
        return _Made(self.needs.difference(_OF_NETWORK), self._sum, self._sums)

    @property
    def own(self) -> Mapping[Sum, Array]:
        """Those of the customers alone, where there are others: (such stockpoints, replications) each."""
        return _Made(self.needs.intersection(_OWN + _OWN_COUNTS), self._own_sum, self._own_sums)

    @property
    def reach(self) -> Ints:
        """Which of `customers` are behind each stockpoint: (stockpoints,)."""
        return _there(self._markets).reach

    @property
    def customers(self) -> Array:
        """Sum and sum of squares of what sets of customers ask for, about the mean demand: (2, sets, replications)."""
        return _there(self._markets).read(self._folded[Sum.ASKED], self._folded[Sum.ASKED_SQUARED])

    @property
    def market(self) -> Array:
        """The same of all customers: (2, replications)."""
        market: Array = self.customers[:, _there(self._markets).everybody]
        return market

    @property
    def outside(self) -> Array:
        """The same of what the outside world is asked for: (2, replications).  It knows a single buyer's sums."""
        if self._buyer is None:
            return _there(self._outside)
        return np.concatenate([self.orders[self._buyer], self.orders_squared[self._buyer]])

    def folds(self, summed: bool) -> tuple[Any, ...]:
        """What the loop that serves rows takes to sum them up, if it does, from `on_hand_sum` on."""
        return *self._taken[summed], _NOW if self.periods else _NOT_YET

    @staticmethod
    def joined(state: State, parts: Sequence[tuple[Tally, Ints]]) -> Tally:
        """New sums of some columns of others, in this order, which stand as `state`; those stay as they are.

        Of such sums as costs are made of, which are all that a game needs.
        """
        first, _ = parts[0]
        assert first.needs <= _JOINABLE
        joined = Tally(first.network, state, first.needs, StaggeredArrays(), first.summed, first.irregular)
        joined.periods = first.periods
        for name in _BY_COLUMN:
            total = getattr(joined, name)
            if total is not None:
                total[:] = joined_columns([(getattr(tally, name), at) for tally, at in parts])
        for what, total in joined._counted.items():
            if total is not None:
                total[:] = joined_columns([(_there(tally.counted(what)), at) for tally, at in parts])
        return joined

    def reset(self) -> None:
        """Forget what was summed: the warm-up is over."""
        self.periods = 0
        always = (self.on_hand, self.backlog, self.orders, self.orders_squared)
        for total in (
            *always, *self._folded.values(), *self._counted.values(), *self._own.values(), self.sent, self.placed,
            self._placed_before, self._outside, self._under_way, self.transit_cost,
        ):  # fmt: skip
            if total is not None:
                total[:] = 0
        for gathered in (self._notes, self._own_notes, self._markets):
            if gathered is not None:
                gathered.reset()
        self._ahead = self._transit_ahead()
        self._sums.clear()
        self._own_sums.clear()

    def counted(self, what: Sum) -> Array | None:
        """Where a term sums up what leaves or is paid: (stockpoints, replications); None where nobody needs it."""
        return self._counted[what]

    def is_order(self, orders: Array) -> Array:
        """Whether orders (stockpoints, replications) are more than rounding leaves of nothing."""
        return is_order(orders, self.typical)

    def add_in_transit(self, units: Array) -> None:
        """Sum up what is in transit to the irregular rows at the end of a period."""
        self._under_way += units

    @property
    def observed(self) -> tuple[Any, ...]:
        """What is summed at the end of a period, as `observe` takes it, from `typical` on."""
        own_words = None if self._own_notes is None else self._own_notes.words
        return *self.folds(summed=True)[2:], *self._own.values(), own_words

    def count(self, demand: Array) -> None:
        """Count the period that is ending, whose rows have been summed."""
        n, s = self.network, self._state
        if self._outside is not None:
            observe_outside(n.first_lane[-1], s.placed_at, n.target, s.mail, self.typical, self._outside)
        if self._markets is not None:
            self._markets.count(demand)
        self.periods += 1
        self._sums.clear()
        self._own_sums.clear()
        for notes in (self._notes, self._own_notes):
            if notes is not None:
                notes.turn_page(self.periods)
        if self.placed is not None and self.periods % _MOST_ORDERS == 0:
            self._placed_before += self.placed
            self.placed[:] = 0

    def _sum(self, what: Sum) -> Array:
        """One of `sums`."""
        if what in ALWAYS:
            return (self.on_hand, self.backlog, self.orders, self.orders_squared)[what]
        if what in _COUNTS:
            return self._count_of(self._notes, what, slice(None))
        if what is Sum.ORDERS_PLACED:
            return self._placed_before + _there(self.placed)
        if what is Sum.IN_TRANSIT:
            n, sent = self.network, _there(self.sent)
            in_transit = n.added_in(slice(0, n.rows), lambda lanes: sent[lanes] * n.lead_time[lanes, None])
            in_transit += self._ahead - self._transit_ahead()
            in_transit[self.irregular] = self._under_way
            return in_transit
        return _there(self._counted[what] if what in _COUNTED else self._folded[what])

    def _own_sum(self, what: Sum) -> Array:
        """One of `own`."""
        if what in _COUNTS:
            return self._count_of(self._own_notes, what, self.network.mixed >= 0)
        return _there(self._own[what])

    def _count_of(self, notes: Notes | None, what: Sum, rows: Any) -> Array:
        """A count of notes, whose rows these are; of cycles, with those that have ended in the period just over."""
        noted = _there(notes)
        count = noted.count(_COUNTS[what])
        if self.periods and what in (Sum.CYCLES, Sum.CYCLES_WITHOUT_BACKLOG):
            n, s = self.network, self._state
            due = n.added_in(slice(0, n.rows), lambda lanes: s.pipe[n.pipe.at(lanes, s.period)])
            ends = due[rows] > hair(self.typical[rows, None])
            count += ends & noted.in_cycle(spotless=what is Sum.CYCLES_WITHOUT_BACKLOG)
        return count

    def _transit_ahead(self) -> Array:
        """Units in transit times the periods at whose end they will still be so: (stockpoints, replications).

        What was sent has been in transit for a lead time, in sum over periods, less this.
        """
        if self.sent is None:
            return np.zeros(self._state.on_hand.shape)
        return self.network.added_in(slice(0, self.network.rows), self._ahead_on)

    def _ahead_on(self, lanes: Ints) -> Array:
        """The same of each lane: (lanes, replications)."""
        n, s = self.network, self._state
        ahead = np.zeros((lanes.size, s.on_hand.shape[1]))
        lead_time = n.lead_time[lanes]
        for periods in range(1, int(lead_time.max(initial=0))):
            at = np.flatnonzero(lead_time > periods)
            ahead[at] += periods * s.pipe[n.pipe.at(lanes[at], s.period + periods)]
        source = n.source[lanes]
        under_way = s.settled <= n.rows  # then what was sent in this period is in `sent` where those who serve sum it
        at = np.flatnonzero((source != OUTSIDE) & (source < s.settled) & self.summed[source] & under_way)
        ahead[at] += lead_time[at, None] * s.pipe[n.pipe.at(lanes[at], s.period + lead_time[at])]
        return ahead


class _Made(Mapping[Sum, Array]):
    """Sums by name, each made when it is first asked for, and kept in `made`."""

    def __init__(self, names: frozenset[Sum], make: Callable[[Sum], Array], made: dict[Sum, Array]) -> None:
        self._names, self._make, self._made = names, make, made

    def __getitem__(self, what: Sum) -> Array:
        if what not in self._names:
            raise KeyError(what)
        if what not in self._made:
            self._made[what] = self._make(what)
        return self._made[what]

    def __iter__(self) -> Iterator[Sum]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)


def _there(needed: Thing | None) -> Thing:
    """What is there because a sum needs it."""
    assert needed is not None
    return needed
