"""Walks over who supplies whom: edges from each stockpoint to those that it is made of or brought from.

Suppliers of a stockpoint i are `above[first[i]:first[i + 1]]`, with as much of each as `weight` says: units of the
supplier that a unit of the stockpoint takes, times the share of its orders that goes there.  No walk ends where it
began.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.compiled import compiled

__all__ = ["Behind", "level_of", "markets_behind", "sets_of_markets", "upward"]


class Behind(NamedTuple):
    """The markets behind each stockpoint, or of each set of such: its own one, then those of whom it supplies."""

    starts: Ints  # (stockpoints + 1,) where those of each begin
    markets: Ints
    weight: Array  # of each: the part of the market's demand that comes to the stockpoint, in its own units


@compiled
def upward(first, above):  # type: ignore[no-untyped-def]
    """Stockpoints (stockpoints,) in an order in which each comes before its suppliers."""
    count = first.shape[0] - 1
    waiting = np.zeros(count, np.int64)
    for supplier in above:
        waiting[supplier] += 1
    order = np.empty(count, np.int64)
    ready = 0
    for i in range(count):
        if waiting[i] == 0:
            order[ready] = i
            ready += 1
    for k in range(count):
        for edge in range(first[order[k]], first[order[k] + 1]):
            waiting[above[edge]] -= 1
            if waiting[above[edge]] == 0:
                order[ready] = above[edge]
                ready += 1
    return order


@compiled
def level_of(order, first, above, order_delay, tied):  # type: ignore[no-untyped-def]
    """The level of each stockpoint: one that is asked without order delay comes a level after its customers.

    `order_delay` is that of each edge.  Stockpoints with the same number in `tied` (stockpoints,), from 0, are on one
    level, the highest of theirs; below 0: on their own.
    """
    count = order.shape[0]
    level = np.zeros(count, np.int64)
    together = np.zeros(count, np.int64)
    for _ in range(count + 1):  # once where nothing is tied
        lifted = False
        for i in order:
            for edge in range(first[i], first[i + 1]):
                if order_delay[edge] == 0:
                    level[above[edge]] = max(level[above[edge]], level[i] + 1)
        for i in range(count):
            if tied[i] >= 0:
                together[tied[i]] = max(together[tied[i]], level[i])
        for i in range(count):
            if tied[i] >= 0 and level[i] < together[tied[i]]:
                level[i] = together[tied[i]]
                lifted = True
        if not lifted:
            break
    return level


def markets_behind(order: Ints, first: Ints, above: Ints, weight: Array, own: Ints) -> Behind:
    """What of which markets comes to each stockpoint; `own` (stockpoints,) is its own market, below 0 for none."""
    begins, sizes, markets, parts = _gathered(order, *_downward(order, first, above, weight), own)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    at = np.repeat(begins - starts[:-1], sizes) + np.arange(starts[-1])
    return Behind(starts, markets[at], parts[at])


@compiled
def _downward(order, first, above, weight):  # type: ignore[no-untyped-def]
    """The same edges from suppliers to whom they supply, those first that come first in `order`."""
    count = order.shape[0]
    starts = np.zeros(count + 1, np.int64)
    for supplier in above:
        starts[supplier + 1] += 1
    for i in range(count):
        starts[i + 1] += starts[i]
    free = starts[:count].copy()
    below, parts = np.empty(above.shape[0], np.int64), np.empty(above.shape[0])
    for i in order:
        for edge in range(first[i], first[i + 1]):
            supplier = above[edge]
            below[free[supplier]], parts[free[supplier]] = i, weight[edge]
            free[supplier] += 1
    return starts, below, parts


@compiled
def _gathered(order, first, below, weight, own):  # type: ignore[no-untyped-def]
    """Where the markets of each stockpoint begin in what follows, how many they are, all of them, and their weights."""
    count = order.shape[0]
    begins, sizes = np.zeros(count, np.int64), np.zeros(count, np.int64)
    markets, parts = np.empty(max(4 * count, 1), np.int64), np.empty(max(4 * count, 1))
    place = np.full(own.max() + 1 if count else 0, -1)  # of each market among those of the stockpoint at hand
    free = 0
    for i in order:
        begins[i] = free
        room = own[i] >= 0
        for edge in range(first[i], first[i + 1]):
            room += sizes[below[edge]]
        while free + room > markets.shape[0]:
            markets, parts = np.append(markets, markets), np.append(parts, parts)
        if own[i] >= 0:
            markets[free], parts[free], place[own[i]] = own[i], 1.0, free
            free += 1
        for edge in range(first[i], first[i + 1]):
            lower = begins[below[edge]]
            for at in range(lower, lower + sizes[below[edge]]):
                market = markets[at]
                if place[market] < 0:
                    markets[free], parts[free], place[market] = market, 0.0, free
                    free += 1
                parts[place[market]] += weight[edge] * parts[at]
        sizes[i] = free - begins[i]
        for at in range(begins[i], free):
            place[markets[at]] = -1
    return begins, sizes, markets[:free], parts[:free]


def sets_of_markets(behind: Behind) -> tuple[Ints, Behind]:
    """Stockpoints to which the same comes of the same markets share a set of them.

    The set of each stockpoint (stockpoints,), and the sets, with their markets rising in each.
    """
    starts, markets, weight = behind
    sizes = np.diff(starts)
    marks = np.stack([sizes.astype(np.uint64), *(_mark(behind, salt) for salt in (1, 2))])
    _, first, which = np.unique(marks, axis=1, return_index=True, return_inverse=True)
    kept = sizes[first]
    begins = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
    among = np.repeat(np.arange(first.size), kept)  # the set of each entry
    entries = starts[first][among] + np.arange(among.size) - begins[among]
    entries = entries[np.lexsort((markets[entries], among))]
    return which.reshape(-1), Behind(begins, markets[entries], weight[entries])


def _mark(behind: Behind, salt: int) -> UInt64s:
    """A number of 64 bits for what is behind each stockpoint, in any order; two of them are never alike by chance."""
    with np.errstate(over="ignore"):
        mixed = (behind.markets.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ behind.weight.view(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)) * np.uint64(0xD6E8FEB86659FD93)
        mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xBF58476D1CE4E5B9 + 2 * salt)
        mixed ^= mixed >> np.uint64(29)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
    marks: UInt64s = sums[behind.starts[1:]] - sums[behind.starts[:-1]]
    return marks
