"""Lost sales: customers who were not served leave, at once or when their patience is over.

Customers are served in the order in which they came.  So what is owed to them is what the last ones asked for, and who
has waited for too long is who came before the cohorts that still have patience.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.allocate import strike_out_oldest
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.flows.terms.ages import Ages
from bullwhip.network.scenario.outline import FOR_EVER
from bullwhip.network.tally import Sum
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["LostSales"]


class LostSales(Term):
    """Who of the customers waits, and what was lost in this period."""

    by_column = ("cohorts", "rounding", "lost")

    form: Ints  # (stockpoints,) 1 where customers leave
    rows: Ints  # such rows
    lanes: Ints  # (such rows,) the lane to the customers
    at: Ints  # (lanes of the network,) its place among these, or -1
    share: Array  # (such rows,) of what is not delivered at once, lost at once
    patience: Ints  # (such rows,) periods, or FOR_EVER
    first_cohort: Ints  # (such rows,)
    cohorts: Array  # (slots, columns) a ring for each row with patience p: what period t's customers wait for in t % p
    drawn: Ints  # places of those where luck rounds
    streams: UInt64s  # (drawn,) addresses of that luck
    rounding: Array  # (such rows, columns) that luck
    lost: Array  # (such rows, columns) units of this period

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> LostSales:
        """With what is owed at the start as the oldest cohort, of the period before the first."""
        made = cls()
        shares, patience = network.of_rows.some("lost_share"), network.of_rows.some("patience")
        leaving = {row for row, share in shares.items() if share > 0.0} | patience.keys()
        made.lanes = network.customers_of(np.array(sorted(leaving), np.int64))
        made.rows = network.source[made.lanes]
        made.at = np.full(network.source.size, -1)
        made.at[made.lanes] = np.arange(made.lanes.size)
        made.form = np.zeros(network.rows, np.int64)
        made.form[made.rows] = 1
        made.share = np.array([shares.get(row, 0.0) for row in made.rows.tolist()], np.float64)
        made.patience = np.array([patience.get(row, FOR_EVER) for row in made.rows.tolist()], np.int64)
        slots = np.maximum(made.patience, 0)
        made.first_cohort = np.cumsum(slots) - slots
        made.cohorts = np.zeros((int(slots.sum()), replications))
        waiting = np.flatnonzero(slots)
        made.cohorts[made.first_cohort[waiting]] = network.backlog[made.lanes[waiting], None]
        rounded = (made.share > 0.0) & (made.share < 1.0) & network.whole_units
        made.drawn = np.flatnonzero(rounded)
        names = [network.stockpoints[row][:2] for row in made.rows[made.drawn].tolist()]
        made.streams = np.array([stream_address("lost", *name) for name in names], np.uint64)
        made.rounding, made.lost = np.zeros((2, made.rows.size, replications))
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """They leave once what there is has been given."""
        mine = np.searchsorted(self.rows, segment.rows).tolist()
        yield Step(Phase.LOSE, partial(_leave, mine[0], mine[1]))

    def begin(self, period: Period) -> None:
        """Draw how parts of units are rounded."""
        if self.drawn.size:
            self.rounding[self.drawn] = period.uniforms(self.streams)


def _leave(first: int, last: int, period: Period) -> None:
    n, s = period.network, period.state
    kept, ages = s.term(LostSales), s.term(Ages)
    leave(
        first, last, kept.rows, kept.lanes, n.market, period.demand, kept.share, kept.rounding, n.whole_units,
        kept.patience, kept.first_cohort, s.period, ages.rows, ages.claims, s.owed, s.position, kept.cohorts, kept.lost,
        period.tally.counted(Sum.LOST),
    )  # fmt: skip


@compiled
def leave(  # type: ignore[no-untyped-def]
    first, last, rows, lanes, market, demand, share, luck, whole, patience, first_cohort, period, aged_rows, aged, owed,
    position, cohorts, lost, lost_sum,
):  # fmt: skip
    """For these rows from `first` to `last`: what is lost is owed no more, and the position is the higher for it."""
    columns = lost.shape[1]
    rest, back = np.empty(columns), np.empty(columns)
    for k in range(first, last):
        lane, row = lanes[k], rows[k]
        asked, age_row = market[lane], aged_rows[lane]
        for r in range(columns):
            unmet = min(owed[lane, r], max(demand[asked, r], 0.0))
            gone = share[k] * unmet
            if whole:
                gone = min(np.floor(gone + luck[k, r]), unmet)
            lost[k, r] = gone
            rest[r] = owed[lane, r] - gone
        if age_row >= 0:
            newest_claims = aged[(period + 1) % aged.shape[0], age_row]
            for r in range(columns):  # ages and what is owed are rounded apart: there may be a hair less of the newest
                newest_claims[r] = max(newest_claims[r] - lost[k, r], 0.0)
        if patience[k] > 0:
            newest, ring = first_cohort[k] + (period + 1) % patience[k], patience[k]
            for r in range(columns):
                cohorts[newest, r] = max(demand[asked, r], 0.0) - lost[k, r]
                back[r] = max(-demand[asked, r], 0.0)
            for age in range(ring):
                slot = first_cohort[k] + (period + 1 - age) % ring
                for r in range(columns):
                    waits = cohorts[slot, r]
                    struck = min(waits, back[r])  # who brings goods back takes back what was claimed last
                    back[r] -= struck
                    waits = min(waits - struck, rest[r])
                    rest[r] -= waits
                    cohorts[slot, r] = waits
        for r in range(columns):  # one after the other: no hair is owed where all leave, and none below zero
            owed[lane, r] -= lost[k, r]
        if patience[k] >= 0:
            for r in range(columns):
                owed[lane, r] -= rest[r]
                lost[k, r] += rest[r]
            if age_row >= 0:
                strike_out_oldest(aged[:, age_row], rest, period)
        for r in range(columns):
            position[row, r] += lost[k, r]
            if lost_sum is not None:
                lost_sum[row, r] += lost[k, r]
