"""Unloading: a disruption has a share of what has arrived wait outside, until the next period at least."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["Unloading"]


class Unloading(Term):
    """What waits outside."""

    by_column = ("outside",)

    form: Ints  # (stockpoints,) 1 where goods may have to wait
    lanes: Ints  # by which they come, by the row to which they lead
    rows: Ints  # (such lanes,) the row
    group: Ints  # (such lanes,) of the changes
    streams: UInt64s  # (such lanes,) addresses of the luck by which whole units are rounded: that of the row
    outside: Array  # (such lanes, columns) what waits

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Unloading:
        """Nothing waits."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.lanes, made.outside = np.empty(0, np.int64), np.zeros((0, replications))
        if network.storms:
            struck = network.storms.struck(Effect.RECEIVING)
            made.form[struck.there] = 1
            made.lanes = network.lane_in[made.form[network.target[network.lane_in]] > 0]
            made.rows = network.target[made.lanes]
            made.group = struck.group[made.rows]
            names = [network.stockpoints[row][:2] for row in made.rows.tolist()]
            streams = [stream_address("disruption rounding", "receiving", *name) for name in names]
            made.streams = np.array(streams, np.uint64)
            made.outside = np.zeros((made.lanes.size, replications))
        return made

    @property
    def irregular(self) -> Flags:
        """(stockpoints,) Those whose goods may wait."""
        return self.form > 0

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """What waited has arrived as well; of all that, some waits."""
        lanes = slice(*np.searchsorted(self.rows, segment.rows).tolist())
        yield Step(Phase.UNLOAD, partial(_hold, lanes))


def _hold(lanes: slice, period: Period) -> None:
    n, s = period.network, period.state
    kept, changes = s.term(Unloading), s.term(Disruptions).changes[Effect.RECEIVING]
    outside = kept.outside[lanes]
    if changes.quiet and not outside.any():
        return
    luck = period.uniforms(kept.streams[lanes]) if n.whole_units else outside
    hold(kept.lanes[lanes], kept.group[lanes], changes.times, luck, n.whole_units, s.due_at, s.pipe, outside)


@compiled
def hold(lanes, group, may_come, luck, whole, due_at, pipe, outside):  # type: ignore[no-untyped-def]
    """Of what is due on these lanes and what waits `outside` (lanes, columns), a share may come in; the others wait."""
    for k in range(lanes.shape[0]):
        due, waiting, share = pipe[due_at[lanes[k]]], outside[k], may_come[group[k]]
        for r in range(due.shape[0]):
            units = due[r] + waiting[r]
            held = (1.0 - share[r]) * units
            if whole:
                held = np.floor(held + luck[k, r])
            held = min(held, units) if share[r] < 1.0 else 0.0
            waiting[r] = held
            due[r] = units - held
