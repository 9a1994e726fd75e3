"""The (s, S) rule: its figures against its Markov chain, its optimum against every rule in a window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import Discrete, evaluate_s_s, optimal_base_stock, optimal_s_s
from tests.agents.theory.distributions import costs, discretes

order_costs = st.floats(0, 60)


@given(discretes(), st.integers(1, 3), st.integers(-4, 6), st.integers(1, 8))
def test_figures_are_those_of_the_stationary_chain(distribution: Discrete, cover: int, s: int, gap: int) -> None:
    S = s + gap
    positions = np.arange(s + 1, S + 1)
    moves = np.zeros((gap, gap))
    orders = np.zeros(gap)
    for row, y in enumerate(positions):
        for units, chance in zip(distribution.values.astype(int), distribution.probabilities, strict=True):
            orders[row] += chance * (y - units <= s)
            moves[row, -1 if y - units <= s else y - units - s - 1] += chance
    system = np.vstack([moves.T - np.eye(gap), np.ones(gap)])
    share = np.linalg.lstsq(system, np.append(np.zeros(gap), 1.0), rcond=None)[0]
    total = distribution.over(cover)
    backlog = share @ total.loss(positions)
    on_hand = share @ positions - total.mean + backlog
    found = evaluate_s_s(s, S, distribution, cover, 2.0, 7.0, 11.0)
    assert found.order_frequency == pytest.approx(share @ orders, abs=1e-9)
    assert found.backlog == pytest.approx(backlog, abs=1e-9)
    assert found.on_hand == pytest.approx(on_hand, abs=1e-9)
    assert found.cost == pytest.approx(11 * (share @ orders) + 2 * on_hand + 7 * backlog, abs=1e-8)


@given(discretes(5), st.integers(1, 2), costs, costs, order_costs)
def test_no_rule_in_a_wide_window_is_cheaper(distribution: Discrete, cover: int, h: float, p: float, K: float) -> None:
    best = optimal_s_s(distribution, cover, h, p, K)
    for s in range(best.s - 6, best.s + 7):
        for S in range(max(s + 1, best.S - 8), best.S + 9):
            assert evaluate_s_s(s, S, distribution, cover, h, p, K).cost >= best.cost * (1 - 1e-10)


@given(discretes(), st.integers(1, 3), costs, costs, order_costs)
def test_a_dearer_order_is_placed_less_often(distribution: Discrete, cover: int, h: float, p: float, K: float) -> None:
    cheap, dear = optimal_s_s(distribution, cover, h, p, K), optimal_s_s(distribution, cover, h, p, 2 * K + 1)
    assert dear.order_frequency <= cheap.order_frequency + 1e-9
    assert dear.cost >= cheap.cost - 1e-9


@given(discretes(), st.integers(1, 3), costs, costs)
def test_orders_that_cost_nothing_make_it_a_base_stock(distribution: Discrete, cover: int, h: float, p: float) -> None:
    assert optimal_s_s(distribution, cover, h, p, 0).cost == pytest.approx(
        optimal_base_stock(distribution, cover, h, p).cost, abs=1e-9
    )


def test_of_rules_that_tie_the_largest_s_is_taken() -> None:
    distribution = Discrete.poisson(75)
    lower, taken = (evaluate_s_s(s, 86, distribution, 1, 1, 9, 64) for s in (66, 67))
    assert lower.cost == pytest.approx(taken.cost, rel=1e-12)
    assert optimal_s_s(distribution, 1, 1, 9, 64).s == 67


def test_of_exact_ties_the_largest_s_is_taken() -> None:
    """A unit a period: stock 2, 1, 0 costs (6 + 2 + 1 + 0) / 3 = 3 a period, and so does a period more that owes 1."""
    distribution = Discrete([1.0], 1)
    assert [evaluate_s_s(s, 3, distribution, 1, 1, 3, 6).cost for s in (0, -1)] == [3, 3]
    best = optimal_s_s(distribution, 1, 1, 3, 6)
    assert (best.s, best.S) == (0, 3)


def test_known_demand_is_ordered_for_whole_periods() -> None:
    best = optimal_s_s(Discrete([1.0], 10), 1, 1.0, 1000.0, 45.0)  # 3 periods: (45 + 10 + 20) / 3 = 25 a period
    assert best.cost == pytest.approx(25)
    assert best.order_frequency == pytest.approx(1 / 3)
