"""A scenario's stockpoints and lanes as columns, in the order of its file: what all runs of it have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bullwhip.network.allocation.modes import NUMBERS
from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.demand.law import Law
from bullwhip.network.scenario.few import Few
from bullwhip.network.scenario.lanes import ItemLane, Lane, items_on
from bullwhip.network.scenario.model import ScenarioTables
from bullwhip.network.scenario.reach import Reach
from bullwhip.network.scenario.sites import Stockpoint
from bullwhip.network.scenario.splitting import Splits

__all__ = ["FOR_EVER", "NEVER", "OUTSIDE", "Outline"]

OUTSIDE = -1  # where goods come from that never run out
FOR_EVER = NEVER = -1  # periods
AMOUNTS = ("stock", "backlog", "holding_cost", "backlog_cost", "order_cost", "unit_value")
WHOLE = ("order_delay", "priority")
# Keys that most tables have, or many: other ones are looked for in few.
COMMON_OF_SITES = frozenset(
    {
        *("name", "role", "person", "allocation", "customer_priority", "items", "stock", "backlog", "holding_cost"),
        *("backlog_cost", "order_cost", "unit_value", "rule", "demand"),
    }
)
COMMON_OF_LANES = frozenset(
    {"source", "target", "item", "lead_time", "order_delay", "holding_cost", "in_transit", "in_mail", "priority"}
)


@dataclass(frozen=True, eq=False, repr=False)
class Outline:
    """Columns of stockpoints, and of lanes: one of these is a lane as one item uses it, a way."""

    points: tuple[Stockpoint, ...]
    amounts: Mapping[str, Array]  # each of AMOUNTS: (stockpoints,)
    sells: Flags  # (stockpoints,) whether customers buy there
    rank: Ints  # (stockpoints,) of the customers among the claimants
    allocation: Ints  # (stockpoints,) numbers of the modes
    site: Ints  # (stockpoints,) which of the scenario's sites
    site_capacity: Array  # (sites,) per period, inf where there is no limit
    storage: Array  # (sites,) units, inf where there is no limit
    cash: Array  # (sites,) money at the start
    use: Array  # (stockpoints,) of its site's capacity, by a unit of the item
    rules: tuple[dict[str, Any] | None, ...]  # the tables of rules: equal ones once
    rule: Ints  # (stockpoints,) which of `rules`

    ways: tuple[ItemLane, ...]
    source: Ints  # (ways,) the stockpoint that ships the item, or OUTSIDE: also where a recipe makes it
    target: Ints  # (ways,) a stockpoint
    first_input: Ints  # (ways + 1,) the inputs of way k are first_input[k] to first_input[k + 1]
    input: Ints  # (inputs,) a stockpoint; those of a recipe in the order of their names
    units: Array  # (inputs,) units of it that one unit delivered takes
    splits: Splits  # of orders over ways
    by_name: Ints  # (ways,) their places in the order of the names of target, item and what tells lanes there apart
    number: Ints  # (ways,) 1, of further ways with the same source and target 2, 3, ... in the order of `by_name`
    lead_time: Ints  # (ways,) periods; of a law the longest
    lead_laws: Mapping[int, Law]  # of ways whose lead time is drawn
    order_delay: Ints  # (ways,) periods
    priority: Ints  # (ways,)
    transit_cost: Array  # (ways,)
    started: Flags  # (ways,) what their own target starts: recipes, and lanes without `from`
    capacity: Array  # (ways,) units per period, inf where there is no limit
    minimum: Array  # (ways,) units, of an order above zero
    multiple: Array  # (ways,) units, or 0
    in_mail: Mapping[int, tuple[float, ...]]  # of ways that have any: orders that arrive in period 1, 2, ...
    in_transit: Mapping[int, tuple[float, ...]]  # of ways that have any: units that arrive in period 1, 2, ...

    of_points: Few  # all other keys of stockpoints
    of_ways: Few  # all other keys of ways
    reach: Reach  # of disruptions

    @property
    def shared_inputs(self) -> Flags:
        """(inputs,) Which are not the only one of their way, a unit for a unit."""
        flags: Flags = np.repeat(np.diff(self.first_input) > 1, np.diff(self.first_input)) | (self.units != 1.0)
        return flags

    @property
    def branches(self) -> Flags:
        """(stockpoints,) To which several lanes lead, or one that does not take one thing, a unit for a unit."""
        count = len(self.points)
        made = self.target[np.repeat(np.arange(self.target.size), np.diff(self.first_input))][self.shared_inputs]
        flags: Flags = np.bincount(self.target, minlength=count) > 1
        flags[made] = True
        return flags

    @staticmethod
    def of(scenario: ScenarioTables) -> Outline:
        """The columns of a scenario."""
        points, ways = tuple(_points(scenario)), tuple(_ways(scenario))
        place = {(point.site, point.item): at for at, point in enumerate(points)}
        terms, lanes = [point.terms for point in points], [way.lane for way in ways]
        of_sites = Few(scenario.site, COMMON_OF_SITES)
        of_points, of_ways = Few(terms, COMMON_OF_SITES), Few(lanes, COMMON_OF_LANES)
        number_of = {site.name: at for at, site in enumerate(scenario.site)}
        site = np.array([number_of[point.site] for point in points], np.int64)
        sites = [scenario.site[at] for at in site.tolist()]
        rules, rule = _numbered([own.rule for own in terms])
        source = np.array([OUTSIDE if way.source is None else place[way.source, way.item] for way in ways], np.int64)
        target = np.array([place[way.target, way.item] for way in ways], np.int64)
        first_input, inputs, units = _inputs(ways, source, place, of_ways.of_some("recipe"))
        lead_time, lead_laws = _lead_times(lanes)
        by_name, number = _named(ways, target)
        return Outline(
            points=points,
            amounts=_columns(terms, AMOUNTS, np.float64),
            sells=np.array([bool(own.demand) for own in terms], np.bool_),
            rank=np.array([site.customer_priority for site in sites], np.int64),
            site=site,
            site_capacity=of_sites.column("capacity", np.inf),
            storage=of_sites.column("storage", np.inf),
            cash=of_sites.column("cash", 0.0),
            use=_use(points, site, of_sites.of_some("uses")),
            allocation=np.array([NUMBERS[site.allocation or scenario.allocation] for site in sites], np.int64),
            rules=rules,
            rule=rule,
            ways=ways,
            source=source,
            target=target,
            first_input=first_input,
            input=inputs,
            units=units,
            splits=Splits.of(ways, target, by_name, of_points.of_some("sourcing"), len(points)),
            started=np.array([lane.source is None for lane in lanes], np.bool_),
            by_name=by_name,
            number=number,
            transit_cost=np.array([lane.holding_cost for lane in lanes], np.float64),
            in_mail={at: lane.in_mail for at, lane in enumerate(lanes) if lane.in_mail},
            in_transit={at: lane.in_transit for at, lane in enumerate(lanes) if lane.in_transit},
            **_columns(lanes, WHOLE, np.int64),
            lead_time=lead_time,
            lead_laws=lead_laws,
            of_points=of_points,
            of_ways=of_ways,
            reach=Reach(scenario.disruption, scenario.sites, points, ways),
            capacity=of_ways.column("capacity", np.inf),
            minimum=of_ways.column("minimum", 0.0),
            multiple=of_ways.column("multiple", 0.0),
        )


def _points(scenario: ScenarioTables) -> Iterator[Stockpoint]:
    unlimited = scenario.unlimited
    for site in scenario.site:
        if site.name not in unlimited:
            for item in scenario.items_of(site):
                yield Stockpoint(site.name, item, site.terms(item))


def _ways(scenario: ScenarioTables) -> Iterator[ItemLane]:
    unlimited, kept = scenario.unlimited, {site.name: scenario.items_of(site) for site in scenario.site}
    for lane in scenario.lane:
        source = lane.source if lane.source not in unlimited else None
        for item in items_on(lane, kept[lane.target], None if source is None else kept[source]):
            yield ItemLane(source, lane.target, item, lane)


def _lead_times(lanes: Sequence[Lane]) -> tuple[Ints, dict[int, Law]]:
    """The lead times, of laws the longest (ways,); and the laws, by way."""
    given = [lane.lead_time for lane in lanes]
    laws = {at: law for at, law in enumerate(given) if isinstance(law, Law)}
    for at in laws:
        given[at] = lanes[at].longest
    return np.array(given, np.int64), laws


def _inputs(
    ways: Sequence[ItemLane],
    source: Ints,
    place: Mapping[tuple[str, str], int],
    recipes: Mapping[int, Mapping[str, float]],
) -> tuple[Ints, Ints, Array]:
    """What each way takes: where its inputs begin (ways + 1,), stockpoints (inputs,), units of them (inputs,)."""
    count = (source != OUTSIDE).astype(np.int64)
    for at, recipe in recipes.items():
        count[at] = len(recipe)
    first = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    inputs, units = np.empty(first[-1], np.int64), np.ones(first[-1])
    moved = source != OUTSIDE
    inputs[first[:-1][moved]] = source[moved]
    for at, recipe in recipes.items():
        own, names = slice(first[at], first[at + 1]), sorted(recipe)
        inputs[own] = [place[ways[at].target, item] for item in names]
        units[own] = [recipe[item] for item in names]
    return first, inputs, units


def _named(ways: Sequence[ItemLane], target: Ints) -> tuple[Ints, Ints]:
    """Ways in the order of their names, and the number of each among those between the same ends: (ways,) each."""
    number = np.ones(target.size, np.int64)
    ends = [way.target for way in ways], [way.item for way in ways]
    several = np.flatnonzero(np.bincount(target)[target] > 1)
    if not several.size:
        return _order(*ends), number
    places = np.zeros(target.size, np.int64)
    ranked = sorted(several.tolist(), key=lambda way: ways[way].lane.identity)
    places[ranked] = np.arange(several.size)
    seen: Counter[tuple[int, str]] = Counter()
    for way in ranked:
        shipper = (int(target[way]), ways[way].lane.source or "")
        seen[shipper] += 1
        number[way] = seen[shipper]
    return _order(*ends, places.tolist()), number


def _use(points: Sequence[Stockpoint], site: Ints, uses: Mapping[int, Mapping[str, float]]) -> Array:
    """What a unit of each stockpoint takes of the capacity of its site; `uses` of the sites that say so."""
    use = np.ones(len(points))
    for at in np.flatnonzero(np.isin(site, list(uses))).tolist() if uses else ():
        use[at] = uses[int(site[at])].get(points[at].item, 0.0)
    return use


def _columns(tables: Sequence[Any], names: tuple[str, ...], kind: type) -> dict[str, Any]:
    """The values of some keys, a column each."""
    read = attrgetter(*names)
    values: NDArray[Any] = np.fromiter(chain.from_iterable(map(read, tables)), kind, len(tables) * len(names))
    return dict(zip(names, values.reshape(-1, len(names)).T.copy(), strict=True))


def _order(*names: Sequence[Any]) -> Ints:
    """Places in the order of names, or of numbers; the first ones count most."""
    places = []
    for column in names:
        number = {name: at for at, name in enumerate(sorted(set(column)))}
        places.append(np.fromiter(map(number.__getitem__, column), np.int64, len(column)))
    order = np.empty(len(names[0]), np.int64)
    order[np.lexsort(places[::-1])] = np.arange(order.size)
    return order


def _numbered(
    tables: Sequence[dict[str, Any] | None],
) -> tuple[tuple[dict[str, Any] | None, ...], Ints]:
    """The tables that differ, and which of them each is."""
    numbers: dict[Hashable, int] = {}
    distinct: list[dict[str, Any] | None] = []
    which = np.empty(len(tables), np.int64)
    for at, table in enumerate(tables):
        number = numbers.setdefault(None if table is None else _content(table), len(distinct))
        if number == len(distinct):
            distinct.append(table)
        which[at] = number
    return tuple(distinct), which


def _content(table: dict[str, Any]) -> Hashable:
    """What is equal where tables are, types of values included: 1, 1.0 and true are not the same."""
    values = table.values()
    content = (*table, *values, *map(type, values))
    try:
        hash(content)
    except TypeError:  # a table or a list in it
        return (*table, *map(_part, values))
    return content


def _part(value: Any) -> Hashable:
    """What is equal where values are; of one without a hash, such as a rule of one's own may have, itself."""
    if isinstance(value, dict):
        return _content(value)
    if isinstance(value, list | tuple):
        return type(value), *map(_part, value)
    try:
        hash(value)
    except TypeError:
        return id(value)
    return type(value), value
