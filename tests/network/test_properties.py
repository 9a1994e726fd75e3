"""What a run says of itself, on random networks: its measures against its history, its orders against its lanes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bullwhip as bw
from bullwhip.network import readings
from bullwhip.network.arrays import Array
from bullwhip.network.flows.terms.returns import Returns
from bullwhip.network.scenario import Scenario
from tests.driving import COLUMNS, Run, load, run, same
from tests.network.networks import PERIODS, networks

REPLICATIONS = 3
MONEY = ("holding_cost", "backlog_cost", "order_cost", "unit_value")
RATIOS = {
    "bullwhip": ("orders_variance", "customers_variance"),
    "bullwhip_stage": ("orders_variance", "demand_variance"),
    "net_stock_amplification": ("net_stock_variance", "customers_variance"),
    "turns": ("demand_mean", "on_hand"),
    "days_of_cover": ("on_hand", "demand_mean"),
}


@st.composite
def costed(draw: st.DrawFn) -> dict[str, Any]:
    """A random network in which everything costs something, and some first periods do not count."""
    document: dict[str, Any] = draw(networks())
    rate = st.integers(0, 9).map(lambda n: n / 4)
    keepers = [site for site in document["site"] if site["role"] != "supplier"]
    for site in keepers:
        site |= {key: draw(rate) for key in MONEY}
    for lane in document["lane"]:
        lane["holding_cost"] = draw(rate)
    return document | {"warm_up": draw(st.integers(0, PERIODS - 2)), "capital_rate": draw(rate) / 8}


def expected_figures(scenario: Scenario, columns: dict[str, Array]) -> dict[str, Array]:
    """Figures (stockpoints, replications) by the texts of the measures; columns are (periods, stockpoints, reps)."""
    counted = {name: values[scenario.warm_up :] for name, values in columns.items()}
    periods = PERIODS - scenario.warm_up
    points = scenario.stockpoints()
    terms: dict[str, Array] = {
        key: np.array([[getattr(point.terms, key)] for point in points], np.float64) for key in MONEY
    }
    lanes = {(way.target, way.item): way.lane.holding_cost for way in scenario.lanes_by_item()}
    on_the_way = np.array([[lanes[point.site, point.item]] for point in points])
    on_hand, in_transit = counted["on_hand"].sum(axis=0), counted["in_transit"].sum(axis=0)
    ordered = counted["order"] > 1e-9
    holding = terms["holding_cost"] * on_hand + on_the_way * in_transit
    value = terms["unit_value"] * (on_hand + in_transit)
    costs: dict[str, Array] = {
        "holding_cost": holding,
        "in_transit_cost": on_the_way * in_transit,
        "backlog_cost": terms["backlog_cost"] * counted["backlog"].sum(axis=0),
        "order_cost": terms["order_cost"] * ordered.sum(axis=0),
        "capital_cost": scenario.capital_rate * value,
    }
    cost = holding + costs["backlog_cost"] + costs["order_cost"] + costs["capital_cost"]
    return costs | {
        "cost": cost,
        "cost_per_period": cost / periods,
        "working_capital": value / periods,
        "period_service": (counted["backlog"] <= 1e-9).mean(axis=0),
        "ready_rate": (counted["on_hand"] > 1e-9).mean(axis=0),
        "on_hand": on_hand / periods,
        "backlog": counted["backlog"].mean(axis=0),
        "in_transit": in_transit / periods,
        "orders_mean": counted["order"].mean(axis=0),
        "orders_variance": counted["order"].var(axis=0, ddof=1),
        "order_frequency": ordered.mean(axis=0),
        "demand_mean": counted["asked"].mean(axis=0),
        "demand_variance": counted["asked"].var(axis=0, ddof=1),
        "customers_variance": counted["customer_demand"].var(axis=0, ddof=1),
        "net_stock_variance": (counted["on_hand"] - counted["backlog"]).var(axis=0, ddof=1),
    }


def recorded(result: bw.Result) -> dict[str, Array]:
    """The columns (periods, stockpoints, replications) of a result's history."""
    history = result.history
    shape = (result.periods, result.network.rows, result.replications)
    names = [name for name in history.columns if name not in {"period", "site", "item", "replication"}]
    return {name: history[name].to_numpy(np.float64).reshape(shape) for name in names}


def assert_close(found: Array, expected: Array | np.float64, scale: float, name: str) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * scale, err_msg=name)


