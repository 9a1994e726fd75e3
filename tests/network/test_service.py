"""Service: by unit, by period and by replenishment cycle, of all claimants and of the customers alone."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import bullwhip as bw
from bullwhip.network.replications import Replications
from tests.driving import load
from tests.network.networks import PERIODS, networks
from tests.oracle import Oracle, Place, Stock

NOTHING = 1e-9
Sums = dict[str, float]
SHARES = {
    "fill_rate": ("filled", "claimed"),
    "cycle_service": ("clear cycles", "cycles"),
    "period_service": ("clear", "periods"),
    "ready_rate": ("ready", "periods"),
    "customer_fill_rate": ("own filled", "own claimed"),
    "customer_cycle_service": ("own clear cycles", "own cycles"),
    "customer_period_service": ("own clear", "own periods"),
}


class Observer:
    """What one sees who stands beside a stockpoint of the oracle, and writes down each period."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.sums: Sums = defaultdict(float)
        self.worst: tuple[float, float] | None = None  # of the cycle under way: most backlog, and of customers

    def look(self, period: int, counts: bool) -> None:
        """A period (from 1) is over."""
        if self.stock.received > NOTHING:
            self.worst = (0.0, 0.0)
        customers = [way for way in self.stock.outward if way.target is None]
        owed, own_owed = self.stock.backlog, sum(way.owed for way in customers)
        if self.worst is not None:
            self.worst = (max(self.worst[0], owed), max(self.worst[1], own_owed))
            due = sum(units for way in self.stock.inward for when, units in way.goods if when == period + 1)
            if counts and due > NOTHING:
                self._end_cycle(self.worst, bool(customers))
        if not counts:
            return
        for prefix, ways, left in (("", self.stock.outward, owed), ("own ", customers, own_owed)):
            self.sums[prefix + "asked"] += sum(way.asked for way in ways)
            self.sums[prefix + "claimed"] += sum(max(way.asked, 0.0) - way.set_off for way in ways)
            self.sums[prefix + "filled"] += sum(way.at_once for way in ways)
            self.sums[prefix + "clear"] += left <= NOTHING
            self.sums[prefix + "periods"] += bool(customers) or not prefix
        self.sums["ready"] += self.stock.on_hand > NOTHING

    def _end_cycle(self, worst: tuple[float, float], sells: bool) -> None:
        for prefix, backlog in (("", worst[0]), ("own ", worst[1])):
            self.sums[prefix + "cycles"] += sells or not prefix
            self.sums[prefix + "clear cycles"] += (sells or not prefix) and backlog <= NOTHING


def observed(result: bw.Result) -> dict[Place, Sums]:
    """What the oracle shows of the first replication."""
    scenario, tape = result.scenario, result.network.tape
    reader = tape.reader(Replications.consecutive(0, 1))
    drawn = np.array([reader.demand(t)[:, 0].copy() for t in range(PERIODS)])
    demand = {(market.site, market.item): drawn[:, k].tolist() for k, market in enumerate(tape.markets)}
    oracle = Oracle(scenario, demand, scenario.seed)
    observers = {place: Observer(stock) for place, stock in oracle.stocks.items()}
    for period in range(1, PERIODS + 1):
        oracle.step()
        for observer in observers.values():
            observer.look(period, counts=period > scenario.warm_up)
    return {place: observer.sums for place, observer in observers.items()}


def close(found: float, over: float, under: float) -> None:
    if abs(under) > 1e-6:
        assert found == pytest.approx(over / under, rel=1e-7, abs=1e-7)


@given(networks(), st.integers(0, PERIODS - 2))
@settings(max_examples=50)
def test_service_is_that_of_the_oracle(document: dict[str, Any], warm_up: int) -> None:
    """Claim by claim: the oracle knows who asked for which units, and when they were given."""
    result = bw.run(load(document | {"warm_up": warm_up}))
    sums = observed(result)
    table = result.table()
    for k, place in enumerate(sums):
        for name, (over, under) in SHARES.items():
            close(table[name].iloc[k], sums[place][over], sums[place][under])
            if not sums[place][under]:
                assert np.isnan(table[name].iloc[k])
        periods = PERIODS - result.scenario.warm_up
        assert table["customer_demand_mean"].iloc[k] == pytest.approx(sums[place]["own asked"] / periods, abs=1e-6)


