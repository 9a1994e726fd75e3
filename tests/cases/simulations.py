"""The cases that a simulation answers, by running the engine, at their own tolerances.

Figures are those of at least as many periods as the case asks for.  Probabilities and averages of a period may be off
by the case's absolute tolerance, costs by its relative one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import factorial
from typing import Any

import numpy as np
import pandas as pd

import bullwhip as bw
from bullwhip.network.arrays import Array
from bullwhip.network.measures import bullwhip
from tests.cases.checks import Check
from tests.cases.dual_sourcing import dual_sourcing, overshoot
from tests.cases.figures import BENCHMARK_TRACE, CENSUS, case
from tests.cases.leaving import fifo_and_lifo, lost_sales, perishable
from tests.cases.scenes import WARM_UP, Table, chain, demand_table, means, single

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


NORMAL = {"type": "normal", "mean": 100.0, "sd": 10.0, "clip": False}
RETURNS = {"negative": True}


def forecasts() -> Iterator[Check]:
    """E01 to E05: the forecast order-up-to rule, returns allowed."""
    for name, kind, key, with_rho in (
        ("E01", "moving-average", "window", False),
        ("E02", "moving-average", "window", True),
        ("E03", "exponential", "alpha", False),
        ("E04", "exponential", "alpha", True),
    ):
        given, expected = case(name)["inputs"]["grid"], case(name)["expected"]["ratio"]
        for numbers, ratio in zip(given, expected, strict=True):
            rule = {"type": "forecast-order-up-to", "cover": numbers[0], **RETURNS}
            rule["forecast"] = {"type": kind, key: numbers[1]}
            demand = (
                {"type": "ar1", "mean": 100.0, "rho": numbers[2], "sd": 10.0, "clip": False} if with_rho else NORMAL
            )
            found = means(single(rule, demand, int(numbers[0])), 4_000)("shop", "bullwhip")
            yield Check(name, f"ratio at {', '.join(map(str, numbers))}", ratio, found, relative=0.01)
    given, expected = case("E05")["inputs"], case("E05")["expected"]
    forecast = {"type": "moving-average", "window": given["p"]}
    rules = [{"type": "forecast-order-up-to", "forecast": forecast, "cover": cover, **RETURNS} for cover in given["L"]]
    for figure, share in (("centralised", ["demand"]), ("decentralised_exact", [])):
        found_at = means(chain(rules, NORMAL, given["L"], share=share), 4_000)
        for k, ratio in enumerate(expected[figure]):
            allowed = 0.02 if k + 1 == len(rules) else 0.01
            found = found_at(f"stage {k + 1}", "bullwhip")
            yield Check("E05", f"{figure}, stage {k + 1}, simulated", ratio, found, relative=allowed)
            if figure == "decentralised_exact":
                bound = expected["decentralised_product_lower_bound"][k]
                yield Check("E05", f"at least the bound, stage {k + 1}", 1.0, float(found > 0.99 * bound))


@dataclass(frozen=True)
class KnowsTheProcess(bw.Rule):
    """The optimal order-up-to level for AR(1) demand whose mean and correlation are known.  Lee et al. (1997)."""

    mean: float
    rho: float
    cover: int

    def order(self, view: bw.View) -> Array:
        weight = sum(self.rho**k for k in range(1, self.cover + 1))
        level: Array = self.cover * self.mean + weight * (view.asked - self.mean)
        return level - view.position


def amplification() -> Iterator[Check]:
    """E07: optimal order-up-to under AR(1); E09, E10: the smoothing rule."""
    for (rho, lag), ratio in zip(case("E07")["inputs"]["grid"], case("E07")["expected"]["ratio"], strict=True):
        demand = {"type": "ar1", "mean": 100.0, "rho": rho, "sd": 10.0, "clip": False}
        scenario = bw.load(single({"type": "pass-on"}, demand, lag + 1))
        rule = KnowsTheProcess(mean=100.0, rho=rho, cover=lag + 1, negative=True)
        result = bw.run(scenario, 4_000, rules={"shop": rule})
        found = float(result.table("bullwhip")["bullwhip"].iloc[0])
        yield Check("E07", f"ratio at {rho}, {lag}, simulated", ratio, found, relative=0.01)
    for name in ("E09", "E10"):
        expected = case(name)["expected"]
        for k, (lag, time) in enumerate(case(name)["inputs"]["grid"]):
            table = {"type": "smoothing", "forecast": {"type": "known", "mean": 100.0}, **RETURNS}
            table |= {"stock_time": time, "pipeline_time": time}
            # Orders of a slow rule stay alike for long: short runs would underestimate their variance.
            found_at = means(single(table, NORMAL, lag + 1), 256, periods=20_000)
            for figure, measure in (("order_ratio", "bullwhip"), ("net_stock_ratio", "net_stock_amplification")):
                found = found_at("shop", measure)
                yield Check(name, f"{figure} at {lag}, {time}, simulated", expected[figure][k], found, relative=0.01)


def batching() -> Iterator[Check]:
    """E11: shops that review every R periods; all together, balanced, and every way in which chance may phase them."""
    given, expected = case("E11")["inputs"], case("E11")["expected"]
    shops, review = given["N"], given["R"]
    yield _batched("correlated", [shops], given, expected["correlated"])
    yield _batched("balanced_N10", [2] * 5, given, expected["balanced_N10"])
    yield _batched("balanced_N12", [3, 3, 2, 2, 2], given, expected["balanced_N12"])
    # Independent uniform phases: the variance of each way to spread the shops, weighted by its probability.
    spreads = Counter(tuple(sorted(Counter(w).values())) for w in combinations_with_replacement(range(review), shops))
    total = 0.0
    for spread, arrangements in spreads.items():
        ways = factorial(shops) // int(np.prod([float(factorial(k)) for k in spread]))
        probability = arrangements * ways / review**shops
        total += probability * _batched("", list(spread), given, 0.0).found
    yield Check("E11", "random, simulated", expected["random"], total, relative=0.02)


def _batched(figure: str, phases: Sequence[int], given: Mapping[str, Any], expected: float) -> Check:
    """The variance of what a warehouse is asked for, by shops of which phases[k] review first in period k + 1."""
    demand = {"type": "normal", "mean": given["m"], "sd": given["s"], "clip": False}
    sites: list[Table] = [{"name": "warehouse", "role": "distributor", "rule": "pass-on", "stock": 1e6}]
    for first, count in enumerate(phases):
        rule = {"type": "periodic", "review": given["R"], "first": first + 1, "level": 0.0, **RETURNS}
        sites += [
            {"name": f"shop {first}.{k}", "role": "retailer", "rule": rule, "demand": demand} for k in range(count)
        ]
    lanes: list[Table] = [{"to": "warehouse", "lead_time": 1}]
    lanes += [{"from": "warehouse", "to": site["name"], "lead_time": 1} for site in sites[1:]]
    scenario = {"name": "batching", "periods": 1200, "warm_up": WARM_UP, "site": sites, "lane": lanes}
    found = means(scenario, 400)("warehouse", "demand_variance")
    return Check("E11", f"{figure}, simulated", expected, found, relative=0.02)


def census() -> Iterator[Check]:
    """E14: the measure itself, on recorded trade; production is sales and the change in inventories."""
    table = pd.read_csv(CENSUS)
    for tier in ("Retail", "Wholesale", "Manufacturing"):
        sales, stock = (table[f"{tier}_{kind}"].to_numpy(np.float64) for kind in ("sales", "inv"))
        made, sold = sales[1:] + np.diff(stock), sales[1:]
        for figure, season in ((tier.lower(), 0), (f"{tier.lower()}_month_means_removed", 12)):
            expected = case("E14")["expected"][figure]
            found = bullwhip(made, sold, log_differences=True, season=season)
            yield Check("E14", figure, expected, found, absolute=1e-6)


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
)
