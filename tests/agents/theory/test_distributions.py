"""The distributions of demand: identities that hold for any of them, and SciPy's distributions as a second opinion."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bullwhip.agents.theory import ContinuousDistribution, DemandDistribution, Discrete, Gamma, Normal, sums
from tests.agents.theory.distributions import continuous, discretes, distributions, means


@given(distributions, st.floats(-50, 150))
def test_loss_is_a_convex_fall_above_its_asymptotes(distribution: DemandDistribution, x: float) -> None:
    before, here, after = distribution.loss(np.array([x - 0.5, x, x + 0.5]))
    assert here >= max(distribution.mean - x, 0.0) - 1e-9
    assert before >= here >= after >= -1e-12
    assert before + after >= 2 * here - 1e-9


@given(distributions, st.floats(-50, 150))
def test_loss_falls_by_the_chance_that_demand_is_greater(distribution: DemandDistribution, x: float) -> None:
    step = 1e-3 * distribution.sd if isinstance(distribution, ContinuousDistribution) else 1.0
    x = x if isinstance(distribution, ContinuousDistribution) else math.floor(x)
    slope = float(distribution.loss(x) - distribution.loss(x + step)) / step
    greater, later = 1 - distribution.cdf(np.array([x, x + step]))
    assert later - 1e-9 <= slope <= greater + 1e-9
    if isinstance(distribution, Discrete):
        assert slope == pytest.approx(greater, abs=1e-12)


@given(continuous(), st.floats(-50, 150))
def test_second_loss_falls_by_loss(distribution: ContinuousDistribution, x: float) -> None:
    step = 1e-4 * distribution.sd
    slope = float(distribution.second_loss(x + step) - distribution.second_loss(x - step)) / (2 * step)
    assert -slope == pytest.approx(float(distribution.loss(x)), rel=1e-4, abs=1e-6 * distribution.sd)


@given(distributions, st.floats(0.001, 0.999))
def test_quantile_is_the_smallest_level_that_reaches_its_chance(distribution: DemandDistribution, p: float) -> None:
    level = float(distribution.quantile(p))
    assert float(distribution.cdf(level)) >= p - 1e-9
    below = level - (1 if isinstance(distribution, Discrete) else 1e-6 * distribution.sd)
    assert float(distribution.cdf(below)) < p + 1e-9


@given(distributions, st.integers(1, 6))
def test_periods_add_up(distribution: DemandDistribution, periods: int) -> None:
    total = distribution.over(periods)
    assert total.mean == pytest.approx(periods * distribution.mean, rel=1e-9)
    assert total.sd == pytest.approx(math.sqrt(periods) * distribution.sd, rel=1e-6, abs=1e-9)


# Nearer to a whole number than rounding can tell, a figure counts as that number: such x are left out.
@given(discretes(), st.floats(-5, 20).map(lambda x: round(x, 6)))
def test_discrete_figures_by_their_definition(distribution: Discrete, x: float) -> None:
    values, p = distribution.values, distribution.probabilities
    assert distribution.mean == pytest.approx(sum(values * p))
    assert float(distribution.loss(x)) == pytest.approx(sum(np.maximum(values - x, 0) * p), abs=1e-12)
    assert float(distribution.cdf(x)) == pytest.approx(sum(p[values <= x]), abs=1e-12)
    assert float(distribution.pmf(x)) == pytest.approx(sum(p[values == x]), abs=1e-15)
    assert distribution.pmf(values) == pytest.approx(p)


@given(discretes(5), st.lists(st.floats(0.1, 1.0), min_size=1, max_size=4), st.integers(0, 3), st.integers(-2, 2))
def test_both_ways_of_adding_demands_agree(
    distribution: Discrete, weights: list[float], first: int, start: int
) -> None:
    chances = np.array(weights) / sum(weights)
    low = min(start * first, start * (first + chances.size - 1))
    direct = sums._convolved(distribution.probabilities, start, chances, first, low)
    other = sums._transformed(distribution.probabilities, start, chances, first, low, direct.size + 7)
    assert other[: direct.size] == pytest.approx(direct, abs=1e-14)
    by_hand = np.zeros(direct.size)
    for k, chance in enumerate(chances):
        distribution_k = Discrete(distribution.probabilities, start).over(first + k) if first + k else Discrete([1.0])
        by_hand[distribution_k.start - low + np.arange(distribution_k.probabilities.size)] += (
            chance * distribution_k.probabilities
        )
    assert by_hand == pytest.approx(direct, abs=1e-14)


def test_long_records_over_many_periods_are_added_quickly_and_well() -> None:
    chances = np.zeros(50_001)  # one great order in two hundred days
    chances[[0, 3, 40, 50_000]] = 0.5, 0.4, 0.095, 0.005
    total = Discrete(chances).over(120)
    assert total.mean == pytest.approx(120 * (1.2 + 3.8 + 250), rel=1e-9)
    none_great = stats.binom.pmf(0, 120, 0.005)
    assert float(total.cdf(49_999)) == pytest.approx(none_great, rel=1e-9)
    assert float(total.loss(0)) == pytest.approx(total.mean, rel=1e-9)


@given(means, st.integers(1, 5))
def test_poisson(mean: float, periods: int) -> None:
    k = np.arange(200)
    assert Discrete.poisson(mean).pmf(k) == pytest.approx(stats.poisson.pmf(k, mean), abs=1e-13)
    assert Discrete.poisson(mean).over(periods).cdf(k) == pytest.approx(stats.poisson.cdf(k, mean * periods), abs=1e-12)


@given(means, st.floats(1.05, 5.0))
def test_negative_binomial(mean: float, spread: float) -> None:
    distribution = Discrete.negative_binomial(mean, mean * spread)
    k = np.arange(300)
    assert distribution.pmf(k) == pytest.approx(stats.nbinom.pmf(k, mean / (spread - 1), 1 / spread), abs=1e-12)
    assert (distribution.mean, distribution.sd) == pytest.approx((mean, math.sqrt(mean * spread)), rel=1e-8)


@given(st.floats(1, 50), st.floats(0.5, 40), st.floats(-20, 120))
def test_normal_and_gamma(mean: float, sd: float, x: float) -> None:
    normal, gamma = Normal(mean, sd), Gamma(mean, sd)
    assert float(normal.cdf(x)) == pytest.approx(stats.norm.cdf(x, mean, sd), rel=1e-9)
    assert float(gamma.cdf(x)) == pytest.approx(stats.gamma.cdf(x, (mean / sd) ** 2, scale=sd**2 / mean), rel=1e-9)


def test_gamma_of_shape_one_is_exponential() -> None:
    distribution = Gamma(10, 10)
    assert float(distribution.loss(7)) == pytest.approx(10 * math.exp(-0.7), rel=1e-12)
    assert float(distribution.second_loss(7)) == pytest.approx(100 * math.exp(-0.7), rel=1e-12)
    assert float(distribution.loss(-3)) == pytest.approx(13)


def test_demand_known_for_certain() -> None:
    distribution = Normal(5, 0)
    assert [float(distribution.cdf(x)) for x in (4.9, 5)] == [0, 1]
    assert [float(distribution.loss(x)) for x in (3, 6)] == [2, 0]
    assert [float(distribution.second_loss(x)) for x in (3, 6)] == [2, 0]
    assert Discrete([1.0], 5).over(3).start == 15
    assert Discrete.poisson(4).over(0).probabilities.tolist() == [1.0]


def test_a_record_is_its_own_distribution() -> None:
    distribution = Discrete.empirical([3, 0, 3, -1])
    assert distribution.start == -1
    assert distribution.probabilities.tolist() == [0.25, 0.25, 0, 0, 0.5]
    assert distribution.over(2).start == -2


def test_rounding_keeps_chances_and_the_clip_puts_the_negative_at_zero() -> None:
    normal = Normal(2, 1.5)
    clipped, whole = Discrete.rounded(normal), Discrete.rounded(normal, clip=False)
    assert float(clipped.pmf(0)) == pytest.approx(float(normal.cdf(0.5)))
    assert float(whole.pmf(-1)) == pytest.approx(float(normal.cdf(-0.5) - normal.cdf(-1.5)))
    assert whole.mean == pytest.approx(2, rel=1e-6)


def test_a_mixture_has_the_mean_of_its_parts() -> None:
    distribution = Discrete.mixture([Discrete([1.0], 2), Discrete([0.5, 0.5], 5)], [0.75, 0.25])
    assert distribution.probabilities.tolist() == [0.75, 0, 0, 0.125, 0.125]


def test_a_distribution_does_not_change() -> None:
    chances = np.array([0.5, 0.5])
    distribution = Discrete(chances)
    chances[0] = 9
    assert distribution.mean == 0.5
    with pytest.raises(ValueError, match="read-only"):
        distribution.probabilities[0] = 1
