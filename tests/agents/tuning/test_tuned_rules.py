"""Shipped rules with parameters from the scenario: right where theory knows, sensible elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents import theory
from bullwhip.agents.rules import (
    RULES,
    BatchReorderPoint,
    EchelonOrderUpTo,
    ForecastOrderUpTo,
    HumanLike,
    MinMax,
    OrderUpTo,
    Periodic,
)
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.runs.result import Result
from bullwhip.agents.tuning.outlook import LOT, SERVICE, outlooks
from bullwhip.agents.tuning.tuned_rules import MAKERS, tuned
from bullwhip.network.scenario import shipped
from bullwhip.network.topology import OUTSIDE, Network

COMPUTED = ["pass-on", *MAKERS]


def shop(**keys: Any) -> bw.Scenario:
    """One shop: demand 10 a period, cover 4."""
    site = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": {"type": "poisson", "mean": 10.0}} | keys
    lane = {"to": "shop", "lead_time": 3, "order_delay": 1}
    return bw.Scenario.of({"name": "one", "periods": 200, "warm_up": 50, "site": [site], "lane": [lane]})


def only(name: str, scenario: bw.Scenario) -> Any:
    (rule,) = tuned(name, scenario).values()
    return rule


# Where rules of the scenario order by lane, others need to be told how an order is split.
BY_ONE_ORDER = {"bakery": {"site.bakery.items.flour.sourcing": "cheapest"}}


@pytest.mark.parametrize("scenario", shipped())
@pytest.mark.parametrize("name", COMPUTED)
def test_every_rule_fits_every_shipped_scenario(name: str, scenario: str) -> None:
    loaded = bw.load(scenario, BY_ONE_ORDER.get(scenario))
    rules = tuned(name, loaded)
    assert list(rules) == [(point.site, point.item) for point in loaded.stockpoints()]
    assert {type(rule) for rule in rules.values()} == {RULES[name]}
    result = bw.run(loaded, rules=rules)
    assert 0.1 < mean_of(result, "fill_rate") <= 1
    calm = bw.run(loaded.calm(), rules=rules) if loaded.disruption else result  # people order too much in a storm
    if name != "shortage-gaming":  # that asks for more than is needed, where there is a shortage
        assert mean_of(calm, "orders_mean") == pytest.approx(needed_from_outside(calm.network), rel=0.8)


def mean_of(result: Result, measure: str) -> float:
    """The mean of a measure of the whole network."""
    return float(result.totals.set_index("measure")["mean"][measure])


def needed_from_outside(network: Network) -> float:
    """Units a period, of all that comes from outside, that customers' mean demand takes."""
    starts, markets, weight = network.downstream
    demand = np.concatenate([[0.0], np.cumsum(weight * network.tape.means[markets])])
    behind = demand[starts[1:]] - demand[starts[:-1]]
    lanes = np.flatnonzero(network.source == OUTSIDE)
    return float((network.share[lanes] * behind[network.target[lanes]]).sum())


def test_levels_are_the_best_for_the_costs() -> None:
    best = theory.optimal_base_stock(theory.Discrete.poisson(10), 4, 1.0, 9.0)
    rule = only("order-up-to", shop(holding_cost=1.0, backlog_cost=9.0))
    assert rule == OrderUpTo(level=best.level)
    assert only("echelon-order-up-to", shop(holding_cost=1.0, backlog_cost=9.0)) == EchelonOrderUpTo(level=best.level)


def test_without_costs_levels_give_the_stated_service() -> None:
    level = float(theory.Discrete.poisson(40).quantile(SERVICE))
    for costs in ({}, {"holding_cost": 1.0}, {"backlog_cost": 1.0}):
        assert only("order-up-to", shop(**costs)) == OrderUpTo(level=level)
    for costs in ({}, {"backlog_cost": 1.0}):
        assert only("r-Q", shop(**costs)) == BatchReorderPoint(r=level, Q=LOT * 10)
        assert only("s-S", shop(**costs)) == MinMax(s=level, S=level + LOT * 10)
    (outlook,) = outlooks(shop()).values()
    assert (outlook.cover, outlook.echelon_cover, outlook.first) == (4, 4, 10)


