"""Step 8: an order is split over the lanes that replenish a stockpoint."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from bullwhip.network.scenario.sourcing import Fastest, Priority, Random, Shares, Sourcing
from tests.oracle.money import paid_for
from tests.oracle.rules import settled
from tests.oracle.things import Stock, Way, World

__all__ = ["expected_shares", "split"]

Parts = list[float]  # of each lane inward, by name


def split(world: World, stock: Stock, order: float) -> Parts:
    """What is ordered on each lane."""
    parts = [order] if len(stock.inward) == 1 else SPLITS[table_of(stock).type](world, stock, order)
    for way, part in zip(stock.inward, parts, strict=True):
        way.ordered += part
    return [raised(way, part) for way, part in zip(stock.inward, parts, strict=True)]


def raised(way: Way, units: float) -> float:
    """To the lane's minimum and multiple; nothing stays nothing."""
    if settled(units) <= 0:
        return units
    units = max(units, way.lane.minimum)
    multiple = way.lane.multiple
    return math.ceil(settled(units / multiple)) * multiple if multiple > 0 else units


def by_shares(world: World, stock: Stock, order: float) -> Parts:
    """Whole units that no share has in full go to those furthest behind theirs of all so far."""
    shares = shares_of(stock)
    parts = [world.cut(share * order) for share in shares]
    total = sum(way.ordered for way in stock.inward) + order
    while world.whole and sum(parts) < order:
        behind = [
            settled(share * total - way.ordered - part)
            for share, way, part in zip(shares, stock.inward, parts, strict=True)
        ]
        parts[behind.index(max(behind))] += 1
    return parts


def one_after_another(world: World, stock: Stock, order: float, ways: Sequence[Way]) -> Parts:
    """Each what it can deliver; what nobody can, the first."""
    parts = dict.fromkeys(stock.inward, 0.0)
    left = order
    for way in ways:
        parts[way] = min(left, deliverable(world, way))
        left -= parts[way]
    parts[ways[0]] += left
    return list(parts.values())


def by_priority(world: World, stock: Stock, order: float) -> Parts:
    return one_after_another(world, stock, order, ranked(stock))


def by_speed(world: World, stock: Stock, order: float) -> Parts:
    return one_after_another(world, stock, order, ranked(stock))


def by_price(world: World, stock: Stock, order: float) -> Parts:
    """All to the cheapest of those that can deliver all of it; if none can, to the cheapest."""
    able = [way for way in stock.inward if settled(deliverable(world, way) - order) >= 0] or stock.inward
    prices = [settled(paid_for(way, order, world.period)) for way in able]
    return all_to(stock, able[prices.index(min(prices))], order)


def by_luck(world: World, stock: Stock, order: float) -> Parts:
    luck = world.luck.uniform(world.period, "sourcing", *stock.place)
    for way, chance in zip(stock.inward, shares_of(stock), strict=True):
        luck -= chance
        if luck < 0:
            return all_to(stock, way, order)
    return all_to(stock, stock.inward[-1], order)


def all_to(stock: Stock, chosen: Way, order: float) -> Parts:
    return [order if way is chosen else 0.0 for way in stock.inward]


def deliverable(world: World, way: Way) -> float:
    """What its inputs and its capacity allow, less what is under way to claim that already."""
    bounds = [need.stock.on_hand / need.units for need in way.inputs]
    return max(world.cut(min([*bounds, way.capacity - way.owed]) - way.in_mail), 0.0)


def table_of(stock: Stock) -> Sourcing:
    """How the orders of a stockpoint with several lanes are split."""
    assert stock.terms.sourcing is not None
    return stock.terms.sourcing


def ranked(stock: Stock) -> list[Way]:
    """The lanes in the order in which they are asked."""
    table = table_of(stock)
    if isinstance(table, Fastest):
        return sorted(stock.inward, key=lambda way: way.order_delay + way.lead_time)
    if isinstance(table, Priority) and table.order:
        order = table.order
        return sorted(stock.inward, key=lambda way: order.index(known_as(way)))
    return sorted(stock.inward, key=lambda way: way.number)


def known_as(way: Way) -> str:
    """The site that a lane comes from, in tables of sourcing; where goods are made, their own."""
    return way.names[1] if way.makes else way.names[0] or "outside"


def shares_of(stock: Stock) -> Parts:
    """Each lane's share or chance."""
    table = table_of(stock)
    given: Mapping[str, float] = {}
    if isinstance(table, Shares):
        given = table.shares
    if isinstance(table, Random):
        given = table.weights
    weights = [given[known_as(way)] if given else 1.0 for way in stock.inward]
    return [weight / sum(weights) for weight in weights]


def expected_shares(stock: Stock) -> Parts:
    """The share of a stockpoint's orders that each lane is expected to get."""
    if len(stock.inward) == 1:
        return [1.0]
    kind = table_of(stock).type
    if kind in {"shares", "random"}:
        return shares_of(stock)
    if kind == "cheapest":
        prices = [settled(paid_for(way, 1.0, 1)) for way in stock.inward]
        return all_to(stock, stock.inward[prices.index(min(prices))], 1.0)
    return all_to(stock, ranked(stock)[0], 1.0)


SPLITS: dict[str, Any] = {
    "shares": by_shares,
    "priority": by_priority,
    "fastest": by_speed,
    "cheapest": by_price,
    "random": by_luck,
}
