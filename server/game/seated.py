"""Shipped scenarios that were made for runs, as they are played: with a seat at every site that keeps stock.

People need time, so an order travels for a period at least; and nobody plays for years.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from bullwhip.agents.games.seat import seat_rules, seats_of
from bullwhip.agents.rules.rule_tables import check_rule
from bullwhip.network.scenario import Scenario, read

__all__ = ["WEEKS", "as_played", "fixed_weeks", "unforced"]

WEEKS = 36  # of a game, at most, unless its host wants more: as many as the beer game's


@cache
def as_played(name: str) -> dict[str, Any] | None:
    """A shipped scenario without seats as a document with seats; None for one that has seats of its own."""
    scenario = read(name, check_rule=check_rule)
    if seats_of(scenario):
        return None
    document = scenario.document()
    kept = {point.site for point in scenario.stockpoints()}
    delayed = any(lane["to"] in kept and not lane.get("order_delay") for lane in document["lane"])
    document["site"] = [{**site, "person": True} if site["name"] in kept else site for site in document["site"]]
    document["lane"] = [
        {**lane, "order_delay": max(lane.get("order_delay", 0), 1)} if lane["to"] in kept else lane
        for lane in document["lane"]
    ]
    periods = min(scenario.periods, WEEKS)
    told = [f"As a game it lasts {periods} periods, all of which count." if periods < scenario.periods else ""]
    told.append("Orders travel for a period there, where they take no time in a run." if delayed else "")
    about = "\n\n".join(filter(None, [scenario.about.strip(), " ".join(filter(None, told))]))
    return {
        **document,
        "about": about,
        "periods": periods,
        "warm_up": 0 if periods < scenario.periods else scenario.warm_up,
    }


def unforced(document: dict[str, Any]) -> dict[str, Any]:
    """A scenario without forced orders, to practise ordering in."""
    return {**document, "site": [_unforced(site) for site in document["site"]]}


def _unforced(terms: dict[str, Any]) -> dict[str, Any]:
    if isinstance(terms.get("rule"), dict):
        terms = {**terms, "rule": {**terms["rule"], "forced_periods": 0}}
    if "items" in terms:
        terms = {**terms, "items": {item: _unforced(own) for item, own in terms["items"].items()}}
    return terms


def fixed_weeks(scenario: Scenario) -> dict[str, int]:
    """The weeks whose orders a scenario fixes, by site: those in which it fixes them of all items."""
    fixed: dict[str, int] = {}
    for (site, _), rule in seat_rules(scenario).items():
        fixed[site] = min(rule.forced_periods, fixed.get(site, rule.forced_periods))
    return fixed
