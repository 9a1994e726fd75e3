"""A table that can be asked for some of its columns by a call, as `Result.table` is."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from bullwhip.network.checks import check_name, names_in

__all__ = ["AskedTable"]


class AskedTable(pd.DataFrame):
    """A data frame with one thing more: `table("cost", "fill_rate")` is the data frame of these columns."""

    def __call__(self, *measures: str | Collection[str]) -> pd.DataFrame:
        """Some columns, in this order; all where none is named.  Raises BullwhipError."""
        wanted = names_in(measures)
        for name in wanted:
            check_name("measure", name, list(self.columns), "is none")
        return pd.DataFrame(self[list(wanted)] if wanted else self)
