"""(r, Q), (r, nQ) and economic order quantities: optima against windows, figures against a Markov chain."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    ContinuousDistribution,
    Discrete,
    Normal,
    eoq,
    eoq_backorders,
    evaluate_r_nq,
    evaluate_r_q,
    optimal_r_nq,
    optimal_r_q,
    wagner_whitin,
)
from tests.agents.theory.distributions import continuous, costs, discretes, means

order_costs = st.floats(0.5, 60)


@given(means, means, costs, costs, order_costs)
def test_no_rule_for_unit_demands_is_cheaper(mean: float, rate: float, h: float, p: float, K: float) -> None:
    distribution = Discrete.poisson(mean)
    best = optimal_r_q(distribution, rate, h, p, K)
    for r, Q in product(range(int(best.r) - 3, int(best.r) + 4), range(max(1, int(best.Q) - 3), int(best.Q) + 4)):
        assert evaluate_r_q(r, Q, distribution, rate, h, p, K).cost >= best.cost * (1 - 1e-12)


@given(continuous(), means, costs, costs, order_costs)
def test_no_continuous_rule_is_cheaper(
    distribution: ContinuousDistribution, rate: float, h: float, p: float, K: float
) -> None:
    best = optimal_r_q(distribution, rate, h, p, K)
    for dr, dQ in product((-0.3, -0.001, 0, 0.001, 0.3), repeat=2):
        r, Q = best.r + dr * best.Q, best.Q * (1 + dQ)
        assert evaluate_r_q(r, Q, distribution, rate, h, p, K).cost >= best.cost * (1 - 1e-9)


@given(continuous(), means, costs, costs, order_costs)
def test_the_marginal_costs_at_both_ends_are_the_cost(
    distribution: ContinuousDistribution, rate: float, h: float, p: float, K: float
) -> None:
    best = optimal_r_q(distribution, rate, h, p, K)
    for y in (best.r, best.r + best.Q):
        assert h * (y - distribution.mean) + (h + p) * float(distribution.loss(y)) == pytest.approx(best.cost, rel=1e-6)


@given(means, costs, costs, order_costs)
def test_without_uncertainty_it_is_the_economic_order_quantity(rate: float, h: float, p: float, K: float) -> None:
    found = optimal_r_q(Normal(2 * rate, 0), rate, h, p, K)
    known = eoq_backorders(rate, h, p, K)
    assert (found.Q, found.cost) == pytest.approx((known.Q, known.cost), rel=1e-6)
    assert 2 * rate - found.r == pytest.approx(known.backlog_share * known.Q, rel=1e-6)


@given(discretes(), st.integers(1, 3), st.integers(-3, 6), st.integers(1, 7))
def test_batches_are_those_of_the_stationary_chain(distribution: Discrete, cover: int, r: int, Q: int) -> None:
    steps = distribution.values[distribution.probabilities > 0].astype(int)
    assume(math.gcd(Q, *steps.tolist()) == 1)
    moves, orders = np.zeros((Q, Q)), np.zeros(Q)
    for row in range(Q):  # the position is r + 1 + row
        for units, chance in zip(distribution.values.astype(int), distribution.probabilities, strict=True):
            moves[row, (row - units) % Q] += chance
            orders[row] += chance * (units > row)
    system = np.vstack([moves.T - np.eye(Q), np.ones(Q)])
    share = np.linalg.lstsq(system, np.append(np.zeros(Q), 1.0), rcond=None)[0]
    found = evaluate_r_nq(r, Q, distribution, cover, 1, 4, 9)
    assert found.order_frequency == pytest.approx(share @ orders, abs=1e-9)
    assert found.backlog == pytest.approx(share @ distribution.over(cover).loss(r + 1 + np.arange(Q)), abs=1e-9)
    assert found.cost == pytest.approx(9 * found.order_frequency + found.on_hand + 4 * found.backlog)


@given(discretes(), st.integers(1, 3), costs, costs, order_costs, st.one_of(st.none(), st.integers(1, 9)))
def test_no_batch_rule_is_cheaper(
    distribution: Discrete, cover: int, h: float, p: float, K: float, given_Q: int | None
) -> None:
    best = optimal_r_nq(distribution, cover, h, p, K, given_Q)
    sizes = range(1, 3 * int(best.Q) + 6) if given_Q is None else [given_Q]
    assert given_Q in {None, int(best.Q)}
    for r, Q in product(range(int(best.r) - 4, int(best.r) + 5), sizes):
        assert evaluate_r_nq(r, Q, distribution, cover, h, p, K).cost >= best.cost * (1 - 1e-12) - 1e-12


@given(means, costs, order_costs, st.floats(0.2, 5))
def test_no_other_quantity_is_cheaper(rate: float, h: float, K: float, times: float) -> None:
    best = eoq(rate, h, K)
    Q = best.Q * times
    assert K * rate / Q + h * Q / 2 >= best.cost * (1 - 1e-12)
    assert best.cost == pytest.approx(K * rate / best.Q + h * best.Q / 2)
    assert pytest.approx(best.Q, rel=1e-6) == eoq_backorders(rate, h, 1e12, K).Q


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.floats(0, 3), st.floats(0, 60))
def test_lots_are_the_cheapest_of_all_plans(demand: list[int], h: float, K: float) -> None:
    def cost_of(orders: list[float]) -> float:
        stock, cost = 0.0, 0.0
        for ordered, wanted in zip(orders, demand, strict=True):
            stock += ordered - wanted
            assert stock >= 0
            cost += K * (ordered > 0) + h * stock
        assert stock == 0
        return cost

    cheapest = math.inf
    for pattern in product((False, True), repeat=len(demand) - 1):
        starts = [0, *(t + 1 for t, order in enumerate(pattern) if order), len(demand)]
        plan = [0.0] * len(demand)
        for a, b in pairwise(starts):
            plan[a] = float(sum(demand[a:b]))
        cheapest = min(cheapest, cost_of(plan))
    found = wagner_whitin(demand, h, K)
    assert found.cost == pytest.approx(cheapest, abs=1e-9)
    assert cost_of(list(found.orders)) == pytest.approx(found.cost, abs=1e-9)
