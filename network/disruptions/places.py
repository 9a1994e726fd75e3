"""Places: where the disruptions of a scenario are in a network, whose rows and lanes have an order of their own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Flags, Ints
from bullwhip.network.disruptions.effects import Effect, Where
from bullwhip.network.disruptions.struck import Struck
from bullwhip.network.scenario.reach import Reach

__all__ = ["Placed", "Places"]


class Placed(NamedTuple):
    """Where a kind of disruption is."""

    rows: Struck
    lanes: Struck
    sites: Struck  # whose capacity it takes


class Places:
    """The rows, lanes and sites that disruptions mean."""

    def __init__(self, reach: Reach, points: Ints, ways: Ints, sources: Ints) -> None:
        """Of each row the stockpoint (rows,), of each lane the way, or -1 for customers, and its source (lanes,)."""
        self.reach = reach
        self._points = points
        self._of_lane = np.where(ways >= 0, ways, len(reach.ways) + points[sources])
        self._struck: dict[Effect, Struck] = {}
        self._placed: dict[str, Placed] = {}

    def __bool__(self) -> bool:
        """Whether there are any disruptions."""
        return bool(self.reach.disruptions)

    def struck(self, effect: Effect) -> Struck:
        """Where an effect is: rows, or lanes."""
        if effect not in self._struck:
            self._struck[effect] = self._find(effect)
        return self._struck[effect]

    def of_kind(self, kind: str) -> Placed:
        """Where the disruptions of a kind are, as it says itself."""
        if kind not in self._placed:
            mine = [(number, each) for number, each in enumerate(self.reach.disruptions) if each.kind == kind]
            wheres = [(number, each.does.where) for number, each in mine]
            self._placed[kind] = Placed(
                Struck.of(self._points.size, [(k, self.at_rows(k)) for k, where in wheres if not where.has_lanes]),
                Struck.of(self._of_lane.size, [(k, self.at_lanes(k, where)) for k, where in wheres if where.has_lanes]),
                Struck.of(len(self.reach.sites), [(k, self.reach.at_sites(k)) for k, w in wheres if w is Where.STARTS]),
            )
        return self._placed[kind]

    @property
    def sites(self) -> Struck:
        """The sites whose capacity changes."""
        meant = [(number, self.reach.at_sites(number)) for number in self._having(Effect.CAPACITY)]
        return Struck.of(len(self.reach.sites), meant)

    def at_lanes(self, number: int, where: Where) -> Flags:
        """(lanes,) Those that a disruption means."""
        reach = self.reach
        flags = np.concatenate([reach.at_ways(number, where), reach.at_customers(number, where)])
        return flags[self._of_lane]

    def at_rows(self, number: int) -> Flags:
        """(rows,) Those that a disruption means."""
        return self.reach.at_points(number)[self._points]

    def _find(self, effect: Effect) -> Struck:
        where = effect.where
        if where.has_lanes:
            meant = [(number, self.at_lanes(number, where)) for number in self._having(effect)]
            return Struck.of(self._of_lane.size, meant)
        return Struck.of(self._points.size, [(number, self.at_rows(number)) for number in self._having(effect)])

    def _having(self, effect: Effect) -> list[int]:
        """The numbers of the disruptions with an effect."""
        return [number for number, effects in enumerate(self.reach.effects) if effect in effects]
