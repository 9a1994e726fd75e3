"""Buffers by class: by value, variability, or supplier risk."""

from __future__ import annotations

from typing import Any

import pytest

import bullwhip as bw

Table = dict[str, Any]


def by_class(by: str, bounds: list[float], covers: list[float], **keys: Any) -> Table:
    known = {"type": "known", "mean": 4}
    return {"type": "by-class", "by": by, "bounds": bounds, "covers": covers, "forecast": known} | keys


def shop(demand: list[float], rule: Table, **lane: Any) -> Table:
    """What is ordered in t is there in t + 2."""
    site = {
        "name": "shop",
        "role": "retailer",
        "stock": 8,
        "demand": {"type": "series", "values": demand},
        "rule": rule,
    }
    ways = {"to": "shop", "lead_time": 1, "order_delay": 1} | lane
    return {"name": "classes", "periods": len(demand), "site": [site], "lane": [ways]}


def read(document: Table) -> list[float]:
    figures: list[float] = bw.run(document, record=True).history["order"].tolist()
    return figures


def test_classes_by_value() -> None:
    """4 a period: at 10 each A, at 5 exactly B, at 1, or without a price, C."""
    rule = by_class("value", [40, 20], [0, 1, 5])
    orders = [read(shop([4.0, 4], rule, price=price)) for price in (10, 5, 1, 0)]
    assert orders == [[4, 4], [8, 4], [24, 4], [24, 4]]  # to 8 and 0, 4 or 20 more


def test_a_class_changes_with_the_demand_that_was_seen() -> None:
    """At a price of 5, 4 a period are worth 20; after 1, the mean of 2.5 is worth 12.5."""
    assert read(shop([4.0, 1], by_class("value", [40, 20], [0, 1, 5]), price=5)) == [8, 17]


def test_classes_by_variability() -> None:
    """4 and 4 are X, 4 and 12 have a coefficient of variation of a half, 0 and 8 of one."""
    rule = by_class("variability", [1.0, 0.5], [3, 2, 1])
    for demand, cover in (([4.0, 4], 1), ([4.0, 12], 2), ([0.0, 8], 3)):
        first = 8 + 4 - (8 - demand[0])
        assert read(shop(demand, rule)) == [first, 8 + 4 * cover - (8 - sum(demand) + first)]


def test_classes_by_supplier_risk() -> None:
    """Of 5 that were ordered the lane sends 2 a period: in period 3 something is owed for the first time."""
    rule = by_class("risk", [0.5, 0.25], [10, 3, 0])
    assert read(shop([5.0, 4, 4], rule, capacity=2)) == [5, 4, 4 + 3 * 4]
    assert read(shop([5.0, 4, 4], rule)) == [5, 4, 4]


def test_items_of_a_site_are_classed_each_by_itself() -> None:
    rule = by_class("value", [40, 20], [0, 1, 5])
    demand = {"type": "constant", "value": 4}
    items = {name: {"rule": rule, "stock": 8, "demand": demand} for name in ("pearl", "bead")}
    document = {
        "name": "two", "periods": 1, "site": [{"name": "shop", "role": "retailer", "items": items}],
        "lane": [{"to": "shop", "item": name, "lead_time": 1, "order_delay": 1, "price": price}
                 for name, price in (("pearl", 10), ("bead", 1))],
    }  # fmt: skip
    history = bw.run(document, record=True).history.set_index("item")["order"]
    assert history.to_dict() == {"pearl": 4, "bead": 24}


FAULTS: list[tuple[Table, str]] = [
    ({"bounds": [0.5, 1.0]}, "bounds: found 0.5, less than 1; give the bound of the first class first: the higher one"),
    ({"by": "colour"}, "by: found 'colour', which is unknown; give one of value, variability, risk"),
    ({"covers": [1, 2]}, "covers.2: found nothing; add 2"),
    ({"covers": [1, 2, -3]}, "covers.2: found -3; give 0 or more"),
]


@pytest.mark.parametrize(("keys", "expected"), FAULTS, ids=[text.split(";")[0] for _, text in FAULTS])
def test_what_cannot_be_is_refused(keys: Table, expected: str) -> None:
    rule = by_class("value", [40, 20], [0, 1, 5]) | keys
    assert [str(fault) for fault in bw.check(shop([1.0], rule))] == [f"site 'shop', rule.{expected}"]
