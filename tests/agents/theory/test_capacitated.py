"""Base stock under a capacity: the law of the shortfall, the optimum, and the closed form for exponential demand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    Discrete,
    FigureError,
    Gamma,
    evaluate_base_stock,
    evaluate_capacitated,
    exponential_shortfall,
    optimal_base_stock,
    optimal_capacitated,
    optimal_capacitated_exponential,
    shortfall,
)
from bullwhip.agents.theory.walks import reflected
from tests.agents.theory.distributions import costs, discretes


@given(discretes(), st.integers(-9, -1))
def test_the_law_of_a_reflected_walk_stays_what_it_is(demand: Discrete, start: int) -> None:
    step = Discrete(demand.probabilities, start)
    assume(step.mean < -0.05)
    law = reflected(step, "")
    moved = np.convolve(law.probabilities, step.probabilities)
    values = np.maximum(np.arange(moved.size) + step.start, 0)
    after = np.bincount(values, moved, law.probabilities.size)[: law.probabilities.size]
    assert after == pytest.approx(law.probabilities, abs=1e-12)
    assert law.start == 0


@given(discretes(), st.integers(1, 3), st.integers(1, 12), costs, costs)
def test_no_level_nearby_is_cheaper(demand: Discrete, cover: int, spare: int, h: float, p: float) -> None:
    capacity = int(demand.mean) + spare
    best = optimal_capacitated(demand, cover, capacity, h, p)
    for change in (-2, -1, 1, 2):
        other = evaluate_capacitated(best.level + change, demand, cover, capacity, h, p)
        assert other.cost >= best.cost * (1 - 1e-12)
    assert best.cost >= optimal_base_stock(demand, cover, h, p).cost * (1 - 1e-9)


@given(discretes(), st.integers(1, 4), costs, costs, st.integers(-3, 30))
def test_a_capacity_above_any_demand_is_none(demand: Discrete, cover: int, h: float, p: float, level: int) -> None:
    ours = evaluate_capacitated(level, demand, cover, int(demand.values[-1]), h, p)
    plain = evaluate_base_stock(level, demand, cover, h, p)
    for figure in ("cost", "on_hand", "backlog", "cycle_service", "fill_rate"):
        assert getattr(ours, figure) == pytest.approx(getattr(plain, figure), abs=1e-9)


def test_a_site_simulated_period_by_period_agrees() -> None:
    cover, capacity, level, periods = 2, 4, 13, 200_000
    demand = np.random.default_rng(6).poisson(3.0, periods)
    position, stock, moving, net, unfilled = level, level, [0] * cover, [], 0
    for wanted in demand.tolist():
        stock += moving.pop(0)
        unfilled += max(wanted - max(stock, 0), 0)
        stock -= wanted
        net.append(stock)
        position -= wanted
        order = min(capacity, level - position)
        position += order
        moving.append(order)
    found = evaluate_capacitated(level, Discrete.poisson(3), cover, capacity, 1.0, 9.0)
    assert np.maximum(net, 0).mean() == pytest.approx(found.on_hand, rel=0.02)
    assert np.maximum(np.negative(net), 0).mean() == pytest.approx(found.backlog, rel=0.05)
    assert 1 - unfilled / demand.sum() == pytest.approx(found.fill_rate, abs=0.01)


def test_exponential_demand_in_small_units_comes_near_the_closed_form() -> None:
    units = 8  # to a mean demand
    fine = Discrete.rounded(Gamma(units, units))
    closed, short = optimal_capacitated_exponential(1.0, 1.25, 1.0, 9.0), exponential_shortfall(1.0, 1.25)
    found = optimal_capacitated(fine, 1, 10, 1.0, 9.0)
    for figure in ("level", "cost", "on_hand", "backlog"):
        assert getattr(found, figure) / units == pytest.approx(getattr(closed, figure), abs=0.1)
    assert found.fill_rate == pytest.approx(closed.fill_rate, abs=0.003)
    assert shortfall(fine, 10).mean / units == pytest.approx(short.mean, rel=0.01)


def test_faults_are_named() -> None:
    one = Discrete.poisson(3)
    with pytest.raises(FigureError, match="capacity: found 3; give a number above 3"):
        shortfall(one, 3)
    with pytest.raises(FigureError, match="capacity: give more: it leaves 1e-07 units a period to spare, which is too"):
        shortfall(Discrete([0.5 + 5e-8, 0, 0.5 - 5e-8]), 1)
    with pytest.raises(FigureError, match=r"capacity: found 4\.5; give a whole number"):
        optimal_capacitated(one, 1, 4.5, 1, 1)  # type: ignore[arg-type]
    with pytest.raises(FigureError, match="cover: found 0; give a whole number of 1 or more"):
        evaluate_capacitated(3, one, 0, 5, 1, 1)
    with pytest.raises(FigureError, match="capacity: found 9; give a number above 10"):
        exponential_shortfall(10, 9)
