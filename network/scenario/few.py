"""Keys that few tables of a scenario have, as columns: only these tables are asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.table_model import TableModel

__all__ = ["Few"]


class Few:
    """Tables of which most have no keys but common ones."""

    def __init__(self, tables: Sequence[TableModel], common: frozenset[str]) -> None:
        self.count = len(tables)
        given = map(
            attrgetter("__pydantic_fields_set__"), tables
        )  # not by the property, which takes three times as long
        self.with_more = [(at, tables[at]) for at, few in enumerate(map(common.issuperset, given)) if not few]

    def of_some(self, name: str) -> dict[int, Any]:
        """The values of a key, by the places of the tables that have one."""
        found = ((at, getattr(table, name)) for at, table in self.with_more)
        return {at: value for at, value in found if value is not None}

    def column(self, name: str, otherwise: float) -> Array:
        """The values of a key: (tables,)."""
        column = np.full(self.count, otherwise, np.float64)
        self._fill(column, name)
        return column

    def whole(self, name: str, otherwise: int) -> Ints:
        """The values of a key that are whole numbers: (tables,)."""
        column = np.full(self.count, otherwise, np.int64)
        self._fill(column, name)
        return column

    def flags(self, name: str, value: Any) -> Flags:
        """Whether a key has this value: (tables,)."""
        flags = np.zeros(self.count, np.bool_)
        flags[[at for at, given in self.of_some(name).items() if given == value]] = True
        return flags

    def _fill(self, column: Array | Ints, name: str) -> None:
        for at, value in self.of_some(name).items():
            column[at] = value
