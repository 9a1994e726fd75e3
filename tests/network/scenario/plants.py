"""A plant that makes cars out of parts, and the shop that sells them: scenarios to try keys on."""

from __future__ import annotations

import copy
from typing import Any

from bullwhip.network.scenario import faults

__all__ = ["plant", "said_of"]

Table = dict[str, Any]
DOCUMENT: Table = {
    "name": "cars",
    "periods": 9,
    "site": [
        {
            "name": "shop",
            "role": "retailer",
            "rule": "pass-on",
            "stock": 5,
            "items": {"car": {"demand": {"type": "poisson", "mean": 1}}},
        },
        {"name": "plant", "role": "manufacturer", "rule": "pass-on", "items": {"car": {}, "bolt": {}, "seat": {}}},
        {"name": "mill", "role": "supplier"},
    ],
    "lane": [
        {"from": "plant", "to": "shop", "lead_time": 1},
        {"to": "plant", "item": "car", "recipe": {"seat": 2, "bolt": 40}, "lead_time": 2},
        {"from": "mill", "to": "plant", "item": "bolt", "lead_time": 3},
        {"from": "mill", "to": "plant", "item": "seat", "lead_time": 4},
    ],
}
SITES = {"shop": 0, "plant": 1, "mill": 2}
LANES = {"ship": 0, "make": 1, "bolts": 2, "seats": 3}


def plant(changes: Table | None = None, *lanes: Table, **top: Any) -> Table:
    """The document with some tables changed and lanes added.

    `changes` are keys by table: `{"plant": {"stock": 3}, "make": {"capacity": 2}, "plant.bolt": {"stock": 4}}`; a key
    that is None is taken out.
    """
    document = copy.deepcopy(DOCUMENT) | top
    for name, keys in (changes or {}).items():
        table, _, item = name.partition(".")
        changed = document["site"][SITES[table]] if table in SITES else document["lane"][LANES[table]]
        changed = changed["items"].setdefault(item, {}) if item else changed
        changed.update(keys)
        for key in [key for key, value in changed.items() if value is None]:
            del changed[key]
    document["lane"] += lanes
    return document


def said_of(changes: Table | None = None, *lanes: Table, **top: Any) -> list[str]:
    """The faults of the changed document, as lines."""
    return [str(fault) for fault in faults(plant(changes, *lanes, **top))]
