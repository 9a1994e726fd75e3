"""One warehouse, many retailers: limits that are single sites, and the optimum against a window."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    Discrete,
    evaluate_base_stock,
    evaluate_one_warehouse,
    optimal_base_stock,
    optimal_one_warehouse,
)

rates = st.lists(st.floats(0.3, 4.0), min_size=1, max_size=4)


@given(rates, st.integers(1, 3), st.integers(1, 3), st.integers(0, 9))
def test_a_warehouse_without_stock_is_only_a_longer_way(rates: list[float], near: int, far: int, level: int) -> None:
    n = len(rates)
    found = evaluate_one_warehouse(0, [level] * n, rates, far, [near] * n)
    for k, rate in enumerate(rates):
        single = evaluate_base_stock(level, Discrete.poisson(rate), near + far, 1, 1)
        assert (found.on_hand[k], found.backlog[k]) == pytest.approx((single.on_hand, single.backlog), abs=1e-9)


@given(rates, st.integers(1, 3), st.integers(0, 9))
def test_a_warehouse_that_never_lacks_is_not_felt(rates: list[float], near: int, level: int) -> None:
    n = len(rates)
    found = evaluate_one_warehouse(500, [level] * n, rates, 2, [near] * n)
    for k, rate in enumerate(rates):
        single = evaluate_base_stock(level, Discrete.poisson(rate), near, 1, 1)
        assert (found.on_hand[k], found.backlog[k]) == pytest.approx((single.on_hand, single.backlog), abs=1e-9)


@given(rates, st.integers(0, 20))
def test_units_owed_are_shared_out(rates: list[float], level: int) -> None:
    n = len(rates)
    found = evaluate_one_warehouse(level, [5] * n, rates, 2, [1] * n)
    waiting = 5 * n - sum(rates) - sum(found.on_hand) + sum(found.backlog)
    assert waiting == pytest.approx(found.warehouse_backlog, abs=1e-9)


def test_no_levels_in_a_window_are_cheaper() -> None:
    given_ = ([0.8, 1.7], 2, [1, 2], 0.6, [1.0, 1.5], [9.0, 4.0])
    best = optimal_one_warehouse(*given_)
    window = range(-3, 4)
    for a, b, c in product(window, repeat=3):
        levels = [best.retailer_levels[0] + b, best.retailer_levels[1] + c]
        if min(best.warehouse_level + a, *levels) >= 0:
            other = evaluate_one_warehouse(best.warehouse_level + a, levels, *given_)
            assert other.cost >= best.cost * (1 - 1e-12)


def test_a_warehouse_as_dear_as_its_retailer_keeps_nothing() -> None:
    best = optimal_one_warehouse([3.0], 2, [1], 1.0, [1.0], [9.0])
    single = optimal_base_stock(Discrete.poisson(3), 3, 1.0, 9.0)
    assert best.cost == pytest.approx(single.cost, rel=1e-9)
