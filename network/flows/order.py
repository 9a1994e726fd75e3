"""Order: what was decided leaves for the suppliers."""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.rounding import hair, nearest

__all__ = ["are_finite", "of_lanes", "place"]


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
        least, centre, negligible = lowest[i], typical[i], hair(typical[i])
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
def of_lanes(orders, whole):  # type: ignore[no-untyped-def]
    """What is ordered on each lane, of what a rule answers (lanes, rows, columns); and in all, (rows, columns)."""
    parts, total = np.empty_like(orders), np.zeros(orders.shape[1:])
    for lane in range(orders.shape[0]):
        for k in range(orders.shape[1]):
            for r in range(orders.shape[2]):
                order = max(orders[lane, k, r], 0.0)
                if whole:
                    order = nearest(order)
                parts[lane, k, r] = order
                total[k, r] += order
    return parts, total


@compiled
def are_finite(orders):  # type: ignore[no-untyped-def]
    """Whether all orders, an array of any shape, are numbers, and not infinite."""
    strange, flat = 0, orders.reshape(-1)
    for k in range(flat.size):
        strange += flat[k] - flat[k] != 0.0
    return strange == 0
