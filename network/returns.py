"""Orders below zero: what goes back to the supplier, and what is set against later orders.

Who orders less than nothing wants less than he has or has claimed.  The supplier strikes out what it has not sent yet.
The rest goes back as goods, as far as there are any: they leave with the order and come to the supplier's stock when
the order reaches it.  What is neither claimed any more nor on hand stays overdrawn: later orders fill it before they
are claims.  So nobody sends what he has not, and yet every order counts in full for the position and for whoever is
asked, as the linear theory of the bullwhip has it.

Lanes whose orders may be below zero have numbers of their own (`return_rows`); those of all others are -1.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled

__all__ = [
    "less_overdrawn",
    "less_what_came_back",
    "net_of_debt",
    "returning_lanes",
    "riding_back",
    "send_back",
    "serve_returner",
    "take_back",
    "total_going_back",
]


def returning_lanes(target: Ints, lowest: Array) -> Ints:
    """Number of each lane among those whose orders may be below zero, or -1; `lowest` as of an engine."""
    returning = (target >= 0) & (lowest[target] < 0.0)
    return np.where(returning, np.cumsum(returning) - 1, -1)


@compiled(inline=True)
def net_of_debt(want, came, overdrawn, paid, r):  # type: ignore[no-untyped-def]
    """What an order changes in what is claimed: without goods that came with it, and less what was overdrawn."""
    claim = want[r] + came[r]
    paid[r] = min(max(claim, 0.0), overdrawn[r])
    return claim - paid[r]


@compiled(inline=True)
def take_back(stock, position, owed, overdrawn, paid, want, came, change):  # type: ignore[no-untyped-def]
    """An order arrives: goods that came with it are in stock at once, and its claim, or what it cancels, is noted.

    `change` gets what is claimed anew; below zero, what is cancelled.
    """
    for r in range(stock.shape[0]):
        position[r] -= want[r]
        stock[r] += came[r]
        change[r] = net_of_debt(want, came, overdrawn, paid, r)
        need = owed[r] + change[r]
        owed[r] = max(need, 0.0)
        overdrawn[r] += max(-need, 0.0) - paid[r]


@compiled(inline=True)
def serve_returner(  # type: ignore[no-untyped-def]
    on_hand, position, owed, overdrawn, paid, due, want, came, sent, on_hand_sum, backlog_sum
):
    """A stockpoint whose one claimant may send goods back: all of a period in a single pass."""
    for r in range(on_hand.shape[0]):
        need = owed[r] + net_of_debt(want, came, overdrawn, paid, r)
        overdrawn[r] += max(-need, 0.0) - paid[r]
        stock, need = on_hand[r] + due[r] + came[r], max(need, 0.0)
        out = min(stock, need)
        stock -= out
        need -= out
        on_hand[r] = stock
        owed[r] = need
        sent[r] = out
        position[r] -= want[r]
        on_hand_sum[r] += stock
        backlog_sum[r] += need


@compiled
def send_back(  # type: ignore[no-untyped-def]
    period, first, last, settled, inbound, source, order_delay, first_mail, return_rows,
    on_hand, owed, overdrawn, mail, back, on_hand_sum,
):  # fmt: skip
    """Let goods go back with the orders below zero that the rows from `first` to `last` have just placed.

    First comes what can still be cancelled: what is claimed and has not been sent, less what orders on their way cancel
    already (those of this period are on their way until the supplier is through it: `settled` are the rows that are).
    Orders ahead in the mail will have been seen before this one.  Of the rest goes what is on hand, which costs nothing
    in this period any more.
    """
    for i in range(first, last):
        lane = inbound[i]
        row = return_rows[lane]
        if row < 0:
            continue
        slots = order_delay[lane] + 1
        base = first_mail[lane]
        order, goods = mail[base + (period + slots - 1) % slots], back[base + (period + slots - 1) % slots]
        sender = source[lane] if source[lane] >= 0 else inbound.shape[0]
        begin = 1 if sender < settled else 0
        stock, total = on_hand[i], on_hand_sum[i]
        for r in range(stock.shape[0]):
            open_ = owed[lane, r] - overdrawn[row, r]
            for ahead in range(begin, slots - 1):
                slot = base + (period + ahead) % slots
                open_ += min(mail[slot, r] + back[slot, r], 0.0)
            goods[r] = min(max(-order[r] - max(open_, 0.0), 0.0), stock[r])
            stock[r] -= goods[r]
            total[r] -= goods[r]


@compiled
def riding_back(out, row, period, settled, inbound, source, order_delay, first_mail, back):  # type: ignore[no-untyped-def]
    """Add to `out` (replications,) what a row's orders carry back to its supplier, if it may send goods back.

    The slot of this period counts until the supplier is through it.
    """
    lane = inbound[row]
    slots = order_delay[lane] + 1
    sender = source[lane] if source[lane] >= 0 else inbound.shape[0]
    begin = 1 if sender < settled else 0
    for ahead in range(begin, slots):
        out += back[first_mail[lane] + (period + ahead) % slots]


@compiled
def total_going_back(  # type: ignore[no-untyped-def]
    out, first, period, settled, inbound, source, order_delay, first_mail, return_rows, back
):
    """Add to `out` (rows, replications) what is riding back from the rows from `first` on."""
    for k in range(out.shape[0]):
        if return_rows[inbound[first + k]] >= 0:
            riding_back(out[k], first + k, period, settled, inbound, source, order_delay, first_mail, back)


@compiled
def less_what_came_back(out, first, period, first_lane, order_delay, first_mail, return_rows, back):  # type: ignore[no-untyped-def]
    """Take from `out` (rows, replications) what claimants sent back that came in this period."""
    for k in range(out.shape[0]):
        for claim in range(first_lane[first + k], first_lane[first + k + 1]):
            if return_rows[claim] >= 0:
                out[k] -= back[first_mail[claim] + period % (order_delay[claim] + 1)]


@compiled
def less_overdrawn(out, first, first_lane, return_rows, overdrawn):  # type: ignore[no-untyped-def]
    """Take from `out` (rows, replications) what claimants have overdrawn."""
    for k in range(out.shape[0]):
        for claim in range(first_lane[first + k], first_lane[first + k + 1]):
            if return_rows[claim] >= 0:
                out[k] -= overdrawn[return_rows[claim]]
