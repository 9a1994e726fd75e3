"""What rules answer, and the lanes on which it is ordered: every fault."""

from __future__ import annotations

from typing import Any

import pytest

from tests.network.scenario.plants import said_of

Table = dict[str, Any]
SECOND = {"to": "plant", "item": "bolt", "lead_time": 9}
RETURNS = {"type": "pass-on", "negative": True}
DUAL = {"type": "dual-index", "express": 3, "regular": 9}


FITS = "orders on a regular lane and an express one"
SAID = "a capacity says what can be sent"
BACK = "remove it: goods go back by a single lane that brings them as they are"


@pytest.mark.parametrize(
    ("changes", "lanes", "expected"),
    [
        ({"plant.bolt": {"rule": DUAL}}, [SECOND], []),
        (
            {"plant.bolt": {"rule": DUAL}},
            [],
            [f"items.bolt.rule.type: found 'dual-index', which {FITS}, and 1 lane with 'bolt'; give it two lanes"],
        ),
        (
            {"shop": {"rule": {"type": "base-surge", "base": 1, "level": 3}}},
            [{"to": "shop", "lead_time": 2}, {"to": "shop", "lead_time": 3}],
            [f"rule.type: found 'base-surge', which {FITS}, and 3 lanes with 'car'; give it two lanes"],
        ),
        ({"plant.bolt": {"rule": RETURNS}}, [], []),
        ({"shop": {"rule": RETURNS}}, [], []),
        (
            {"plant.bolt": {"rule": RETURNS, "sourcing": "fastest"}},
            [SECOND],
            [f"items.bolt.rule.negative: found true, and 'bolt' comes by 2 lanes; {BACK}"],
        ),
        (
            {"plant": {"rule": RETURNS}},
            [],
            [f"rule.negative: found true, and 'car' is made by a recipe; {BACK}"],
        ),
        (
            {"plant.bolt": {"rule": RETURNS}, "bolts": {"capacity": 3}},
            [],
            [f"items.bolt.rule.negative: found true, and 'bolt' comes by a lane on which {SAID}; {BACK}"],
        ),
        (
            {"shop": {"rule": RETURNS}, "plant": {"capacity": 3}, "make": {"order_delay": 1}},
            [],
            [],
        ),
        (
            {"shop.bolt": {"rule": RETURNS, "demand": {"type": "constant", "value": 1}}},
            [],
            [f"negative: found true, and 'bolt' is taken from 'bolt' at 'plant', where a recipe or {SAID}; {BACK}"],
        ),
    ],
)
def test_rules_fit_their_lanes(changes: Table, lanes: list[Table], expected: list[str]) -> None:
    said = said_of(changes, *lanes)
    assert len(said) == len(expected)
    assert all(more in one for one, more in zip(said, expected, strict=True))
