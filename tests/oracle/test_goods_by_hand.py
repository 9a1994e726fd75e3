"""Goods that are late, spoilt, old or lost, and customers who leave: figures worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.oracle import Oracle
from tests.oracle.played import asks, begun, bought, lane_of, played, shop


def column(seen: list[dict[str, float]], name: str) -> list[float]:
    return [round(one[name], 9) for one in seen]


def perishable(issue: str, **keys: Any) -> Oracle:
    """10 on hand at the start, 10 come in period 2; each is good for two periods; customers take 4 a period."""
    site = shop(stock=10.0, demand=asks(4, 4, 4, 4), shelf_life=2, issue=issue, **keys)
    return begun([site], [bought("shop", lead_time=2, in_transit=[0.0, 10.0])])


def test_the_oldest_goods_first() -> None:
    """Period 1: 6 left.  2: the 4 are of these, whose last period it is: 2 are discarded, and the 10 new ones stay.

    3: 6 of them are left at the end of their last period, and are discarded.  4: nothing is there.
    """
    seen = played(perishable("fifo"), 4, "shop")
    assert column(seen, "on_hand") == [6.0, 10.0, 0.0, 0.0]
    assert column(seen, "outdated_units") == [0.0, 2.0, 6.0, 0.0]
    assert column(seen, "backlog") == [0.0, 0.0, 0.0, 4.0]


def test_the_newest_goods_first() -> None:
    """2: the 4 are of the new ones, and the 6 old ones are discarded.  3: 2 of the new ones are left, and discarded."""
    seen = played(perishable("lifo", discard_cost=3.0), 4, "shop")
    assert column(seen, "on_hand") == [6.0, 6.0, 0.0, 0.0]
    assert column(seen, "outdated_units") == [0.0, 6.0, 2.0, 0.0]
    assert column(seen, "discard_cost") == [0.0, 18.0, 6.0, 0.0]


def test_shrinkage_is_of_what_is_left() -> None:
    """A tenth of 10 - 4, then of 10 - 4 - 0.6 - 4; the position falls by it."""
    oracle = begun([shop(stock=10.0, demand=asks(4, 4), shrinkage=0.1)], [bought("shop")])
    seen = played(oracle, 2, "shop")
    assert column(seen, "shrunk_units") == [0.6, 0.14]
    assert column(seen, "on_hand") == [5.4, 1.26]


def test_whole_units_shrink_by_luck() -> None:
    """0.3 of 6 are 1.8: 2 units if the period's luck is 0.2 or more, else 1."""
    for seed in range(8):
        oracle = begun([shop(stock=6.0, shrinkage=0.3)], [bought("shop")], whole_units=True, seed=seed)
        seen = played(oracle, 1, "shop")[0]
        luck = oracle.world.luck.uniform(1, "shrinkage", "shop", "item")
        assert seen["shrunk_units"] == (2.0 if luck >= 0.2 else 1.0)


def test_what_is_out_of_date_goes_and_so_does_what_comes_later() -> None:
    lane = bought("shop", lead_time=3, in_transit=[0.0, 0.0, 5.0])
    seen = played(begun([shop(stock=10.0, obsolete_at=2)], [lane]), 3, "shop")
    assert column(seen, "outdated_units") == [0.0, 10.0, 5.0]
    assert column(seen, "on_hand") == [10.0, 0.0, 0.0]


def test_old_goods_and_goods_out_of_date_count_together() -> None:
    """At the end of period 2 the 2 that are left of period 1 are too old, and the 10 of period 2 out of date."""
    seen = played(perishable("fifo", obsolete_at=2), 2, "shop")
    assert column(seen, "outdated_units") == [0.0, 12.0]


def test_patience_of_one_period() -> None:
    """5 are asked for in each of three periods; nothing is there until 8 come in period 3.

    1: 5 wait.  2: 5 more come; those of period 1 have waited for one period, and leave.  3: the 8 are for the 5 of
    period 2 and for 3 of period 3: 2 wait.  4: they leave.
    """
    oracle = begun(
        [shop(demand=asks(5, 5, 5), patience=1, lost_cost=2.0)], [bought("shop", lead_time=3, in_transit=[0, 0, 8.0])]
    )
    seen = played(oracle, 4, "shop")
    assert column(seen, "backlog") == [5.0, 5.0, 2.0, 0.0]
    assert column(seen, "lost_units") == [0.0, 5.0, 0.0, 2.0]
    assert column(seen, "lost_cost") == [0.0, 10.0, 0.0, 4.0]


def test_no_patience() -> None:
    """Of 5, 3 are there: 2 are lost at once, and there never is any backlog."""
    seen = played(begun([shop(stock=3.0, demand=asks(5, 5), patience=0)], [bought("shop")]), 2, "shop")
    assert column(seen, "lost_units") == [2.0, 5.0]
    assert column(seen, "backlog") == [0.0, 0.0]


