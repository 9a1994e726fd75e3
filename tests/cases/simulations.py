"""The cases that a simulation answers, by running the engine, at their own tolerances.

Figures are those of at least as many periods as the case asks for.  Probabilities and averages of a period may be off
by the case's absolute tolerance, costs by its relative one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

import bullwhip as bw
from tests.cases.amplified import amplification, batching, census, forecasts
from tests.cases.assemblies import assembly, to_order
from tests.cases.checks import Check
from tests.cases.dual_sourcing import dual_sourcing, overshoot
from tests.cases.figures import BENCHMARK_TRACE, case
from tests.cases.leaving import fifo_and_lifo, lost_sales, perishable
from tests.cases.scenes import WARM_UP, Table, chain, demand_table, means, single
from tests.cases.supply import capacity, crossing, outage_and_capacity, outages
from tests.cases.up_and_down import best_covers, covers, failing_supplier, longer_outages
from tests.cases.withstood import covers_withstood, outages_withstood, recoveries

__all__ = ["SIMULATIONS", "Simulation", "simulation_checks"]


def simulation_checks() -> Iterator[Check]:
    """A check for every figure that a simulation gives."""
    for checks in SIMULATIONS:
        yield from checks()


def base_stock() -> Iterator[Check]:
    """A: one stage, order-first with lead time L is ours with L + 1."""
    for name in ("A01", "A02", "A03", "A05", "A06", "A07"):
        given, expected = case(name)["inputs"], case(name)["expected"]
        rule = {"type": "order-up-to", "level": expected["S"]}
        costs = {"holding_cost": given["h"], "backlog_cost": given["p"], "stock": expected["S"]}
        found = means(single(rule, demand_table(given["demand"]), given["L"] + 1, **costs), 20_000)
        yield Check(name, "cost, simulated", expected["cost"], found("shop", "cost_per_period"), relative=0.005)
        yield Check(name, "on hand, simulated", expected["onhand"], found("shop", "on_hand"), relative=0.005)
        yield Check(name, "csl, simulated", expected["csl"], found("shop", "period_service"), absolute=0.002)
        yield Check(name, "fill, simulated", expected["fill"], found("shop", "fill_rate"), absolute=0.002)


def reorder_points() -> Iterator[Check]:
    """B: (s, S) and (r, nQ) with a fixed cost, at their published levels."""
    name, given, expected = "B01", case("B01")["inputs"], case("B01")["expected"]
    found = _min_max(given, given["demand"], expected["s"], expected["S"])
    yield Check(name, "cost, simulated", expected["cost"], found("shop", "cost_per_period"), relative=0.003)
    yield Check(
        name, "orders, simulated", expected["order_frequency"], found("shop", "order_frequency"), absolute=0.002
    )
    given = case("B03")["inputs"]
    for row in case("B03")["expected"]["rows"]:
        found = _min_max(given, f"Poisson({row['mu']})", row["s"], row["S"])
        figure = f"cost at mu={row['mu']}, simulated"
        yield Check("B03", figure, row["cost"], found("shop", "cost_per_period"), relative=0.003)
    given, expected = case("B09")["inputs"], case("B09")["expected"]
    rule = {"type": "r-Q", "r": given["r"], "Q": given["Q"]}
    found = means(single(rule, demand_table(given["demand"]), given["L"] + 1, **_costs(given), stock=50.0), 20_000)
    yield Check("B09", "cost, simulated", expected["cost"], found("shop", "cost_per_period"), relative=0.005)
    orders = found("shop", "order_frequency")
    yield Check("B09", "orders, simulated", expected["order_probability"], orders, absolute=0.002)


def _costs(given: Mapping[str, float]) -> dict[str, float]:
    return {"holding_cost": given["h"], "backlog_cost": given["p"], "order_cost": given["K"]}


def _min_max(given: Mapping[str, Any], demand: str, s: float, S: float) -> Callable[[str, str], float]:
    rule = {"type": "s-S", "s": s, "S": S}
    return means(single(rule, demand_table(demand), given["L"] + 1, **_costs(given), stock=S), 10_000)


def serial() -> Iterator[Check]:
    """C: serial systems under echelon and under local base stock; goods in transit cost what they cost upstream."""
    for name in ("C01", "C03", "C05", "C07"):
        given, expected = case(name)["inputs"], case(name)["expected"]
        echelon = given.get("echelon_h") or given["echelon_h_downstream_first"]
        local = [sum(echelon[k:]) for k in range(len(echelon))]
        for kind, levels in (
            ("order-up-to", expected["S_local"]),
            ("echelon-order-up-to", expected["S_echelon_downstream_first"]),
        ):
            rules = [{"type": kind, "level": level} for level in levels]
            scenario = chain(rules, demand_table(given["demand"]), given["L"])
            for k, (site, lane) in enumerate(zip(scenario["site"], scenario["lane"], strict=True)):
                site |= {"holding_cost": local[k], "stock": expected["S_local"][k]}
                lane |= {"holding_cost": local[k + 1] if k + 1 < len(local) else 0.0}
            scenario["site"][0]["backlog_cost"] = given["p"]
            cost = means(scenario, 8_000)("", "cost_per_period")
            yield Check(name, f"cost, {kind}, simulated", expected["cost"], cost, relative=0.003)


def one_warehouse() -> Iterator[Check]:
    """D: a warehouse that serves the oldest claims first, unit by unit."""
    for name in ("D01", "D03"):
        given, expected = case(name)["inputs"], case(name)["expected"]
        shops: list[Table] = [
            {
                "name": f"shop {k + 1}", "role": "retailer", "stock": level,
                "rule": {"type": "order-up-to", "level": level}, "demand": {"type": "poisson", "mean": mean},
            }
            for k, (level, mean) in enumerate(zip(given["S"], given["lam"], strict=True))
        ]  # fmt: skip
        rule = {"type": "order-up-to", "level": given["S0"]}
        warehouse = {"name": "warehouse", "role": "distributor", "stock": given["S0"], "rule": rule}
        lanes: list[Table] = [{"to": "warehouse", "lead_time": given["L0"]}]
        lanes += [
            {"from": "warehouse", "to": shop["name"], "lead_time": lead}
            for shop, lead in zip(shops, given["L"], strict=True)
        ]
        scenario = {
            "name": "one warehouse", "periods": 1200, "warm_up": WARM_UP, "whole_units": True,
            "allocation": "first-come", "site": [*shops, warehouse], "lane": lanes,
        }  # fmt: skip
        found = means(scenario, 4_000)
        for figure, measure in (("EI", "on_hand"), ("EB", "backlog")):
            top = found("warehouse", measure)
            yield _near(name, f"{figure}0, simulated", expected[f"{figure}0"], top)
            for k, value in enumerate(expected[figure]):
                yield _near(name, f"{figure} {k + 1}, simulated", value, found(f"shop {k + 1}", measure))


def _near(name: str, figure: str, expected: float, found: float) -> Check:
    return Check(name, figure, expected, found, relative=0.005, absolute=0.003)


def beer_game() -> Iterator[Check]:
    """F01: Sterman's benchmark on the board, to the last case of beer."""
    result = bw.run(bw.load("beer-game-1989"), record=True)
    costs = result.table("cost")["cost"].to_numpy()
    for seat, expected, found in zip("RWDF", case("F01")["expected"]["cost_RWDF"], costs, strict=True):
        yield Check("F01", f"cost of {seat}", expected, float(found))
    yield Check("F01", "cost of all", case("F01")["expected"]["total"], float(costs.sum()))
    board = pd.read_csv(BENCHMARK_TRACE)
    columns = {"received": "received", "demand": "asked", "shipped": "shipped"}
    columns |= {"inventory": "on_hand", "backlog": "backlog", "order": "order"}
    by_site = list(result.history.groupby("site", observed=True, sort=False))
    for seat, (_, weeks) in zip("RWDF", by_site, strict=True):
        wrong = sum(
            (board[f"{name}_{seat}"].to_numpy() != weeks[ours].to_numpy()).sum() for name, ours in columns.items()
        )
        yield Check("F01", f"entries of {seat} that differ from the board", 0.0, float(wrong))


