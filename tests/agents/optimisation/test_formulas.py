from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents import theory
from tests.agents.optimisation.networks import shop

POISSON = theory.Discrete.poisson(5)


def tuned(scenario: Any, **more: Any) -> bw.Tuned:
    return bw.tune(scenario, 12, method="formula", **more)


def found(scenario: Any, **more: Any) -> tuple[list[float], set[str]]:
    """The values, and the methods, that formulas give."""
    table = tuned(scenario, **more).table
    return table["after"].tolist(), set(table["method"])


def test_a_shop_alone_is_a_newsvendor() -> None:
    best = theory.optimal_base_stock(POISSON, 2, 1, 9)
    assert found(shop()) == ([best.level], {"newsvendor formula"})
    delayed = theory.optimal_base_stock(POISSON, 5, 1, 9)
    assert found(shop(lane={"order_delay": 3})) == ([delayed.level], {"newsvendor formula"})


def test_one_that_orders_in_lots_gets_its_optimum() -> None:
    best = theory.optimal_s_s(POISSON, 2, 1, 9, 64)
    levels = shop(order_cost=64, rule={"type": "s-S", "s": 1, "S": 2})
    assert found(levels) == ([best.s, best.S], {"(s, S) formula"})
    lots = theory.optimal_r_nq(POISSON, 2, 1, 9, 64)
    batches = shop(order_cost=64, rule={"type": "r-Q", "r": 1, "Q": 2})
    assert found(batches) == ([lots.r, lots.Q], {"(r, Q) formula"})


def test_customers_who_do_not_wait_have_a_formula_of_their_own() -> None:
    best = theory.optimal_lost_sales(POISSON, 2, 1, 9)
    assert found(shop(lost_share=1, lost_cost=9, backlog_cost=0)) == ([best.level], {"lost-sales formula"})
    assert best.level < theory.optimal_base_stock(POISSON, 2, 1, 9).level


def test_who_loses_a_sale_need_not_buy_the_unit() -> None:
    """A price of 3 and two periods in transit at 0.5 + 0.1 x 10 leave 9 of a lost cost of 15: simulation agrees."""
    lost = {"lost_share": 1, "lost_cost": 15, "backlog_cost": 0, "unit_value": 10, "holding_cost": 0.5}
    bought = shop(**lost, lane={"lead_time": 2, "price": 3, "holding_cost": 0.5}, capital_rate=0.1)
    best = theory.optimal_lost_sales(POISSON, 2, 1.5, 9)
    assert found(bought) == ([best.level], {"lost-sales formula"})
    assert best.level < theory.optimal_lost_sales(POISSON, 2, 1.5, 15).level
    levels = [best.level - 1, best.level, best.level + 1]
    costs = [
        float(bw.run(bought, 50, 1_000, rules={"shop": bw.OrderUpTo(level)}).table("cost")["cost"].sum())
        for level in levels
    ]
    assert min(costs) == costs[1]


def test_a_capacity_has_a_formula_of_its_own() -> None:
    best = theory.optimal_capacitated(POISSON, 2, 6, 1, 9)
    assert found(shop(lane={"capacity": 6})) == ([best.level], {"capacitated newsvendor"})
    assert best.level > theory.optimal_base_stock(POISSON, 2, 1, 9).level


def test_a_chain_gets_the_levels_of_clark_and_scarf() -> None:
    """Those that the shipped scenario has from the literature."""
    levels, methods = found("serial")
    assert methods == {"Clark-Scarf"}
    assert levels == pytest.approx([6.491, 12.018, 22.706], abs=0.001)


@pytest.mark.parametrize(
    "terms",
    [
        {"lost_share": 0.5, "lost_cost": 1},
        {"lost_share": 1, "lost_cost": 9, "backlog_cost": 0, "order_cost": 2},
        {"lost_share": 1, "lost_cost": 9, "backlog_cost": 0, "lane": {"price": 10}},
        {"shelf_life": 3},
        {"shrinkage": 0.1},
        {"rule": {"type": "order-up-to", "level": 10, "cap": 9}},
        {"demand": {"type": "poisson", "mean": 5, "season": [1, 2]}},
        {"demand": {"type": "constant", "value": 5}},
        {"lane": {"lead_time": {"type": "discrete", "values": [1, 3], "weights": [1, 1]}}},
        {"lane": {"yield": 0.9}},
        {"lane": {"multiple": 4}},
        {"lane": {"price": 1, "discounts": [{"from": 9, "price": 0.5}]}},
    ],
)  # fmt: skip
def test_what_a_formula_does_not_know_is_searched(terms: dict[str, Any]) -> None:
    assert found(shop(**terms))[1] == {"newsvendor, as if alone"}
    searched = bw.tune(shop(**terms), 12, trials=16)
    assert set(searched.table["method"]) <= {"simulation", "as before"}


def test_a_warehouse_that_pays_for_its_backlog_is_no_case_for_clark_and_scarf() -> None:
    scenario = bw.load("serial").with_({"site.warehouse.backlog_cost": 1})
    assert found(scenario)[1] == {"newsvendor, as if alone"}


def tree() -> dict[str, Any]:
    """Two components, a product, two shops; nothing says what a backlog costs."""
    level = {"type": "order-up-to", "level": 1}
    demand = {"type": "gamma", "mean": 10, "sd": 3}
    return {
        "name": "Tree",
        "period": "day",
        "periods": 60,
        "site": [
            {
                "name": "plant", "role": "manufacturer", "rule": level,
                "items": {"a": {"holding_cost": 1}, "b": {"holding_cost": 2}, "p": {"holding_cost": 5}},
            },
            *(
                {"name": name, "role": "retailer", "rule": level, "items": {"p": {"holding_cost": 6, "demand": demand}}}
                for name in ("east", "west")
            ),
        ],
        "lane": [
            {"to": "plant", "item": "a", "lead_time": 4},
            {"to": "plant", "item": "b", "lead_time": 9},
            {"to": "plant", "item": "p", "lead_time": 2, "recipe": {"a": 1, "b": 1}},
            {"from": "plant", "to": "east", "lead_time": 1},
            {"from": "plant", "to": "west", "lead_time": 3},
        ],
    }  # fmt: skip


def test_where_no_cost_speaks_service_is_guaranteed() -> None:
    """The placement of the same stages, in the same order."""
    stages = [
        theory.Stage("a", 4, 1),
        theory.Stage("b", 9, 2),
        theory.Stage("p", 2, 2, {"a": 1, "b": 1}),
        theory.Stage("east", 1, 1, {"p": 1}, 10, 3),
        theory.Stage("west", 3, 1, {"p": 1}, 10, 3),
    ]
    placed = theory.optimal_placement(stages, 1, theory.safety_factor(0.9))
    levels, methods = found(tree(), service=0.9)
    assert methods == {"guaranteed service, 90%"}
    assert levels == pytest.approx([stock.base_stock for stock in placed.stocks], rel=1e-5)
    assert set(bw.tune(tree(), 12).table["method"]) == {"guaranteed service, 95%"}  # nothing is searched
    assert set(bw.tune(tree(), 12, trials=16, fill_rate=0.9).table["method"]) == {"simulation"}
