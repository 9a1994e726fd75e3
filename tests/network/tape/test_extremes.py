"""Distributions at the ends of what a scenario may ask for: every draw is a number, and their mean is right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

import bullwhip as bw
from bullwhip.network.arrays import Array
from bullwhip.network.demand import continuous
from tests.network.tape.drawing import drawn, tape_of

PERIODS, REPLICATIONS = 64, 512
MEANS = [0.0, 1e-9, 1e-3, 1.0, 1e3, 1e6, 1e9, 1e15]
SPREADS = [1e-12, 1e-6, 9.999e-4, 1.001e-3, 1.0, 1e3, 1e6]
RATIOS = [1.000001, 1.001, 2.0, 1e3, 1e6]

Table = dict[str, Any]


def sample(table: Table) -> Array:
    return drawn(tape_of([table]), PERIODS, REPLICATIONS)[:, 0]


def right(found: Array, mean: float, sd: float) -> None:
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert abs(found.mean() - mean) <= 4 * sd / np.sqrt(found.size) + 1e-9 * mean


@pytest.mark.parametrize("mean", MEANS)
def test_poisson(mean: float) -> None:
    found = sample({"type": "poisson", "mean": mean})
    right(found, mean, np.sqrt(mean))
    assert (found == np.rint(found)).all()


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("mean", MEANS[1:-1])
def test_negative_binomial(mean: float, ratio: float) -> None:
    found = sample({"type": "negative-binomial", "mean": mean, "variance": mean * ratio})
    right(found, mean, np.sqrt(mean * ratio))
    assert (found == np.rint(found)).all()


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("mean", MEANS[1:-1])
def test_gamma(mean: float, spread: float) -> None:
    right(sample({"type": "gamma", "mean": mean, "sd": mean * spread}), mean, mean * spread)


@pytest.mark.parametrize("table", [
    {"type": "negative-binomial", "mean": 1e-300, "variance": 1e-292},
    {"type": "negative-binomial", "mean": 3.0, "variance": np.nextafter(3.0, 4.0)},
    {"type": "gamma", "mean": 1e-300, "sd": 1e-295},
    {"type": "gamma", "mean": 1e-300, "sd": 1e-308},
    {"type": "gamma", "mean": 1e15, "sd": 1e-300},
    {"type": "gamma", "mean": 1e9, "sd": 1e15},
    {"type": "poisson", "mean": 5e-324},
], ids=str)  # fmt: skip
def test_the_very_ends_give_numbers(table: Table) -> None:
    found = sample(table)
    assert np.isfinite(found).all()
    assert (found >= 0).all()


def test_narrow_gamma_distributions_are_right_in_the_tails(monkeypatch: pytest.MonkeyPatch) -> None:
    """About Normal, with the skewness of 2 sd / mean: x = mean + sd (z + (sd / mean) (z^2 - 1) / 3)."""
    luck = np.geomspace(2.0**-53, 0.5, REPLICATIONS)
    monkeypatch.setattr(continuous, "draw_uniforms", lambda out, *address: out.__setitem__(slice(None), luck))
    spread, z = 1e-6, stats.norm.ppf(luck)
    deviations = (sample({"type": "gamma", "mean": 1.0, "sd": spread})[0] - 1.0) / spread
    np.testing.assert_allclose(deviations, z + spread * (z**2 - 1) / 3, rtol=0, atol=1e-9)
    assert deviations[0] < -8


def test_gamma_distributions_meet_where_their_formula_changes() -> None:
    below, above = (sample({"type": "gamma", "mean": 1.0, "sd": sd}) for sd in (1e-3 * (1 - 1e-12), 1e-3))
    np.testing.assert_allclose((below - 1) / 1e-3, (above - 1) / 1e-3, rtol=0, atol=1e-7)


def test_narrow_and_wide_gamma_distributions_side_by_side() -> None:
    tables = [{"type": "gamma", "mean": 5.0, "sd": sd} for sd in (4.0, 1e-6, 9.0)]
    together = drawn(tape_of(*([table] for table in tables)), 4, 8)
    for at in (0, 2):
        apart = drawn(tape_of(*([tables[0 if at == 0 else 2]] for _ in range(3))), 4, 8)
        np.testing.assert_array_equal(together[:, at], apart[:, at])
    assert np.ptp(together[:, 1]) < 1e-4


def refused(demand: Table) -> list[str]:
    site = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": demand}
    document = {"name": "s", "periods": 9, "site": [site], "lane": [{"to": "shop", "lead_time": 1}]}
    return [str(fault) for fault in bw.check(document)]


def test_what_no_distribution_can_be_is_a_fault() -> None:
    assert refused({"type": "gamma", "mean": 2, "sd": 2e6}) == []
    assert refused({"type": "gamma", "mean": 2, "sd": 3e6}) == [
        (
            "site 'shop', demand.sd: found 3e+06, more than 1,000,000 times the mean 2;"
            " give a smaller sd, or a larger mean"
        )
    ]
    assert refused({"type": "negative-binomial", "mean": 2, "variance": 2e9}) == []
    assert refused({"type": "negative-binomial", "mean": 2, "variance": 3e9}) == [
        (
            "site 'shop', demand.variance: found 3e+09, more than 1,000,000,000 times the mean 2;"
            " give a smaller variance, or a larger mean"
        )
    ]


@pytest.mark.parametrize("demand", [
    {"type": "poisson", "mean": 1e15},
    {"type": "negative-binomial", "mean": 1e6, "variance": 1e15},
    {"type": "gamma", "mean": 1e-9, "sd": 1e-3},
    {"type": "gamma", "mean": 1e15, "sd": 1e-3},
], ids=str)  # fmt: skip
def test_what_is_no_fault_can_be_run(demand: Table) -> None:
    assert refused(demand) == []
    site = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": demand}
    scenario = bw.load({"name": "s", "periods": 9, "site": [site], "lane": [{"to": "shop", "lead_time": 1}]})
    table = bw.run(scenario, 3).table("demand_mean", "on_hand", "backlog")
    assert np.isfinite(table.to_numpy()).all()
