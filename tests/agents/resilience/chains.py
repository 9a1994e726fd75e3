"""Networks whose figures are known."""

from collections.abc import Mapping
from typing import Any

STEADY = 10  # units a day
HOLDING = (3, 2, 1)  # money per unit and day, from the shop up


def steady(**changes: Any) -> dict[str, Any]:
    """A chain of three sites with constant demand, which starts with nothing to spare and nothing owed.

    The shop and the store wait a day for goods, the works two; so each has only what it needs the next day.
    """
    sites: list[Mapping[str, Any]] = [
        {
            "name": name,
            "role": "retailer",
            "stock": 0,
            "holding_cost": cost,
            "rule": {"type": "order-up-to", "level": 0},
        }
        for name, cost in zip(("shop", "store", "works"), HOLDING, strict=True)
    ]
    shop = {**sites[0], "backlog_cost": 20, "demand": {"type": "constant", "value": STEADY}}
    lanes = [
        {"from": "store", "to": "shop", "lead_time": 1, "in_transit": [STEADY], "holding_cost": 0},
        {"from": "works", "to": "store", "lead_time": 1, "in_transit": [STEADY], "holding_cost": 0},
        {"to": "works", "lead_time": 2, "in_transit": [STEADY, STEADY], "holding_cost": 0},
    ]
    return {
        "name": "Steady", "period": "day", "periods": 40, "warm_up": 10, "whole_units": True,
        "site": [shop, *sites[1:]], "lane": lanes, **changes,
    }  # fmt: skip


def outage(**changes: Any) -> dict[str, Any]:
    """A shop with constant demand whose supplier sends nothing in periods 21 to 23, and in 24 all that he owes."""
    shop = {
        "name": "shop", "role": "retailer", "stock": 0, "holding_cost": 2, "backlog_cost": 5,
        "rule": {"type": "order-up-to", "level": STEADY}, "demand": {"type": "constant", "value": STEADY},
    }  # fmt: skip
    return {
        "name": "Outage", "period": "day", "periods": 40, "warm_up": 10, "whole_units": True,
        "site": [shop, {"name": "maker", "role": "supplier"}],
        "lane": [{"from": "maker", "to": "shop", "lead_time": 1, "in_transit": [STEADY]}],
        "disruption": [{"name": "storm", "kind": "shipping", "site": "maker", "start": 21, "length": 3}],
        **changes,
    }  # fmt: skip
