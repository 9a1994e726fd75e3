"""The hybrid: a lean base, and a reserve that is for shortages."""

from __future__ import annotations

from typing import Any

import pytest

import bullwhip as bw

Table = dict[str, Any]
KNOWN = {"type": "known", "mean": 4}
HYBRID = {"type": "hybrid", "forecast": KNOWN, "reserve": 2.5, "signal": 0.5, "rebuild": 5}


def shop(demand: list[float], rule: Table, stock: float = 18, **lane: Any) -> Table:
    """What is ordered in t is there in t + 2."""
    site = {"name": "shop", "role": "retailer", "stock": stock, "demand": {"type": "series", "values": demand}}
    ways = {"to": "shop", "lead_time": 1, "order_delay": 1} | lane
    return {"name": "between", "periods": len(demand), "site": [site | {"rule": rule}], "lane": [ways]}


def read(document: Table, name: str = "order") -> list[float]:
    figures: list[float] = bw.run(document, record=True).history[name].tolist()
    return figures


SPIKE = [4.0, 4, 14, 4, 4, 4, 4, 4, 4, 4]


def test_a_reserve_that_was_used_is_rebuilt_slowly() -> None:
    """8 are under way and 10 in reserve.  After 14 nothing is on hand: the level is 8, and 4 are ordered, not 14.

    Then it rises by 2 a period, to 18: 6 are ordered in five periods.
    """
    document = shop(SPIKE, HYBRID)
    assert read(document) == [4, 4, 4, 6, 6, 6, 6, 6, 4, 4]
    assert read(document, "on_hand") == [14, 10, 0, 0, 0, 2, 4, 6, 8, 10]
    assert read(document, "backlog") == [0] * 10


def test_what_is_left_of_the_reserve_is_kept() -> None:
    """After 12 there are 2: a fifth of the reserve.  Then 6, 8, 10 of ten are, and 18 from the fifth period on."""
    assert read(shop([4.0, 4, 12, *[4] * 6], HYBRID)) == [4, 4, 4, 6, 6, 6, 6, 4, 4]


def test_without_a_signal_what_was_used_is_ordered_again() -> None:
    """After 9 there are 5, half of the reserve: that is no shortage yet."""
    assert read(shop([4.0, 4, 9, 4, 4], HYBRID)) == [4, 4, 9, 4, 4]
    assert read(shop(SPIKE, HYBRID | {"signal": 0}))[:4] == [4, 4, 14, 4]  # nothing on hand is no backlog


def test_a_backlog_is_a_signal_and_a_second_one_while_it_is_rebuilt_is_none() -> None:
    """15 are asked for: 1 is owed, and the level is 8.  In the next period nobody is owed anything, though 9 come.

    The reserve is rebuilt from then on, and goes on when 5 are owed in period 6: the level is 14, and 9 lack.
    """
    document = shop([4.0, 4, 15, 3, 4, 11, 4], HYBRID | {"signal": 0})
    assert read(document, "backlog")[:6] == [0, 0, 1, 0, 0, 5]
    assert read(document) == [4, 4, 5, 5, 6, 13, 6]


def test_a_reserve_that_is_still_on_its_way_is_no_shortage() -> None:
    """All of it is ordered in the period after the spike; but it takes eight until the goods are there."""
    document = shop([4.0, 4, 14, *[4.0] * 13], HYBRID | {"rebuild": 1}, stock=10, lead_time=7)
    document["lane"][0] |= {"in_transit": [4.0] * 7, "in_mail": [4.0]}
    assert read(document) == [4, 4, 4, 14] + [4] * 12
    assert read(document, "on_hand") == [10, 10, *[0] * 9, *[10] * 5]


def test_a_shortage_that_lasts_keeps_the_reserve_down() -> None:
    """6 of the 14 above what is expected are owed, and for as long as they are the level is 8."""
    document = shop([4.0, 4, 24, 4, 0, 0, 0], HYBRID | {"signal": 0})
    assert read(document, "backlog") == [0, 0, 10, 10, 0, 0, 0]
    assert read(document) == [4, 4, 14, 4, 2, 2, 2]


