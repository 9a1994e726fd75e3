"""What can be read off the state about some stockpoints: the figures of views, agents and records.

Each reading is an array (rows, replications) of units, for the rows from `first` on.  Within a period some rows have
been through it and others not yet (levels); `settled` says up to which row, so that nothing is counted twice or missed.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.demand import asked_by
from bullwhip.network.flows.returns import less_overdrawn, less_what_came_back, riding_back, total_going_back
from bullwhip.network.rings import next_slot
from bullwhip.network.state import State
from bullwhip.network.topology import OUTSIDE, Network

__all__ = [
    "asked",
    "backlog",
    "coming",
    "customer_demand",
    "echelon_stock",
    "going_back",
    "in_transit",
    "last_order",
    "on_order",
    "received",
    "shipped",
]


def received(network: Network, state: State, rows: slice, period: int) -> Array:
    """What arrived in `period`, the current one or the one that has just ended, less what went back with its order."""
    lanes = network.inbound[rows]
    came: Array = state.pipe[network.pipe.at(lanes, period)]
    if state.back.size:
        came -= state.back[network.mail.at(lanes, period - 1)]
    return came


def last_order(network: Network, state: State, rows: slice, period: int) -> Array:
    """What was ordered in `period`: the last one in which these rows have ordered."""
    placed: Array = state.mail[network.mail.at(network.inbound[rows], period - 1)]  # where that period's was asked for
    return placed


def backlog(network: Network, state: State, rows: slice) -> Array:
    """What is owed to all claimants.  Where each row has one claimant this is a window on the state: do not write."""
    first, last = network.first_lane[rows.start], network.first_lane[rows.stop]
    if last - first == rows.stop - rows.start and (np.diff(network.first_lane[rows.start : rows.stop + 1]) == 1).all():
        return state.owed[first:last]
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    _total_owed(out, rows.start, network.first_lane, state.owed)
    return out


def on_order(network: Network, state: State, rows: slice) -> Array:
    """What has been ordered and not received: in the mail, claimed at the supplier, or in transit.

    Below zero where more was cancelled or sent back than there was.
    """
    known: Array = state.position[rows] - state.on_hand[rows] + backlog(network, state, rows)
    if state.back.size:
        less_overdrawn(known, rows.start, network.first_lane, state.return_rows, state.overdrawn)
    return known


def asked(network: Network, state: State, demand: Array, rows: slice) -> Array:
    """What was asked for by all claimants together: in the current period, or the one that has just ended.

    `demand` (markets, replications) is the customers'.
    """
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    _total_asked(out, rows.start, network.first_lane, state.asked_at, network.market, state.mail, demand)
    return out


def shipped(network: Network, state: State, rows: slice) -> Array:
    """What was sent to all claimants together, less what came back: in the current period, or the one just ended."""
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    _total_sent(out, rows.start, network.first_lane, state.sent_at, state.pipe)
    if state.back.size:
        less_what_came_back(out, rows.start, network.first_lane, state.asked_at, state.return_rows, state.back)
    return out


def in_transit(network: Network, state: State, rows: slice, settled: int) -> Array:
    """What is on its way to these rows."""
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    pipe = network.pipe
    _total_in_transit(
        out, rows.start, settled, network.inbound, network.source, state.due_at, pipe.first, pipe.stride, pipe.end,
        state.pipe,
    )  # fmt: skip
    return out


def coming(network: Network, state: State, rows: slice, period: int, settled: int) -> Array:
    """What is on its way and arrives 1, 2, ... periods later: (longest lead time, rows, replications).

    For rows that are through the current period; `in_transit` is the sum.
    """
    lanes = network.inbound[rows]
    out = np.zeros((network.lead_time[lanes].max(), lanes.size, state.owed.shape[1]))
    for k, lane in enumerate(lanes):
        ring = network.lead_time[lane] + 1
        sender = network.source[lane] if network.source[lane] != OUTSIDE else network.rows
        last = ring if sender < settled else ring - 1  # the newest goods are sent when the supplier settles
        for ahead in range(1, last):
            out[ahead - 1, k] = state.pipe[network.pipe.at(lane, period + ahead)]
    return out


def going_back(network: Network, state: State, rows: slice, settled: int) -> Array:
    """What these rows have sent back and their suppliers have not received yet."""
    out = np.zeros((rows.stop - rows.start, state.owed.shape[1]))
    if state.back.size:
        mail = network.mail
        total_going_back(
            out, rows.start, settled, network.inbound, network.source, state.asked_at, mail.first, mail.stride,
            mail.end, state.return_rows, state.back,
        )  # fmt: skip
    return out


def customer_demand(network: Network, demand: Array, rows: slice) -> Array:
    """What the customers of all stockpoints downstream asked for, one's own customers among them."""
    out = np.empty((rows.stop - rows.start, demand.shape[1]))
    starts, markets = network.downstream
    _total_demand(out, rows.start, starts, markets, demand)
    return out


