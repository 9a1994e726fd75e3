"""A scenario as flat arrays: what stays fixed in a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.rings import Rings
from bullwhip.network.scenario import Scenario, Stockpoint
from bullwhip.network.scenario.outline import FIRST_COME, OUTSIDE, Outline
from bullwhip.network.service import Service
from bullwhip.network.tape import Market, Tape, stream_address
from bullwhip.network.tree import level_of, markets_behind, sets_of_markets, upward

__all__ = ["FIRST_COME", "OUTSIDE", "Network"]


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
    in_mail: Mapping[int, tuple[float, ...]]  # by lane, where there are any: orders that arrive in period 1, 2, ...
    in_transit: Mapping[int, tuple[float, ...]]  # by lane, where there are any: units that arrive in period 1, 2, ...

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
    def served(self) -> Flags:
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
    def reached_by_chance(self) -> Flags:
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
        touches: Flags = np.bincount(part, touched, count)[part] > 0.0
        return touches

    @cached_property
    def sets_of_markets(self) -> tuple[Ints, Ints, Ints]:
        """Rows that serve the same markets share a set: as `sets_of_markets` in tree.py has them."""
        return sets_of_markets(*self.downstream)

    @cached_property
    def _rows_by_site(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row in self.listing.tolist():
            rows.setdefault(self.stockpoints[row].site, []).append(row)
        return rows

    def rows_of(self, site: str) -> Ints:
        """The rows of a site, in the order of its items."""
        return np.array(self._rows_by_site.get(site, []), np.int64)

    @staticmethod
    def of(scenario: Scenario, seed: int | None = None, kinds: Sequence[int] | Ints | None = None) -> Network:
        """Lay out a scenario.

        `kinds` numbers the stockpoints, in the order of the file; those of a level that have the same number get
        neighbouring rows (so that what treats them alike can take a slice), and among these those that are asked by
        one lane, by customers, or by several.
        """
        outline = scenario.outline
        order, levels = _order(outline, kinds)
        listing = np.empty_like(order)
        listing[order] = np.arange(order.size)
        points = tuple(map(outline.points.__getitem__, order.tolist()))
        amounts = {name: column[order] for name, column in outline.amounts.items()}
        owed = amounts.pop("backlog")
        lanes = Service.of(outline, order, listing)
        lead_time, order_delay = lanes.of_ways(outline.lead_time), lanes.of_ways(outline.order_delay)
        inner = lanes.target != OUTSIDE
        inbound, own = np.empty_like(order), np.full_like(order, -1)
        inbound[lanes.target[inner]] = np.flatnonzero(inner)
        own[lanes.source[~inner]] = lanes.market[~inner]
        downstream_first = upward(lanes.source[inbound])
        sellers = [points[row] for row in np.flatnonzero(own >= 0).tolist()]
        markets = [Market(site, item, terms.demand) for site, item, terms in sellers]
        luck, claimant = _luck(points, lanes, scenario.whole_units)
        return Network(
            stockpoints=points,
            listing=listing,
            whole_units=scenario.whole_units,
            levels=levels,
            capital_rate=scenario.capital_rate,
            allocation=outline.allocation[order],
            luck=luck,
            claimant=claimant,
            inbound=inbound,
            first_lane=lanes.first_lane,
            source=lanes.source,
            target=lanes.target,
            market=lanes.market,
            group=lanes.group,
            lead_time=lead_time,
            order_delay=order_delay,
            transit_cost=lanes.of_ways(outline.transit_cost),
            mail=Rings.of(np.where(lanes.market < 0, order_delay + 1, 0)),
            pipe=Rings.of(lead_time + 1),
            backlog=np.where(lanes.market >= 0, owed[lanes.source], 0.0),
            in_mail=lanes.by_lane(outline.in_mail),
            in_transit=lanes.by_lane(outline.in_transit),
            tape=Tape(markets, scenario.seed if seed is None else seed, scenario.whole_units),
            downstream_first=downstream_first,
            downstream=markets_behind(downstream_first, lanes.source[inbound], own),
            **amounts,
        )


def _order(outline: Outline, kinds: Sequence[int] | Ints | None) -> tuple[Ints, tuple[slice, ...]]:
    """The stockpoints in the order of their rows, and the rows of each level."""
    count = len(outline.points)
    supplier, order_delay = np.empty(count, np.int64), np.empty(count, np.int64)
    supplier[outline.target], order_delay[outline.target] = outline.source, outline.order_delay
    level = level_of(upward(supplier), supplier, order_delay)
    claimants = np.bincount(supplier[supplier != OUTSIDE], minlength=count) + outline.sells
    kind = np.zeros(count, np.int64) if kinds is None else np.asarray(kinds, np.int64)
    order = np.lexsort((outline.sells, claimants != 1, kind, level))
    bounds = np.searchsorted(level[order], np.arange(level.max() + 2)).tolist()
    return order, tuple([slice(first, last) for first, last in pairwise(bounds)])


def _luck(points: Sequence[Stockpoint], lanes: Service, whole_units: bool) -> tuple[UInt64s, UInt64s]:
    """Addresses of luck where several claimants share whole units; 0 elsewhere, where nobody asks for it.

    Of each stockpoint's first-come draws (stockpoints,), in 32 bits; of each lane's claims (lanes,), at the names of
    its ends.
    """
    luck, claimant = np.zeros(len(points), np.uint64), np.zeros(lanes.source.size, np.uint64)
    shared = np.diff(lanes.first_lane) > 1
    for row in np.flatnonzero(shared & whole_units).tolist():
        site, item, _ = points[row]
        luck[row] = stream_address("allocation", site, item) & 0xFFFFFFFF
        for lane in range(lanes.first_lane[row], lanes.first_lane[row + 1]):
            target = lanes.target[lane]
            claimant[lane] = stream_address("claims", site, item, "" if target == OUTSIDE else points[target].site)
    return luck, claimant
