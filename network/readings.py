"""What can be read off the state about some stockpoints: the figures of views, agents and records.

Each reading is an array (rows, replications) of units, for the rows from `first` on.  Within a period some rows have
been through it and others not yet (levels); `settled` says up to which row, so that nothing is counted twice or missed.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.demand import asked_by
from bullwhip.network.flows.terms.ageing import Ageing
from bullwhip.network.flows.terms.lost_sales import LostSales
from bullwhip.network.flows.terms.returns import (
    Returns,
    less_overdrawn,
    less_what_came_back,
    riding_back,
    total_going_back,
)
from bullwhip.network.flows.terms.storage import Storage
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
    "lost",
    "on_order",
    "outdated",
    "received",
    "shipped",
    "shrunk",
    "too_late",
    "transit_cost",
]


def received(network: Network, state: State, rows: slice, period: int) -> Array:
    """What arrived in `period`, the current one or the one that has just ended, less what went back with its order."""
    came = network.added_in(rows, lambda lanes: state.pipe[network.pipe.at(lanes, period)])
    if (back := state.term(Returns).back).size:
        came -= back[network.mail.at(network.inbound[rows], period - 1)]
    return came


def last_order(network: Network, state: State, rows: slice, period: int) -> Array:
    """What was ordered in `period`: the last one in which these rows have ordered."""
    slot = period - 1  # where that period's order was asked for
    return network.added_in(rows, lambda lanes: state.mail[network.mail.at(lanes, slot)])


def backlog(network: Network, state: State, rows: slice) -> Array:
    """What is owed to all claimants.  Where each row has one claimant this is a window on the state: do not write."""
    if (network.plain[rows] & (np.diff(network.first_claim[rows.start : rows.stop + 1]) == 1)).all():
        return state.owed[network.first_lane[rows.start] : network.first_lane[rows.stop]]
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    _total_owed(out, rows.start, network.first_claim, network.claim, network.units, state.owed)
    return out


def on_order(network: Network, state: State, rows: slice) -> Array:
    """What has been ordered and not received: in the mail, claimed at the supplier, or in transit.

    Below zero where more was cancelled or sent back than there was.
    """
    known: Array = state.position[rows] - state.on_hand[rows] + backlog(network, state, rows)
    if (returns := state.term(Returns)).back.size:
        less_overdrawn(known, rows.start, network.first_lane, returns.rows, returns.overdrawn)
    return known


def asked(network: Network, state: State, demand: Array, rows: slice) -> Array:
    """What was asked for by all claimants together: in the current period, or the one that has just ended.

    `demand` (markets, replications) is the customers'.
    """
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    _total_asked(
        out, rows.start, network.first_claim, network.claim, network.units, state.asked_at, network.market, state.mail,
        demand,
    )  # fmt: skip
    return out


def shipped(network: Network, state: State, rows: slice) -> Array:
    """What was sent to all claimants together, less what came back: in the current period, or the one just ended."""
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    _total_sent(out, rows.start, network.first_claim, network.claim, network.units, state.sent_at, state.pipe)
    if (returns := state.term(Returns)).back.size:
        less_what_came_back(out, rows.start, network.first_lane, state.asked_at, returns.rows, returns.back)
    return out


def in_transit(network: Network, state: State, rows: slice, settled: int) -> Array:
    """What is on its way to these rows."""
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    pipe = network.pipe
    _total_in_transit(
        out, rows.start, settled, network.first_in, network.lane_in, network.source, state.due_at, pipe.first,
        pipe.stride, pipe.end, state.pipe,
    )  # fmt: skip
    _add_docked(out, network, state, rows)
    return out


def transit_cost(network: Network, state: State, rows: slice, settled: int) -> Array:
    """What goods in transit to these rows cost, each at the rate of its lane: money, (rows, replications)."""
    out = np.empty((rows.stop - rows.start, state.owed.shape[1]))
    pipe = network.pipe
    _transit_cost(
        out, rows.start, settled, network.first_in, network.lane_in, network.transit_cost, network.source,
        state.due_at, pipe.first, pipe.stride, pipe.end, state.pipe,
    )  # fmt: skip
    _add_docked(out, network, state, rows, network.transit_cost)
    return out


def _add_docked(out: Array, network: Network, state: State, rows: slice, rate: Array | None = None) -> None:
    """Add what waits at docks to what is in transit to these rows; or what that costs at a rate (lanes,)."""
    storage = state.term(Storage)
    if storage.applies:
        target = network.target[storage.lanes]
        here = (target >= rows.start) & (target < rows.stop)
        docked = storage.docked[here]
        np.add.at(out, target[here] - rows.start, docked if rate is None else rate[storage.lanes[here], None] * docked)


def coming(network: Network, state: State, rows: slice, period: int, settled: int) -> Array:
    """What is on its way and arrives 1, 2, ... periods later: (longest lead time, rows, replications).

    For rows that are through the current period; `in_transit` is the sum.
    """
    first, last = network.first_in[rows.start], network.first_in[rows.stop]
    lanes, storage = network.lane_in[first:last], state.term(Storage)
    docked = storage.docked
    out = np.zeros((network.lead_time[lanes].max(), rows.stop - rows.start, state.owed.shape[1]))
    for lane in lanes:
        k = network.target[lane] - rows.start
        ring = network.lead_time[lane] + 1
        sender = network.source[lane] if network.source[lane] != OUTSIDE else network.rows
        last = ring if sender < settled else ring - 1  # the newest goods are sent when the supplier settles
        for ahead in range(1, last):
            out[ahead - 1, k] += state.pipe[network.pipe.at(lane, period + ahead)]
        if storage.applies and storage.place[lane] >= 0:  # as soon as there is room
            out[0, k] += docked[storage.place[lane]]
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
    return out


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


def lost(network: Network, state: State, rows: slice) -> Array:
    """Customers' demand that was lost: in the current period, or the one that has just ended."""
    return _of_some(state.term(LostSales).rows, state.term(LostSales).lost, rows)


