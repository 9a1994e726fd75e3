"""Notes: what is counted of a stockpoint in one word of 64 bits, so that a period reads and writes one and not six.

A word holds four counts of 12 bits each, and in its highest two what is known of the replenishment cycle under way:
none has begun; so far without backlog; with.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bullwhip.network.arrays import Array, StaggeredArrays, UInt64s
from bullwhip.network.compiled import compiled

__all__ = ["CLEAR", "CLEAR_CYCLES", "CYCLES", "READY", "Notes", "note"]

CLEAR, READY, CYCLES, CLEAR_CYCLES = range(4)  # the counts, in the order of their bits
_BITS = 12
MOST = 2**_BITS - 1  # periods: then a count is full

_U64 = np.uint64
_MOST = _U64(MOST)
_CLEAR, _READY, _CYCLE, _CLEAR_CYCLE = (_U64(1 << k * _BITS) for k in range(4))  # one more in each count
_COUNTS = _U64(2 ** (4 * _BITS) - 1)
_STATE = _U64(62)
_NONE, _SPOTLESS, _SPOILT = _U64(0), _U64(1), _U64(2)


@compiled(inline=True)
def note(word, stock, left, came, negligible, ended):  # type: ignore[no-untyped-def]
    """The word after a period in which `came` was received; `stock` is on hand and `left` unfilled at its end.

    A cycle begins where goods come in, and is spoilt by what is left unfilled; its last period is the one before goods
    come in again.  `ended` is 1 if that one counts, else 0.
    """
    arrived, short = came > negligible, left > negligible
    cycle = word >> _STATE
    word &= _COUNTS
    word += _NONE if short else _CLEAR
    word += _READY if stock > negligible else _NONE
    word += ended * _CYCLE if arrived & (cycle > _NONE) else _NONE
    word += ended * _CLEAR_CYCLE if arrived & (cycle == _SPOTLESS) else _NONE
    cycle = _SPOTLESS if arrived else cycle
    cycle = _SPOILT if short & (cycle > _NONE) else cycle
    return word | (cycle << _STATE)


@compiled
def _read(words, shift, count):  # type: ignore[no-untyped-def]
    """Put the count that begins with a bit into `count` (rows, columns)."""
    for i in range(words.shape[0]):
        for r in range(words.shape[1]):
            count[i, r] = np.int64((words[i, r] >> shift) & _MOST)


class Notes:
    """The words of some rows, and what was counted in them before they were full."""

    def __init__(self, rows: int, replications: int, arrays: StaggeredArrays) -> None:
        self.words: UInt64s = arrays.zeros(rows, replications).view(np.uint64)
        self._before: list[Array] = []  # of each count, once they were full

    def turn_page(self, periods: int) -> None:
        """Begin the counts anew when they are full; `periods` were counted so far."""
        if periods % MOST == 0:
            self._before = [self.count(which) for which in range(4)]
            self._clear()

    def reset(self) -> None:
        """Forget what was counted; a cycle under way stays so."""
        self._before = []
        self._clear()

    def count(self, which: int) -> Array:
        """One of the counts: (rows, replications)."""
        count = np.empty(self.words.shape)
        _read(self.words, _U64(which * _BITS), count)
        return count + self._before[which] if self._before else count

    def in_cycle(self, spotless: bool) -> NDArray[np.bool_]:
        """Where a cycle is under way; if `spotless`, where one is that has had no backlog."""
        cycle = self.words >> _STATE
        return cycle == _SPOTLESS if spotless else cycle > _NONE

    def _clear(self) -> None:
        self.words &= ~_COUNTS
