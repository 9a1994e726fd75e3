"""Networks to tune: a shop alone, and a bakery that has everything at once."""

from typing import Any

SHOP: dict[str, Any] = {
    "name": "Shop",
    "period": "day",
    "periods": 400,
    "warm_up": 20,
    "whole_units": True,
    "site": [
        {
            "name": "shop", "role": "retailer", "stock": 10, "holding_cost": 1.0, "backlog_cost": 9.0,
            "rule": {"type": "order-up-to", "level": 10}, "demand": {"type": "poisson", "mean": 5},
        },
        {"name": "maker", "role": "supplier"},
    ],
    "lane": [{"from": "maker", "to": "shop", "lead_time": 2}],
}  # fmt: skip


def shop(**terms: Any) -> dict[str, Any]:
    """The shop with other terms; `lane` has those of its lane."""
    lane = terms.pop("lane", {})
    top = {key: terms.pop(key) for key in ("whole_units", "periods", "warm_up", "capital_rate") if key in terms}
    site, maker = SHOP["site"]
    return SHOP | top | {"site": [site | terms, maker], "lane": [SHOP["lane"][0] | lane]}


MILLS = {"type": "discrete", "values": [3, 4], "weights": [2, 1]}

# Bread of flour and yeast: two suppliers of flour, one of them express; an oven; bread of two days; no customer waits.
BAKERY: dict[str, Any] = {
    "name": "Bakery",
    "period": "day",
    "periods": 150,
    "warm_up": 20,
    "whole_units": True,
    "site": [
        {"name": "mill", "role": "supplier"},
        {"name": "city mill", "role": "supplier"},
        {"name": "brewery", "role": "supplier"},
        {
            "name": "bakery", "role": "manufacturer", "capacity": 30, "uses": {"bread": 1}, "storage": 400,
            "items": {
                "flour": {
                    "stock": 60, "holding_cost": 0.1, "rule": {"type": "dual-index", "express": 60, "regular": 90},
                },
                "yeast": {"stock": 20, "holding_cost": 0.1, "rule": {"type": "s-S", "s": 10, "S": 60}, "order_cost": 3},
                "bread": {
                    "stock": 20, "holding_cost": 0.3, "shelf_life": 2, "discard_cost": 1, "lost_share": 1,
                    "lost_cost": 4,
                    "rule": {"type": "order-up-to", "level": 60},
                    "demand": {"type": "poisson", "mean": 20},
                },
            },
        },
    ],
    "lane": [
        {"from": "mill", "to": "bakery", "item": "flour", "lead_time": MILLS},
        {"from": "city mill", "to": "bakery", "item": "flour", "lead_time": 1, "holding_cost": 1},
        {"from": "brewery", "to": "bakery", "item": "yeast", "lead_time": 2, "yield": 0.9},
        {"to": "bakery", "item": "bread", "lead_time": 1, "order_delay": 1, "recipe": {"flour": 2, "yeast": 1}},
    ],
}  # fmt: skip
