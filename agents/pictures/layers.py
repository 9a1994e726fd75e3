"""Where the sites of a network are drawn: in columns, goods flowing from left to right, with few lines that cross.

The method of Sugiyama, Tagawa & Toda (IEEE Transactions on Systems, Man, and Cybernetics 11(2), 1981): sites are put in
columns, each at the mean place of its neighbours in the next one, column by column, there and back again.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from bullwhip.network.arrays import Array
from bullwhip.network.scenario.cycles import cycles

__all__ = ["Layout", "layered"]

SWEEPS = 12  # there and back; after some, hardly anything changes
TRUNK = 0.3  # height of a line that passes a column, where that of a site is 1

Key = tuple[str, int]  # a site with -1, or the line from a site through a column (all its lanes that go on share it)
Arcs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Layout:
    """Places in units of a site's height: a column counted from the left, and a height below the top."""

    columns: tuple[tuple[str, ...], ...]  # the sites of each, from the top down
    place: Mapping[Key, tuple[int, float]]  # of sites (name, -1) and of lines that pass columns (name, column)
    height: float

    def way(self, source: str, target: str) -> list[tuple[int, float]]:
        """The places by which a line from site to site goes; no more than its ends where it leads back."""
        first, last = self.place[source, -1], self.place[target, -1]
        between = [self.place[source, column] for column in range(first[0] + 1, last[0])]
        return [first, *between, last]


def layered(sites: Sequence[str], arcs: Arcs, most: int) -> Layout:
    """Places for sites with these arcs (from, to), at most so many in a column; a fuller one is made several."""
    arcs = [(source, target) for source, target in dict.fromkeys(arcs) if source != target]
    column = _columns(sites, arcs)
    order = _ordered(sites, arcs, column)
    column, start = _folded(order, column, most)
    order = _ordered(start, arcs, column)
    heights = _heights(order, _links(arcs, column))
    places = {key: (at, float(y)) for at, keys in enumerate(order) for key, y in zip(keys, heights[at], strict=True)}
    columns = tuple(tuple(name for name, passes in keys if passes < 0) for keys in order)
    return Layout(columns, places, max(sum(map(_size, keys)) for keys in order))


def _columns(sites: Sequence[str], arcs: Arcs) -> dict[str, int]:
    """The column of each site: so many steps before the last as its goods can take, without arcs that close a cycle."""
    following: dict[str, list[str]] = {site: [] for site in sites}
    for source, target in arcs:
        following[source].append(target)
    back = {(way[-1], way[0]) for way in cycles(following)}
    waiting = dict.fromkeys(sites, 0)  # arcs out of a site whose ends have no place yet
    before: dict[str, list[str]] = {site: [] for site in sites}
    for source, target in arcs:
        if (source, target) not in back:
            waiting[source] += 1
            before[target].append(source)
    steps = dict.fromkeys(sites, 0)
    ready = [site for site in sites if not waiting[site]]
    for site in ready:
        for source in before[site]:
            steps[source] = max(steps[source], steps[site] + 1)
            waiting[source] -= 1
            if not waiting[source]:
                ready.append(source)
    last = max(steps.values(), default=0)
    return {site: last - step for site, step in steps.items()}


