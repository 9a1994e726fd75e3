"""Contracts: a fixed quantity or a minimum take by one lane, and the rest freely by the other."""

from __future__ import annotations

from typing import Any

import bullwhip as bw
from bullwhip.agents.rules import Contract
from tests.agents.rules.test_dual_sourcing import ordered, two_lanes

Table = dict[str, Any]
FIXED = {"type": "contract", "take": 4, "most": 4, "level": 12}


def test_a_fixed_quantity_by_hand() -> None:
    """10 on hand, demand 3, 6, 0, 2: 4 come by contract whatever happens, and the rest by the fast lane.

    5 lack: 1 freely.  After 6 there are 2, and 4 on order: 6 lack.  Then there are 4 and 8, and more in period 4:
    nothing lacks, and 4 are taken.
    """
    assert ordered(two_lanes(FIXED, [3, 6, 0, 2], stock=10), 4) == [(1, 4), (2, 4), (0, 4), (0, 4)]


def test_a_minimum_take_by_hand() -> None:
    """All that lacks is had by contract, at least 4: in period 3 nothing lacks, and in period 4 nothing does."""
    rule = {"type": "contract", "take": 4, "level": 12}
    assert ordered(two_lanes(rule, [3, 6, 0, 2], stock=10), 4) == [(0, 5), (0, 6), (0, 4), (0, 4)]


def test_between_a_minimum_and_a_maximum() -> None:
    """5 of the 6 that lack, and the sixth freely; and the same with the fast lane under contract."""
    rule = {"type": "contract", "take": 2, "most": 5, "level": 12}
    assert ordered(two_lanes(rule, [3, 6], stock=10), 2) == [(0, 5), (1, 5)]
    assert ordered(two_lanes(rule | {"lane": "fast"}, [3, 6], stock=10), 2) == [(5, 0), (5, 1)]


def test_a_contract_is_cheaper_and_less_flexible() -> None:
    """At two thirds of the price the contract pays where demand is what was agreed, and not where it halves."""
    rules = {
        "contract": {"type": "contract", "take": 10, "most": 10, "level": 40},
        "free": {"type": "base-surge", "base": 0, "level": 20},
    }
    for after, pays in ((10, True), (5, False)):
        document = two_lanes(rules["free"], [0], stock=10)
        document |= {"periods": 52, "whole_units": False}
        demand = {"type": "step", "before": 10, "after": after, "at": 20}
        document["site"][0] |= {"holding_cost": 1, "backlog_cost": 10, "demand": demand}
        document["lane"][0]["price"], document["lane"][1]["price"] = 2, 3
        found = bw.compare(document, rules)
        assert (found.results["contract"].costs.mean() < found.results["free"].costs.mean()) == pays


def test_nobody_takes_more_than_there_is() -> None:
    document = two_lanes(FIXED | {"most": 3}, [3], stock=10)
    assert [str(fault) for fault in bw.check(document)] == [
        "site 'shop', rule.take: found 4, more than most = 3; give at most that"
    ]
    assert [str(fault) for fault in bw.check(two_lanes(FIXED | {"lane": "near"}, [3]))] == [
        "site 'shop', rule.lane: found 'near', which is unknown; give one of slow, fast"
    ]


def test_what_is_agreed_is_not_searched() -> None:
    assert Contract(take=4.0, level=12.0).sought == {"take": "rate", "level": "stock"}
    assert Contract(take=4.0, level=12.0, most=4.0).sought == {"level": "stock"}
