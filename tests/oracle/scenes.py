"""Scenarios as the oracle reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["DEFAULTS", "complete"]

DEFAULTS: dict[str, Any] = {
    "crossing": False, "capacity": None, "yield_": 1.0, "recipe": None, "price": 0.0, "price_changes": (),
    "discounts": (), "shipment_cost": 0.0, "minimum": 0.0, "multiple": 0.0,
    "sourcing": None, "patience": None, "lost_share": 0.0, "lost_cost": 0.0, "goodwill": None, "shelf_life": None,
    "issue": "fifo", "discard_cost": 0.0, "shrinkage": 0.0, "obsolete_at": None, "sale_price": 0.0,
    "uses": None, "storage": None, "region": "", "cash": 0.0,
}  # fmt: skip


class complete:
    """A table with the keys that it does not know."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name) if hasattr(self.table, name) or name not in DEFAULTS else DEFAULTS[name]
