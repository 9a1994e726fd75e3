"""How goods and orders move: the compiled loops of a period.

Rows are taken as one-dimensional arrays, and the loop over replications is innermost and has no branch: that is what
the compiler turns into vector instructions.  Periods count from 0.

A ring of n slots holds what is due in period p in slot p % n.  A lane with order delay d and lead time L has rings of
d + 1 and L + 1 slots, so that what was asked, received, ordered and sent in a period stays readable until the next.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.allocate import serve_groups, serve_oldest, strike_out
from bullwhip.network.compiled import compiled
from bullwhip.network.returns import net_of_debt, serve_returner, take_back
from bullwhip.network.rounding import nearest

__all__ = ["arrive_from_outside", "asked_by", "place", "sent_on", "settle"]


@compiled(inline=True)
def asked_by(lane, period, order_delay, first_mail, market, mail, demand):  # type: ignore[no-untyped-def]
    """What a lane's claimant asks for in `period`: its customers' demand, or the order whose delay is over."""
    if market[lane] >= 0:
        return demand[market[lane]]
    return mail[first_mail[lane] + period % (order_delay[lane] + 1)]


@compiled(inline=True)
def sent_on(lane, period, lead_time, first_pipe, pipe):  # type: ignore[no-untyped-def]
    """Where what is sent on a lane in `period` goes: the slot that is due a lead time later."""
    return pipe[first_pipe[lane] + (period + lead_time[lane]) % (lead_time[lane] + 1)]


@compiled
def settle(  # type: ignore[no-untyped-def]
    period, first, last, demand,
    inbound, first_lane, lead_time, order_delay, first_mail, first_pipe, market, group, aged_rows, return_rows,
    luck, claimant, whole,
    on_hand, position, owed, mail, pipe, aged, oldest, back, overdrawn, paid, on_hand_sum, backlog_sum,
    key, first_replication,
):  # fmt: skip
    """Receive, demand, fill and account, for the rows from `first` to `last`."""
    change = np.empty(on_hand.shape[1] if overdrawn.shape[0] > 0 else 0)
    for i in range(first, last):
        lane = inbound[i]
        due = pipe[first_pipe[lane] + period % (lead_time[lane] + 1)]
        if return_rows[lane] >= 0:  # nothing has gone back yet with the order to come
            back[first_mail[lane] + (period + order_delay[lane]) % (order_delay[lane] + 1)] = 0.0
        begin, end = first_lane[i], first_lane[i + 1]
        if end - begin == 1:
            want = asked_by(begin, period, order_delay, first_mail, market, mail, demand)
            sent = sent_on(begin, period, lead_time, first_pipe, pipe)
            row = return_rows[begin]
            if row < 0:
                _serve_one(on_hand[i], position[i], owed[begin], due, want, sent, on_hand_sum[i], backlog_sum[i])
            else:
                came = back[first_mail[begin] + period % (order_delay[begin] + 1)]
                serve_returner(
                    on_hand[i], position[i], owed[begin], overdrawn[row], paid[row], due, want, came, sent,
                    on_hand_sum[i], backlog_sum[i],
                )  # fmt: skip
            continue
        stock = on_hand[i]
        for r in range(stock.shape[0]):
            stock[r] += due[r]
        for claim in range(begin, end):
            want = asked_by(claim, period, order_delay, first_mail, market, mail, demand)
            sent = sent_on(claim, period, lead_time, first_pipe, pipe)
            row = return_rows[claim]
            if row < 0:
                _claim(stock, position[i], owed[claim], want, sent)
            else:
                came = back[first_mail[claim] + period % (order_delay[claim] + 1)]
                take_back(stock, position[i], owed[claim], overdrawn[row], paid[row], want, came, change)
                want = change
                sent[:] = 0.0
            if aged_rows[claim] >= 0:
                _remember(aged[(period + 1) % aged.shape[0], aged_rows[claim]], want)
                strike_out(aged[:, aged_rows[claim]], want, period)
        given = np.zeros((end - begin, stock.shape[0]))
        if begin < end and aged_rows[begin] >= 0:
            ages = aged[:, aged_rows[begin] : aged_rows[begin] + end - begin]
            oldest[i] = serve_oldest(
                stock, ages, given, oldest[i], whole, key, luck[i], claimant[begin:end], first_replication, period
            )
            _still_owed(owed[begin:end], ages, oldest[i], period)
        else:
            serve_groups(
                stock, owed[begin:end], given, group[begin:end], whole, key, claimant[begin:end], first_replication,
                period,
            )  # fmt: skip
        _account(stock, on_hand_sum[i])
        for claim in range(begin, end):
            _account(given[claim - begin], sent_on(claim, period, lead_time, first_pipe, pipe))
            _account(owed[claim], backlog_sum[i])


@compiled(inline=True)
def _serve_one(on_hand, position, owed, due, want, sent, on_hand_sum, backlog_sum):  # type: ignore[no-untyped-def]
    """A stockpoint with one claimant, in a single pass: this is where a batch spends its time."""
    for r in range(on_hand.shape[0]):
        stock = on_hand[r] + due[r]
        need = owed[r] + want[r]
        out = min(stock, need)  # a need below zero: customers bring goods back
        stock -= out
        need -= out
        on_hand[r] = stock
        owed[r] = need
        sent[r] = out
        position[r] -= want[r]
        on_hand_sum[r] += stock
        backlog_sum[r] += need


@compiled(inline=True)
def _claim(stock, position, owed, want, sent):  # type: ignore[no-untyped-def]
    """Demand becomes a claim; below zero, customers bring goods back, which fill what they are owed, then the stock."""
    for r in range(stock.shape[0]):
        position[r] -= want[r]
        need = owed[r] + want[r]
        back = min(need, 0.0)
        owed[r] = need - back
        stock[r] -= back
        sent[r] = back


@compiled(inline=True)
def _remember(claims, want):  # type: ignore[no-untyped-def]
    for r in range(claims.shape[0]):
        claims[r] = max(want[r], 0.0)


@compiled
def _still_owed(owed, aged, oldest, period):  # type: ignore[no-untyped-def]
    """Sum the claims of all ages afresh: what is filled is zero, not a rounding error that stays owed for ever.

    From the oldest on, wherever they lie in the ring: a replication among others, whose ring is wider, gives the same.
    """
    ages = aged.shape[0]
    owed[:] = 0.0
    for claimed in range(oldest, period + 2):
        for c in range(owed.shape[0]):
            _account(aged[claimed % ages, c], owed[c])


@compiled(inline=True)
def _account(amount, total):  # type: ignore[no-untyped-def]
    for r in range(amount.shape[0]):
        total[r] += amount[r]


@compiled
def place(  # type: ignore[no-untyped-def]
    period, first, orders, lowest,
    inbound, order_delay, first_mail, whole, position, mail, order_sum, order_square_sum, typical,
):  # fmt: skip
    """Send the orders (rows, replications) of the rows from `first` on: into the mail, and onto the position.

    `lowest` (rows,) cuts an order from below: 0, or minus infinity where orders may be below it.  Order sums are taken
    about `typical` (rows,), so that their variance keeps its digits.
    """
    for k in range(orders.shape[0]):
        i = first + k
        lane = inbound[i]
        slot = mail[first_mail[lane] + (period + order_delay[lane]) % (order_delay[lane] + 1)]
        wish, place_ = orders[k], position[i]
        total, squares, least, centre = order_sum[i], order_square_sum[i], lowest[i], typical[i]
        if whole:
            for r in range(slot.shape[0]):
                slot[r] = nearest(max(wish[r], least))
        else:
            for r in range(slot.shape[0]):
                slot[r] = max(wish[r], least)
        for r in range(slot.shape[0]):
            order = slot[r]
            place_[r] += order
            total[r] += order - centre
            squares[r] += (order - centre) * (order - centre)


@compiled
def arrive_from_outside(  # type: ignore[no-untyped-def]
    period, first, order_delay, lead_time, first_mail, first_pipe, return_rows, mail, pipe, back, overdrawn, paid
):
    """The outside world sends what it is asked for, at once and in full: lanes from `first` on come from there."""
    for lane in range(first, order_delay.shape[0]):
        slot = first_mail[lane] + period % (order_delay[lane] + 1)
        sent, row = sent_on(lane, period, lead_time, first_pipe, pipe), return_rows[lane]
        if row < 0:
            sent[:] = mail[slot]
            continue
        for r in range(sent.shape[0]):  # goods that came back are gone
            need = net_of_debt(mail[slot], back[slot], overdrawn[row], paid[row], r)
            sent[r] = max(need, 0.0)
            overdrawn[row, r] += max(-need, 0.0) - paid[row, r]
