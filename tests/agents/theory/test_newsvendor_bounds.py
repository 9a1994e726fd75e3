"""Newsvendor bounds: the exact optimum lies between them, and halfway is nearly as good."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.agents.theory import Discrete, Normal, newsvendor_serial, optimal_serial, serial_bounds
from tests.agents.theory.distributions import costs, discretes

leads = st.lists(st.integers(1, 2), min_size=1, max_size=4)


@given(discretes(5), leads, costs, costs, st.floats(0.2, 1), st.booleans())
def test_the_optimum_lies_between_the_bounds(
    distribution: Discrete, lead_times: list[int], h: float, p: float, fall: float, delayed: bool
) -> None:
    holding = [h * fall**k for k in range(len(lead_times))]
    delays = [1 if delayed else 0] * len(lead_times)
    best = optimal_serial(distribution, lead_times, holding, p, delays)
    bounds = serial_bounds(distribution, lead_times, holding, p, delays)
    # Where two levels cost the same, either is an optimum: which one is found hangs on a hair of the penalty.
    near = [optimal_serial(distribution, lead_times, holding, p * (1 + hair), delays) for hair in (-1e-9, 1e-9)]
    least, most = (np.array(levels.echelon_levels) for levels in near)
    assert (np.array(bounds.lower_levels) <= most).all()
    assert (least <= np.array(bounds.upper_levels)).all()
    assert bounds.least_cost <= best.cost * (1 + 1e-9)
    assert best.cost <= bounds.most_cost * (1 + 1e-9)
    halfway = newsvendor_serial(distribution, lead_times, holding, p, delays)
    assert best.cost <= halfway.cost * (1 + 1e-9)


def test_one_stage_is_a_newsvendor() -> None:
    bounds = serial_bounds(Normal(50, 8), [1], [0.18], 0.70)
    assert bounds.lower_levels == bounds.upper_levels == pytest.approx([56.60395592743389])
    assert bounds.least_cost == bounds.most_cost == pytest.approx(1.9976051931766445)


def test_where_a_unit_costs_the_same_everywhere_the_cost_is_known() -> None:
    demand, terms = Discrete.poisson(3), ([1, 2, 1], [2.0, 2.0, 2.0], 15.0)
    bounds = serial_bounds(demand, *terms)
    assert bounds.least_cost == bounds.most_cost == pytest.approx(optimal_serial(demand, *terms).cost)


def test_the_heuristic_of_the_textbook() -> None:
    # Snyder and Shen (2019), Example 6.1; levels and cost as in the documentation of stockpyl.
    demand, terms = Normal(5, 1), ([1, 1, 2], [7.0, 4.0, 2.0], 37.12)
    near = newsvendor_serial(demand, *terms)
    assert near.echelon_levels == pytest.approx([6.490880975286938, 12.027434723327854, 22.634032391786285])
    assert near.cost == pytest.approx(47.680099140842174, rel=5e-4)
    assert optimal_serial(demand, *terms).cost <= near.cost < 1.001 * optimal_serial(demand, *terms).cost


def test_the_heuristic_costs_little_in_the_table_of_shang_and_song() -> None:
    terms = ([1, 1, 1, 1], [1.0, 0.75, 0.5, 0.25])
    for p in (9.0, 39.0, 99.0):
        best, near = (method(Discrete.poisson(4), *terms, p) for method in (optimal_serial, newsvendor_serial))
        assert best.cost <= near.cost < 1.02 * best.cost
        assert near.echelon_levels == tuple(float(int(level)) for level in near.echelon_levels)
