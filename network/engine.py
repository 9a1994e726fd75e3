"""The engine: one period at a time, level by level.

It never calls who decides.  The caller drives it:

    engine.begin()
    for level in engine.network.levels:
        engine.settle(level)                      # receive, demand, fill, account
        engine.place(level.start, orders)         # what the agents of this level decided, given what they see
    engine.finish()
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Shelf, Words
from bullwhip.network.physics import arrive_from_outside, place, settle
from bullwhip.network.returns import send_back
from bullwhip.network.state import State
from bullwhip.network.tally import Tally
from bullwhip.network.tape.philox import fill_uniforms
from bullwhip.network.topology import Network

__all__ = ["Engine"]

_ALLOCATION_KEY = 0xA5C1_9B3D_7E24_F680  # keeps the luck of allocation apart from that of demand


class Engine:
    """Replications `first_replication`, ... of a network, from their first period on.

    `lowest` (stockpoints,) is the smallest order of each row: 0, or minus infinity where orders may be below it.
    """

    def __init__(
        self,
        network: Network,
        replications: int = 1,
        first_replication: int = 0,
        lowest: Array | None = None,
        observing: bool = True,
        warm_up: int = 0,
    ) -> None:
        self.network = network
        self.replications = replications
        self.warm_up = warm_up
        shelf = Shelf()
        self._lowest = np.zeros(network.rows) if lowest is None else lowest
        self.state = State.start(network, replications, shelf, self._lowest)
        self.tally = Tally(network, replications, observing, shelf)
        self.reader = network.tape.reader(first_replication, replications)
        self.settled = network.rows + 1  # rows that are through the current period; one more: the outside world too
        self._now = 0  # row of the current period in the reader's block
        seed = network.tape.seed
        self._key = np.uint64(seed ^ _ALLOCATION_KEY)
        self._first_replication = first_replication

    @property
    def period(self) -> int:
        """The period under way, or the last one that is over; counted from 0 (-1 before the first)."""
        return self.state.period if self.settled <= self.network.rows else self.state.period - 1

    @property
    def undecided(self) -> int:
        """The first row that has not ordered yet in the period under way; the number of rows once it is over."""
        rows = self.network.rows
        return next((level.start for level in self.network.levels if level.stop == self.settled), rows)

    @property
    def demand(self) -> Array:
        """The customers' demand of the current period: (markets, replications)."""
        demand: Array = self.reader.demand[self._now]
        return demand

    def uniforms(self, streams: Words) -> Array:
        """A uniform for each stream and replication, of the current or the coming period: (streams, replications).

        They depend on seed, stream, replication and period alone, so it does not matter who draws, nor how often.
        """
        period = self.state.period
        drawn = np.empty((2, streams.size, self.replications))  # a counter serves two periods
        fill_uniforms(drawn, np.uint64(self.network.tape.seed), streams, self._first_replication, period - period % 2)
        uniforms: Array = drawn[period % 2]
        return uniforms

    def begin(self) -> None:
        """Begin a period: fetch what the tape brings."""
        self._now = self.reader.seek(self.state.period)
        self.state.make_room()
        self.settled = 0

    def settle(self, rows: slice) -> None:
        """Receive, demand, fill and account, for the rows of a level."""
        n, s, t = self.network, self.state, self.tally
        settle(
            s.period, rows.start, rows.stop, self.demand,
            n.inbound, n.first_lane, n.lead_time, n.order_delay, n.first_mail, n.first_pipe, n.market, n.group,
            s.aged_rows, s.return_rows, n.luck, n.claimant, n.whole_units,
            s.on_hand, s.position, s.owed, s.mail, s.pipe, s.aged, s.oldest, s.back, s.overdrawn, s.paid,
            t.sums[0], t.sums[1], self._key, self._first_replication,
        )  # fmt: skip
        self.settled = rows.stop

    def place(self, first: int, orders: Array) -> None:
        """Send the orders (rows, replications) of the rows from `first` on."""
        n, s, t = self.network, self.state, self.tally
        place(
            s.period, first, orders, self._lowest,
            n.inbound, n.order_delay, n.first_mail, n.whole_units, s.position, s.mail, t.sums[2], t.sums[3], t.typical,
        )  # fmt: skip
        if s.back.size:
            send_back(
                s.period, first, first + len(orders), self.settled, n.inbound, n.source, n.order_delay, n.first_mail,
                s.return_rows, s.on_hand, s.owed, s.overdrawn, s.mail, s.back, t.sums[0],
            )  # fmt: skip

    def finish(self) -> None:
        """End the period: the outside world sends what is due, and the measures are taken."""
        n, s = self.network, self.state
        arrive_from_outside(
            s.period, n.first_lane[-1], n.order_delay, n.lead_time, n.first_mail, n.first_pipe, s.return_rows,
            s.mail, s.pipe, s.back, s.overdrawn, s.paid,
        )  # fmt: skip
        self.tally.count(n, s, self.demand)
        s.period += 1
        self.settled = n.rows + 1
        if s.period == self.warm_up:
            self.tally.reset()
