"""What capacities, storage and prices must agree on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.joined import JoinedTables

__all__ = ["capacities", "prices", "room", "too_small"]


def capacities(network: JoinedTables) -> Iterator[Fault]:
    """A capacity is of a site that has something to do, and is used by what it keeps."""
    for at, site in network.parsed.sites.items():
        for key in ("capacity", "storage") if network.is_source(site) else ():
            if getattr(site, key) is not None:
                found = f"{shown(getattr(site, key))} at an unlimited source"
                remedy = "give it a rule, which makes it keep stock"
                remedy += ", or give the lanes from it a capacity" if key == "capacity" else ", or leave it out"
                yield network.fault(("site", at, key), found, remedy)
        if site.uses is None:
            continue
        if site.capacity is None and network.parsed.sure(("site", at), "capacity"):
            yield network.fault(
                ("site", at, "uses"), "uses of a capacity that is not given", "give the site a capacity"
            )
        if not any(site.uses.values()):
            yield network.fault(("site", at, "uses"), "no use above 0", "give one, or leave out the capacity")
        kept = network.kept(site)
        for item in site.uses:
            if item not in kept:
                found = f"{item!r}, which {site.name!r} does not keep"
                yield network.fault(("site", at, "uses", item), found, suggest(item, kept, "take it out"))


def too_small(network: JoinedTables) -> Iterator[Fault]:
    """Of whole units none ever passes a capacity that is not enough for one."""
    for at, lane in network.parsed.lanes.items():
        if lane.capacity is not None and lane.capacity < 1:
            found = f"{shown(lane.capacity)}, less than a whole unit"
            yield network.fault(("lane", at, "capacity"), found, "give 1 or more units, or whole_units = false")
    for at, site in network.parsed.sites.items():
        if site.capacity is None:
            continue
        remedy = "give more capacity, or whole_units = false"
        if site.uses is None and site.capacity < 1:
            found = f"{shown(site.capacity)}, less than a whole unit takes"
            yield network.fault(("site", at, "capacity"), found, remedy)
        for item, use in (site.uses or {}).items():
            if use > site.capacity:
                found = f"{shown(use)} for a unit, of a capacity of {shown(site.capacity)}"
                yield network.fault(("site", at, "uses", item), found, remedy)


def prices(network: JoinedTables) -> Iterator[Fault]:
    """Changes of a price come one after another, and larger quantities are no dearer."""
    for at, lane in network.parsed.lanes.items():
        if not (lane.price_changes or lane.discounts):
            continue
        for step, (before, after) in enumerate(pairwise(change.period for change in lane.price_changes), 1):
            if after <= before:
                found = f"{after}, after {before}"
                yield network.fault(
                    ("lane", at, "price_changes", step, "period"), found, "give later and later periods"
                )
        for step, (few, many) in enumerate(pairwise(discount.least for discount in lane.discounts), 1):
            if many <= few:
                found = f"{shown(many)}, after {shown(few)}"
                yield network.fault(("lane", at, "discounts", step, "from"), found, "give larger and larger quantities")
        if not network.parsed.sure(("lane", at), "price"):
            continue
        for step, (of_few, price) in enumerate(pairwise([lane.price, *(each.price for each in lane.discounts)])):
            if price > of_few:
                found = f"{price:g}, dearer than the {of_few:g} of smaller quantities"
                remedy = "give a lower price" if of_few else "give the lane a price, or this one 0"
                yield network.fault(("lane", at, "discounts", step, "price"), found, remedy)


def room(network: JoinedTables) -> Iterator[Fault]:
    """What lies at a site at the start has room there."""
    for at, site in network.parsed.sites.items():
        if site.storage is None or site.name in network.unlimited:
            continue
        stock = sum(site.terms(item).stock for item in network.kept(site))
        sure = network.parsed.sure(("site", at), "stock", "items", "storage")
        if sure and stock > site.storage:
            found = f"{shown(site.storage)}, less than the {shown(stock)} units that lie there at the start"
            yield network.fault(("site", at, "storage"), found, "give more room, or less stock")
