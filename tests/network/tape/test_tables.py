"""Discrete laws as tables: inversion gives what scipy's gives, in the tails too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError
from bullwhip.network.tape.tables import PackedTables, Table, empirical, negative_binomial, poisson

SMALLEST, LARGEST = 2.0**-53, 1.0 - 2.0**-53  # uniforms
UNIFORMS = np.concatenate(
    [
        [SMALLEST, 2.0**-52, 1e-12, 1e-6, 1 - 1e-6, 1 - 1e-12, LARGEST],
        np.random.default_rng(1).random(2000),
    ]
)


def inverse(table: Table, uniforms: Array) -> Array:
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


def matches(table: Table, law: Any) -> None:
    """Equal, except where the uniform lies on a step of the distribution function to the last digits."""
    found, expected = inverse(table, UNIFORMS), law.ppf(UNIFORMS)
    differs = found != expected
    assert differs.sum() <= 7
    for value, other, u in zip(found[differs], expected[differs], UNIFORMS[differs], strict=True):
        lower = min(value, other)
        assert min(abs(law.cdf(lower) - u), abs(law.sf(lower) - (1 - u))) < 1e-13


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


def test_a_law_too_wide_for_a_table_is_refused() -> None:
    with pytest.raises(BullwhipError, match="give it as 'normal' or 'gamma'"):
        poisson(1e13)
