"""First-come: claims are remembered by the period they were made in, and the oldest are filled first.

`aged` (ages, first-come lanes, columns) is a ring: what was claimed in period p lies in slot (p + 1) % ages, and what
was owed before the first period in slot 0.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.allocate import serve_oldest, strike_out
from bullwhip.network.flows.demand import asked_by
from bullwhip.network.flows.fill import send

__all__ = ["fill_oldest", "remember"]


@compiled
def remember(  # type: ignore[no-untyped-def]
    first, last, first_lane, asked_at, market, aged_rows, return_rows, demand, owed, mail, aged, oldest, changes, period
):
    """Note the claims of the rows from `first` to `last`, made in this period.

    `changes` (lanes whose orders may be below zero, columns) is what is claimed anew by these, or cancelled.
    """
    slot = aged[(period + 1) % aged.shape[0]]
    for i in range(first, last):
        for lane in range(first_lane[i], first_lane[i + 1]):
            row = return_rows[lane]
            want = asked_by(lane, asked_at, market, mail, demand) if row < 0 else changes[row]
            claims = slot[aged_rows[lane]]
            for r in range(claims.shape[0]):
                claims[r] = max(want[r], 0.0)
            strike_out(aged[:, aged_rows[lane]], want, period)
            for r in range(claims.shape[0]):
                if want[r] < 0.0 and not _is_open(aged, aged_rows[lane], r, oldest[i], period):
                    owed[lane, r] = 0.0


@compiled
def fill_oldest(  # type: ignore[no-untyped-def]
    first, last, first_lane, first_claim, sent_at, claimant, luck, aged_rows, whole, on_hand, owed, pipe, aged, oldest,
    key, replications, period,
):  # fmt: skip
    """Fill the claims of the rows from `first` to `last`, those of the oldest period first."""
    for i in range(first, last):
        begin, end = first_lane[i], first_lane[i + 1]
        given = np.zeros((end - begin, on_hand.shape[1]))
        ages = aged[:, aged_rows[begin] : aged_rows[begin] + end - begin]
        oldest[i] = serve_oldest(
            on_hand[i], ages, given, oldest[i], whole, key, luck[i], claimant[first_claim[i] : first_claim[i + 1]],
            replications, period,
        )  # fmt: skip
        _take_from_owed(owed[begin:end], given, on_hand[i], ages, oldest[i], period)
        send(given, begin, sent_at, pipe)


@compiled(inline=True)
def _take_from_owed(owed, given, stock, ages, oldest, period):  # type: ignore[no-untyped-def]
    """What was given is owed no more.  Where no claim is open, what rounding left of them is zero.

    Claims of all ages are not summed afresh: that would cost the more the older the oldest one is.  Whether any is
    open need only be asked where something was given and no stock is left.
    """
    for c in range(owed.shape[0]):
        for r in range(stock.shape[0]):
            left = max(owed[c, r] - given[c, r], 0.0)
            owed[c, r] = 0.0 if stock[r] > 0.0 else left
        for r in range(stock.shape[0]):
            if given[c, r] > 0.0 and owed[c, r] > 0.0 and not _is_open(ages, c, r, oldest, period):
                owed[c, r] = 0.0


@compiled(inline=True)
def _is_open(aged, lane, r, oldest, period):  # type: ignore[no-untyped-def]
    """Whether a claimant still has a claim from `oldest` on, counted like period + 1; newest first."""
    claimed = period + 1
    while claimed >= oldest and aged[claimed % aged.shape[0], lane, r] <= 0.0:
        claimed -= 1
    return claimed >= oldest
