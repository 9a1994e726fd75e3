"""How far disruptions reach: the places that each is at, in the order of a scenario's stockpoints and lanes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bullwhip.network.arrays import Flags
from bullwhip.network.demand.law import Law
from bullwhip.network.disruptions.effects import Effect, Where
from bullwhip.network.scenario.disruption import Disruption
from bullwhip.network.scenario.lanes import ItemLane
from bullwhip.network.scenario.places import customers_fit, lane_fits, limits_lane, limits_site, stockpoint_fits
from bullwhip.network.scenario.sites import Site, Stockpoint

__all__ = ["Reach"]


@dataclass(frozen=True, eq=False, repr=False)
class Reach:
    """Where the disruptions of a scenario are."""

    disruptions: tuple[Disruption, ...]
    sites: Mapping[str, Site]
    points: Sequence[Stockpoint]
    ways: Sequence[ItemLane]

    @cached_property
    def effects(self) -> tuple[frozenset[Effect], ...]:
        """What each disruption does."""
        calm = np.zeros(1)
        return tuple(frozenset(each.changes(calm)) for each in self.disruptions)

    def by_chance(self, whole_units: bool) -> bool:
        """Whether chance has a part in any disruption: in when it is on, or in how parts of whole units are rounded."""
        return any(
            whole_units or each.chance is not None or each.window is not None or isinstance(each.every, Law)
            or isinstance(each.lasts, Law)
            for each in self.disruptions
        )  # fmt: skip

    def at_ways(self, number: int, where: Where) -> Flags:
        """(ways,) The lanes that a disruption means, as a kind at such places has it."""
        return np.array([self._means(self.disruptions[number], where, way) for way in self.ways], bool)

    def at_customers(self, number: int, where: Where) -> Flags:
        """(stockpoints,) Those whose customers it means, as if they were lanes."""
        each = self.disruptions[number]
        meant = where is Where.LEAVES
        found = [
            meant and bool(terms.demand) and customers_fit(each, self.sites[site], item)
            for site, item, terms in self.points
        ]
        return np.array(found, bool)

    def at_points(self, number: int) -> Flags:
        """(stockpoints,) Those that it means itself."""
        each = self.disruptions[number]
        found = [not each.lane and stockpoint_fits(each, self.sites[site], item) for site, item, _ in self.points]
        return np.array(found, bool)

    def at_sites(self, number: int) -> Flags:
        """(sites,) Those whose capacity it means."""
        each = self.disruptions[number]
        return np.array([limits_site(each, site) for site in self.sites.values()], bool)

    @cached_property
    def held_up(self) -> Flags:
        """(ways,) Those on which it may say how much can leave."""
        flags = np.zeros(len(self.ways), bool)
        for number, effects in enumerate(self.effects):
            for effect in effects & {Effect.SHIPPING, Effect.CAPACITY}:
                flags |= self.at_ways(number, effect.where)
        return flags

    def _means(self, each: Disruption, where: Where, way: ItemLane) -> bool:
        lane = way.lane
        ships = self.sites[lane.source] if lane.source is not None else None
        if not lane_fits(each, where, lane, way.item, ships, self.sites[way.target]):
            return False
        return where is not Where.STARTS or limits_lane(each, lane)
