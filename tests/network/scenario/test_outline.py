"""A scenario's columns: made once, and equal tables of rules are one."""

from __future__ import annotations

from typing import Any

import pytest

from bullwhip.network.allocation.modes import NUMBERS
from bullwhip.network.scenario import read
from bullwhip.network.scenario.outline import OUTSIDE

LEVEL = {"type": "order-up-to", "level": 4}


def shops(*rules: Any) -> dict[str, Any]:
    """A depot and shops with these rules."""
    names = [f"shop {k}" for k in range(len(rules))]
    sites = [{"name": name, "role": "distributor", "rule": rule} for name, rule in zip(names, rules, strict=True)]
    depot = {"name": "depot", "role": "distributor", "rule": "pass-on", "stock": 7, "allocation": "first-come"}
    lanes = [{"from": "depot", "to": name, "lead_time": 2, "in_transit": [0, 3]} for name in names]
    return {
        "name": "shops",
        "periods": 3,
        "site": [*sites, depot],
        "lane": [*lanes, {"to": "depot", "lead_time": 1, "order_delay": 1, "in_mail": [5]}],
    }


def test_columns_are_in_the_order_of_the_file() -> None:
    scenario = read(shops(LEVEL, LEVEL))
    outline = scenario.outline
    assert [point.site for point in outline.points] == ["shop 0", "shop 1", "depot"]
    assert outline.amounts["stock"].tolist() == [0, 0, 7]
    assert outline.allocation.tolist() == [NUMBERS[mode] for mode in ("proportional", "proportional", "first-come")]
    assert (outline.source.tolist(), outline.target.tolist()) == ([2, 2, OUTSIDE], [0, 1, 2])
    assert outline.by_name.tolist() == [1, 2, 0]
    assert (outline.lead_time.tolist(), outline.order_delay.tolist()) == ([2, 2, 1], [0, 0, 1])
    assert (outline.in_transit, outline.in_mail) == ({0: (0, 3), 1: (0, 3)}, {2: (5,)})


def test_they_are_made_once() -> None:
    scenario = read(shops(LEVEL))
    assert scenario.outline is scenario.outline
    assert scenario.stockpoints() is scenario.outline.points
    assert scenario.lanes_by_item() is scenario.outline.ways


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (dict(LEVEL), True),
        (LEVEL | {"level": 5}, False),
        (LEVEL | {"level": 4.0}, False),
        (LEVEL | {"cap": 9}, False),
    ],
)
def test_equal_tables_of_rules_are_one(other: dict[str, Any], same: bool) -> None:
    outline = read(shops(LEVEL, other)).outline
    assert len(outline.rules) == (2 if same else 3)
    assert [outline.rules[number] for number in outline.rule] == [LEVEL, other, {"type": "pass-on"}]


def test_tables_within_tables_are_compared_as_well() -> None:
    def table(window: int) -> dict[str, Any]:
        return {"type": "order-up-to-forecast", "forecast": {"type": "moving-average", "window": window}}

    assert read(shops(table(4), table(4), table(5))).outline.rule.tolist() == [0, 0, 1, 2]
