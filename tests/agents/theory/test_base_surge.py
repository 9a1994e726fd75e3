"""A standing order and a surge: the optimum, a simulation, and the closed form for exponential demand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    Discrete,
    FigureError,
    Gamma,
    evaluate_base_surge,
    exponential_overshoot,
    optimal_base_stock,
    optimal_base_surge,
)
from tests.agents.theory.distributions import costs, discretes


@given(discretes(), st.floats(0, 5), st.floats(0, 5), costs, costs)
def test_no_rule_nearby_is_cheaper(demand: Discrete, regular: float, premium: float, h: float, p: float) -> None:
    terms = (demand, regular, regular + premium, h, p)
    best = optimal_base_surge(*terms)
    for standing in range(best.standing_order - 1, best.standing_order + 2):
        for level in range(best.surge_level - 2, best.surge_level + 3):
            if 0 <= standing < demand.mean - 1e-9:
                assert evaluate_base_surge(standing, level, *terms).cost >= best.cost * (1 - 1e-9)


@given(discretes(), costs, costs)
def test_without_a_standing_order_it_is_a_newsvendor(demand: Discrete, h: float, p: float) -> None:
    plain = optimal_base_stock(demand, 1, h, p)
    found = evaluate_base_surge(0, int(plain.level), demand, 0.0, 0.0, h, p)
    assert found.cost == pytest.approx(plain.cost)
    assert found.overshoot == 0
    assert found.expedited == pytest.approx(demand.mean)


@given(discretes(), st.integers(1, 6), st.integers(-5, 20))
def test_stock_is_conserved(demand: Discrete, standing: int, level: int) -> None:
    assume(standing < demand.mean - 0.05)
    found = evaluate_base_surge(standing, level, demand, 1.0, 2.0, 1.0, 5.0)
    assert found.on_hand - found.backlog == pytest.approx(level + found.overshoot - demand.mean, abs=1e-9)


def test_a_site_simulated_period_by_period_agrees() -> None:
    standing, level = 3, 7
    net, ends, expedited = level, [], 0
    demand = np.random.default_rng(7).poisson(4.0, 60_000)
    for wanted in demand.tolist():
        net += standing
        expedited += max(level - net, 0)
        net = max(net, level) - wanted
        ends.append(net)
    found = evaluate_base_surge(standing, level, Discrete.poisson(4), 1.0, 2.0, 1.0, 5.0)
    assert expedited / demand.size == pytest.approx(found.expedited, rel=0.03)
    assert np.maximum(ends, 0).mean() == pytest.approx(found.on_hand, rel=0.03)
    assert np.maximum(np.negative(ends), 0).mean() == pytest.approx(found.backlog, rel=0.05)
    stock = np.maximum(ends, 0).mean() + 5 * np.maximum(np.negative(ends), 0).mean()
    assert 3 + 2 * expedited / demand.size + stock == pytest.approx(found.cost, rel=0.02)


def test_exponential_demand_in_small_units_comes_near_the_closed_form() -> None:
    units = 8
    found = evaluate_base_surge(6, 0, Discrete.rounded(Gamma(units, units)), 1.0, 2.0, 1.0, 1.0)
    assert found.overshoot / units == pytest.approx(exponential_overshoot(1.0, 0.75), rel=0.01)


def test_faults_are_named() -> None:
    one = Discrete.poisson(3)
    with pytest.raises(FigureError, match=r"demand\.mean: found 3\.\d*; give a number above 4"):
        evaluate_base_surge(4, 5, one, 1, 2, 1, 1)
    with pytest.raises(FigureError, match=r"standing_order: found 0\.5; give a whole number"):
        evaluate_base_surge(0.5, 5, one, 1, 2, 1, 1)  # type: ignore[arg-type]
    with pytest.raises(FigureError, match="backlog_cost: found 0; give a number above 0"):
        optimal_base_surge(one, 1, 2, 1, 0)
    with pytest.raises(FigureError, match="mean: found 8; give a number above 9"):
        exponential_overshoot(8, 9)
