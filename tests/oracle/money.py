"""Step 7: what a period costs, and what it earns."""

from __future__ import annotations

from tests.oracle.things import Stock, Way, World

__all__ = ["account", "cost_of_the_network", "paid_for", "price_of"]

NOTHING = 1e-9  # units: what rounding leaves of nothing is no shipment


def price_of(way: Way, units: float, period: int) -> float:
    """Of a unit, in a shipment of so many: of all units the price of the largest quantity that is reached."""
    changes = [change for change in way.lane.price_changes if change.period <= period]
    price = max(changes, key=lambda change: change.period).price if changes else way.lane.price
    reached = [step for step in way.lane.discounts if step.least <= units + 1e-9]
    price = float(max(reached, key=lambda step: step.least).price if reached else price)
    return max(price * way.price_times + way.price_more, 0.0)


def paid_for(way: Way, units: float, period: int) -> float:
    """For a shipment of so many units: their price, and what a shipment costs."""
    return units * price_of(way, units, period) + way.lane.shipment_cost if units > 0 else 0.0


def account(world: World) -> None:
    """Of all stockpoints and sites, once all has moved."""
    for stock in world.stocks.values():
        stock.costs = costs_of(world, stock)
        stock.paid_inside = sum(goods_of(world, way) for way in stock.inward if way.inputs and not way.makes)
        stock.revenue = revenue_of(world, stock)
    for site in world.sites.values():
        for stock in site.stocks:
            site.cash += stock.revenue - sum(stock.costs.values()) + stock.costs["capital"]


def costs_of(world: World, stock: Stock) -> dict[str, float]:
    """By kind."""
    terms, shipped = stock.terms, [way for way in stock.inward if way.sent > NOTHING]
    in_transit = sum(way.in_transit * way.lane.holding_cost for way in stock.inward)
    return {
        "holding": stock.on_hand * terms.holding_cost + in_transit,
        "backlog": stock.backlog * terms.backlog_cost,
        "order": terms.order_cost if stock.order > 1e-9 else 0.0,
        "purchase": sum(goods_of(world, way) for way in stock.inward if not way.makes),
        "production": sum(goods_of(world, way) for way in stock.inward if way.makes),
        "shipment": sum(way.lane.shipment_cost for way in shipped),
        "lost": stock.lost * terms.lost_cost,
        "discard": stock.discarded * terms.discard_cost,
        "capital": terms.unit_value * (stock.on_hand + stock.in_transit) * world.capital_rate,
    }


def goods_of(world: World, way: Way) -> float:
    """The price of what was shipped or started."""
    return way.sent * price_of(way, way.sent, world.period)


def revenue_of(world: World, stock: Stock) -> float:
    """From own customers, and from other sites."""
    customers = stock.customers
    own = customers.sent * stock.terms.sale_price if customers else 0.0
    return own + sum(goods_of(world, way) for way in stock.outward if way.target and not way.makes)


def cost_of_the_network(world: World) -> float:
    """Of all kinds; what one site pays another is none."""
    return sum(sum(stock.costs.values()) - stock.paid_inside for stock in world.stocks.values())
