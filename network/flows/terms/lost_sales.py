"""Customers who do not wait: a share of unmet demand leaves at once, and others when their patience is over."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.flows.terms.ages import Ages
from bullwhip.network.tally import Sum
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["LostSales"]

_FOR_EVER = -1  # periods


class LostSales(Term):
    """Who waits since when, and what was lost in this period."""

    by_column = ("waiting", "lost", "luck")

    form: Ints  # (stockpoints,) 1 where customers may leave
    lanes: Ints  # of these customers
    rows: Ints  # (such lanes,) their stockpoints, rising
    places: Ints  # (lanes of the network,) the place among these, or -1
    patience: Ints  # (such lanes,) periods, or _FOR_EVER
    share: Array  # (such lanes,) of unmet demand that leaves at once
    streams: UInt64s  # (such lanes,) addresses of the luck by which whole units leave; none where units are not whole
    waiting: Array  # (periods, such lanes, columns) a ring: who did not get what they asked for in period p in slot p
    lost: Array  # (such lanes, columns) units of this period
    luck: Array  # (such lanes, columns)

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> LostSales:
        """Who is owed something has come just before the first period."""
        made = cls()
        patience = network.of_rows.column("patience", _FOR_EVER).astype(np.int64)
        share = network.of_rows.column("lost_share", 0.0)
        lanes = np.flatnonzero(network.market >= 0)
        leaves = (patience[network.source[lanes]] != _FOR_EVER) | (share[network.source[lanes]] > 0)
        lanes = lanes[leaves]
        made.lanes = lanes[np.argsort(network.source[lanes])]
        made.rows = network.source[made.lanes]
        made.places = np.full(network.source.size, -1)
        made.places[made.lanes] = np.arange(made.lanes.size)
        made.form = np.zeros(network.rows, np.int64)
        made.form[made.rows] = 1
        made.patience, made.share = patience[made.rows], share[made.rows]
        points = [network.stockpoints[row] for row in made.rows.tolist()]
        whole = network.whole_units and bool(made.share.any())
        names = [stream_address("lost", site, item) for site, item, _ in points] if whole else []
        made.streams = np.array(names, np.uint64)
        made.waiting = np.zeros((max(int(made.patience.max(initial=0)), 1), made.lanes.size, replications))
        made.waiting[-1] = network.backlog[made.lanes, None]
        made.lost, made.luck = np.zeros((2, made.lanes.size, replications))
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """After the fill, who does not wait leaves."""
        yield Step(Phase.LOSE, partial(_lose, slice(*np.searchsorted(self.rows, segment.rows).tolist())))

    def begin(self, period: Period) -> None:
        """Draw the luck of this period."""
        if self.streams.size:
            self.luck = period.uniforms(self.streams)

    def told(self) -> Iterable[tuple[Sum, Ints, Array]]:
        """What was lost."""
        yield Sum.LOST, self.rows, self.lost


def _lose(which: slice, period: Period) -> None:
    n, s = period.network, period.state
    term, ages = s.term(LostSales), s.term(Ages)
    lose(
        term.lanes[which], term.rows[which], n.market, term.patience[which], term.share[which], n.whole_units,
        term.luck[which], period.demand, s.owed, s.position, term.waiting[:, which], term.lost[which], ages.rows,
        ages.claims, s.period,
    )  # fmt: skip


@compiled
def lose(  # type: ignore[no-untyped-def]
    lanes, rows, market, patience, share, whole, luck, demand, owed, position, waiting, lost, aged, ages, period
):
    """Customers are served the oldest claim first: older ones claim what is owed beyond the claims of the last."""
    slots = waiting.shape[0]
    for k in range(lanes.shape[0]):
        asked, due, here, slot = demand[market[lanes[k]]], owed[lanes[k]], position[rows[k]], period % slots
        for r in range(due.shape[0]):
            unmet = min(due[r], max(asked[r], 0.0))
            leaving = share[k] * unmet
            if whole:
                leaving = min(np.floor(leaving + luck[k, r]), unmet)
            due[r] -= leaving
            if aged[lanes[k]] >= 0:
                ages[(period + 1) % ages.shape[0], aged[lanes[k]], r] -= leaving
            if patience[k] >= 0:
                waiting[slot, k, r] = unmet - leaving
                patient = 0.0
                for ago in range(min(patience[k], period + 2)):
                    patient += waiting[(period - ago) % slots, k, r]
                over = max(due[r] - patient, 0.0)
                due[r] -= over
                leaving += over
                if aged[lanes[k]] >= 0:
                    _strike(ages[:, aged[lanes[k]], r], over, period)
            lost[k, r] = leaving
            here[r] += leaving


@compiled
def _strike(claims, over, period):  # type: ignore[no-untyped-def]
    """So much was of the oldest of `claims` (ages,)."""
    for claimed in range(max(0, period + 2 - claims.shape[0]), period + 2):
        slot = claimed % claims.shape[0]
        struck = min(claims[slot], over)
        claims[slot] -= struck
        over -= struck
