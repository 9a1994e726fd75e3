"""How goods move in a model of Anura: sources and transport as lanes, bills of materials as recipes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from bullwhip.agents.exchange.anura_sites import Places
from bullwhip.agents.exchange.anura_tables import Row, Tables, plain
from bullwhip.network.scenario.lanes import OUTSIDE_WORLD

__all__ = ["Sources", "daily_rate", "lanes_into"]

Point = tuple[str, str]  # a facility and a product
TO_CUSTOMERS = ("TransportTime", "UnitCost", "FixedCost", "LaneCapacity")  # of transport, that nobody has
LAST = float("inf")  # rank of a source without one


class Sources:
    """Where each facility gets each product from: by which policies, and how it is made."""

    def __init__(self, tables: Tables, places: Places) -> None:
        self.tables = tables
        self.bought: dict[Point, list[Row]] = {}
        for name in ("ReplenishmentPolicies", "ProcurementPolicies"):
            for row in tables[name]:
                known = places.is_there(row, "FacilityName", places.facilities)
                known &= places.is_there(row, "ProductName", places.products)
                if known & places.is_there(row, "SourceName", places.facilities, places.suppliers):
                    self.bought.setdefault((row.text("FacilityName"), row.text("ProductName")), []).append(row)
        self.made: dict[Point, list[Row]] = {}
        for row in tables["ProductionPolicies"]:
            known = places.is_there(row, "FacilityName", places.facilities)
            if known & places.is_there(row, "ProductName", places.products):
                self.made.setdefault((row.text("FacilityName"), row.text("ProductName")), []).append(row)
        self.recipes = _recipes(tables, places)
        self.transport = _transport(tables, places)

    def kept(self) -> set[Point]:
        """All that facilities buy, send, make, or make something of."""
        inputs = {
            (facility, part)
            for (facility, product), rows in self.made.items()
            for row in rows
            for part in self.recipe(row, product)
        }
        sent = {
            (source, product)
            for (_, product), rows in self.bought.items()
            for source in (row.text("SourceName") for row in rows)
        }
        return {*self.bought, *self.made, *inputs, *sent}

    def recipe(self, row: Row, product: str) -> dict[str, float]:
        """Units of each input of a unit of a product, by the bill of materials of a production policy."""
        name = row.text("BOMName")
        if name and name not in self.recipes and not self.tables.left_out(name):
            row.fault("BOMName", repr(name), "name one of BillsOfMaterials")
        made, inputs = self.recipes.get(name, ({}, {}))
        return {part: units / made.get(product, 1.0) for part, units in inputs.items()}


def _recipes(tables: Tables, places: Places) -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """What each bill of materials brings, and what it takes."""
    bills: dict[str, tuple[dict[str, float], dict[str, float]]] = {}
    for row in tables["BillsOfMaterials"]:
        made, inputs = bills.setdefault(row.text("BOMName"), ({}, {}))
        if not places.is_there(row, "ProductName", places.products):
            continue
        units, kind = row.quantity("Quantity"), plain(row.text("ProductType"))
        if kind in {"", "component"}:
            inputs[row.text("ProductName")] = 1.0 if units is None else units
        elif kind == "endproduct":
            made[row.text("ProductName")] = units or 1.0
        else:
            row.note(f"ProductType = {row.text('ProductType')}")
    return bills


def _transport(tables: Tables, places: Places) -> dict[tuple[str, str], list[Row]]:
    """The transportation policies between each two sites, the preferred first."""
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tables["TransportationPolicies"]:
        known = places.is_there(row, "OriginName", places.facilities, places.suppliers)
        if known & places.is_there(row, "DestinationName", places.facilities, places.customers):
            if row.text("DestinationName") in places.customers:
                _note_of_customers(row)
            found[row.text("OriginName"), row.text("DestinationName")].append(row)
        if row.text("DestinationName") in places.customers:
            for column in TO_CUSTOMERS:
                if row.text(column).strip("0."):
                    row.bend(column, "to a customer as none: he is served at once")
    return {ends: ranked(rows) for ends, rows in found.items()}


def _note_of_customers(row: Row) -> None:
    """Note what the way to customers says beside where it begins: it takes no time here, and costs nothing."""
    said = {column: row.cost(column) for column in ("UnitCost", "FixedCost")}
    said |= {column: row.number(column) or 0.0 for column in ("TransportTime", "LaneCapacity")}
    for column, value in said.items():
        if value:
            row.note(f"{column} (to customers)")


def ranked(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their preference, those of equal rank in that of the file."""

    def rank(row: Row) -> float:
        value = row.number("SimulationPolicyValue")
        return LAST if value is None else value

    return sorted(rows, key=rank)


