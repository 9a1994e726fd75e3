"""The engine: one period at a time, level by level.

It never calls who decides.  The caller drives it:

    engine.begin()
    for number, level in enumerate(engine.network.levels):
        engine.settle(number)                     # receive, demand, fill, account
        engine.place(level.start, orders)         # what the agents of this level decided, given what they see
    engine.finish()
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, StaggeredArrays, UInt64s
from bullwhip.network.costs import cost_needs, costs_summed
from bullwhip.network.flows.observe import observe_rows
from bullwhip.network.flows.order import of_lanes, place
from bullwhip.network.flows.outside import ask_outside
from bullwhip.network.flows.plan import Plan
from bullwhip.network.flows.terms import every_term
from bullwhip.network.philox import fill_uniforms
from bullwhip.network.readings import in_transit, transit_cost
from bullwhip.network.replications import Replications
from bullwhip.network.rounding import nearest
from bullwhip.network.state import State
from bullwhip.network.tally import EVERYTHING, Sum, Tally
from bullwhip.network.topology import Network

__all__ = ["Engine", "Standing"]

_ALLOCATION_KEY = 0xA5C1_9B3D_7E24_F680  # keeps the luck of allocation apart from that of demand


def nothing_seen(engine: Engine, rows: slice) -> Mapping[str, Array]:
    """Where nobody looks."""
    del engine, rows
    return {}


class Standing(NamedTuple):
    """How some columns stand: all that changes, and the sums so far."""

    state: State
    tally: Tally

    @staticmethod
    def joined(parts: Sequence[tuple[Standing, Ints]]) -> Standing:
        """Some columns of others, in this order, as a standing of their own; those stay as they are.

        All stand in the same period, of one network and its rules.  Raises BullwhipError if a rule remembers something
        that cannot be taken apart.
        """
        state = State.joined([(standing.state, at) for standing, at in parts])
        return Standing(state, Tally.joined(state, [(standing.tally, at) for standing, at in parts]))


class Engine:
    """Columns of a network, from their first period on: replications `first_replication`, ..., until others are taken.

    `replications` says how many, or which replication each column is.
    `lowest` (stockpoints,) is the smallest order of each row: 0, or minus infinity where orders may be below it.
    `seen` reads what agents see of some rows, by name: it is kept where a disruption may show them old figures.
    """

    def __init__(
        self,
        network: Network,
        replications: int | Replications = 1,
        first_replication: int = 0,
        lowest: Array | None = None,
        needs: frozenset[Sum] = EVERYTHING,
        warm_up: int = 0,
        seen: Callable[[Any, slice], Mapping[str, Array]] = nothing_seen,
    ) -> None:
        self.network = network
        self.seen = seen
        self.warm_up = warm_up
        arrays = StaggeredArrays()
        self._lowest = np.zeros(network.rows) if lowest is None else lowest
        if isinstance(replications, int):
            replications = Replications.consecutive(first_replication, replications)
        self._luck = replications
        columns = len(self._luck)
        terms = [term.lay_out(network, self._lowest, columns) for term in every_term()]
        self._plan = Plan.of(network, terms)
        self.state = State.start(network, self._luck.numbers, arrays, terms)
        self.tally = Tally(network, self.state, needs, arrays, self._plan.summed, self._plan.irregular)
        self._reader = network.tape.reader(self._luck)
        self.demand: Array = np.zeros((len(network.tape.markets), columns))  # of the current period, by market
        self.key = np.uint64(network.tape.seed ^ _ALLOCATION_KEY)

    @property
    def replications(self) -> int:
        """How many columns there are."""
        return len(self._luck)

    @property
    def settled(self) -> int:
        """Rows that are through the current period; one more: the outside world as well."""
        return self.state.settled

    @property
    def period(self) -> int:
        """The period under way, or the last one that is over; counted from 0 (-1 before the first)."""
        return self.state.period if self.settled <= self.network.rows else self.state.period - 1

    @property
    def undecided(self) -> int:
        """The first row that has not ordered yet in the period under way; the number of rows once it is over."""
        rows = self.network.rows
        return next((level.start for level in self.network.levels if level.stop == self.settled), rows)

    def uniforms(self, streams: UInt64s) -> Array:
        """A uniform for each stream and replication, of the current or the coming period: (streams, replications).

        They depend on seed, stream, replication and period alone, so it does not matter who draws, nor how often.
        """
        seed, period = np.uint64(self.network.tape.seed), self.state.period
        drawn = [np.empty((2, streams.size, count)) for _, count in self._luck.runs]  # a counter serves two periods
        for (first, _), uniforms in zip(self._luck.runs, drawn, strict=True):
            fill_uniforms(uniforms, seed, streams, first, period - period % 2)
        return self._luck.spread([uniforms[period % 2] for uniforms in drawn])

    @property
    def standing(self) -> Standing:
        """How its columns stand now; they go on as long as nothing else is taken."""
        return Standing(self.state, self.tally)

    def take(self, standing: Standing) -> None:
        """Go on with the columns that stand like this: what comes changes them in place."""
        self.state, self.tally = standing
        if not np.array_equal(self.state.numbers, self._luck.numbers):
            self._luck = Replications(self.state.numbers)
            self._reader = self._reader.turned_to(self._luck)
        self.demand = self._wanted(self._reader.demand(max(self.period, 0)))

    def begin(self) -> None:
        """Begin a period: fetch what the tape brings."""
        demand = self._reader.demand(self.state.period)
        self.state.settled = 0  # from here on the period is under way: who breaks off cannot begin it again
        self.state.turn(self.network)
        for kind in self._plan.terms:
            self.state.term(kind).begin(self)
        self.demand = self._wanted(demand)

    def _wanted(self, demand: Array) -> Array:
        """What customers ask for: what the tape has, and what terms make of it."""
        wanted = demand
        for kind in self._plan.terms:
            wanted = self.state.term(kind).wanted(self, wanted)
        return nearest(wanted) if self.network.whole_units and wanted is not demand else wanted

    def settle(self, level: int) -> None:
        """Receive, demand, fill and account, for the rows of a level, segment by segment."""
        for step in self._plan.levels[level]:
            step.take(self)
        rows = self.network.levels[level]
        self.state.settled = rows.stop
        for kind in self._plan.terms:
            self.state.term(kind).settled(self, rows)

    def place(self, first: int, orders: Array, undivided: Flags | None = None) -> None:
        """Send the orders (rows, replications) of the rows from `first` on.

        Orders (lanes, rows, replications) say what is ordered on each of the lanes of a row, the fastest first.  Where
        `undivided` (rows, replications) is true, that on the first lane is the order on all of them together, and the
        others are 0: it is split as those of rows are that give one order.
        """
        n, s, t = self.network, self.state, self.tally
        orders, total = of_lanes(orders, n.whole_units) if orders.ndim > 2 else (orders, orders)
        place(
            first, total, self._lowest, n.inbound, s.placed_at, n.whole_units, s.position, s.mail, t.orders,
            t.orders_squared, t.typical, t.placed,
        )  # fmt: skip
        for kind in self._plan.terms:
            s.term(kind).ordered(self, first, orders, undivided)
        for kind in self._plan.terms:
            s.term(kind).posted(self, first, first + total.shape[0])

    def finish(self) -> None:
        """End the period: the outside world sends what is due, and the measures are taken."""
        ask_outside(self)
        for kind in self._plan.terms:
            self.state.term(kind).outward(self)
        for kind in self._plan.terms:
            self.state.term(kind).ended(self)
        if self._plan.irregular.size and self.tally.sent is not None:
            every = slice(0, self.network.rows)
            there = in_transit(self.network, self.state, every, self.network.rows + 1)[self._plan.irregular]
            self.tally.add_in_transit(there)
        if self.tally.transit_cost is not None:
            every = slice(0, self.network.rows)
            self.tally.transit_cost += transit_cost(self.network, self.state, every, self.network.rows + 1)
        for rows in self._plan.unsummed if self.tally.observes else ():
            observe_rows(rows, self)
        self.tally.count(self.demand)
        s = self.state
        s.period += 1
        s.settled = self.network.rows + 1
        if s.period == self.warm_up:
            if cost_needs(self.network) <= self.tally.needs:
                self.tally.cash_flow_before = costs_summed(self.network, self.tally).cash_flow
            self.tally.reset()
