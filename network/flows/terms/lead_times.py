"""Lead times that are drawn, or that a disruption changes: each period's shipment on a lane has its own.

What is sent lies in the slot of the longest lead time until the next period begins (it is read there as what was sent),
and then in that of its own.  What a disruption makes so late that its lane has no slot for it strays until it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s, joined_columns, widened_ring
from bullwhip.network.compiled import compiled
from bullwhip.network.demand.law import Law
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.rounding import NEGLIGIBLE, nearest
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["LeadTimes"]

_FIRST_SLOTS = 4  # periods ahead that strays are told apart at first; more when there are later ones


class LeadTimes(Term):
    """How long the goods last sent will travel, and what is on its way later than its lane has slots for."""

    by_column = ("drawn", "newest")

    form: Ints  # (stockpoints,) 0: all is done between periods
    lanes: Ints  # whose lead time is drawn, or on which a disruption may have goods come later
    place: Ints  # (lanes of the network,) among these, or -1
    crossing: Flags  # (such lanes,) whether a shipment may arrive before one that was sent earlier
    usual: Array  # (such lanes, 1) periods, where they are not drawn
    random: Ints  # places of those where they are
    streams: UInt64s  # (random,) addresses of their luck
    law: Ints  # (random,) which of the laws
    first: Ints  # (laws + 1,) where the values of each begin
    values: Array  # periods
    cdf: Array  # how likely a value or a smaller one is
    drawn: Array  # (such lanes, columns) periods that what was sent last travels, if nothing is in its way
    newest: Array  # (such lanes, columns) the last period in which anything arrives that has been sent
    late: Flags  # (stockpoints,) those to which these lanes lead
    longer: Ints  # (such lanes,) groups of changes of lead times, or -1
    strays: Array  # (slots, such lanes, columns) a ring: what comes in period p in p % slots; none without disruptions
    begun: int  # the last period that has begun, counted from 0: nothing strays that came before

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> LeadTimes:
        """Nothing is drawn yet; what is under way at the start arrives when the scenario says."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        laws = network.lead_laws
        made.lanes = np.union1d(np.array(sorted(laws), np.int64), _disrupted(network))
        made.place = np.full(network.source.size, -1)
        made.place[made.lanes] = np.arange(made.lanes.size)
        made.crossing = network.of_lanes.flags("crossing", True)[made.lanes]
        made.usual = network.mean_lead_time[made.lanes, None]
        drawn = [int(lane) for lane in made.lanes if int(lane) in laws]
        made.random = made.place[np.array(drawn, np.int64)]
        made.streams = np.array([stream_address("lead time", *network.lane_name(lane)) for lane in drawn], np.uint64)
        made.law, made.first, made.values, made.cdf = _tables([laws[lane] for lane in drawn])
        made.drawn = np.zeros((made.lanes.size, replications))
        last = [_last(network.in_transit.get(int(lane), ())) for lane in made.lanes]
        made.newest = np.repeat(np.array(last, np.float64)[:, None], replications, axis=1)
        made.late = np.zeros(network.rows, bool)
        made.late[network.target[made.lanes]] = True
        made.longer, slots = np.empty(0, np.int64), 0
        if network.storms:
            made.longer, slots = network.storms.struck(Effect.LEAD_TIME).group[made.lanes], _FIRST_SLOTS
        made.strays = np.zeros((slots, made.lanes.size, replications))
        made.begun = -1
        return made

    @property
    def applies(self) -> bool:
        """Whether there are any such lanes."""
        return self.lanes.size > 0

    @property
    def irregular(self) -> Flags:
        """(stockpoints,) Those to which these lanes lead."""
        return self.late

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: it acts between periods."""
        return ()

    def begin(self, period: Period) -> None:
        """What was sent in the period before goes to the slot in which it arrives; what has strayed, into its own."""
        n, s = period.network, period.state
        self.begun = s.period
        if s.period:
            if self.strays.size:
                self.make_room(int(max(self.newest.max(), s.period - 1 + self.drawn.max())))
            travel(
                self.lanes, self.crossing, self.drawn, self.newest, s.period - 1, n.pipe.first, n.pipe.stride,
                n.pipe.length, s.pipe, self.strays,
            )  # fmt: skip

    def outward(self, period: Period) -> None:
        """Draw how long what was sent in this period travels, and make it as much longer as a disruption has it."""
        all_drawn = self.random.size == self.lanes.size
        drawn = self.drawn if all_drawn else np.empty((self.random.size, self.drawn.shape[1]))
        draw(period.uniforms(self.streams), self.law, self.first, self.values, self.cdf, drawn)
        if not all_drawn:
            self.drawn = np.repeat(self.usual, self.drawn.shape[1], axis=1)
            self.drawn[self.random] = drawn
        storms = period.state.term(Disruptions)
        if storms.applies and not (changes := storms.changes[Effect.LEAD_TIME]).quiet:
            at = np.flatnonzero(self.longer >= 0)
            group = self.longer[at]
            self.drawn[at] = nearest(self.drawn[at] * changes.times[group] + changes.more[group])

    def make_room(self, last: int) -> None:
        """Let goods stray that come up to a period, counted from 0."""
        slots = self.strays.shape[0]
        if last - self.begun >= slots:
            self.strays = widened_ring(self.strays, 2 * (last - self.begun + 1), self.begun + slots - 1)

    def astray(self, lane: int) -> dict[int, Array]:
        """What strays to where a lane leads, by the period in which it comes, counted from 0: (columns,) each."""
        slots, at = self.strays.shape[0], self.place[lane]
        if at < 0:
            return {}
        coming = {due: self.strays[due % slots, at] for due in range(self.begun, self.begun + slots)}
        return {due: units for due, units in coming.items() if units.any()}

    def joined(self, parts: Sequence[tuple[LeadTimes, Ints]]) -> LeadTimes:
        """With room for all that strays in any of them."""
        made: LeadTimes = super().joined(parts)
        slots = max(part.strays.shape[0] for part, _ in parts)
        wide = [(widened_ring(part.strays, slots, self.begun + part.strays.shape[0] - 1), at) for part, at in parts]
        made.strays = joined_columns(wide)
        return made


def _disrupted(network: Network) -> Ints:
    """Lanes on which a disruption may have goods come later."""
    if not network.storms:
        return np.empty(0, np.int64)
    effects = (Effect.TRANSIT, Effect.LEAD_TIME, Effect.UNDER_WAY)
    return np.unique(np.concatenate([network.storms.struck(effect).there for effect in effects]))


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
def travel(lanes, crossing, drawn, newest, sent, first, stride, length, pipe, strays):  # type: ignore[no-untyped-def]
    """What was sent on these lanes in a period goes to the slots in which it arrives; nothing, nowhere.

    Where shipments do not cross, none arrives before one that was sent earlier.  What comes later than a lane has slots
    for goes to `strays` (slots, such lanes, columns), and from there to the last slot of the lane when it can.
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
            if due >= sent + slots:
                pipe[lay, r] = 0.0
                strays[int(due) % strays.shape[0], k, r] += units
                continue
            at = first[lane] + int(due) % slots * stride[lane]
            if at != lay:
                pipe[lay, r] = 0.0
                pipe[at, r] += units
        for r in range(pipe.shape[1] if strays.shape[0] > 0 else 0):
            slot = (sent + slots - 1) % strays.shape[0]
            pipe[lay, r] += strays[slot, k, r]
            strays[slot, k, r] = 0.0
