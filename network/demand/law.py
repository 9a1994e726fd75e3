"""Laws: random numbers of a lane (lead times, yields), with the distribution of a kind of demand."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.demand.discrete import Discrete
from bullwhip.network.demand.inversion_tables import InversionTable
from bullwhip.network.demand.kind import Demand
from bullwhip.network.demand.known import Constant

__all__ = ["LAST", "Law"]

LAST = 1.0 - 1e-9  # the quantile at which laws are cut: who draws once a second meets what is beyond it in 30 years
_HALVINGS = 60  # until an interval between 0 and 1 has no float within it


@dataclass(frozen=True)
class Law:
    """A random number, drawn by inversion of one uniform; cut at its 1 - 1e-9 quantile.

    Where it is of `whole` periods, what the kind draws is rounded to the nearest whole number, halves up, and is 1 or
    more.
    """

    kind: Demand
    whole: bool

    def quantile(self, uniforms: Array) -> Array:
        """The draws of uniforms between 0 and 1 in an array of any shape."""
        if self.table is None:
            return np.asarray(self.kind.quantile(np.minimum(uniforms, LAST)), np.float64)
        return self.table.values[np.searchsorted(self.table.cdf, uniforms)]

    @cached_property
    def table(self) -> InversionTable | None:
        """The distribution as a table; None where it is continuous."""
        known = _table_of(self.kind)
        if self.whole:
            return _whole_of_table(known) if known is not None else _whole_of_quantiles(self.kind)
        return known

    @cached_property
    def mean(self) -> float:
        """The mean of the draws; of a continuous kind, as it tells it itself."""
        if self.table is None:
            return self.kind.long_run_mean()
        return float(self.table.values @ np.diff(np.minimum(self.table.cdf, 1.0), prepend=0.0))

    @cached_property
    def largest(self) -> float:
        """The largest draw."""
        return float(self.table.values[-1] if self.table is not None else self.quantile(np.array([LAST]))[0])


@functools.lru_cache(maxsize=1024)
def _shared_table(kind: Discrete) -> InversionTable:
    """The table of a distribution, cut; in a large network many lanes have the same one."""
    table = kind.table()
    size = int(np.searchsorted(table.cdf, LAST)) + 1
    return _closed(table.values[:size], table.cdf[:size])


def _table_of(kind: Demand) -> InversionTable | None:
    """The values that a kind can take and their distribution, if it has a table of them."""
    if isinstance(kind, Constant):
        return _closed(np.array([kind.value]), np.ones(1))
    return _shared_table(kind) if isinstance(kind, Discrete) else None


def _closed(values: Array, cdf: Array) -> InversionTable:
    """A table in which every search ends."""
    cdf = cdf.copy()
    cdf[-1] = 2.0
    return InversionTable(values, cdf)


def _whole_of_table(table: InversionTable) -> InversionTable:
    """The distribution of the values, rounded to whole periods."""
    values = np.maximum(np.floor(table.values + 0.5), 1.0)
    last = np.flatnonzero(np.diff(values, append=np.inf))  # of those that are rounded to the same
    return InversionTable(values[last], table.cdf[last])


def _whole_of_quantiles(kind: Demand) -> InversionTable:
    """The distribution of a continuous kind, rounded to whole periods: where its quantile passes each half."""
    longest = max(1.0, float(np.floor(np.asarray(kind.quantile(np.array([LAST])))[0] + 0.5)))
    values = np.arange(1.0, longest + 1.0)
    low, high = np.zeros(values.size), np.full(values.size, LAST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        below = np.asarray(kind.quantile(middle)) < values + 0.5
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return _closed(values, low)
