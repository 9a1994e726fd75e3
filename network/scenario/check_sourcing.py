"""Several lanes into one stockpoint: how orders are split over them, what tells them apart, and their lots."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.draft import Loc
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.joined import JoinedTables
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.sites import Site
from bullwhip.network.scenario.sourcing import SOURCINGS, Shares, orders_by_lane

__all__ = ["lots", "sourcing"]

Lanes = list[tuple[int, Lane]]


def sourcing(network: JoinedTables) -> Iterator[Fault]:
    """Lanes into one stockpoint differ, and it is told how orders are split over them."""
    said: set[tuple[int, ...]] = set()
    named: set[Loc] = set()  # tables of which it was told that they need a sourcing
    for (name, item), lanes in network.inbound.items():
        site = network.site(name) if len(lanes) > 1 else None
        if site is None or name in network.unlimited or item not in network.kept(site):
            continue
        loc = table_of(network, site, item, "sourcing")
        double = list(twins(network, item, lanes))
        if double:
            at = tuple(at for at, _ in lanes)
            yield from double if at not in said else ()  # all items of these lanes, once
            said.add(at)
        elif is_split(network, site, item, loc):
            yield from strangers(network, site, item, lanes, loc)
        elif loc not in named:
            named.add(loc)
            yield unsplit(network, site, item, lanes, loc)
    yield from unknown_suppliers(network)


def table_of(network: JoinedTables, site: Site, item: str, key: str) -> Loc:
    """The path of the table that gives an item a key, be it its own or its site's."""
    at = ("site", network.index[site.name])
    own = site.items.get(item)
    return (*at, "items", item) if own is not None and key in own.model_fields_set else at


def twins(network: JoinedTables, item: str, lanes: Lanes) -> Iterator[Fault]:
    """Lanes that nothing tells apart are one."""
    seen: set[tuple[Any, ...]] = set()
    for at, lane in lanes:
        if not network.parsed.sure(("lane", at), "from", "recipe", "lead_time", "order_delay"):
            continue
        if lane.identity in seen:
            found = f"a second lane between these ends with {item!r}, the same lead time and order delay"
            yield network.fault(("lane", at), found, "remove one of them, or give it other times")
        seen.add(lane.identity)


def is_split(network: JoinedTables, site: Site, item: str, loc: Loc) -> bool:
    """Whether something says how the orders for an item are split, as far as can be told."""
    terms = site.terms(item)
    sure = network.parsed.sure(loc, "sourcing") and network.parsed.sure(loc[:2], "sourcing", "rule", item)
    return terms.sourcing is not None or orders_by_lane(terms.rule) or not sure


def unsplit(network: JoinedTables, site: Site, item: str, lanes: Lanes, loc: Loc) -> Fault:
    suppliers = ", ".join(dict.fromkeys(lane.supplier for _, lane in lanes))
    found = f"nothing, and {len(lanes)} lanes with {item!r} (from {suppliers})"
    remedy = f'give one of {", ".join(SOURCINGS)}, such as sourcing = "priority", or a rule that orders by lane'
    return network.fault((*loc, "sourcing"), found, remedy)


def strangers(network: JoinedTables, site: Site, item: str, lanes: Lanes, loc: Loc) -> Iterator[Fault]:
    """What a table of sourcing names are the suppliers of the item, each of them, and one lane each by shares."""
    table = site.terms(item).sourcing
    if table is None or not table.named or any(not network.parsed.sure(("lane", at), "from", "to") for at, _ in lanes):
        return
    key = (*loc, "sourcing", table.names_in)
    suppliers = [lane.supplier for _, lane in lanes]
    lacking = [name for name in dict.fromkeys(suppliers) if name not in table.named]
    if lacking:
        remedy = f"name {lacking[0]!r} as well" + (" (a share may be 0)" if isinstance(table, Shares) else "")
        yield network.fault(key, f"nothing for {lacking[0]!r}, which supplies {item!r}", remedy)
    doubled = next((name for name in suppliers if suppliers.count(name) > 1), None)
    if doubled is not None and table.names_in != "order":
        found = f"{doubled!r}, which has {suppliers.count(doubled)} lanes with {item!r} that this cannot tell apart"
        yield network.fault((*key, doubled), found, 'give sourcing = "priority", "fastest" or "cheapest"')
    if len(loc) > 2 or not site.items:
        return  # its names are looked at where they stand
    for name in table.named:
        if name not in suppliers and any(lane.supplier == name for _, lane in network.lanes_to(site.name)):
            found = f"{name!r}, from which no lane brings {item!r}"
            yield network.fault((*key, name), found, f"give {item!r} a sourcing of its own, in items.{item}")


def unknown_suppliers(network: JoinedTables) -> Iterator[Fault]:
    """A table of sourcing names suppliers that there are."""
    for at, site in network.parsed.sites.items():
        if not (site.sourcing or site.items) or network.index[site.name] != at or "lane" in network.draft.unread:
            continue
        for loc, terms in network.tables_of(at):
            if terms.sourcing is None or not terms.sourcing.named:
                continue
            lanes = network.lanes_to(site.name) if len(loc) == 2 else network.inbound.get((site.name, str(loc[3])), [])
            suppliers = list(dict.fromkeys(lane.supplier for _, lane in lanes))
            for place, name in enumerate(terms.sourcing.named):
                if name not in suppliers:
                    step = place if terms.sourcing.names_in == "order" else name
                    whose = "" if len(loc) == 2 else f" with {loc[3]!r}"
                    found = f"{name!r}, from which no lane leads here{whose}"
                    remedy = suggest(name, suppliers, "add the lane, or take it out")
                    yield network.fault((*loc, "sourcing", terms.sourcing.names_in, step), found, remedy)


def lots(network: JoinedTables) -> Iterator[Fault]:
    """The smallest order of a lane is within the cap of who orders."""
    for at, lane, items in network.routes:
        if not (lane.minimum or lane.multiple):
            continue
        least = lane.minimum if not lane.multiple else max(1, math.ceil(lane.minimum / lane.multiple)) * lane.multiple
        site = network.site(lane.target)
        for item in items if site is not None else ():
            rule = site.terms(item).rule if site is not None and item in network.kept(site) else None
            cap = rule.get("cap") if rule is not None else None
            if isinstance(cap, int | float) and least > cap:
                key = "multiple" if lane.multiple else "minimum"
                found = f"{shown(getattr(lane, key))}: an order is {shown(least)} or more, above the rule's cap {cap:g}"
                yield network.fault(("lane", at, key), found, "give a smaller one, or the rule a larger cap")
                break
