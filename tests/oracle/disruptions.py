"""What disruptions do, a function for each kind; and what is told of them.

Of several of one kind at one place what each leaves is multiplied; so are factors, and what is added is added up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tests.oracle import places
from tests.oracle.laws import drawn_lead_time
from tests.oracle.rules import Sight, settled
from tests.oracle.things import Stock, UnderWay, Way, World

__all__ = [
    "announced", "begin", "disrupted", "held_back", "kept_outside", "limit_shipping", "longer_lead_time", "of_old",
    "upset_demand",
]  # fmt: skip

NOTHING = 1e-9  # units
Fits = Callable[[Any], bool]  # whether the table of a disruption says that it is here


def going_on(world: World, kind: str, fits: Fits) -> Iterator[tuple[Any, float]]:
    """The disruptions of a kind that are here in this period, and how much of each."""
    for storm in world.storms:
        if storm.table.kind == kind and storm.at(world.period) > 0 and fits(storm.table):
            yield storm.table, storm.at(world.period)


def left(world: World, kind: str, fits: Fits) -> float:
    """What the disruptions of a kind leave of 1."""
    return math.prod(1 - strength for _, strength in going_on(world, kind, fits))


def changes(world: World, kind: str, fits: Fits) -> tuple[float, float]:
    """What the disruptions of a kind multiply a figure by, and what they add to it then."""
    times, more = 1.0, 0.0
    for table, strength in going_on(world, kind, fits):
        added = table.addition or table.longer or 0.0
        by_severity = table.factor is None and table.addition is None and table.longer is None
        factor = 0.0 if by_severity else 1.0 if table.factor is None else table.factor
        times *= 1 + strength * (factor - 1)
        more += strength * added
    return times, more


def part(world: World, kind: str, names: tuple[str, ...], units: float, share: float) -> float:
    """A share of units; of whole ones right on average."""
    if share <= 0:
        return 0.0
    return min(world.right_on_average(share * units, "disruption rounding", kind, *names), units)


def begin(world: World) -> None:
    """At the start of a period: goods are destroyed, get later and stand still; capacities and prices change."""
    for stock in world.stocks.values():
        stock.destroyed = 0.0
        destroy_stock(world, stock)
        for way in stock.inward:
            destroy_on_the_way(world, way)
            delay(world, way)
            stand_still(world, way)
        world.books[stock.place[1]]["destroyed"] += stock.destroyed
    change_capacities(world)
    for way in world.ways:
        way.price_times, way.price_more = changes(world, "price", partial(places.out_of, world, way=way))


def upset_demand(world: World, stock: Stock, units: float) -> float:
    """`demand`: customers ask for more or less; who brings nothing back does not begin to."""
    times, more = changes(world, "demand", partial(places.of_stock, stock=stock))
    asked = units * times + more
    return max(asked, 0.0) if units >= 0 else asked


def destroy_stock(world: World, stock: Stock) -> None:
    """`loss` of what is on hand, of all lots alike."""
    share = 1 - left(world, "loss", lambda table: table.what != "transit" and places.of_stock(table, stock))
    gone = part(world, "loss", stock.place, stock.on_hand, share)
    total, before, lots = sum(units for _, units in stock.lots), 0.0, []
    for received, units in stock.lots:
        leaving = [world.cut(gone * upto / total) if total else 0.0 for upto in (before, before + units)]
        lots.append((received, units - (leaving[1] - leaving[0])))
        before += units
    stock.lots = lots
    stock.on_hand -= gone
    stock.destroyed += gone


def destroy_on_the_way(world: World, way: Way) -> None:
    """`loss` of what is under way, waits for room or is kept outside."""
    share = 1 - left(world, "loss", lambda table: table.what != "stock" and places.into(table, way))
    for goods in (way.goods, way.dock, way.kept):
        for k, (due, units) in enumerate(together(goods)):
            gone = part(world, "loss", way.names, units, share)
            goods[k] = (due, units - gone)
            assert way.target is not None
            way.target.destroyed += gone


def delay(world: World, way: Way) -> None:
    """`lead_time` of what is under way when it begins."""
    for storm in world.storms:
        table = storm.table
        at_once = table.kind == "lead_time" and table.under_way and world.period in storm.onsets
        if at_once and places.into(table, way):
            more = (table.longer or 0) + way.lead_time * ((table.factor or 1.0) - 1)
            later = whole_periods(storm.at(world.period) * more)
            way.goods[:] = [(due + later, units) for due, units in way.goods]
            wait_for(way)


def stand_still(world: World, way: Way) -> None:
    """`transit`: a share of every stage of the way comes a period later."""
    share = 1 - left(world, "transit", partial(places.into, way=way))
    if share > 0:
        for due, units in together(way.goods)[:]:
            still = part(world, "transit", way.names, units, share)
            way.goods.remove((due, units))
            way.goods += [(due, units - still), (due + 1, still)]
        together(way.goods)
        wait_for(way)


def wait_for(way: Way) -> None:
    """Where goods do not overtake, what is sent from now on comes no sooner than what has become later."""
    way.last_due = max([way.last_due, *(due for due, units in way.goods if units > NOTHING)])


def together(goods: UnderWay) -> UnderWay:
    """Goods of one period in one figure."""
    of_periods: dict[int, float] = {}
    for due, units in goods:
        of_periods[due] = of_periods.get(due, 0.0) + units
    goods[:] = sorted(of_periods.items())
    return goods


def change_capacities(world: World) -> None:
    """`capacity`, of sites and of lanes."""
    for site in world.sites.values():
        site.capacity = rest(site.nominal_capacity, left(world, "capacity", partial(places.of_site, site=site)))
    for way in world.ways:
        share = left(world, "capacity", partial(places.of_capacity, world, way=way))
        way.capacity = rest(way.nominal_capacity, share)


def rest(capacity: float, share: float) -> float:
    """Nothing is left of what is unlimited either, if all of it is gone."""
    return capacity * share if share > 0 else 0.0


def kept_outside(world: World, way: Way, units: float) -> float:
    """`receiving`: so much of what is due has to wait for the next period."""
    assert way.target is not None
    share = 1 - left(world, "receiving", partial(places.into, way=way))
    return part(world, "receiving", way.target.place, units, share)


def limit_shipping(world: World, way: Way) -> None:
    """`shipping`: no more than a share of what is owed leaves."""
    share = left(world, "shipping", partial(places.shipped, world, way=way))
    way.limit = way.sent + world.cut(share * way.owed) if share < 1 else math.inf


def held_back(world: World, way: Way, order: float) -> float:
    """`orders`: what is ordered after all."""
    return world.nearest(order * left(world, "orders", partial(places.into, way=way)))


def longer_lead_time(world: World, way: Way) -> int:
    """`lead_time` of what is sent in this period."""
    times, more = changes(world, "lead_time", partial(places.into, way=way))
    return whole_periods(drawn_lead_time(world, way) * times + more)


def whole_periods(figure: float) -> int:
    """The nearest, halves up."""
    return math.floor(settled(figure) + 0.5)


def of_old(world: World, stock: Stock, sights: Sequence[Sight]) -> Sight:
    """`information`: the last of these sights is today's; what is seen is older, but for the calendar."""
    news = going_on(world, "information", partial(places.of_stock, stock=stock))
    age = max((whole_periods(strength * table.age) for table, strength in news), default=0)
    return replace(sights[max(len(sights) - 1 - age, 0)], period=world.period)


