"""An agent whose items are on different levels is asked once a level, on settled figures."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import bullwhip as bw

FIGURES = ("on_hand", "backlog", "position", "on_order", "in_transit", "received", "asked", "shipped")


def store(tea_delay: int = 0, milk_delay: int = 1, **keys: Any) -> bw.Scenario:
    """A shop orders tea from a store without delay, and milk with one; both sites order both items."""
    kept = {"stock": 20, "holding_cost": 1, "rule": {"type": "order-up-to", "level": 40}}
    sold = {**kept, "backlog_cost": 5, "demand": {"type": "poisson", "mean": 6}}
    sites = [
        {"name": "store", "role": "distributor", "items": {"tea": kept, "milk": kept}},
        {"name": "shop", "role": "retailer", "items": {"tea": sold, "milk": sold}},
    ]
    lanes = [
        {"from": "store", "to": "shop", "item": "tea", "lead_time": 1, "order_delay": tea_delay},
        {"from": "store", "to": "shop", "item": "milk", "lead_time": 2, "order_delay": milk_delay},
        {"to": "store", "item": "tea", "lead_time": 2, "order_delay": 0},
        {"to": "store", "item": "milk", "lead_time": 1, "order_delay": 2},
    ]
    return bw.load({"name": "store", "periods": 25, "site": sites, "lane": lanes, **keys})


class UpTo(bw.Distributor):
    """Orders up to 40, and notes when it was asked, for what, and what it saw."""

    def __init__(self, model: Any, name: str) -> None:
        super().__init__(model, name)
        self.calls: list[tuple[int, tuple[str, ...]]] = []
        self.seen: dict[tuple[int, str, str], float] = {}

    def decide(self) -> Any:
        period = self.model.engine.period + 1
        self.calls.append((period, self.deciding))
        for figure in FIGURES:
            for item, value in zip(self.items, np.asarray(getattr(self, figure))[:, 0], strict=True):
                if item in self.deciding:
                    self.seen[period, item, figure] = float(value)
        return 40 - self.position


def model_with(agent: type[bw.SupplyAgent], scenario: bw.Scenario) -> bw.SupplyNetwork:
    model = bw.SupplyNetwork(scenario, agents={"store": agent})
    model.run_model()
    return model


def test_it_is_asked_once_a_level_for_the_items_of_the_level() -> None:
    asked: Any = model_with(UpTo, store()).site("store")
    assert asked.calls == [(period, items) for period in range(1, 26) for items in (("milk",), ("tea",))]
    assert asked.deciding == ()


@pytest.mark.parametrize("delays", [(1, 1), (0, 0)])
def test_where_all_items_are_on_one_level_it_is_asked_once(delays: tuple[int, int]) -> None:
    asked: Any = model_with(UpTo, store(*delays)).site("store")
    assert asked.calls == [(period, ("tea", "milk")) for period in range(1, 26)]


@pytest.mark.parametrize("replications", [1, 3])
def test_it_does_what_the_rule_does(replications: int) -> None:
    own = bw.SupplyNetwork(store(), agents={"store": UpTo}, replications=replications)
    own.run_model()
    rule = bw.run(store(), replications)
    np.testing.assert_array_equal(own.cost, rule.costs if replications > 1 else rule.costs[0])


def test_what_it_sees_of_the_items_it_decides_is_what_the_period_brought() -> None:
    """Its own record of the moment it decides agrees with the history; the order of the period comes on top."""
    asked: Any = model_with(UpTo, store()).site("store")
    history = bw.run(store(), record=True).history
    history = history[history["site"] == "store"].set_index(["period", "item"])
    for (period, item, figure), value in asked.seen.items():
        row = history.loc[(period, item)]
        if figure == "position":
            assert value == row["on_hand"] - row["backlog"] + row["on_order"] - row["order"]
        elif figure == "on_order":
            assert value == row["on_order"] - row["order"]
        elif figure == "in_transit":  # the outside world sends at the end of the period
            item_delay = {"tea": 0, "milk": 2}[item]
            sent = history.loc[(period - item_delay, item)]["order"] if period > item_delay else 0.0
            assert value == row["in_transit"] - sent
        else:
            assert value == row[figure]


def test_a_supplier_without_delay_sees_the_orders_of_this_period() -> None:
    class Sees(UpTo):
        def decide(self) -> Any:
            if self.deciding == ("tea",):
                asked = float(np.asarray(self.asked)[0, 0])
                assert asked == float(np.asarray(shop.last_order)[0, 0])
                matched.append(asked)
            return super().decide()

    matched: list[float] = []
    model = bw.SupplyNetwork(store(), agents={"store": Sees})
    shop = model.site("shop")
    model.run_model()
    assert len(matched) == 25
    assert len(set(matched)) > 3


def test_figures_of_items_that_come_later_are_nan_and_of_earlier_ones_known() -> None:
    class Looks(UpTo):
        def decide(self) -> Any:
            for figure in FIGURES:
                tea, milk = np.asarray(getattr(self, figure))[:, 0]
                assert np.isnan(tea) == (self.deciding == ("milk",))
                assert np.isfinite(milk)
            newest = np.asarray(self.last_order)[:, 0]
            milk_orders.append(newest[1])
            answer = super().decide()
            if self.deciding == ("milk",):
                decided.append(float(np.asarray(answer)[1, 0]))
            return answer

    milk_orders: list[float] = []
    decided: list[float] = []
    model = model_with(Looks, store())
    orders = [0.0, *(max(order, 0.0) for order in decided)]
    assert milk_orders == [order for pair in pairwise(orders) for order in pair]
    assert not np.isnan(np.asarray(model.site("store").position)).any()


@pytest.mark.parametrize("form", ["all", "deciding", "mapping", "whole mapping", "number"])
def test_it_may_answer_for_all_its_items_or_for_those_it_is_asked_about(form: str) -> None:
    orders = {"tea": 5.0, "milk": 7.0}

    class Answers(bw.Distributor):
        def decide(self) -> Any:
            one = orders[self.deciding[0]]
            return {
                "all": np.array([[5.0], [7.0]]),
                "deciding": [one],
                "mapping": {self.deciding[0]: one},
                "whole mapping": orders,
                "number": one,
            }[form]

    model = bw.SupplyNetwork(store(), agents={"store": Answers}, periods=1)
    model.run_model()
    assert np.asarray(model.site("store").last_order).tolist() == [[5.0], [7.0]]


def test_an_agent_may_share_its_site_with_rules() -> None:
    model = bw.SupplyNetwork(store(), agents={"store": UpTo}, rules={("store", "milk"): "pass-on"})
    model.run_model()
    asked: Any = model.site("store")
    assert asked.calls == [(period, ("tea",)) for period in range(1, 26)]
