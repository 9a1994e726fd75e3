"""Orders that overtake: the law of what is outstanding, against orders that all take as long and a simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    Discrete,
    FigureError,
    evaluate_base_stock,
    evaluate_crossing,
    lead_time_demand,
    optimal_base_stock,
    optimal_crossing,
    outstanding_demand,
)
from tests.agents.theory.distributions import costs, discretes


@given(discretes(), st.integers(1, 4), costs, costs, st.integers(-3, 30))
def test_covers_that_are_all_alike_are_a_base_stock(
    demand: Discrete, cover: int, h: float, p: float, level: int
) -> None:
    ours, plain = evaluate_crossing(level, demand, [cover] * 3, h, p), evaluate_base_stock(level, demand, cover, h, p)
    for figure in ("cost", "on_hand", "backlog", "cycle_service", "fill_rate"):
        assert getattr(ours, figure) == pytest.approx(getattr(plain, figure), abs=1e-9)
    assert optimal_crossing(demand, cover, h, p).level == optimal_base_stock(demand, cover, h, p).level


@given(discretes(), st.lists(st.integers(1, 4), min_size=1, max_size=5), costs, costs)
def test_no_level_nearby_is_cheaper(demand: Discrete, covers: list[int], h: float, p: float) -> None:
    best = optimal_crossing(demand, covers, h, p)
    for change in (-2, -1, 1, 2):
        assert evaluate_crossing(best.level + change, demand, covers, h, p).cost >= best.cost * (1 - 1e-12)


@given(discretes(), st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_overtaking_leaves_the_mean_and_never_adds_to_the_spread(demand: Discrete, covers: list[int]) -> None:
    crossing, in_turn = outstanding_demand(demand, covers), lead_time_demand(demand, covers)
    assert crossing.mean == pytest.approx(in_turn.mean)
    assert crossing.sd <= in_turn.sd * (1 + 1e-9)


def test_orders_simulated_one_by_one_agree() -> None:
    covers, level, periods = np.array([1, 2, 5]), 11.0, 60_000
    chance = np.random.default_rng(8)
    demand, drawn = chance.poisson(3.0, periods), chance.choice(covers, periods)
    arriving = np.zeros(periods + 6)
    np.add.at(arriving, np.arange(periods) + drawn, demand)  # the order of a period is its demand
    before = level + np.cumsum(arriving[:periods]) - np.concatenate([[0], np.cumsum(demand)[:-1]])
    net = (before - demand)[100:]
    found = evaluate_crossing(level, Discrete.poisson(3), covers, 1.0, 9.0)
    assert np.maximum(net, 0).mean() == pytest.approx(found.on_hand, rel=0.02)
    assert np.maximum(-net, 0).mean() == pytest.approx(found.backlog, rel=0.04)
    assert (net >= 0).mean() == pytest.approx(found.cycle_service, abs=0.01)
    filled = np.clip(before[100:], 0, demand[100:])
    assert filled.sum() / demand[100:].sum() == pytest.approx(found.fill_rate, abs=0.01)


def test_faults_are_named() -> None:
    with pytest.raises(FigureError, match="covers: found 0; give 1 or more periods"):
        outstanding_demand(Discrete.poisson(3), [0, 1])
    with pytest.raises(FigureError, match="holding_cost: found 0; give a number above 0"):
        optimal_crossing(Discrete.poisson(3), [1], 0, 1)
    with pytest.raises(FigureError, match="backlog_cost: found -1; give 0 or more"):
        evaluate_crossing(3, Discrete.poisson(3), [1], 1, -1)
