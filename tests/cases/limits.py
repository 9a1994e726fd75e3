"""Cases of lost sales, perishable goods, capacities, two sources and components, by bullwhip.agents.theory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bullwhip.agents import theory
from tests.cases.checks import Check
from tests.cases.figures import case

__all__ = ["limits"]


def limits() -> Iterator[Check]:
    """All of H, I, J, K and L."""
    yield from _lost_sales()
    yield from _perishable()
    yield from _outdating()
    yield from _capacity()
    yield from _two_sources()
    yield from _base_surge()
    yield from _components()


def _parts(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = case(name)
    return found["inputs"], found["expected"]


def _lost_sales() -> Iterator[Check]:
    """H01, but for the cost of the best of all rules, which is no base stock."""
    given, expected = _parts("H01")
    demand, h = theory.Discrete.poisson(5), given["h"]
    for row in expected["rows"]:
        p, cover, level = row["p"], row["L"] + 1, row["best_base_stock_S"]
        terms = f"p={p}, L={row['L']}"
        best = theory.evaluate_lost_sales(level, demand, cover, h, p)
        lost = row["lost_fraction_at_best_S"]
        waits = theory.optimal_base_stock(demand, cover, h, p)
        yield Check("H01", f"published cost {terms}", row["best_base_stock_cost"], best.cost, absolute=0.01)
        yield Check("H01", f"cost {terms}", row["own_best_base_stock_cost"], best.cost, absolute=0.01)
        yield Check("H01", f"lost {terms} (simulated)", lost, 1 - best.fill_rate, relative=0.005)
        yield Check("H01", f"newsvendor S {terms}", row["newsvendor_S"], waits.level)
        if row["L"] < 4:  # the largest chains take seconds
            best = theory.optimal_lost_sales(demand, cover, h, p)
            other = theory.evaluate_lost_sales(row["newsvendor_S"], demand, cover, h, p)
            yield Check("H01", f"S {terms}", level, best.level)
            yield Check("H01", f"newsvendor cost {terms}", row["own_newsvendor_S_cost"], other.cost, absolute=0.01)


def _perishable() -> Iterator[Check]:
    given, expected = _parts("I01")
    demand = theory.Discrete.rounded(theory.Gamma(4.0, 2.0))
    costs = {"holding_cost": 1.0, "lost_cost": 5.0, "outdate_cost": 7.0, "unit_cost": 3.0}
    for issuing in ("lifo", "fifo"):
        wanted = expected[issuing]
        by_level = {
            level: theory.evaluate_perishable(int(level), demand, given["L"] + 1, given["m"], issuing, **costs)
            for level in wanted["cost_by_S"]
        }
        for level, cost in wanted["cost_by_S"].items():
            yield Check("I01", f"{issuing}, cost of {level}", cost, by_level[level].cost, relative=1e-6)
        best = min(by_level.values(), key=lambda one: one.cost)
        discounted = -(1 - 0.99**365) / 0.01 * best.cost
        yield Check("I01", f"{issuing}, S", wanted["best_S"], best.level)
        yield Check("I01", f"{issuing}, published return", wanted["published_return"], discounted, relative=1e-3)
        for figure, found in (
            ("order", best.order),
            ("lost", best.lost),
            ("outdate", best.outdated),
            ("held", best.on_hand),
        ):
            yield Check("I01", f"{issuing}, {figure}", wanted[figure], found, relative=1e-6)

    for name in ("I04", "I05"):
        given, expected = _parts(name)
        terms = (given["S"], theory.Discrete.poisson(5), given["L"] + 1, given["m"])
        fifo, lifo = theory.evaluate_perishable(*terms, "fifo"), theory.evaluate_perishable(*terms, "lifo")
        for figure, found in (
            ("fifo_outdate", fifo.outdated),
            ("lifo_outdate", lifo.outdated),
            ("lost", fifo.lost),
            ("stock_before_discard", fifo.on_hand + fifo.outdated),
        ):
            yield Check(name, figure, expected[figure], found, relative=1e-6)


def _outdating() -> Iterator[Check]:
    given, expected = _parts("I03")
    for k, terms in enumerate(given["grid"]):
        found = theory.fifo_outdating(*terms)
        yield Check("I03", f"outdated at {terms}", expected["outdate_rate"][k], found.outdated, relative=1e-9)
        yield Check("I03", f"lost at {terms}", expected["lost_rate"][k], found.lost, relative=1e-9)


def _capacity() -> Iterator[Check]:
    given, expected = _parts("J01")
    mean = 10.0
    short = theory.exponential_shortfall(mean, given["c"])
    best = theory.optimal_capacitated_exponential(mean, given["c"], given["h"], given["p"])
    plain = theory.optimal_base_stock(theory.Gamma(mean, mean), 1, given["h"], given["p"])
    for figure, value in (
        ("sigma", short.chance),
        ("eta", short.rate),
        ("mean_shortfall", short.mean),
        ("S_opt", best.level),
        ("cost_opt", best.cost),
        ("uncapacitated_S", plain.level),
        ("uncapacitated_cost", plain.cost),
    ):
        yield Check("J01", figure, expected[figure], value, relative=1e-8)

    for name, rate in (("J03", 5.0), ("J05", 10.0)):
        given, expected = _parts(name)
        demand = theory.Discrete.poisson(rate)
        best = theory.optimal_capacitated(demand, given["L"] + 1, given["c"], given["h"], given["p"])
        yield Check(name, "S_opt", expected["S_opt"], best.level)
        yield Check(name, "cost_opt", expected["cost_opt"], best.cost, relative=1e-8)
        mean_shortfall = theory.shortfall(demand, given["c"]).mean
        yield Check(name, "mean_shortfall", expected["mean_shortfall"], mean_shortfall, relative=1e-8)


def _two_sources() -> Iterator[Check]:
    """K01, but for the cost of the best of all rules."""
    given, expected = _parts("K01")
    demand, stock = theory.Discrete([0.2] * 5), (given["h"], given["b"])
    for row in expected["rows"]:
        words = row["instance"]
        lead_time, quick = (int(word[1:].lstrip("e")) for word in words.split("_"))
        terms = (demand, lead_time, given["cr"], quick, *stock)
        (s_di, r_di), (s_cdi, r_cdi, cap), (s_si, r_si) = (row[rule]["params"] for rule in ("DI", "CDI", "SI"))
        for rule, found in (
            ("DI", theory.evaluate_dual_sourcing(s_di, r_di, *terms)),
            ("CDI", theory.evaluate_dual_sourcing(s_cdi, r_cdi, *terms, most_regular=cap)),
            ("SI", theory.evaluate_dual_sourcing(s_si, r_si, *terms, index="single")),
            ("TBS", theory.optimal_base_surge(demand, given["cr"], quick, *stock)),
        ):
            gap = 100 * (found.cost / row["optimal"] - 1)
            yield Check("K01", f"{words}, {rule}, cost", row[rule]["cost"], found.cost, relative=5e-4)
            published = expected["published_gap_pct"][words][rule]
            yield Check("K01", f"{words}, {rule}, published gap (%)", published, gap, absolute=0.02)


def _base_surge() -> Iterator[Check]:
    for name in ("K03", "K04"):
        given, expected = _parts(name)
        overshoot = theory.exponential_overshoot(given["mean"], given["Q"])
        yield Check(name, "mean_overshoot", expected["mean_overshoot"], overshoot, relative=1e-9)


def _components() -> Iterator[Check]:
    given, expected = _parts("L01")
    covers = [given["L_A"] + 1, given["L_B"] + 1]
    found = theory.evaluate_assemble_to_order([given["S_A"], given["S_B"]], covers, theory.Discrete.poisson(10))
    for figure, value in (
        ("mean_backlog", found.backlog),
        ("share_without_backlog", found.without_backlog),
        ("mean_onhand_A", found.on_hand[0]),
        ("mean_onhand_B", found.on_hand[1]),
    ):
        yield Check("L01", figure, expected[figure], value, relative=1e-9)
