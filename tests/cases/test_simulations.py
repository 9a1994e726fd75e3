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
    rows = [f"| {check.case} | {check.figure} | {check.expected:.9g} |" for check in checks]
    assert [row for row in rows if row not in RESULTS] == []
