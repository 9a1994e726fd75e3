"""The generator against its authors' known answers, and its uniforms against chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from bullwhip.network.philox import _unit, fill_uniforms, philox, uniform_at
from bullwhip.network.tape import stream_address
from tests.network.tape.drawing import uniforms

U = np.uint64
generate: Any = philox
unit: Any = _unit


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ("0 0 0 0", "0 0", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
def test_known_answers_of_random123(counter: str, key: str, answer: str) -> None:
    """Lines `philox4x32 10` of kat_vectors, Random123 (Salmon et al. 2011); the key's low word comes first."""
    low, high = words(key)
    found = generate(*(U(word) for word in words(counter)), U(low | high << 32))
    assert [int(word) for word in found] == words(answer)


def test_uniforms_lie_strictly_between_zero_and_one() -> None:
    assert 0.0 < unit.py_func(U(0), U(0)) < 1e-15
    assert 1.0 - 1e-15 < unit.py_func(U(0xFFFFFFFF), U(0xFFFFFFFF)) < 1.0


def test_a_counter_gives_two_periods() -> None:
    """The address is (half the period, replication, stream); its first two words are the even period's."""
    stream = stream_address("demand", "shop", "tea", "0")
    found = uniforms(8, 3, "demand", "shop", "tea", "0", seed=5, first=7)
    for period in range(8):
        for r in range(3):
            w = generate(U(period // 2), U(7 + r), U(stream & 0xFFFFFFFF), U(stream >> 32), U(5))
            expected = unit.py_func(*(w[2:] if period % 2 else w[:2]))
            assert found[period, r] == expected


def test_uniforms_are_uniform() -> None:
    found = uniforms(500, 400, "demand", "shop", "tea", "0")
    assert stats.kstest(found.ravel(), "uniform").pvalue > 0.01
    cells = np.histogram2d(found[::2].ravel(), found[1::2].ravel(), bins=20)[0]  # the two of a counter
    assert stats.chisquare(cells.ravel()).pvalue > 0.01


@pytest.mark.parametrize("axis", ["period", "replication", "stream", "seed"])
def test_uniforms_are_independent(axis: str) -> None:
    """Neighbours in any direction: pairs fill the square evenly."""
    found = uniforms(400, 400, "demand", "shop", "tea", "0")
    pairs = {
        "period": (found[1:-1:2], found[2::2]),
        "replication": (found[:, :-1:2], found[:, 1::2]),
        "stream": (found, uniforms(400, 400, "demand", "shop", "tea", "1")),
        "seed": (found, uniforms(400, 400, "demand", "shop", "tea", "0", seed=2)),
    }
    one, other = (side.ravel() for side in pairs[axis])
    assert stats.chisquare(np.histogram2d(one, other, bins=20)[0].ravel()).pvalue > 0.01
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(one.size)


def test_draws_of_a_period_are_uniform_and_independent() -> None:
    found = np.array([[uniform_at(U(1), U(7), r, 3, draw) for draw in range(40)] for r in range(500)])
    assert stats.kstest(found.ravel(), "uniform").pvalue > 0.01
    assert abs(np.corrcoef(found[:, :-1].ravel(), found[:, 1:].ravel())[0, 1]) < 0.03


def test_any_block_can_be_had_by_itself() -> None:
    streams = np.array([stream_address("a"), stream_address("b")], np.uint64)
    whole, part = np.empty((20, 2, 9)), np.empty((4, 2, 3))
    fill_uniforms(whole, U(3), streams, 100, 0)
    fill_uniforms(part, U(3), streams, 104, 12)
    np.testing.assert_array_equal(part, whole[12:16, :, 4:7])


def test_the_address_of_a_stream_depends_on_its_names_alone() -> None:
    assert stream_address("demand", "shop", "tea") == stream_address("demand", "shop", "tea")
    names = [("demand", "ab", "c"), ("demand", "a", "bc"), ("demandab", "c")]
    assert len({stream_address(*each) for each in names}) == 3
