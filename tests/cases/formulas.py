"""The cases that a formula or an algorithm answers, by bullwhip.agents.theory, at their own tolerances.

A text's lead time L with orders before demand is a cover of L + 1 periods here; with demand before orders it is L.
Figures that the literature has from a simulation keep that simulation's tolerance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bullwhip.agents import theory
from tests.cases.checks import Check
from tests.cases.figures import case
from tests.cases.limits import limits
from tests.cases.placements import assembly, guaranteed_service
from tests.cases.risks import risks

__all__ = ["formula_checks"]


def formula_checks() -> Iterator[Check]:
    """A check for every figure that a formula gives."""
    yield from _base_stock()
    yield from _fixed_cost()
    yield from _batches()
    yield from _known_demand()
    yield from _serial()
    yield from _one_warehouse()
    yield from assembly()
    yield from guaranteed_service()
    yield from risks()
    yield from limits()
    yield from _moving_average_and_smoothing()
    yield from _chains()
    yield from _other_amplification()


def _demand(words: str) -> theory.Normal | theory.Discrete:
    name, numbers = re.fullmatch(r"(\w+)\((.*)\)", words).groups()  # type: ignore[union-attr]
    figures = [float(number) for number in numbers.split(",")]
    return theory.Normal(*figures) if name == "Normal" else theory.Discrete.poisson(*figures)


def _parts(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = case(name)
    return found["inputs"], found["expected"]


def _base_stock() -> Iterator[Check]:
    for name in ("A01", "A02", "A03", "A05", "A06", "A07"):
        given, expected = _parts(name)
        best = theory.optimal_base_stock(_demand(given["demand"]), given["L"] + 1, given["h"], given["p"])
        found = {
            "S": best.level,
            "cost": best.cost,
            "onhand": best.on_hand,
            "backorders": best.backlog,
            "csl": best.cycle_service,
            "fill": best.fill_rate,
        }
        for figure, value in expected.items():
            yield Check(name, figure, value, found[figure], relative=1e-6)


def _fixed_cost() -> Iterator[Check]:
    given, expected = _parts("B01")
    demand = theory.Discrete.poisson(6)
    costs = (given["h"], given["p"], given["K"])
    best = theory.optimal_s_s(demand, given["L"] + 1, *costs)
    other = theory.evaluate_s_s(6, 18, demand, given["L"] + 1, *costs)
    yield Check("B01", "s", expected["s"], best.s)
    yield Check("B01", "S", expected["S"], best.S)
    yield Check("B01", "cost", expected["cost"], best.cost, relative=1e-6)
    yield Check("B01", "cost of (6, 18)", expected["cost_of_s6_S18"], other.cost, relative=1e-6)
    yield Check("B01", "order frequency (simulated)", expected["order_frequency"], best.order_frequency, 0.003)

    given, expected = _parts("B03")
    for row in expected["rows"]:
        demand = theory.Discrete.poisson(row["mu"])
        best = theory.optimal_s_s(demand, given["L"] + 1, given["h"], given["p"], given["K"])
        mean = f"mean {row['mu']}, "
        yield Check("B03", mean + "s", row["s"], best.s)
        yield Check("B03", mean + "S", row["S"], best.S)
        yield Check("B03", mean + "published cost", row["published"], best.cost, absolute=0.0006)
        yield Check("B03", mean + "cost", row["cost"], best.cost, absolute=0.0006)
        frequency = row["order_frequency"]
        yield Check("B03", mean + "order frequency (simulated)", frequency, best.order_frequency, 0.003)


def _batches() -> Iterator[Check]:
    for name in ("B06", "B07"):
        given, expected = _parts(name)
        distribution = theory.Discrete.poisson(given["lam"] * given["L"])
        costs = (given["lam"], given["h"], given["p"], given["K"])
        best = theory.optimal_r_q(distribution, *costs)
        yield Check(name, "r", expected["r"], best.r)
        yield Check(name, "Q", expected["Q"], best.Q)
        yield Check(name, "cost", expected["cost"], best.cost, relative=1e-9)
        if "cost_r8_Q12" in expected:
            other = theory.evaluate_r_q(8, 12, distribution, *costs)
            yield Check(name, "cost of (8, 12)", expected["cost_r8_Q12"], other.cost, relative=1e-9)

    given, expected = _parts("B08")
    normal = theory.Normal(given["demand_rate"], given["sd_per_sqrt_year"]).over(given["L"])
    costs = (given["demand_rate"], given["h"], given["p"], given["K"])
    best = theory.optimal_r_q(normal, *costs)
    other = theory.evaluate_r_q(126.8, 328.5, normal, *costs)
    yield Check("B08", "r", expected["r"], best.r, relative=1e-4)
    yield Check("B08", "Q", expected["Q"], best.Q, relative=1e-4)
    yield Check("B08", "cost", expected["cost"], best.cost, relative=1e-4)
    yield Check("B08", "cost of (126.8, 328.5)", expected["cost_at_126_8_328_5"], other.cost, relative=1e-4)

    given, expected = _parts("B09")
    demand = theory.Discrete.poisson(10)
    found = theory.evaluate_r_nq(given["r"], given["Q"], demand, given["L"] + 1, given["h"], given["p"], given["K"])
    stock = given["h"] * found.on_hand + given["p"] * found.backlog
    yield Check("B09", "cost", expected["cost"], found.cost, relative=1e-6)
    yield Check("B09", "holding and backlog cost", expected["holding_backorder_cost"], stock, relative=1e-6)
    yield Check("B09", "order probability", expected["order_probability"], found.order_frequency, relative=1e-6)
    yield Check("B09", "batches per period", expected["batches_per_period"], demand.mean / found.Q, relative=1e-6)


def _known_demand() -> Iterator[Check]:
    given, expected = _parts("B11")
    plain = theory.eoq(given["demand_rate"], given["h"], given["K"])
    planned = theory.eoq_backorders(given["demand_rate"], given["h"], given["p"], given["K"])
    for figure, found in (
        ("Q_eoq", plain.Q),
        ("cost_eoq", plain.cost),
        ("Q_eoqb", planned.Q),
        ("backorder_fraction", planned.backlog_share),
        ("cost_eoqb", planned.cost),
    ):
        yield Check("B11", figure, expected[figure], found, relative=1e-9)

    given, expected = _parts("B12")
    lots = theory.wagner_whitin(given["demand"], given["h"], given["K"])
    yield Check("B12", "cost", expected["cost"], lots.cost)
    given, expected = _parts("B13")
    for problem in ("3_27", "3_29"):
        terms = given[f"p{problem}"]
        lots = theory.wagner_whitin(terms["demand"], terms["h"], terms["K"])
        yield Check("B13", f"cost_{problem}", expected[f"cost_{problem}"], lots.cost, relative=1e-9)


def _serial() -> Iterator[Check]:
    for name in ("C01", "C03", "C05", "C07"):
        given, expected = _parts(name)
        echelon = given.get("echelon_h") or given["echelon_h_downstream_first"]
        local = [sum(echelon[k:]) for k in range(len(echelon))]
        demand = _demand(given["demand"])
        best = theory.optimal_serial(demand, given["L"], local, given["p"])
        yield Check(name, "cost", expected["cost"], best.cost, relative=1e-4)
        whole = isinstance(demand, theory.Discrete)
        # Continuous levels were printed from a grid of their own.
        within = 0.0 if whole else 0.02 * demand.sd
        for k in range(len(local)):
            wanted = expected["S_echelon_downstream_first"][k]
            yield Check(name, f"echelon level {k + 1}", wanted, best.echelon_levels[k], absolute=within)
            yield Check(name, f"local level {k + 1}", expected["S_local"][k], best.local_levels[k], absolute=within)
            if whole:
                on_hand, owed = expected["mean_onhand"][k], expected["mean_backorders"][k]
                yield Check(name, f"on hand {k + 1} (simulated)", on_hand, best.on_hand[k], absolute=0.003)
                yield Check(name, f"backlog {k + 1} (simulated)", owed, best.backlog[k], absolute=0.003)
        if "published_cost" in expected and whole:
            yield Check(name, "published cost", expected["published_cost"], best.cost, relative=1e-4)
        if "pipeline_mean" in expected:
            for k, units in enumerate(expected["pipeline_mean"]):
                yield Check(name, f"in transit to {k + 1}", units, best.in_transit[k])
        if "cost_sim_at_published_levels" in expected:
            levels = expected["published_S_echelon"]
            steps = [levels[0], *(high - low for low, high in pairwise(levels))]
            found = theory.evaluate_serial(steps, demand, given["L"], local, given["p"])
            wanted = expected["cost_sim_at_published_levels"]
            yield Check(name, "cost at the published levels (simulated)", wanted, found.cost, relative=0.003)


def _one_warehouse() -> Iterator[Check]:
    for name in ("D01", "D03"):
        given, expected = _parts(name)
        found = theory.evaluate_one_warehouse(given["S0"], given["S"], given["lam"], given["L0"], given["L"])
        yield Check(name, "EI0", expected["EI0"], found.warehouse_on_hand, absolute=1e-9)
        yield Check(name, "EB0", expected["EB0"], found.warehouse_backlog, absolute=1e-9)
        for k in range(len(given["S"])):
            yield Check(name, f"EI{k + 1}", expected["EI"][k], found.on_hand[k], absolute=1e-9)
            yield Check(name, f"EB{k + 1}", expected["EB"][k], found.backlog[k], absolute=1e-9)


def _moving_average_and_smoothing() -> Iterator[Check]:
    rules = {
        "E01": (theory.bullwhip_moving_average, theory.moving_average_filter),
        "E02": (theory.bullwhip_moving_average, theory.moving_average_filter),
        "E03": (theory.bullwhip_exponential_smoothing, theory.exponential_smoothing_filter),
        "E04": (theory.bullwhip_exponential_smoothing, theory.exponential_smoothing_filter),
    }
    for name, (formula, response) in rules.items():
        given, expected = _parts(name)
        for terms, ratio in zip(given["grid"], expected["ratio"], strict=True):
            exact = theory.variance_ratio(response(terms[0], terms[1]), *terms[2:])
            yield Check(name, f"ratio {tuple(terms)}", ratio, formula(*terms), relative=1e-9)
            yield Check(name, f"impulse response {tuple(terms)}", ratio, exact, relative=1e-9)


def _chains() -> Iterator[Check]:
    given, expected = _parts("E05")
    covers, window = given["L"], given["p"]
    filters = [theory.moving_average_filter(cover, window) for cover in covers]
    for figure, found in (
        ("centralised", theory.bullwhip_chain_shared(covers, window)),
        ("decentralised_exact", theory.bullwhip_chain(filters)),
        ("decentralised_product_lower_bound", theory.bullwhip_chain_bound(covers, window)),
    ):
        for k, ratio in enumerate(expected[figure]):
            yield Check("E05", f"{figure} {k + 1}", ratio, found[k], relative=1e-9)


def _other_amplification() -> Iterator[Check]:
    given, expected = _parts("E07")
    for (rho, nu), ratio in zip(given["grid"], expected["ratio"], strict=True):
        yield Check("E07", f"ratio {(rho, nu)}", ratio, theory.bullwhip_ar1(nu + 1, rho), relative=1e-9)

    for name in ("E09", "E10"):
        given, expected = _parts(name)
        for k, (lead, time) in enumerate(given["grid"]):
            response = theory.smoothing_filter(time)
            for words, orders, stock in (
                ("", theory.bullwhip_smoothing(time), theory.net_stock_amplification_smoothing(lead + 1, time)),
                (
                    "impulse response, ",
                    theory.variance_ratio(response),
                    theory.variance_ratio(theory.net_stock_filter(response, lead + 1)),
                ),
            ):
                yield Check(name, f"{words}orders {(lead, time)}", expected["order_ratio"][k], orders, 1e-9)
                yield Check(name, f"{words}net stock {(lead, time)}", expected["net_stock_ratio"][k], stock, 1e-9)

    given, expected = _parts("E11")
    retailers, terms = given["N"], (given["R"], given["m"], given["s"])
    variance = theory.order_variance_batching
    for figure, value in (
        ("demand_variance", variance(retailers, 1, *terms[1:])),
        ("random", variance(retailers, *terms, "random")),
        ("correlated", variance(retailers, *terms, "together")),
        ("balanced_N10", variance(retailers, *terms, "balanced")),
        ("balanced_N12", variance(given["second"]["N"], *terms, "balanced")),
    ):
        yield Check("E11", figure, expected[figure], value, relative=1e-9)
