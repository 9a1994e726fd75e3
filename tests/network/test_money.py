"""Money: what is paid for goods, to whom, and what is in the accounts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.network.costs import costs_so_far
from bullwhip.network.engine import Standing
from bullwhip.network.scenario import Scenario
from tests.driving import Run, cash_of, load
from tests.network.random_scenarios import random_scenario

CONSTANT = {"type": "constant", "value": 2}


def sweets(**more: Any) -> dict[str, Any]:
    """A shop buys 4 sweets a week for 3 each, plus 5 a shipment, from a maker, who makes them of 2 sugar for 1 each."""

    def orders(units: float) -> dict[str, Any]:
        return {"type": "recorded", "orders": [units] * 9}

    sweet = {"stock": 6, "sale_price": 10.0, "order_cost": 1.0, "holding_cost": 0.5, "unit_value": 2.0}
    shop = {
        "name": "shop",
        "role": "retailer",
        "cash": 50.0,
        "items": {"sweet": sweet | {"demand": CONSTANT, "rule": orders(4)}},
    }
    items = {"sweet": {"stock": 9, "rule": orders(3)}, "sugar": {"stock": 8, "rule": orders(0)}}
    maker = {"name": "maker", "role": "manufacturer", "cash": 100.0, "items": items}
    lanes = [
        {"from": "maker", "to": "shop", "item": "sweet", "lead_time": 1, "order_delay": 0, "price": 3.0}
        | {"shipment_cost": 5.0, "holding_cost": 0.25},
        {"to": "maker", "item": "sweet", "recipe": {"sugar": 2.0}, "lead_time": 1, "order_delay": 1, "price": 1.0},
        {"to": "maker", "item": "sugar", "lead_time": 1, "order_delay": 1},
    ]
    return {"name": "sweets", "periods": 2, "capital_rate": 0.1, "site": [shop, maker], "lane": lanes} | more


def figures(result: bw.Result, site: str, item: str) -> dict[str, list[float]]:
    history = result.history[(result.history["site"] == site) & (result.history["item"] == item)]
    return {name: history[name].tolist() for name in history.columns[4:]}


def test_what_is_paid_by_hand() -> None:
    """Of cash, a site with two items has half in the account of each; sugar costs nothing here."""
    result = bw.run(sweets(), record=True)
    shop, maker = figures(result, "shop", "sweet"), figures(result, "maker", "sweet")
    assert shop["purchase_cost"] == [12.0, 12.0]
    assert shop["shipment_cost"] == [5.0, 5.0]
    assert shop["revenue"] == [20.0, 20.0]
    assert shop["capital_cost"] == pytest.approx([1.6, 2.0])
    assert shop["cost"] == pytest.approx([12 + 5 + 1 + 2 + 1 + 1.6, 12 + 5 + 1 + 3 + 1 + 2.0])
    assert shop["profit"] == pytest.approx([20 - 22.6, 20 - 24.0])
    assert shop["cash"] == pytest.approx([50 + 20 - 21, 50 + 20 - 21 + 20 - 22])
    assert maker["revenue"] == [12.0, 12.0]
    assert maker["production_cost"] == [0.0, 3.0]
    assert maker["cash"] == [50 + 12, 50 + 12 + 12 - 3]
    assert figures(result, "maker", "sugar")["cash"] == [50.0, 50.0]
    told = {name: measure["mean"] for name, measure in result.as_dict()["network"].items()}
    assert told["purchase_cost"] == 0.0  # all of it was paid to the maker
    assert told["revenue"] == 40.0
    assert told["cost"] == pytest.approx(46.6 - 24 + 3)
    assert told["profit"] == pytest.approx(40 - 25.6)
    assert told["cash"] == pytest.approx(150 + 40 - (25.6 - 3.6))


def test_the_price_of_a_shipment_is_that_of_its_quantity_and_period() -> None:
    """Orders of 3, 3, 3 and 12 for 2 each, for 1 from period 2 and 4 from period 3 on; from 10 units on all for 0.5."""
    changes = [{"period": 2, "price": 1.0}, {"period": 3, "price": 4.0}]
    lane = {"to": "shop", "lead_time": 1, "order_delay": 0, "price": 2.0, "price_changes": changes}
    shop = {"name": "shop", "role": "retailer", "rule": {"type": "recorded", "orders": [3, 3, 3, 12]}}
    lanes = [lane | {"discounts": [{"from": 10, "price": 0.5}]}]
    shop["demand"] = {"type": "constant", "value": 0}
    scenario = {"name": "prices", "periods": 4, "site": [shop], "lane": lanes}
    assert figures(bw.run(scenario, record=True), "shop", "item")["purchase_cost"] == [6.0, 3.0, 12.0, 6.0]


def test_who_brings_goods_back_gets_their_price() -> None:
    shop = {"name": "shop", "role": "retailer", "stock": 5, "rule": "pass-on", "sale_price": 3.0}
    shop["demand"] = {"type": "series", "values": [2, -4, 1], "clip": False}
    scenario = {"name": "returns", "periods": 3, "site": [shop], "lane": [{"to": "shop", "lead_time": 1}]}
    assert figures(bw.run(scenario, record=True), "shop", "item")["revenue"] == [6.0, -12.0, 3.0]


def test_cash_remembers_the_warm_up_and_costs_do_not() -> None:
    whole, later = bw.run(sweets(periods=9), record=True), bw.run(sweets(periods=9, warm_up=4), record=True)
    for name in ("cash", "profit"):
        assert whole.history[name].tolist() == pytest.approx(later.history[name].tolist())
    told = later.as_dict()["network"]
    assert told["cash"]["mean"] == pytest.approx(whole.as_dict()["network"]["cash"]["mean"])
    assert told["profit"]["mean"] == pytest.approx(later.history[later.history["period"] > 4]["profit"].sum())


def priced(scenario: Scenario) -> Run:
    """Three replications of which costs are counted, after a warm-up."""
    rule_plan = lay_out(scenario)
    engine = rule_plan.engine(3, warm_up=4)
    return Run(rule_plan, engine, rule_plan.views(engine))


@pytest.mark.parametrize("seed", range(6))
def test_accounts_go_with_the_columns(seed: int) -> None:
    """Columns that are taken out and joined in another order go on as they would have."""
    scenario = load(random_scenario(seed, {"prices", "recipes", "lanes", "lost sales"}))
    whole, parted = (priced(scenario) for _ in range(2))
    for _ in range(6):
        whole.step()
        parted.step()
    order = np.array([2, 0, 1])
    parted.engine.take(Standing.joined([(parted.engine.standing, order)]))
    for first, view in parted.views.items():
        view.remember(parted.engine.state.memory[first])
    for _ in range(6):
        whole.step()
        parted.step()
    network = whole.engine.network
    np.testing.assert_array_equal(cash_of(parted.engine), cash_of(whole.engine)[:, order])
    for mine, all_ in zip(
        costs_so_far(network, parted.engine.tally), costs_so_far(network, whole.engine.tally), strict=True
    ):
        np.testing.assert_array_equal(mine, all_[:, order])


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_paid_to_nobody_within_the_network(seed: int) -> None:
    """What sites earn less what they pay is what customers pay, less what leaves the network."""
    result = bw.run(load(random_scenario(seed, {"prices", "recipes", "lanes", "capacity"})), 2)
    whole = result.as_dict()["network"]
    points = result.table("profit", "cash", "revenue", "cost")
    for name in ("profit", "cash"):
        assert points[name].sum() == pytest.approx(whole[name]["mean"])
    inside = points["revenue"].sum() - whole["revenue"]["mean"]
    assert points["cost"].sum() - inside == pytest.approx(whole["cost"]["mean"])


def test_a_seat_sees_the_cost_of_what_was_lost_this_week() -> None:
    """Costs are told while a week is under way as well, where customers leave, and where goods have prices."""
    shop = {"name": "shop", "role": "retailer", "person": True, "stock": 1, "rule": "pass-on"}
    shop |= {"demand": CONSTANT, "patience": 0, "lost_cost": 5.0, "sale_price": 3.0}
    lane = {"to": "shop", "lead_time": 1, "order_delay": 1, "in_mail": [4], "price": 2.0}
    game = TeamGame.of(load({"name": "lost", "periods": 3, "site": [shop], "lane": [lane]}))
    assert game.sight("shop")["items"]["item"]["cost"] == 5.0
    game.close({"shop": {"item": 4}})
    assert game.cost("shop") == 5.0 + 4 * 2.0
