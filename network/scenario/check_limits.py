"""What capacities and storage must agree on with the items of a site, and with what lies there at the start."""

from __future__ import annotations

from collections.abc import Iterator

from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.joined import Joined

__all__ = ["capacities", "room"]


def capacities(network: Joined) -> Iterator[Fault]:
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


def room(network: Joined) -> Iterator[Fault]:
    """What lies at a site at the start has room there."""
    for at, site in network.parsed.sites.items():
        if site.storage is None or site.name in network.unlimited:
            continue
        stock = sum(site.terms(item).stock for item in network.kept(site))
        sure = network.parsed.sure(("site", at), "stock", "items", "storage")
        if sure and stock > site.storage:
            found = f"{shown(site.storage)}, less than the {shown(stock)} units that lie there at the start"
            yield network.fault(("site", at, "storage"), found, "give more room, or less stock")
