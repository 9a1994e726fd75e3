"""Figures for which there is no answer: each is named, with what was found and what would be right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bullwhip.agents import theory
from bullwhip.network.errors import BullwhipError

DISTRIBUTION = theory.Discrete.poisson(3)
NORMAL = theory.Normal(3, 1)

FAULTS: list[tuple[Callable[[], Any], str]] = [
    (lambda: theory.Normal(3, -1), "sd: found -1; give 0 or more"),
    (lambda: theory.Normal(float("nan"), 1), "mean: found nan; give a finite number"),
    (lambda: theory.Normal("3", 1), "mean: found '3', which is no number; give a number"),  # type: ignore[arg-type]
    (lambda: theory.Normal(True, 1), "mean: found True, which is no number; give a number"),
    (lambda: NORMAL.over(-1), "periods: found -1; give 0 or more"),
    (lambda: theory.Gamma(0, 1), "mean: found 0; give a number above 0"),
    (lambda: theory.Gamma(3, 1).over(0), "periods: found 0; give a number above 0"),
    (lambda: theory.Discrete([]), r"probabilities: found shape \(0,\); give a row of finite numbers"),
    (lambda: theory.Discrete([0.5, 0.6]), "probabilities: their sum is 1.1; make it 1"),
    (lambda: theory.Discrete([1.5, -0.5]), "probabilities: found -0.5 at 1; give 0 or more"),
    (lambda: theory.Discrete([1.0], 0.5), "start: found 0.5; give a whole number"),  # type: ignore[arg-type]
    (lambda: theory.Discrete.poisson(0), "mean: found 0; give a number above 0"),
    (lambda: theory.Discrete.negative_binomial(4, 4), "variance: found 4; give a number above 4"),
    (lambda: theory.Discrete.empirical([]), "samples: found none; give the demand of at least one period"),
    (lambda: theory.Discrete.empirical([1, 2.5]), "samples: found 2.5 at 1; give whole units"),
    (lambda: theory.Discrete.empirical([1, np.nan]), "samples: found nan at 1; give whole units"),
    (lambda: theory.Discrete.mixture([DISTRIBUTION], []), "weights: found 0; give 1"),
    (lambda: DISTRIBUTION.over(1.5), "periods: found 1.5; give a whole number of 0 or more"),  # type: ignore[arg-type]
    (lambda: theory.critical_ratio(0, 1), "holding_cost: found 0; give a number above 0"),
    (lambda: theory.optimal_base_stock(DISTRIBUTION, 0, 1, 1), "cover: found 0; give a whole number of 1 or more"),
    (lambda: theory.evaluate_base_stock(3, DISTRIBUTION, 1, 1, -1), "backlog_cost: found -1; give 0 or more"),
    (lambda: theory.evaluate_s_s(5, 5, DISTRIBUTION, 1, 1, 1, 1), "S: found 5; give a number above 5"),
    (lambda: theory.optimal_s_s(DISTRIBUTION, 1, 1, 1, -1), "order_cost: found -1; give 0 or more"),
    (lambda: theory.optimal_s_s(theory.Discrete([1.0]), 1, 1, 1, 1), "demand: found none; give a distribution"),
    (lambda: theory.optimal_s_s(theory.Discrete([1.0], -1), 1, 1, 1, 1), "demand.start: found -1; give 0 or more"),
    (lambda: theory.evaluate_r_q(1.5, 2, DISTRIBUTION, 3, 1, 1, 1), "r: found 1.5; give a whole number"),
    (lambda: theory.evaluate_r_q(1, 0, NORMAL, 3, 1, 1, 1), "Q: found 0; give a number above 0"),
    (lambda: theory.optimal_r_q(NORMAL, 3, 1, 1, 0), "order_cost: found 0; give a number above 0"),
    (lambda: theory.evaluate_r_nq(1, 0, DISTRIBUTION, 1, 1, 1, 1), "Q: found 0; give a whole number of 1 or more"),
    (lambda: theory.optimal_r_nq(theory.Discrete([1.0]), 1, 1, 1, 1), "demand: found none; give a distribution"),
    (lambda: theory.eoq(-1, 1, 1), "demand_rate: found -1; give a number above 0"),
    (lambda: theory.eoq_backorders(1, 1, 0, 1), "backlog_cost: found 0; give a number above 0"),
    (lambda: theory.wagner_whitin([], 1, 1), r"demand: found \[\]; give one number of 0 or more a period"),
    (lambda: theory.wagner_whitin([1, -1], 1, 1), r"demand: found \[1.0, -1.0\]; give one number"),
    (lambda: theory.optimal_serial(DISTRIBUTION, [], [], 9), "lead_times: found none; give one a stage"),
    (lambda: theory.optimal_serial(DISTRIBUTION, [1, 1], [1], 9), "holding_costs: found 1 values; give 2, one a stage"),
    (
        lambda: theory.optimal_serial(DISTRIBUTION, [1, 0], [2, 1], 9),
        r"lead_times\[1\]: found 0; give a whole number of 1",
    ),
    (
        lambda: theory.optimal_serial(DISTRIBUTION, [1, 1], [1, 2], 9),
        r"holding_costs: found \[1.0, 2.0\]; give none above",
    ),
    (lambda: theory.optimal_serial(theory.Normal(3, 0), [1], [1], 9), "demand.sd: found 0; give a number above 0"),
    (
        lambda: theory.evaluate_serial([1.5], DISTRIBUTION, [1], [1], 9),
        r"local_levels\[0\]: found 1.5; give a whole number",
    ),
    (lambda: theory.evaluate_serial([1], DISTRIBUTION, [1, 1], [2, 1], 9), "local_levels: found 1 values; give 2"),
    (lambda: theory.evaluate_one_warehouse(-1, [1], [1], 1, [1]), "warehouse_level: found -1; give a whole number"),
    (lambda: theory.evaluate_one_warehouse(1, [1, 2], [1], 1, [1]), "retailer_levels: found 2 values; give 1"),
    (lambda: theory.evaluate_one_warehouse(1, [], [], 1, []), "demand_rates: found none; give one a retailer"),
    (lambda: theory.optimal_one_warehouse([1], 1, [1], 0, [0], [1]), r"holding_costs\[0\]: found 0; give a number"),
    (lambda: theory.safety_level([1, 2], 1, 1.0), "service: found 1.0; give a number between 0 and 1"),
    (lambda: theory.safety_level([1, 2], 0, 0.9), "covers: found 0; give 1 or more periods"),
    (lambda: theory.safety_level([1, 2], [], 0.9), "covers: found none; give a number of periods or a sample"),
    (lambda: theory.safety_level([1, 2], [1, 2.5], 0.9), "covers: found 2.5 at 1; give whole numbers of periods"),
    (lambda: theory.safety_level([1], 1, 0.9, "all"), "measure: found 'all'; give 'cycle' or 'fill'"),  # type: ignore[arg-type]
    (lambda: theory.safety_factor(0.9, [2, 2]), "errors: found none that differ; give two or more"),
    (lambda: theory.bullwhip_moving_average(2, 0), "window: found 0; give a whole number of 1 or more"),
    (lambda: theory.bullwhip_exponential_smoothing(2, 0), "alpha: found 0; give a number between 0 and 2"),
    (lambda: theory.bullwhip_ar1(2, 1.0), "rho: found 1.0; give a number between -1 and 1, both excluded"),
    (lambda: theory.bullwhip_chain_bound([], 3), "covers: found none; give one a stage"),
    (lambda: theory.bullwhip_smoothing(0.5), "adjustment_time: found 0.5; give a number above 0.5"),
    (lambda: theory.order_variance_batching(1, 1, 1, 1, "no"), "phases: found 'no'; give one of 'random'"),  # type: ignore[arg-type]
    (lambda: theory.variance_ratio([]), r"response: found shape \(0,\); give a row of numbers"),
]


@pytest.mark.parametrize(("call", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_a_fault_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        call()
    assert isinstance(refused.value, theory.FigureError)
    assert isinstance(refused.value, BullwhipError)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(theory.FigureError) as refused:
        theory.evaluate_base_stock(float("inf"), DISTRIBUTION, 0, -1, -2)
    assert [fault.split(":")[0] for fault in refused.value.faults] == [
        "level", "cover", "holding_cost", "backlog_cost",
    ]  # fmt: skip


def test_figures_of_numpy_are_numbers() -> None:
    best = theory.optimal_base_stock(DISTRIBUTION, np.int64(2), np.float64(1), np.float64(4))  # type: ignore[arg-type]
    assert best == theory.optimal_base_stock(DISTRIBUTION, 2, 1, 4)
