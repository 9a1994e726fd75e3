"""Serial systems: the optimum against every level in a window, and a slow period by period simulation."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    Discrete,
    Gamma,
    Normal,
    evaluate_base_stock,
    evaluate_serial,
    optimal_base_stock,
    optimal_serial,
)
from tests.agents.theory.distributions import costs, discretes


@settings(max_examples=20)
@given(discretes(5), st.lists(st.integers(1, 2), min_size=2, max_size=3), costs, costs, st.floats(0.2, 1))
def test_no_levels_nearby_are_cheaper(
    distribution: Discrete, leads: list[int], h: float, p: float, fall: float
) -> None:
    holding = [h * fall**k for k in range(len(leads))]
    best = optimal_serial(distribution, leads, holding, p)
    for step in product((-2, -1, 0, 1, 2), repeat=len(leads)):
        levels = [level + change for level, change in zip(best.local_levels, step, strict=True)]
        assert evaluate_serial(levels, distribution, leads, holding, p).cost >= best.cost * (1 - 1e-10)


@given(discretes(), st.integers(1, 4), costs, costs)
def test_one_stage_is_a_base_stock(distribution: Discrete, lead: int, h: float, p: float) -> None:
    chain, single = optimal_serial(distribution, [lead], [h], p), optimal_base_stock(distribution, lead, h, p)
    assert chain.cost == pytest.approx(single.cost, abs=1e-9)


@given(st.floats(1, 9), st.floats(0.5, 3), costs, costs)
def test_one_stage_of_continuous_demand_is_a_base_stock(mean: float, sd: float, h: float, p: float) -> None:
    for distribution, within in ((Normal(mean, sd), 1e-5), (Gamma(mean, min(sd, mean)), 1e-4), (Gamma(mean, sd), 1e-3)):
        chain, single = optimal_serial(distribution, [2], [h], p), optimal_base_stock(distribution, 2, h, p)
        assert chain.cost == pytest.approx(single.cost, rel=within)
        assert chain.local_levels[0] == pytest.approx(single.level, abs=0.05 * distribution.sd)


@given(discretes(), st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_stock_is_conserved(distribution: Discrete, levels: list[int]) -> None:
    n = len(levels)
    found = evaluate_serial(levels, distribution, [2] * n, [1.0] * n, 5.0)
    for k, level in enumerate(levels):
        waiting = found.backlog[k + 1] if k + 1 < n else 0.0
        assert found.on_hand[k] - found.backlog[k] == pytest.approx(level - waiting - 2 * distribution.mean, abs=1e-9)


def test_a_stage_without_stock_is_only_a_longer_way() -> None:
    distribution = Discrete.poisson(3)
    chain = evaluate_serial([11, 0], distribution, [1, 2], [2.0, 1.0], 9.0)
    single = evaluate_base_stock(11, distribution, 3, 2.0, 9.0)
    assert chain.cost == pytest.approx(single.cost + 1.0 * 3)  # and three units on their way at the first rate
    assert chain.backlog[0] == pytest.approx(single.backlog)


def test_scaling_units_scales_the_answer() -> None:
    small = optimal_serial(Normal(5, 1), [1, 1, 2], [7, 4, 2], 37.12)
    large = optimal_serial(Normal(5000, 1000), [1, 1, 2], [7, 4, 2], 37.12)
    assert large.cost == pytest.approx(1000 * small.cost, rel=1e-9)
    assert large.local_levels == pytest.approx([1000 * level for level in small.local_levels], rel=1e-9)


def test_a_finer_grid_changes_little(monkeypatch: pytest.MonkeyPatch) -> None:
    coarse = optimal_serial(Normal(5, 1), [1, 1, 2], [7, 4, 2], 37.12).cost
    monkeypatch.setattr("bullwhip.agents.theory.serial.GRID", 500)
    assert coarse == pytest.approx(optimal_serial(Normal(5, 1), [1, 1, 2], [7, 4, 2], 37.12).cost, rel=1e-5)


@pytest.mark.parametrize("delays", [(0, 0, 0), (1, 0, 2), (2, 1, 1)])
def test_a_chain_simulated_period_by_period_agrees(delays: tuple[int, ...]) -> None:
    levels, leads, holding, p = (7, 6, 9), (1, 2, 1), (3.0, 2.0, 0.5), 20.0
    found = evaluate_serial(levels, Discrete.poisson(2), leads, holding, p, delays)
    on_hand, backlog, moving = _simulated(levels, leads, delays, np.random.default_rng(3).poisson(2.0, 100_000))
    assert on_hand == pytest.approx(found.on_hand, abs=0.05)
    assert backlog == pytest.approx(found.backlog, abs=0.05)
    assert moving == pytest.approx(found.in_transit, abs=0.05)
    cost = sum(h * units for h, units in zip(holding, on_hand, strict=True)) + p * backlog[0]
    cost += sum(h * units for h, units in zip(holding[1:], moving, strict=False))
    assert cost == pytest.approx(found.cost, rel=0.015)


def _simulated(
    levels: tuple[int, ...], leads: tuple[int, ...], delays: tuple[int, ...], demand: np.ndarray
) -> tuple[list[float], list[float], list[float]]:
    """Average stock on hand, backlog and units in transit of a chain, in our period."""
    n = len(levels)
    stock, owed = list(levels), [0] * n
    goods = [[0] * lead for lead in leads]  # what arrives in 1, 2, ... periods
    mail = [[0] * delay for delay in delays]
    seen = [[0.0] * n for _ in range(3)]
    for wanted in demand.tolist():
        claim = wanted
        for k in range(n):  # from the customer up: an order without delay is seen in the same period
            stock[k] += goods[k].pop(0)
            owed[k] += claim
            sent = min(stock[k], owed[k])
            stock[k], owed[k] = stock[k] - sent, owed[k] - sent
            if k > 0:
                goods[k - 1].append(sent)
            mail[k].append(claim)  # a base stock orders what was ordered from it
            claim = mail[k].pop(0)
        goods[-1].append(claim)
        for k in range(n):
            for row, units in zip(seen, (stock[k], owed[k], sum(goods[k])), strict=True):
                row[k] += units
    return tuple([units / demand.size for units in row] for row in seen)  # type: ignore[return-value]
