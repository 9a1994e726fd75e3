"""The keys that every rule takes: minimum, multiple, cap, forced periods, returns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bullwhip.agents.rule import stack
from bullwhip.agents.rules import PassOn
from tests.driving import Run, load


def limited(order: float, period: int = 9, **limits: Any) -> float:
    return float(PassOn(**limits).limited(np.array([[order]]), period)[0, 0])


@pytest.mark.parametrize(
    ("limits", "orders"),
    [
        ({"minimum": 5.0}, {0.0: 0, 0.5: 5, 5.0: 5, 6.0: 6, -3.0: -3, 1e-12: 1e-12}),
        ({"multiple": 4.0}, {0.0: 0, 0.5: 4, 4.0: 4, 4.1: 8, 8.0000000001: 8, -3.0: 0, -5.0: -4}),
        ({"cap": 7.0}, {0.0: 0, 6.5: 6.5, 7.0: 7, 99.0: 7, -3.0: -3}),
        ({"multiple": 4.0, "cap": 10.0}, {7.0: 8, 9.0: 8, 99.0: 8}),
        ({"minimum": 5.0, "multiple": 4.0}, {1.0: 8, 0.0: 0}),
        ({"multiple": 0.1, "cap": 0.3}, {0.25: 0.3, 9.0: 0.3}),  # 0.3 / 0.1 is 2.9999999999999996
        ({"multiple": 0.1}, {0.3: 0.3, 0.7: 0.7}),
    ],
    ids=str,
)
def test_orders_are_limited(limits: dict[str, Any], orders: dict[float, float]) -> None:
    for order, expected in orders.items():
        assert limited(order, **limits) == pytest.approx(expected, rel=1e-12)


def test_no_order_is_not_minus_nothing() -> None:
    assert np.copysign(1.0, limited(-0.5, multiple=4.0)) == 1.0


def test_forced_periods_come_first() -> None:
    assert limited(99.0, period=4, forced_periods=4, forced_order=6.5, cap=3.0) == 6.5
    assert limited(99.0, period=5, forced_periods=4, forced_order=6.5, cap=3.0) == 3.0


def test_limits_of_rules_that_decide_together() -> None:
    rules = [PassOn(), PassOn(minimum=5.0), PassOn(multiple=4.0), PassOn(cap=1.0), PassOn(multiple=3.0, cap=1.0)]
    together = stack(rules)
    assert together.is_limited
    assert together.limited(np.full((5, 2), 2.5), 1)[:, 0].tolist() == [2.5, 5.0, 4.0, 1.0, 0.0]


def orders_of(rule: dict[str, Any], demand: list[float], periods: int, **keys: Any) -> Run:
    shop = {"name": "shop", "role": "retailer", "stock": 42, "rule": rule}
    shop["demand"] = {"type": "series", "values": demand}
    document = {"name": "shop", "periods": periods, "site": [shop], "lane": [{"to": "shop", "lead_time": 2}]}
    return Run.of(load(document | keys))


def test_whole_units_are_rounded_to_the_nearest() -> None:
    run = orders_of({"type": "recorded", "orders": [2.4, 2.5, 3.5, -0.6]}, [1.0], 4, whole_units=True)
    assert run.history(4)["order"].ravel().tolist() == [2.0, 3.0, 4.0, 0.0]


def test_returns_are_cut_unless_they_are_allowed() -> None:
    for negative, last in ((False, 0.0), (True, -7.5)):
        run = orders_of({"type": "recorded", "orders": [2.0, -7.5], "negative": negative}, [1.0], 2)
        assert run.history(2)["order"].ravel().tolist() == [2.0, last]
