"""Forecasts against figures that were computed by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from bullwhip.agents.rules.forecasts import (
    ExponentialSmoothing,
    Forecast,
    HoltWinters,
    KnownMean,
    LastValue,
    MovingAverage,
)
from bullwhip.agents.rules.rule import stack
from tests.oracle.rules import Forecast as Plain

SHAPE = (1, 1)


def after(forecast: Forecast, demand: Sequence[float], over: float = 1.0) -> tuple[float, float]:
    """What is expected of the next periods, and the error, once this demand was seen."""
    memory = forecast.start(SHAPE)
    for units in demand:
        forecast.observe(np.full(SHAPE, units), memory)
    return forecast.over(over, memory).item(), forecast.error(memory).item()


def test_last_value() -> None:
    assert after(LastValue(), [4.0, 7.0, 5.0]) == pytest.approx((5.0, math.sqrt((9 + 4) / 2)))
    assert after(LastValue(initial=6.0), [4.0, 7.0]) == pytest.approx((7.0, math.sqrt((4 + 9) / 2)))


def test_before_anything_was_seen() -> None:
    assert after(LastValue(initial=6.0), []) == (6.0, 0.0)
    assert after(LastValue(), [4.0]) == (4.0, 0.0)  # the first demand is the forecast before it


def test_moving_average() -> None:
    """Forecasts 4, 5.5 and 6 were off by 3, 1.5 and 3; the newest weighs a third, as do the others."""
    level, error = after(MovingAverage(window=3), [4.0, 7.0, 7.0, 9.0])
    assert level == pytest.approx(23 / 3)
    assert error == pytest.approx(math.sqrt((9 + 2.25 + 9) / 3))
    level, error = after(MovingAverage(window=2), [4.0, 7.0, 7.0, 9.0])
    assert level == 8.0
    assert error == pytest.approx(math.sqrt(0.5 * 4 + 0.5 * (9 + 2.25) / 2))


def test_moving_average_from_a_given_start() -> None:
    """As if the window had seen nothing but the start."""
    assert after(MovingAverage(window=4, initial=8.0), [4.0])[0] == 7.0


def test_exponential_smoothing() -> None:
    """4; 4 + 0.25 x 4 = 5; 5 + 0.25 x 8 = 7.  Errors 4 and 8; the newest weighs a half at first."""
    assert after(ExponentialSmoothing(alpha=0.25), [4.0, 8.0, 13.0]) == pytest.approx((7.0, math.sqrt(40)))
    found = after(ExponentialSmoothing(alpha=0.75, initial=0.0), [4.0, 8.0])
    assert found == pytest.approx((6.75, math.sqrt(0.75 * 25 + 0.25 * 16)))


def test_holt_by_hand() -> None:
    """Level 10, trend 0; then (14 + 10) / 2 = 12, trend 2 / 2 = 1; then (15 + 13) / 2 = 14, trend (2 + 1) / 2 = 1.5."""
    holt = HoltWinters(alpha=0.5, beta=0.5)
    level, error = after(holt, [10.0, 14.0, 15.0])
    assert level == 15.5
    assert error == pytest.approx(math.sqrt(0.5 * 16 + 0.5 * 4))
    assert after(holt, [10.0, 14.0, 15.0], over=2.5)[0] == pytest.approx(15.5 + 17.0 + 0.5 * 18.5)


def test_a_season_that_was_learnt_leaves_no_error() -> None:
    """Once the season is known the forecast is right: the error must be that of the season that comes next."""
    winters = HoltWinters(alpha=0.3, gamma=0.3, season=4)
    demand = [10.0, 20.0, 5.0, 15.0] * 100
    level, error = after(winters, demand)
    assert level == pytest.approx(10.0, abs=1e-3)
    assert error == pytest.approx(0.0, abs=1e-3)
    assert after(winters, demand, over=2)[0] == pytest.approx(30.0, abs=1e-3)
    assert after(winters, [*demand, 10.0], over=3.5)[0] == pytest.approx(45.0, abs=1e-2)


def test_a_trend_is_followed() -> None:
    level, error = after(HoltWinters(alpha=0.5, beta=0.5), [5.0 + 2.0 * t for t in range(200)], over=2)
    assert level == pytest.approx(2 * 5.0 + 2.0 * (200 + 201))
    assert error == pytest.approx(0.0, abs=1e-6)


def test_known_mean() -> None:
    assert after(KnownMean(mean=7.0, sd=2.5), [1.0, 99.0], over=3.0) == (21.0, 2.5)


@pytest.mark.parametrize(
    ("table", "many"),
    [
        ({"type": "last"}, [LastValue(), LastValue()]),
        ({"type": "moving-average", "window": 3}, [MovingAverage(window=3)] * 2),
        ({"type": "exponential"}, [ExponentialSmoothing(alpha=0.2), ExponentialSmoothing(alpha=0.7)]),
        (
            {"type": "holt-winters", "season": 3},
            [
                HoltWinters(alpha=0.2, beta=0.1, gamma=0.3, season=3),
                HoltWinters(alpha=0.7, beta=0.0, gamma=0.5, season=3),
            ],
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_stockpoints_that_forecast_together_forecast_as_each_alone(
    table: dict[str, object], many: Sequence[Forecast]
) -> None:
    """Parameters become columns; every row is what the plain one of the oracle makes of it."""
    together = stack(many)
    demand = np.random.default_rng(4).gamma(3.0, 2.0, (30, 2, 3))
    memory = together.start((2, 3))
    keys = ("alpha", "beta", "gamma")
    plain = [
        [Plain(table | {key: getattr(one, key) for key in keys if hasattr(one, key)}) for _ in range(3)] for one in many
    ]
    for units in demand:
        together.observe(units, memory)
        expected, error = together.over(np.array([[2.5], [4.0]]), memory), together.error(memory)
        for row, cover in enumerate((2.5, 4.0)):
            for r in range(3):
                plain[row][r].observe(units[row, r])
                assert expected[row, r] == pytest.approx(plain[row][r].over(cover), rel=1e-12)
                assert error[row, r] == pytest.approx(plain[row][r].error, rel=1e-12)
