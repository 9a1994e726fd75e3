"""Just-in-time: kanban, what was used and a buffer, and levelled schedules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bullwhip as bw
from bullwhip.agents.rules import JustInTime

Table = dict[str, Any]


def shop(demand: list[float], rule: Table, stock: float = 10, **lane: Any) -> Table:
    """What is ordered in t is there in t + 2."""
    site = {"name": "shop", "role": "retailer", "stock": stock, "demand": {"type": "series", "values": demand}}
    ways = {"to": "shop", "lead_time": 1, "order_delay": 1} | lane
    return {"name": "lean", "periods": len(demand), "site": [site | {"rule": rule}], "lane": [ways]}


def read(document: Table, name: str = "order") -> list[float]:
    figures: list[float] = bw.run(document, record=True).history[name].tolist()
    return figures


def kanban(cards: int, container: float, **keys: Any) -> Table:
    return {"type": "just-in-time", "cards": cards, "container": container, **keys}


def in_time(**keys: Any) -> Table:
    return {"type": "just-in-time", **keys}


def test_cards_by_hand() -> None:
    """Three cards for containers of 5: 15 units.

    After 3 of 10 are used, 7 are there: 8 are free, one container.  After 4 more there are 3, and 5 on order.  5
    come and 6 go: 2 and 5.  5 come: 7 and 5, of the 3 that are free there is no container.  5 come: 12.  20 are
    asked for: 8 are owed, which free no card, and 15 are ordered.  The next period frees none; then 15 come, and 7
    stay.
    """
    assert read(shop([3, 4, 6, 0, 0, 20, 0, 0], kanban(3, 5))) == [5, 5, 5, 0, 0, 15, 0, 5]


def test_what_was_used_by_hand() -> None:
    """Two periods of 4 and 2 more are 10; who began with 7 orders 3 more once."""
    rule = in_time(rate=4, buffer=2)
    assert read(shop([4, 6, 3, 0, 9], rule)) == [4, 6, 3, 0, 9]
    assert read(shop([4, 6, 3, 0, 9], rule, stock=7)) == [7, 6, 3, 0, 9]
    assert read(shop([4, 6, 3, 0, 9], rule, stock=15)) == [0, 5, 3, 0, 9]


def test_the_rate_is_the_mean_since_anybody_asked() -> None:
    """4, then 6: the level is 2 + 8 of 10 - 4, and then 2 + 12 of 2."""
    assert read(shop([4, 8], in_time(buffer=2))) == [4, 12]
    assert read(shop([0, 4, 8], in_time(buffer=2))) == [0, 4, 12]


def test_levelled_by_hand() -> None:
    """Of 4, 6, 0 and 8 a half at once, and the other a period later; or thirds; or thirds in containers of 2."""
    demand = [4.0, 6, 0, 8, 0, 0]
    assert read(shop(demand, in_time(rate=4, buffer=2, window=2))) == [2, 5, 3, 4, 4, 0]
    thirds = [4 / 3, 10 / 3, 10 / 3, 14 / 3, 8 / 3, 8 / 3]
    assert read(shop(demand, in_time(rate=4, buffer=2, window=3))) == pytest.approx(thirds)
    assert read(shop(demand, kanban(5, 2, window=3))) == [0, 4, 4, 2, 4, 2]  # what is no container is due again


def test_what_is_levelled_is_ordered_in_the_end_whatever_rounding_does() -> None:
    document = shop([7.0, 5, 11, 2, *[0.0] * 9], in_time(rate=4, buffer=2, window=4)) | {"whole_units": True}
    orders = read(document)
    assert sum(orders) == 25
    assert max(orders) < 11
    assert orders[7:] == [0] * 6


STEADY = [in_time(), in_time(rate=6), in_time(rate=6, window=3), kanban(6, 3, window=2)]


@pytest.mark.parametrize("rule", STEADY, ids=str)
def test_in_steady_demand_orders_are_the_demand(rule: Table) -> None:
    assert read(shop([6.0] * 40, rule, stock=12))[10:] == pytest.approx([6.0] * 30)


def test_levelling_takes_the_variance_out_of_orders() -> None:
    """Of independent demand the mean of n periods has an n-th of the variance."""
    document = shop([10.0], in_time(rate=10, window=5)) | {"periods": 4000, "warm_up": 20}
    document["site"][0]["demand"] = {"type": "normal", "mean": 10, "sd": 2}
    found = bw.run(document, 4).table("bullwhip")["bullwhip"].iloc[0]
    assert found == pytest.approx(1 / 5, rel=0.05)


@given(
    demand=st.lists(st.integers(0, 30).map(float), min_size=1, max_size=30),
    cards=st.integers(1, 6),
    container=st.sampled_from([0.1, 2.0, 7.5]),
    window=st.integers(1, 5),
    loss=st.sampled_from([1.0, 0.7]),
)
def test_there_is_never_more_than_the_cards_allow(
    demand: list[float], cards: int, container: float, window: int, loss: float
) -> None:
    document = shop(demand, kanban(cards, container, window=window), stock=container * cards) | {"seed": 3}
    document["lane"][0]["yield"] = loss
    history = bw.run(document, record=True).history
    there = history["on_hand"] + history["on_order"]
    assert there.max() <= cards * container * (1 + 1e-9)
    lots = history["order"] / container
    assert (lots - lots.round()).abs().max() < 1e-6


def test_sites_with_rates_of_their_own_decide_together() -> None:
    document = shop([4.0, 6, 3], in_time(rate=4, buffer=2))
    other = document["site"][0] | {"name": "other", "rule": in_time(rate=5, container=3)}
    document["site"].append(other)
    document["lane"].append(document["lane"][0] | {"to": "other"})
    history = bw.run(document, record=True).history.pivot(index="period", columns="site", values="order")
    assert history["shop"].tolist() == [4, 6, 3]
    assert history["other"].tolist() == [3, 6, 3]  # 4, then 1 + 6, then 1 + 3 are free


def test_customers_demand_is_looked_at_where_it_is_shown() -> None:
    """The store has not been asked for anything in period 1, and expects 5 a period if it sees the customers."""
    document = shop([5.0, 5, 5], in_time(rate=5))
    document["site"].append({"name": "store", "role": "distributor", "stock": 10, "rule": in_time(buffer=10)})
    document["lane"] = [document["lane"][0] | {"from": "store"}, {"to": "store", "lead_time": 1, "order_delay": 1}]
    for share, expected in ([], [0, 15]), (["demand"], [10, 5]):
        history = bw.run(document | {"share": share}, record=True).history
        assert history.loc[history["site"] == "store", "order"].tolist()[:2] == expected


FAULTS: list[tuple[Table, str]] = [
    (in_time(cards=3), "container: found 0, with cards; give the units in a container"),
    (kanban(3, 5, buffer=2), "buffer: found 2, with cards; leave it out, or the cards"),
    (kanban(3, 5, rate=2), "rate: found 2, with cards; leave it out, or the cards"),
    (kanban(3, 2.5), "container: found 2.5; give whole units, or whole_units = false"),
    (kanban(0, 5), "cards: found 0; give 1 or more"),
    (in_time(window=0), "window: found 0; give 1 or more"),
    (in_time(buffer=-1), "buffer: found -1; give 0 or more"),
]


@pytest.mark.parametrize(("rule", "expected"), FAULTS, ids=[text.split(";")[0] for _, text in FAULTS])
def test_what_cannot_be_is_refused(rule: Table, expected: str) -> None:
    document = shop([1.0], rule) | {"whole_units": True}
    assert [str(fault) for fault in bw.check(document)] == [f"site 'shop', rule.{expected}"]


def test_a_buffer_is_searched_and_cards_are_not() -> None:
    assert JustInTime(buffer=3.0).sought == {"buffer": "stock"}
    document = shop([3.0, 5, 4], kanban(3, 5)) | {"periods": 20}
    document["site"][0] |= {"holding_cost": 1, "backlog_cost": 9}
    with pytest.raises(bw.BullwhipError, match=r"found just-in-time, which have no parameters to find"):
        bw.tune(document)