def six_simulators() -> Iterator[Check]:
    """The chain on which six independent simulators agree: Poisson(10), base stock 46, order delay 1, lead time 2.

    The figures are means from the start on, over 1,000 and 200 periods: four stages settle at 64.08 in the long run.
    """
    for stages, periods, replications, expected, allowed in (
        (4, 1_000, 131_072, 64.37, 0.01),
        (40, 200, 8_192, 763.6, 0.4),
    ):
        rules = [{"type": "order-up-to", "level": 46.0}] * stages
        scenario = chain(rules, {"type": "poisson", "mean": 10.0}, [2] * stages, periods, warm_up=0)
        for site, lane in zip(scenario["site"], scenario["lane"], strict=True):
            site |= {"stock": 46.0, "holding_cost": 1.0}
            lane["order_delay"] = 1
        scenario["site"][0]["backlog_cost"] = 10.0
        found = means(scenario, replications, measures=["cost_per_period"])("", "cost_per_period")
        yield Check("cross-check", f"cost per period of {stages} stages", expected, found, absolute=allowed)


Simulation = Callable[[], Iterator[Check]]
SIMULATIONS: tuple[Simulation, ...] = (
    base_stock,
    reorder_points,
    serial,
    one_warehouse,
    forecasts,
    amplification,
    batching,
    census,
    beer_game,
    six_simulators,
    dual_sourcing,
    overshoot,
    lost_sales,
    perishable,
    fifo_and_lifo,
    assembly,
    to_order,
    crossing,
    capacity,
    outages,
    outage_and_capacity,
    failing_supplier,
    longer_outages,
    best_covers,
    covers,
    outages_withstood,
    recoveries,
    covers_withstood,
)
