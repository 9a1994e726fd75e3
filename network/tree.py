"""Walks over who supplies whom: each stockpoint has one supplier, so that a network is a forest."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Ints
from bullwhip.network.compiled import compiled

__all__ = ["level_of", "markets_behind", "sets_of_markets", "upward"]


@compiled
def upward(supplier):  # type: ignore[no-untyped-def]
    """Stockpoints (stockpoints,) in an order in which each comes before its supplier, which is below 0 for none."""
    count = supplier.shape[0]
    waiting = np.zeros(count, np.int64)
    for i in range(count):
        if supplier[i] >= 0:
            waiting[supplier[i]] += 1
    order = np.empty(count, np.int64)
    ready = 0
    for i in range(count):
        if waiting[i] == 0:
            order[ready] = i
            ready += 1
    for k in range(count):
        above = supplier[order[k]]
        if above >= 0:
            waiting[above] -= 1
            if waiting[above] == 0:
                order[ready] = above
                ready += 1
    return order


@compiled
def level_of(order, supplier, order_delay):  # type: ignore[no-untyped-def]
    """The level of each stockpoint: one that is asked without order delay comes a level after its customers."""
    level = np.zeros(order.shape[0], np.int64)
    for i in order:
        above = supplier[i]
        if above >= 0 and order_delay[i] == 0:
            level[above] = max(level[above], level[i] + 1)
    return level


@compiled
def markets_behind(order, supplier, own):  # type: ignore[no-untyped-def]
    """The markets behind each stockpoint: its own one (below 0 for none), then those of the ones that it supplies.

    Where those of each begin (stockpoints + 1,), and the markets.
    """
    count = order.shape[0]
    starts = np.zeros(count + 1, np.int64)
    size = starts[1:]
    for i in range(count):
        size[i] = own[i] >= 0
    for i in order:
        if supplier[i] >= 0:
            size[supplier[i]] += size[i]
    for i in range(count):
        starts[i + 1] += starts[i]
    markets = np.empty(starts[count], np.int64)
    free = starts[:count].copy()
    for i in range(count):
        if own[i] >= 0:
            markets[free[i]] = own[i]
            free[i] += 1
    for i in order:
        above = supplier[i]
        if above >= 0:
            for at in range(starts[i], starts[i + 1]):
                markets[free[above]] = markets[at]
                free[above] += 1
    return starts, markets


def sets_of_markets(starts: Ints, markets: Ints) -> tuple[Ints, Ints, Ints]:
    """Stockpoints that serve the same markets share a set of them: `starts` and `markets` as `markets_behind` has them.

    The set of each stockpoint (stockpoints,), where those of each set begin (sets + 1,), and the markets, rising in
    each.  In a forest two stockpoints have the same markets behind them if they have as many, and the least is one.
    """
    sizes = np.diff(starts)
    least = np.full(sizes.size, -1, np.int64)
    if markets.size:
        least[sizes > 0] = np.minimum.reduceat(markets, starts[:-1][sizes > 0])
    _, first, which = np.unique(np.stack([least, sizes]), axis=1, return_index=True, return_inverse=True)
    kept = sizes[first]
    begins = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
    among = np.repeat(np.arange(first.size), kept)  # the set of each entry
    entries = markets[starts[first][among] + np.arange(among.size) - begins[among]]
    return which.reshape(-1), begins, entries[np.lexsort((entries, among))]
