"""Work centers of a model of Anura: the capacity of a site, or of what alone is made there."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from bullwhip.agents.exchange.anura_horizon import Horizon
from bullwhip.agents.exchange.anura_lanes import Sources, daily_rate
from bullwhip.agents.exchange.anura_sites import Places
from bullwhip.agents.exchange.anura_tables import Row, Tables

__all__ = ["limit_by_work_centers", "order_ahead"]

Lanes = dict[tuple[str, str], list[dict[str, Any]]]  # the lanes into each facility and product, what is made first


def limit_by_work_centers(
    tables: Tables, places: Places, sources: Sources, horizon: Horizon, sites: dict[str, dict[str, Any]], lanes: Lanes
) -> None:
    """Give capacities to lanes of what alone is made at a work center, and to sites where several products share one.

    Where neither of several shared ones is the site, the first alone counts.  A work center without a capacity of its
    own has its hours, of which a unit takes what its production rate says.
    """
    centers = {(row.text("FacilityName"), row.text("WorkCenterName")): row for row in tables["WorkCenters"]}
    made_at: defaultdict[tuple[str, str], list[tuple[dict[str, Any], Row]]] = defaultdict(list)
    for (facility, product), rows in sources.made.items():
        if "capacity" in sites[facility]:  # which is of what it sends, and would be of what it makes
            del sites[facility]["capacity"]
            tables.ignored.note("Facilities", "ThroughputCapacity")
        for lane, row in zip(lanes[facility, product], rows, strict=False):
            if center := row.text("WorkCenterName"):
                made_at[facility, center].append((lane, row))
    for name, users in made_at.items():
        if name not in centers:
            if not tables.left_out(name[1]):
                users[0][1].fault("WorkCenterName", repr(name[1]), f"name a work center of {name[0]!r} in WorkCenters")
            continue
        _limit(centers[name], users, sites[name[0]], horizon)


def order_ahead(tables: Tables, sites: dict[str, dict[str, Any]], lanes: Lanes) -> None:
    """Order what is made a day ahead, where all of a site goes through a day together.

    What is ordered of an item in a day can then not be used in the same day for what it is an input of.
    """
    for ways in lanes.values():
        for lane in ways:
            if "recipe" in lane and not {"capacity", "storage"}.isdisjoint(sites[lane["to"]]):
                lane["order_delay"] = 1
                how = "made within a capacity as ordered a day ahead"
                tables.ignored.bend("ProductionPolicies", "ProductName", how)


def _limit(center: Row, users: list[tuple[dict[str, Any], Row]], site: dict[str, Any], horizon: Horizon) -> None:
    """Give a work center's capacity to its only lane, or to the site."""
    capacity = center.per_day("ThroughputCapacity")
    rates = [daily_rate(row) for _, row in users]
    share = horizon.open_share(center)
    if capacity is not None:
        capacity, uses = capacity * share, [1.0 for _ in rates]
    elif all(rates):
        capacity, uses = share, [1 / rate for rate in rates if rate]  # days, and days a unit
    else:
        return
    if len(users) == 1:
        lane = users[0][0]
        lane["capacity"] = min(capacity / uses[0], lane.get("capacity", float("inf")))
    elif "capacity" in site:
        center.note("WorkCenterName (a second one that products share)")
    else:
        site["capacity"] = capacity
        site["uses"] = {lane["item"]: use for (lane, _), use in zip(users, uses, strict=True)}
