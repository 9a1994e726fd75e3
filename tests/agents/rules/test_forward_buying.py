"""Forward buying: prices that are known to rise, and who buys ahead of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.rules import ForwardBuying, OrderUpTo
from bullwhip.agents.rules.forecasts import KnownMean

Table = dict[str, Any]
AHEAD = {"type": "forward-buying", "forecast": {"type": "known", "mean": 10}, "cover": 2}


def shop(prices: Sequence[float], rule: Table, periods: int = 10, holding_cost: float = 1.0) -> Table:
    """A shop that sells 10 a period; orders are sent and paid for in the next one, and there in that after it."""
    site = {
        "name": "shop", "role": "retailer", "stock": 20, "holding_cost": holding_cost, "rule": rule,
        "demand": {"type": "constant", "value": 10},
    }  # fmt: skip
    changes = [{"period": period, "price": price} for period, price in enumerate(prices, 1)]
    lane = {"to": "shop", "lead_time": 1, "order_delay": 1, "price": prices[0], "price_changes": changes[1:]}
    return {"name": "prices", "periods": periods, "site": [site], "lane": [lane]}


def orders(document: Table) -> list[float]:
    ordered: list[float] = bw.run(document, record=True).history["order"].tolist()
    return ordered


PROMOTION = [20.0] * 4 + [17.5] * 2 + [20.0]


@pytest.mark.parametrize(
    ("keys", "ahead"),
    [
        ({}, 2),  # for 2.5 a unit can be held for two periods, not for three
        ({"per_discount": 2}, 4),  # of 5 periods one is no gain: a price higher by 2.5 is what they cost
        ({"per_discount": 2, "longest": 3}, 3),
        ({"per_discount": 0.3}, 0),
    ],
)
def test_before_a_promotion_ends_demand_is_bought_ahead(keys: Table, ahead: int) -> None:
    """The price is low for what is ordered in periods 4 and 5; in 4 it is known that it stays so."""
    expected = [10.0] * 4 + [10 + 10.0 * ahead] + [0.0] * ahead + [10.0] * 5
    assert orders(shop(PROMOTION, AHEAD | keys)) == expected[:10]


def test_a_price_that_rises_for_good_is_bought_ahead_of_once() -> None:
    assert orders(shop([5, 5, 5, 8.5], AHEAD)) == [10, 40, 0, 0, 0, 10, 10, 10, 10, 10]


def test_prices_that_fall_or_stay_change_nothing() -> None:
    assert orders(shop([9, 8, 7, 6, 5], AHEAD)) == [10.0] * 10
    assert orders(shop([9, 9.5, 10, 10.5, 11], AHEAD)) == [10.0] * 10  # a half more is less than a period's holding


def test_where_holding_costs_nothing_the_longest_is_bought() -> None:
    assert orders(shop([5, 6], AHEAD | {"longest": 4}, holding_cost=0.0))[:6] == [10] * 6  # it is known from the start
    assert orders(shop([5, 5, 6], AHEAD | {"longest": 4}, holding_cost=0.0))[:6] == [50, 0, 0, 0, 0, 10]


def test_what_is_held_costs_its_capital_as_well() -> None:
    document = shop(PROMOTION, AHEAD, holding_cost=0.5) | {"capital_rate": 0.05}
    document["site"][0]["unit_value"] = 10
    assert orders(document) == orders(shop(PROMOTION, AHEAD, holding_cost=1.0))
    assert orders(document) != orders(document | {"capital_rate": 0})


@pytest.mark.parametrize("seed", range(5))
def test_nothing_costs_less_where_demand_and_prices_are_known(seed: int) -> None:
    """Each period's demand is bought when price and holding together are least, whatever the prices."""
    periods, holding = 100, 1.5
    prices = [*np.random.default_rng(seed).integers(10, 25, 60).astype(float).tolist(), 12.0]
    price = np.array(prices + [12.0] * (periods + 1 - len(prices)))  # of periods 1, 2, ...
    found = bw.run(shop(prices, AHEAD, periods, holding), measures=["cost"]).totals["mean"].item()
    assert found == pytest.approx(_least(price, holding, periods))
    plain = AHEAD | {"type": "forecast-order-up-to"}
    assert found < 0.97 * bw.run(shop(prices, plain, periods, holding), measures=["cost"]).totals["mean"].item()


def _least(price: Any, holding: float, periods: int) -> float:
    """What is ordered in t costs price[t], that of period t + 1, is there in t + 2, and covers demand from then on."""
    total = 10 * holding  # of the 20 that are there, 10 are left at the end of period 1
    for used in range(3, periods + 2):
        total += 10 * min(price[t] + holding * (used - 2 - t) for t in range(1, used - 1))
    return total


