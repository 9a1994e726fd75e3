"""Which replication each column of the arrays is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bullwhip.network.arrays import Array, Ints

__all__ = ["Replications"]


class Replications:
    """The replication of each column, `numbers` (columns,): consecutive ones in a batch, or all the same.

    Columns of one replication meet the same luck, and differ in what is decided: teams of a class, branches of a game.
    Luck is drawn once for every replication, in `runs` of consecutive ones (first, how many), and spread over columns.
    """

    def __init__(self, numbers: Ints) -> None:
        self.numbers = numbers
        distinct, place = np.unique(numbers, return_inverse=True)
        parts = np.split(distinct, np.flatnonzero(np.diff(distinct) != 1) + 1)
        self.runs = tuple((int(part[0]), int(part.size)) for part in parts)
        self._place: Ints | None = None if np.array_equal(distinct, numbers) else place

    @staticmethod
    def consecutive(first: int, count: int) -> Replications:
        """So many columns, each a replication of its own, from `first` on."""
        return Replications(np.arange(first, first + count))

    def __len__(self) -> int:
        return int(self.numbers.size)

    def spread(self, drawn: Sequence[Array]) -> Array:
        """What was drawn for the runs, (..., replications) each, by column: (..., columns); of a batch it is itself."""
        joined = drawn[0] if len(drawn) == 1 else np.concatenate(drawn, axis=-1)
        return joined if self._place is None else np.take(joined, self._place, axis=-1)
