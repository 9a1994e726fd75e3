"""Which disruptions a host can order in a game: the kinds that have something to do there, and where."""

from __future__ import annotations

from typing import Any

from bullwhip.network.disruptions.kinds import DISRUPTIONS, Where
from bullwhip.network.scenario import Scenario
from bullwhip.network.scenario.disruption import Disruption
from bullwhip.network.scenario.reach import Reach

__all__ = ["choices"]

USUAL: dict[str, dict[str, Any]] = {  # how strong one is, where it must be said
    "demand": {"factor": 2.0},
    "price": {"factor": 1.5},
    "lead_time": {"longer": 2},
    "information": {"age": 2},
    "loss": {"severity": 0.5},
}
WHOLE = {"severity": 1.0}


def choices(scenario: Scenario) -> list[dict[str, Any]]:
    """Every kind that fits: how strong it usually is, whether it can be everywhere, and its sites and lanes by name."""
    sites = list(dict.fromkeys(point.site for point in scenario.stockpoints()))
    lanes = list(dict.fromkeys(f"{lane.source or 'outside'}>{lane.target}" for lane in scenario.lane))
    found = []
    for kind in DISRUPTIONS:
        if kind == "price" and not any(lane.price for lane in scenario.lane):
            continue  # half as much again of nothing
        made = {
            "kind": kind,
            "usual": USUAL.get(kind, WHOLE),
            "everywhere": _fits(scenario, kind),
            "sites": [site for site in sites if _fits(scenario, kind, site=(site,))],
            "lanes": [lane for lane in lanes if _fits(scenario, kind, lane=lane)],
        }
        if made["everywhere"] or made["sites"] or made["lanes"]:
            found.append(made)
    return found


def _fits(scenario: Scenario, kind: str, **places: Any) -> bool:
    """Whether a disruption of a kind has something to do at these places."""
    each = Disruption(name=kind, kind=kind, start=1, **USUAL.get(kind, WHOLE), **places)
    where = each.does.where
    if each.lane and not where.has_lanes:
        return False
    points, ways = scenario.stockpoints(), scenario.lanes_by_item()
    reach = Reach((each,), scenario.sites, points, ways)
    if where is Where.SELLS:
        meant = zip(points, reach.at_points(0), strict=True)
        return any(there and point.terms.demand for point, there in meant)
    if where is Where.KEEPS:
        return bool(reach.at_points(0).any())
    lanes = reach.at_ways(0, where).any() or reach.at_customers(0, where).any()
    return bool(lanes or (where is Where.STARTS and reach.at_sites(0).any()))