def test_views_tell_prices() -> None:
    """Of what is ordered now and later; by lane, and the mean by shares: each lane has its own order delay."""
    told: list[list[float]] = []

    class Looking(bw.Rule):
        def order(self, view: bw.View) -> Any:
            told.append([*view.lane_price[:, 0, 0], view.price.item(), view.price_ahead(2).item()])
            return view.asked

    site = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": {"type": "constant", "value": 4}}
    site |= {"sourcing": {"type": "shares", "shares": {"fast": 0.25, "slow": 0.75, "tame": 0}}}
    sources = [{"name": name, "role": "supplier"} for name in ("fast", "slow", "tame")]
    lanes = [
        {"from": "slow", "to": "shop", "lead_time": 5, "order_delay": 1, "price": 4,
         "price_changes": [{"period": 3, "price": 8}]},
        {"from": "fast", "to": "shop", "lead_time": 1, "price": 20},
        {"from": "tame", "to": "shop", "lead_time": 9, "price": 2},
    ]  # fmt: skip
    bw.run({"name": "two", "periods": 2, "site": [site, *sources], "lane": lanes}, rules={"shop": Looking()})
    assert told == [[20, 4, 2, 0.25 * 20 + 0.75 * 4, 0.25 * 20 + 0.75 * 8], [20, 8, 2, 11, 11]]


def test_stockpoints_that_decide_together_have_their_own_prices_and_costs() -> None:
    """Two shops with one rule, of which one holds stock at half the cost, and one without prices."""
    document = shop(PROMOTION, AHEAD)
    cheap = document["site"][0] | {"name": "cheap", "holding_cost": 0.5}
    free = document["site"][0] | {"name": "free"}
    document["site"] += [cheap, free]
    document["lane"] += [document["lane"][0] | {"to": "cheap"}, {"to": "free", "lead_time": 1, "order_delay": 1}]
    history = bw.run(document, record=True).history.pivot(index="period", columns="site", values="order")
    assert history["shop"].tolist() == orders(shop(PROMOTION, AHEAD))
    assert history["cheap"].max() == 50
    assert (history["free"] == 10).all()


def test_a_price_that_dips_in_between_ends_it_whoever_else_buys_on() -> None:
    """12 is more than 10 and a period's holding, 11 is not more than 10 and two: that 20 comes then does not count."""
    document = shop([10, 10, 12, 11, 20], AHEAD)
    alone = orders(document)
    assert alone[:2] == [20, 0]
    document["site"].append(document["site"][0] | {"name": "other"})
    document["lane"].append({"to": "other", "lead_time": 1, "order_delay": 1, "price": 10})
    document["lane"][1]["price_changes"] = [{"period": 3, "price": 30}]
    history = bw.run(document, record=True).history.pivot(index="period", columns="site", values="order")
    assert history["other"].tolist()[0] == 200
    assert history["shop"].tolist() == alone


def test_expediting_at_a_price_is_dual_sourcing_with_prices() -> None:
    """The express lane is dearer: the dual index pays for it when demand jumps, and costs less than either alone."""
    site: Table = {
        "name": "shop", "role": "retailer", "stock": 8, "holding_cost": 1, "backlog_cost": 30,
        "demand": {"type": "empirical", "values": [0, 0, 0, 4, 8]},
        "sourcing": {"type": "shares", "shares": {"near": 0, "far": 1}},
        "rule": {"type": "dual-index", "express": 7, "regular": 18},
    }  # fmt: skip
    sources = [{"name": name, "role": "supplier"} for name in ("near", "far")]
    lanes = [{"from": "near", "to": "shop", "lead_time": 1, "price": 14},
             {"from": "far", "to": "shop", "lead_time": 5, "price": 10}]  # fmt: skip
    document: Table = {"name": "expedite", "periods": 5000, "warm_up": 50, "site": [site, *sources], "lane": lanes}
    result = bw.run(document)
    costs = dict(zip(result.totals["measure"], result.totals["mean"], strict=True))
    bought = costs["purchase_cost"] / (5000 - 50) / 2.4  # a unit
    assert 10.2 < bought < 13  # some come express
    for lane, levels in (("far", range(14, 26, 2)), ("near", range(4, 12))):
        document["site"][0]["sourcing"] = {"type": "shares", "shares": {"near": 0, "far": 0} | {lane: 1}}
        for level in levels:
            alone = bw.run(document, rules={"shop": OrderUpTo(level=float(level))}, measures=["cost"])
            assert costs["cost"] < alone.totals["mean"].item()


def test_a_rule_in_python_takes_the_same_keys() -> None:
    rule = ForwardBuying(forecast=KnownMean(mean=10.0), cover=2.0, longest=1)
    assert max(bw.run(shop(PROMOTION, AHEAD), rules={"shop": rule}, record=True).history["order"]) == 20
