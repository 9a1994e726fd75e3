"""Customers who leave and goods that perish, by hand; and what service, sums and columns make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.deciding.rule_plan import lay_out
from bullwhip.network.costs import cost_needs, costs_so_far
from bullwhip.network.engine import Standing
from tests.driving import Run, load, same
from tests.network.random_scenarios import random_scenario
from tests.network.test_columns import go_on_with
from tests.network.test_period import agree
from tests.oracle.played import asks, bought, shop

Table = dict[str, Any]
LEAVING = ("lost sales", "goodwill", "ageing", "shrinkage", "obsolescence")


def told(orders: Sequence[float], demand: Sequence[float], periods: int = 6, lead_time: int = 1, **keys: Any) -> Any:
    """A shop on its own, and what its history and its figures say."""
    site = shop(orders=orders, demand=asks(*demand), **keys)
    document = {
        "name": "by hand",
        "periods": periods,
        "site": [site],
        "lane": [bought("shop", lead_time=lead_time)],
        "whole_units": True,
    }
    result = bw.run(load(document), record=True)
    figures = result.summary.query("site == 'shop'").set_index("measure")["mean"]
    return result.history, figures


def test_impatient_customers_leave_at_once() -> None:
    """Of 8, 5 get it and 3 leave; of 4, 4 leave: nothing is owed, two of six periods failed, 5 of 12 were filled."""
    history, figures = told([], [8, 4], stock=5.0, lost_share=1.0, lost_cost=2.0, backlog_cost=9.0)
    assert history["lost"].tolist() == [3, 4, 0, 0, 0, 0]
    assert history["backlog"].tolist() == [0] * 6
    assert history["lost_cost"].tolist() == history["cost"].tolist() == [6, 8, 0, 0, 0, 0]
    assert figures["lost_units"] == 7
    assert figures["cost"] == figures["lost_cost"] == 14
    assert figures["fill_rate"] == figures["customer_fill_rate"] == pytest.approx(5 / 12)
    assert figures["period_service"] == figures["customer_period_service"] == pytest.approx(4 / 6)
    assert history["on_order"].tolist() == [0] * 6


def test_patience() -> None:
    """Who waits for two periods is owed at the end of two, and gone at the end of the third; 2 come in time."""
    history, figures = told([0, 2], [8, 4], stock=5.0, patience=2)
    assert history["backlog"].tolist() == [3, 7, 4, 0, 0, 0]
    assert history["lost"].tolist() == [0, 0, 1, 4, 0, 0]
    assert figures["lost_units"] == 5


@pytest.mark.parametrize("patience", [0, 2])
def test_no_hair_is_owed_to_who_has_left(patience: int) -> None:
    """Of parts of units that leave at once and later nothing stays, and nothing below zero."""
    keys: Table = {"lost_share": 0.3, "patience": patience, "rule": {"type": "order-up-to", "level": 9.7}}
    site = shop(stock=3.3, demand={"type": "gamma", "mean": 4.0, "sd": 3.0}, **keys)
    document = {"name": "parts", "periods": 100, "site": [site], "lane": [bought("shop", lead_time=2)]}
    history = bw.run(load(document), 20, record=True).history
    assert (history["lost"] > 0.0).any()
    assert (history["backlog"] >= 0.0).all()
    assert patience > 0 or (history["backlog"] == 0.0).all()


def test_goodwill() -> None:
    """Half of 8 unfilled takes a quarter of the goodwill: of 8 again 6 are asked, which is what everybody sees."""
    history, _ = told([], [8, 8], stock=4.0, lost_share=1.0, goodwill={"loss": 0.5})
    assert history["asked"].tolist()[:2] == history["customer_demand"].tolist()[:2] == [8, 6]


@pytest.mark.parametrize(("issue", "outdated"), [("fifo", [0, 2, 0, 0]), ("lifo", [0, 4, 1, 0])])
def test_shelf_life(issue: str, outdated: list[int]) -> None:
    """5 lie there, 3 come in period 2; 1 and 2 are sold.  The oldest first 2 of the 5 are left, else 4 and 1 of 3."""
    keys: Table = {"stock": 5.0, "shelf_life": 2, "issue": issue, "discard_cost": 3.0}
    sold = [1, 2, 3 if issue == "fifo" else 0]
    history, figures = told([3], sold, 4, **keys)
    assert history["outdated"].tolist() == outdated
    assert figures["outdated_units"] == sum(outdated)
    assert figures["discard_cost"] == figures["cost"] == 3 * sum(outdated)
    assert history["on_hand"].tolist()[-1] == 0


@pytest.mark.parametrize("issue", ["fifo", "lifo"])
def test_what_goes_back_leaves_before_new_goods_come(issue: str) -> None:
    """2 of the 5 go back with the order of period 2; 3 that come in period 3 are all there at the end of their life."""
    rule = {"type": "recorded", "orders": [3, -2, 0, 0, 0], "negative": True}
    history, _ = told([], [], 5, 2, stock=5.0, shelf_life=3, issue=issue, rule=rule)
    assert history["outdated"].tolist() == [0, 0, 3, 0, 3]


def test_obsolete_goods_are_discarded() -> None:
    history, _ = told([0, 4], [1], 4, stock=5.0, obsolete_at=2)
    assert history["outdated"].tolist() == [0, 4, 4, 0]


@pytest.mark.parametrize("seed", range(6))
def test_all_that_leaves(seed: int) -> None:
    agree(random_scenario(300 + seed, LEAVING))


BACK: Table = {"type": "normal", "mean": 2.0, "sd": 4.0, "clip": False}
FOLLOWS: Table = {"type": "forecast-order-up-to", "forecast": {"type": "exponential", "alpha": 0.4}, "cover": 2.0}


@pytest.mark.parametrize("seed", range(12))
def test_customers_leave_and_goods_go_back(seed: int) -> None:
    """Customers bring goods back, and every other stockpoint may order less than nothing."""
    document = random_scenario(500 + seed, {"lost sales", "goodwill"})
    tables = [own for site in document["site"] for own in site.get("items", {}).values()]
    for own in tables:
        own.update({"demand": BACK} if "demand" in own else {})
    for own in tables[1::2]:
        own["rule"] = FOLLOWS | {"negative": True}
    agree(document)


@pytest.mark.parametrize("seed", range(4))
def test_columns_taken_out_and_joined_go_on_as_they_would(seed: int) -> None:
    rule_plan, order = lay_out(load(random_scenario(400 + seed, LEAVING))), np.array([2, 0, 3, 1])
    engines = [rule_plan.engine(4, 0, cost_needs(rule_plan.network)) for _ in range(2)]
    whole, parted = (Run(rule_plan, engine, rule_plan.views(engine)) for engine in engines)
    for _ in range(8):
        whole.step()
        parted.step()
    go_on_with(parted, Standing.joined([(parted.engine.standing, order)]))
    for _ in range(8):
        expected = {name: values[:, order] for name, values in whole.step().items()}
        assert list(same(expected, parted.step())) == []
    spent, _ = costs_so_far(rule_plan.network, whole.engine.tally)
    np.testing.assert_array_equal(costs_so_far(rule_plan.network, parted.engine.tally)[0], spent[:, order])
