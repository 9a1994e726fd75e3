"""A scenario as flat arrays: what stays fixed in a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.demand.law import Law
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.disruptions.places import Places
from bullwhip.network.keyed import Keyed
from bullwhip.network.levels import in_order
from bullwhip.network.luck import luck_of_claims
from bullwhip.network.prices import Charges, ListPrices
from bullwhip.network.rings import Rings
from bullwhip.network.scenario import ItemLane, Scenario, Stockpoint
from bullwhip.network.scenario.outline import OUTSIDE
from bullwhip.network.scenario.reach import Reach
from bullwhip.network.service import Edges, Service, queues
from bullwhip.network.tape import Market, Tape
from bullwhip.network.walks import Behind, markets_behind, sets_of_markets, upward

__all__ = ["OUTSIDE", "Network"]


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Stockpoints as rows, ordered by level; lanes sorted by source, and by the names of their targets.

    A lane claims what it needs of each of its inputs; most have one, and take a unit for a unit.  The customers of a
    stockpoint are one more lane out of it, without lead time.  Mail and goods under way lie in rings (`rings.py`).
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
    allocation: Ints  # (stockpoints,) numbers of the modes
    first_queue: int  # the first of the lanes from outside on which what is asked for may wait: the last of all
    site: Ints  # (stockpoints,) which of the sites
    site_capacity: Array  # (sites,) per period, or inf
    storage: Array  # (sites,) units, or inf
    cash: Array  # (stockpoints,) money at the start: each has an equal part of its site's
    use: Array  # (stockpoints,) of the site's capacity, by a unit of the item
    split: Ints  # (stockpoints,) how orders are split over several lanes (scenario/splitting.py)
    first_in: Ints  # (stockpoints + 1,) lanes that replenish row i are lane_in[first_in[i]] to those of i + 1
    lane_in: Ints  # (lanes less customers,) the fastest of each row first
    first_lane: Ints  # (stockpoints + 1,) lanes whose first input is row i are first_lane[i] to first_lane[i + 1]
    first_claim: Ints  # (stockpoints + 1,) claims on row i are first_claim[i] to first_claim[i + 1]

    claim: Ints  # (claims,) the lane that claims
    units: Array  # (claims,) of the stockpoint, for a unit of what the lane brings
    claimant: UInt64s  # (claims,) address of the luck by which a unit goes to one of several equal claims
    group: Ints  # (claims,) claims on a row that are served together, numbered in the order of service

    ways: tuple[ItemLane, ...]  # the scenario's `lanes_by_item`
    way: Ints  # (lanes,) which of `ways`, or -1 for customers
    number: Ints  # (lanes,) 1; of further lanes with the same ends 2, 3, ...; 0 for customers
    source: Ints  # (lanes,) row of the first input, or OUTSIDE
    target: Ints  # (lanes,) row, or OUTSIDE
    market: Ints  # (lanes,) index of the customers on the tape, or -1
    luck: UInt64s  # (stockpoints,) 32-bit address of the luck by which first-come claims are served unit by unit
    lead_time: Ints  # (lanes,) periods
    order_delay: Ints  # (lanes,) periods
    rank: Ints  # (lanes,) among those that claim of the same
    turn: Ints  # (lanes,) place among those into the same stockpoint, as they are asked for what is ordered
    share: Array  # (lanes,) the part of the stockpoint's orders that is expected on it; 0 for customers
    minimum: Array  # (lanes,) units, of an order above zero
    multiple: Array  # (lanes,) units, or 0
    transit_cost: Array  # (lanes,) holding cost in transit, per unit and period
    mail: Rings  # (lanes,) customers have none
    pipe: Rings  # (lanes,)
    mean_lead_time: Array  # (lanes,) periods
    lead_laws: Mapping[int, Law]  # by lane, where the lead time is drawn: `lead_time` is the longest there
    of_lanes: Keyed  # the keys of lanes, by lane
    of_rows: Keyed  # the keys of stockpoints, by row
    reach: Reach  # of disruptions
    capacity: Array  # (lanes,) units per period, or inf
    started: Flags  # (lanes,) what their own target starts: recipes, and lanes without a source
    backlog: Array  # (lanes,) units owed at the start
    in_mail: Mapping[int, tuple[float, ...]]  # by lane, where there are any: orders that arrive in period 1, 2, ...
    in_transit: Mapping[int, tuple[float, ...]]  # by lane, where there are any: units that arrive in period 1, 2, ...

    tape: Tape
    downstream_first: Ints  # (stockpoints,) rows, each before its suppliers
    downstream: Behind  # the markets that a row serves, directly or not

    def __repr__(self) -> str:
        lanes = int((self.target != OUTSIDE).sum())
        return f"<Network: {self.rows:,} stockpoints, {lanes:,} lanes, {len(self.levels):,} levels>"

    @property
    def rows(self) -> int:
        """How many stockpoints there are."""
        return len(self.stockpoints)

    @cached_property
    def inbound(self) -> Ints:
        """The lane that replenishes each row, of several the fastest: (stockpoints,)."""
        return self.lane_in[self.first_in[:-1]]

    def lane_name(self, lane: int) -> tuple[str, str, str, str]:
        """Source, target, item and number of a lane, as addresses of luck have them; empty where there is none."""
        if self.way[lane] < 0:
            site, item, _ = self.stockpoints[self.source[lane]]
            return site, "", item, ""
        way = self.ways[self.way[lane]]
        number = int(self.number[lane])
        return way.lane.source or "", way.target, way.item, str(number) if number > 1 else ""

    def supplied_by(self, row: int) -> list[int]:
        """The rows that a row supplies."""
        targets = self.target[self.claim[self.first_claim[row] : self.first_claim[row + 1]]]
        below: list[int] = targets[targets != OUTSIDE].tolist()
        return below

    def lanes_into(self, row: int) -> Ints:
        """Those that replenish a row, the fastest first."""
        lanes: Ints = self.lane_in[self.first_in[row] : self.first_in[row + 1]]
        return lanes

    def longest_lead_time(self, row: int) -> int:
        """Periods, of the lanes that replenish a row."""
        return int(self.lead_time[self.lanes_into(row)].max())

    def added_in(self, rows: slice, read: Callable[[Ints], Array]) -> Array:
        """What `read` says of lanes (lanes, replications), added up for these rows by the lanes that replenish them."""
        out = read(self.inbound[rows])
        further, lanes = self._further_in
        here = (further >= rows.start) & (further < rows.stop)
        if here.any():
            np.add.at(out, further[here] - rows.start, read(lanes[here]))
        return out

    @cached_property
    def several_in(self) -> Flags:
        """(stockpoints,) Which are replenished by more than one lane."""
        flags: Flags = np.diff(self.first_in) > 1
        return flags

    @cached_property
    def expected_lead_time(self) -> Array:
        """(stockpoints,) periods, of several lanes the mean by their shares."""
        return self.expected(self.mean_lead_time)

    @cached_property
    def expected_order_delay(self) -> Array:
        """(stockpoints,) periods, of several lanes the mean by their shares."""
        return self.expected(self.order_delay)

    def expected(self, of_lanes: Array | Ints) -> Array:
        """Of a figure of lanes (lanes,) the mean by the shares of orders that are expected on them: (stockpoints,)."""
        inward = self.lane_in
        expected = np.bincount(self.target[inward], self.share[inward] * of_lanes[inward], self.rows)
        return np.asarray(expected, np.float64)

    @cached_property
    def rates_differ(self) -> bool:
        """Whether holding costs in transit differ between lanes into one stockpoint."""
        inward = self.lane_in
        return bool((self.transit_cost[inward] != self.transit_cost[self.inbound[self.target[inward]]]).any())

    @cached_property
    def _further_in(self) -> tuple[Ints, Ints]:
        """Rows with several lanes in, once for each after the first, and these lanes."""
        lanes = np.diff(self.first_in)
        row = np.repeat(np.arange(self.rows), lanes)
        further = np.ones(row.size, bool)
        further[self.first_in[:-1]] = False
        return row[further], self.lane_in[further]

    @cached_property
    def plain(self) -> Flags:
        """(stockpoints,) Where lanes with one input, a unit for a unit, are all that claims: there claims are lanes."""
        inputs = np.bincount(self.claim, minlength=self.target.size)
        special = (inputs[self.claim] > 1) | (self.units != 1.0)
        flags: Flags = np.bincount(self.claimed, special, self.rows) == 0.0
        return flags

    @cached_property
    def claimed(self) -> Ints:
        """(claims,) The row on which each claim is."""
        return np.repeat(np.arange(self.rows), np.diff(self.first_claim))

    def customers_of(self, rows: Ints) -> Ints:
        """The lanes to the customers of those of these rows that have any, in the order of the rows."""
        lanes = np.flatnonzero(self.market >= 0)
        lanes = lanes[np.isin(self.source[lanes], rows)] if rows.size else lanes[:0]
        return lanes[np.argsort(self.source[lanes], kind="stable")]

    @cached_property
    def lost_cost(self) -> Array:
        """(stockpoints,) Money per unit of customers' demand that is lost."""
        return self.of_rows.column("lost_cost", 0.0)

    @cached_property
    def discard_cost(self) -> Array:
        """(stockpoints,) Money per unit that is discarded."""
        return self.of_rows.column("discard_cost", 0.0)

    @cached_property
    def list_prices(self) -> ListPrices:
        """What a unit costs on each lane, period by period."""
        return ListPrices(self.of_lanes.column("price", 0.0), self.of_lanes.some("price_changes"))

    @cached_property
    def charges(self) -> Charges:
        """Who pays for what is sent, and whom."""
        disrupted = set(self.storms.struck(Effect.PRICE).there.tolist()) if self.storms else set()
        priced = sorted(disrupted.union(*(self.of_lanes.some(key) for key in Charges.PRICED)))
        prices = self.of_rows.some("sale_price")
        customers = self.customers_of(np.array(sorted(prices), np.int64)).tolist()
        return Charges(
            {lane: self.ways[self.way[lane]].lane for lane in priced},
            {lane: prices[int(self.source[lane])] for lane in customers},
            disrupted,
            self.source,
            self.target,
            self.rows,
        )

    @cached_property
    def storms(self) -> Places:
        """Where disruptions are."""
        return Places(self.reach, np.argsort(self.listing), self.way, self.source)

    @cached_property
    def served(self) -> Flags:
        """Whether customers buy from a stockpoint: (stockpoints,)."""
        out = np.zeros(self.rows, bool)
        out[self.source[self.market >= 0]] = True
        return out

    @cached_property
    def mixed(self) -> Ints:
        """(stockpoints,) Numbers those whose customers are not their only claimants; -1 for all others."""
        apart = self.served & (np.diff(self.first_claim) > 1)
        return np.where(apart, np.cumsum(apart) - 1, -1)

    @property
    def random(self) -> bool:
        """Whether chance has a part: in demand, in disruptions, or in who of equals gets a whole unit."""
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
            together = np.bincount(self.group)  # claims that are served together
            touched[self.claimed[together[self.group] > 1]] = True
        touched |= self.reach.by_chance(self.whole_units)  # whom a disruption reaches in the end nobody can say
        ends = (self.claimed, self.target[self.claim])
        ends = (ends[0][ends[1] != OUTSIDE], ends[1][ends[1] != OUTSIDE])
        links = coo_array((np.ones(ends[0].size, bool), ends), (self.rows, self.rows))
        count, part = connected_components(links, directed=False)
        touches: Flags = np.bincount(part, touched, count)[part] > 0.0
        return touches

    @cached_property
    def sets_of_markets(self) -> tuple[Ints, Behind]:
        """Rows to which the same comes of the same markets share a set: as `sets_of_markets` in walks.py has them."""
        return sets_of_markets(self.downstream)

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
        order, levels = in_order(outline, kinds)
        listing = np.empty_like(order)
        listing[order] = np.arange(order.size)
        points = tuple(map(outline.points.__getitem__, order.tolist()))
        amounts = {name: column[order] for name, column in outline.amounts.items()}
        owed = amounts.pop("backlog")
        lanes = Service.of(outline, order, listing)
        lead_time, order_delay = lanes.of_ways(outline.lead_time), lanes.of_ways(outline.order_delay)
        lead_laws, time = lanes.by_lane(outline.lead_laws), lead_time.astype(np.float64)
        for lane, law in lead_laws.items():
            time[lane] = law.mean
        first_in, lane_in = lanes.into(time + order_delay, lanes.of_ways(outline.by_name))
        edges, splits = Edges.of(outline, listing), outline.splits
        own = np.full_like(order, -1)
        own[lanes.source[lanes.market >= 0]] = lanes.market[lanes.market >= 0]
        downstream_first = upward(edges.first, edges.above)
        sellers = [points[row] for row in np.flatnonzero(own >= 0).tolist()]
        markets = [Market(site, item, terms.demand) for site, item, terms in sellers]
        number = lanes.of_ways(outline.number)
        luck, claimant = luck_of_claims(points, lanes, number, scenario.whole_units)
        return Network(
            stockpoints=points,
            listing=listing,
            whole_units=scenario.whole_units,
            levels=levels,
            capital_rate=scenario.capital_rate,
            allocation=outline.allocation[order],
            luck=luck,
            claimant=claimant,
            first_queue=lanes.way.size - int(queues(outline).sum()),
            site=outline.site[order],
            site_capacity=outline.site_capacity,
            storage=outline.storage,
            cash=(outline.cash[outline.site] / np.bincount(outline.site)[outline.site])[order],
            use=outline.use[order],
            split=splits.split[order],
            first_in=first_in,
            lane_in=lane_in,
            first_lane=lanes.first_lane,
            first_claim=lanes.first_claim,
            claim=lanes.claim,
            units=lanes.units,
            group=lanes.group,
            ways=outline.ways,
            way=lanes.way,
            number=number,
            source=lanes.source,
            target=lanes.target,
            market=lanes.market,
            lead_time=lead_time,
            order_delay=order_delay,
            rank=np.where(lanes.way >= 0, outline.priority[lanes.way], outline.rank[order][lanes.source]),
            turn=lanes.of_ways(splits.turn),
            share=lanes.of_ways(splits.share),
            minimum=lanes.of_ways(outline.minimum),
            multiple=lanes.of_ways(outline.multiple),
            transit_cost=lanes.of_ways(outline.transit_cost),
            mail=Rings.of(np.where(lanes.market < 0, order_delay + 1, 0)),
            pipe=Rings.of(lead_time + 1),
            mean_lead_time=time,
            lead_laws=lead_laws,
            of_lanes=Keyed(outline.of_ways, lanes.way),
            of_rows=Keyed(outline.of_points, order),
            reach=outline.reach,
            capacity=np.where(lanes.way >= 0, outline.capacity[lanes.way], np.inf),
            started=lanes.of_ways(outline.started),
            backlog=np.where(lanes.market >= 0, owed[lanes.source], 0.0),
            in_mail=lanes.by_lane(outline.in_mail),
            in_transit=lanes.by_lane(outline.in_transit),
            tape=Tape(markets, scenario.seed if seed is None else seed, scenario.whole_units),
            downstream_first=downstream_first,
            downstream=markets_behind(downstream_first, edges.first, edges.above, edges.weight, own),
            **amounts,
        )
