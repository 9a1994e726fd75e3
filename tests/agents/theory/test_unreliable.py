"""Supply that fails: no level or quantity nearby is cheaper, and a simulated supplier agrees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    Discrete,
    FigureError,
    eoq,
    eoq_disrupted,
    evaluate_base_stock,
    evaluate_disrupted,
    newsvendor_yield,
    optimal_disrupted,
)
from tests.agents.theory.distributions import costs, discretes

chances = st.floats(0.05, 1.0)


@given(discretes(4), st.integers(1, 3), costs, costs, chances, chances)
def test_no_level_nearby_is_cheaper(
    demand: Discrete, cover: int, h: float, p: float, failure: float, recovery: float
) -> None:
    best = optimal_disrupted(demand, cover, h, p, failure, recovery)
    for change in (-2, -1, 1, 2):
        other = evaluate_disrupted(best.level + change, demand, cover, h, p, failure, recovery)
        assert other.cost >= best.cost * (1 - 1e-12)


@given(discretes(), st.integers(1, 4), costs, costs, st.integers(-3, 30))
def test_a_supplier_who_hardly_fails_is_a_base_stock(
    demand: Discrete, cover: int, h: float, p: float, level: int
) -> None:
    ours = evaluate_disrupted(level, demand, cover, h, p, 1e-13, 1.0)
    plain = evaluate_base_stock(level, demand, cover, h, p)
    for figure in ("cost", "on_hand", "backlog", "cycle_service", "fill_rate"):
        assert getattr(ours, figure) == pytest.approx(getattr(plain, figure), abs=1e-9)


def test_a_supplier_simulated_period_by_period_agrees() -> None:
    failure, recovery, cover, level, periods = 0.2, 0.5, 2, 17.0, 60_000
    chance = np.random.default_rng(4)
    demand, luck = chance.poisson(3.0, periods), chance.random(periods)
    up, owed, stock = True, 0.0, level
    moving = [0.0] * cover
    net, unfilled = [], 0.0
    for wanted, draw in zip(demand.tolist(), luck.tolist(), strict=True):
        stock += moving.pop(0)
        unfilled += max(wanted - max(stock, 0), 0)
        stock -= wanted
        net.append(stock)
        up = draw >= failure if up else draw < recovery
        owed += wanted
        moving.append(owed if up else 0.0)
        owed = 0.0 if up else owed
    found = evaluate_disrupted(level, Discrete.poisson(3), cover, 1.0, 9.0, failure, recovery)
    assert np.maximum(net, 0).mean() == pytest.approx(found.on_hand, rel=0.02)
    assert np.maximum(np.negative(net), 0).mean() == pytest.approx(found.backlog, rel=0.04)
    assert 1 - unfilled / demand.sum() == pytest.approx(found.fill_rate, abs=0.01)


@given(*[st.floats(0.5, 50.0)] * 6)
def test_no_quantity_nearby_is_cheaper(d: float, h: float, p: float, K: float, fails: float, recovers: float) -> None:
    terms = (d, h, p, K, fails, recovers)
    best = eoq_disrupted(*terms)
    for factor in (0.5, 0.99, 1.01, 2.0):
        assert eoq_disrupted(*terms, best.Q * factor).cost >= best.cost * (1 - 1e-9)
    assert 0 < best.lost_share < 1


def test_a_supplier_who_hardly_fails_is_an_economic_order_quantity() -> None:
    plain, found = eoq(1300, 0.225, 8), eoq_disrupted(1300, 0.225, 5, 8, 1e-9, 14)
    assert pytest.approx(plain.Q, rel=1e-4) == found.Q
    assert found.cost == pytest.approx(plain.cost, rel=1e-6)
    assert found.lost_share == pytest.approx(0, abs=1e-9)


def test_cycles_of_up_and_down_times_drawn_one_by_one_agree() -> None:
    d, h, p, K, fails, recovers, Q = 10.0, 2.0, 7.0, 30.0, 1.5, 4.0, 12.0
    chance, lost, time, cost = np.random.default_rng(2), 0.0, 0.0, 0.0
    for _ in range(20_000):
        used_up, up, clock = Q / d, True, 0.0
        while True:
            clock += chance.exponential(1 / fails if up else 1 / recovers)
            if clock >= used_up:
                break
            up = not up
        down = 0.0 if up else clock - used_up
        lost, time, cost = lost + d * down, time + used_up + down, cost + K + h * Q * used_up / 2 + p * d * down
    found = eoq_disrupted(d, h, p, K, fails, recovers, Q)
    assert cost / time == pytest.approx(found.cost, rel=0.02)
    assert lost / (d * time) == pytest.approx(found.lost_share, rel=0.05)


@given(st.floats(1, 20), st.floats(-5, 0), st.floats(0.1, 5), costs, costs)
def test_an_order_of_uncertain_yield_costs_least(
    demand: float, shortest: float, width: float, h: float, p: float
) -> None:
    best = newsvendor_yield(demand, shortest, shortest + width, h, p)
    arriving = shortest + (np.arange(20_000) + 0.5) / 20_000 * width

    def cost(ordered: float) -> float:
        net = ordered + arriving - demand
        return float(np.mean(h * np.maximum(net, 0) + p * np.maximum(-net, 0)))

    assert best.cost == pytest.approx(cost(best.level), rel=1e-3)
    assert all(cost(best.level + change * width) >= best.cost * (1 - 1e-3) for change in (-0.2, 0.2))
    assert best.cycle_service == pytest.approx(np.mean(best.level + arriving >= demand), abs=1e-3)
    assert best.on_hand - best.backlog == pytest.approx(best.level + arriving.mean() - demand, abs=1e-6)


def test_faults_are_named() -> None:
    one = Discrete.poisson(3)
    with pytest.raises(FigureError, match="failure: found 0; give a number above 0 and at most 1"):
        optimal_disrupted(one, 1, 1, 1, 0, 1)
    with pytest.raises(FigureError, match=r"recovery: found 1\.5; give a number above 0 and at most 1"):
        optimal_disrupted(one, 1, 1, 1, 0.5, 1.5)
    with pytest.raises(FigureError, match="cover: found 0; give a whole number of 1 or more"):
        evaluate_disrupted(3, one, 0, 1, 1, 0.5, 0.5)
    with pytest.raises(FigureError, match="failure_rate: found 0; give a number above 0"):
        eoq_disrupted(1, 1, 1, 1, 0, 1)
    with pytest.raises(FigureError, match="Q: found 0; give a number above 0"):
        eoq_disrupted(1, 1, 1, 1, 1, 1, 0)
    with pytest.raises(FigureError, match="longest: found -1; give a number above 0"):
        newsvendor_yield(1, 0, -1, 1, 1)