def _folded(order: list[list[Key]], column: Mapping[str, int], most: int) -> tuple[dict[str, int], list[str]]:
    """Columns of at most so many sites, and the sites in their order: neighbours go to columns beside each other."""
    folded: dict[str, int] = {}
    first = 0
    for keys in order:
        names = [name for name, passes in keys if passes < 0]
        parts = max(-(-len(names) // most), 1)
        folded |= {name: first + at % parts for at, name in enumerate(names)}
        first += parts
    return folded, sorted(folded, key=folded.__getitem__)


def _links(arcs: Arcs, column: Mapping[str, int]) -> list[list[tuple[Key, Key]]]:
    """The pieces of lines from each column to the next; arcs that lead back, or stay, are none."""
    links: list[dict[tuple[Key, Key], None]] = [{} for _ in range(max(column.values(), default=0))]
    for source, target in arcs:
        here: Key = (source, -1)
        for at in range(column[source], column[target]):
            there: Key = (target, -1) if at + 1 == column[target] else (source, at + 1)
            links[at][here, there] = None
            here = there
    return [list(found) for found in links]


def _ordered(sites: Sequence[str], arcs: Arcs, column: Mapping[str, int]) -> list[list[Key]]:
    """What is in each column, from the top down, so that few lines cross."""
    links = _links(arcs, column)
    order: list[list[Key]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for site in sites:
        order[column[site]].append((site, -1))
    for at, pieces in enumerate(links[:-1], 1):
        order[at] += dict.fromkeys(there for _, there in pieces if there[1] >= 0)
    best, fewest = order, _crossings(order, links)
    for sweep in range(SWEEPS):
        order = [list(keys) for keys in order]
        forward = sweep % 2 == 0
        steps = range(1, len(order)) if forward else range(len(order) - 2, -1, -1)
        for at in steps:
            pieces = links[at - 1] if forward else [(there, here) for here, there in links[at]]
            order[at] = _by_neighbours(order[at], order[at - 1 if forward else at + 1], pieces)
        if (crossings := _crossings(order, links)) < fewest:
            best, fewest = order, crossings
    return best


def _by_neighbours(keys: list[Key], beside: list[Key], pieces: Sequence[tuple[Key, Key]]) -> list[Key]:
    """What is in a column, by the mean place of its neighbours beside it; who has none there keeps its own."""
    share = {key: (at + 0.5) / len(beside) for at, key in enumerate(beside)}
    found: dict[Key, list[float]] = {}
    for neighbour, key in pieces:
        found.setdefault(key, []).append(share[neighbour])
    own = {key: (at + 0.5) / len(keys) for at, key in enumerate(keys)}
    wanted = {key: sum(found[key]) / len(found[key]) if key in found else own[key] for key in keys}
    return sorted(keys, key=wanted.__getitem__)


def _crossings(order: Sequence[Sequence[Key]], links: Sequence[Sequence[tuple[Key, Key]]]) -> int:
    """How many pairs of lines cross."""
    crossings = 0
    for at, pieces in enumerate(links):
        left, right = ({key: place for place, key in enumerate(order[beside])} for beside in (at, at + 1))
        seen: list[int] = []
        for place in (place for _, place in sorted((left[here], right[there]) for here, there in pieces)):
            crossings += len(seen) - bisect_left(seen, place + 1)
            insort(seen, place)
    return crossings


def _size(key: Key) -> float:
    return 1.0 if key[1] < 0 else TRUNK


def _heights(order: Sequence[Sequence[Key]], links: Sequence[Sequence[tuple[Key, Key]]]) -> list[Array]:
    """The height of all that is in each column: near the mean of its neighbours, without touching."""
    sizes = [np.array([_size(key) for key in keys]) for keys in order]
    offsets = [np.cumsum(size) - size / 2 for size in sizes]
    height = max(size.sum() for size in sizes)
    heights = [offset + (height - size.sum()) / 2 for offset, size in zip(offsets, sizes, strict=True)]
    number = [{key: at for at, key in enumerate(keys)} for keys in order]
    joined = [
        np.array([(number[at][here], number[at + 1][there]) for here, there in pieces], np.int64).reshape(-1, 2)
        for at, pieces in enumerate(links)
    ]
    for sweep in range(SWEEPS):
        for at in range(len(order)) if sweep % 2 else range(len(order) - 1, -1, -1):
            total, count = np.zeros(len(order[at])), np.zeros(len(order[at]))
            if at > 0:
                here = joined[at - 1]
                np.add.at(total, here[:, 1], heights[at - 1][here[:, 0]])
                np.add.at(count, here[:, 1], 1)
            if at < len(joined):
                here = joined[at]
                np.add.at(total, here[:, 0], heights[at + 1][here[:, 1]])
                np.add.at(count, here[:, 0], 1)
            wanted = np.where(count > 0, total / np.maximum(count, 1), heights[at])
            free = isotonic_regression(wanted - offsets[at]).x
            heights[at] = offsets[at] + np.clip(free, 0.0, height - sizes[at].sum())
    return heights
