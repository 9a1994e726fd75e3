"""Models in the tables of Optilogic's Anura schema: facilities are sites, products items, policies rules and lanes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bullwhip.agents.exchange.anura_capacity import limit_by_work_centers, order_ahead
from bullwhip.agents.exchange.anura_demand import demand_tables
from bullwhip.agents.exchange.anura_horizon import Horizon
from bullwhip.agents.exchange.anura_lanes import Point, Sources, lanes_into
from bullwhip.agents.exchange.anura_sites import Places, site_tables
from bullwhip.agents.exchange.anura_tables import Row, Tables, plain
from bullwhip.agents.exchange.ignored import Ignored
from bullwhip.agents.runs.catalogue import load
from bullwhip.network.errors import ScenarioError
from bullwhip.network.scenario import Scenario

__all__ = ["from_anura", "read_anura"]


def from_anura(path: str | Path, /, *, ignore: Sequence[str] = (), **keys: Any) -> Scenario:
    """The scenario of a folder of CSV files, named like the tables of Anura, checked in full.

    A period is a day.  Facilities and Suppliers are sites, Products items, InventoryPolicies rules and stock,
    ReplenishmentPolicies and ProcurementPolicies lanes, with the times and costs of TransportationPolicies;
    ProductionPolicies are lanes by the recipes of BillsOfMaterials, within the capacity of WorkCenters.  What Customers
    ask for by CustomerDemand is asked of the facility that serves them, in equal parts on the days of its period.
    ModelSettings and Periods date it all.  `keys` are those of the scenario, and go before what the tables say.

    Warns (UserWarning) of every table and column that was not read, or read as something else, unless `ignore` names
    it.  Raises BullwhipError for what is no such folder, ScenarioError with all faults.
    """
    scenario, ignored = read_anura(path, ignore, **keys)
    ignored.warn("from_anura")
    return scenario


def read_anura(path: str | Path, ignore: Sequence[str] = (), **keys: Any) -> tuple[Scenario, Ignored]:
    """As `from_anura`, with what was ignored, of which it does not warn."""
    folder = Path(path)
    ignored = Ignored(ignore, "column", "row")
    tables = Tables(folder, ignored)
    _set_units(tables)
    horizon = Horizon(tables, keys.get("periods"))
    places = Places(tables)
    sources = Sources(tables, places)
    demand = demand_tables(tables, places, sources, horizon)
    kept = _kept(tables, places, sources, demand)
    sites = site_tables(places, kept)
    lanes = {point: lanes_into(point, sources, places, sites[point[0]]) for point in kept}
    limit_by_work_centers(tables, places, sources, horizon, sites, lanes)
    order_ahead(tables, sites, lanes)
    for (facility, product), terms in demand.items():
        sites[facility]["items"][product] |= terms
    _give_roles(sites, lanes, demand)
    tables.note_unread()
    if tables.faults:
        raise ScenarioError(tables.faults)
    document = {"name": folder.resolve().name} | horizon.keys() | keys
    return load(
        document | {"site": [*sites.values()], "lane": [lane for ways in lanes.values() for lane in ways]}
    ), ignored


def _set_units(tables: Tables) -> None:
    """The units of what has none written beside it."""
    for row in tables["ModelSettings"][:1]:
        tables.time_unit = plain(row.text("PrimaryTimeUOM")) or tables.time_unit
        tables.quantity_unit = plain(row.text("PrimaryQuantityUOM")) or tables.quantity_unit


def _kept(
    tables: Tables, places: Places, sources: Sources, demand: dict[Point, dict[str, Any]]
) -> dict[Point, Row | None]:
    """All that facilities keep, with its inventory policy where it has one."""
    kept: dict[Point, Row | None] = {}
    for row in tables["InventoryPolicies"]:
        known = places.is_there(row, "FacilityName", places.facilities)
        if known & places.is_there(row, "ProductName", places.products):
            kept[row.text("FacilityName"), row.text("ProductName")] = row
    for point in sorted({*sources.kept(), *demand}):
        if point[0] in places.facilities and point not in kept:
            kept[point] = None
            tables.ignored.bend("InventoryPolicies", "SimulationPolicy", "without a row as ordering what is asked for")
    return kept


def _give_roles(
    sites: dict[str, dict[str, Any]], lanes: dict[Point, list[dict[str, Any]]], demand: dict[Point, dict[str, Any]]
) -> None:
    """Who makes is a manufacturer, who serves customers alone a retailer."""
    ways = [lane for several in lanes.values() for lane in several]
    senders = {lane.get("from") for lane in ways}
    for facility, _ in demand:
        if facility not in senders:
            sites[facility]["role"] = "retailer"
    for lane in ways:
        if "recipe" in lane:
            sites[lane["to"]]["role"] = "manufacturer"
