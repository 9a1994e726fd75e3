"""Lanes in the order of service: those out of a stockpoint lie together, as it serves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bullwhip.network.arrays import Flags, Ints
from bullwhip.network.scenario.outline import OUTSIDE, PRIORITY, Outline

__all__ = ["Service"]

Kind = TypeVar("Kind", bound=np.generic)
Some = TypeVar("Some")


@dataclass(frozen=True, eq=False, repr=False)
class Service:
    """The lanes of a network; the customers of a stockpoint have one as well."""

    rows: int
    way: Ints  # (lanes,) which of the outline's ways, or -1 for customers
    source: Ints  # (lanes,) row, or OUTSIDE
    target: Ints  # (lanes,) row, or OUTSIDE
    market: Ints  # (lanes,) customers are numbered by row; -1 for all other lanes
    group: Ints  # (lanes,) lanes of a source that are served together have a number

    @staticmethod
    def of(outline: Outline, order: Ints, row: Ints) -> Service:
        """The lanes of an outline whose stockpoints are laid out in this order: `row` (stockpoints,) of each.

        Lanes of an unlimited source come last.  Equals are ordered by name, customers last: what chance and rounding
        make of them is the same in whatever order a file has.
        """
        selling = np.flatnonzero(outline.sells[order])
        ways, markets = outline.source.size, selling.size
        from_outside = outline.source == OUTSIDE
        source = np.concatenate([np.where(from_outside, OUTSIDE, row[outline.source]), selling])
        target = np.concatenate([row[outline.target], np.full(markets, OUTSIDE)])
        rank = np.concatenate([outline.priority, outline.rank[order][selling]])
        rank[~_ranked(outline, order, source)] = 0
        served_last = np.where(source == OUTSIDE, order.size, source)
        name = np.concatenate([outline.by_name, np.zeros(markets, np.int64)])
        as_served = np.lexsort((name, target == OUTSIDE, rank, served_last))
        source, rank = source[as_served], rank[as_served]
        apart = (np.diff(source) != 0) | (np.diff(rank) != 0)
        return Service(
            rows=order.size,
            way=np.concatenate([np.arange(ways), np.full(markets, -1)])[as_served],
            source=source,
            target=target[as_served],
            market=np.concatenate([np.full(ways, -1), np.arange(markets)])[as_served],
            group=np.concatenate([[0], np.cumsum(apart)]),
        )

    @cached_property
    def first_lane(self) -> Ints:
        """(stockpoints + 1,) Lanes out of row i are first_lane[i] to first_lane[i + 1]."""
        claimants = np.bincount(self.source[self.source != OUTSIDE], minlength=self.rows)
        return np.concatenate([[0], np.cumsum(claimants)])

    def of_ways(self, column: NDArray[Kind]) -> NDArray[Kind]:
        """A column (ways,) of the outline by lane: (lanes,); 0 for customers."""
        return np.where(self.way >= 0, column[self.way], column.dtype.type(0))

    def by_lane(self, of_some: Mapping[int, Some]) -> dict[int, Some]:
        """What some ways of the outline have, by lane."""
        lane = np.empty(self.way.size, np.int64)
        lane[self.way] = np.arange(self.way.size)  # -1, of customers, is the last place, which no way has
        return {int(lane[way]): what for way, what in of_some.items()}


def _ranked(outline: Outline, order: Ints, source: Ints) -> Flags:
    """Which lanes have a source that serves one priority after another."""
    ranked: Flags = (source != OUTSIDE) & (outline.allocation[order][source] == PRIORITY)
    return ranked
