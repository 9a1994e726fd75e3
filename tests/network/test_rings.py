"""Where the slots of lanes lie: each has its own, and the kept ones are those of the period."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from bullwhip.network.rings import Rings, next_slot, turn

LENGTHS = some.lists(some.integers(0, 5), min_size=1, max_size=12).map(lambda found: np.array(found, np.int64))


@given(LENGTHS)
def test_every_slot_has_a_row_of_its_own(length: np.ndarray) -> None:
    rings = Rings.of(length)
    rows = [int(rings.at(lane, slot)) for lane, slots in enumerate(length) for slot in range(slots)]
    assert sorted(rows) == list(range(rings.slots))


@given(LENGTHS, some.integers(-3, 20))
def test_a_slot_comes_again_after_as_many_periods_as_there_are(length: np.ndarray, period: int) -> None:
    rings, lanes = Rings.of(length), np.flatnonzero(length)
    np.testing.assert_array_equal(rings.at(lanes, period), rings.at(lanes, period + length[lanes]))


@given(LENGTHS)
def test_turned_slots_are_those_of_the_period(length: np.ndarray) -> None:
    rings, every = Rings.of(length), slice(None)
    now, before = rings.at(every, -1), rings.at(every, -2)
    for period in range(12):
        ahead = [next_slot(at, lane, rings.first, rings.stride, rings.end) for lane, at in enumerate(now)]
        turn(now, before, rings.first, rings.stride, rings.end)
        np.testing.assert_array_equal(now, rings.at(every, period))
        np.testing.assert_array_equal(before, rings.at(every, period - 1))
        np.testing.assert_array_equal(now, ahead)


def test_neighbours_of_equal_length_lie_side_by_side_in_each_period() -> None:
    rings = Rings.of(np.array([3, 3, 3, 2, 2]))
    for period in range(4):
        assert np.diff(rings.at(np.arange(3), period)).tolist() == [1, 1]
        assert np.diff(rings.at(np.arange(3, 5), period)).tolist() == [1]


@pytest.mark.parametrize("lane", [0, np.int64(2)])
def test_a_single_lane_may_be_asked_for(lane: int) -> None:
    assert Rings.of(np.array([2, 1, 4])).at(lane, 1).shape == ()
