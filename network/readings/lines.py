"""The books of one stockpoint line by line: each of its claimants, and each lane that replenishes it, apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.flows.terms.lead_times import LeadTimes
from bullwhip.network.flows.terms.returns import Returns
from bullwhip.network.readings.beside import beside_slots
from bullwhip.network.readings.under_way import on_its_way
from bullwhip.network.rings import next_slot
from bullwhip.network.state import State
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["Claims", "Supplies", "claims_on", "ordered_on", "received_on", "supplies_of"]


class Claims(NamedTuple):
    """What each claimant asked for, was sent and is owed: (claims, replications) each, units of the stockpoint.

    Claims are in the order of the network's.  What came back is taken from what was sent.
    """

    asked: Array
    shipped: Array
    owed: Array


class Supplies(NamedTuple):
    """What is on order on each lane into a stockpoint: (lanes, replications) each, units of what the lane brings.

    Lanes are in the order of the network's `lane_in`, the fastest first.
    """

    mail: Array  # orders that have not reached the supplier yet
    owed: Array  # orders that have, and wait to be filled
    in_transit: Array
    received: Array  # in the period
    coming: tuple[Array, ...]  # of each lane (periods, replications): what arrives in 1, 2, ... periods


def claims_on(network: Network, state: State, demand: Array, row: int) -> Claims:
    """Those on a row, in the current period or the one that has just ended.

    `demand` (markets, replications) is the customers'.
    """
    places = slice(network.first_claim[row], network.first_claim[row + 1])
    lanes, units = network.claim[places], network.units[places, None]
    market = network.market[lanes, None]
    asked = np.where(market >= 0, 0.0, state.mail[state.asked_at[lanes]])
    sold = market[:, 0] >= 0
    asked[sold] = demand[network.market[lanes[sold]]]
    shipped = state.pipe[state.sent_at[lanes]]
    returns = state.term(Returns)
    for k, lane in enumerate(lanes):
        if returns.back.size and returns.rows[lane] >= 0:
            shipped[k] -= returns.back[state.asked_at[lane]]
    return Claims(units * asked, units * shipped, units * state.owed[lanes])


def supplies_of(network: Network, state: State, row: int, period: int, settled: int) -> Supplies:
    """Those of a row that is through `period`, the current one, and has not ordered in it yet."""
    lanes = network.lanes_into(row)
    mail, pipe, beside = network.mail, network.pipe, beside_slots(network, state)
    in_mail, under_way = np.zeros((2, lanes.size, state.owed.shape[1]))
    coming = []
    for k, lane in enumerate(lanes):
        sender = network.source[lane] if network.source[lane] != OUTSIDE else network.rows
        slot = state.asked_at[lane]
        for ahead in range(network.order_delay[lane]):
            if ahead > 0 or sender >= settled:
                in_mail[k] += state.mail[slot]
            slot = next_slot(slot, lane, mail.first, mail.stride, mail.end)
        on_its_way(
            under_way[k], row, lane, settled, network.rows, network.source, state.due_at, pipe.first, pipe.stride,
            pipe.end, state.pipe,
        )  # fmt: skip
        ring = network.lead_time[lane] + 1
        arrivals = [pipe.at(lane, period + ahead) for ahead in range(1, ring if sender < settled else ring - 1)]
        arriving = state.pipe[np.array(arrivals, np.int64)]
        if beside.place[lane] >= 0:
            under_way[k] += beside.units[beside.place[lane]]
            soon = beside.soon[beside.place[lane]]
            arriving = arriving if arriving.size else np.zeros((1, soon.size))
            arriving[0] += soon
        astray = state.term(LeadTimes).astray(lane)
        more = np.zeros((max([0, *(due - period - len(arriving) for due in astray)]), state.owed.shape[1]))
        arriving = np.concatenate([arriving, more]) if more.size else arriving
        for due, units in astray.items():
            arriving[due - period - 1] += units
        coming.append(arriving)
    return Supplies(in_mail, state.owed[lanes], under_way, received_on(network, state, row, period), tuple(coming))


def received_on(network: Network, state: State, row: int, period: int) -> Array:
    """What arrived in `period` on each lane into a row, the fastest first: (lanes, replications)."""
    lanes = network.lanes_into(row)
    came: Array = state.pipe[network.pipe.at(lanes, period)]
    return came


def ordered_on(network: Network, state: State, row: int, period: int) -> Array:
    """What was ordered in `period` on each lane into a row, the fastest first: (lanes, replications)."""
    lanes = network.lanes_into(row)
    placed: Array = state.mail[network.mail.at(lanes, period - 1)]
    return placed
