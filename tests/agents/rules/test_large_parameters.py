"""Parameters that would take gigabytes or hours, or overflow, are refused when a rule is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.rules.rule_tables import check_rule
from bullwhip.network.arrays import Array
from bullwhip.network.errors import FaultyTable

COVER = {"type": "forecast-order-up-to"}


@pytest.mark.parametrize(
    "rule",
    [
        {**COVER, "cover": 4, "forecast": {"type": "moving-average", "window": 10_001}},
        {**COVER, "cover": 4, "forecast": {"type": "holt-winters", "alpha": 0.2, "season": 10**9}},
        {**COVER, "cover": 1e9, "forecast": {"type": "holt-winters", "alpha": 0.2}},
        {"type": "smoothing", "cover": 1e9, "stock_time": 4, "pipeline_time": 4, "forecast": {"type": "last"}},
    ],
    ids=str,
)
def test_they_are_refused_with_the_limit(rule: dict[str, Any]) -> None:
    with pytest.raises(FaultyTable) as caught:
        check_rule(rule, False)
    (fault,) = caught.value.faults
    assert "10000" in fault.remedy


def test_the_largest_are_let_through() -> None:
    check_rule({**COVER, "cover": 10_000, "forecast": {"type": "moving-average", "window": 10_000}}, False)


@dataclass(frozen=True, kw_only=True)
class Mine(bw.Rule):
    """A rule of one's own, whose numbers have no limits that it says itself."""

    most: float | None = None
    several: tuple[float, ...] = ()

    def order(self, view: bw.View) -> Array:
        return view.asked


OWN = {"type": f"{__name__}:Mine"}
MOST = 1_000_000_000_000_000


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ({"type": "order-up-to", "level": 1e300}, "level"),
        ({"type": "pass-on", "minimum": 1e16}, "minimum"),
        ({"type": "pass-on", "cap": 1e16}, "cap"),
        ({"type": "recorded", "orders": [1.0, 1e16]}, "orders.1"),
        ({**COVER, "cover": 4, "forecast": {"type": "last", "initial": 1e16}}, "forecast.initial"),
        ({**OWN, "most": 1e16}, "most"),
        ({**OWN, "several": [1e16]}, "several.0"),
    ],
    ids=str,
)
def test_no_number_is_beyond_those_of_a_scenario(rule: dict[str, Any], key: str) -> None:
    with pytest.raises(FaultyTable) as caught:
        check_rule(rule, False)
    assert [(fault.key, fault.remedy) for fault in caught.value.faults] == [(key, f"give at most {MOST}")]


def test_the_largest_number_is_let_through() -> None:
    check_rule({"type": "order-up-to", "level": -MOST, "cap": MOST}, False)
    check_rule({**OWN, "most": MOST, "several": [MOST]}, False)
