"""Every simulated figure of the literature is within its tolerance."""

import pytest

from tests.cases.simulations import SIMULATIONS, Simulation


@pytest.mark.parametrize("simulate", SIMULATIONS, ids=lambda simulate: simulate.__name__)
def test_figures_of_the_literature(simulate: Simulation) -> None:
    checks = list(simulate())
    assert checks
    assert [check for check in checks if not check.passed] == []
