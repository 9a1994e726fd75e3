"""A network as formulas see it: which stockpoints supply which, and which of them have nothing that formulas lack."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.theory import Discrete, Gamma, Normal
from bullwhip.agents.tuning.outlook import Outlook, outlooks
from bullwhip.network.scenario import Scenario
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.sites import StockTerms
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["Place", "Point", "Points"]

Place = tuple[str, str]  # site, item


@dataclass(frozen=True, eq=False)
class Point:
    """A stockpoint: who supplies it, whom it supplies, its rule, and what it must be ready for."""

    row: int
    place: Place
    terms: StockTerms
    rule: Rule
    outlook: Outlook
    inputs: Mapping[Place, float]  # units of each for one of this; none where the outside world supplies
    feeds: tuple[Place, ...]  # stockpoints that it is an input of
    lead_time: int  # periods
    order_delay: int  # periods
    unit_cost: float  # money for a unit until it is there: its price, and what it costs in transit, capital included
    capacity: float  # of its lane, units a period, or inf
    has_customers: bool
    plain: bool  # one lane that keeps what it promises, goods that keep, a rule without limits
    patient: bool  # customers wait as long as it takes
    lost_at_once: bool  # customers do not wait at all

    @property
    def independent(self) -> bool:
        """Whether demand is drawn anew in each period from one distribution."""
        return isinstance(self.outlook.demand, Discrete | Gamma | Normal)


class Points:
    """The stockpoints of a scenario under some rules, by place."""

    def __init__(self, scenario: Scenario, network: Network, rules: Mapping[Place, Rule]) -> None:
        self._network = network
        places = [(point.site, point.item) for point in network.stockpoints]
        seen = outlooks(scenario)
        inputs = [self._inputs(row) for row in range(network.rows)]
        feeds: dict[Place, list[Place]] = {place: [] for place in places}
        for place, needed in zip(places, inputs, strict=True):
            for other in needed:
                feeds[other].append(place)
        self.by_place = {
            place: self._point(row, place, rules[place], seen[place], inputs[row], tuple(feeds[place]))
            for row, place in enumerate(places)
        }

    @cached_property
    def parts(self) -> list[list[Point]]:
        """The parts of the network that have nothing to do with each other."""
        points = list(self.by_place.values())
        pairs = [(point.row, self.by_place[other].row) for point in points for other in point.inputs]
        ends = np.array(pairs, np.int64).reshape(-1, 2)
        joined = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(points), len(points)))
        number, part = connected_components(joined, directed=False)
        parts: list[list[Point]] = [[] for _ in range(number)]
        for point, at in zip(points, part.tolist(), strict=True):
            parts[at].append(point)
        return parts

    def _inputs(self, row: int) -> dict[Place, float]:
        """What a unit of a stockpoint is made of, by whichever lane."""
        n, needed = self._network, {}
        site, *_ = n.stockpoints[row]
        for lane in n.lanes_into(row).tolist():
            recipe = n.ways[n.way[lane]].lane.recipe
            if recipe is not None:
                needed.update({(site, item): float(units) for item, units in recipe.items()})
            elif n.source[lane] != OUTSIDE:
                supplier = n.stockpoints[n.source[lane]]
                needed[supplier.site, supplier.item] = 1.0
        return needed

    def _point(
        self, row: int, place: Place, rule: Rule, outlook: Outlook, inputs: Mapping[Place, float],
        feeds: tuple[Place, ...],
    ) -> Point:  # fmt: skip
        n = self._network
        lanes = n.lanes_into(row).tolist()
        terms, lane = n.stockpoints[row].terms, n.ways[n.way[lanes[0]]].lane
        roomy = math.isinf(n.site_capacity[n.site[row]]) and math.isinf(n.storage[n.site[row]])
        keeps = terms.shelf_life is None and terms.shrinkage == 0 and terms.obsolete_at is None
        free = not (rule.is_limited or rule.negative)
        in_transit = float(n.transit_cost[lanes[0]] + n.capital_rate * n.unit_value[row])
        return Point(
            row=row,
            place=place,
            terms=terms,
            rule=rule,
            outlook=outlook,
            inputs=inputs,
            feeds=feeds,
            lead_time=int(n.lead_time[lanes[0]]),
            order_delay=int(n.order_delay[lanes[0]]),
            unit_cost=lane.price + int(n.lead_time[lanes[0]]) * in_transit,
            capacity=float(n.capacity[lanes[0]]),
            has_customers=bool(n.customers_of(np.array([row])).size),
            plain=len(lanes) == 1 and lanes[0] not in n.lead_laws and _is_plain(lane) and roomy and keeps and free,
            patient=terms.lost_share == 0 and terms.patience is None,
            lost_at_once=(terms.lost_share == 1 or terms.patience == 0) and terms.goodwill is None,
        )


def _is_plain(lane: Lane) -> bool:
    """Whether a lane brings all that it sends, whatever the quantity at one price for a unit."""
    one_price = not (lane.discounts or lane.price_changes or lane.shipment_cost)
    return lane.yield_ == 1 and not (lane.minimum or lane.multiple) and one_price
