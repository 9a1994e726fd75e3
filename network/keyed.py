"""Keys of a scenario's tables by lane or stockpoint, for whoever needs them: most tables have few keys."""

from __future__ import annotations

from typing import Any

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.scenario.few import Few

__all__ = ["Keyed"]


class Keyed:
    """The keys of tables, in another order: entry k is table `table[k]`, or none of them where that is -1."""

    def __init__(self, tables: Few, table: Ints) -> None:
        self._tables, self._table = tables, table

    def column(self, key: str, otherwise: float) -> Array:
        """The values of a key that is a number, `otherwise` where it is not given: (entries,)."""
        return np.where(self._table >= 0, self._tables.column(key, otherwise)[self._table], otherwise)

    def flags(self, key: str, value: Any) -> Flags:
        """Where a key has this value: (entries,)."""
        flags: Flags = (self._table >= 0) & self._tables.flags(key, value)[self._table]
        return flags

    def some(self, key: str) -> dict[int, Any]:
        """The values of a key, by entry, where it is given."""
        given = self._tables.of_some(key)
        if not given:
            return {}
        entries = np.flatnonzero(np.isin(self._table, list(given)))
        return {int(entry): given[int(self._table[entry])] for entry in entries}
