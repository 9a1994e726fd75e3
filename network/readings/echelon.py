"""Echelon stock: a stockpoint and all that is downstream of it."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.terms.returns import (
    Returns,
    riding_back,
)
from bullwhip.network.readings.beside import beside_slots
from bullwhip.network.readings.under_way import on_its_way
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["echelon_stock", "work_in_process"]


def echelon_stock(network: Network, state: State, settled: int) -> Array:
    """Each row's own stock and all that is downstream of it or on its way there, less customers' backlog."""
    return _less(state.owed, network, state, settled)


def work_in_process(network: Network, state: State, settled: int) -> Array:
    """Each row's own stock and all that is downstream of it or on its way there, whatever customers are owed."""
    return _less(np.zeros_like(state.owed), network, state, settled)


def _less(owed: Array, network: Network, state: State, settled: int) -> Array:
    out = np.empty_like(state.on_hand)
    mail, pipe, returns, beside = network.mail, network.pipe, state.term(Returns), beside_slots(network, state)
    _echelon(
        out, settled, network.downstream_first, network.first_claim, network.claim, network.units, network.share,
        network.target, network.rows, network.source, state.due_at, pipe.first, pipe.stride, pipe.end,
        state.asked_at, mail.first, mail.stride, mail.end, returns.rows, state.pipe, returns.back,
        state.on_hand, owed, beside.place, beside.units,
    )  # fmt: skip
    return out


@compiled
def _echelon(  # type: ignore[no-untyped-def]
    out, settled, order, first_claim, claim, units, share, target, rows, source, due_at, pipe_first, pipe_stride,
    pipe_end, asked_at, mail_first, mail_stride, mail_end, return_rows, pipe, back, on_hand, owed, place, beside,
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
            if place[lane] >= 0:
                below += beside[place[lane]]
            on_its_way(
                below, target[lane], lane, settled, rows, source, due_at, pipe_first, pipe_stride, pipe_end, pipe
            )
            if return_rows[lane] >= 0:
                riding_back(below, lane, settled, rows, source, asked_at, mail_first, mail_stride, mail_end, back)
            if plain:
                below += out[target[lane]]
            else:
                out[row] += units[c] * (part + share[lane] * out[target[lane]])