def lanes_into(point: Point, sources: Sources, places: Places, site: dict[str, Any]) -> list[dict[str, Any]]:
    """The lanes by which a facility gets a product; which of several is asked is put into the site's item."""
    rows = ranked(sources.bought.get(point, []))
    lanes = [_made(point, row, sources) for row in sources.made.get(point, [])]
    lanes += [_brought(point, row, sources, places) for row in rows]
    if len(lanes) > 1:
        site["items"][point[1]]["sourcing"] = _sourcing(lanes, rows)
    if not lanes:
        lanes = [{"to": point[0], "item": point[1], "lead_time": 1}]
        sources.tables.ignored.bend("InventoryPolicies", "ProductName", "without a source as from outside in 1 day")
    return lanes


def _sourcing(lanes: list[dict[str, Any]], rows: list[Row]) -> dict[str, Any]:
    """By ratio, where only the optimization policy says anything; else by preference, what is made first."""
    names = [lane.get("from") or (lane["to"] if "recipe" in lane else OUTSIDE_WORLD) for lane in lanes]
    ratios = [row.number("OptimizationPolicyValue") or 0.0 for row in rows]
    by_ratio = [row for row in rows if plain(row.text("OptimizationPolicy")).startswith("byratio")]
    silent = not any(row.text("SimulationPolicy") for row in rows)
    if silent and len(by_ratio) == len(lanes) and sum(ratios) > 0:
        shares = {name: ratio / sum(ratios) for name, ratio in zip(names, ratios, strict=True)}
        return {"type": "shares", "shares": shares}
    for row in rows:
        policy = row.text("SimulationPolicy")
        if plain(policy) in {"bydistance", "singlesource"}:
            row.bend("SimulationPolicy", f"{policy!r} as 'By Preference'")
    return {"type": "priority", "order": list(dict.fromkeys(names))}


def _brought(point: Point, row: Row, sources: Sources, places: Places) -> dict[str, Any]:
    """The lane from a source to a facility."""
    (facility, product), source = point, row.text("SourceName")
    lane: dict[str, Any] = {"from": source, "to": facility, "item": product, "lead_time": 1}
    if plain(row.text("SimulationPolicyLogic")) == "push":
        row.note("SimulationPolicyLogic = Push")
    price = row.cost("UnitCost")
    limits = {"minimum": row.quantity("MinimumOrderQuantity"), "multiple": row.quantity("LotSize")}
    ways = sources.transport.get((source, facility), [])
    ways = [way for way in ways if way.text("ProductName") == product] or [
        way for way in ways if plain(way.text("ProductName")) in {"", "all"}
    ]
    if not ways:
        row.bend("SourceName", "without transport as a lead time of 1 day")
    for way in ways[1:]:
        way.note(f"ModeName = {way.text('ModeName')}")
    for way in ways[:1]:
        days = way.whole_days("TransportTime")
        if days is None:
            way.bend("TransportTime", "nothing as 1 day")
        lane["lead_time"] = days or 1
        price += way.cost("UnitCost")
        lane["holding_cost"] = places.holding_cost(product, way, "InventoryCarryingCostPercentage")
        limits |= {"shipment_cost": way.cost("FixedCost"), "capacity": way.per_day("LaneCapacity")}
    return lane | {key: value for key, value in (limits | {"price": price}).items() if value}


def _made(point: Point, row: Row, sources: Sources) -> dict[str, Any]:
    """The lane by which a facility makes a product, in a day."""
    facility, product = point
    lane: dict[str, Any] = {"to": facility, "item": product, "lead_time": 1}
    if recipe := sources.recipe(row, product):
        lane["recipe"] = recipe
    policy = row.text("SimulationPolicy")
    if plain(policy) not in {"", "makebydemand"}:
        row.bend("SimulationPolicy", f"{policy!r} as 'Make By Demand'")
    if price := row.cost("UnitCost"):
        lane["price"] = price
    if rate := daily_rate(row):
        lane["capacity"] = rate
    return lane


def daily_rate(row: Row) -> float | None:
    """Units that can be made in a day, by the rate of a production policy."""
    rate, days = row.number("ProductionRate"), row.days_of("RateTimeUOM")
    row.note_unit("ProductionRate", "RateQuantityUOM")
    return rate / days if rate and days else None