@given(costed())
@settings(max_examples=60)
def test_the_summary_says_what_the_history_says(document: dict[str, Any]) -> None:
    scenario = load(document)
    result = bw.run(scenario, REPLICATIONS, record=True)
    columns = recorded(result)
    figures = expected_figures(scenario, columns)
    scale = max(1.0, *(float(np.abs(values).max()) for values in columns.values()))
    table = result.table()
    assert table.index.tolist() == [(point.site, point.item) for point in scenario.stockpoints()]
    for name, values in figures.items():
        if name in table:
            square = scale if name.endswith(("variance", "cost")) or name == "working_capital" else 1.0
            assert_close(table[name].to_numpy(), values.mean(axis=1), scale * square * 10, name)
    for name, (over, under) in RATIOS.items():
        base = figures[under].mean(axis=1)
        for k in np.flatnonzero(np.abs(base) > 1e-3 * scale):
            ratio = figures[over].mean(axis=1)[k] / base[k]
            assert table[name].iloc[k] == pytest.approx(ratio, rel=1e-6, abs=1e-6 * scale)


@given(costed())
@settings(max_examples=40)
def test_the_networks_figures_are_sums_over_its_stockpoints(document: dict[str, Any]) -> None:
    scenario = load(document)
    result = bw.run(scenario, REPLICATIONS, record=True)
    columns = recorded(result)
    figures = expected_figures(scenario, columns)
    scale = max(1.0, *(float(np.abs(values).max()) for values in columns.values()))
    totals = result.totals.set_index("measure")["mean"]
    costs = ("cost", "holding_cost", "in_transit_cost", "backlog_cost", "order_cost", "capital_cost", "working_capital")
    for name in (*costs, "on_hand", "backlog", "in_transit"):
        assert_close(totals[name], figures[name].sum(axis=0).mean(), scale * scale, name)
    assert_close(result.costs, figures["cost"].sum(axis=0), scale * scale, "costs")
    supplied = {(way.target, way.item) for way in scenario.lanes_by_item() if way.source is None}
    roots = [(point.site, point.item) in supplied for point in scenario.stockpoints()]
    counted = slice(scenario.warm_up, None)
    bought = columns["order"][counted][:, roots].sum(axis=1)
    market = columns["customer_demand"][counted][:, roots].sum(axis=1)
    assert_close(totals["orders_mean"], bought.mean(), scale * 10, "orders_mean")
    assert_close(totals["orders_variance"], bought.var(axis=0, ddof=1).mean(), scale * scale * 10, "orders_variance")
    assert_close(totals["demand_variance"], market.var(axis=0, ddof=1).mean(), scale * scale * 10, "demand_variance")
    assert_close(totals["demand_mean"], market.mean(), scale * 10, "demand_mean")
    assert_close(totals["order_frequency"], figures["order_frequency"][roots].sum(axis=0).mean(), 1.0, "orders")


@given(networks())
@settings(max_examples=40)
def test_what_is_on_order_is_in_the_mail_or_claimed_or_in_transit(document: dict[str, Any]) -> None:
    going = Run.of(load(document), REPLICATIONS)
    network, state = going.engine.network, going.engine.state
    scale = 1.0
    for _ in range(PERIODS):
        columns = going.step()
        scale = max(scale, *(float(np.abs(values).max()) for values in columns.values()))
        for place, row in enumerate(network.listing):
            lane = network.inbound[row]
            delay, period = int(network.order_delay[lane]), going.engine.period
            in_mail = sum(state.mail[network.mail.at(lane, period + k)] for k in range(1, delay + 1))
            there = in_mail + state.owed[lane] + columns["in_transit"][place]
            if (
                number := state.term(Returns).rows[lane]
            ) >= 0:  # goods that go back are no part of the order's cancellation
                rows, settled = slice(row, row + 1), going.engine.settled
                there = (
                    there
                    + readings.going_back(network, state, rows, settled)[0]
                    - state.term(Returns).overdrawn[number]
                )
            assert_close(columns["on_order"][place], there, scale, "on order")