FREE: dict[str, Any] = {"holding_cost": 1.0, "backlog_cost": 9.0}  # and an order costs nothing
DEMANDS: list[dict[str, Any]] = [
    {"type": "poisson", "mean": 10.0},
    {"type": "negative-binomial", "mean": 10.0, "variance": 30.0},
    {"type": "normal", "mean": 10.0, "sd": 3.0},
    {"type": "gamma", "mean": 10.0, "sd": 9.0},
    {"type": "ar1", "mean": 10.0, "rho": 0.5, "sd": 2.0},
    {"type": "poisson", "mean": 10.0, "season": [0.5, 1.5]},
    {"type": "constant", "value": 9.7},
    {"type": "series", "values": [3.0, 12.0, 0.0, 25.0]},
    {"type": "poisson", "mean": 0.3},
]


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: str(demand["type"]))
@pytest.mark.parametrize("whole", [False, True])
def test_where_ordering_is_free_lots_are_of_a_period(demand: dict[str, Any], whole: bool) -> None:
    """All are base stock then, or nearly: of fractions, r-Q has half a lot more, or one where demand is known."""
    document = shop(demand=demand, **FREE).document() | {"whole_units": whole}
    found = bw.compare(document, ["order-up-to", "s-S", "r-Q", "periodic"], replications=20)
    best = float(found.results["order-up-to"].costs.mean()) / 150
    mean = float(found.results["order-up-to"].table("demand_mean")["demand_mean"].iloc[0])
    for name in ("s-S", "periodic"):
        assert found.difference(name).mean / 150 == pytest.approx(0.0, abs=1e-9 * best)
    more = found.difference("r-Q").mean / 150
    if whole or (demand["type"] in ("poisson", "negative-binomial") and "season" not in demand):
        assert more == pytest.approx(0.0, abs=1e-6 * best)
    else:
        assert -1e-9 < more <= (1.0 if demand["type"] in ("constant", "series") else 0.5) * mean + 1e-9
    assert found.notes == {}


def test_periodic_reviews_every_period_where_ordering_is_free() -> None:
    assert only("periodic", shop(**FREE)) == Periodic(review=1, level=only("order-up-to", shop(**FREE)).level)


def test_where_ordering_is_free_batches_of_fractions_lie_about_the_level() -> None:
    """The position lies anywhere in a batch of 10 above r, so r is 5 below the level of 90%."""
    rule = only("r-Q", shop(demand={"type": "normal", "mean": 10.0, "sd": 3.0}, **FREE))
    assert [rule.r, rule.Q] == pytest.approx([40 + 3 * 2 * 1.2815515655446004 - 5, 10])


def test_what_no_cost_asks_for_is_said() -> None:
    names = ["current", "s-S", "r-Q", "periodic", "smoothing", "order-up-to", "forecast-order-up-to"]
    lots = f"lots of {LOT} periods' demand are arbitrary as holding stock costs nothing"
    paced = "smoothing over 5 periods (lead time, order delay and one) is arbitrary: no cost asks for even orders"
    assert bw.compare(shop(order_cost=5.0), names, 2).notes == {
        "s-S": lots, "r-Q": lots, "periodic": lots, "smoothing": paced,
    }  # fmt: skip
    compared = bw.compare(shop(**FREE), names, 2)
    assert compared.notes == {"smoothing": paced}
    told = compared.as_dict()["rules"]
    assert told["smoothing"]["note"] == paced
    assert told["s-S"]["note"] == told["current"]["note"] == ""


def test_lots_are_economic_where_an_order_costs_something() -> None:
    costs = {"holding_cost": 1.0, "backlog_cost": 9.0, "order_cost": 64.0}
    demand = theory.Discrete.poisson(10)
    pair = theory.optimal_s_s(demand, 4, 1.0, 9.0, 64.0)
    assert only("s-S", shop(**costs)) == MinMax(s=pair.s, S=pair.S)
    batch = theory.optimal_r_nq(demand, 4, 1.0, 9.0, 64.0)
    assert only("r-Q", shop(**costs)) == BatchReorderPoint(r=batch.r, Q=batch.Q)
    review = round(theory.eoq(10, 1.0, 64.0).Q / 10)
    assert review == 4
    assert only("periodic", shop(**costs)) == Periodic(review=4, level=float(demand.over(7).quantile(0.9)))
    level = 40 + 10 * 2 * 1.2815515655446004
    fractional = shop(**costs, demand={"type": "normal", "mean": 10.0, "sd": 10.0})
    rule = only("r-Q", fractional)
    assert [rule.r, rule.Q] == pytest.approx([level, theory.eoq(10, 1.0, 64.0).Q])


def test_capital_is_a_cost_of_holding() -> None:
    plain = shop(holding_cost=3.0, backlog_cost=9.0).document()
    capital = shop(holding_cost=1.0, backlog_cost=9.0, unit_value=20.0).document() | {"capital_rate": 0.1}
    assert tuned("order-up-to", bw.Scenario.of(capital)) == tuned("order-up-to", bw.Scenario.of(plain))


def test_whoever_supplies_others_expects_their_customers() -> None:
    scenario = bw.load("one-warehouse-many-retailers")
    found = {site: outlook for (site, _), outlook in outlooks(scenario).items()}
    assert found["warehouse"].demand.mean == pytest.approx(6)
    assert (found["shop 1"].echelon_cover, found["warehouse"].cover, found["warehouse"].echelon_cover) == (1, 1, 2)
    level = float(theory.Discrete.poisson(6 * 2).quantile(SERVICE))
    assert tuned("echelon-order-up-to", scenario)["warehouse", "item"] == EchelonOrderUpTo(level=level)


