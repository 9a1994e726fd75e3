"""Discrete distributions as tables: inversion gives what scipy's gives, in the tails too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bullwhip.network.arrays import Array
from bullwhip.network.demand.inversion_tables import InversionTable, PackedTables, empirical, negative_binomial, poisson

SMALLEST, LARGEST = 2.0**-53, 1.0 - 2.0**-53  # uniforms
UNIFORMS = np.concatenate(
    [
        [SMALLEST, 2.0**-52, 1e-12, 1e-6, 1 - 1e-6, 1 - 1e-12, LARGEST],
        np.random.default_rng(1).random(2000),
    ]
)


def inverse(table: InversionTable, uniforms: Array) -> Array:
    """As the compiled loop does it: from where the guide says, upward."""
    packed = PackedTables.of([table, table])
    guide = packed.guide[packed.first_guide[1] : packed.first_guide[2]]
    found = []
    for u in uniforms:
        at = guide[int(u * guide.size)]
        assert at == table.values.size or packed.cdf[at - 1] < u  # no smaller value would do
        while packed.cdf[at] < u:
            at += 1
        found.append(packed.values[at])
    return np.array(found)


def matches(table: InversionTable, distribution: Any) -> None:
    """Equal, except where the uniform lies on a step of the distribution function to the last digits."""
    found, expected = inverse(table, UNIFORMS), distribution.ppf(UNIFORMS)
    differs = found != expected
    assert differs.sum() <= 7
    for value, other, u in zip(found[differs], expected[differs], UNIFORMS[differs], strict=True):
        lower = min(value, other)
        assert min(abs(distribution.cdf(lower) - u), abs(distribution.sf(lower) - (1 - u))) < 1e-13


@pytest.mark.parametrize("mean", [0.0, 1e-9, 0.3, 1.0, 9.99, 10.0, 250.0, 123_456.7])
def test_poisson(mean: float) -> None:
    matches(poisson(mean), stats.poisson(mean))


@pytest.mark.parametrize(("mean", "variance"), [(1.0, 1.001), (0.2, 3.0), (4.0, 10.0), (500.0, 501.0), (30.0, 9000.0)])
def test_negative_binomial(mean: float, variance: float) -> None:
    p = mean / variance
    matches(negative_binomial(mean, variance), stats.nbinom(mean * p / (1 - p), p))


@given(st.lists(st.integers(0, 5).map(float), min_size=1, max_size=12))
def test_empirical(samples: list[float]) -> None:
    """The smallest value that at least the share u of the samples does not exceed."""
    found = inverse(empirical(np.array(samples)), UNIFORMS[:300])
    ranks = np.sort(samples)
    for value, u in zip(found, UNIFORMS[:300], strict=True):
        shares = np.searchsorted(ranks, ranks, side="right") / len(samples)
        assert value == ranks[np.argmax(shares >= u)]


WIDE = [(mean, mean) for mean in (3e6, 1e9, 1e12, 1e15)]
WIDE += [(1e9, 1e9 * ratio) for ratio in (1.000001, 1.1, 1e3, 1e6)] + [(1e3, 1e9)]


@pytest.mark.parametrize(("mean", "variance"), WIDE)
def test_a_wide_distribution_takes_a_small_table(mean: float, variance: float) -> None:
    """Where a unit is little, Poisson is about Normal, and the negative binomial about gamma with its mean and sd."""
    table = poisson(mean) if variance == mean else negative_binomial(mean, variance)
    distribution = (
        stats.norm(mean, np.sqrt(mean)) if variance == mean else stats.gamma(mean**2 / variance, scale=variance / mean)
    )
    assert table.values.size < 200_000
    assert (np.diff(table.cdf) >= 0).all()
    assert (table.values == np.rint(table.values)).all()
    share = np.diff(np.concatenate([[0.0], np.minimum(table.cdf, 1.0)]))
    offset = table.values - distribution.mean()
    assert abs(np.sum(share * offset)) < 2e-6 * distribution.std()
    assert np.sum(share * offset**2) == pytest.approx(distribution.var(), rel=2e-6)
    middle = (UNIFORMS > 1e-3) & (UNIFORMS < 1 - 1e-3)
    expected = distribution.ppf(UNIFORMS[middle])
    assert np.abs(inverse(table, UNIFORMS[middle]) - expected).max() < 2e-3 * distribution.std()


def test_the_tails_of_a_large_poisson_distribution() -> None:
    """P(D <= mean + z sd) is Phi(z) with the correction of Edgeworth to the third cumulant, 1 / sqrt(mean)."""
    mean = 1e10
    table = poisson(mean)
    for z in (-7.0, -6.0, -5.0, 5.0, 6.0):
        value = table.values[np.searchsorted(table.values, mean + z * np.sqrt(mean))]
        above = (value + 0.5 * (table.values[1] - table.values[0]) - mean) / np.sqrt(mean)
        expected = stats.norm.cdf(above) - stats.norm.pdf(above) * (above**2 - 1) / (6 * np.sqrt(mean))
        found = table.cdf[np.searchsorted(table.values, value)]
        assert min(found, 1 - found) == pytest.approx(min(expected, 1 - expected), rel=1e-3)


@pytest.mark.parametrize("ratio", [1.000001, 1.001, 2.0, 1e3, 1e6])
@pytest.mark.parametrize("mean", [1e-9, 1e-3, 1.0, 1e3, 1e6, 1e9])
def test_the_mean_of_a_table(mean: float, ratio: float) -> None:
    """Of rare demand, the part that a uniform of 52 bits cannot reach is missing."""
    table = negative_binomial(mean, mean * ratio)
    share = np.diff(np.concatenate([[0.0], np.minimum(table.cdf, 1.0)]))
    unreachable = 2.0**-52 * table.values[-1] * ratio / mean
    assert np.sum(share * table.values) == pytest.approx(mean, rel=6e-5 + unreachable)
