"""When service fails after an onset, and when it is back, by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest

from bullwhip.agents.outcomes.failures import Failures, check_thresholds, level_of
from bullwhip.network.errors import BullwhipError

NAN = float("nan")


def seen(levels: list[float], onsets: tuple[int, ...], failed: float = 0.9, recovered: float = 0.99) -> Failures:
    """A single entity and replication, where disruptions begin in these periods, counted from 0."""
    failures = Failures(1, 1, failed, recovered)
    for period, level in enumerate(levels):
        failures.see(np.array([[level]]), np.array([period in onsets]))
    return failures


def test_a_failure_and_its_end() -> None:
    found = seen([1, 1, 1, 0.5, 0.2, 0.8, 1, 1], (1,))
    assert found.onset.item() == 1
    assert (found.survived.item(), found.back.item(), found.periods.item()) == (2, 5, 3)
    assert not found.failing.item()


def test_it_may_fail_in_the_period_of_the_onset() -> None:
    assert seen([1, 0], (1,)).survived.item() == 0


def test_what_flickers_between_the_thresholds_is_one_failure() -> None:
    found = seen([1, 0.8, 0.95, 0.85, 0.95, 0.98, 0.99, 1], (0,))
    assert (found.survived.item(), found.back.item(), found.periods.item()) == (1, 6, 5)


def test_what_stays_above_the_lower_threshold_is_none() -> None:
    found = seen([0.95, 0.9, 0.91], (0,))
    assert np.isnan(found.survived.item())
    assert np.isnan(found.back.item())
    assert found.periods.item() == 0


def test_nothing_fails_before_the_onset_nor_without_one() -> None:
    assert seen([0, 0, 1, 0], (2,)).survived.item() == 1
    found = seen([0, 0, 0], ())
    assert np.isnan([found.onset.item(), found.survived.item()]).all()
    assert found.periods.item() == 0


def test_what_has_not_recovered_by_the_end_is_failing() -> None:
    found = seen([1, 0.2, 0.95], (0,))
    assert found.survived.item() == 1
    assert np.isnan(found.back.item())
    assert found.failing.item()


def test_the_first_onset_and_the_first_failure_count_and_periods_of_all() -> None:
    found = seen([1, 0, 1, 1, 0, 0, 1], (1, 4))
    assert (found.onset.item(), found.survived.item(), found.back.item(), found.periods.item()) == (1, 0, 1, 3)


def test_a_period_in_which_nothing_is_asked_for_says_nothing() -> None:
    found = seen([1, NAN, 0, NAN, 1], (1,))
    assert (found.survived.item(), found.back.item(), found.periods.item()) == (1, 3, 2)


def test_thresholds_that_are_met_exactly_are_met() -> None:
    """0.1 + 0.2 + 0.6 is 0.8999999999999999, which is meant to be 0.9: not below; and 1 is 1 less nothing."""
    assert np.isnan(seen([0.1 + 0.2 + 0.6], (0,)).survived.item())
    assert seen([0, 0.33 + 0.33 + 0.33], (0,), 0.9, 0.99).back.item() == 1


def test_columns_are_apart() -> None:
    failures = Failures(2, 3)
    failures.see(np.array([[0, 1, 0], [1, 1, 1.0]]), np.array([True, True, False]))
    failures.see(np.array([[1, 0, 0], [1, 0, 1.0]]), np.array([False, True, True]))
    np.testing.assert_array_equal(failures.onset, [0, 0, 1])
    np.testing.assert_array_equal(failures.survived, [[0, 1, 0], [NAN, 1, NAN]])
    np.testing.assert_array_equal(failures.back, [[1, NAN, NAN], [NAN, NAN, NAN]])


def test_a_level_is_what_is_left_of_the_service_without_the_disruption() -> None:
    calm, service = np.array([1, 0.8, 0.8, NAN, NAN, 0.5]), np.array([0.25, 0.3, 0.9, 0.5, NAN, NAN])
    np.testing.assert_allclose(level_of(calm, service), [0.25, 0.5, 1, 0.5, NAN, NAN])


@pytest.mark.parametrize(
    ("failed", "recovered", "said"),
    [
        (0, 1, "failed: found 0; give a share above 0 and up to 1"),
        ("half", 1, "failed: found 'half'"),
        (True, 1, "failed: found True"),
        (0.5, 1.01, "recovered: found 1.01"),
        (0.5, NAN, "recovered: found nan"),
        (0.9, 0.8, "failed: found 0.9, which is above recovered, 0.8; give a share up to that"),
    ],
)
def test_thresholds_that_cannot_be_meant(failed: object, recovered: object, said: str) -> None:
    with pytest.raises(BullwhipError, match=re.escape(said)):
        check_thresholds(failed, recovered)
