"""Observe: what measures are made of is summed at the end of a period, for every stockpoint and column.

A loop has few arrays, so that the compiler can turn it into vector instructions, and no window on a row: with a single
column, making one costs more than what is done with it.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.rings import next_slot
from bullwhip.network.rounding import NEGLIGIBLE

__all__ = ["observe", "observe_customers", "observe_outside"]

_NONE, _CLEAR, _SHORT = 0.0, 1.0, 2.0  # no cycle has begun; so far without backlog; with


@compiled
def observe(  # type: ignore[no-untyped-def]
    demand, inbound, first_lane, market, asked_at, placed_at, due_at, sent_at, pipe_first, pipe_stride, pipe_end,
    return_rows, on_hand, owed, mail, pipe, paid, transit, cycle, mixed, own_cycle, typical, usual,
    asked, asked_squares, net_squares, filled, transit_sum, placed, clear, ready, claimed, cycles, clear_cycles,
    own_asked, own_claimed, own_filled, own_clear, own_clear_cycles,
):  # fmt: skip
    """For all rows; what is less than `typical` times a hair is what rounding leaves of nothing.

    What is not needed has no rows, and is passed over.
    """
    columns, rows = on_hand.shape[1], on_hand.shape[0]
    total, left = np.empty(columns), np.empty(columns)
    for i in range(rows):
        centre, negligible, k = typical[i], NEGLIGIBLE * typical[i], mixed[i]
        lane = inbound[i]
        came, went, order = due_at[lane], sent_at[lane], placed_at[lane]
        due = next_slot(came, lane, pipe_first, pipe_stride, pipe_end)  # all of it: who sends for then has done so
        for r in range(columns):
            total[r] = 0.0
            left[r] = 0.0
        for claim in range(first_lane[i], first_lane[i + 1]):
            if market[claim] >= 0:
                wants, w = demand, market[claim]
            else:
                wants, w = mail, asked_at[claim]
            sent, row = sent_at[claim], return_rows[claim]
            for r in range(columns if filled.shape[0] else 0):
                filled[i, r] += _at_once(wants[w, r], pipe[sent, r], owed[claim, r])
            for r in range(columns):
                total[r] += wants[w, r]
                left[r] += owed[claim, r]
            for r in range(columns if claimed.shape[0] else 0):
                claimed[i, r] += max(wants[w, r], 0.0)
            for r in range(columns if row >= 0 and claimed.shape[0] else 0):
                claimed[i, r] -= paid[row, r]  # what is set against goods sent back is no claim
            if k < 0 or market[claim] < 0:
                continue
            # What the customers alone see, where there are others.
            for r in range(columns if own_filled.shape[0] else 0):
                own_filled[k, r] += _at_once(wants[w, r], pipe[sent, r], owed[claim, r])
            for r in range(columns if own_claimed.shape[0] else 0):
                own_claimed[k, r] += max(wants[w, r], 0.0)
            for r in range(columns if own_asked.shape[0] else 0):
                own_asked[k, r] += wants[w, r]
            for r in range(columns if own_clear.shape[0] else 0):
                own_clear[k, r] += 1.0 if owed[claim, r] <= negligible else 0.0
            for r in range(columns if own_cycle.shape[0] else 0):
                state = _cycle(own_cycle[k, r], pipe[came, r], owed[claim, r], negligible)
                own_cycle[k, r] = state
                own_clear_cycles[k, r] += 1.0 if (pipe[due, r] > negligible) & (state == _CLEAR) else 0.0
        for r in range(columns if asked.shape[0] else 0):
            asked[i, r] += total[r] - centre
        for r in range(columns if asked_squares.shape[0] else 0):
            about = total[r] - centre
            asked_squares[i, r] += about * about
        for r in range(columns if net_squares.shape[0] else 0):
            net = on_hand[i, r] - left[r] - usual[i]
            net_squares[i, r] += net * net
        for r in range(columns if clear.shape[0] else 0):
            clear[i, r] += 1.0 if left[r] <= negligible else 0.0
        for r in range(columns if ready.shape[0] else 0):
            ready[i, r] += 1.0 if on_hand[i, r] > negligible else 0.0
        for r in range(columns if cycle.shape[0] else 0):
            cycle[i, r] = _cycle(cycle[i, r], pipe[came, r], left[r], negligible)
        for r in range(columns if cycles.shape[0] else 0):
            cycles[i, r] += 1.0 if (pipe[due, r] > negligible) & (cycle[i, r] > _NONE) else 0.0
        for r in range(columns if clear_cycles.shape[0] else 0):
            clear_cycles[i, r] += 1.0 if (pipe[due, r] > negligible) & (cycle[i, r] == _CLEAR) else 0.0
        for r in range(columns if transit.shape[0] else 0):
            coming = transit[i, r] + (pipe[went, r] - pipe[came, r])
            transit[i, r] = coming
            transit_sum[i, r] += coming
        for r in range(columns if placed.shape[0] else 0):
            placed[i, r] += 1.0 if mail[order, r] > negligible else 0.0


@compiled(inline=True)
def _at_once(want, sent, after):  # type: ignore[no-untyped-def]
    """Older claims are filled first: what was sent beyond them went to this period's."""
    older = max(after + sent - want, 0.0)
    return max(min(sent - older, want), 0.0)


@compiled(inline=True)
def _cycle(before, came, left, negligible):  # type: ignore[no-untyped-def]
    """A cycle begins where goods came in, and is spoilt by what is left unfilled; it ends where goods are due next."""
    state = _CLEAR if came > negligible else before
    return _SHORT if (state > _NONE) & (left > negligible) else state


@compiled
def observe_customers(demand, first, markets, means, customers, market):  # type: ignore[no-untyped-def]
    """Sums and sums of squares of the demand of sets of markets, and of all of them, about their means."""
    total = np.empty(demand.shape[1])
    for k in range(customers.shape[1]):
        total[:] = 0.0
        for m in markets[first[k] : first[k + 1]]:
            total += demand[m] - means[m]
        customers[0, k] += total
        customers[1, k] += total * total
    total[:] = 0.0
    for m in range(demand.shape[0]):
        total += demand[m] - means[m]
    market[0] += total
    market[1] += total * total


@compiled
def observe_outside(first, placed_at, target, mail, typical, outside):  # type: ignore[no-untyped-def]
    """The same of what the outside world is asked for: orders on the lanes from `first` on."""
    total = np.zeros(mail.shape[1])
    for lane in range(first, placed_at.shape[0]):
        total += mail[placed_at[lane]]
        total -= typical[target[lane]]
    outside[0] += total
    outside[1] += total * total
