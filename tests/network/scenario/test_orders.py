"""What rules answer, and the lanes on which it is ordered: every fault."""

from __future__ import annotations

from typing import Any

import pytest

from tests.network.scenario.plants import said_of

Table = dict[str, Any]
SECOND = {"to": "plant", "item": "bolt", "lead_time": 9}
RETURNS = {"type": "pass-on", "negative": True}
DUAL = {"type": "dual-index", "express": 3, "regular": 9}


@pytest.mark.parametrize(
    ("changes", "lanes", "expected"),
    [
        ({"plant.bolt": {"rule": DUAL}}, [SECOND], None),
        (
            {"plant.bolt": {"rule": DUAL}},
            [],
            "site 'plant', items.bolt.rule.type: found 'dual-index', which orders on a regular lane and an express one,"
            " and 1 lane with 'bolt'; give it two lanes, or another rule",
        ),
        (
            {"shop": {"rule": {"type": "base-surge", "base": 1, "level": 3}}},
            [{"to": "shop", "lead_time": 2}, {"to": "shop", "lead_time": 3}],
            "site 'shop', rule.type: found 'base-surge', which orders on a regular lane and an express one,"
            " and 3 lanes with 'car'; give it two lanes, or another rule",
        ),
        ({"plant.bolt": {"rule": RETURNS}}, [], None),
        ({"shop": {"rule": RETURNS}}, [], None),
        (
            {"plant.bolt": {"rule": RETURNS, "sourcing": "fastest"}},
            [SECOND],
            "site 'plant', items.bolt.rule.negative: found true, and 'bolt' comes by 2 lanes; remove it: goods go back"
            " by a single lane that brings them as they are",
        ),
        (
            {"plant": {"rule": RETURNS}},
            [],
            "site 'plant', rule.negative: found true, and 'car' is made by a recipe; remove it: goods go back by a"
            " single lane that brings them as they are",
        ),
    ],
)
def test_rules_fit_their_lanes(changes: Table, lanes: list[Table], expected: str | None) -> None:
    assert said_of(changes, *lanes) == ([] if expected is None else [expected])
