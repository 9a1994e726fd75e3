"""Order: what was decided leaves for the suppliers."""

from __future__ import annotations

from bullwhip.network.compiled import compiled
from bullwhip.network.rounding import nearest

__all__ = ["place"]


@compiled
def place(  # type: ignore[no-untyped-def]
    first, orders, lowest, inbound, placed_at, whole, position, mail, order_sum, order_square_sum, typical
):
    """Send the orders (rows, columns) of the rows from `first` on: into the mail, and onto the position.

    `lowest` (rows,) cuts an order from below: 0, or minus infinity where orders may be below it.  Order sums are taken
    about `typical` (rows,), so that their variance keeps its digits.
    """
    for k in range(orders.shape[0]):
        i = first + k
        slot, least, centre = placed_at[inbound[i]], lowest[i], typical[i]
        if whole:
            for r in range(orders.shape[1]):
                mail[slot, r] = nearest(max(orders[k, r], least))
        else:
            for r in range(orders.shape[1]):
                mail[slot, r] = max(orders[k, r], least)
        for r in range(orders.shape[1]):
            order = mail[slot, r]
            about = order - centre
            position[i, r] += order
            order_sum[i, r] += about
            order_square_sum[i, r] += about * about
