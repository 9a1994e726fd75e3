"""Yield: of what arrives on a lane, or is made, only a share is of use; the rest is lost."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.demand.law import Law
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.tally import Sum
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["Yields"]


class Yields(Term):
    """The share of this period's goods that is of use, and what was lost."""

    by_column = ("share", "rounding", "lost")

    form: Ints  # (stockpoints,) 1 where not all that arrives is of use
    lanes: Ints  # such lanes, by the row to which they lead
    rows: Ints  # (such lanes,) the row
    laws: list[tuple[Law, Ints]]  # laws of yields, and the lanes that have each, as places in `lanes`
    streams: UInt64s  # (such lanes,) addresses of their luck
    rounded: UInt64s  # (such lanes,) addresses of the luck by which whole units are rounded; none where units are not
    share: Array  # (such lanes, columns)
    rounding: Array  # (such lanes, columns) that luck
    lost: Array  # (such lanes, columns) units of this period

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Yields:
        """With the yields that never change."""
        made = cls()
        yields = {lane: share for lane, share in network.of_lanes.some("yield_").items() if share != 1.0}
        lanes = np.array(sorted(yields), np.int64)
        made.lanes = lanes[np.argsort(network.target[lanes], kind="stable")]
        made.rows = network.target[made.lanes]
        made.form = np.zeros(network.rows, np.int64)
        made.form[made.rows] = 1
        given = [yields[int(lane)] for lane in made.lanes]
        fixed = [1.0 if isinstance(share, Law) else share for share in given]
        places: dict[Law, list[int]] = {}
        for place, share in enumerate(given):
            if isinstance(share, Law):
                places.setdefault(share, []).append(place)
        made.laws = [(law, np.array(at, np.int64)) for law, at in places.items()]
        names = [network.lane_name(int(lane)) for lane in made.lanes]
        made.streams = np.array([stream_address("yield", *name) for name in names], np.uint64)
        made.rounded = np.array([stream_address("yield rounding", *name) for name in names], np.uint64)
        made.share = np.repeat(np.array(fixed, np.float64)[:, None], replications, axis=1)
        made.rounding, made.lost = np.zeros((2, *made.share.shape))
        if not network.whole_units:
            made.rounded = made.rounded[:0]
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """What is of no use is lost before goods come in."""
        lanes = slice(*np.searchsorted(self.rows, segment.rows).tolist())
        yield Step(Phase.ARRIVE, partial(_lose, lanes))

    def begin(self, period: Period) -> None:
        """Draw this period's yields."""
        for law, places in self.laws:
            self.share[places] = np.clip(law.quantile(period.uniforms(self.streams[places])), 0.0, 1.0)
        if self.rounded.size:
            self.rounding = period.uniforms(self.rounded)


def _lose(lanes: slice, period: Period) -> None:
    s = period.state
    yields = s.term(Yields)
    lose(
        yields.lanes[lanes], yields.rows[lanes], s.due_at, period.network.whole_units, yields.share[lanes],
        yields.rounding[lanes], s.position, s.pipe, yields.lost[lanes], period.tally.counted(Sum.SPOILT),
    )  # fmt: skip


@compiled
def lose(lanes, rows, due_at, whole, share, luck, position, pipe, lost, lost_sum):  # type: ignore[no-untyped-def]
    """Of what is due on these lanes, a share (lanes, columns) is of use; whole units are right on average, by luck."""
    for k in range(lanes.shape[0]):
        due, here = due_at[lanes[k]], rows[k]
        for r in range(pipe.shape[1]):
            units = pipe[due, r]
            sound = units * share[k, r]
            if whole:
                sound = np.floor(sound + luck[k, r])
            lost[k, r] = units - sound
            position[here, r] -= lost[k, r]
            if lost_sum is not None:
                lost_sum[here, r] += lost[k, r]
            pipe[due, r] = sound
