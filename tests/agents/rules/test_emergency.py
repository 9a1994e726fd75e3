"""A second lane that is for shortages alone: emergency shipments, and a backup supplier who needs time to get going."""

from __future__ import annotations

from typing import Any

import pytest

import bullwhip as bw
from tests.agents.rules.test_dual_sourcing import ordered, two_lanes

Table = dict[str, Any]
EMERGENCY = {"type": "emergency", "level": 12, "threshold": 2, "up_to": 5}
BACKUP = {"type": "backup", "level": 12, "threshold": 2, "up_to": 9, "reserved": 6, "ramp": 3}


def test_an_emergency_by_hand() -> None:
    """10 on hand, demand 3, 5, 0, 6; express is there in 1 period, regular in 3.

    After 3 there are 7, and 5 lack to 12.  After 5 there are 2: that is an emergency, and 3 come express, then 12 - 2 -
    5 - 3 regular.  In period 3 there are 5.  In period 4 the first 5 come and 6 go: 4 are no emergency.
    """
    assert ordered(two_lanes(EMERGENCY, [3, 5, 0, 6], stock=10), 4) == [(0, 5), (3, 2), (0, 0), (0, 6)]


def test_what_is_there_in_time_is_not_sent_for_again() -> None:
    """3 come tomorrow by the regular lane, and net stock is 1: 1 lacks to 5, and what the two make is 5 of 12."""
    document = two_lanes(EMERGENCY, [9], stock=10)
    document["lane"][0]["in_transit"] = [0, 3, 0]
    assert ordered(document, 1) == [(1, 7)]


def test_a_backup_by_hand() -> None:
    """10 on hand, demand 9, 3, 0, 0, 0, 14: in the first period of a shortage 2 can be had, then 4, then 6.

    After 9 there is 1, and 8 lack: 2 come, and 9 regular.  2 come and 3 go: 0, and 4 of 9 come.  4 come: the shortage
    is over.  In period 6 it begins anew with 2, and -1 + 2 + 11 are 12.
    """
    document = two_lanes(BACKUP, [9, 3, 0, 0, 0, 14], stock=10)
    assert ordered(document, 6) == [(2, 9), (4, 0), (0, 0), (0, 0), (0, 0), (2, 11)]


def test_a_backup_that_runs_in_full_sends_what_lacks_and_no_more() -> None:
    """Nothing is sent on the regular lane: the ramp ends with 6 in the third period, until 9 are there in time."""
    document = two_lanes(BACKUP | {"threshold": 8, "ramp": 2}, [8, 0, 0, 0], stock=10)
    document["lane"][0]["lead_time"] = 9
    assert ordered(document, 4) == [(3, 7), (4, 0), (0, 0), (0, 0)]


def test_a_backup_is_asked_while_supply_is_disrupted() -> None:
    """Nothing is sent from afar in periods 3 to 5, and stock is never as low as the threshold of -20.

    In period 3 there is 1, and 5 tomorrow: 2 of the 3 that lack to 9 can be had.  Then 5, and 3 tomorrow: 1.  Then 6,
    as the others wait: 3, of the 6 that could be had.
    """
    document = two_lanes(BACKUP | {"threshold": -20}, [3, 3, 3, 3, 3, 3], stock=10)
    document["site"] += [{"name": name, "role": "supplier"} for name in ("near", "far")]
    document["lane"] = [
        {"from": "far", "to": "shop", "lead_time": 3},
        {"from": "near", "to": "shop", "lead_time": 1},
    ]
    document["disruption"] = [{"name": "strike", "kind": "shipping", "site": "far", "start": 3, "length": 3}]
    assert ordered(document, 6) == [(0, 5), (0, 3), (2, 1), (1, 2), (3, 0), (0, 3)]


def test_what_a_backup_costs_is_what_it_sends() -> None:
    """Its price is paid for 4 units, and for none where the regular lane never fails."""
    for stock, units in ((1, 4), (40, 0)):
        document = two_lanes(BACKUP | {"ramp": 1, "up_to": 5}, [0], stock=stock)
        document["site"] += [{"name": name, "role": "supplier"} for name in ("near", "far")]
        document["lane"] = [
            {"from": "far", "to": "shop", "lead_time": 3, "price": 1},
            {"from": "near", "to": "shop", "lead_time": 1, "price": 3},
        ]
        document["site"][0]["sourcing"] = "priority"
        found = bw.run(document).totals.set_index("measure")["mean"]["purchase_cost"]
        regular = max(12 - stock - units, 0)
        assert found == pytest.approx(3 * units + regular)


@pytest.mark.parametrize("rule", [EMERGENCY, BACKUP], ids=lambda rule: str(rule["type"]))
def test_both_need_two_lanes(rule: Table) -> None:
    one = two_lanes(rule, [3], stock=10)
    del one["lane"][1]
    found = (
        f"site 'shop', rule.type: found '{rule['type']}', which orders on a regular lane and an express one, and 1 lane"
    )
    assert [str(fault).startswith(found) for fault in bw.check(one)] == [True]


FAULTS: list[tuple[Table, str]] = [
    ({"reserved": -1}, "reserved: found -1; give 0 or more"),
    ({"ramp": 0.5}, "ramp: found 0.5; give 1 or more"),
    (
        {"minimum": 3},
        "minimum: found 3, for a rule that orders on each lane; remove it; lanes have a minimum and a multiple",
    ),
]


@pytest.mark.parametrize(("keys", "expected"), FAULTS, ids=[text.split(";")[0] for _, text in FAULTS])
def test_what_cannot_be_is_refused(keys: Table, expected: str) -> None:
    assert [str(fault) for fault in bw.check(two_lanes(BACKUP | keys, [3]))] == [f"site 'shop', rule.{expected}"]


def test_they_are_tuned() -> None:
    """An emergency level that is far too high for its price comes down."""
    document = two_lanes(EMERGENCY | {"threshold": 9, "up_to": 12, "level": 12}, [0], stock=10)
    document |= {"periods": 60}
    document["site"][0] |= {"holding_cost": 1, "backlog_cost": 20, "demand": {"type": "poisson", "mean": 3}}
    document["lane"][0]["price"], document["lane"][1]["price"] = 1, 9
    found = bw.tune(document, trials=30)
    assert found.gain.low > 0
