"""Levels from records: the wanted service is met by the smallest level, over known and random covers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    Discrete,
    FigureError,
    consecutive_demand,
    critical_ratio,
    evaluate_base_stock,
    lead_time_demand,
    optimal_base_stock,
    safety_factor,
    safety_level,
)

records = st.lists(st.integers(0, 9), min_size=6, max_size=30).filter(any)
services = st.floats(0.05, 0.995)


@given(records, st.integers(1, 4), services)
def test_a_cycle_service_is_that_of_the_base_stock(record: list[int], cover: int, service: float) -> None:
    found = safety_level(record, cover, service)
    exact = evaluate_base_stock(found.level, Discrete.empirical(record), cover, 1, 1)
    assert found.cycle_service == pytest.approx(exact.cycle_service)
    assert found.fill_rate == pytest.approx(exact.fill_rate)
    assert found.cycle_service >= service - 1e-9
    assert evaluate_base_stock(found.level - 1, Discrete.empirical(record), cover, 1, 1).cycle_service < service
    assert found.safety_stock == pytest.approx(found.level - cover * np.mean(record))


@given(records, st.lists(st.integers(1, 5), min_size=1, max_size=6), services, st.booleans())
def test_a_fill_rate_is_met_and_no_lower_level_meets_it(
    record: list[int], covers: list[int], service: float, consecutive: bool
) -> None:
    found = safety_level(record, covers, service, "fill", consecutive)
    assert found.fill_rate >= service - 1e-9
    more = safety_level(record, covers, min(service + 0.004, 0.999), "fill", consecutive)
    assert more.level >= found.level


@given(records, st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_a_random_cover_is_a_mixture_of_known_ones(record: list[int], covers: list[int]) -> None:
    distribution = Discrete.empirical(record)
    found = lead_time_demand(distribution, covers)
    by_hand = Discrete.mixture([distribution.over(cover) for cover in covers], [1 / len(covers)] * len(covers))
    assert found.mean == pytest.approx(np.mean(covers) * distribution.mean)
    assert found.pmf(by_hand.values) == pytest.approx(by_hand.probabilities, abs=1e-12)


def test_stretches_of_a_record_keep_what_follows_what() -> None:
    record = [0, 10] * 20
    assert consecutive_demand(record, 2).probabilities[-1] == pytest.approx(1)  # ten units in any two periods
    assert lead_time_demand(Discrete.empirical(record), 2).sd > 7
    assert consecutive_demand(record, [1, 2]).mean == pytest.approx(7.5)
    with pytest.raises(FigureError, match="covers: found 41; give 40 or less, the length of the record"):
        consecutive_demand(record, 41)


def test_the_critical_ratio_gives_the_cheapest_level() -> None:
    record = [0, 0, 1, 4, 0, 2, 9, 0, 1, 1]
    best = optimal_base_stock(Discrete.empirical(record), 3, 0.2, 1.7)
    assert safety_level(record, 3, critical_ratio(0.2, 1.7)).level == best.level
    assert safety_level(Discrete.empirical(record), 3, critical_ratio(0.2, 1.7)).level == best.level


def test_a_record_without_demand_needs_no_stock() -> None:
    assert safety_level([0, 0, 0], 4, 0.99).level == 0
    assert safety_level([0, 0, 0], 4, 0.99, "fill").fill_rate == 1


def test_a_factor_is_normal_or_that_of_the_recorded_errors() -> None:
    assert safety_factor(0.95) == pytest.approx(1.6448536269514722)
    errors = np.random.default_rng(1).normal(0, 7, 200_000)
    assert safety_factor(0.95, errors) == pytest.approx(1.645, abs=0.02)
    assert safety_factor(0.9, [-1.0, 1.0]) == pytest.approx(0.8)


def test_a_distribution_has_no_order_of_periods() -> None:
    with pytest.raises(FigureError, match="give the record itself"):
        safety_level(Discrete.poisson(3), 2, 0.9, consecutive=True)
