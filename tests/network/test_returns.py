"""Orders below zero: claims are cancelled, then goods go back as far as there are any; the rest waits for orders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.network.allocation.modes import MODES
from tests.driving import Run, load


def shop_of(orders: list[float], stock: float = 0.0, **lane: Any) -> Run:
    """One shop that orders from outside what is written down."""
    rule = {"type": "recorded", "orders": orders, "negative": True}
    site: dict[str, Any] = {"name": "a", "role": "retailer", "stock": stock, "holding_cost": 1, "rule": rule}
    return Run.of(
        load({"name": "x", "periods": len(orders), "site": [site], "lane": [{"to": "a", "lead_time": 1} | lane]})
    )


def pair(
    orders: list[float], stock: float = 0.0, store: float = 0.0, supply: list[float] | None = None, **keys: Any
) -> Run:
    """A shop, and a store that only gets what is on its way."""
    idle = {"type": "recorded", "orders": [0.0] * len(orders)}
    rule = {"type": "recorded", "orders": orders, "negative": True}
    sites = [
        {"name": "shop", "role": "retailer", "stock": stock, "rule": rule},
        {"name": "store", "role": "distributor", "stock": store, "rule": idle},
    ]
    lanes = [
        {"from": "store", "to": "shop", "lead_time": 1} | keys.pop("lane", {}),
        {"to": "store", "lead_time": len(orders), "in_transit": supply or []},
    ]
    return Run.of(load({"name": "x", "periods": len(orders), "site": sites, "lane": lanes} | keys))


def column(run: Run, name: str, periods: int, row: int = 0) -> list[float]:
    units: list[float] = run.history(periods)[name][:, row, 0].tolist()
    return units


def test_nothing_goes_back_that_is_not_there() -> None:
    """Stock 2, order -5: two go back, three are set against the orders that follow."""
    history = shop_of([-5.0, 0, 2.0, 4.0, 0, 0], stock=2.0).history(6)
    assert history["on_hand"].ravel().tolist() == [0, 0, 0, 0, 3, 3]  # of 2 and then 4, 3 are sent
    assert history["received"].ravel().tolist() == [-2, 0, 0, 0, 3, 0]
    assert history["order"].ravel().tolist() == [-5, 0, 2, 4, 0, 0]
    assert history["on_order"].ravel().tolist() == [-3, -3, -1, 3, 0, 0]
    assert history["in_transit"].min() == 0


def test_what_goes_back_costs_nothing_any_more_and_never_less() -> None:
    rule = {"type": "recorded", "orders": [-5.0, 0, 0], "negative": True}
    site = {"name": "a", "role": "retailer", "stock": 2, "holding_cost": 1, "backlog_cost": 10, "rule": rule}
    document = {"name": "x", "periods": 3, "site": [site], "lane": [{"to": "a", "lead_time": 1}]}
    result = bw.run(document, record=True)
    assert result.history["on_hand"].tolist() == [0, 0, 0]
    assert result.table("cost")["cost"].tolist() == [0]
    document["site"][0]["rule"] = rule | {"orders": [-1.0, 0, 0]}  # type: ignore[index]
    assert bw.run(document).table("cost")["cost"].tolist() == [3]


def test_what_the_supplier_has_not_sent_is_cancelled_first() -> None:
    """6 claimed and not sent, 4 on hand: of an order of -8, six are cancelled and two go back."""
    history = pair([6.0, -8.0, 0, 0], stock=4.0).history(4)
    assert history["backlog"][:, 1, 0].tolist() == [6, 0, 0, 0]
    assert history["on_hand"][:, 0, 0].tolist() == [4, 2, 2, 2]
    assert history["on_hand"][:, 1, 0].tolist() == [0, 2, 2, 2]
    assert history["shipped"][:, 1, 0].tolist() == [0, -2, 0, 0]


def test_goods_travel_back_as_long_as_the_order() -> None:
    run = pair([-3.0, 0, 0, 0, 0], stock=4.0, lane={"order_delay": 2})
    history = run.history(5)
    assert history["on_hand"][:, 0, 0].tolist() == [1, 1, 1, 1, 1]
    assert history["on_hand"][:, 1, 0].tolist() == [0, 0, 3, 3, 3]
    assert history["echelon_stock"][:, 1, 0].tolist() == [4, 4, 4, 4, 4]  # what rides back is in the store's echelon
    assert history["asked"][:, 1, 0].tolist() == [0, 0, -3, 0, 0]


def test_an_order_ahead_in_the_mail_is_not_cancelled() -> None:
    """It is seen, and filled, before the next comes: 4 go back from the shelf, and one is set against later orders."""
    history = pair([5.0, -5.0, 0, 0, 0], stock=4.0, store=9.0, lane={"order_delay": 2}).history(5)
    assert history["on_hand"][:, 0, 0].tolist() == [4, 0, 0, 5, 5]
    assert history["on_hand"][:, 1, 0].tolist() == [9, 9, 4, 8, 8]
    assert history["on_order"][:, 0, 0].tolist() == [5, 4, 4, -1, -1]


def test_two_orders_on_their_way_do_not_cancel_the_same_claim() -> None:
    history = pair([6.0, 0, -6.0, -6.0, 0, 0], stock=4.0, lane={"order_delay": 1}).history(6)
    assert history["on_hand"][:, 0, 0].tolist() == [4, 4, 4, 0, 0, 0]
    assert history["backlog"][:, 1, 0].tolist() == [0, 6, 6, 0, 0, 0]
    assert history["on_order"][:, 0, 0].tolist() == [6, 6, 0, -2, -2, -2]


def test_a_return_is_set_against_later_orders_before_they_are_claims() -> None:
    """And is no shortage: the fill rate counts what is claimed."""
    rule = {"type": "recorded", "orders": [-4.0, 3.0, 3.0, 0, 0], "negative": True}
    sites = [
        {"name": "shop", "role": "retailer", "rule": rule},
        {"name": "store", "role": "distributor", "stock": 9, "rule": {"type": "recorded", "orders": [0.0] * 5}},
    ]
    lanes = [{"from": "store", "to": "shop", "lead_time": 1}, {"to": "store", "lead_time": 1}]
    result = bw.run({"name": "x", "periods": 5, "site": sites, "lane": lanes}, record=True)
    store = result.history[result.history["site"] == "store"]
    assert store["asked"].tolist() == [-4, 3, 3, 0, 0]
    assert store["shipped"].tolist() == [0, 0, 2, 0, 0]
    assert store["backlog"].tolist() == [0] * 5
    assert result.table("fill_rate")["fill_rate"]["store"].tolist() == [1.0]


@pytest.mark.parametrize("allocation", MODES)
@pytest.mark.parametrize("whole", [False, True])
def test_who_has_nothing_sends_nothing_however_stock_is_shared(allocation: str, whole: bool) -> None:
    """Shop a cancels its 2 and has nothing else: shop b gets no unit that was nowhere."""
    rules = {"a": [2.0, -5.0, 0, 0, 6.0, 0], "b": [0, 9.0, 0, 0, 0, 0]}
    sites: list[dict[str, Any]] = [
        {"name": name, "role": "retailer", "rule": {"type": "recorded", "orders": orders, "negative": True}}
        for name, orders in rules.items()
    ]
    sites.append({"name": "store", "role": "distributor", "rule": {"type": "recorded", "orders": [0.0] * 6}})
    lanes: list[dict[str, Any]] = [{"from": "store", "to": name, "lead_time": 1} for name in rules]
    lanes.append({"to": "store", "lead_time": 1})
    keys = {"name": "x", "periods": 6, "allocation": allocation, "whole_units": whole}
    history = Run.of(load(keys | {"site": sites, "lane": lanes})).history(6)
    assert history["shipped"][:, 2, 0].tolist() == [0] * 6
    assert history["backlog"][:, 2, 0].tolist() == [2, 9, 9, 9, 12, 12]  # of a's 6, three are set off
    assert history["on_order"][:, 0, 0].tolist() == [2, -3, -3, -3, 3, 3]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("allocation", MODES)
def test_what_was_set_off_or_cancelled_is_sent_no_more(allocation: str, whole: bool) -> None:
    """Shop a claims 2, cancels them and owes 3, which its 6 pay: when goods come, it gets 3 and shop b its 9."""
    rules = {"a": [2.0, -5.0, 0, 0, 6.0, 0, 0, 0], "b": [0, 9.0, 0, 0, 0, 0, 0, 0]}
    sites: list[dict[str, Any]] = [
        {"name": name, "role": "retailer", "rule": {"type": "recorded", "orders": orders, "negative": True}}
        for name, orders in rules.items()
    ]
    sites.append({"name": "store", "role": "distributor", "rule": {"type": "recorded", "orders": [0.0] * 8}})
    lanes: list[dict[str, Any]] = [{"from": "store", "to": name, "lead_time": 1} for name in rules]
    lanes.append({"to": "store", "lead_time": 8, "in_transit": [0, 0, 0, 0, 0, 0, 20.0, 0]})
    keys = {"name": "x", "periods": 8, "allocation": allocation, "whole_units": whole}
    history = Run.of(load(keys | {"site": sites, "lane": lanes})).history(8)
    assert history["received"][:, :2, 0].sum(axis=0).tolist() == [3, 9]
    assert history["backlog"][-1, 2, 0] == 0
    assert history["on_hand"][-1, 2, 0] == 8


def test_positions_and_orders_are_those_of_the_linear_theory() -> None:
    """However far below zero orders go: every one counts in full for the position, and for whom it asks."""
    demand = {"type": "normal", "mean": 2.0, "sd": 6.0, "clip": False}
    forecast = {"type": "moving-average", "window": 3}
    rule = {"type": "forecast-order-up-to", "forecast": forecast, "cover": 2, "negative": True}
    sites = [{"name": name, "role": "retailer", "rule": rule} for name in ("low", "high")]
    lanes = [{"from": "high", "to": "low", "lead_time": 2}, {"to": "high", "lead_time": 2}]
    document = {"name": "x", "periods": 200, "site": [sites[0] | {"demand": demand}, sites[1]], "lane": lanes}
    history = Run.of(load(document)).history(200)
    assert (history["order"] < -5).mean() > 0.1
    for row in range(2):
        asked = history["asked"][:, row, 0]
        level = np.array([2 * asked[max(t - 2, 0) : t + 1].mean() for t in range(200)])
        position, orders = 0.0, []
        for t in range(200):
            position -= asked[t]
            orders.append(level[t] - position)
            position += orders[-1]
        np.testing.assert_allclose(history["order"][:, row, 0], orders, atol=1e-9)
        assert history["on_hand"][:, row].min() >= 0
    np.testing.assert_array_equal(history["asked"][:, 1], history["order"][:, 0])


def test_customers_have_what_they_bring_back() -> None:
    """And the shop need not have sold it: 4 units, then 8, of which the first fill what it owes."""
    demand = {"type": "normal", "mean": 0.0, "sd": 0.0, "trend": -4.0, "clip": False}
    site = {"name": "a", "role": "retailer", "rule": "pass-on", "backlog": 6, "demand": demand}
    run = Run.of(load({"name": "x", "periods": 3, "site": [site], "lane": [{"to": "a", "lead_time": 1}]}))
    history = run.history(3)
    assert history["asked"].ravel().tolist() == [0, -4, -8]
    assert history["backlog"].ravel().tolist() == [6, 2, 0]
    assert history["on_hand"].ravel().tolist() == [0, 0, 6]


def test_the_handles_of_agents_say_what_went_which_way() -> None:
    """The maker takes 2 back, and of the 4 that are ordered next 3 are set against the rest."""
    rule = {"type": "recorded", "orders": [-5.0, 4.0, 0], "negative": True}
    site = {"name": "shop", "role": "retailer", "stock": 2, "rule": rule}
    sites = [site, {"name": "maker", "role": "supplier"}]
    lane = {"from": "maker", "to": "shop", "lead_time": 1}
    model = bw.SupplyNetwork({"name": "x", "periods": 3, "site": sites, "lane": [lane]})
    shop, maker = model.site("shop"), model.site("maker")
    seen = []
    while model.running:
        model.step()
        seen.append((maker.asked, maker.shipped, shop.received, shop.on_hand, shop.on_order))
    assert seen == [(-5, -2, -2, 0, -3), (4, 1, 0, 0, 1), (0, 0, 1, 1, 0)]
