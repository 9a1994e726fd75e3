"""Lead times that are drawn: each period's shipment on a lane has its own.

What is sent lies in the slot of the longest lead time until the next period begins (it is read there as what was sent),
and then in that of the drawn one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.demand.law import Law
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.rounding import NEGLIGIBLE
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["LeadTimes"]


class LeadTimes(Term):
    """How long the goods last sent will travel."""

    by_column = ("drawn", "newest")

    form: Ints  # (stockpoints,) 0: all is done between periods
    lanes: Ints  # whose lead time is drawn
    crossing: Flags  # (such lanes,) whether a shipment may arrive before one that was sent earlier
    streams: UInt64s  # (such lanes,) addresses of their luck
    law: Ints  # (such lanes,) which of the laws
    first: Ints  # (laws + 1,) where the values of each begin
    values: Array  # periods
    cdf: Array  # how likely a value or a smaller one is
    drawn: Array  # (such lanes, columns) periods that what was sent last travels, if nothing is in its way
    newest: Array  # (such lanes, columns) the last period in which anything arrives that has been sent
    late: Flags  # (stockpoints,) those to which these lanes lead

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> LeadTimes:
        """Nothing is drawn yet; what is under way at the start arrives when the scenario says."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        laws = network.lead_laws
        made.lanes = np.array(sorted(laws), np.int64)
        made.crossing = network.of_lanes.flags("crossing", True)[made.lanes]
        made.streams = np.array([stream_address("lead time", *network.lane_name(k)) for k in made.lanes], np.uint64)
        made.law, made.first, made.values, made.cdf = _tables([laws[int(lane)] for lane in made.lanes])
        made.drawn = np.zeros((made.lanes.size, replications))
        last = [_last(network.in_transit.get(int(lane), ())) for lane in made.lanes]
        made.newest = np.repeat(np.array(last, np.float64)[:, None], replications, axis=1)
        made.late = np.zeros(network.rows, bool)
        made.late[network.target[made.lanes]] = True
        return made

    @property
    def applies(self) -> bool:
        """Whether any lead time is drawn."""
        return self.lanes.size > 0

    @property
    def irregular(self) -> Flags:
        """(stockpoints,) Those to which these lanes lead."""
        return self.late

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: it acts between periods."""
        return ()

    def begin(self, period: Period) -> None:
        """What was sent in the period before goes to the slot in which it arrives."""
        n, s = period.network, period.state
        if s.period:
            travel(
                self.lanes, self.crossing, self.drawn, self.newest, s.period - 1, n.pipe.first, n.pipe.stride,
                n.pipe.length, s.pipe,
            )  # fmt: skip

    def outward(self, period: Period) -> None:
        """Draw how long what was sent in this period travels."""
        draw(period.uniforms(self.streams), self.law, self.first, self.values, self.cdf, self.drawn)


def _last(in_transit: Sequence[float]) -> int:
    """The last period, counted from 0, in which any of this arrives; -1 for none."""
    return max((k for k, units in enumerate(in_transit) if units > 0), default=-1)


def _tables(laws: Sequence[Law]) -> tuple[Ints, Ints, Array, Array]:
    """Which law each is, where the values of each law begin, the values, and their distribution."""
    numbers: dict[Law, int] = {}
    which = np.array([numbers.setdefault(law, len(numbers)) for law in laws], np.int64)
    tables = [law.table for law in numbers]
    known = [table for table in tables if table is not None]  # of whole periods there is always one
    first = np.concatenate([[0], np.cumsum([table.values.size for table in known])]).astype(np.int64)
    values = np.concatenate([np.empty(0), *(table.values for table in known)])
    return which, first, values, np.concatenate([np.empty(0), *(table.cdf for table in known)])


@compiled
def draw(uniforms, law, first, values, cdf, drawn):  # type: ignore[no-untyped-def]
    """The value of each law (lanes,) at each uniform (lanes, columns)."""
    for k in range(uniforms.shape[0]):
        begin, end = first[law[k]], first[law[k] + 1]
        for r in range(uniforms.shape[1]):
            low, high, luck = begin, end - 1, uniforms[k, r]
            while low < high:
                middle = (low + high) // 2
                if cdf[middle] < luck:
                    low = middle + 1
                else:
                    high = middle
            drawn[k, r] = values[low]


@compiled
def travel(lanes, crossing, drawn, newest, sent, first, stride, length, pipe):  # type: ignore[no-untyped-def]
    """What was sent on these lanes in a period goes to the slots in which it arrives; nothing, nowhere.

    Where shipments do not cross, none arrives before one that was sent earlier.
    """
    for k in range(lanes.shape[0]):
        lane = lanes[k]
        slots = length[lane]
        lay = first[lane] + (sent + slots - 1) % slots * stride[lane]
        for r in range(pipe.shape[1]):
            units = pipe[lay, r]
            if units <= 0.0:
                continue
            due = sent + drawn[k, r]
            if not crossing[k]:
                due = max(due, newest[k, r])
            if units > NEGLIGIBLE:  # what rounding leaves of nothing holds nobody back
                newest[k, r] = max(newest[k, r], due)
            at = first[lane] + int(due) % slots * stride[lane]
            if at != lay:
                pipe[lay, r] = 0.0
                pipe[at, r] += units
