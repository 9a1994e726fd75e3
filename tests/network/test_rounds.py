"""Recipes and capacities: what is refused."""

from __future__ import annotations

from typing import Any

import pytest

import bullwhip as bw
from tests.driving import load

Table = dict[str, Any]
NEGATIVE = {"type": "order-up-to", "level": 5.0, "negative": True}
BACK = bw.OrderUpTo(level=5.0, negative=True)


def pair(rule: Table | str, lane: Table, store: Table, bought: Table) -> Table:
    """A shop and its store."""
    shop = {"name": "shop", "role": "retailer", "rule": rule, "demand": {"type": "constant", "value": 1.0}}
    sites = [shop, {"name": "store", "role": "distributor", "rule": "pass-on"} | store]
    sites.append({"name": "maker", "role": "supplier"})
    lanes = [{"from": "store", "to": "shop", "lead_time": 1} | lane, {"to": "store", "lead_time": 1} | bought]
    return {"name": "pair", "periods": 5, "site": sites, "lane": lanes}


@pytest.mark.parametrize(
    ("lane", "store", "bought"),
    [({"capacity": 3.0}, {}, {}), ({}, {"capacity": 3.0}, {"from": "maker"})],
)
def test_what_waits_for_a_capacity_is_not_sent_back(lane: Table, store: Table, bought: Table) -> None:
    """That of a site is used by what it ships where nothing comes to it from the outside world itself."""
    refused = r"site 'shop', rule.negative: found true, and 'item' comes by a lane on which a capacity says what can be"
    with pytest.raises(bw.ScenarioError, match=refused):
        load(pair(NEGATIVE, lane, store, bought))
    told = r"site 'shop' \(item\), rule.negative: found orders below zero to store"
    with pytest.raises(bw.BullwhipError, match=told):  # the file's rule sends nothing back, but the one in its place
        bw.run(load(pair("pass-on", lane, store, bought)), rules={"shop": BACK})


def test_what_does_not_use_the_capacity_is_sent_back() -> None:
    load(pair(NEGATIVE, {}, {"capacity": 3.0}, {}))


@pytest.mark.parametrize("others", [0, 1])
def test_a_capacity_that_is_exactly_used_is_used(others: int) -> None:
    """A capacity of 0.3 makes 3 units that take 0.1 each, though 0.3 / 0.1 is 2.9999999999999996; shared or not."""
    names = ["bread", "cake"][: 1 + others]
    own = {"stock": 0, "rule": {"type": "recorded", "orders": [9] * 3}, "demand": {"type": "constant", "value": 1}}
    items: Table = {"bread": own, "flour": {"stock": 99, "rule": "pass-on"}}
    if others:
        items["cake"] = own | {
            "rule": {"type": "recorded", "orders": [0] * 3},
            "demand": {"type": "constant", "value": 0},
        }
    bakery = {
        "name": "bakery",
        "role": "manufacturer",
        "capacity": 0.3,
        "uses": dict.fromkeys(names, 0.1),
        "items": items,
    }
    lanes = [{"to": "bakery", "item": name, "recipe": {"flour": 1}, "lead_time": 1} for name in names]
    lanes.append({"to": "bakery", "item": "flour", "lead_time": 1})
    scenario = {"name": "ovens", "periods": 3, "whole_units": True, "site": [bakery], "lane": lanes}
    history = bw.run(scenario, record=True).history
    assert history[history["item"] == "bread"]["received"].tolist() == [0.0, 3.0, 3.0]
