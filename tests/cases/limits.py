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
    yield from _outdating()
    yield from _capacity()
    yield from _base_surge()
    yield from _components()


def _parts(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = case(name)
    return found["inputs"], found["expected"]


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