def test_in_a_shortage_of_everybody_less_is_asked_for_than_just_in_case() -> None:
    """Nothing is sent in the first periods; who keeps as much just in case asks for all of it again."""
    document = shop([4.0] * 12, HYBRID)
    document["site"].append({"name": "store", "role": "supplier", "rule": "pass-on", "stock": 0})
    document["lane"] = [document["lane"][0] | {"from": "store"}, {"to": "store", "lead_time": 7}]
    in_case = {"type": "just-in-case", "forecast": KNOWN, "cover": 2.5}
    hybrid, buffered = (
        bw.run(document, rules={"shop": rule}, record=True).history.query("site == 'shop'")
        for rule in (HYBRID, in_case)
    )
    assert hybrid["backlog"].tolist() == buffered["backlog"].tolist()
    assert hybrid["order"].sum() < buffered["order"].sum()


def test_replications_and_sites_have_shortages_of_their_own() -> None:
    document = shop(SPIKE, HYBRID)
    document["site"].append(document["site"][0] | {"name": "calm", "demand": {"type": "constant", "value": 4}})
    document["lane"].append(document["lane"][0] | {"to": "calm"})
    history = bw.run(document, record=True).history.pivot(index="period", columns="site", values="order")
    assert history["calm"].tolist() == [4] * 10
    assert history["shop"].tolist() == [4, 4, 4, 6, 6, 6, 6, 6, 4, 4]


def storm(start: int, length: int, announced: int = 0) -> Table:
    """Nothing is sent to the shop."""
    keys = {"name": "snow", "kind": "shipping", "lane": "outside>shop", "start": start, "length": length}
    return {"disruption": [keys | {"announced": announced}]}


def test_a_disruption_is_a_signal() -> None:
    """In periods 5 to 7 nothing is sent: what is used of the reserve is not ordered again, and 6, 2 and 0 are left.

    2 are owed in period 8, when the 8 that wait are sent and 2 are ordered; then the level rises by 2 a period from 8.
    Just in case everything is ordered again meanwhile.
    """
    document = shop([4.0] * 12, HYBRID) | storm(5, 3)
    assert read(document, "on_hand") == [14, 10, 10, 10, 10, 6, 2, 0, 2, 0, 2, 4]
    assert read(document, "backlog") == [0] * 7 + [2] + [0] * 4
    assert read(document) == [4, 4, 4, 4, 4, 0, 0, 2, 6, 6, 6, 6]
    in_case = {"type": "just-in-case", "forecast": KNOWN, "cover": 2.5}
    assert read(shop([4.0] * 12, in_case) | storm(5, 3)) == [4] * 12


def test_before_a_disruption_that_is_announced_the_reserve_is_filled() -> None:
    """Half a reserve after the spike; in period 5 it is said that there will be snow: all of it is ordered."""
    assert read(shop(SPIKE, HYBRID) | storm(9, 2, announced=4))[:7] == [4, 4, 4, 6, 12, 4, 4]
    assert read(shop(SPIKE, HYBRID) | storm(9, 2))[:7] == [4, 4, 4, 6, 6, 6, 6]  # nobody knows


FAULTS: list[tuple[Table, str]] = [
    ({"reserve": -1}, "reserve: found -1; give 0 or more"),
    ({"signal": 1.5}, "signal: found 1.5; give at most 1"),
    ({"rebuild": 0}, "rebuild: found 0; give 1 or more"),
]


@pytest.mark.parametrize(("keys", "expected"), FAULTS, ids=[text.split(";")[0] for _, text in FAULTS])
def test_what_cannot_be_is_refused(keys: Table, expected: str) -> None:
    assert [str(fault) for fault in bw.check(shop([1.0], HYBRID | keys))] == [f"site 'shop', rule.{expected}"]
