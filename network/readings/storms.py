"""What is disrupted at stockpoints, and what has been announced to them."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.disruptions.kinds import DISRUPTIONS
from bullwhip.network.disruptions.places import Placed
from bullwhip.network.disruptions.struck import Struck
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["announced", "disrupted"]


def disrupted(network: Network, state: State, kind: str, rows: slice) -> Array:
    """How much of a kind of disruption is at these rows in the current period, 0 to 1: (rows, replications).

    A kind that is on lanes is at the row to which they lead, of several as much as where most of it is; one of
    capacity also where that of the row's site is less.  Raises BullwhipError.
    """
    out = np.zeros((rows.stop - rows.start, state.numbers.size))
    if _never(network, kind):
        return out
    placed, storms = _placed(network, kind), state.term(Disruptions).storms
    for struck, where, row in _spots(network, placed, rows):
        left = np.ones((struck.groups, out.shape[1]))
        for number, groups in struck.storms.items():
            left[groups] *= 1.0 - storms[number].intensity
        np.maximum.at(out, row - rows.start, 1.0 - left[struck.group[where]])
    return out


def announced(network: Network, state: State, kind: str, rows: slice) -> Array:
    """Periods until a disruption of a kind next begins at these rows, where that is announced, else inf.

    (rows, replications).  Raises BullwhipError.
    """
    out = np.full((rows.stop - rows.start, state.numbers.size), np.inf)
    if _never(network, kind):
        return out
    placed, storms = _placed(network, kind), state.term(Disruptions).storms
    for struck, where, row in _spots(network, placed, rows):
        for number, groups in struck.storms.items():
            here = np.unique(row[np.isin(struck.group[where], groups)]) - rows.start
            out[here] = np.minimum(out[here], storms[number].announced(state.period + 1))
    return out


def _never(network: Network, kind: str) -> bool:
    """Whether there are no disruptions at all: rules that look for them ask in every period."""
    return kind in DISRUPTIONS and not network.storms


def _placed(network: Network, kind: str) -> Placed:
    """Where a kind is.  Raises BullwhipError."""
    known = {table.kind for table in network.reach.disruptions} | DISRUPTIONS.keys()
    if kind not in known:
        raise BullwhipError(f"found {kind!r}, which is no kind of disruption here; {suggest(kind, sorted(known))}")
    return network.storms.of_kind(kind)


def _spots(network: Network, placed: Placed, rows: slice) -> list[tuple[Struck, Ints, Ints]]:
    """Rows, lanes and sites of these rows where a kind may be; of each place the row."""
    own = np.arange(rows.start, rows.stop)
    lanes = network.lane_in[network.first_in[rows.start] : network.first_in[rows.stop]]
    spots = [
        (placed.rows, own, own), (placed.lanes, lanes, network.target[lanes]), (placed.sites, network.site[own], own)
    ]  # fmt: skip
    found = []
    for struck, where, row in spots:
        there = struck.group[where] >= 0
        found.append((struck, where[there], row[there]))
    return found
