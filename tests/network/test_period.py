"""The engine against the oracle: every quantity of every stockpoint, at the end of a period and before decisions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings

import bullwhip as bw
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.costs import costs_so_far
from bullwhip.network.replications import Replications
from tests.cases.figures import BENCHMARK_TRACE
from tests.driving import COLUMNS, Run, cash_of, load
from tests.network.networks import PERIODS, networks
from tests.oracle import Oracle, Place, Sight
from tests.oracle.disruptions import announced, disrupted
from tests.oracle.money import cost_of_the_network

REPLICATIONS = 2
FIRST = 5  # of the replications


def close(found: float, expected: float, scale: float) -> bool:
    return abs(found - expected) <= 1e-9 * max(1.0, scale)


@given(networks())
@settings(max_examples=100)
def test_the_engine_agrees_with_the_oracle(document: dict[str, Any]) -> None:
    agree(document)


def test_a_supplier_waits_for_all_who_order_without_delay() -> None:
    """The hub sees the orders of both its customers in the same period, though one has a longer way to the market."""
    ways = [("shop", "depot", 0), ("depot", "hub", 0), ("kiosk", "van", 1), ("van", "store", 1), ("store", "hub", 0)]
    demand = {"type": "poisson", "mean": 6.0}
    names = ["kiosk", "van", "shop", "depot", "store", "hub"]
    sites = [{"name": name, "role": "retailer", "stock": 12.0, "rule": "pass-on"} for name in names]
    sites = [site | ({"demand": demand} if site["name"] in ("shop", "kiosk") else {}) for site in sites]
    lanes = [{"from": source, "to": target, "lead_time": 1, "order_delay": d} for target, source, d in ways]
    agree({"name": "hub", "periods": PERIODS, "site": sites, "lane": [*lanes, {"to": "hub", "lead_time": 1}]})


def agree(document: dict[str, Any]) -> None:
    """Fail where the engine and the oracle differ."""
    scenario = load(document)
    run = Run.of(scenario, REPLICATIONS, FIRST)
    network = run.engine.network
    tape = network.tape.reader(Replications.consecutive(FIRST, REPLICATIONS))
    drawn = np.array([tape.demand(t).copy() for t in range(PERIODS)])  # (periods, markets, replications)
    oracles = []
    for r in range(REPLICATIONS):
        demand = {(market.site, market.item): drawn[:, m, r].tolist() for m, market in enumerate(network.tape.markets)}
        oracles.append(Oracle(scenario, demand, scenario.seed, FIRST + r))
    places = list(oracles[0].stocks)
    kinds = sorted({table.kind for table in scenario.disruption})
    scale = money = 1.0
    spent = [0.0] * REPLICATIONS
    seen: dict[tuple[Place, str], Array] = {}

    def look(run: Run, rows: slice) -> None:
        view = View(run.engine, rows, demand_shown=True, stock_shown=True)
        for name in SEEN:
            values = getattr(view, name)
            for row in range(rows.start, rows.stop):
                point = network.stockpoints[row]
                seen[(point.site, point.item), name] = np.array(values[row - rows.start])
        for kind in kinds:
            for name, told in (("disrupted", view.disrupted(kind)), ("announced", view.announced(kind))):
                for row in range(rows.start, rows.stop):
                    point = network.stockpoints[row]
                    seen[(point.site, point.item), f"{name} {kind}"] = told[row - rows.start].copy()

    for period in range(1, PERIODS + 1):
        columns = run.step(look)
        for r, oracle in enumerate(oracles):

            def watch(place: Place, sight: Sight, r: int = r, oracle: Oracle = oracle, period: int = period) -> None:
                nonlocal scale
                for name in SEEN:
                    expected = getattr(sight, name)
                    scale = max(scale, abs(expected))
                    found = seen[place, name][r]
                    assert close(found, expected, scale), (period, place, f"sees {name}", found, expected)
                for kind in kinds:
                    for name, tell in (("disrupted", disrupted), ("announced", announced)):
                        expected = tell(oracle.world, kind, oracle.stocks[place])
                        found = seen[place, f"{name} {kind}"][r]
                        assert found == expected or close(found, expected, 1.0), (period, place, name, kind)

            oracle.step(watch)
            for i, place in enumerate(places):
                ended = oracle.ended(oracle.stocks[place])
                for name in COLUMNS:
                    found = columns[name][i, r]
                    assert close(found, ended[name], scale), (period, place, name, found, ended[name])
            accounts = cash_of(run.engine)[:, r]
            for site, told in oracle.world.sites.items():
                mine = [row for row, point in enumerate(network.stockpoints) if point.site == site]
                money += abs(told.cash)
                assert not mine or close(accounts[mine].sum(), told.cash, money), (period, site, "cash")
            spent[r] += cost_of_the_network(oracle.world)
            money += spent[r]
            assert close(costs_so_far(network, run.engine.tally)[1][0, r], spent[r], money), (period, "whole cost")


def test_the_oracle_plays_the_beer_game() -> None:
    """Sterman's benchmark on the board: the oracle is right where every entry is known."""
    scenario = bw.load("beer-game-1989")
    oracle = Oracle(scenario, {("retailer", scenario.item): [4.0] * 4 + [8.0] * 32})
    board = pd.read_csv(BENCHMARK_TRACE)
    columns = {"received": "received", "asked": "demand", "shipped": "shipped"}
    columns |= {"on_hand": "inventory", "backlog": "backlog", "order": "order"}
    for week in range(36):
        oracle.step()
        for seat, stock in zip("RWDF", oracle.stocks.values(), strict=True):
            ended = oracle.ended(stock)
            assert {name: ended[name] for name in columns} == {
                name: board[f"{theirs}_{seat}"][week] for name, theirs in columns.items()
            }


SEEN = (
    "on_hand", "backlog", "net_stock", "position", "on_order", "in_transit", "received", "asked", "shipped",
    "last_order", "customer_demand", "echelon_stock", "echelon_position",
)  # fmt: skip
