"""Lanes and claims in the order of service: those on a stockpoint lie together, as it serves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bullwhip.network.allocation.modes import by_rank
from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.scenario.outline import OUTSIDE, Outline

__all__ = ["Edges", "Service", "queues"]

Scalar = TypeVar("Scalar", bound=np.generic)
Some = TypeVar("Some")


@dataclass(frozen=True, eq=False, repr=False)
class Service:
    """The lanes of a network, and what each claims of whom; the customers of a stockpoint are a lane as well."""

    rows: int
    way: Ints  # (lanes,) which of the outline's ways, or -1 for customers
    source: Ints  # (lanes,) row of the first input, or OUTSIDE
    target: Ints  # (lanes,) row, or OUTSIDE
    market: Ints  # (lanes,) customers are numbered by row; -1 for all other lanes

    first_claim: Ints  # (stockpoints + 1,) claims on row i are first_claim[i] to first_claim[i + 1]
    claim: Ints  # (claims,) the lane that claims
    units: Array  # (claims,) of the stockpoint, for a unit of what the lane brings
    group: Ints  # (claims,) claims on a stockpoint that are served together have a number

    @staticmethod
    def of(outline: Outline, order: Ints, row: Ints) -> Service:
        """The lanes of an outline whose stockpoints are laid out in this order: `row` (stockpoints,) of each.

        Lanes from outside come last.  Equals are ordered by name, customers last: what chance and rounding make of them
        is the same in whatever order a file has.
        """
        selling = np.flatnonzero(outline.sells[order])
        ways, markets = outline.target.size, selling.size
        inputs = np.diff(outline.first_input)
        source = np.full(ways, OUTSIDE)
        source[inputs > 0] = row[outline.input[outline.first_input[:-1][inputs > 0]]]
        source = np.concatenate([source, selling])
        target = np.concatenate([row[outline.target], np.full(markets, OUTSIDE)])
        # of each claim: the lane as yet unsorted, the row, the units, and the claim's rank there
        lane = np.concatenate([np.repeat(np.arange(ways), inputs), ways + np.arange(markets)])
        on = np.concatenate([row[outline.input], selling])
        rank = np.concatenate([outline.priority, outline.rank[order][selling]])[lane]
        rank[~by_rank(outline.allocation[order][on])] = 0
        named = _by_name(outline, markets)
        claims = np.lexsort((named[lane], rank, on))
        lane, on, rank = lane[claims], on[claims], rank[claims]
        behind = np.concatenate([queues(outline), np.zeros(markets, bool)])
        as_served = _as_served(lane, on, source, behind, named)
        number = np.empty_like(as_served)
        number[as_served] = np.arange(as_served.size)
        apart = (np.diff(on) != 0) | (np.diff(rank) != 0)
        return Service(
            rows=order.size,
            way=np.concatenate([np.arange(ways), np.full(markets, -1)])[as_served],
            source=source[as_served],
            target=target[as_served],
            market=np.concatenate([np.full(ways, -1), np.arange(markets)])[as_served],
            first_claim=np.concatenate([[0], np.cumsum(np.bincount(on, minlength=order.size))]),
            claim=number[lane],
            units=np.concatenate([outline.units, np.ones(markets)])[claims],
            group=np.concatenate([np.zeros(min(on.size, 1), np.int64), np.cumsum(apart)]),
        )

    @cached_property
    def first_lane(self) -> Ints:
        """(stockpoints + 1,) Lanes whose first input is row i are first_lane[i] to first_lane[i + 1]."""
        lanes = np.bincount(self.source[self.source != OUTSIDE], minlength=self.rows)
        return np.concatenate([[0], np.cumsum(lanes)])

    def into(self, time: Array, named: Ints) -> tuple[Ints, Ints]:
        """Lanes that replenish each row: where they begin (stockpoints + 1,), and the lanes, the fastest first.

        `time` (lanes,) is from an order to its goods; lanes that take as long are in the order of their names, in which
        `named` (lanes,) has their places.
        """
        inner = np.flatnonzero(self.target != OUTSIDE)
        counts = np.bincount(self.target[inner], minlength=self.rows)
        lanes = inner[np.lexsort((named[inner], time[inner], self.target[inner]))]
        return np.concatenate([[0], np.cumsum(counts)]), lanes

    def of_ways(self, column: NDArray[Scalar]) -> NDArray[Scalar]:
        """A column (ways,) of the outline by lane: (lanes,); 0 for customers."""
        return np.where(self.way >= 0, column[self.way], column.dtype.type(0))

    def by_lane(self, of_some: Mapping[int, Some]) -> dict[int, Some]:
        """What some ways of the outline have, by lane."""
        lane = np.empty(self.way.size, np.int64)
        lane[self.way] = np.arange(self.way.size)  # -1, of customers, is the last place, which no way has
        return {int(lane[way]): what for way, what in of_some.items()}


def _by_name(outline: Outline, markets: int) -> Ints:
    """Places of ways, then of so many customers, in the order of names."""
    return np.concatenate([outline.by_name, outline.by_name.size + np.arange(markets)])


def _as_served(lane: Ints, on: Ints, source: Ints, behind: Flags, named: Ints) -> Ints:
    """Lanes in the order of their claims on their first input, then those from outside by name, `behind` last."""
    first = on == source[lane]  # of two claims of a lane one is on its first input
    outside = np.flatnonzero(source == OUTSIDE)
    return np.concatenate([lane[first], outside[np.lexsort((named[outside], behind[outside]))]])


def queues(outline: Outline) -> Flags:
    """(ways,) Lanes from outside on which what is asked for may have to wait.

    They have a capacity, or their site has, or a disruption may hold up what leaves.
    """
    site = outline.site[outline.target]
    limited = (outline.site_capacity[site] < np.inf) & (outline.use[outline.target] > 0) & outline.started
    outside = np.diff(outline.first_input) == 0
    flags: Flags = outside & (limited | (outline.capacity < np.inf) | outline.reach.held_up)
    return flags


@dataclass(frozen=True, eq=False, repr=False)
class Edges:
    """From each stockpoint to those that it is made of or brought from, as walks.py takes them."""

    first: Ints  # (stockpoints + 1,)
    above: Ints  # (edges,) a stockpoint
    weight: Array  # (edges,) units of it for a unit, times the part of the orders that is expected to go there
    order_delay: Ints  # (edges,) periods

    @staticmethod
    def of(outline: Outline, row: Ints) -> Edges:
        """The edges of an outline whose stockpoint k is `row[k]`."""
        way = np.repeat(np.arange(outline.target.size), np.diff(outline.first_input))
        below = row[outline.target[way]]
        order = np.argsort(below, kind="stable")
        return Edges(
            first=np.concatenate([[0], np.cumsum(np.bincount(below, minlength=row.size))]),
            above=row[outline.input][order],
            weight=(outline.units * outline.splits.share[way])[order],
            order_delay=outline.order_delay[way][order],
        )
