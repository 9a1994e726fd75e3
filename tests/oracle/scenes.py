"""Scenarios as plain objects: every key has a value, and nothing is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from bullwhip.network.arrays import Array

__all__ = ["Complete", "Scene"]

DEFAULTS: dict[str, Any] = {
    "crossing": False, "capacity": None, "yield_": 1.0, "recipe": None, "price": 0.0, "price_changes": (),
    "discounts": (), "shipment_cost": 0.0, "minimum": 0.0, "multiple": 0.0,
    "sourcing": None, "patience": None, "lost_share": 0.0, "lost_cost": 0.0, "goodwill": None, "shelf_life": None,
    "issue": "fifo", "discard_cost": 0.0, "shrinkage": 0.0, "obsolete_at": None, "sale_price": 0.0,
    "uses": None, "storage": None, "region": "", "cash": 0.0,
}  # fmt: skip
LANE: dict[str, Any] = {
    "source": None, "order_delay": 0, "holding_cost": 0.0, "in_transit": (), "in_mail": (), "priority": 0,
    "item": None,
}  # fmt: skip
SITE: dict[str, Any] = {
    "stock": 0.0, "backlog": 0.0, "holding_cost": 0.0, "backlog_cost": 0.0, "order_cost": 0.0, "unit_value": 0.0,
    "rule": None, "demand": (), "allocation": None, "customer_priority": 0, "items": {},
}  # fmt: skip


class Complete:
    """A table with the keys that it does not know."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name) if hasattr(self.table, name) or name not in DEFAULTS else DEFAULTS[name]


class Law(SimpleNamespace):
    """`discrete`."""

    def quantile(self, uniforms: Array) -> Array:
        weights = np.array(self.weights) / sum(self.weights)
        return np.array(self.values)[np.searchsorted(np.cumsum(weights), uniforms, side="right")]

    @property
    def mean(self) -> float:
        return float(np.average(self.values, weights=self.weights))

    @property
    def largest(self) -> float:
        return float(max(self.values))


class Scene:
    """A document as a scenario, unchecked."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.item = document.get("item", "item")
        self.whole_units = document.get("whole_units", False)
        self.capital_rate = document.get("capital_rate", 0.0)
        self.allocation = document.get("allocation", "proportional")
        self.seed = document.get("seed", 1)
        self.sites = {site["name"]: SimpleNamespace(**keys(SITE | site)) for site in document["site"]}
        self.lanes = [SimpleNamespace(**keys(LANE | renamed(lane))) for lane in document["lane"]]

    def shares(self, what: str) -> frozenset[str]:
        return frozenset()

    def stockpoints(self) -> Iterator[tuple[str, str, Any]]:
        for name, site in self.sites.items():
            for item in self.items(name):
                yield name, item, SimpleNamespace(**vars(site) | keys(site.items.get(item, {})))

    def items(self, site: str) -> list[str]:
        return list(self.sites[site].items) or [self.item]

    def lanes_by_item(self) -> Iterator[tuple[str | None, str, str, Any]]:
        for lane in self.lanes:
            for item in [lane.item] if lane.item else self.items(lane.target):
                if lane.source is None or item in self.items(lane.source):
                    yield lane.source, lane.target, item, lane


def renamed(lane: Mapping[str, Any]) -> dict[str, Any]:
    names = {"from": "source", "to": "target", "yield": "yield_"}
    return {names.get(name, name): value for name, value in lane.items()}


def keys(table: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(table)
    for name in ("rule", "sourcing"):
        if isinstance(out.get(name), str):
            out[name] = {"type": out[name]}
    if out.get("sourcing"):
        out["sourcing"] = SimpleNamespace(**{"shares": {}, "order": (), "weights": {}} | out["sourcing"])
    if out.get("goodwill"):
        out["goodwill"] = SimpleNamespace(**out["goodwill"])
    for name in ("lead_time", "yield_"):
        if isinstance(out.get(name), dict):
            out[name] = Law(**out[name])
    for name in ("price_changes", "discounts"):
        out[name] = [SimpleNamespace(**renamed_from(step)) for step in out.get(name, ())]
    return out


def renamed_from(step: Mapping[str, Any]) -> dict[str, Any]:
    return {"from_" if name == "from" else name: value for name, value in step.items()}
