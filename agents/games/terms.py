"""What holds at a seat, whatever is decided: costs, lanes with their delays, recipes, limits, customers' patience.

That is what the scenario says of the seat's own site.  What customers will ask for, and what holds at other sites, is
not in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bullwhip.agents.games.games import Games
from bullwhip.network.demand.law import Law
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.sites import StockTerms
from bullwhip.network.topology import OUTSIDE

__all__ = ["COSTS", "terms_of"]

COSTS = ("holding_cost", "backlog_cost", "order_cost", "lost_cost", "discard_cost")  # told of each item, where not 0
OF_SITE = ("capacity", "uses", "storage")
OF_ITEM = (
    "sale_price",
    "patience",
    "lost_share",
    "goodwill",
    "shelf_life",
    "issue",
    "shrinkage",
    "obsolete_at",
    "sourcing",
)
OF_LANE = ("recipe", "capacity", "minimum", "multiple", "shipment_cost", "discounts", "holding_cost")
MOSTLY = np.array([0.05, 0.95])  # quantiles between which a lead time that is drawn mostly lies


def terms_of(games: Games, site: str, week: int) -> dict[str, Any]:
    """The terms of a seat as plain values; prices are those of a week, counted from 1.

    What is not there has no key: a cost of 0, a limit that there is not.  Raises BullwhipError if it is no seat.
    """
    items = {item: _of_item(games, games.places[site, item], week) for item in games.items(site)}
    own = games.scenario.sites[site]
    told = _given(own, OF_SITE)
    if any(len(item["claimants"]) > 1 for item in items.values()):
        told["allocation"] = own.allocation or games.scenario.allocation
    return {"site": site, **told, "items": items}


def _of_item(games: Games, row: int, week: int) -> dict[str, Any]:
    network, lines = games.network, games.lines[row]
    point = network.stockpoints[row]
    costs = {cost: value for cost in COSTS if (value := getattr(point.terms, cost)) > 0}
    if capital := point.terms.unit_value * games.scenario.capital_rate:
        costs["capital_cost"] = capital
    inward = network.lanes_into(row)
    ways = [network.ways[network.way[lane]].lane for lane in inward.tolist()]
    return {
        "costs": costs,
        **_given(point.terms, OF_ITEM),
        "claimants": [
            {**one.facts(point.item), **price}
            for one, price in zip(lines.claimants, _prices(games, row, week), strict=True)
        ],
        "lanes": [{"from": name, **_of_lane(lane, week)} for name, lane in zip(lines.lanes, ways, strict=True)],
        "by_lane": bool(games.rules[point.site, point.item].lanes),
    }


def _prices(games: Games, row: int, week: int) -> list[dict[str, float]]:
    """What each claimant that is another site pays for a unit, where it pays the same by all its lanes."""
    network = games.network
    lanes = network.claim[network.first_claim[row] : network.first_claim[row + 1]]
    paid: list[set[float]] = [set() for _ in games.lines[row].claimants]
    for lane, claimant in zip(lanes.tolist(), games.lines[row].claimant.tolist(), strict=True):
        if network.target[lane] != OUTSIDE:
            own = network.ways[network.way[lane]].lane
            paid[claimant].add(0.0 if own.recipe else own.price_in(week))
    return [{"price": next(iter(prices))} if len(prices) == 1 and prices != {0.0} else {} for prices in paid]


def _of_lane(lane: Lane, week: int) -> dict[str, Any]:
    told = {"order_delay": lane.order_delay, "lead_time": _periods(lane.lead_time), **_given(lane, OF_LANE)}
    if lane.yield_ != 1.0:
        told["yield"] = lane.yield_.mean if isinstance(lane.yield_, Law) else lane.yield_
    if price := lane.price_in(week):
        told["price"] = price
    if lane.price_changes:
        told["price_changes"] = True  # when, and to what, nobody knows beforehand
    return told


def _periods(lead_time: int | Law) -> int | dict[str, float]:
    """A lead time, or what is known of one that is drawn."""
    if isinstance(lead_time, int):
        return lead_time
    low, high = lead_time.quantile(MOSTLY).tolist()
    return {"mean": lead_time.mean, "low": low, "high": high}


def _given(table: StockTerms | Lane, keys: tuple[str, ...]) -> dict[str, Any]:
    """Those of some keys of a table that have another value than they have by themselves, as a file writes them."""
    fields = type(table).model_fields
    named = {key for key in keys if getattr(table, key) != fields[key].default}
    told: dict[str, Any] = table.model_dump(mode="json", include=named)
    return {key: told[key] for key in keys if key in named}
