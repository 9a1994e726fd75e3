"""Step 3: orders become claims, and customers come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.oracle.things import Claim, Place, Way, World, arriving, strike_out

__all__ = ["claim", "hear"]


def claim(world: World, ways: Sequence[Way], wanted: Mapping[Place, float]) -> None:
    """All who claim something of a level's stockpoints."""
    for way in ways:
        way.sent = way.at_once = 0.0
        if way.target is None:
            ask(world, way, wanted[way.inputs[0].stock.place])
        else:
            hear(world, way)
            way.inputs[0].stock.on_hand += way.came_back


def ask(world: World, customers: Way, units: float) -> None:
    """Customers ask; what they bring back they have: it fills their claims, and then the stock."""
    customers.asked = units
    if units >= 0:
        customers.claims.append(Claim(world.period, units))
    else:
        customers.sent = -strike_out(customers.claims, -units)
        customers.inputs[0].stock.on_hand -= customers.sent


def hear(world: World, way: Way) -> None:
    """An order arrives, and goods that come back with it; an order below zero is less of what was claimed last."""
    way.asked = arriving(way.mail, world.period)
    way.came_back = arriving(way.riding, world.period)
    order = way.asked + way.came_back
    way.set_off = min(max(order, 0.0), way.overdrawn)
    way.overdrawn -= way.set_off
    if order >= 0:
        way.claims.append(Claim(world.period, order - way.set_off))
    else:
        way.overdrawn += strike_out(way.claims, -order)
