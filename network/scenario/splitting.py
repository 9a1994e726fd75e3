"""Several lanes into a stockpoint: how its orders are split, who is asked in which turn, and what each can expect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.scenario.lanes import ItemLane
from bullwhip.network.scenario.sourcing import Cheapest, Fastest, Priority, Random, Shares, Sourcing

__all__ = ["BY_LUCK", "BY_PRICE", "BY_SHARES", "IN_TURN", "UNSPLIT", "Splits"]

UNSPLIT, BY_SHARES, IN_TURN, BY_PRICE, BY_LUCK = range(5)
KINDS: dict[type[Sourcing], int] = {
    Shares: BY_SHARES, Priority: IN_TURN, Fastest: IN_TURN, Cheapest: BY_PRICE, Random: BY_LUCK
}  # fmt: skip


class Splits(NamedTuple):
    """How orders are split over lanes, as columns."""

    split: Ints  # (stockpoints,) UNSPLIT where there is one lane, or the rule alone says what is ordered on each
    turn: Ints  # (ways,) places of those into one stockpoint in the order in which they are asked, or named
    share: Array  # (ways,) the part of the stockpoint's orders that is expected on it; where nothing is known of it,
    # all on the slowest

    @staticmethod
    def of(
        ways: Sequence[ItemLane], target: Ints, by_name: Ints, sourcing: Mapping[int, Sourcing], points: int
    ) -> Splits:
        """Those of so many stockpoints; of each way its target, and its place in the order of names."""
        made = Splits(np.full(points, UNSPLIT), np.zeros(target.size, np.int64), np.ones(target.size))
        into: dict[int, list[int]] = defaultdict(list)
        for way in np.flatnonzero(np.bincount(target, minlength=points)[target] > 1).tolist():
            into[target[way]].append(way)
        for point, lanes in into.items():
            named = sorted(lanes, key=by_name.__getitem__)
            table = sourcing.get(point)
            time = {way: ways[way].lane.mean_lead_time + ways[way].lane.order_delay for way in lanes}
            ranked = _ranked(ways, lanes, named, time, table)
            made.turn[ranked] = np.arange(len(ranked))
            made.share[lanes] = 0.0
            if table is None:
                made.share[max(named, key=time.__getitem__)] = 1.0
                continue
            made.split[point] = KINDS[type(table)]
            if isinstance(table, Shares | Random):
                made.share[ranked] = _weights(ways, ranked, table)
            elif isinstance(table, Cheapest):  # of small quantities
                made.share[min(named, key=lambda way: round(ways[way].lane.paid(1.0, 1), 9))] = 1.0
            else:
                made.share[ranked[0]] = 1.0
        return made


def _ranked(
    ways: Sequence[ItemLane], lanes: list[int], named: list[int], time: Mapping[int, float], table: Sourcing | None
) -> list[int]:
    """The ways into a stockpoint in their turn."""
    if isinstance(table, Fastest):
        return sorted(named, key=time.__getitem__)
    if not isinstance(table, Priority):
        return named
    return sorted(named, key=lambda way: table.order.index(ways[way].lane.supplier)) if table.order else lanes


def _weights(ways: Sequence[ItemLane], lanes: list[int], table: Shares | Random) -> list[float]:
    """The part of the orders that is expected on each way: they add up to 1."""
    given = table.shares if isinstance(table, Shares) else table.weights
    weights = [given[ways[way].lane.supplier] if given else 1.0 for way in lanes]
    return [weight / sum(weights) for weight in weights]
