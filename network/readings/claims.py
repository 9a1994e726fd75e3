"""What stockpoints were asked, what they sent, owe and have on order."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.demand import asked_by
from bullwhip.network.flows.terms.returns import (
    Returns,
    less_overdrawn,
    less_what_came_back,
)
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["asked", "backlog", "customer_demand", "last_order", "on_order", "received", "shipped", "waiting"]


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


def waiting(network: Network, state: State, rows: slice) -> Array:
    """What was ordered and is a claim, not filled yet: what the suppliers owe to these rows."""
    return network.added_in(rows, lambda lanes: state.owed[lanes])


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


def customer_demand(network: Network, demand: Array, rows: slice) -> Array:
    """What the customers of all stockpoints downstream asked for, one's own customers among them."""
    out = np.empty((rows.stop - rows.start, demand.shape[1]))
    _total_demand(out, rows.start, *network.downstream, demand)
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
