"""Cases of supply that is late, fails or falls short, by bullwhip.agents.theory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bullwhip.agents import theory
from tests.cases.checks import Check
from tests.cases.figures import case

__all__ = ["risks"]

ONE = theory.Discrete([1.0], 1)  # a period's demand, in units of that demand


def risks() -> Iterator[Check]:
    """A09, and all of G and M."""
    yield from _crossing()
    yield from _disrupted()
    yield from _quantities()
    yield from _single_outages()
    yield from _cover()
    yield from _exposure()


def _parts(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = case(name)
    return found["inputs"], found["expected"]


def _crossing() -> Iterator[Check]:
    given, expected = _parts("A09")
    demand, covers = theory.Discrete.poisson(given["mu"]), np.array(given["vals"]) + 1
    best = theory.optimal_crossing(demand, covers, given["h"], given["p"])
    wanted = theory.outstanding_demand(demand, covers)
    in_turn = theory.lead_time_demand(demand, covers)
    for figure, found in (
        ("S_opt", best.level),
        ("cost_opt", best.cost),
        ("var_ending_IL", wanted.sd**2),
        ("textbook_var_if_orders_never_cross", in_turn.sd**2),
        ("mean_demand_outstanding_plus_current", wanted.mean),
    ):
        yield Check("A09", figure, expected[figure], found, relative=1e-6)


def _disrupted() -> Iterator[Check]:
    given, expected = _parts("G01")
    d, chances, costs = given["d"], (given["a"], given["b"]), (given["h"], given["p"])
    best = theory.optimal_disrupted(ONE, 1, *costs, *chances)
    down = given["a"] / (given["a"] + given["b"])
    figures = {
        "n_star": best.level - 1,
        "S_opt": d * best.level,
        "cost_opt": d * best.cost,
        "cost_S2000_just_in_time": d * theory.evaluate_disrupted(1, ONE, 1, *costs, *chances).cost,
        "cost_S12000": d * theory.evaluate_disrupted(6, ONE, 1, *costs, *chances).cost,
        "type1_at_8000": best.cycle_service,
        "availability": 1 - down,
        "breakeven_premium_per_unit_of_contingent_supply": best.cost / down,
    }
    for figure, found in figures.items():
        yield Check("G01", figure, expected[figure], found, relative=1e-9)
    for periods, cost in expected["cost_by_periods_of_cover"].items():
        found = d * theory.evaluate_disrupted(float(periods), ONE, 1, *costs, *chances).cost
        yield Check("G01", f"cost of {periods} periods of cover", cost, found, relative=1e-9)

    given, expected = _parts("G10")
    for row in expected["rows"]:
        chances, costs, d = (row["a"], row["b"]), (given["h"], given["p"]), given["d"]
        best = theory.optimal_disrupted(ONE, 1, *costs, *chances)
        just_in_time = theory.evaluate_disrupted(1, ONE, 1, *costs, *chances)
        for figure, found in (
            ("n_star", best.level - 1),
            ("S_opt", d * best.level),
            ("cost_opt", d * best.cost),
            ("jit_cost_S_eq_d", d * just_in_time.cost),
            ("threshold_premium_reliable_single_source", best.cost),
        ):
            yield Check("G10", f"{figure} {chances}", row[figure], found, relative=1e-9)


def _quantities() -> Iterator[Check]:
    for name in ("G04", "G05"):
        given, expected = _parts(name)
        terms = (given["d"], given["h"], given["p"], given["K"], given["lam"], given["mu"])
        best = theory.eoq_disrupted(*terms)
        yield Check(name, "Q", expected["Q"], best.Q, relative=1e-4)
        yield Check(name, "cost", expected["cost"], best.cost, relative=1e-4)
        if "cost_at_Q700" in expected:
            other = theory.eoq_disrupted(*terms, 700.0)
            yield Check(name, "cost of 700", expected["cost_at_Q700"], other.cost, relative=1e-4)

    given, expected = _parts("G06")
    ordered = theory.newsvendor_yield(given["d"], -0.5, 0.5, given["h"], given["p"])
    yield Check("G06", "S", expected["S"], ordered.level, relative=1e-5)
    yield Check("G06", "cost", expected["cost"], ordered.cost, relative=1e-5)


def _single_outages() -> Iterator[Check]:
    pipeline = 2  # periods from the plant's own inflow to customers
    for name in ("G07", "G08"):
        given, expected = _parts(name)
        stock = given["plant"] + given["dc"]
        outages = [theory.survive_outage(given["d"], stock, outage, pipeline) for outage in given["TTR"]]
        for outage, lost, found in zip(given["TTR"], expected["lost_units"], outages, strict=True):
            yield Check(name, f"lost in {outage} periods", lost, found.lost)
        yield Check(name, "TTS", expected["TTS"], outages[0].time_to_survive)
        first = expected["first_lost_period_after_outage_start"]
        yield Check(name, "first lost period", first, outages[0].first_short)

    given, expected = _parts("G09")
    for terms in given["cases"]:
        d, capacity, level, outage = (float(word.lstrip("dcStau")) for word in terms.split("_"))
        recovery = theory.outage_recovery(d, capacity, level, int(outage))
        wanted = expected[terms]
        yield Check("G09", f"tts {terms}", wanted["tts_periods"], recovery.periods_without_backlog)
        yield Check("G09", f"most backlog {terms}", wanted["max_backlog"], recovery.most_backlog)
        yield Check("G09", f"backlog area {terms}", wanted["backlog_area"], recovery.backlog_area)
        yield Check("G09", f"recovered {terms}", wanted["recovered_full_S_after_outage_end"], recovery.recovered)
        if wanted["first_no_backlog"] is not None:
            yield Check("G09", f"filled {terms}", wanted["first_no_backlog"], recovery.first_filled or 0)


def _cover() -> Iterator[Check]:
    given, expected = _parts("M01")
    for k, percent in zip(given["k"], expected["starved_percent"], strict=True):
        found = theory.evaluate_disrupted(k, ONE, 1, 1.0, 1.0, given["a"], given["b"])
        yield Check("M01", f"starved at {k} days", percent, 100 * (1 - found.cycle_service), relative=1e-9)

    given, expected = _parts("M02")
    for row in expected["rows"]:
        chances = (row["a"], row["b"])
        best = theory.optimal_disrupted(theory.Discrete.poisson(20), 1, given["h"], given["p"], *chances)
        yield Check("M02", f"S {chances}", row["S_opt"], best.level)
        yield Check("M02", f"cost {chances}", row["cost_opt"], best.cost, absolute=1e-4)

    given, expected = _parts("M04")
    for k, mean in enumerate(given["mean_outage"]):
        p = given["ratio"] / (1 - given["ratio"])
        best = theory.optimal_disrupted(ONE, 1, 1.0, p, (1 / given["uptime"] - 1) / mean, 1 / mean)
        yield Check("M04", f"S at outages of {mean}", expected["S_opt"][k], best.level)
        yield Check("M04", f"cost at outages of {mean}", expected["cost"][k], best.cost, relative=1e-9)


def _exposure() -> Iterator[Check]:
    given, expected = _parts("M03")
    terms = (given["capacity"], given["demand"], given["stock"], given["loss"])
    found = theory.risk_exposure(*terms, [given["ttr"]] * len(given["capacity"]))
    for k, one in enumerate(found):
        for figure, value in (
            ("loss_by_supplier_out", one.loss),
            ("lost_units", sum(one.lost)),
            ("time_to_survive", one.time_to_survive),
            ("risk_exposure_index", one.index),
        ):
            yield Check("M03", f"{figure} {k + 1}", expected[figure][k], value, absolute=1e-9)