def disrupted(world: World, kind: str, stock: Stock) -> float:
    """How much of a kind is at a stockpoint: itself, its site's capacity, or the lanes inward, whichever is most."""
    return max(1 - left(world, kind, fits) for fits in here(world, kind, stock))


def announced(world: World, kind: str, stock: Stock) -> float:
    """Periods until the next onset that the stockpoint has been told of."""
    waits = [
        start - world.period
        for storm in world.storms
        if storm.table.kind == kind and any(fits(storm.table) for fits in here(world, kind, stock))
        for start in storm.onsets
        if 0 < start - world.period <= storm.table.announced
    ]
    return min(waits, default=math.inf)


def here(world: World, kind: str, stock: Stock) -> list[Fits]:
    """Whether the table of a disruption of a kind has to do with a stockpoint, in one way or another."""
    if kind in {"demand", "information"}:
        return [partial(places.of_stock, stock=stock)]
    if kind == "capacity":
        lanes: list[Fits] = [partial(places.of_capacity, world, way=way) for way in stock.inward]
        return [partial(places.of_site, site=stock.site), *lanes]
    if kind in {"shipping", "price"}:
        leaves = places.shipped if kind == "shipping" else places.out_of
        return [partial(leaves, world, way=way) for way in stock.inward]
    at_lanes: list[Fits] = [partial(places.into, way=way) for way in stock.inward]
    return [partial(places.of_stock, stock=stock), *at_lanes]
