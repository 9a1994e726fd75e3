"""Parameters that are each right by themselves, and cannot hold together: refused in files and in Python alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.rules import MinMax, OrderUpTo, PassOn
from bullwhip.network.errors import Fault

Table = dict[str, Any]

# A rule's table, and what must be said of it: of each fault the key, what was found, and the remedy.
ALONE: dict[str, tuple[Table, str]] = {
    "s above S": (
        {"type": "s-S", "s": 30.5, "S": 20},
        "s: found 30.5, more than S = 20; give at most S",
    ),
    "minimum above the cap": (
        {"type": "pass-on", "minimum": 30, "cap": 20},
        "minimum: found 30, more than the cap 20; give a smaller minimum, or a larger cap",
    ),
    "multiple above the cap": (
        {"type": "pass-on", "multiple": 24, "cap": 20},
        (
            "multiple: found 24, more than the cap 20: every order would be 0;"
            " give a multiple up to the cap, or a larger cap"
        ),
    ),
    "minimum above the largest multiple": (
        {"type": "pass-on", "minimum": 18, "multiple": 8, "cap": 20},
        (
            "minimum: found 18, more than the cap 20, within which the largest multiple of 8 is 16;"
            " give a smaller minimum, or a larger cap"
        ),
    ),
}
SOUND: list[Table] = [
    {"type": "s-S", "s": 20, "S": 20},
    {"type": "pass-on", "minimum": 20, "cap": 20},
    {"type": "pass-on", "multiple": 20, "cap": 20},
    {"type": "pass-on", "multiple": 0.1, "cap": 0.3, "minimum": 0.3},  # 0.3 / 0.1 is 2.9999999999999996
    {"type": "pass-on", "minimum": 0.5, "forced_order": 2.5},
    {"type": "pass-on", "cap": 0},
]


@dataclass(frozen=True)
class Own(bw.Rule):
    """A rule of one's own, with a check of its own."""

    low: float = 0.0
    high: float = 9.0

    def faults(self, whole_units: bool) -> Iterator[Fault]:
        yield from super().faults(whole_units)
        if self.low > self.high:
            yield Fault(key="low", found=f"{self.low:g}, more than high", remedy="give less")

    def order(self, view: bw.View) -> Any:
        return view.asked


def document(rule: Any, **keys: Any) -> Table:
    shop = {"name": "shop", "role": "retailer", "rule": rule, "demand": {"type": "constant", "value": 3}}
    return {"name": "s", "periods": 9, "site": [shop], "lane": [{"to": "shop", "lead_time": 1}], **keys}


def said(rule: Any, **keys: Any) -> list[str]:
    return [str(fault) for fault in bw.check(document(rule, **keys))]


def refused(rule: Any, **keys: Any) -> list[str]:
    """What is said of a rule made in Python."""
    with pytest.raises(bw.BullwhipError) as caught:
        bw.run(bw.load(document("pass-on", **keys)), rules={"shop": rule})
    return str(caught.value).splitlines()


@pytest.mark.parametrize("name", ALONE)
def test_a_contradiction_in_a_file_is_a_fault(name: str) -> None:
    table, expected = ALONE[name]
    assert said(table) == [f"site 'shop', rule.{expected}"]


@pytest.mark.parametrize("name", ALONE)
def test_a_contradiction_in_python_is_refused_alike(name: str) -> None:
    table, expected = ALONE[name]
    parameters = {key: value for key, value in table.items() if key != "type"}
    rule = MinMax(**parameters) if table["type"] == "s-S" else PassOn(**parameters)
    assert refused(rule) == [f"rules, 'shop': {expected}"]
    if table["type"] == "pass-on":
        assert refused(Own(**parameters)) == [f"rules, 'shop': {expected}"]


@pytest.mark.parametrize("table", SOUND, ids=str)
def test_what_holds_together_is_no_fault(table: Table) -> None:
    assert said(table) == []


@pytest.mark.parametrize("rule_type", ["pass-on", "tests.agents.rules.test_contradictions:Own"])
def test_limits_of_whole_units_are_whole(rule_type: str) -> None:
    limits = {"minimum": 1.5, "multiple": 2.5, "cap": 20.25, "forced_order": 0.5, "forced_periods": 1}
    remedy = "give whole units, or whole_units = false"
    assert said({"type": rule_type, **limits}) == []
    assert said({"type": rule_type, **limits}, whole_units=True) == [
        f"site 'shop', rule.minimum: found 1.5; {remedy}",
        f"site 'shop', rule.multiple: found 2.5; {remedy}",
        f"site 'shop', rule.cap: found 20.25; {remedy}",
        f"site 'shop', rule.forced_order: found 0.5; {remedy}",
    ]
    assert refused(PassOn(cap=2.5), whole_units=True) == [f"rules, 'shop': cap: found 2.5; {remedy}"]
    assert refused(Own(cap=2.5), whole_units=True) == [f"rules, 'shop': cap: found 2.5; {remedy}"]


def test_limits_need_not_be_whole_where_it_cannot_be_told_whether_units_are() -> None:
    assert said({"type": "pass-on", "cap": 2.5}, whole_units="yes") == [
        "whole_units: found 'yes', which is neither true nor false; give true or false, without quotes"
    ]


def test_a_rule_of_ones_own_may_check_more() -> None:
    assert said({"type": "tests.agents.rules.test_contradictions:Own", "low": 10}) == [
        "site 'shop', rule.low: found 10, more than high; give less"
    ]
    assert refused(Own(low=10)) == ["rules, 'shop': low: found 10, more than high; give less"]


def test_the_common_keys_of_ones_own_rule_are_checked_in_python() -> None:
    assert refused(Own(minimum="few")) == [  # type: ignore[arg-type]
        "rules, 'shop': minimum: found 'few', which is not a number; give a number"
    ]
    assert refused(Own(cap=-1)) == ["rules, 'shop': cap: found -1; give 0 or more"]


def test_the_place_of_a_rule_is_named() -> None:
    scenario = bw.load(document("pass-on", item="tea"))
    with pytest.raises(bw.BullwhipError, match=r"^rules, \('shop', 'tea'\): level: found nan, which is not a finite"):
        bw.run(scenario, rules={("shop", "tea"): OrderUpTo(level=float("nan"))})
    with pytest.raises(bw.BullwhipError, match=r"^rules, 'shop': s: found 9, more than S = 3"):
        bw.SupplyNetwork(scenario, rules={"shop": MinMax(s=9, S=3)})


def test_a_contradiction_in_a_comparison_is_refused() -> None:
    with pytest.raises(bw.BullwhipError, match=r"rule 's-S': s: found 9, more than S = 3; give at most S"):
        bw.compare(bw.load(document("pass-on")), {"s-S": {"type": "s-S", "s": 9, "S": 3}})
