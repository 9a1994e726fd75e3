"""Orders below zero: what goes back to the supplier, and what is set against later orders.

Who orders less than nothing wants less than he has or has claimed.  The supplier strikes out what it has not sent yet.
The rest goes back as goods, as far as there are any: they leave with the order and come to the supplier's stock when
the order reaches it.  What is neither claimed any more nor on hand stays overdrawn: later orders fill it before they
are claims.  So nobody sends what he has not, and yet every order counts in full for the position and for whoever is
asked, as the linear theory of the bullwhip has it.

Lanes whose orders may be below zero have numbers of their own (`return_rows`); those of all others are -1.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.demand import asked_by, claim_of_lane
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.rings import next_slot
from bullwhip.network.topology import Network

__all__ = ["Returns", "less_overdrawn", "less_what_came_back", "net_of_debt", "riding_back", "total_going_back"]

_CLAIMANTS, _OWN = 1, 2  # what goes back: from some claimants; from the rows themselves


class Returns(Term):
    """What goes back, where orders may be below zero."""

    by_column = ("back", "overdrawn", "paid", "changes")

    form: Ints  # (stockpoints,)
    rows: Ints  # (lanes,) row in `overdrawn` of a lane whose orders may be below zero, else -1
    back: Array  # (slots of mail, columns) goods that go back with the orders; none where no order is below zero
    overdrawn: Array  # (such lanes, columns) what was sent back and is still to be set against orders
    paid: Array  # (such lanes, columns) what of this period's order was set against it
    changes: Array  # (such lanes, columns) what this period's order changed in what is claimed

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Returns:
        """Nothing has gone back."""
        made = cls()
        returning = (network.target >= 0) & (lowest[network.target] < 0.0)
        made.rows = np.where(returning, np.cumsum(returning) - 1, -1)
        lanes = np.concatenate([[0], np.cumsum(returning)])
        of_claimants = lanes[network.first_lane[1:]] > lanes[network.first_lane[:-1]]
        made.form = np.where(of_claimants, _CLAIMANTS, 0) + np.where(returning[network.inbound], _OWN, 0)
        made.back = np.zeros((network.mail.slots if returning.any() else 0, replications))
        made.overdrawn, made.paid, made.changes = np.zeros((3, lanes[-1], replications))
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """What came back is taken, and nothing rides back yet with the orders to come."""
        if form & _CLAIMANTS and segment.one_claimant:
            yield Step(Phase.RECEIVE, partial(_serve_one, segment), through=Phase.FILL)
        elif form & _CLAIMANTS:
            yield Step(Phase.DEMAND, partial(_claim, segment), through=Phase.DEMAND)
        if form & _OWN:
            yield Step(Phase.EXPIRE, partial(_clear, segment))

    def posted(self, period: Period, first: int, last: int) -> None:
        """Let goods go back with orders below zero."""
        n, s = period.network, period.state
        send_back(
            first, last, s.settled, n.inbound, n.source, s.asked_at, s.placed_at, n.mail.first, n.mail.stride,
            n.mail.end, self.rows, s.on_hand, s.owed, self.overdrawn, s.mail, self.back, period.tally.on_hand,
        )  # fmt: skip


def _clear(segment: Segment, period: Period) -> None:
    returns = period.state.term(Returns)
    clear_way_back(*segment.rows, period.network.inbound, period.state.placed_at, returns.rows, returns.back)


def _serve_one(segment: Segment, period: Period) -> None:
    n, s = period.network, period.state
    returns = s.term(Returns)
    serve_one_returner(
        *segment.rows, n.inbound, n.first_lane, s.due_at, s.asked_at, s.sent_at, returns.rows,
        s.on_hand, s.position, s.owed, s.mail, s.pipe, returns.back, returns.overdrawn, returns.paid,
    )  # fmt: skip


def _claim(segment: Segment, period: Period) -> None:
    n, s = period.network, period.state
    returns = s.term(Returns)
    claim_or_take_back(
        *segment.rows, n.first_lane, s.asked_at, s.sent_at, n.market, returns.rows, period.demand,
        s.on_hand, s.position, s.owed, s.mail, s.pipe, returns.back, returns.overdrawn, returns.paid, returns.changes,
    )  # fmt: skip


@compiled(inline=True)
def net_of_debt(want, came, overdrawn, paid, r):  # type: ignore[no-untyped-def]
    """What an order changes in what is claimed: without goods that came with it, and less what was overdrawn."""
    claim = want[r] + came[r]
    paid[r] = min(max(claim, 0.0), overdrawn[r])
    return claim - paid[r]


@compiled
def clear_way_back(first, last, inbound, placed_at, return_rows, back):  # type: ignore[no-untyped-def]
    """Nothing has gone back yet with the order that the rows from `first` to `last` are about to place."""
    for i in range(first, last):
        lane = inbound[i]
        if return_rows[lane] >= 0:
            back[placed_at[lane]] = 0.0


@compiled
def claim_or_take_back(  # type: ignore[no-untyped-def]
    first, last, first_lane, asked_at, sent_at, market, return_rows, demand, on_hand, position, owed, mail, pipe,
    back, overdrawn, paid, changes,
):  # fmt: skip
    """As `claim`, for the rows from `first` to `last`, some of whose claimants may send goods back."""
    for i in range(first, last):
        for lane in range(first_lane[i], first_lane[i + 1]):
            want, sent = asked_by(lane, asked_at, market, mail, demand), pipe[sent_at[lane]]
            row = return_rows[lane]
            if row < 0:
                claim_of_lane(on_hand[i], position[i], owed[lane], want, sent)
            else:
                _take_back(
                    on_hand[i], position[i], owed[lane], overdrawn[row], paid[row], want, back[asked_at[lane]],
                    changes[row],
                )  # fmt: skip
                sent[:] = 0.0


@compiled(inline=True)
def _take_back(stock, position, owed, overdrawn, paid, want, came, change):  # type: ignore[no-untyped-def]
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


@compiled
def serve_one_returner(  # type: ignore[no-untyped-def]
    first, last, inbound, first_lane, due_at, asked_at, sent_at, return_rows,
    on_hand, position, owed, mail, pipe, back, overdrawn, paid,
):  # fmt: skip
    """As `serve_one` without sums, for the rows from `first` to `last`, whose one claimant each may send goods back."""
    for i in range(first, last):
        lane = first_lane[i]
        row = return_rows[lane]
        _serve_returner(
            on_hand[i], position[i], owed[lane], overdrawn[row], paid[row], pipe[due_at[inbound[i]]],
            mail[asked_at[lane]], back[asked_at[lane]], pipe[sent_at[lane]],
        )  # fmt: skip


@compiled(inline=True)
def _serve_returner(on_hand, position, owed, overdrawn, paid, due, want, came, sent):  # type: ignore[no-untyped-def]
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


@compiled
def send_back(  # type: ignore[no-untyped-def]
    first, last, settled, inbound, source, asked_at, placed_at, mail_first, mail_stride, mail_end, return_rows,
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
        order, goods = mail[placed_at[lane]], back[placed_at[lane]]
        begin = asked_at[lane]
        if (source[lane] if source[lane] >= 0 else inbound.shape[0]) < settled:
            begin = next_slot(begin, lane, mail_first, mail_stride, mail_end)
        stock, total = on_hand[i], on_hand_sum[i]
        for r in range(stock.shape[0]):
            open_ = owed[lane, r] - overdrawn[row, r]
            slot = begin
            while slot != placed_at[lane]:
                open_ += min(mail[slot, r] + back[slot, r], 0.0)
                slot = next_slot(slot, lane, mail_first, mail_stride, mail_end)
            goods[r] = min(max(-order[r] - max(open_, 0.0), 0.0), stock[r])
            stock[r] -= goods[r]
            total[r] -= goods[r]


@compiled
def riding_back(  # type: ignore[no-untyped-def]
    out, lane, settled, rows, source, asked_at, mail_first, mail_stride, mail_end, back
):
    """Add to `out` (columns,) what the orders on a lane carry back to its source.

    The slot of this period counts until the supplier is through it.
    """
    begin = 1 if (source[lane] if source[lane] >= 0 else rows) < settled else 0
    slot = asked_at[lane]
    for ahead in range((mail_end[lane] - mail_first[lane]) // mail_stride[lane]):
        if ahead >= begin:
            out += back[slot]
        slot = next_slot(slot, lane, mail_first, mail_stride, mail_end)


@compiled
def total_going_back(  # type: ignore[no-untyped-def]
    out, first, settled, inbound, source, asked_at, mail_first, mail_stride, mail_end, return_rows, back
):
    """Add to `out` (rows, columns) what is riding back from the rows from `first` on."""
    for k in range(out.shape[0]):
        lane = inbound[first + k]
        if return_rows[lane] >= 0:
            riding_back(
                out[k], lane, settled, inbound.shape[0], source, asked_at, mail_first, mail_stride, mail_end, back
            )


@compiled
def less_what_came_back(out, first, first_lane, asked_at, return_rows, back):  # type: ignore[no-untyped-def]
    """Take from `out` (rows, columns) what claimants sent back that came in this period."""
    for k in range(out.shape[0]):
        for lane in range(first_lane[first + k], first_lane[first + k + 1]):
            if return_rows[lane] >= 0:
                out[k] -= back[asked_at[lane]]


@compiled
def less_overdrawn(out, first, first_lane, return_rows, overdrawn):  # type: ignore[no-untyped-def]
    """Take from `out` (rows, columns) what claimants have overdrawn."""
    for k in range(out.shape[0]):
        for lane in range(first_lane[first + k], first_lane[first + k + 1]):
            if return_rows[lane] >= 0:
                out[k] -= overdrawn[return_rows[lane]]
