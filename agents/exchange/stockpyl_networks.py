"""Networks of stockpyl: its nodes are sites, its products items, and what several predecessors bring is a recipe.

Nothing of stockpyl is imported: whoever has a network of it has it.  Its period has the events of ours in another
order, which comes to the same figures: it orders before goods come in, but counts them as on order until then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bullwhip.agents.exchange.ignored import Ignored
from bullwhip.agents.exchange.stockpyl_items import Kept, kept_by
from bullwhip.agents.exchange.stockpyl_terms import terms_of, transit_cost
from bullwhip.agents.runs.catalogue import load
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Scenario

__all__ = ["from_stockpyl"]

# What is read of a node or a product, and what stockpyl keeps there for itself.
READ = {
    *("name", "index", "inventory_policy", "demand_source", "supply_type", "order_capacity", "bill_of_materials"),
    *("local_holding_cost", "in_transit_holding_cost", "stockout_cost", "revenue"),
    *("shipment_lead_time", "order_lead_time", "initial_inventory_level", "initial_orders", "initial_shipments"),
}
ITS_OWN = {
    "network",
    "state_vars",
    "original_label",
    "is_dummy",
    "period",
    "nodes",
    "nodes_by_index",
    "currently_building",
}
ITS_LISTS = ("product", "raw_material", "predecessor", "successor", "bill_of_materials")  # of what is made of what


def from_stockpyl(network: Any, /, *, ignore: Sequence[str] = (), **keys: Any) -> Scenario:
    """The scenario of a SupplyChainNetwork of stockpyl, checked in full.

    A node is a site, called by its name, else by its index; `keys` are those of the scenario.  How long it runs
    stockpyl does not say: `from_stockpyl(network, periods=100)`.  Policies become rules, demand sources demand; costs,
    lead times, capacities of orders and what there is at the start are what they were.  Successors are served in
    stockpyl's order.  A node without a level at the start begins with what its policy orders at a position of 0, as it
    does there.

    What a node makes of raw materials has a recipe, which takes the last period of its lead time; the raw materials
    come to the node, and are ordered as they are used.  Where there is no period left in which they could come, parts
    that are no products of their own wait at their own nodes, as items of the site where they are put together.

    Warns (UserWarning) of every attribute that was not read, or read as something else, unless `ignore` names it: where
    goods come at once, their lead time is 1 and the order's one less, if it can be.  Raises BullwhipError for what is
    no network, or has no like here, ScenarioError with all faults.
    """
    if not (hasattr(network, "nodes") and hasattr(network, "products_by_index")):
        raise BullwhipError(f"network: found {network!r}; give a SupplyChainNetwork of stockpyl")
    ignored = Ignored(ignore)
    _note_unread(network, ignored)
    kept, idle = kept_by(network)
    for _ in range(idle):
        ignored.note("edge", "a second supplier of a raw material")
    points = list(kept.values())
    lanes = [lane for point in points for lane in _lanes(point, ignored)]
    lanes = list({(lane.get("from"), lane["to"], lane["item"]): lane for lane in reversed(lanes)}.values())[::-1]
    sites = _sites(points, ignored)
    if len({point.item for point in points}) == 1 and not any(point.is_made for point in points):
        sites = [{key: value for key, value in site.items() if key != "items"} | _only(site["items"]) for site in sites]
        for lane in lanes:
            del lane["item"]
    scenario = load({"name": "Network"} | keys | {"site": sites, "lane": lanes})
    ignored.warn("from_stockpyl")
    return scenario


def _note_unread(network: Any, ignored: Ignored) -> None:
    """Note what networks, nodes and products say, and nobody here reads."""
    products = [product for product in network.products if not product.is_dummy]
    for kind, things in (("network", [network]), ("node", network.nodes), ("product", products)):
        for thing in things:
            for attribute, value in vars(thing).items():
                name = attribute.lstrip("_")
                known = name in READ | ITS_OWN or any(part in name for part in ITS_LISTS)
                silent = value is None or (isinstance(value, dict | list) and not value)
                quiet = name == "disruption_process" and getattr(value, "random_process_type", None) is None
                if known or silent or quiet:
                    continue
                ignored.note(kind, name)


def _sites(points: Iterable[Kept], ignored: Ignored) -> list[dict[str, Any]]:
    """The tables of all sites, whose stockpoints serve their successors in turn, and customers last."""
    points = list(points)
    sites: dict[str, dict[str, Any]] = {}
    claimants = Counter((part.supplier.site, part.item) for point in points for part in point.parts)
    for point in points:
        site = sites.setdefault(point.site, {"name": point.site, "role": "", "items": {}})
        site["role"] = _role(site["role"], point)
        site["items"][point.item] = terms_of(point.node, point.product, ignored=ignored, customers=point.customers)
        last = claimants[point.site, point.item]
        if last + point.customers > 1:
            site["allocation"] = "priority"
            if point.customers:
                site["customer_priority"] = max(site.get("customer_priority", 0), last)
        for part in _brought(point):
            cost = part.supplier.node.get_attribute("local_holding_cost", part.supplier.product) or 0
            site.setdefault("allocation", "first-come")  # a part is for what it was ordered for
            site["items"].setdefault(part.item, {"rule": "pass-on", "holding_cost": cost})
    return list(sites.values())


def _role(role: str, point: Kept) -> str:
    """The role of a site, of which another stockpoint is read."""
    if point.is_made or role == "manufacturer" or not point.parts:
        single = not role and point.customers and not point.node.successor_indices() and not point.is_made
        return "retailer" if single else "manufacturer"
    return "retailer" if point.customers and role in ("", "retailer") else "distributor"


def _brought(point: Kept) -> list[Any]:
    """The parts of what is made that come from other sites, and are kept here until they are used."""
    return [part for part in point.parts if part.supplier.site != point.site] if point.is_made else []


def _lanes(point: Kept, ignored: Ignored) -> Iterator[dict[str, Any]]:
    """The lanes by which a stockpoint is replenished, and by which its parts come."""
    order, ship = point.times
    if not point.is_made:
        yield _lane(point, point.parts[0] if point.parts else None, ship, ignored)
        return
    brought = _brought(point)
    for attribute in ("initial_orders", "initial_shipments"):
        if point.node.get_attribute(attribute, point.product):
            ignored.note("node", attribute)
    cost = sum(part.units * transit_cost(part.supplier.node, part.supplier.product) for part in point.parts)
    recipe = {part.item: part.units for part in point.parts}
    lane = {"to": point.site, "item": point.item, "recipe": recipe, "holding_cost": cost, "priority": _rank(point)}
    yield lane | (_taken(order, ship, 0, ignored) if not brought else {"order_delay": 0, "lead_time": 1})
    for part in brought:
        yield _lane(point, part, ship - 1, ignored)


def _lane(point: Kept, part: Any, ship: int, ignored: Ignored) -> dict[str, Any]:
    """The lane by which a stockpoint, or a part of it, is brought in so many periods."""
    order, shipment = point.times
    lane: dict[str, Any] = {"to": point.site, "item": part.item if part else point.item}
    if part:
        supplier = part.supplier
        lane |= {"from": supplier.site, "priority": _rank(point, supplier)}
        lane["holding_cost"] = transit_cost(supplier.node, supplier.product)
    if not point.is_made:
        for key, attribute, times in (("in_mail", "initial_orders", order), ("in_transit", "initial_shipments", ship)):
            if (units := point.node.get_attribute(attribute, point.product)) and times:
                lane[key] = [units] * times
    return lane | _taken(order, ship, shipment - ship, ignored)


def _taken(order: int, ship: int, making: int, ignored: Ignored) -> dict[str, Any]:
    """Order delay and lead time: a lead time is 1 at least, and is taken from the order's where there is any."""
    if ship >= 1:
        return {"order_delay": order, "lead_time": ship}
    ignored.bend("node", "shipment_lead_time", f"{ship + making} as {1 + making}")
    if order:
        ignored.bend("node", "order_lead_time", f"{order} as {order - 1}")
    return {"order_delay": max(0, order - 1), "lead_time": 1}


def _rank(point: Kept, supplier: Kept | None = None) -> int:
    """Which of its supplier's successors a node is."""
    supplier = supplier or point.parts[0].supplier
    successors: list[int] = supplier.node.successor_indices()
    return successors.index(point.node.index)


def _only(items: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The keys of the only item of a site."""
    [terms] = items.values()
    return terms
