"""Cases of where to keep stock in a network, by bullwhip.agents.theory."""

from __future__ import annotations

from collections.abc import Iterator

from bullwhip.agents import theory
from bullwhip.scenarios.guaranteed_service import SAFETY_FACTOR, read_stages
from tests.cases.checks import Check
from tests.cases.figures import FOLDER, case

__all__ = ["SAFETY_FACTOR", "assembly", "guaranteed_service", "stages"]


def stages(file: str) -> list[theory.Stage]:
    """The stages of a network in a file beside this one."""
    return read_stages(FOLDER / file)


def guaranteed_service() -> Iterator[Check]:
    """D06, D07: safety stock in two real networks; published costs of stages were rounded before they were added."""
    for name in ("D06", "D07"):
        given, expected = case(name)["inputs"], case(name)["expected"]
        best = theory.optimal_placement(stages(given["file"]), given["holding_rate"], SAFETY_FACTOR)
        value, cost = best.safety_stock_value, best.cost
        published = expected["published_sum_of_rounded_stage_costs"]
        yield Check(name, "safety stock value", expected["total_safety_stock_value"], value, relative=2e-4)
        yield Check(name, "annual cost", expected["total_annual_cost"], cost, relative=2e-4)
        yield Check(name, "published annual cost", published, cost, relative=2e-4)


def assembly() -> Iterator[Check]:
    """D04: a finished good of two components."""
    given, expected = case("D04")["inputs"], case("D04")["expected"]
    best = theory.optimal_assembly(
        theory.Discrete.poisson(5),
        [None, 0, 0],
        [given["L_final"], *given["L_components"]],
        [given["h_finished"], given["hA"], given["hB"]],
        given["p"],
    )
    yield Check("D04", "cost", expected["cost"], best.cost, relative=1e-9)
    for item, level in zip((0, 1, 2), (*expected["S_echelon"], expected["S_echelon"][1]), strict=True):
        yield Check("D04", f"echelon level {item}", level, best.echelon_levels[item])
