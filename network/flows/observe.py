"""Observe: what measures are made of is summed at the end of a period, for every column.

Where each row has one claimant, the loop that serves them does so already.  A loop has few arrays, so that the compiler
can turn it into vector instructions, and no window on a row: with a single column, making one costs more than what is
done with it.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.notes import note
from bullwhip.network.flows.term import Period
from bullwhip.network.flows.terms.lost_sales import LostSales
from bullwhip.network.flows.terms.returns import Returns
from bullwhip.network.rounding import hair

__all__ = ["filled_at_once", "observe", "observe_rows"]


def observe_rows(rows: slice, period: Period) -> None:
    """The step, at the end of a period."""
    n, s, returns = period.network, period.state, period.state.term(Returns)
    losses = s.term(LostSales)
    observe(
        rows.start, rows.stop, period.demand, n.first_in, n.lane_in, n.first_claim, n.claim, n.units, n.source,
        n.market, s.asked_at, s.due_at, s.sent_at, returns.rows, losses.at, n.mixed, s.on_hand, s.owed, s.mail, s.pipe,
        returns.paid, losses.lost, *period.tally.observed,
    )  # fmt: skip


@compiled
def observe(  # type: ignore[no-untyped-def]
    first, last, demand, first_in, lane_in, first_claim, claim, units, source, market, asked_at, due_at, sent_at,
    return_rows, lost_at, mixed, on_hand, owed, mail, pipe, paid, lost,
    typical, usual, asked, asked_squares, claimed, filled, net_squares, sent_sum, notes, ended,
    own_asked, own_claimed, own_filled, own_notes,
):  # fmt: skip
    """For the rows from `first` to `last`, with any claimants; sums that are None are not taken.

    What was lost (`lost`, of lanes as `lost_at` has them) was not filled: a period in which customers leave is none
    without backlog, though they are owed nothing at its end.  What is less than `typical` times a hair is what rounding
    leaves of nothing.  `ended`: as `note` has it.
    """
    columns = on_hand.shape[1]
    total, left, came = np.empty(columns), np.empty(columns), np.empty(columns)
    gone, unfilled = np.empty(columns), np.empty(columns)
    for i in range(first, last):
        centre, negligible, k = typical[i], hair(typical[i]), mixed[i]
        for r in range(columns):
            total[r] = 0.0
            left[r] = 0.0
            came[r] = 0.0
            unfilled[r] = 0.0
        for at in range(first_in[i], first_in[i + 1]):
            due = due_at[lane_in[at]]
            for r in range(columns):
                came[r] += pipe[due, r]
        for c in range(first_claim[i], first_claim[i + 1]):
            lane, each = claim[c], units[c]
            if market[lane] >= 0:
                wants, w = demand, market[lane]
            else:
                wants, w = mail, asked_at[lane]
            sent, row, leaving = sent_at[lane], return_rows[lane], lost_at[lane]
            for r in range(columns):
                gone[r] = 0.0
            for r in range(columns if leaving >= 0 else 0):
                gone[r] = lost[leaving, r]
            for r in range(columns):
                total[r] += each * wants[w, r]
                left[r] += each * owed[lane, r]
                unfilled[r] += each * (owed[lane, r] + gone[r])
            if sent_sum is not None and source[lane] == i:
                for r in range(columns):
                    sent_sum[lane, r] += pipe[sent, r]
            if filled is not None:
                for r in range(columns):
                    filled[i, r] += each * filled_at_once(wants[w, r], pipe[sent, r], owed[lane, r] + gone[r])
            if claimed is not None:
                for r in range(columns):
                    claimed[i, r] += each * max(wants[w, r], 0.0)
                for r in range(columns if row >= 0 else 0):  # what is set against goods sent back is no claim
                    claimed[i, r] -= paid[row, r]
            if k < 0 or market[lane] < 0:
                continue
            # What the customers alone see, where there are others.
            if own_asked is not None:
                for r in range(columns):
                    own_asked[k, r] += wants[w, r]
            if own_claimed is not None:
                for r in range(columns):
                    own_claimed[k, r] += max(wants[w, r], 0.0)
            if own_filled is not None:
                for r in range(columns):
                    own_filled[k, r] += filled_at_once(wants[w, r], pipe[sent, r], owed[lane, r] + gone[r])
            if own_notes is not None:
                for r in range(columns):
                    own_notes[k, r] = note(own_notes[k, r], 0.0, owed[lane, r] + gone[r], came[r], negligible, ended)
        if asked is not None:
            for r in range(columns):
                asked[i, r] += total[r] - centre
        if asked_squares is not None:
            for r in range(columns):
                asked_squares[i, r] += (total[r] - centre) * (total[r] - centre)
        if net_squares is not None:
            for r in range(columns):
                net = on_hand[i, r] - left[r] - usual[i]
                net_squares[i, r] += net * net
        if notes is not None:
            for r in range(columns):
                notes[i, r] = note(notes[i, r], on_hand[i, r], unfilled[r], came[r], negligible, ended)


@compiled(inline=True)
def filled_at_once(want, sent, after):  # type: ignore[no-untyped-def]
    """Older claims are filled first: what was sent beyond them went to this period's; `after` is left unfilled."""
    older = max(after + sent - want, 0.0)
    return max(min(sent - older, want), 0.0)
