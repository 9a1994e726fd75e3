"""Receive: goods that were sent a lead time ago become on hand."""

from __future__ import annotations

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period, Segment

__all__ = ["receive", "receive_goods"]


def receive_goods(segment: Segment, period: Period) -> None:
    """The step."""
    n, s = period.network, period.state
    receive(*segment.rows, n.first_in, n.lane_in, s.due_at, s.on_hand, s.pipe)


@compiled
def receive(first, last, first_in, lane_in, due_at, on_hand, pipe):  # type: ignore[no-untyped-def]
    """For the rows from `first` to `last`."""
    for i in range(first, last):
        stock = on_hand[i]
        for at in range(first_in[i], first_in[i + 1]):
            due = pipe[due_at[lane_in[at]]]
            for r in range(stock.shape[0]):
                stock[r] += due[r]
