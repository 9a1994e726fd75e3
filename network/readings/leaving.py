"""What left otherwise than by being sent: lost demand, and goods that were discarded, vanished or were destroyed."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.flows.terms.ageing import Ageing
from bullwhip.network.flows.terms.losses import Losses
from bullwhip.network.flows.terms.lost_sales import LostSales
from bullwhip.network.state import State

__all__ = ["destroyed", "lost", "of_some", "outdated", "shrunk"]


def lost(state: State, rows: slice) -> Array:
    """Customers' demand that was lost: in the current period, or the one that has just ended."""
    return of_some(state.term(LostSales).rows, state.term(LostSales).lost, rows)


def outdated(state: State, rows: slice) -> Array:
    """Stock that was discarded, outdated or obsolete: in the current period, or the one that has just ended."""
    return of_some(state.term(Ageing).rows, state.term(Ageing).outdated, rows)


def shrunk(state: State, rows: slice) -> Array:
    """Stock that vanished: in the current period, or the one that has just ended."""
    return of_some(state.term(Ageing).rows, state.term(Ageing).shrunk, rows)


def destroyed(state: State, rows: slice) -> Array:
    """Goods that a disruption destroyed, on hand or on the way: in the current period, or the one just ended."""
    return of_some(state.term(Losses).rows, state.term(Losses).destroyed, rows)


def of_some(some: Ints, units: Array, rows: slice) -> Array:
    """What only some stockpoints have (such stockpoints, replications), in their order, of these rows."""
    out = np.zeros((rows.stop - rows.start, units.shape[1]))
    first, last = np.searchsorted(some, (rows.start, rows.stop))
    out[some[first:last] - rows.start] = units[first:last]
    return out
