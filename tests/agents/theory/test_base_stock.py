"""Base stock: the best level beats its neighbours, and a period simulated by hand agrees with the figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    DemandDistribution,
    Discrete,
    critical_ratio,
    evaluate_base_stock,
    newsvendor,
    optimal_base_stock,
)
from tests.agents.theory.distributions import costs, distributions


@given(distributions, st.integers(1, 5), costs, costs)
def test_no_other_level_is_cheaper(distribution: DemandDistribution, cover: int, h: float, p: float) -> None:
    best = optimal_base_stock(distribution, cover, h, p)
    for step in (-3, -1, -0.25, 0.25, 1, 3):
        assert evaluate_base_stock(best.level + step, distribution, cover, h, p).cost >= best.cost - 1e-9 * (
            1 + best.cost
        )


@given(distributions, st.integers(1, 4), costs, costs, st.floats(1.1, 4))
def test_dearer_backlog_never_lowers_the_level(
    distribution: DemandDistribution, cover: int, h: float, p: float, times: float
) -> None:
    cheap, dear = optimal_base_stock(distribution, cover, h, p), optimal_base_stock(distribution, cover, h, p * times)
    assert dear.level >= cheap.level
    assert dear.cost >= cheap.cost - 1e-12
    assert dear.cycle_service >= critical_ratio(h, p * times) - 1e-9


@given(distributions, st.integers(1, 4), st.floats(-10, 80))
def test_stock_is_conserved(distribution: DemandDistribution, cover: int, level: float) -> None:
    found = evaluate_base_stock(level, distribution, cover, 1, 1)
    assert found.on_hand - found.backlog == pytest.approx(level - cover * distribution.mean, abs=1e-8)
    assert found.cost == pytest.approx(found.on_hand + found.backlog)


@pytest.mark.parametrize(("cover", "level"), [(1, 4), (2, 7), (3, 8), (3, 2)])
def test_a_period_simulated_by_hand_agrees(cover: int, level: int) -> None:
    demand = np.random.default_rng(5).poisson(2.0, 200_000)
    under_way = [0] * cover  # what arrives in 1, 2, ... periods
    stock, owed, on_hand, backlog, unfilled, clear = level, 0, 0, 0, 0, 0
    for wanted in demand.tolist():
        stock += under_way.pop(0)
        served = min(owed, stock)
        owed, stock = owed - served, stock - served
        filled = min(wanted, stock)
        owed, stock = owed + wanted - filled, stock - filled
        unfilled += wanted - filled
        on_hand, backlog, clear = on_hand + stock, backlog + owed, clear + (owed == 0)
        under_way.append(level - (stock - owed + sum(under_way)))
    n = demand.size
    found = evaluate_base_stock(level, Discrete.poisson(2.0), cover, 1, 9)
    assert on_hand / n == pytest.approx(found.on_hand, abs=0.02)
    assert backlog / n == pytest.approx(found.backlog, abs=0.03)
    assert clear / n == pytest.approx(found.cycle_service, abs=0.005)
    assert 1 - unfilled / demand.sum() == pytest.approx(found.fill_rate, abs=0.005)


def test_a_newsvendor_covers_one_period() -> None:
    assert newsvendor(Discrete.poisson(6), 1, 4) == optimal_base_stock(Discrete.poisson(6), 1, 1, 4)


def test_without_demand_nothing_is_missing() -> None:
    assert evaluate_base_stock(0, Discrete([1.0]), 2, 1, 1).fill_rate == 1


@pytest.mark.parametrize("cover", [1, 2])
def test_whoever_always_owes_fills_nothing_at_once(cover: int) -> None:
    found = evaluate_base_stock(-2, Discrete.poisson(3), cover, 1, 1)
    assert (found.on_hand, found.backlog, found.fill_rate) == pytest.approx((0, 2 + 3 * cover, 0), abs=1e-9)
