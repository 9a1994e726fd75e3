"""What is on its way and lies in no slot of its lane: at docks, outside, or astray."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.flows.terms.lead_times import LeadTimes
from bullwhip.network.flows.terms.storage import Storage
from bullwhip.network.flows.terms.unloading import Unloading
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["Beside", "beside_slots"]


class Beside(NamedTuple):
    """By lane, where there may be any."""

    lanes: Ints  # such lanes
    place: Ints  # (lanes of the network,) among these, or -1
    soon: Array  # (such lanes, columns) what comes in as soon as it may
    units: Array  # (such lanes, columns) that, and what comes later than its lane has slots for


def beside_slots(network: Network, state: State) -> Beside:
    """What lies in no slot now."""
    storage, unloading, lead_times = state.term(Storage), state.term(Unloading), state.term(LeadTimes)
    if not (unloading.lanes.size or lead_times.strays.size):
        docked = storage.docked
        return Beside(storage.lanes, storage.place, docked, docked)
    lanes = np.unique(np.concatenate([storage.lanes, unloading.lanes, lead_times.lanes]))
    place = np.full(network.source.size, -1)
    place[lanes] = np.arange(lanes.size)
    soon = np.zeros((lanes.size, state.owed.shape[1]))
    soon[place[storage.lanes]] += storage.docked
    soon[place[unloading.lanes]] += unloading.outside
    units = soon.copy()
    units[place[lead_times.lanes]] += lead_times.strays.sum(axis=0)
    return Beside(lanes, place, soon, units)
