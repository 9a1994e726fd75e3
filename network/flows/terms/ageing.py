"""Ageing: goods outlive their shelf life, vanish, or become obsolete.

What is on hand lies in lots, by the period in which it came in.  Which of them were issued follows from what is left:
where the oldest leave first the newest are left, else the oldest.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.flows.terms.returns import Returns
from bullwhip.network.scenario.outline import NEVER
from bullwhip.network.state import State
from bullwhip.network.tally import Sum
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["Ageing"]

_KEEPS_ALL, _SENDS_BACK = 1, 2  # whether goods may go back from there


class Ageing(Term):
    """Lots by age, and what left them in this period otherwise than by being issued."""

    by_column = ("lots", "rounding", "outdated", "shrunk")

    form: Ints  # (stockpoints,)
    rows: Ints  # those where goods do not keep
    life: Ints  # (such rows,) periods; 0 where they have no shelf life, and no lots
    lifo: Flags  # (such rows,) whether the newest are issued first
    first_lot: Ints  # (such rows,)
    lots: Array  # (slots, columns) a ring for each row with a life of m periods: what came in in period t in t % m
    shrinks: Array  # (such rows,) share per period
    obsolete_at: Ints  # (such rows,) a period, counted from 1, or NEVER
    drawn: Ints  # places of those where luck rounds what vanishes
    streams: UInt64s  # (drawn,) addresses of that luck
    rounding: Array  # (such rows, columns) that luck
    outdated: Array  # (such rows, columns) units of this period
    shrunk: Array  # (such rows, columns) units of this period

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Ageing:
        """With the stock at the start as the lot of the first period."""
        made, keys = cls(), network.of_rows
        life, obsolete, shrinks = (keys.some(key) for key in ("shelf_life", "obsolete_at", "shrinkage"))
        shrinks = {row: share for row, share in shrinks.items() if share > 0.0}
        named = sorted(life.keys() | obsolete.keys() | shrinks.keys())
        newest_first = {row for row, issue in keys.some("issue").items() if issue == "lifo"}
        made.rows = np.array(named, np.int64)
        made.form = np.zeros(network.rows, np.int64)
        made.form[made.rows] = np.where(lowest[made.rows] < 0.0, _SENDS_BACK, _KEEPS_ALL)
        made.life = np.array([life.get(row, 0) for row in named], np.int64)
        made.lifo = np.array([row in newest_first for row in named], np.bool_)
        made.first_lot = np.cumsum(made.life) - made.life
        made.lots = np.zeros((int(made.life.sum()), replications))
        ages = np.flatnonzero(made.life)
        made.lots[made.first_lot[ages]] = network.stock[made.rows[ages], None]
        made.shrinks = np.array([shrinks.get(row, 0.0) for row in named], np.float64)
        made.obsolete_at = np.array([obsolete.get(row, NEVER) for row in named], np.int64)
        made.drawn = np.flatnonzero((made.shrinks > 0.0) & (made.shrinks < 1.0) & network.whole_units)
        names = [network.stockpoints[row][:2] for row in made.rows[made.drawn].tolist()]
        made.streams = np.array([stream_address("shrinkage", *name) for name in names], np.uint64)
        made.rounding, made.outdated, made.shrunk = np.zeros((3, made.rows.size, replications))
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """What is left after the fill is aged; what went back with an order left before new goods came."""
        first, last = np.searchsorted(self.rows, segment.rows).tolist()
        if form == _SENDS_BACK:
            yield Step(Phase.ARRIVE, partial(_issue, first, last))
        yield Step(Phase.EXPIRE, partial(_expire, first, last))

    def begin(self, period: Period) -> None:
        """Draw how parts of units are rounded."""
        if self.drawn.size:
            self.rounding[self.drawn] = period.uniforms(self.streams)

    def catch_up(self, state: State) -> None:
        """Lots know what went back with the last orders, before what is on hand changes otherwise."""
        back = np.flatnonzero(self.form[self.rows] == _SENDS_BACK)
        for k in back.tolist():
            issue_rows(
                k, k + 1, self.rows, self.life, self.first_lot, self.lifo, state.period - 1, state.on_hand, self.lots
            )


def _issue(first: int, last: int, period: Period) -> None:
    s = period.state
    kept = s.term(Ageing)
    issue_rows(first, last, kept.rows, kept.life, kept.first_lot, kept.lifo, s.period - 1, s.on_hand, kept.lots)


def _expire(first: int, last: int, period: Period) -> None:
    n, s, t = period.network, period.state, period.tally
    kept, returns = s.term(Ageing), s.term(Returns)
    stamp(
        first, last, kept.rows, kept.life, kept.first_lot, s.period, n.first_in, n.lane_in, s.due_at, n.first_lane,
        n.market, s.sent_at, s.asked_at, returns.rows, s.pipe, returns.back, kept.lots,
    )  # fmt: skip
    expire(
        first, last, kept.rows, kept.life, kept.first_lot, kept.lifo, kept.shrinks, kept.rounding, n.whole_units,
        kept.obsolete_at, s.period, s.on_hand, s.position, kept.lots, kept.outdated, kept.shrunk,
        t.counted(Sum.OUTDATED), t.counted(Sum.SHRUNK),
    )  # fmt: skip


@compiled
def stamp(  # type: ignore[no-untyped-def]
    first, last, rows, life, first_lot, period, first_in, lane_in, due_at, first_lane, market, sent_at, asked_at,
    return_rows, pipe, back, lots,
):  # fmt: skip
    """For these rows from `first` to `last`: what came in, or back, in this period is its lot."""
    columns = lots.shape[1]
    for k in range(first, last):
        if life[k] == 0:
            continue
        row, lot = rows[k], first_lot[k] + period % life[k]
        for at in range(first_in[row], first_in[row + 1]):
            due = due_at[lane_in[at]]
            for r in range(columns):
                lots[lot, r] += pipe[due, r]
        for lane in range(first_lane[row], first_lane[row + 1]):
            sent, asked = sent_at[lane], asked_at[lane]
            for r in range(columns if market[lane] >= 0 else 0):  # below zero: customers brought goods back
                lots[lot, r] += max(-pipe[sent, r], 0.0)
            for r in range(columns if return_rows[lane] >= 0 else 0):
                lots[lot, r] += back[asked, r]


@compiled(inline=True)
def issue(begin, life, lifo, period, stock, row, lots, rest):  # type: ignore[no-untyped-def]
    """Leave in the lots of a row what is on hand: `stock` (stockpoints, columns); `rest` (columns,) is scratch."""
    for r in range(rest.shape[0]):
        rest[r] = stock[row, r]
    for turn in range(life):
        lot = begin + ((period + 1 + turn) % life if lifo else (period + life - turn) % life)
        for r in range(rest.shape[0]):
            there = min(lots[lot, r], rest[r])
            lots[lot, r] = there
            rest[r] -= there


@compiled
def issue_rows(first, last, rows, life, first_lot, lifo, period, on_hand, lots):  # type: ignore[no-untyped-def]
    """For these rows from `first` to `last`; `period` is that of the newest lot."""
    rest = np.empty(lots.shape[1])
    for k in range(first, last):
        if life[k] > 0:
            issue(first_lot[k], life[k], lifo[k], period + life[k], on_hand, rows[k], lots, rest)


@compiled
def expire(  # type: ignore[no-untyped-def]
    first, last, rows, life, first_lot, lifo, shrinks, luck, whole, obsolete_at, period, on_hand, position, lots,
    outdated, shrunk, outdated_sum, shrunk_sum,
):  # fmt: skip
    """For these rows from `first` to `last`: what is too old is discarded, a share vanishes, then all is obsolete.

    What vanishes is what would be issued next.
    """
    columns = on_hand.shape[1]
    rest = np.empty(columns)
    for k in range(first, last):
        row, begin = rows[k], first_lot[k]
        for r in range(columns):
            outdated[k, r] = 0.0
        if life[k] > 0:
            issue(begin, life[k], lifo[k], period, on_hand, row, lots, rest)
            oldest = begin + (period + 1) % life[k]
            for r in range(columns):
                gone = min(lots[oldest, r], on_hand[row, r])
                outdated[k, r] = gone
                on_hand[row, r] -= gone
                lots[oldest, r] = 0.0
        if shrinks[k] > 0.0:
            for r in range(columns):
                gone = shrinks[k] * on_hand[row, r]
                if whole:
                    gone = np.floor(gone + luck[k, r])
                gone = min(gone, on_hand[row, r])
                shrunk[k, r] = gone
                on_hand[row, r] -= gone
                position[row, r] -= gone
                if shrunk_sum is not None:
                    shrunk_sum[row, r] += gone
            issue(begin, life[k], lifo[k], period, on_hand, row, lots, rest)
        if 0 < obsolete_at[k] <= period + 1:
            for r in range(columns):
                outdated[k, r] += on_hand[row, r]
                on_hand[row, r] = 0.0
            for lot in range(begin, begin + life[k]):
                for r in range(columns):
                    lots[lot, r] = 0.0
        for r in range(columns):
            position[row, r] -= outdated[k, r]
            if outdated_sum is not None:
                outdated_sum[row, r] += outdated[k, r]
