"""Where a disruption is: all that its table says of the place must fit."""

from __future__ import annotations

from typing import Any

from tests.oracle.sourcing import known_as
from tests.oracle.things import Site, Stock, Way, World

__all__ = ["into", "leaving", "of_capacity", "of_site", "of_stock"]


def of_stock(table: Any, stock: Stock) -> bool:
    """A stockpoint itself."""
    return not table.lane and near(table, stock)


def into(table: Any, way: Way) -> bool:
    """A lane is where the stockpoint is that it replenishes."""
    return way.target is not None and named(table, way) and near(table, way.target)


def leaving(world: World, table: Any, way: Way) -> bool:
    """What is shipped is where it leaves; nothing that is made is shipped."""
    if way.makes or (table.item and way.item not in table.item):
        return False
    if table.lane and not named(table, way):
        return False
    return is_at(world, table, way.names[0])


def of_site(table: Any, site: Site) -> bool:
    """A site's capacity, which is that of all its items."""
    if table.lane or table.item or (table.site and site.name not in table.site):
        return False
    return not table.region or site.terms.region in table.region


def of_capacity(world: World, table: Any, way: Way) -> bool:
    """A lane's capacity: where the work is done.  That of transport without a limit only if the lane is named."""
    if way.target is None or (table.item and way.item not in table.item) or not named(table, way):
        return False
    if not (table.lane or way.makes or way.lane.capacity is not None):
        return False
    return is_at(world, table, way.names[1] if way.lane.source is None else way.names[0])


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