@given(networks())
@settings(max_examples=40)
def test_each_stockpoint_keeps_its_books(document: dict[str, Any]) -> None:
    """Stock is what came less what went; backlog what was asked for less what was sent; returns count below zero.

    What claimants have overdrawn counts as a backlog below zero.
    """
    scenario = load(document)
    going = Run.of(scenario, REPLICATIONS)
    steps, debts = [], []
    for _ in range(PERIODS):
        steps.append(going.step())
        debts.append(overdrawn(going))
    history = {name: np.array([columns[name] for columns in steps]) for name in COLUMNS}
    history["backlog"] -= np.array(debts)
    moved = {name: history[name].cumsum(axis=0) for name in ("received", "shipped", "asked")}
    scale = max(1.0, *(float(np.abs(values).max()) for values in moved.values()))
    terms = [point.terms for point in scenario.stockpoints()]
    stock = np.array([[each.stock] for each in terms]) + moved["received"] - moved["shipped"]
    backlog = np.array([[each.backlog if each.demand else 0.0] for each in terms]) + moved["asked"] - moved["shipped"]
    if scenario.whole_units:
        scale = 0.0
    for name, expected in (("on_hand", stock), ("backlog", backlog)):
        np.testing.assert_allclose(history[name], expected, rtol=0, atol=1e-9 * scale, err_msg=name)


def overdrawn(run: Run) -> Array:
    """What the claimants of each stockpoint have overdrawn: (stockpoints as in the file, replications)."""
    network, state = run.engine.network, run.engine.state
    total = np.zeros((network.rows, REPLICATIONS))
    for lane in np.flatnonzero((state.term(Returns).rows >= 0) & (network.source >= 0)):
        total[network.source[lane]] += state.term(Returns).overdrawn[state.term(Returns).rows[lane]]
    return total[network.listing]


def shop(demand: dict[str, Any], **keys: Any) -> Scenario:
    """One shop, supplied from outside within two periods."""
    site = {"name": "shop", "role": "retailer", "stock": 20, "rule": {"type": "order-up-to", "level": 30}}
    lane = {"to": "shop", "lead_time": 2}
    return load({"name": "s", "periods": 50, "site": [site | {"demand": demand}], "lane": [lane]} | keys)


@pytest.mark.parametrize(
    ("demand", "whole"),
    [
        ({"type": "constant", "value": 4.4}, True),
        ({"type": "step", "before": 4.1, "after": 8.3, "at": 100}, False),
        ({"type": "series", "values": [0.1, 0.1, 0.1]}, False),
    ],
)
def test_demand_that_never_changes_has_no_variance(demand: dict[str, Any], whole: bool) -> None:
    """What rounding leaves of zero is zero: or the bullwhip ratio would be a thousand million millions."""
    table = bw.run(shop(demand, whole_units=whole)).table()
    assert table["demand_variance"].tolist() == [0.0]
    assert table.reindex(columns=["bullwhip"]).isna().all(axis=None)


@pytest.mark.parametrize("mean", [0.001, 0.003, 1e-300])
def test_demand_that_never_comes_has_no_mean(mean: float) -> None:
    """Nor do stocks last for millions of millions of periods."""
    result = bw.run(shop({"type": "poisson", "mean": mean}, periods=28))
    assert result.table()[["demand_mean", "turns"]].to_numpy().tolist() == [[0.0, 0.0]]
    assert "days_of_cover" not in result.table().dropna(axis=1)
    totals = result.totals.set_index("measure")["mean"]
    assert totals[["demand_mean", "turns"]].tolist() == [0.0, 0.0]
    assert "days_of_cover" not in totals.dropna()


RANDOM: list[dict[str, Any]] = [
    {"type": "normal", "mean": 9, "sd": 2},
    {"type": "poisson", "mean": 9},
    {"type": "negative-binomial", "mean": 9, "variance": 12},
    {"type": "gamma", "mean": 9, "sd": 2},
    {"type": "ar1", "mean": 9, "rho": 0.5, "sd": 2},
    {"type": "empirical", "values": [3, 4, 9, 20]},
]


@pytest.mark.parametrize("demand", RANDOM, ids=lambda demand: str(demand["type"]))
def test_seed_and_replication_make_the_luck(demand: dict[str, Any]) -> None:
    first, again, other = (run(shop(demand, seed=seed), 50, 2)["asked"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert (first[:, :, 0] != first[:, :, 1]).any()


def test_where_nothing_is_random_no_seed_matters() -> None:
    scenarios = [shop({"type": "series", "values": [3, 4, 9]}, seed=seed) for seed in (1, 2)]
    first, other = (run(scenario, 50, 2) for scenario in scenarios)
    assert not list(same(first, other))
    assert all((first[name][:, :, 0] == first[name][:, :, 1]).all() for name in COLUMNS)
