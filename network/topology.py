"""A scenario as flat arrays: what stays fixed in a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.rings import Rings
from bullwhip.network.scenario import ItemLane, Scenario, Stockpoint
from bullwhip.network.tape import Market, Tape, stream_address

__all__ = ["FIRST_COME", "OUTSIDE", "Network"]

OUTSIDE = -1  # the source of a lane from an unlimited source; the target of a lane to a stockpoint's customers
PROPORTIONAL, PRIORITY, FIRST_COME = 0, 1, 2
_MODES = {"proportional": PROPORTIONAL, "priority": PRIORITY, "first-come": FIRST_COME}


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Stockpoints as rows, ordered by level; lanes sorted by source, and by the names of their targets.

    The customers of a stockpoint are one more lane out of it, without lead time.  Mail and goods under way lie in
    rings (`rings.py`).
    """

    stockpoints: tuple[Stockpoint, ...]
    listing: Ints  # (stockpoints,) rows in the order of the scenario file
    whole_units: bool
    levels: tuple[slice, ...]  # rows that go through a period together

    stock: Array  # (stockpoints,) units on hand at the start
    holding_cost: Array  # (stockpoints,) per unit and period
    backlog_cost: Array  # (stockpoints,) per unit and period
    order_cost: Array  # (stockpoints,) per order placed
    unit_value: Array  # (stockpoints,) money per unit
    capital_rate: float  # cost of capital per money unit and period
    allocation: Ints  # (stockpoints,)
    inbound: Ints  # (stockpoints,) the lane that replenishes it
    first_lane: Ints  # (stockpoints + 1,) lanes out of row i are first_lane[i] to first_lane[i + 1]

    source: Ints  # (lanes,) row, or OUTSIDE
    target: Ints  # (lanes,) row, or OUTSIDE
    market: Ints  # (lanes,) index of the customers on the tape, or -1
    luck: UInt64s  # (stockpoints,) 32-bit address of the luck by which first-come claims are served unit by unit
    claimant: UInt64s  # (lanes,) address of the luck by which a unit goes to one of several equal claims
    group: Ints  # (lanes,) lanes of a source that are served together, numbered in the order of service
    lead_time: Ints  # (lanes,) periods
    order_delay: Ints  # (lanes,) periods
    transit_cost: Array  # (lanes,) holding cost in transit, per unit and period
    mail: Rings  # (lanes,) customers have none
    pipe: Rings  # (lanes,)
    backlog: Array  # (lanes,) units owed at the start
    in_mail: tuple[tuple[float, ...], ...]  # (lanes,) orders that arrive in period 1, 2, ...
    in_transit: tuple[tuple[float, ...], ...]  # (lanes,) units that arrive in period 1, 2, ...

    tape: Tape
    downstream_first: Ints  # (stockpoints,) rows, each before its supplier
    downstream: tuple[Ints, Ints]  # markets that a row serves, directly or not: start (stockpoints + 1,), markets

    def __repr__(self) -> str:
        lanes = int((self.target != OUTSIDE).sum())
        return f"<Network: {self.rows:,} stockpoints, {lanes:,} lanes, {len(self.levels):,} levels>"

    @property
    def rows(self) -> int:
        """How many stockpoints there are."""
        return len(self.stockpoints)

    @cached_property
    def served(self) -> NDArray[np.bool_]:
        """Whether customers buy from a stockpoint: (stockpoints,)."""
        out = np.zeros(self.rows, bool)
        out[self.source[self.market >= 0]] = True
        return out

    @cached_property
    def mixed(self) -> Ints:
        """(stockpoints,) Numbers those whose customers are not their only claimants; -1 for all others."""
        apart = self.served & (np.diff(self.first_lane) > 1)
        return np.where(apart, np.cumsum(apart) - 1, -1)

    @property
    def random(self) -> bool:
        """Whether chance has a part: in what customers ask for, or in who of equals gets a whole unit."""
        return bool(self.reached_by_chance.any())

    @cached_property
    def reached_by_chance(self) -> NDArray[np.bool_]:
        """The stockpoints (stockpoints,) where chance has a part, or at any that they have to do with by lanes."""
        from scipy.sparse import coo_array  # takes a while to load
        from scipy.sparse.csgraph import connected_components

        touched = np.zeros(self.rows, bool)
        sold = self.market >= 0
        touched[self.source[sold]] |= self.tape.drawn[self.market[sold]]  # a stockpoint has one lane to customers
        if self.whole_units:
            kept = self.source != OUTSIDE
            together = np.bincount(self.group[kept])  # claimants that are served together
            touched[self.source[kept][together[self.group[kept]] > 1]] = True
        inner = (self.source != OUTSIDE) & (self.target != OUTSIDE)
        ends = (self.source[inner], self.target[inner])
        links = coo_array((np.ones(ends[0].size, bool), ends), (self.rows, self.rows))
        count, part = connected_components(links, directed=False)
        touches: NDArray[np.bool_] = np.bincount(part, touched, count)[part] > 0.0
        return touches

    def rows_of(self, site: str) -> Ints:
        """The rows of a site, in the order of its items."""
        return np.array([row for row in self.listing if self.stockpoints[row].site == site], np.int64)

    @staticmethod
    def of(scenario: Scenario, seed: int | None = None, kinds: Sequence[int] | None = None) -> Network:
        """Lay out a scenario.

        `kinds` numbers the stockpoints, in the order of the file; those of a level that have the same number get
        neighbouring rows (so that what treats them alike can take a slice), and among these those that are asked by
        one lane, by customers, or by several.
        """
        points = scenario.stockpoints()
        ways = scenario.lanes_by_item()
        index = {(point.site, point.item): i for i, point in enumerate(points)}
        sources = [OUTSIDE if way.source is None else index[way.source, way.item] for way in ways]
        targets = [index[way.target, way.item] for way in ways]
        level = _levels(len(points), sources, targets, [way.lane.order_delay for way in ways])
        lanes_out, sells = Counter(sources), [bool(point.terms.demand) for point in points]
        alike = [(lanes_out[i] + sells[i] != 1, sells[i]) for i in range(len(points))]
        order = sorted(range(len(points)), key=lambda i: (level[i], kinds[i] if kinds else 0, alike[i]))
        row = np.empty(len(points), np.int64)
        row[order] = np.arange(len(points))
        bounds = np.searchsorted([level[i] for i in order], np.arange(max(level) + 2))
        return _assemble(
            scenario,
            tuple(points[i] for i in order),
            row,
            tuple(slice(int(a), int(b)) for a, b in pairwise(bounds)),
            ways,
            [OUTSIDE if s == OUTSIDE else int(row[s]) for s in sources],
            [int(row[t]) for t in targets],
            scenario.seed if seed is None else seed,
        )