def echelon_stock(network: Network, state: State, settled: int) -> Array:
    """Each row's own stock and all that is downstream of it or on its way there, less customers' backlog."""
    out = np.empty_like(state.on_hand)
    mail, pipe = network.mail, network.pipe
    _echelon(
        out, settled, network.downstream_first, network.first_lane, network.target, network.inbound, network.source,
        state.due_at, pipe.first, pipe.stride, pipe.end, state.asked_at, mail.first, mail.stride, mail.end,
        state.return_rows, state.pipe, state.back, state.on_hand, state.owed,
    )  # fmt: skip
    return out


@compiled
def _total_owed(out, first, first_lane, owed):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        out[k] = 0.0
        for claim in range(first_lane[first + k], first_lane[first + k + 1]):
            out[k] += owed[claim]


@compiled
def _total_asked(out, first, first_lane, asked_at, market, mail, demand):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        out[k] = 0.0
        for claim in range(first_lane[first + k], first_lane[first + k + 1]):
            out[k] += asked_by(claim, asked_at, market, mail, demand)


@compiled
def _total_sent(out, first, first_lane, sent_at, pipe):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        out[k] = 0.0
        for claim in range(first_lane[first + k], first_lane[first + k + 1]):
            out[k] += pipe[sent_at[claim]]


@compiled
def _total_demand(out, first, starts, markets, demand):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        out[k] = 0.0
        for m in markets[starts[first + k] : starts[first + k + 1]]:  # one by one: NumPy's sums depend on the shape
            out[k] += demand[m]


@compiled
def _on_its_way(out, row, settled, inbound, source, due_at, pipe_first, pipe_stride, pipe_end, pipe):  # type: ignore[no-untyped-def]
    """Add to `out` (replications,) what is on its way to a row.

    The slot of this period still counts where the row has not received yet; that of a lead time later, where its
    supplier has sent already (the outside world sends last, when every row is settled and `settled` is beyond them).
    """
    lane = inbound[row]
    ring = (pipe_end[lane] - pipe_first[lane]) // pipe_stride[lane]
    sender = source[lane] if source[lane] >= 0 else inbound.shape[0]
    begin = 0 if row >= settled else 1
    slot = due_at[lane]
    for ahead in range(ring if sender < settled else ring - 1):
        if ahead >= begin:
            out += pipe[slot]
        slot = next_slot(slot, lane, pipe_first, pipe_stride, pipe_end)


@compiled
def _total_in_transit(  # type: ignore[no-untyped-def]
    out, first, settled, inbound, source, due_at, pipe_first, pipe_stride, pipe_end, pipe
):
    for k in range(out.shape[0]):
        out[k] = 0.0
        _on_its_way(out[k], first + k, settled, inbound, source, due_at, pipe_first, pipe_stride, pipe_end, pipe)


@compiled
def _echelon(  # type: ignore[no-untyped-def]
    out, settled, order, first_lane, target, inbound, source, due_at, pipe_first, pipe_stride, pipe_end, asked_at,
    mail_first, mail_stride, mail_end, return_rows, pipe, back, on_hand, owed,
):  # fmt: skip
    for row in order:
        out[row] = on_hand[row]
        for claim in range(first_lane[row], first_lane[row + 1]):
            if target[claim] < 0:
                out[row] -= owed[claim]
            else:
                _on_its_way(
                    out[row], target[claim], settled, inbound, source, due_at, pipe_first, pipe_stride, pipe_end, pipe
                )
                if return_rows[claim] >= 0:
                    riding_back(
                        out[row], target[claim], settled, inbound, source, asked_at, mail_first, mail_stride, mail_end,
                        back,
                    )  # fmt: skip
                out[row] += out[target[claim]]
