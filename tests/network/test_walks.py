"""Walks over who supplies whom, held against slow ones."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.walks import level_of, markets_behind, sets_of_markets, upward


def woods(seed: int) -> tuple[Ints, Ints, Array, Ints, Ints]:
    """The suppliers of some stockpoints, as walks take them, with the order delay of each, and their markets.

    Half of them are forests, where each has one supplier, or none.
    """
    luck = np.random.default_rng(seed)
    count = int(luck.integers(1, 30))
    place = luck.permutation(count)
    above: list[list[int]] = [[] for _ in range(count)]
    for k in range(1, count):
        many = 1 if seed % 2 else int(luck.integers(1, 4))
        above[place[k]] = place[luck.integers(0, k, many)].tolist() if luck.random() < 0.8 else []
    sells = luck.random(count) < 0.4
    edges = np.array([supplier for those in above for supplier in those], np.int64)
    weight = np.ones(edges.size) if seed % 2 else luck.choice([0.5, 1.0, 2.0], edges.size)
    first = np.concatenate([[0], np.cumsum([len(those) for those in above])])
    return first, edges, weight, luck.integers(0, 2, edges.size), np.where(sells, np.cumsum(sells) - 1, -1)


def parts_behind(first: Ints, above: Ints, weight: Array, own: Ints, i: int) -> dict[int, float]:
    """What of which market comes to a stockpoint, on every way there is."""
    parts = {int(own[i]): 1.0} if own[i] >= 0 else {}
    for j in range(own.size):
        for edge in range(first[j], first[j + 1]):
            if above[edge] == i:
                for market, part in parts_behind(first, above, weight, own, j).items():
                    parts[market] = parts.get(market, 0.0) + weight[edge] * part
    return parts


@pytest.mark.parametrize("seed", range(40))
def test_walks_agree_with_slow_ones(seed: int) -> None:
    first, above, weight, order_delay, own = woods(seed)
    count = own.size
    order = upward(first, above)
    at = np.argsort(order)
    assert sorted(order.tolist()) == list(range(count))
    assert all(at[i] < at[above[edge]] for i in range(count) for edge in range(first[i], first[i + 1]))
    level = level_of(order, first, above, order_delay, np.full(count, -1))
    below = np.repeat(np.arange(count), np.diff(first))
    for i in range(count):
        later = [level[j] + 1 for j in below[(above == i) & (order_delay == 0)]]
        assert level[i] == max(later, default=0)
    behind = markets_behind(order, first, above, weight, own)
    found = [
        dict(zip(behind.markets[a:b].tolist(), behind.weight[a:b], strict=True)) for a, b in pairwise(behind.starts)
    ]
    for i, those in enumerate(found):
        assert those == pytest.approx(parts_behind(first, above, weight, own, i))
        assert own[i] < 0 or next(iter(those)) == own[i]
    which, sets = sets_of_markets(behind)
    unlike = [
        dict(zip(sets.markets[a:b].tolist(), sets.weight[a:b].tolist(), strict=True)) for a, b in pairwise(sets.starts)
    ]
    assert [unlike[k] for k in which] == found
    assert all(list(those) == sorted(those) for those in unlike)
    assert len({tuple(those.items()) for those in unlike}) == len(unlike)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_tied_is_on_the_highest_level_of_it(seed: int) -> None:
    first, above, _, order_delay, _ = woods(2 * seed)
    count = first.size - 1
    order = upward(first, above)
    alone = level_of(order, first, above, order_delay, np.full(count, -1))
    top, bottom = int(order[-1]), int(order[0])
    tied = np.full(count, -1)
    tied[[top, bottom]] = 3
    if any(above[first[bottom] : first[bottom + 1]]):
        order_delay[:] = 1  # no walk leads from one to the other without a delay
        alone[:] = 0
    level = level_of(order, first, above, order_delay, tied)
    assert level[top] == level[bottom] >= max(alone[top], alone[bottom])


def test_without_customers_all_share_the_empty_set() -> None:
    first, above, nobody = np.array([0, 0, 1]), np.array([0]), np.array([-1, -1])
    which, sets = sets_of_markets(markets_behind(upward(first, above), first, above, np.ones(1), nobody))
    assert (which.tolist(), sets.starts.tolist(), sets.markets.size) == ([0, 0], [0, 0], 0)
