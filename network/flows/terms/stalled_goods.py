"""Stalled goods: a disruption has what is under way come later, all at its onset, or a share of it period by period."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.flows.terms.lead_times import LeadTimes
from bullwhip.network.rounding import NEGLIGIBLE, nearest
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["StalledGoods"]


class StalledGoods(Term):
    """Lanes on which goods may stall.  They are among those of `LeadTimes`, which keeps what has no slot yet."""

    form: Ints  # (stockpoints,) 0: all is done when a period begins
    lanes: Ints  # on which goods may stand still
    group: Ints  # (such lanes,) of the changes
    streams: UInt64s  # (such lanes,) addresses of the luck by which whole units are rounded
    late: dict[int, Ints]  # by the number of a disruption, the lanes on which what is under way comes later

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> StalledGoods:
        """Nothing is late."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.lanes, made.late = np.empty(0, np.int64), {}
        if network.storms:
            struck, late = (network.storms.struck(what) for what in (Effect.TRANSIT, Effect.UNDER_WAY))
            made.lanes, made.group = struck.there, struck.group[struck.there]
            names = [network.lane_name(int(lane)) for lane in made.lanes]
            made.streams = np.array(
                [stream_address("disruption rounding", "transit", *name) for name in names], np.uint64
            )
            made.late = {number: np.flatnonzero(np.isin(late.group, groups)) for number, groups in late.storms.items()}
        return made

    @property
    def applies(self) -> bool:
        """Whether there are any such lanes."""
        return self.lanes.size > 0 or bool(self.late)

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: it acts when a period begins."""
        return ()

    def begin(self, period: Period) -> None:
        """Where a disruption begins, what is under way comes later; where one is on, a share stands still."""
        s = period.state
        storms = s.term(Disruptions)
        for number, lanes in self.late.items():
            storm = storms.storms[number]
            if storm.begins.any():
                change = storm.table.changes(storm.intensity)[Effect.UNDER_WAY]
                usual = s.term(LeadTimes).usual[s.term(LeadTimes).place[lanes]]
                self._delay(
                    period, lanes, np.where(storm.begins, nearest(change.more + usual * (change.times - 1.0)), 0.0)
                )
        changes = storms.changes[Effect.TRANSIT]
        if self.lanes.size and not changes.quiet:
            self._stand_still(period, 1.0 - changes.times[self.group])

    def _delay(self, period: Period, lanes: Ints, later: Array) -> None:
        """What is under way on these lanes comes so many periods (lanes, columns) later."""
        n, s = period.network, period.state
        kept = s.term(LeadTimes)
        last = _last(kept, n)
        kept.make_room(last + int(later.max()))
        delay(
            lanes, kept.place, later, s.period, last, n.pipe.first, n.pipe.stride, n.pipe.length, s.pipe, kept.strays,
            kept.newest,
        )  # fmt: skip

    def _stand_still(self, period: Period, share: Array) -> None:
        """A share (such lanes, columns) of each stage of the way comes a period later."""
        n, s = period.network, period.state
        kept = s.term(LeadTimes)
        last = _last(kept, n)
        kept.make_room(last + 1)
        luck = period.uniforms(self.streams) if n.whole_units else share
        stand_still(
            self.lanes, kept.place, share, luck, n.whole_units, s.period, last, n.pipe.first, n.pipe.stride,
            n.pipe.length, s.pipe, kept.strays, kept.newest,
        )  # fmt: skip


def _last(kept: LeadTimes, network: Network) -> int:
    """The last period, counted from 0, in which anything may come on such a lane."""
    slots = int(network.pipe.length[kept.lanes].max())
    strays = np.flatnonzero(kept.strays.any(axis=(1, 2)))
    ahead = (strays - kept.begun) % kept.strays.shape[0]
    return kept.begun + max(slots - 2, int(ahead.max(initial=0)))


@compiled(inline=True)
def coming(lane, place, due, now, first, stride, length, pipe, strays):  # type: ignore[no-untyped-def]
    """What comes on a lane in a period: (columns,)."""
    slots = length[lane]
    if due < now + slots - 1:
        return pipe[first[lane] + due % slots * stride[lane]]
    return strays[due % strays.shape[0], place]


@compiled
def delay(lanes, places, later, now, last, first, stride, length, pipe, strays, newest):  # type: ignore[no-untyped-def]
    """What is under way on these lanes from period `now` up to the `last` comes so much later (lanes, columns)."""
    for k in range(lanes.shape[0]):
        lane, place = lanes[k], places[lanes[k]]
        for back in range(last - now + 1):
            due = last - back
            here = coming(lane, place, due, now, first, stride, length, pipe, strays)
            for r in range(pipe.shape[1]):
                units, wait = here[r], int(later[k, r])
                if units > 0.0 and wait > 0:
                    here[r] = 0.0
                    coming(lane, place, due + wait, now, first, stride, length, pipe, strays)[r] += units
                    if units > NEGLIGIBLE:
                        newest[place, r] = max(newest[place, r], due + wait)


@compiled
def stand_still(  # type: ignore[no-untyped-def]
    lanes, places, share, luck, whole, now, last, first, stride, length, pipe, strays, newest
):
    """A share (lanes, columns) of what comes on these lanes in each period from `now` to the `last` comes one later.

    Whole units are right on average, by luck.
    """
    for k in range(lanes.shape[0]):
        lane, place = lanes[k], places[lanes[k]]
        for back in range(last - now + 1):
            due = last - back
            here = coming(lane, place, due, now, first, stride, length, pipe, strays)
            then = coming(lane, place, due + 1, now, first, stride, length, pipe, strays)
            for r in range(pipe.shape[1]):
                units = here[r]
                still = share[k, r] * units
                if whole:
                    still = np.floor(still + luck[k, r])
                still = min(still, units) if share[k, r] > 0.0 else 0.0
                here[r] -= still
                then[r] += still
                if share[k, r] > 0.0 and then[r] > NEGLIGIBLE:
                    newest[place, r] = max(newest[place, r], due + 1)
