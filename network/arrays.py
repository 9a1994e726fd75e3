"""The arrays of the engine: float64 quantities, int64 indices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Flags", "Ints", "StaggeredArrays", "UInt64s", "joined_columns", "joined_rings", "widened_ring"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
UInt64s = NDArray[np.uint64]
Flags = NDArray[np.bool_]

_PAGE = 512  # float64 in 4 KiB
_LINE = 8  # float64 in a cache line
_APART = 5 * _LINE


def joined_columns(parts: Sequence[tuple[NDArray[Any], Ints]]) -> Any:
    """A new array of some columns of others, (..., columns) each, in this order; C-contiguous, as loops expect it."""
    return np.concatenate([np.take(values, at, axis=-1) for values, at in parts], axis=-1)


def widened_ring(ring: NDArray[Any], slots: int, newest: int) -> NDArray[Any]:
    """A ring (slots, ...), in which what is of period p lies in slot p % slots, with so many slots: not fewer.

    `newest` is the last period of which there is anything.
    """
    before = ring.shape[0]
    if slots == before:
        return ring
    wider = np.zeros((slots, *ring.shape[1:]))
    for period in range(newest, max(newest - before, -1), -1):
        wider[period % slots] = ring[period % before]
    return wider


def joined_rings(parts: Sequence[tuple[NDArray[Any], Ints]], newest: int) -> Any:
    """As `joined_columns`, of rings with the same newest period: with as many slots as any of them has."""
    slots = max(ring.shape[0] for ring, _ in parts)
    return joined_columns([(widened_ring(ring, slots, newest), at) for ring, at in parts])


class StaggeredArrays:
    """Gives out arrays that a loop can walk side by side.

    Rows whose addresses differ by a multiple of 4 KiB compete for the same few lines of the cache, and those of arrays
    with 512 replications, or 1,024, ... do.  So each array begins some lines later in its page than the one before.
    """

    def __init__(self) -> None:
        self._given = 0

    def zeros(self, *shape: int) -> Array:
        """A C-contiguous array of zeros."""
        size = math.prod(shape)
        skip = self._given * _APART % _PAGE
        self._given += 1
        room = np.zeros(size + _PAGE + _LINE)
        skip += -(room.ctypes.data // room.itemsize) % _LINE
        return room[skip : skip + size].reshape(shape)

    def columns(self, values: Array, replications: int) -> Array:
        """(values, replications): each value for all replications."""
        made = self.zeros(values.size, replications)
        made[:] = values[:, None]
        return made
