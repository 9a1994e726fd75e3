"""Walks over who supplies whom, held against slow ones."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from bullwhip.network.arrays import Ints
from bullwhip.network.tree import level_of, markets_behind, sets_of_markets, upward


def forest(seed: int) -> tuple[Ints, Ints, Ints]:
    """The supplier of each of some stockpoints (-1 for none), its order delay, and its market (-1 for none)."""
    luck = np.random.default_rng(seed)
    count = int(luck.integers(1, 30))
    place = luck.permutation(count)
    supplier = np.full(count, -1)
    for k in range(1, count):
        supplier[place[k]] = place[luck.integers(0, k)] if luck.random() < 0.8 else -1
    sells = luck.random(count) < 0.4
    return supplier, luck.integers(0, 2, count), np.where(sells, np.cumsum(sells) - 1, -1)


def above(supplier: Ints, i: int) -> list[int]:
    """All who supply a stockpoint, directly or not."""
    chain = []
    while supplier[i] >= 0:
        i = int(supplier[i])
        chain.append(i)
    return chain


@pytest.mark.parametrize("seed", range(40))
def test_walks_agree_with_slow_ones(seed: int) -> None:
    supplier, order_delay, own = forest(seed)
    order = upward(supplier)
    at = np.argsort(order)
    assert sorted(order.tolist()) == list(range(supplier.size))
    assert all(at[i] < at[j] for i in range(supplier.size) for j in above(supplier, i))
    level = level_of(order, supplier, order_delay)
    for i in range(supplier.size):
        below = [level[j] + 1 for j in np.flatnonzero((supplier == i) & (order_delay == 0))]
        assert level[i] == max(below, default=0)
    starts, markets = markets_behind(order, supplier, own)
    behind = [markets[first:last].tolist() for first, last in pairwise(starts)]
    for i, those in enumerate(behind):
        assert sorted(those) == sorted(own[j] for j in range(own.size) if own[j] >= 0 and i in {j, *above(supplier, j)})
        assert own[i] < 0 or those[0] == own[i]
    which, begins, entries = sets_of_markets(starts, markets)
    sets = [entries[first:last].tolist() for first, last in pairwise(begins)]
    assert [sets[k] for k in which] == [sorted(those) for those in behind]
    assert len({tuple(those) for those in sets}) == len(sets)


def test_without_customers_all_share_the_empty_set() -> None:
    nobody = np.array([-1, 0])
    which, begins, entries = sets_of_markets(*markets_behind(upward(nobody), nobody, np.array([-1, -1])))
    assert (which.tolist(), begins.tolist(), entries.size) == ([0, 0], [0, 0], 0)