@given(networks(), st.integers(0, PERIODS - 2))
@settings(max_examples=50)
def test_of_the_whole_network_customers_count_once(document: dict[str, Any], warm_up: int) -> None:
    result = bw.run(load(document | {"warm_up": warm_up}))
    found = result.totals.set_index("measure")["mean"]
    seen = [sums for sums in observed(result).values() if sums["own periods"]]
    asked = [sums["own claimed"] for sums in seen]
    weights = np.array(asked) / sum(asked) if sum(asked) > 1e-6 else np.full(len(seen), 1 / len(seen))
    periods = PERIODS - result.scenario.warm_up
    assert found["demand_mean"] == pytest.approx(sum(sums["own asked"] for sums in seen) / periods, abs=1e-6)
    close(found["fill_rate"], sum(sums["own filled"] for sums in seen), sum(asked))
    for name, own in (("cycle_service", "own "), ("period_service", "own "), ("ready_rate", "")):
        over, under = SHARES[name]
        all_over, all_under = (float(weights @ [sums[own + what] for sums in seen]) for what in (over, under))
        close(found[name], all_over, all_under)
    for name in ("fill_rate", "cycle_service", "period_service", "demand_mean"):
        assert np.array_equal(found[name], found[f"customer_{name}"], equal_nan=True)
    if found["on_hand"] > 1e-6:
        assert found["turns"] == pytest.approx(found["demand_mean"] / found["on_hand"])


def shop(orders: list[float], demand: list[float], stock: float, **keys: Any) -> bw.Result:
    """A shop that orders what it is told; goods come in the period after."""
    site = {"name": "shop", "role": "retailer", "stock": stock, "rule": {"type": "recorded", "orders": orders}}
    site["demand"] = {"type": "series", "values": demand}
    scenario = {"name": "s", "periods": len(orders), "site": [site], "lane": [{"to": "shop", "lead_time": 1}]}
    return bw.run(scenario | keys)


@pytest.mark.parametrize(
    ("warm_up", "expected"),
    [
        (0, 2 / 3),  # periods 3 to 4 are short; 5; 6 to 8; not what was before 3, nor the cycle that 9 begins
        (4, 1.0),
        (3, 2 / 3),  # a cycle that began before counts with its last period
        (8, np.nan),  # none ends
    ],
)
def test_cycles_go_from_delivery_to_delivery(warm_up: int, expected: float) -> None:
    orders = [0.0, 2, 0, 9, 9, 0, 0, 9, 0, 0]
    found = shop(orders, [2.0, 2, 2, 2, 2, 3, 3, 3, 3, 3], stock=4, warm_up=warm_up)
    service = found.table("cycle_service")["cycle_service"].iloc[0]
    assert service == pytest.approx(expected, nan_ok=True)


def test_a_site_that_is_never_replenished_has_no_cycles() -> None:
    table = shop([0.0] * 8, [1.0] * 8, stock=5).table("cycle_service", "period_service")
    assert np.isnan(table["cycle_service"].iloc[0])
    assert table["period_service"].iloc[0] == 5 / 8


def single(rule: dict[str, Any], demand: dict[str, Any], lead_time: int, **keys: Any) -> bw.Scenario:
    site = {"name": "shop", "role": "retailer", "stock": 80, "rule": rule, "demand": demand}
    document = {"name": "s", "whole_units": True, "warm_up": 14, "site": [site]}
    return bw.load(document | {"lane": [{"to": "shop", "lead_time": lead_time}]} | keys)


def test_a_weekly_review_serves_cycles_as_the_formula_says() -> None:
    """Poisson(70) in a week against a level of 80; by period it looks far better."""
    scenario = single(
        {"type": "periodic", "review": 7, "level": 80}, {"type": "poisson", "mean": 10}, 1, periods=1414
    )  # fmt: skip
    found = bw.run(scenario, 100).totals.set_index("measure")["mean"]
    assert found["cycle_service"] == pytest.approx(stats.poisson.cdf(80, 70), abs=0.005)
    days = [stats.poisson.cdf(80, 10 * day) for day in range(1, 8)]
    assert found["period_service"] == pytest.approx(float(np.mean(days)), abs=0.002)


