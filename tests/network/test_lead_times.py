"""Lead times that are drawn, by hand: who is held back by what was sent before, and who is not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.driving import load, run, same
from tests.oracle.played import bought, shop

LAW = {"type": "discrete", "values": [1, 4], "weights": [1, 1]}
REPLICATIONS = 64


def arrivals(orders: list[float], in_transit: list[float], **keys: Any) -> dict[str, Any]:
    """A shop's history whose orders reach the outside world at once."""
    lane = bought("shop", in_transit=in_transit, **({"lead_time": LAW} | keys))
    scenario = load({"name": "by hand", "periods": 9, "site": [shop(orders=orders)], "lane": [lane]})
    return run(scenario, 9, REPLICATIONS)


def first_arrival(orders: list[float], in_transit: list[float], **keys: Any) -> set[int]:
    """The periods in which the unit that is ordered arrives, in some replication or other; 7 may come with it."""
    received = arrivals(orders, in_transit, **keys)["received"][:, 0]
    return set((np.argmax(received % 7.0 == 1.0, axis=0) + 1).tolist())


@pytest.mark.parametrize(
    ("in_transit", "crossing", "expected"),
    [
        ([], False, {2, 5}),
        ([0, 0, 0, 0], False, {2, 5}),
        ([7, 0, 0, 0], False, {2, 5}),
        ([0, 0, 7, 0], False, {3, 5}),
        ([0, 0, 7, 0], True, {2, 5}),
    ],
)
def test_goods_under_way_at_the_start_hold_back_what_is_sent_later(
    in_transit: list[float], crossing: bool, expected: set[int]
) -> None:
    """Nothing holds nothing back: neither no goods, nor places without any behind the last ones."""
    assert first_arrival([1], in_transit, crossing=crossing) == expected


def test_a_period_in_which_nothing_is_sent_holds_nothing_back() -> None:
    assert first_arrival([0, 1], []) == {3, 6}
    received = arrivals([2, 1], [])["received"][:, 0]
    last = np.argmax(received[::-1] > 0, axis=0)  # what was sent first is there when the second comes
    assert (received.sum(axis=0) == 3.0).all()
    assert {9 - period for period in last.tolist()} == {3, 5, 6}


def test_places_without_goods_behind_the_last_ones_change_nothing() -> None:
    assert list(same(arrivals([1, 2, 3, 4], [7]), arrivals([1, 2, 3, 4], [7, 0, 0, 0]))) == []
