"""Levels: who goes through a period together."""

from __future__ import annotations

from typing import Any

from bullwhip.agents.deciding.rule_plan import lay_out
from tests.driving import load


def levels(site: dict[str, Any]) -> dict[str, int]:
    """The level of each item at a bakery that sells flour at once, and makes bread of flour and a cake of eggs."""
    own: dict[str, Any] = {"stock": 10, "rule": "pass-on"}
    shop = {"name": "shop", "role": "retailer", "items": {"flour": own | {"demand": {"type": "constant", "value": 1}}}}
    bakery = {"name": "bakery", "role": "manufacturer", "items": dict.fromkeys(("flour", "egg", "bread", "cake"), own)}
    lanes = [
        {"from": "bakery", "to": "shop", "item": "flour", "lead_time": 1, "order_delay": 0},
        {"to": "bakery", "item": "bread", "recipe": {"flour": 1}, "lead_time": 1, "order_delay": 1},
        {"to": "bakery", "item": "cake", "recipe": {"egg": 1}, "lead_time": 1, "order_delay": 1},
        {"to": "bakery", "item": "flour", "lead_time": 1, "order_delay": 1},
        {"to": "bakery", "item": "egg", "lead_time": 1, "order_delay": 1},
    ]
    network = lay_out(load({"name": "levels", "periods": 3, "site": [shop, bakery | site], "lane": lanes})).network
    number = {row: at for at, level in enumerate(network.levels) for row in range(level.start, level.stop)}
    return {point.item: number[row] for row, point in enumerate(network.stockpoints) if point.site == "bakery"}


def test_who_sells_at_once_comes_later() -> None:
    assert levels({}) == {"flour": 1, "egg": 0, "bread": 0, "cake": 0}


def test_what_shares_a_capacity_goes_together() -> None:
    assert levels({"capacity": 5}) == {"flour": 1, "egg": 1, "bread": 0, "cake": 0}


def test_what_takes_none_of_a_capacity_is_not_held_by_it() -> None:
    assert levels({"capacity": 5, "uses": {"bread": 1}}) == {"flour": 1, "egg": 0, "bread": 0, "cake": 0}


def test_all_that_share_a_room_go_together() -> None:
    assert levels({"storage": 100}) == {"flour": 1, "egg": 1, "bread": 1, "cake": 1}
