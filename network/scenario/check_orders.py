"""What rules answer, and the lanes on which it is ordered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bullwhip.network.errors import Fault
from bullwhip.network.scenario.check_sourcing import table_of
from bullwhip.network.scenario.draft import Loc
from bullwhip.network.scenario.joined import JoinedTables
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.sourcing import FOR_TWO_LANES

__all__ = ["rules_and_lanes"]


def rules_and_lanes(network: JoinedTables) -> Iterator[Fault]:
    """A rule for two lanes has two; orders below zero go up a lane that brings goods as they are, and no other does."""
    said: set[Loc] = set()  # rules of which it was told: they may be those of several items
    for (name, item), inbound in network.inbound.items():
        site = network.site(name)
        if site is None or name in network.unlimited or item not in network.kept(site):
            continue
        loc = (*table_of(network, site, item, "rule"), "rule")
        rule = site.terms(item).rule
        if rule is None or loc in said or not network.parsed.sure(loc[:-1], "rule"):
            continue
        lanes = [lane for _, lane in inbound]
        for fault in (*for_two_lanes(network, loc, rule, item, lanes), *going_back(network, loc, rule, item, lanes)):
            said.add(loc)
            yield fault


def for_two_lanes(
    network: JoinedTables, loc: Loc, rule: dict[str, Any], item: str, lanes: list[Lane]
) -> Iterator[Fault]:
    kind = rule.get("type")
    if kind in FOR_TWO_LANES and len(lanes) != 2:
        brought = f"{len(lanes)} lane" + ("s" if len(lanes) > 1 else "")
        found = f"{kind!r}, which orders on a regular lane and an express one, and {brought} with {item!r}"
        yield network.fault((*loc, "type"), found, "give it two lanes, or another rule")


def going_back(network: JoinedTables, loc: Loc, rule: dict[str, Any], item: str, lanes: list[Lane]) -> Iterator[Fault]:
    if rule.get("negative") is not True:
        return
    if how := f"comes by {len(lanes)} lanes" if len(lanes) > 1 else obstacle(network, lanes[0], item):
        remedy = "remove it: goods go back by a single lane that brings them as they are"
        yield network.fault((*loc, "negative"), f"true, and {item!r} {how}", remedy)


def obstacle(network: JoinedTables, lane: Lane, item: str) -> str:
    """What is in the way of goods that go back up a lane, or nothing."""
    if lane.recipe is not None and [*lane.recipe.values()] != [1.0]:
        return "is made by a recipe"
    inputs = network.inputs(lane, item)
    if network.is_limited(lane, item):
        return "comes by a lane on which a capacity says what can be sent"
    if not network.tied.isdisjoint(inputs):
        site, taken = inputs[0]
        return f"is taken from {taken!r} at {site!r}, where a recipe or a capacity says what can be sent"
    return ""
