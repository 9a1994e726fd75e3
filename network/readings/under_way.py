"""What is under way to stockpoints, and from them back to their suppliers."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.terms.lead_times import LeadTimes
from bullwhip.network.flows.terms.returns import (
    Returns,
    total_going_back,
)
from bullwhip.network.readings.beside import beside_slots
from bullwhip.network.rings import next_slot
from bullwhip.network.state import State
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["coming", "going_back", "in_transit", "on_its_way", "too_late", "transit_cost"]


def in_transit(network: Network, state: State, rows: slice, settled: int) -> Array:
    """What is on its way to these rows."""
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    pipe = network.pipe
    _total_in_transit(
        out, rows.start, settled, network.first_in, network.lane_in, network.source, state.due_at, pipe.first,
        pipe.stride, pipe.end, state.pipe,
    )  # fmt: skip
    _add_beside(out, network, state, rows)
    return out


def transit_cost(network: Network, state: State, rows: slice, settled: int) -> Array:
    """What goods in transit to these rows cost, each at the rate of its lane: money, (rows, replications)."""
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    pipe = network.pipe
    _transit_cost(
        out, rows.start, settled, network.first_in, network.lane_in, network.transit_cost, network.source,
        state.due_at, pipe.first, pipe.stride, pipe.end, state.pipe,
    )  # fmt: skip
    _add_beside(out, network, state, rows, network.transit_cost)
    return out


def _add_beside(out: Array, network: Network, state: State, rows: slice, rate: Array | None = None) -> None:
    """Add what lies in no slot to what is in transit to these rows; or what that costs at a rate (lanes,)."""
    lanes, _, _, units = beside_slots(network, state)
    if lanes.size:
        target = network.target[lanes]
        here = (target >= rows.start) & (target < rows.stop)
        there = units[here]
        np.add.at(out, target[here] - rows.start, there if rate is None else rate[lanes[here], None] * there)


def coming(network: Network, state: State, rows: slice, period: int, settled: int) -> Array:
    """What is on its way and arrives 1, 2, ... periods later: (longest time, rows, replications).

    For rows that are through the current period; `in_transit` is the sum.
    """
    first, last = network.first_in[rows.start], network.first_in[rows.stop]
    lanes, beside = network.lane_in[first:last], beside_slots(network, state)
    astray = [(lane, due, units) for lane in lanes for due, units in state.term(LeadTimes).astray(lane).items()]
    longest = max([int(network.lead_time[lanes].max()), *(due - period for _, due, _ in astray)])
    out = np.zeros((longest, rows.stop - rows.start, state.owed.shape[1]))
    for lane, due, units in astray:
        out[due - period - 1, network.target[lane] - rows.start] += units
    for lane in lanes:
        k = network.target[lane] - rows.start
        ring = network.lead_time[lane] + 1
        sender = network.source[lane] if network.source[lane] != OUTSIDE else network.rows
        last = ring if sender < settled else ring - 1  # the newest goods are sent when the supplier settles
        for ahead in range(1, last):
            out[ahead - 1, k] += state.pipe[network.pipe.at(lane, period + ahead)]
        if beside.place[lane] >= 0:
            out[0, k] += beside.soon[beside.place[lane]]
    return out


def too_late(network: Network, state: State, rows: slice, settled: int) -> Array:
    """Of what is on order, what arrives later than what is ordered now on a lane: (lanes, rows, replications).

    Lanes of a row are in the order of their order delay and lead time; NaN stands for those that others have more of.
    What is owed is taken to leave as soon as it can.
    """
    most = int(np.diff(network.first_in[rows.start : rows.stop + 1]).max())
    out = np.full((most, rows.stop - rows.start, state.owed.shape[1]), np.nan)
    mail, pipe = network.mail, network.pipe
    _too_late(
        out, rows.start, settled, network.first_in, network.lane_in, network.source, network.order_delay,
        network.lead_time, network.mean_lead_time, state.asked_at, mail.first, mail.stride, mail.end, state.mail,
        state.due_at, pipe.first, pipe.stride, pipe.end, state.pipe, state.owed,
    )  # fmt: skip
    _add_astray(out, network, state, rows)
    return out


def _add_astray(out: Array, network: Network, state: State, rows: slice) -> None:
    """Add what strays, and arrives later than what is ordered now on a lane: to `out`, as `too_late` has it."""
    lead_times = state.term(LeadTimes)
    if not lead_times.strays.any():
        return
    for row in range(rows.start, rows.stop):
        lanes = network.lanes_into(row)
        ahead = network.order_delay[lanes] + network.lead_time[lanes]
        for lane in lanes:
            for due, units in lead_times.astray(lane).items():
                out[: lanes.size, row - rows.start][due - lead_times.begun > ahead] += units


def going_back(network: Network, state: State, rows: slice, settled: int) -> Array:
    """What these rows have sent back and their suppliers have not received yet."""
    out = np.zeros((rows.stop - rows.start, state.owed.shape[1]))
    if (returns := state.term(Returns)).back.size:
        mail = network.mail
        total_going_back(
            out, rows.start, settled, network.inbound, network.source, state.asked_at, mail.first, mail.stride,
            mail.end, returns.rows, returns.back,
        )  # fmt: skip
    return out


@compiled
def on_its_way(  # type: ignore[no-untyped-def]
    out, row, lane, settled, rows, source, due_at, pipe_first, pipe_stride, pipe_end, pipe
):
    """Add to `out` (replications,) what is on its way to a row on a lane.

    The slot of this period still counts where the row has not received yet; that of a lead time later, where its
    supplier has sent already (the outside world sends last, when every row is settled and `settled` is beyond them).
    """
    ring = (pipe_end[lane] - pipe_first[lane]) // pipe_stride[lane]
    sender = source[lane] if source[lane] >= 0 else rows
    begin = 0 if row >= settled else 1
    slot = due_at[lane]
    for ahead in range(ring if sender < settled else ring - 1):
        if ahead >= begin:
            out += pipe[slot]
        slot = next_slot(slot, lane, pipe_first, pipe_stride, pipe_end)


@compiled
def _total_in_transit(  # type: ignore[no-untyped-def]
    out, first, settled, first_in, lane_in, source, due_at, pipe_first, pipe_stride, pipe_end, pipe
):
    rows = first_in.shape[0] - 1
    for k in range(out.shape[0]):
        out[k] = 0.0
        for at in range(first_in[first + k], first_in[first + k + 1]):
            on_its_way(
                out[k], first + k, lane_in[at], settled, rows, source, due_at, pipe_first, pipe_stride, pipe_end, pipe
            )


@compiled
def _transit_cost(  # type: ignore[no-untyped-def]
    out, first, settled, first_in, lane_in, rate, source, due_at, pipe_first, pipe_stride, pipe_end, pipe
):
    rows, part = first_in.shape[0] - 1, np.empty(out.shape[1])
    for k in range(out.shape[0]):
        out[k] = 0.0
        for at in range(first_in[first + k], first_in[first + k + 1]):
            lane = lane_in[at]
            part[:] = 0.0
            on_its_way(part, first + k, lane, settled, rows, source, due_at, pipe_first, pipe_stride, pipe_end, pipe)
            out[k] += rate[lane] * part


@compiled
def _too_late(  # type: ignore[no-untyped-def]
    out, first, settled, first_in, lane_in, source, order_delay, longest, lead_time, asked_at, mail_first, mail_stride,
    mail_end, mail, due_at, pipe_first, pipe_stride, pipe_end, pipe, owed,
):  # fmt: skip
    rows = first_in.shape[0] - 1
    for k in range(out.shape[1]):
        begin, end = first_in[first + k], first_in[first + k + 1]
        for at in range(begin, end):
            ahead, late = order_delay[lane_in[at]] + lead_time[lane_in[at]], out[at - begin, k]
            late[:] = 0.0
            for other in range(begin, end):
                lane = lane_in[other]
                waits = 1 if (source[lane] if source[lane] >= 0 else rows) < settled else 0  # for the coming period
                slot = due_at[lane]
                for arrives in range(1, longest[lane] + waits):
                    slot = next_slot(slot, lane, pipe_first, pipe_stride, pipe_end)
                    if arrives > ahead:
                        late += pipe[slot]
                slot = asked_at[lane]
                for asked in range(order_delay[lane]):
                    if asked >= waits and asked + lead_time[lane] > ahead:
                        late += mail[slot]
                    slot = next_slot(slot, lane, mail_first, mail_stride, mail_end)
                if waits + lead_time[lane] > ahead:
                    late += owed[lane]
