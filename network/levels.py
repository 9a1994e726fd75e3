"""In which order stockpoints go through a period: levels, and rows within them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from bullwhip.network.arrays import Flags, Ints
from bullwhip.network.scenario.outline import Outline
from bullwhip.network.service import Edges
from bullwhip.network.walks import level_of, upward

__all__ = ["in_order"]


def in_order(outline: Outline, kinds: Sequence[int] | Ints | None) -> tuple[Ints, tuple[slice, ...]]:
    """The stockpoints in the order of their rows, and the rows of each level."""
    count = len(outline.points)
    edges = Edges.of(outline, np.arange(count))
    level = level_of(upward(edges.first, edges.above), edges.first, edges.above, edges.order_delay, _tied(outline))
    claims = np.bincount(outline.input, minlength=count) + outline.sells
    special = np.bincount(outline.input, outline.shared_inputs | _limited(outline), count) > 0
    suppliers = np.bincount(outline.target, minlength=count)
    kind = np.zeros(count, np.int64) if kinds is None else np.asarray(kinds, np.int64)
    order = np.lexsort((outline.sells, suppliers != 1, claims != 1, special, kind, level))
    bounds = np.searchsorted(level[order], np.arange(level.max() + 2)).tolist()
    return order, tuple([slice(first, last) for first, last in pairwise(bounds)])


def _limited(outline: Outline) -> Flags:
    """(inputs,) Whether the way has a capacity, or its site."""
    limited = (outline.capacity < np.inf) | (outline.site_capacity[outline.site[outline.target]] < np.inf)
    ships = outline.site_capacity[outline.site[outline.input]] < np.inf
    flags: Flags = np.repeat(limited, np.diff(outline.first_input)) | ships
    return flags


def _tied(outline: Outline) -> Ints:
    """(stockpoints,) A number for those that go through a period together; else -1.

    These are inputs of one way, those from which goods take of a site's capacity, and the stockpoints of a site with a
    storage limit.
    """
    count = len(outline.points)
    tied = np.full(count, -1)
    crowded = _crowded(outline)
    several = np.diff(outline.first_input) > 1
    if several.any() or crowded.size:
        from scipy.sparse import coo_array  # takes a while to load
        from scipy.sparse.csgraph import connected_components

        inputs = np.flatnonzero(np.repeat(several, np.diff(outline.first_input)))
        way = np.repeat(np.arange(several.size), np.diff(outline.first_input))
        ones = np.concatenate([outline.input[inputs], crowded])
        others = count + np.concatenate([way[inputs], several.size + outline.site[crowded]])
        size = count + several.size + outline.storage.size
        links = coo_array((np.ones(ones.size, bool), (ones, others)), (size, size))
        tied[ones] = np.unique(connected_components(links, directed=False)[1][ones], return_inverse=True)[1].reshape(-1)
    return tied


def _crowded(outline: Outline) -> Ints:
    """The stockpoints that go through a period together with others of their site.

    The capacity of a site is shared by its recipes, or, where nothing starts there, by what it ships.
    """
    limited = outline.site_capacity < np.inf
    starts, inputs = np.zeros(limited.size, bool), np.diff(outline.first_input)
    starts[outline.site[outline.target[outline.started]]] = True
    takes = outline.use > 0
    used = np.repeat(outline.started & limited[outline.site[outline.target]] & takes[outline.target], inputs)
    ships = (limited & ~starts)[outline.site] & takes | (outline.storage < np.inf)[outline.site]
    return np.unique(np.concatenate([outline.input[used], np.flatnonzero(ships)]))
