"""One claimant: where each row has just one, receive, demand, fill and account in one loop.

A batch spends its time here.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.notes import note
from bullwhip.network.flows.observe import filled_at_once
from bullwhip.network.flows.term import Period, Segment
from bullwhip.network.flows.terms.shipping_limits import ShippingLimits, held_back
from bullwhip.network.rounding import hair

__all__ = ["serve_one", "serve_one_claimant"]


def serve_one_claimant(segment: Segment, period: Period, summed: bool) -> None:
    """The step; if `summed` it sums up what is needed."""
    n, s, t = period.network, period.state, period.tally
    limits = s.term(ShippingLimits).at_once(period, segment.first)
    serve_one(
        *segment.rows, n.inbound, n.first_lane, s.due_at, s.sent_at, n.market, s.asked_at, period.demand, s.mail,
        s.on_hand, s.position, s.owed, s.pipe, limits, n.whole_units, *t.folds(summed),
    )  # fmt: skip


@compiled
def serve_one(  # type: ignore[no-untyped-def]
    first, last, inbound, first_lane, due_at, sent_at, market, asked_at, demand, mail,
    on_hand, position, owed, pipe, limits, whole, on_hand_sum, backlog_sum,
    typical, usual, asked, asked_squares, claimed, filled, net_squares, sent_sum, notes, ended,
):  # fmt: skip
    """For the rows from `first` to `last`, whose claimants send nothing back: customers, or other stockpoints.

    Where there are `limits`, only a share (groups, columns) of what is owed on a lane of a group (lanes,) can leave.
    Sums, from `on_hand_sum` on, are as in `observe`; those that are None are not taken: they leave no trace in what is
    compiled.  They are taken here because the figures are at hand: to fetch them again costs more than all the rest.
    """
    for row in range(first, last):
        i, lane, due = np.uint64(row), np.uint64(first_lane[row]), np.uint64(due_at[inbound[row]])
        sent = np.uint64(sent_at[lane])
        if market[lane] >= 0:
            wants, w = demand, np.uint64(market[lane])
        else:
            wants, w = mail, np.uint64(asked_at[lane])
        centre, negligible, start = typical[i], hair(typical[i]), usual[i]
        group = np.uint64(0 if limits is None else limits[0][lane])
        for r in range(on_hand.shape[1]):
            want, came = wants[w, r], pipe[due, r]
            stock = on_hand[i, r] + came
            need = owed[lane, r] + want
            if limits is not None:
                held = held_back(need, limits[1][group, r], whole)
                need -= held
            out = min(stock, need)  # a need below zero: customers bring goods back
            stock -= out
            need -= out
            if limits is not None:
                need += held
            on_hand[i, r] = stock
            owed[lane, r] = need
            pipe[sent, r] = out
            position[i, r] -= want
            if on_hand_sum is not None:
                on_hand_sum[i, r] += stock
            if backlog_sum is not None:
                backlog_sum[i, r] += need
            if asked is not None:
                asked[i, r] += want - centre
            if asked_squares is not None:
                asked_squares[i, r] += (want - centre) * (want - centre)
            if claimed is not None:
                claimed[i, r] += max(want, 0.0)
            if filled is not None:
                filled[i, r] += filled_at_once(want, out, need)
            if net_squares is not None:
                net = stock - need - start
                net_squares[i, r] += net * net
            if sent_sum is not None:
                sent_sum[lane, r] += out
            if notes is not None:
                notes[i, r] = note(notes[i, r], stock, need, came, negligible, ended)
