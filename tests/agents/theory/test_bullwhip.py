"""Bullwhip formulas: impulse responses say the same, and a simulated rule does too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents import theory

covers = st.integers(1, 6)
windows = st.integers(1, 12)
alphas = st.floats(0.05, 1.5)
rhos = st.floats(-0.9, 0.9)


@given(covers, windows, rhos)
def test_moving_average(cover: int, window: int, rho: float) -> None:
    exact = theory.variance_ratio(theory.moving_average_filter(cover, window), rho)
    assert theory.bullwhip_moving_average(cover, window, rho) == pytest.approx(exact, rel=1e-9)


@given(covers, alphas, rhos)
def test_exponential_smoothing(cover: int, alpha: float, rho: float) -> None:
    exact = theory.variance_ratio(theory.exponential_smoothing_filter(cover, alpha), rho)
    assert theory.bullwhip_exponential_smoothing(cover, alpha, rho) == pytest.approx(exact, rel=1e-9)


@given(covers, rhos)
def test_best_forecast_of_ar1(cover: int, rho: float) -> None:
    # S(t) = D(t) (rho + ... + rho^L) + constant, q(t) = D(t) + S(t) - S(t - 1)
    weight = sum(rho**k for k in range(1, cover + 1))
    assert theory.bullwhip_ar1(cover, rho) == pytest.approx(theory.variance_ratio([1 + weight, -weight], rho), rel=1e-9)


@given(covers, st.floats(0.55, 12.0))
def test_smoothing(cover: int, time: float) -> None:
    response = theory.smoothing_filter(time)
    assert theory.bullwhip_smoothing(time) == pytest.approx(theory.variance_ratio(response), rel=1e-9)
    stock = theory.variance_ratio(theory.net_stock_filter(response, cover))
    assert theory.net_stock_amplification_smoothing(cover, time) == pytest.approx(stock, rel=1e-9)


@given(st.lists(covers, min_size=1, max_size=4), windows)
def test_shared_demand_amplifies_least_and_the_bound_is_one(chain: list[int], window: int) -> None:
    shared = theory.bullwhip_chain_shared(chain, window)
    bound = theory.bullwhip_chain_bound(chain, window)
    exact = theory.bullwhip_chain([theory.moving_average_filter(cover, window) for cover in chain])
    assert exact[0] == pytest.approx(shared[0])
    for low, lower, found in zip(shared, bound, exact, strict=True):
        assert low <= lower * (1 + 1e-9) <= found * (1 + 2e-9)


def test_an_order_up_to_rule_simulated_agrees() -> None:
    cover, alpha, rho, n = 3, 0.3, 0.5, 100_000
    noise = np.random.default_rng(8).normal(size=n)
    demand, forecast = np.zeros(n), np.zeros(n)
    for t in range(1, n):
        demand[t] = rho * demand[t - 1] + noise[t]
        forecast[t] = alpha * demand[t] + (1 - alpha) * forecast[t - 1]
    orders = demand[1:] + cover * np.diff(forecast)
    wanted = theory.bullwhip_exponential_smoothing(cover, alpha, rho)
    assert orders.var() / demand.var() == pytest.approx(wanted, rel=0.01)


def test_a_unit_of_demand_comes_back_to_stock() -> None:
    response = theory.net_stock_filter(theory.moving_average_filter(2, 5), 2)
    assert response[:2].tolist() == [-1, -1]
    assert response[2:] == pytest.approx([0.4] * 5 + [0], abs=1e-12)


@pytest.mark.parametrize("phases", ["random", "together", "balanced"])
def test_a_review_every_period_amplifies_nothing(phases: str) -> None:
    assert theory.order_variance_batching(7, 1, 20, 4, phases) == 7 * 16  # type: ignore[arg-type]


def test_batches_simulated_agree() -> None:
    retailers, review, mean, sd = 7, 3, 20.0, 4.0
    rng = np.random.default_rng(2)
    demand = rng.normal(mean, sd, (60_000, review, retailers)).sum(axis=1)
    orders = np.zeros((60_000, review))
    for k in range(retailers):
        orders[:, k % review] += demand[:, k]
    wanted = theory.order_variance_batching(retailers, review, mean, sd, "balanced")
    assert orders.var() == pytest.approx(wanted, rel=0.02)
