"""A frontier under disruptions whose figures are known, and what it says of calm times."""

import json

import pytest

import bullwhip as bw
from bullwhip.agents.outcomes.frontier_points import COVER, RESERVE
from tests.agents.resilience.chains import outage
from tests.cases.figures import case


def test_an_outage_costs_what_the_cover_does_not_last_for() -> None:
    """By hand: nothing leaves in periods 21 to 23, so nothing comes in 22 to 24, and all that is owed in 25.

    Ten units a day: without cover 10, 20 and 30 are owed at the end of these periods, and with a day of cover nothing,
    10 and 20.  On hand are as many days of demand as there is cover, less those without goods.
    """
    found = bw.frontier(outage(), 12, cover=4, points=5, trials=100)
    calm, disrupted = ([point.worlds[world] for point in found.family(COVER)] for world in found.worlds)
    periods, holding, backlog = 30, 2, 5
    owed = [60, 30, 10, 0, 0]
    held = [0, 10 * (periods - 3), 10 * (2 * periods - 5), 10 * (3 * periods - 6), 10 * (4 * periods - 6)]
    assert [one.cost.mean for one in calm] == [holding * 10 * days for days in range(5)]
    assert [one.cost.mean for one in disrupted] == pytest.approx(
        [(holding * stock + backlog * units) / periods for stock, units in zip(held, owed, strict=True)]
    )
    assert [one.fill_rate.mean for one in disrupted] == pytest.approx([1 - short / 300 for short in (30, 20, 10, 0, 0)])
    assert [one.efficient for one in calm] == [True, False, False, False, False]
    reserve = found.family(RESERVE)[3].worlds["disrupted"]  # of three days: the storm is told, and it is not reordered
    assert reserve.fill_rate.mean == 1.0
    assert reserve.cost.mean < disrupted[3].cost.mean
    assert [reserve.efficient, *(one.efficient for one in disrupted[3:])] == [True, False, False]


def test_the_hybrid_is_planned_for_the_disrupted_world() -> None:
    """With a fill rate of all but nothing it holds the three days that ride the outage out."""
    found = bw.frontier(outage(), 12, cover=4, points=5, trials=100, fill_rate=0.999)
    assert found.best.settings == {"shop": pytest.approx(3.0)}
    assert found.best.worlds["disrupted"].fill_rate.mean == 1.0


def test_a_supplier_who_is_up_or_down_costs_what_is_known() -> None:
    """G01 (Snyder and Shen 2019, example 9.3): base stock of so many periods of demand, and the best of them."""
    given, expected = case("G01")["inputs"], case("G01")["expected"]
    shop = {
        "name": "shop", "role": "retailer", "stock": given["d"], "holding_cost": given["h"],
        "backlog_cost": given["p"], "demand": {"type": "constant", "value": given["d"]},
        "rule": {"type": "order-up-to", "level": expected["S_opt"]},
    }  # fmt: skip
    scenario = {
        "name": "up and down", "periods": 1200, "warm_up": 200,
        "site": [shop, {"name": "supplier", "role": "supplier"}],
        "lane": [{"from": "supplier", "to": "shop", "lead_time": 1}],
        "disruption": [
            {"name": "outage", "kind": "shipping", "site": "supplier", "chance": {"down": given["a"], "up": given["b"]}}
        ],
    }  # fmt: skip
    found = bw.frontier(scenario, 400, cover=7, points=8, trials=20)
    for point, (periods, cost) in zip(found.family(COVER), expected["cost_by_periods_of_cover"].items(), strict=True):
        calm, told = (point.worlds[world] for world in found.worlds)
        assert calm.cost.mean == given["h"] * given["d"] * (int(periods) - 1)
        assert abs(told.cost.mean - cost) < 2 * (told.cost.high - told.cost.mean)  # four standard errors
        if point.knob != expected["n_star"]:
            more = cost - expected["cost_opt"]
            assert abs(told.more_cost.mean - more) < 2 * (told.more_cost.high - told.more_cost.mean)
    assert found.today.worlds["disrupted"].more_cost == (0.0, 0.0, 0.0)


def test_without_disruptions_there_is_one_world() -> None:
    assert bw.frontier(outage(disruption=[]), 12, points=3, trials=20).worlds == ("calm",)


def test_a_table_and_json_have_both_worlds() -> None:
    found = bw.frontier(outage(), 12, cover=2, points=3, trials=20)
    assert list(found.table["world"][:2]) == ["calm", "disrupted"]
    assert "\n  calm:\n" in str(found)
    assert "\n  disrupted:\n" in str(found)
    assert {"calm", "disrupted"} <= json.loads(found.to_json())["points"][0].keys()
    assert len(found.plot().axes) == 2