def test_where_goods_come_in_every_period_a_period_is_a_cycle() -> None:
    demand = {"type": "empirical", "values": [6, 9, 10, 13, 20]}
    scenario = single({"type": "order-up-to", "level": 40}, demand, 3, periods=200)
    found = bw.run(scenario, 30).totals.set_index("measure")["mean"]
    assert 0.5 < found["period_service"] < 0.99
    assert found["cycle_service"] == pytest.approx(found["period_service"], rel=1e-12)


def door(**keys: Any) -> dict[str, Any]:
    """A warehouse that sells four a day at its door, first, and sends a shop three."""
    rule = {"type": "order-up-to", "level": 27}
    sites = [
        {"name": "shop", "role": "retailer", "stock": 30, "rule": {"type": "order-up-to", "level": 60}},
        {"name": "warehouse", "role": "distributor", "stock": 20, "customer_priority": 0, "rule": rule},
    ]
    for site, mean in zip(sites, (3, 4), strict=True):
        site["demand"] = {"type": "poisson", "mean": mean}
    lanes = [{"from": "warehouse", "to": "shop", "lead_time": 2, "priority": 1}, {"to": "warehouse", "lead_time": 3}]
    document = {"name": "door", "periods": 600, "warm_up": 50, "allocation": "priority", "site": sites, "lane": lanes}
    return document | keys


def test_a_warehouse_that_sells_at_its_door_counts_no_demand_twice() -> None:
    result = bw.run(door(), 40)
    found = result.totals.set_index("measure")["mean"]
    told = result.as_dict()["sites"]
    shop_, warehouse = (
        {name: told[at]["item"][name]["mean"] for name in told[at]["item"]} for at in ("shop", "warehouse")
    )
    assert found["demand_mean"] == pytest.approx(7, rel=0.01)
    assert found["demand_variance"] == pytest.approx(7, rel=0.02)
    assert found["turns"] == pytest.approx(7 / found["on_hand"], rel=0.01)
    assert found["days_of_cover"] == pytest.approx(found["on_hand"] / 7, rel=0.01)
    assert found["order_frequency"] == pytest.approx(1, abs=0.002)  # the warehouse's, to the outside world
    assert found["bullwhip_stage"] == pytest.approx(1, rel=1e-3)
    assert warehouse["demand_mean"] == pytest.approx(7, rel=0.01)
    assert warehouse["customer_demand_mean"] == pytest.approx(4, rel=0.01)
    # The shop waits, the door hardly ever does.
    assert warehouse["fill_rate"] < 0.98
    assert warehouse["customer_fill_rate"] > 0.995
    assert warehouse["customer_period_service"] > warehouse["period_service"] + 0.05
    assert found["fill_rate"] == pytest.approx(0.998, abs=0.0005)
    expected = (4 * warehouse["customer_fill_rate"] + 3 * shop_["customer_fill_rate"]) / 7
    assert found["fill_rate"] == pytest.approx(expected, abs=1e-4)


def test_shares_of_the_network_are_weighted_by_what_customers_ask_for() -> None:
    """A large shop that always has what is asked for, and a small one that never has."""
    terms = {"role": "retailer", "rule": "pass-on"}
    sites = [
        terms | {"name": name, "stock": stock, "demand": {"type": "constant", "value": mean}}
        for name, stock, mean in (("large", 100, 9), ("small", 0, 1))
    ]
    lanes = [{"to": site["name"], "lead_time": 1} for site in sites]
    result = bw.run({"name": "two", "periods": 20, "warm_up": 2, "site": sites, "lane": lanes})
    found = result.totals.set_index("measure")["mean"]
    for name in ("fill_rate", "period_service", "cycle_service", "ready_rate"):
        assert found[name] == pytest.approx(0.9)
    assert found["order_frequency"] == 2
