"""Where a disruption is: all that its table says of the place must fit."""

from __future__ import annotations

import math
from typing import Any

from tests.oracle.sourcing import known_as
from tests.oracle.things import Site, Stock, Way, World

__all__ = ["into", "of_capacity", "of_site", "of_stock", "out_of", "shipped"]


def of_stock(table: Any, stock: Stock) -> bool:
    """A stockpoint itself."""
    return not table.lane and near(table, stock)


def into(table: Any, way: Way) -> bool:
    """A lane is where the stockpoint is that it replenishes."""
    return way.target is not None and named(table, way) and near(table, way.target)


def out_of(world: World, table: Any, way: Way) -> bool:
    """A lane is where goods leave by it, or are made."""
    if not named(table, way) or (table.item and way.item not in table.item):
        return False
    return is_at(world, table, way.names[1] if way.makes else way.names[0])


def shipped(world: World, table: Any, way: Way) -> bool:
    """What is made is no shipment, unless the lane is named."""
    return out_of(world, table, way) and (bool(table.lane) or not way.makes)


def of_capacity(world: World, table: Any, way: Way) -> bool:
    """A lane's capacity; without one, a lane that is stopped and named, and what is made at a stopped site that is."""
    stopped = table.severity is None or table.severity >= 1
    meant = table.lane or (way.makes and (table.site or table.region))
    limited = way.nominal_capacity < math.inf or (stopped and meant)
    return way.target is not None and bool(limited) and out_of(world, table, way)


def of_site(table: Any, site: Site) -> bool:
    """A site's capacity, if it has one: it is that of all its items."""
    if site.nominal_capacity == math.inf:
        return False
    if table.lane or table.item or (table.site and site.name not in table.site):
        return False
    return not table.region or site.terms.region in table.region


def named(table: Any, way: Way) -> bool:
    """No lane is named, or this one."""
    return not table.lane or (way.target is not None and table.lane == f"{known_as(way)}>{way.names[1]}")


def near(table: Any, stock: Stock) -> bool:
    site, item = stock.place
    if (table.site and site not in table.site) or (table.item and item not in table.item):
        return False
    return not table.region or stock.site.terms.region in table.region


def is_at(world: World, table: Any, site: str) -> bool:
    """A site by its name; the outside world has none, and lies in no region."""
    if table.site and site not in table.site:
        return False
    return not table.region or (site in world.sites and world.sites[site].terms.region in table.region)