def test_a_share_leaves_at_once_and_the_rest_waits() -> None:
    """Of 5, 3 are there; half of the 2 leaves, 1 waits.  Of the next 4 nothing is there: 2 leave, 1 + 2 wait."""
    seen = played(begun([shop(stock=3.0, demand=asks(5, 4), lost_share=0.5)], [bought("shop")]), 2, "shop")
    assert column(seen, "lost_units") == [1.0, 2.0]
    assert column(seen, "backlog") == [1.0, 3.0]


def test_lost_units_raise_the_position() -> None:
    """Order-up-to 10: 7 are missing after 5 were asked for and 3 sold; the 2 that left are not ordered."""
    site = shop(stock=3.0, demand=asks(5), patience=0) | {"rule": {"type": "order-up-to", "level": 10.0}}
    assert played(begun([site], [bought("shop")]), 1, "shop")[0]["order"] == 10.0


def test_goodwill() -> None:
    """Half of the first 10 is not filled: 1 - 0.4 x 0.5 = 0.8, and a tenth of the rest comes back: 0.82.

    So 8.2 of the next 10 come.  Nothing is there: 0.82 x (1 - 0.4) = 0.492, but 0.5 at least, and 0.55 after recovery.
    """
    table = {"loss": 0.4, "recovery": 0.1, "floor": 0.5}
    oracle = begun([shop(stock=5.0, demand=asks(10, 10, 10), patience=0, goodwill=table)], [bought("shop")])
    assert column(played(oracle, 3, "shop"), "asked") == [10.0, 8.2, 5.5]


def test_yield() -> None:
    """Half of the 10 that arrive is of use: the position, 10 + 4 on the way after it, falls by 5."""
    lane = bought("shop", lead_time=2, in_transit=[10.0, 4.0]) | {"yield": 0.5}
    oracle = begun([shop()], [lane])
    first, second = played(oracle, 2, "shop")
    assert (first["received"], first["lost_goods"], first["on_hand"], first["on_order"]) == (5.0, 5.0, 5.0, 4.0)
    assert (second["received"], second["lost_goods"], second["on_hand"], second["on_order"]) == (2.0, 2.0, 7.0, 0.0)


def test_the_yield_of_whole_units_is_whole() -> None:
    """0.55 of 10: 6 if the period's luck is 0.5 or more, else 5."""
    found = set()
    for seed in range(8):
        lane = bought("shop", in_transit=[10.0]) | {"yield": 0.55}
        oracle = begun([shop()], [lane], whole_units=True, seed=seed)
        received = played(oracle, 1, "shop")[0]["received"]
        luck = oracle.world.luck.uniform(1, "yield rounding", "", "shop", "item", "")
        assert received == (6.0 if luck >= 0.5 else 5.0)
        found.add(received)
    assert found == {5.0, 6.0}


def shipped_at_random(seed: int, crossing: bool) -> Oracle:
    """1 and 2 are ordered in periods 1 and 2, and take 1 period or 4, each of which is as likely."""
    law = {"type": "discrete", "values": [1.0, 4.0], "weights": [1.0, 1.0]}
    return begun([shop(orders=[1, 2])], [bought("shop", lead_time=law, crossing=crossing)], seed=seed)


@pytest.mark.parametrize(
    ("crossing", "received"),
    [(True, [0.0, 0.0, 2.0, 0.0, 1.0, 0.0]), (False, [0.0, 0.0, 0.0, 0.0, 3.0, 0.0])],
    ids=["crossing", "in order"],
)
def test_what_is_shipped_later_may_come_first(crossing: bool, received: list[float]) -> None:
    """Where luck makes the first take 4 periods (due in 5) and the second 1 (due in 3, where it may overtake)."""
    for seed in range(100):
        oracle = shipped_at_random(seed, crossing)
        first, second = (oracle.world.luck.uniform(t, "lead time", "", "shop", "item", "") for t in (1, 2))
        if first > 0.5 > second:
            assert column(played(oracle, 6, "shop"), "received") == received
            return
    pytest.fail("no such luck")


def test_what_is_under_way_at_the_start_is_not_overtaken() -> None:
    """5 are due in period 4; what is shipped in period 1, and might come in period 2, comes with them."""
    law = {"type": "discrete", "values": [1.0, 4.0], "weights": [99.0, 1.0]}
    lane = bought("shop", lead_time=law, in_transit=[0.0, 0.0, 0.0, 5.0])
    oracle = begun([shop(orders=[1])], [lane])
    assert oracle.world.luck.uniform(1, "lead time", "", "shop", "item", "") < 0.99
    assert column(played(oracle, 4, "shop"), "received") == [0.0, 0.0, 0.0, 6.0]


def test_the_mean_of_a_random_lead_time_is_seen() -> None:
    assert lane_of(shipped_at_random(1, crossing=True), "shop").lead_time == 2.5
