"""What a stockpoint sees when it decides."""

from __future__ import annotations

from collections.abc import Mapping

from tests.oracle.rules import Sight
from tests.oracle.things import Place, Stock, Way, World

__all__ = ["echelon_stock", "sight"]


def sight(world: World, stock: Stock, wanted: Mapping[Place, float]) -> Sight:
    backlog, on_order, echelon = stock.backlog, stock.on_order, echelon_stock(stock)
    return Sight(
        period=world.period,
        on_hand=stock.on_hand,
        backlog=backlog,
        net_stock=stock.on_hand - backlog,
        position=stock.on_hand + on_order - backlog + sum(out.overdrawn for out in stock.outward),
        on_order=on_order,
        in_transit=stock.in_transit,
        received=stock.received,
        asked=sum(way.asked * way.needs(stock) for way in stock.outward),
        shipped=sum((way.sent - way.came_back) * way.needs(stock) for way in stock.outward),
        last_order=stock.order,
        customer_demand=customer_demand(stock, wanted),
        echelon_stock=echelon,
        echelon_position=echelon + on_order,
        work_in_process=on_order + (goods(stock) if stock.stock_shown else stock.on_hand),
        lead_time=expected(stock, [way.lead_time for way in stock.inward]),
        order_delay=expected(stock, [way.order_delay for way in stock.inward]),
        demand_shown=stock.demand_shown,
    )


def expected(stock: Stock, of_lanes: list[float]) -> float:
    """Of a figure of the lanes inward, what is expected of an order."""
    return sum(share * figure for share, figure in zip(stock.expected, of_lanes, strict=True))


def share_of(way: Way) -> float:
    """The share of its target's orders that a lane is expected to get."""
    assert way.target is not None
    return way.target.expected[way.target.inward.index(way)]


def echelon_stock(stock: Stock) -> float:
    """Own stock and all that is downstream or on its way there, less customers' backlog, in its own units."""
    total = stock.on_hand
    for way in stock.outward:
        if way.target is None:
            total -= way.owed
        else:
            under_way = way.in_transit + sum(units for _, units in way.riding)
            total += way.needs(stock) * (under_way + share_of(way) * echelon_stock(way.target))
    return total


def goods(stock: Stock) -> float:
    """Own stock and all that is downstream or on its way there, in its own units."""
    total = stock.on_hand
    for way in stock.outward:
        if way.target is not None:
            under_way = way.in_transit + sum(units for _, units in way.riding)
            total += way.needs(stock) * (under_way + share_of(way) * goods(way.target))
    return total


def customer_demand(stock: Stock, wanted: Mapping[Place, float]) -> float:
    """What the customers downstream ask for, in its own units."""
    total = 0.0
    for way in stock.outward:
        if way.target is None:
            total += wanted[stock.place]
        else:
            total += way.needs(stock) * share_of(way) * customer_demand(way.target, wanted)
    return total