@pytest.mark.parametrize(("near", "top"), [(1, 11), (9, 13)])
def test_the_longest_way_to_a_customer_counts(near: int, top: int) -> None:
    site = {"role": "distributor", "rule": "pass-on"}
    names = ("top", "middle", "near", "far")
    ways = [("top", "middle", 2), ("top", "near", near), ("middle", "far", 5)]
    lanes = [{"from": source, "to": target, "lead_time": time} for source, target, time in ways]
    scenario = bw.Scenario.of(
        {
            "name": "tree",
            "periods": 10,
            "site": [site | {"name": name} for name in names],
            "lane": [*lanes, {"to": "top", "lead_time": 1, "order_delay": 3}],
        }
    )
    assert [outlook.echelon_cover for outlook in outlooks(scenario).values()] == [top, 7, near, 5]
    assert tuned("order-up-to", scenario)["top", "item"] == OrderUpTo(level=0.0)
    for name in COMPUTED:
        bw.run(scenario, rules=tuned(name, scenario))  # nobody asks for anything, and nothing breaks


def test_a_base_stock_for_the_board_is_the_benchmark_of_1989() -> None:
    scenario = bw.load("beer-game")
    rules = tuned("order-up-to", scenario)
    assert [rule.level for rule in rules.values() if isinstance(rule, OrderUpTo)] == [32, 32, 32, 24]
    assert bw.run(scenario, rules=rules).totals.set_index("measure")["mean"]["cost"] == 204


def test_what_limits_the_orders_stays() -> None:
    limits = {"minimum": 3.0, "multiple": 2.0, "cap": 40.0, "forced_periods": 2, "forced_order": 7.0, "negative": True}
    rule: Rule = only("forecast-order-up-to", shop(rule={"type": "pass-on", **limits}))
    assert {name: getattr(rule, name) for name in limits} == limits


def test_forecasts_begin_with_what_is_expected() -> None:
    rule = only("forecast-order-up-to", shop(holding_cost=1.0, backlog_cost=9.0))
    assert isinstance(rule, ForecastOrderUpTo)
    assert (rule.cover, rule.forecast.initial) == (4, 10)
    assert rule.safety == pytest.approx(1.2815515655446004)


@pytest.mark.parametrize(("cover", "weight"), [(4, 0.1), (12, 1 / 25)])
def test_forecasts_lag_twice_a_long_cover(cover: int, weight: float) -> None:
    """A weight a lags (1 - a) / a periods; of a short cover it is a tenth."""
    lane = {"to": "shop", "lead_time": cover - 1, "order_delay": 1}
    rule = only("forecast-order-up-to", bw.Scenario.of(shop().document() | {"lane": [lane]}))
    assert rule.forecast.alpha == pytest.approx(weight)


def test_smoothing_smooths() -> None:
    scenario = shop(holding_cost=1.0, backlog_cost=9.0)
    rule = only("smoothing", scenario)
    assert rule.stock_time == rule.pipeline_time == 5  # cover 4, and one
    result = bw.run(scenario, replications=50, rules=tuned("smoothing", scenario))
    totals = result.totals.set_index("measure")["mean"]
    assert totals["bullwhip"] < 0.5
    assert totals["fill_rate"] > 0.8


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("recorded", "its orders cannot be computed; give them"),
        ("order-upto", "no shipped rule; did you mean 'order-up-to'?"),
        ("my_rules:Mine", "no shipped rule"),
    ],
)
def test_a_rule_that_cannot_be_tuned_says_why(name: str, message: str) -> None:
    with pytest.raises(bw.BullwhipError, match=message):
        tuned(name, shop())


def test_people_of_the_beer_game_aim_at_what_the_44_aimed_at() -> None:
    rules = list(tuned("human", bw.load("beer-game")).values())
    targets = [rule.target for rule in rules if isinstance(rule, HumanLike)]
    assert targets[:3] == pytest.approx([17.0] * 3, abs=0.5)  # Sterman 1989, table 2


@dataclass(frozen=True)
class Steady(bw.Rule):
    """Orders the same in every period."""

    units: float = 3.0

    def order(self, view: bw.View) -> Any:
        return np.full(view.shape, self.units)


def test_a_rule_of_which_nothing_is_computed_has_its_usual_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "steady", Steady)
    made = tuned("steady", bw.load("beer-game"))
    assert {type(rule) for rule in made.values()} == {Steady}
    assert made["factory", "item"].forced_periods == 4, "what limits orders there stays"
    assert "steady" in bw.compare("beer-game", ["current", "steady"], 2, sites=["factory"]).results