def _levels(count: int, sources: Sequence[int], targets: Sequence[int], delays: Sequence[int]) -> list[int]:
    """The supplier of a lane without order delay comes one level after its customer."""
    level = [0] * count
    inbound = {target: (source, delay) for source, target, delay in zip(sources, targets, delays, strict=True)}
    for start in _downstream_first(count, sources, targets):
        source, delay = inbound[start]
        if source != OUTSIDE and delay == 0:
            level[source] = max(level[source], level[start] + 1)
    return level


def _downstream_first(count: int, sources: Sequence[int], targets: Sequence[int]) -> list[int]:
    """Stockpoints in an order in which each comes before its supplier."""
    supplier = dict(zip(targets, sources, strict=True))
    waiting = [0] * count
    for source in sources:
        if source != OUTSIDE:
            waiting[source] += 1
    ready = [i for i in range(count) if waiting[i] == 0]
    for i in ready:  # grows while it is walked
        source = supplier[i]
        if source != OUTSIDE:
            waiting[source] -= 1
            if waiting[source] == 0:
                ready.append(source)
    return ready


@dataclass(frozen=True)
class _Out:
    """A lane before it is laid out; the customers of a stockpoint have one as well."""

    source: int
    target: int
    priority: int
    way: ItemLane | None
    market: int = -1


