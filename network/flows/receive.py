"""Receive: goods that were sent a lead time ago become on hand."""

from __future__ import annotations

from bullwhip.network.compiled import compiled

__all__ = ["receive"]


@compiled
def receive(first, last, inbound, due_at, on_hand, pipe):  # type: ignore[no-untyped-def]
    """For the rows from `first` to `last`."""
    for i in range(first, last):
        stock, due = on_hand[i], pipe[due_at[inbound[i]]]
        for r in range(stock.shape[0]):
            stock[r] += due[r]
