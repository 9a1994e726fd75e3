"""What keeps production from going on: inputs that lack, and no room for what was made."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Flags
from bullwhip.network.flows.terms.storage import Storage
from bullwhip.network.rounding import floor_units
from bullwhip.network.state import State
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["blocked", "starved"]


def _recipes(network: Network) -> Flags:
    """(lanes,) Those on which something is made at its site."""
    made: Flags = network.started & (network.source != OUTSIDE)
    return made


def starved(network: Network, state: State, rows: slice) -> Array:
    """Units of these rows that are asked of recipes, and of which none can be started: an input is used up."""
    out = np.zeros((network.rows, state.owed.shape[1]))
    inputs = np.repeat(np.arange(network.rows), np.diff(network.first_claim))
    made = np.flatnonzero(_recipes(network)[network.claim])  # claims of recipes
    lanes, on_hand = network.claim[made], state.on_hand[inputs[made]]
    lacks = floor_units(on_hand / network.units[made, None]) < 1.0 if network.whole_units else on_hand <= 0.0
    without = np.zeros(state.owed.shape, np.bool_)
    np.logical_or.at(without, lanes, lacks)
    recipes = np.unique(lanes)
    np.add.at(out, network.target[recipes], np.where(without[recipes], np.maximum(state.owed[recipes], 0.0), 0.0))
    return out[rows]


def blocked(network: Network, state: State, rows: slice) -> Array:
    """Units that were made by recipes and wait at the dock for room at the site."""
    out, storage = np.zeros((network.rows, state.owed.shape[1])), state.term(Storage)
    if storage.applies:
        made = _recipes(network)[storage.lanes]
        np.add.at(out, network.target[storage.lanes[made]], storage.docked[made])
    return out[rows]
