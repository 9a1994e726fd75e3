"""The cases of the bullwhip effect, E, by running the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from tests.cases.figures import CENSUS, case
from tests.cases.scenes import WARM_UP, Table, chain, means, single

__all__ = ["amplification", "batching", "census", "forecasts"]

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
