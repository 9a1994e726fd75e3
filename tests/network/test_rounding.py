"""What rounding leaves is nothing: comparisons, and whole units from figures that were computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.network.rounding import ceil_units, floor_units, meets, nearest, to_nearest
from tests.driving import load, run

TENTHS = 1.0 - 7 * 0.1  # 0.29999999999999993, as 0.1 + 0.2 is 0.30000000000000004


@pytest.mark.parametrize(
    ("figure", "level", "scale", "met"),
    [
        (0.1 + 0.2, 0.3, 0.0, True),
        (TENTHS, 0.3, 0.0, True),
        (0.3, TENTHS, 0.0, True),
        (0.3 + 1e-8, 0.3, 0.0, False),
        (0.2, 0.3, 0.0, True),
        (1e-16, 0.0, 0.0, False),  # what it was computed from has not been told
        (1e-16, 0.0, 1.0, True),
        (-5.0, -5.0000000001, 0.0, True),
        (1e12 + 1.0, 1e12, 0.0, True),
        (1e12 + 1e4, 1e12, 0.0, False),
        (7.0, np.inf, 0.0, True),
    ],
)
def test_a_level_that_is_met_exactly_is_met(figure: float, level: float, scale: float, met: bool) -> None:
    assert bool(meets(figure, level, scale)) is met
    assert bool(meets(np.array([figure]), level, scale)[0]) is met


@pytest.mark.parametrize(
    ("units", "down", "up", "near"),
    [
        (3.0, 3, 3, 3),
        (2.9999999999, 3, 3, 3),
        (3.0000000001, 3, 3, 3),
        (0.3 / 0.1, 3, 3, 3),  # 2.9999999999999996
        (13.4999999999, 13, 14, 14),
        (13.5, 13, 14, 14),
        (13.49, 13, 14, 13),
        (-2.5, -3, -2, -2),
        (-2.5000000001, -3, -2, -2),
        (-0.4, -1, 0, 0),
        (12_345_678.499999998, 12_345_678, 12_345_679, 12_345_679),  # the next float is 12,345,678.5
    ],
)
def test_whole_units_of_computed_figures(units: float, down: int, up: int, near: int) -> None:
    assert (floor_units(units), ceil_units(units), nearest(units)) == (down, up, near)
    array = np.array([[units], [1.0]])
    to_nearest(array)
    assert array[:, 0].tolist() == [near, 1]


@given(st.integers(-(2**50), 2**50))
def test_whole_units_stay_what_they_are(units: int) -> None:
    for rounded in (floor_units, ceil_units, nearest):
        assert float(rounded(float(units))) == units


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**5))
def test_other_units_are_rounded_as_ever(whole: int, part: int) -> None:
    units = whole + part / 100_001  # nothing within a hundred-thousandth of a unit, or of a half
    assert (float(floor_units(units)), float(ceil_units(units))) == (whole, whole + 1)
    assert float(nearest(units)) == (whole if part <= 50_000 else whole + 1)


BY_SEASON = [{"type": "constant", "value": 10.0, "season": [1.35]}]
TOGETHER = [{"type": "constant", "value": 8.9}, {"type": "constant", "value": 4.6}]


@pytest.mark.parametrize("demand", [BY_SEASON, TOGETHER], ids=["season", "sum"])
def test_halves_of_demand_are_rounded_up(demand: list[dict[str, Any]]) -> None:
    """10 x 1.35 and 8.9 + 4.6 are 13.5."""
    site = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": demand}
    document = {
        "name": "s",
        "periods": 2,
        "whole_units": True,
        "site": [site],
        "lane": [{"to": "shop", "lead_time": 1}],
    }
    assert run(load(document), 2)["asked"].ravel().tolist() == [14.0, 14.0]


def test_halves_of_orders_are_rounded_up() -> None:
    """A forecast of 4.5 a period over 3 periods is 13.5, even where it was averaged as 4.499999999999999."""
    forecast = {"type": "known", "mean": 4.499999999999999}
    rule = {"type": "forecast-order-up-to", "cover": 3.0, "forecast": forecast}
    document = {"name": "s", "periods": 1, "whole_units": True, "lane": [{"to": "shop", "lead_time": 1}]}
    site = {"name": "shop", "role": "retailer", "rule": rule}
    assert run(load(document | {"site": [site]}), 1)["order"].ravel().tolist() == [14.0]
