"""Sites by their Markov chains: lost sales, perishable goods, two sources; against simulations and simpler methods."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    Discrete,
    FigureError,
    evaluate_base_stock,
    evaluate_base_surge,
    evaluate_dual_sourcing,
    evaluate_lost_sales,
    evaluate_perishable,
    optimal_lost_sales,
)
from bullwhip.agents.theory.chains import long_run
from tests.agents.theory.distributions import costs, discretes

POISSON = Discrete.poisson(3)
DEMAND = np.random.default_rng(12).poisson(3.0, 60_000)


def test_states_that_come_in_turns_are_equally_often() -> None:
    law = long_run(np.array([0]), lambda states, _: (states + 1) % 5, Discrete([1.0]), 0, 4)
    assert law.states[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert law.chances == pytest.approx(np.full(5, 0.2))
    assert law.mean(lambda states, _: states[:, 0].astype(float)) == pytest.approx(2)


def test_too_many_states_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.agents.theory.chains.MOST_STATES", 1_000)
    with pytest.raises(FigureError, match="found more than 1000 states; give lower levels, or shorter times"):
        long_run(np.array([0]), lambda states, wanted: 2 * states + wanted, Discrete([0.5, 0.5]), 0, 2**40)
    with pytest.raises(FigureError, match="found too many states: 9 figures of 501 values; give shorter times"):
        evaluate_lost_sales(500, POISSON, 9, 1, 1)


@given(discretes(5), st.integers(0, 12), costs, costs)
def test_lost_sales_with_a_cover_of_one_period_are_a_newsvendor(
    demand: Discrete, level: int, h: float, p: float
) -> None:
    found, plain = evaluate_lost_sales(level, demand, 1, h, p), evaluate_base_stock(level, demand, 1, h, p)
    assert found.cost == pytest.approx(plain.cost)
    assert found.on_hand == pytest.approx(plain.on_hand)
    assert found.lost == pytest.approx(plain.backlog)
    assert found.fill_rate == pytest.approx(plain.fill_rate)


@settings(max_examples=30)
@given(discretes(4), st.integers(1, 3), costs, costs)
def test_no_level_is_cheaper_when_sales_are_lost(demand: Discrete, cover: int, h: float, p: float) -> None:
    best = optimal_lost_sales(demand, cover, h, p)
    highest = int(demand.values[-1]) * cover
    others = [evaluate_lost_sales(level, demand, cover, h, p).cost for level in range(min(highest, 15) + 1)]
    assert best.cost <= min(others) * (1 + 1e-9)


def test_lost_sales_simulated_period_by_period_agree() -> None:
    level, cover = 10, 3
    on_hand, moving, left, lost = level, [0] * cover, 0, 0
    for wanted in DEMAND.tolist():
        on_hand += moving.pop(0)
        sold = min(on_hand, wanted)
        on_hand -= sold
        moving.append(sold)
        left, lost = left + on_hand, lost + wanted - sold
    found = evaluate_lost_sales(level, POISSON, cover, 1.0, 9.0)
    assert left / DEMAND.size == pytest.approx(found.on_hand, rel=0.03)
    assert lost / DEMAND.size == pytest.approx(found.lost, rel=0.03)


@given(discretes(5), st.integers(0, 9), st.integers(1, 2))
def test_goods_that_outlive_all_demand_are_lost_sales(demand: Discrete, level: int, cover: int) -> None:
    few = Discrete(demand.probabilities, 1)  # every period sells: nothing lies for as many periods as there are units
    found = evaluate_perishable(level, few, cover, level + 1, holding_cost=2.0, lost_cost=5.0)
    plain = evaluate_lost_sales(level, few, cover, 2.0, 5.0)
    assert found.outdated == pytest.approx(0, abs=1e-9)
    assert found.cost == pytest.approx(plain.cost)
    assert found.lost == pytest.approx(plain.lost)


@given(discretes(4), st.integers(0, 8), st.integers(1, 2), st.integers(1, 3), st.sampled_from(["fifo", "lifo"]))
def test_what_is_ordered_is_sold_or_outdated(demand: Discrete, level: int, cover: int, life: int, issuing: str) -> None:
    found = evaluate_perishable(level, demand, cover, life, issuing, 1.0, 2.0, 3.0, 4.0)  # type: ignore[arg-type]
    assert found.order - found.outdated == pytest.approx(demand.mean - found.lost)
    parts = found.on_hand + 2 * found.lost + 3 * found.outdated + 4 * found.order
    assert found.cost == pytest.approx(parts)


@pytest.mark.parametrize("issuing", ["fifo", "lifo"])
def test_perishable_goods_simulated_period_by_period_agree(issuing: str) -> None:
    level, cover, life = 9, 2, 3
    ages, moving, seen = [0] * (life - 1) + [level], [0] * (cover - 1), np.zeros(3)
    for wanted in DEMAND.tolist():
        before, open_ = sum(ages), wanted
        for at in range(life) if issuing == "fifo" else reversed(range(life)):
            taken = min(ages[at], open_)
            ages[at], open_ = ages[at] - taken, open_ - taken
        outdated = ages[0]
        moving.append(before - sum(ages) + outdated)
        ages = [*ages[1:], moving.pop(0)]
        seen += (open_, outdated, sum(ages[:-1]))
    found = evaluate_perishable(level, POISSON, cover, life, issuing)  # type: ignore[arg-type]
    assert seen / DEMAND.size == pytest.approx((found.lost, found.outdated, found.on_hand), rel=0.04)


@given(discretes(4), st.integers(0, 8), costs, costs)
def test_a_quick_source_alone_is_a_base_stock(demand: Discrete, level: int, h: float, p: float) -> None:
    found = evaluate_dual_sourcing(level, level - 9, demand, 2, 1.0, 3.0, h, p)
    plain = evaluate_base_stock(level, demand, 1, h, p)
    assert found.regular == pytest.approx(0, abs=1e-9)
    assert found.cost == pytest.approx(plain.cost + 3 * demand.mean)


@given(discretes(4), st.integers(0, 8), st.integers(1, 3), costs, costs)
def test_a_cheap_source_alone_is_a_base_stock(demand: Discrete, level: int, lead: int, h: float, p: float) -> None:
    found = evaluate_dual_sourcing(-99, level, demand, lead, 1.0, 3.0, h, p)
    plain = evaluate_base_stock(level, demand, lead + 1, h, p)
    assert found.expedited == pytest.approx(0, abs=1e-9)
    assert found.cost == pytest.approx(plain.cost + demand.mean)


def test_a_regular_order_that_is_always_capped_is_a_standing_one() -> None:
    costs_ = (1.0, 2.0, 1.0, 9.0)
    uniform = Discrete([0.2] * 5)
    found = evaluate_dual_sourcing(4, 60, uniform, 1, *costs_, most_regular=1)
    surge = evaluate_base_surge(1, 4, uniform, *costs_)
    assert found.cost == pytest.approx(surge.cost, rel=1e-6)


@pytest.mark.parametrize("index", ["dual", "single"])
def test_two_sources_simulated_period_by_period_agree(index: str) -> None:
    quick, cheap, lead, most = 5, 11, 3, 4
    net, moving, seen = cheap, [0] * lead, np.zeros(4)
    for wanted in DEMAND.tolist():
        net += moving.pop(0)
        position = net + sum(moving)
        expedited = max(quick - (net if index == "dual" else position), 0)
        regular = min(max(cheap - position - expedited, 0), most)
        moving.append(regular)
        net += expedited - wanted
        seen += (regular, expedited, max(net, 0), max(-net, 0))
    found = evaluate_dual_sourcing(quick, cheap, POISSON, lead, 1, 2, 1, 9, index, most)  # type: ignore[arg-type]
    assert seen / DEMAND.size == pytest.approx((found.regular, found.expedited, found.on_hand, found.backlog), rel=0.05)
    assert found.regular + found.expedited == pytest.approx(3)


def test_faults_are_named() -> None:
    with pytest.raises(FigureError, match="cover: found 0; give a whole number of 1 or more"):
        evaluate_lost_sales(3, POISSON, 0, 1, 1)
    with pytest.raises(FigureError, match="holding_cost: found 0; give a number above 0"):
        optimal_lost_sales(POISSON, 1, 0, 1)
    with pytest.raises(FigureError, match=r"demand\.start: found -1; give 0 or more"):
        optimal_lost_sales(Discrete([0.5, 0.5], -1), 1, 1, 1)
    with pytest.raises(FigureError, match="life: found 0; give a whole number of 1 or more"):
        evaluate_perishable(3, POISSON, 1, 0)
    with pytest.raises(FigureError, match="issuing: found 'no'; give 'fifo' or 'lifo'"):
        evaluate_perishable(3, POISSON, 1, 2, "no")  # type: ignore[arg-type]
    with pytest.raises(FigureError, match="index: found 'no'; give 'dual' or 'single'"):
        evaluate_dual_sourcing(1, 2, POISSON, 1, 1, 1, 1, 1, "no")  # type: ignore[arg-type]
    with pytest.raises(FigureError, match=r"expedite_level: found 1\.5; give a whole number"):
        evaluate_dual_sourcing(1.5, 2, POISSON, 1, 1, 1, 1, 1)  # type: ignore[arg-type]