def _assemble(
    scenario: Scenario,
    points: tuple[Stockpoint, ...],
    listing: Ints,
    levels: tuple[slice, ...],
    ways: Sequence[ItemLane],
    sources: Sequence[int],
    targets: Sequence[int],
    seed: int,
) -> Network:
    lanes = [_Out(s, t, w.lane.priority, w) for s, t, w in zip(sources, targets, ways, strict=True)]
    markets: list[Market] = []
    for i, point in enumerate(points):
        if point.terms.demand:
            rank = scenario.sites[point.site].customer_priority
            lanes.append(_Out(i, OUTSIDE, rank, None, len(markets)))
            markets.append(Market(point.site, point.item, point.terms.demand))
    allocation = np.array(
        [_MODES[scenario.sites[point.site].allocation or scenario.allocation] for point in points], np.int64
    )
    # Lanes of an unlimited source come last; those of a stockpoint lie together, in the order of service.  Equals are
    # ordered by name, customers last: what chance and rounding make of them is the same in whatever order a file has.
    lanes.sort(
        key=lambda lane: (
            lane.source if lane.source != OUTSIDE else len(points),
            lane.priority if lane.source != OUTSIDE and allocation[lane.source] == PRIORITY else 0,
            lane.target == OUTSIDE,
            ("", "") if lane.way is None else (lane.way.target, lane.way.item),
        )
    )
    source, target, market = (
        np.array([getattr(lane, name) for lane in lanes], np.int64) for name in ("source", "target", "market")
    )
    inbound = np.full(len(points), -1, np.int64)
    inbound[target[target != OUTSIDE]] = np.flatnonzero(target != OUTSIDE)
    upward = np.array(_downstream_first(len(points), sources, targets), np.int64)
    lead_time = np.array([lane.way.lane.lead_time if lane.way else 0 for lane in lanes], np.int64)
    order_delay = np.array([lane.way.lane.order_delay if lane.way else 0 for lane in lanes], np.int64)
    terms = {
        name: np.array([getattr(point.terms, name) for point in points], np.float64)
        for name in ("stock", "holding_cost", "backlog_cost", "order_cost", "unit_value")
    }
    return Network(
        stockpoints=points,
        listing=listing,
        whole_units=scenario.whole_units,
        levels=levels,
        capital_rate=scenario.capital_rate,
        allocation=allocation,
        luck=_luck(points) if scenario.whole_units else np.zeros(len(points), np.uint64),  # nobody asks for it
        claimant=_claimants(lanes, points) if scenario.whole_units else np.zeros(len(lanes), np.uint64),
        inbound=inbound,
        first_lane=np.searchsorted(np.where(source == OUTSIDE, len(points), source), np.arange(len(points) + 1)),
        source=source,
        target=target,
        market=market,
        group=_groups(lanes, allocation),
        lead_time=lead_time,
        order_delay=order_delay,
        transit_cost=np.array([lane.way.lane.holding_cost if lane.way else 0.0 for lane in lanes]),
        mail=Rings.of(np.where(market < 0, order_delay + 1, 0)),
        pipe=Rings.of(lead_time + 1),
        backlog=np.array([points[lane.source].terms.backlog if lane.market >= 0 else 0.0 for lane in lanes]),
        in_mail=tuple(tuple(lane.way.lane.in_mail) if lane.way else () for lane in lanes),
        in_transit=tuple(tuple(lane.way.lane.in_transit) if lane.way else () for lane in lanes),
        tape=Tape(markets, seed, scenario.whole_units),
        downstream_first=upward,
        downstream=_downstream(upward, source, target, market),
        **terms,
    )


def _groups(lanes: Sequence[_Out], allocation: Ints) -> Ints:
    """Neighbouring lanes share a number unless their source serves them one priority after another."""
    numbers = np.zeros(len(lanes), np.int64)
    for k in range(1, len(lanes)):
        before, lane = lanes[k - 1], lanes[k]
        apart = lane.source != OUTSIDE and allocation[lane.source] == PRIORITY and lane.priority != before.priority
        numbers[k] = numbers[k - 1] + (lane.source != before.source or apart)
    return numbers


def _downstream(upward: Ints, source: Ints, target: Ints, market: Ints) -> tuple[Ints, Ints]:
    """The markets behind each row: its own customers' and those of the rows that it supplies."""
    reach: list[list[int]] = [[] for _ in upward]
    for row, own in zip(source.tolist(), market.tolist(), strict=True):
        if own >= 0:
            reach[row].append(own)
    flows = target != OUTSIDE
    supplier = dict(zip(target[flows].tolist(), source[flows].tolist(), strict=True))
    for row in upward.tolist():
        if supplier[row] != OUTSIDE:
            reach[supplier[row]].extend(reach[row])
    return (
        np.concatenate([[0], np.cumsum([len(markets) for markets in reach])]).astype(np.int64),
        np.array([m for markets in reach for m in markets], np.int64),
    )


def _luck(points: Sequence[Stockpoint]) -> UInt64s:
    """Where the luck of each stockpoint's first-come draws lies: 32 bits."""
    return np.array([stream_address("allocation", point.site, point.item) & 0xFFFFFFFF for point in points], np.uint64)


def _claimants(lanes: Sequence[_Out], points: Sequence[Stockpoint]) -> UInt64s:
    """Where the luck of each lane's claims lies: at the names of its ends.  Nobody asks for that of an outside lane."""
    return np.array([stream_address("claims", *_ends(lane, points)) for lane in lanes], np.uint64)


def _ends(lane: _Out, points: Sequence[Stockpoint]) -> tuple[str, ...]:
    """Source, item and target; customers have no name."""
    target = "" if lane.way is None else lane.way.target
    if lane.source == OUTSIDE:
        return "", lane.way.item if lane.way else "", target
    return points[lane.source].site, points[lane.source].item, target
