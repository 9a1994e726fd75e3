"""What customers ask for in a model of Anura, and who is asked."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from bullwhip.agents.exchange.anura_horizon import Horizon
from bullwhip.agents.exchange.anura_lanes import Point, Sources, ranked
from bullwhip.agents.exchange.anura_sites import Places
from bullwhip.agents.exchange.anura_tables import Row, Tables, plain
from bullwhip.network.arrays import Array

__all__ = ["demand_tables"]


def demand_tables(tables: Tables, places: Places, sources: Sources, horizon: Horizon) -> dict[Point, dict[str, Any]]:
    """The keys of demand at the facilities that customers are served from, an item's table for each."""
    chosen: defaultdict[Point, list[Row]] = defaultdict(list)
    for row in tables["CustomerFulfillmentPolicies"]:
        chosen[row.text("CustomerName"), row.text("ProductName")].append(row)
    units: dict[Point, Array] = {}
    asked: defaultdict[Point, list[Row]] = defaultdict(list)
    for row in tables["CustomerDemand"]:
        known = places.is_there(row, "CustomerName", places.customers)
        if known & places.is_there(row, "ProductName", places.products) and (where := _server(row, sources, chosen)):
            if where not in places.facilities:
                row.fault("CustomerName", f"{where!r}, which is no facility, as the source", "let a facility serve it")
                continue
            point = where, row.text("ProductName")
            units[point] = units.get(point, 0.0) + horizon.spread(row)
            asked[point].append(row)
    return {point: _terms(units[point], rows, places) for point, rows in asked.items()}


def _server(row: Row, sources: Sources, chosen: dict[Point, list[Row]]) -> str | None:
    """Who serves a customer: by the fulfillment policies, or else by transport; of several the preferred."""
    customer, product = row.text("CustomerName"), row.text("ProductName")
    policies = ranked(chosen.get((customer, product), []))
    names = [policy.text("SourceName") for policy in policies] or [
        origin
        for (origin, destination), ways in sources.transport.items()
        if destination == customer
        for way in ways[:1]
        if plain(way.text("ProductName")) in {"", "all", plain(product)}
    ]
    if not names:
        row.fault("CustomerName", f"{customer!r}, to which {product!r} is not brought", "add a row of transport to it")
        return None
    if len(set(names)) > 1:
        row.bend("CustomerName", "of several sources as served by the first")
    return names[0]


def _terms(units: Array, rows: list[Row], places: Places) -> dict[str, Any]:
    """Demand, and how long its customers wait."""
    same = bool((units == units[0]).all())
    terms: dict[str, Any] = {
        "demand": {"type": "constant", "value": float(units[0])}
        if same
        else {"type": "series", "values": [float(value) for value in units]}
    }
    for key, column in (("sale_price", "UnitPrice"), ("lost_cost", "PenaltyCost")):
        costs = [row.cost(column) for row in rows if row.text(column)]
        if costs:
            terms[key] = max(costs)
        if len(set(costs)) > 1:
            rows[0].bend(column, "that differs as the largest")
    waits = {_patience(places.customers[row.text("CustomerName")]) for row in rows}
    if len(waits) > 1:
        rows[0].tables.ignored.bend("Customers", "BackorderTimeLimit", "that differs as the longest")
    if None not in waits:
        terms["patience"] = max(wait for wait in waits if wait is not None)
    return terms


def _patience(customer: Row) -> int | None:
    """Days that a customer waits; None for one who waits for ever."""
    limit, waits = customer.days("BackorderTimeLimit"), customer.flag("AllowBackorders", otherwise=True)
    if not waits:
        return 0
    return None if limit is None else int(limit)
