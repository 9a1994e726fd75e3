"""Order: what was decided leaves for the suppliers."""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.rounding import NEGLIGIBLE, nearest

__all__ = ["are_finite", "place"]


@compiled
def place(  # type: ignore[no-untyped-def]
    first, orders, lowest, inbound, placed_at, whole, position, mail, order_sum, order_square_sum, typical,
    placed,
):  # fmt: skip
    """Send the orders (rows, columns) of the rows from `first` on: into the mail, and onto the position.

    `lowest` (rows,) cuts an order from below: 0, or minus infinity where orders may be below it.  Order sums are taken
    about `typical` (rows,), so that their variance keeps its digits.  `placed` counts orders, if it is not None: what
    rounding leaves of nothing is none.
    """
    for k in range(orders.shape[0]):
        i = np.uint64(first + k)
        slot = np.uint64(placed_at[inbound[i]])
        least, centre, negligible = lowest[i], typical[i], NEGLIGIBLE * typical[i]
        for r in range(orders.shape[1]):
            order = max(orders[k, r], least)
            if whole:  # the same for all: asked once, before the loop
                order = nearest(order)
            mail[slot, r] = order
            about = order - centre
            position[i, r] += order
            order_sum[i, r] += about
            order_square_sum[i, r] += about * about
            if placed is not None:
                placed[i, r] += np.uint8(order > negligible)


@compiled
def are_finite(orders):  # type: ignore[no-untyped-def]
    """Whether all orders (rows, columns) are numbers, and not infinite."""
    strange = 0
    for k in range(orders.shape[0]):
        for r in range(orders.shape[1]):
            strange += orders[k, r] - orders[k, r] != 0.0
    return strange == 0
