"""Step 2: goods arrive, some of them useless, and come in as far as there is room."""

from __future__ import annotations

from collections.abc import Sequence

from tests.oracle.disruptions import kept_outside
from tests.oracle.laws import drawn_yield
from tests.oracle.things import Site, Stock, Way, World, arriving

__all__ = ["receive"]


def receive(world: World, members: Sequence[Stock]) -> None:
    for stock in members:
        stock.received = stock.sent_back = stock.lost = stock.discarded = stock.shrunk = 0.0
        for way in stock.inward:
            arrive(world, way)
    for site in {stock.site.name: stock.site for stock in members}.values():
        let_in(world, site, [way for stock in members if stock.site is site for way in stock.inward])


def arrive(world: World, way: Way) -> None:
    """What is due stands at the dock, less what has spoilt and what may not come in before the next period."""
    due = arriving(way.goods, world.period)
    sound = due
    if way.lane.yield_ != 1 and due > 0:
        sound = world.right_on_average(due * drawn_yield(world, way), "yield rounding", *way.names)
    way.spoilt = due - sound
    coming = sound + arriving(way.kept, world.period)
    outside = kept_outside(world, way, coming)
    if outside > 0:
        way.kept.append((world.period + 1, outside))
    way.dock.append((world.period, coming - outside))
    world.books[way.item]["lost goods"] += way.spoilt


def let_in(world: World, site: Site, ways: Sequence[Way]) -> None:
    """What came first comes in first; of one period's goods the same share of each, while there is room."""
    for period in sorted({came for way in ways for came, _ in way.dock}):
        waiting = {way: arriving(way.dock, period) for way in ways}
        total, room = sum(waiting.values()), site.room
        for way, units in waiting.items():
            coming = units if total <= room else world.cut(units * room / total)
            assert way.target is not None
            way.target.on_hand += coming
            way.target.received += coming
            way.dock.append((period, units - coming))
        if total > room:
            break
    for way in ways:
        way.dock = [(came, units) for came, units in way.dock if units > 0]
