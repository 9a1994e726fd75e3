"""Small scenarios for the oracle, written by hand, and the oracle at work on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bullwhip.network.replications import Replications
from bullwhip.network.scenario import Scenario
from bullwhip.network.tape import Market, Tape
from tests.driving import load
from tests.oracle.oracle import Oracle
from tests.oracle.things import Place, Way

__all__ = ["asks", "begun", "bought", "demand_of", "item", "lane_of", "made", "moved", "played", "shop"]

Table = dict[str, Any]
PERIODS = 30


def shop(name: str = "shop", orders: Sequence[float] = (), **keys: Any) -> Table:
    """A site that orders so much in periods 1, 2, ..., and then no more."""
    return {"name": name, "role": "retailer"} | item(orders, **keys)


def item(orders: Sequence[float] = (), **keys: Any) -> Table:
    """An item of a site that orders so much of it in periods 1, 2, ..., and then no more."""
    rule = {"type": "recorded", "orders": [*map(float, orders), *([0.0] * (PERIODS - len(orders)))]}
    return {"rule": rule} | keys


def asks(*units: float) -> Table:
    """Customers who ask for so much in periods 1, 2, ..., and then for no more."""
    return {"type": "series", "values": [*map(float, units), *([0.0] * (PERIODS - len(units)))]}


def bought(to: str, **keys: Any) -> Table:
    """A lane from outside."""
    return {"to": to, "lead_time": 1} | keys


def moved(source: str, to: str, **keys: Any) -> Table:
    """A lane between sites."""
    return bought(to, **keys) | {"from": source}


def made(to: str, what: str, recipe: Mapping[str, float], **keys: Any) -> Table:
    """A lane that makes something; orders are claims in the next period."""
    return {"to": to, "item": what, "recipe": dict(recipe), "lead_time": 1, "order_delay": 1} | keys


def begun(sites: Sequence[Table], lanes: Sequence[Table], **keys: Any) -> Oracle:
    """The oracle of a scenario before its first period."""
    document = {"name": "by hand", "periods": PERIODS, "site": sites, "lane": lanes} | keys
    scenario = load(document)
    return Oracle(scenario, demand_of(scenario), scenario.seed)


def demand_of(scenario: Scenario, replication: int = 0) -> dict[Place, list[float]]:
    """What customers ask for in each period, as the tape has it."""
    markets = [Market(site, what, terms.demand) for site, what, terms in scenario.stockpoints() if terms.demand]
    reader = Tape(markets, scenario.seed, scenario.whole_units).reader(Replications.consecutive(replication, 1))
    drawn = np.array([reader.demand(period)[:, 0].copy() for period in range(scenario.periods)])
    return {(market.site, market.item): drawn[:, m].tolist() for m, market in enumerate(markets)}


def played(oracle: Oracle, periods: int, site: str, what: str = "item") -> list[dict[str, float]]:
    """What a stockpoint shows at the end of each of the next periods."""
    seen = []
    for _ in range(periods):
        oracle.step()
        seen.append(oracle.ended(oracle.stocks[site, what]))
    return seen


def lane_of(oracle: Oracle, to: str, what: str = "item", source: str | None = None) -> Way:
    """The lane into a stockpoint; of several the one from a site."""
    lanes = oracle.stocks[to, what].inward
    return next(way for way in lanes if source is None or way.names[0] == source)
