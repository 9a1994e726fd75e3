"""Rings: where each lane keeps what is due in the periods to come.

A ring of n slots holds what is due in period p in slot p % n.  A lane with order delay d and lead time L has rings of
d + 1 and L + 1 slots, one more than is needed, so that what was asked, received, ordered and sent in a period stays
readable until the next.

Rings are laid out slot by slot: neighbouring lanes with rings of equal length form a block, in which their slots of a
period lie side by side.  Where a lane's slot of a period is, is not computed anew but kept, and turned on by one slot a
period: a division for each lane and period costs more than all of its goods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bullwhip.network.arrays import Ints
from bullwhip.network.compiled import compiled

__all__ = ["Rings", "next_slot", "turn"]


@dataclass(frozen=True, eq=False, repr=False)
class Rings:
    """Rings of all lanes, in an array of slots."""

    length: Ints  # (lanes,) slots
    first: Ints  # (lanes,) the row of slot 0
    stride: Ints  # (lanes,) rows from a slot to the next
    end: Ints  # (lanes,) beyond the last slot

    @staticmethod
    def of(length: Ints) -> Rings:
        """Lay out rings of these lengths; a lane without a ring has length 0."""
        lanes = np.arange(length.size)
        begins = np.flatnonzero(np.diff(length, prepend=-1))  # of each block, its first lane
        sizes = np.diff(begins, append=length.size)
        slots = length[begins] * sizes
        block = np.repeat(np.arange(begins.size), sizes)
        first = (np.cumsum(slots) - slots)[block] + lanes - begins[block]
        stride = sizes[block]
        return Rings(length, first, stride, first + length * stride)

    @property
    def slots(self) -> int:
        """How many slots there are in all."""
        return int(self.length.sum())

    def at(self, lanes: Any, period: Ints | int) -> Ints:
        """The rows of lanes' slots of a period."""
        length = np.maximum(self.length[lanes], 1)
        return np.asarray(self.first[lanes] + period % length * self.stride[lanes], np.int64)


@compiled
def turn(now, before, first, stride, end):  # type: ignore[no-untyped-def]
    """Turn all rings by a slot: `now` (lanes,) goes on to the next one, `before` is where it was."""
    for lane in range(now.shape[0]):
        at = now[lane]
        before[lane] = at
        at += stride[lane]
        now[lane] = first[lane] if at >= end[lane] else at


@compiled(inline=True)
def next_slot(at, lane, first, stride, end):  # type: ignore[no-untyped-def]
    """The row of a lane's slot after the one at row `at`."""
    at += stride[lane]
    return first[lane] if at >= end[lane] else at
