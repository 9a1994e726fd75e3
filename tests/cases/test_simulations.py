"""Every simulated figure of the literature is within its tolerance."""

import pytest

from tests.cases.figures import FOLDER
from tests.cases.simulations import SIMULATIONS, Simulation

RESULTS = (FOLDER / "RESULTS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("simulate", SIMULATIONS, ids=lambda simulate: simulate.__name__)
def test_figures_of_the_literature(simulate: Simulation) -> None:
    checks = list(simulate())
    assert checks
    assert [check for check in checks if not check.passed] == []
    assert [check for check in checks if f"| {check.case} | {check.figure} | {check.expected:.9g} |" not in RESULTS] == []
