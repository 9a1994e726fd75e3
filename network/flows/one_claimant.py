"""Rows with one claimant each: receive, demand, fill and account in one loop.  A batch spends its time here."""

from __future__ import annotations

from bullwhip.network.compiled import compiled

__all__ = ["serve_one"]


@compiled
def serve_one(  # type: ignore[no-untyped-def]
    first, last, inbound, first_lane, due_at, sent_at, wants, wants_at,
    on_hand, position, owed, pipe, on_hand_sum, backlog_sum,
):  # fmt: skip
    """For the rows from `first` to `last`, whose claimants send nothing back.

    What they ask for is in `wants`, the customers' demand or the mail, in the row that `wants_at` (lanes,) names.
    """
    for i in range(first, last):
        lane = first_lane[i]
        due, sent, w = due_at[inbound[i]], sent_at[lane], wants_at[lane]
        for r in range(on_hand.shape[1]):
            want = wants[w, r]
            stock = on_hand[i, r] + pipe[due, r]
            need = owed[lane, r] + want
            out = min(stock, need)  # a need below zero: customers bring goods back
            stock -= out
            need -= out
            on_hand[i, r] = stock
            owed[lane, r] = need
            pipe[sent, r] = out
            position[i, r] -= want
            on_hand_sum[i, r] += stock
            backlog_sum[i, r] += need
