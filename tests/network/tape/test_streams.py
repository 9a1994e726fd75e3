"""Demand of every kind: its distribution, and what lies on top of its draws."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import stats

from bullwhip.network.arrays import Array
from bullwhip.network.replications import Replications
from bullwhip.network.tape import BLOCK
from tests.network.tape.drawing import drawn, tape_of, uniforms

PERIODS, REPLICATIONS = 200, 500
RECORDED = [3.0, 0.0, 7.5, 3.0, 12.0]

CONTINUOUS: dict[str, tuple[dict[str, Any], Any]] = {
    "normal": ({"type": "normal", "mean": 5.0, "sd": 3.0, "clip": False}, stats.norm(5, 3)),
    "gamma": ({"type": "gamma", "mean": 6.0, "sd": 9.0}, stats.gamma((6 / 9) ** 2, scale=81 / 6)),
    "narrow gamma": ({"type": "gamma", "mean": 6.0, "sd": 0.6}, stats.gamma(100, scale=0.06)),
}
DISCRETE: dict[str, tuple[dict[str, Any], Any]] = {
    "poisson": ({"type": "poisson", "mean": 10.0}, stats.poisson(10)),
    "rare poisson": ({"type": "poisson", "mean": 0.02}, stats.poisson(0.02)),
    "large poisson": ({"type": "poisson", "mean": 5000.5}, stats.poisson(5000.5)),
    "negative binomial": ({"type": "negative-binomial", "mean": 4.0, "variance": 10.0}, stats.nbinom(8 / 3, 0.4)),
    "skewed": ({"type": "negative-binomial", "mean": 1.0, "variance": 50.0}, stats.nbinom(1 / 49, 0.02)),
}
DISTRIBUTIONS = CONTINUOUS | DISCRETE


def luck(periods: int = PERIODS, replications: int = REPLICATIONS, shop: int = 0, place: int = 0) -> Array:
    return uniforms(periods, replications, "demand", f"shop {shop}", "tea", str(place))


def sample(table: dict[str, Any], periods: int = PERIODS, replications: int = REPLICATIONS, **keys: Any) -> Array:
    """(periods, replications)"""
    return drawn(tape_of([table], **keys), periods, replications)[:, 0]


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_draw_is_the_inverse_of_its_uniform(name: str) -> None:
    table, distribution = DISTRIBUTIONS[name]
    expected = distribution.ppf(luck(PERIODS, 50))
    np.testing.assert_allclose(sample(table, PERIODS, 50), expected, rtol=1e-9, atol=1e-9 if name == "normal" else 0)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_moments(name: str) -> None:
    table, distribution = DISTRIBUTIONS[name]
    found, n = sample(table), PERIODS * REPLICATIONS
    assert abs(found.mean() - distribution.mean()) < 4 * distribution.std() / np.sqrt(n)
    kurtosis = float(distribution.stats(moments="k"))
    assert abs(found.var() - distribution.var()) < 4 * distribution.var() * np.sqrt((kurtosis + 2) / n)
    assert tape_of([table]).means[0] == pytest.approx(distribution.mean())


@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous_distributions_by_kolmogorov_and_smirnov(name: str) -> None:
    table, distribution = CONTINUOUS[name]
    assert stats.kstest(sample(table).ravel(), distribution.cdf).pvalue > 0.01


@pytest.mark.parametrize("name", DISCRETE)
def test_discrete_distributions_by_chi_square(name: str) -> None:
    table, distribution = DISCRETE[name]
    found = sample(table).ravel()
    edges = np.unique(distribution.ppf(np.linspace(0.02, 0.98, 49)))
    bounds = np.concatenate([[-1.0], edges, [np.inf]])
    expected = np.diff(np.concatenate([[0.0], distribution.cdf(edges), [1.0]])) * found.size
    counts = np.array([((found > low) & (found <= high)).sum() for low, high in pairwise(bounds)])
    assert (found == np.rint(found)).all()
    assert stats.chisquare(counts, expected).pvalue > 0.01


def test_empirical_demand_takes_every_record_alike() -> None:
    found = sample({"type": "empirical", "values": RECORDED})
    values, counts = np.unique(found, return_counts=True)
    assert values.tolist() == [0.0, 3.0, 7.5, 12.0]
    assert stats.chisquare(counts, np.array([1, 2, 1, 1]) / 5 * found.size).pvalue > 0.01
    np.testing.assert_array_equal(found, np.sort(RECORDED)[np.ceil(luck() * 5).astype(int) - 1])


def test_demand_that_is_given() -> None:
    assert sample({"type": "constant", "value": 4.0}, 40, 2).tolist() == [[4.0, 4.0]] * 40
    stepped = sample({"type": "step", "before": 4.0, "after": 8.0, "at": 5}, 40, 1)[:, 0]
    assert stepped.tolist() == [4.0] * 4 + [8.0] * 36
    series = sample({"type": "series", "values": RECORDED}, 12, 1)[:, 0]
    assert series.tolist() == (RECORDED * 3)[:12]


def test_the_long_run_mean_of_given_demand() -> None:
    """Of a step it is what stays; those of a market add up."""
    given: list[dict[str, Any]] = [
        {"type": "constant", "value": 4.0},
        {"type": "step", "before": 4.0, "after": 8.0, "at": 5},
        {"type": "series", "values": RECORDED},
    ]
    assert tape_of(*([table] for table in given), given).means.tolist() == pytest.approx([4, 8, 5.1, 17.1])


def test_autoregressive_demand_is_stationary_from_the_first_period() -> None:
    rho, sd = 0.7, 2.0
    found = sample({"type": "ar1", "mean": 50.0, "rho": rho, "sd": sd, "clip": False}, 40, 20_000)
    spread = sd / np.sqrt(1 - rho**2)
    for period in (0, 1, 2, 15, 16, 39):
        assert stats.kstest(found[period], stats.norm(50, spread).cdf).pvalue > 0.01
    for lag in (1, 2, 5):
        for period in (0, 14, 30):
            correlation = np.corrcoef(found[period], found[period + lag])[0, 1]
            assert correlation == pytest.approx(rho**lag, abs=0.02)


def test_autoregressive_demand_by_its_recursion() -> None:
    shocks = stats.norm.ppf(luck(40, 3))
    expected = [shocks[0] / np.sqrt(1 - 0.25) * 2.0]
    for shock in shocks[1:]:
        expected.append(-0.5 * expected[-1] + 2.0 * shock)
    found = sample({"type": "ar1", "mean": 50.0, "rho": -0.5, "sd": 2.0}, 40, 3)
    np.testing.assert_allclose(found, 50 + np.array(expected), rtol=1e-12)


TABLES: list[dict[str, Any]] = [
    {"type": "normal", "mean": 5.0, "sd": 3.0, "clip": False},
    {"type": "poisson", "mean": 10.0},
    {"type": "gamma", "mean": 6.0, "sd": 9.0},
    {"type": "ar1", "mean": 5.0, "rho": 0.5, "sd": 2.0, "clip": False},
    {"type": "series", "values": RECORDED},
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table["type"]))
@pytest.mark.parametrize("trend", [0.0, 0.25, -0.25])
@pytest.mark.parametrize("season", [[], [1.2, 0.0, 0.7]])
def test_trend_and_season_lie_on_top_of_a_draw(table: dict[str, Any], trend: float, season: list[float]) -> None:
    """max(0, (draw + trend (t - 1)) season), without the max where clip is false."""
    draws = sample(table, 40, 5)
    t = np.arange(40)[:, None]
    factor = np.array([(season or [1.0])[k % max(len(season), 1)] for k in range(40)])[:, None]
    expected = (draws + trend * t) * factor
    if "clip" not in table:
        expected = np.maximum(expected, 0.0)
    np.testing.assert_allclose(sample(table | {"trend": trend, "season": season}, 40, 5), expected, rtol=1e-12)
    if "clip" in table:
        cut = sample(table | {"trend": trend, "season": season, "clip": True}, 40, 5)
        np.testing.assert_allclose(cut, np.maximum(expected, 0.0), rtol=1e-12)


def test_demands_of_a_market_add_up() -> None:
    both = drawn(tape_of([TABLES[0] | {"trend": 1.0}, TABLES[1]], [TABLES[2]]), 40, 3)
    first = stats.norm(5, 3).ppf(luck(40, 3)) + np.arange(40)[:, None]
    np.testing.assert_allclose(both[:, 0], first + stats.poisson(10).ppf(luck(40, 3, place=1)), rtol=1e-9)
    assert (both[:, 1] > 0).all()


def test_whole_units_are_the_nearest_to_the_sum() -> None:
    parts = [{"type": "constant", "value": 1.3}, {"type": "constant", "value": 2.2}]
    assert drawn(tape_of(parts, whole=True), 2, 1).tolist() == [[[4.0]], [[4.0]]]  # 3.5, half up
    found = drawn(tape_of([TABLES[2]], whole=True), 40, 5)
    np.testing.assert_array_equal(found, np.floor(drawn(tape_of([TABLES[2]]), 40, 5) + 0.5))


def test_demands_of_one_stream_share_their_luck() -> None:
    """The same uniforms, whatever the distribution and the place."""
    shared = [table | {"stream": "weather"} for table in (TABLES[0], TABLES[1], TABLES[2])]
    found = drawn(tape_of(*([table] for table in shared)), 40, 50)
    weather = uniforms(40, 50, "stream", "weather")
    distributions = (stats.norm(5, 3), stats.poisson(10), DISTRIBUTIONS["gamma"][1])
    for market, distribution in enumerate(distributions):
        np.testing.assert_allclose(found[:, market], distribution.ppf(weather), rtol=1e-9, atol=1e-9)


def test_demands_without_a_stream_are_independent() -> None:
    found = drawn(tape_of([TABLES[0]], [TABLES[0]]), PERIODS, REPLICATIONS)
    pairs = [(found[:, 0], found[:, 1]), (found[:-1, 0], found[1:, 0]), (found[:, 0, :-1], found[:, 0, 1:])]
    for one, other in pairs:
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 4 / np.sqrt(one.size)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table["type"]))
def test_any_period_can_be_had_by_itself(table: dict[str, Any]) -> None:
    tape = tape_of([table], [TABLES[1]])
    expected = drawn(tape, 100, 4, first=6)
    reader = tape.reader(Replications.consecutive(6, 4))
    for period in (70, 3, 99, 98, 0, BLOCK - 1, BLOCK, 41):
        np.testing.assert_array_equal(reader.demand(period), expected[period])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table["type"]))
def test_a_replication_is_the_same_alone(table: dict[str, Any]) -> None:
    tape = tape_of([table], [TABLES[1], TABLES[0]])
    together = drawn(tape, 40, 9)
    for k in range(9):
        np.testing.assert_array_equal(drawn(tape, 40, 1, first=k), together[:, :, k : k + 1])


def test_luck_stays_when_a_parameter_changes() -> None:
    """More demand everywhere, never less: the same uniforms under a larger mean."""
    less, more = (sample({"type": "poisson", "mean": mean}) for mean in (10.0, 11.0))
    assert (more >= less).all()
    assert np.corrcoef(less.ravel(), more.ravel())[0, 1] > 0.98