def outdated(network: Network, state: State, rows: slice) -> Array:
    """Stock that was discarded, outdated or obsolete: in the current period, or the one that has just ended."""
    return _of_some(state.term(Ageing).rows, state.term(Ageing).outdated, rows)


def shrunk(network: Network, state: State, rows: slice) -> Array:
    """Stock that vanished: in the current period, or the one that has just ended."""
    return _of_some(state.term(Ageing).rows, state.term(Ageing).shrunk, rows)


def _of_some(some: Ints, units: Array, rows: slice) -> Array:
    """What only some stockpoints have (such stockpoints, replications), in their order, of these rows."""
    out = np.zeros((rows.stop - rows.start, units.shape[1]))
    first, last = np.searchsorted(some, (rows.start, rows.stop))
    out[some[first:last] - rows.start] = units[first:last]
    return out


def customer_demand(network: Network, demand: Array, rows: slice) -> Array:
    """What the customers of all stockpoints downstream asked for, one's own customers among them."""
    out = np.empty((rows.stop - rows.start, demand.shape[1]))
    _total_demand(out, rows.start, *network.downstream, demand)
    return out


def echelon_stock(network: Network, state: State, settled: int) -> Array:
    """Each row's own stock and all that is downstream of it or on its way there, less customers' backlog."""
    out = np.empty_like(state.on_hand)
    mail, pipe, returns, storage = network.mail, network.pipe, state.term(Returns), state.term(Storage)
    _echelon(
        out, settled, network.downstream_first, network.first_claim, network.claim, network.units, network.share,
        network.target, network.rows, network.source, state.due_at, pipe.first, pipe.stride, pipe.end,
        state.asked_at, mail.first, mail.stride, mail.end, returns.rows, state.pipe, returns.back,
        state.on_hand, state.owed, storage.place, storage.docked,
    )  # fmt: skip
    return out


@compiled
def _total_owed(out, first, first_claim, claim, units, owed):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        out[k] = 0.0
        for c in range(first_claim[first + k], first_claim[first + k + 1]):
            out[k] += units[c] * owed[claim[c]]


@compiled
def _total_asked(out, first, first_claim, claim, units, asked_at, market, mail, demand):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        out[k] = 0.0
        for c in range(first_claim[first + k], first_claim[first + k + 1]):
            out[k] += units[c] * asked_by(claim[c], asked_at, market, mail, demand)


@compiled
def _total_sent(out, first, first_claim, claim, units, sent_at, pipe):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        out[k] = 0.0
        for c in range(first_claim[first + k], first_claim[first + k + 1]):
            out[k] += units[c] * pipe[sent_at[claim[c]]]


@compiled
def _total_demand(out, first, starts, markets, weight, demand):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        out[k] = 0.0
        for at in range(starts[first + k], starts[first + k + 1]):  # one by one: NumPy's sums depend on the shape
            out[k] += weight[at] * demand[markets[at]]


@compiled
def _on_its_way(  # type: ignore[no-untyped-def]
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
            _on_its_way(
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
            _on_its_way(part, first + k, lane, settled, rows, source, due_at, pipe_first, pipe_stride, pipe_end, pipe)
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


@compiled
def _echelon(  # type: ignore[no-untyped-def]
    out, settled, order, first_claim, claim, units, share, target, rows, source, due_at, pipe_first, pipe_stride,
    pipe_end, asked_at, mail_first, mail_stride, mail_end, return_rows, pipe, back, on_hand, owed, dock, docked,
):  # fmt: skip
    part = np.empty(out.shape[1])
    for row in order:
        out[row] = on_hand[row]
        for c in range(first_claim[row], first_claim[row + 1]):
            lane = claim[c]
            if target[lane] < 0:
                out[row] -= owed[lane]
                continue
            plain = units[c] == 1.0 and share[lane] == 1.0  # added to what is there, one by one
            below = out[row] if plain else part
            if not plain:
                part[:] = 0.0
            if dock[lane] >= 0:
                below += docked[dock[lane]]
            _on_its_way(
                below, target[lane], lane, settled, rows, source, due_at, pipe_first, pipe_stride, pipe_end, pipe
            )
            if return_rows[lane] >= 0:
                riding_back(below, lane, settled, rows, source, asked_at, mail_first, mail_stride, mail_end, back)
            if plain:
                below += out[target[lane]]
            else:
                out[row] += units[c] * (part + share[lane] * out[target[lane]])
