"""Rules that forecast, by hand: what is ordered in the first periods.  Their forecasts: test_forecasts.py."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bullwhip.network.arrays import Array
from tests.driving import load, run


def orders(rule: dict[str, Any], demand: list[float], stock: float = 10.0, **lane: Any) -> Array:
    """What a shop orders, period by period, from the outside world."""
    shop = {
        "name": "shop", "role": "retailer", "stock": stock, "rule": rule,
        "demand": {"type": "series", "values": demand},
    }  # fmt: skip
    ways = [{"to": "shop", "lead_time": 1} | lane]
    scenario = load({"name": "by hand", "periods": len(demand), "site": [shop], "lane": ways})
    made: Array = run(scenario, len(demand))["order"][:, 0, 0]
    return made


def test_order_up_to_the_forecast() -> None:
    """Positions after demand are 6, 9 and 20.

    Forecasts: 4, (4 + 7) / 2 = 5.5, (7 + 5) / 2 = 6.  Squared errors: none, 3^2 = 9, then (9 + 0.5^2) / 2 = 4.625.
    Levels, 4 periods and 0.5 sqrt(4) errors: 16, 22 + 3 = 25, 24 + sqrt(4.625).
    """
    rule = {
        "type": "forecast-order-up-to", "forecast": {"type": "moving-average", "window": 2}, "cover": 4, "safety": 0.5,
    }  # fmt: skip
    assert orders(rule, [4.0, 7.0, 5.0]).tolist() == pytest.approx([10, 16, 4 + 4.625**0.5])


def test_order_up_to_a_forecast_that_was_there_before() -> None:
    """Forecasts from 6: 5, 6, 5.5.  Squared errors 2^2, (4 + 2^2) / 2, (4 + 1^2) / 2.

    Levels, 1 period and 1 error: 7, 8, 5.5 + sqrt(2.5); positions after demand: 10 - 4, 7 - 7, 8 - 5.
    """
    forecast = {"type": "exponential", "alpha": 0.5, "initial": 6.0}
    rule = {"type": "forecast-order-up-to", "forecast": forecast, "cover": 1, "safety": 1.0}
    assert orders(rule, [4.0, 7.0, 5.0]).tolist() == pytest.approx([1, 8, 2.5 + 2.5**0.5])


def test_order_up_to_a_trend() -> None:
    """Holt with weights of a half: level 10, 12 (trend 1), 14 (trend 1.5); two periods ahead: 20, 27, 32.5.

    Positions after demand: 30 - 10 = 20, 20 - 14 = 6, 27 - 15 = 12.
    """
    rule = {
        "type": "forecast-order-up-to", "forecast": {"type": "holt-winters", "alpha": 0.5, "beta": 0.5}, "cover": 2,
    }  # fmt: skip
    assert orders(rule, [10.0, 14.0, 15.0], stock=30.0).tolist() == [0, 21, 20.5]


SMOOTHING = {
    "type": "smoothing", "forecast": {"type": "exponential", "alpha": 0.5}, "stock_time": 2, "pipeline_time": 4,
    "cover": 1,
}  # fmt: skip
LANE: dict[str, Any] = {"lead_time": 2, "order_delay": 1, "in_transit": [3.0, 2.0], "in_mail": [1.0]}


def test_smoothing() -> None:
    """Net stock 9, 3, -2, -1.25; on order 3, 3.75, 12.3125, 19.484375; forecasts 4, 6, 6, 4; target pipeline 2 of them.

    Order: 4 + (4 - 9) / 2 + (8 - 3) / 4 = 2.75, and so on.
    """
    found = orders(SMOOTHING, [4.0, 8.0, 6.0, 2.0], **LANE)
    assert found.tolist() == [2.75, 9.5625, 9.921875, 3.75390625]


def test_smoothing_with_a_pipeline_of_its_own() -> None:
    """4 + (4 - 9) / 2 + (4 - 3) / 4 = 1.75; then 6 + (6 - 3) / 2 + (6 - 2.75) / 4."""
    assert orders(SMOOTHING | {"pipeline_cover": 1.0}, [4.0, 8.0], **LANE).tolist() == [1.75, 8.3125]


def test_smoothing_at_once_is_order_up_to() -> None:
    """Both gaps closed in a period: Dejonckheere et al. (2003); the level covers lead time, order delay and `cover`."""
    demand = np.random.default_rng(2).gamma(9.0, 1.0, 40).tolist()
    forecast = {"type": "exponential", "alpha": 0.3}
    at_once = {"type": "smoothing", "forecast": forecast, "stock_time": 1, "pipeline_time": 1, "cover": 1.5}
    level = {"type": "forecast-order-up-to", "forecast": forecast, "cover": 2 + 1 + 1.5}
    lane: dict[str, Any] = {"lead_time": 2, "order_delay": 1}
    np.testing.assert_allclose(orders(at_once, demand, **lane), orders(level, demand, **lane), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("share", "expected"), [([], [0, 5]), (["demand"], [7, 8])])
def test_who_is_shown_the_customers_demand_forecasts_that(share: list[str], expected: list[float]) -> None:
    """The store is asked for 0 and 5, customers ask for 7 and 8; its level is the last one of what it forecasts."""
    sites = [
        {
            "name": "shop", "role": "retailer", "rule": {"type": "recorded", "orders": [0.0, 5.0]},
            "demand": {"type": "series", "values": [7.0, 8.0]},
        },
        {
            "name": "store", "role": "distributor", "stock": 0.0,
            "rule": {"type": "forecast-order-up-to", "forecast": "last", "cover": 1},
        },
    ]  # fmt: skip
    lanes = [{"from": "store", "to": "shop", "lead_time": 1}, {"to": "store", "lead_time": 1}]
    columns = run(load({"name": "s", "periods": 2, "share": share, "site": sites, "lane": lanes}), 2)
    level = columns["order"][:, 1, 0] + np.array([0.0, columns["order"][0, 1, 0] - 5.0])
    assert level.tolist() == expected


def test_shops_that_decide_together_decide_as_each_alone() -> None:
    """Cover, safety and the forecast's weights are columns."""
    tables: list[dict[str, Any]] = [
        {
            "type": "forecast-order-up-to", "cover": cover, "safety": safety,
            "forecast": {"type": "holt-winters", "alpha": alpha, "beta": 0.1, "gamma": 0.2, "season": 3},
        }
        for cover, safety, alpha in ((2.0, 0.0, 0.2), (3.5, 1.0, 0.7), (1.0, 2.0, 0.0))
    ]  # fmt: skip
    tables += [SMOOTHING, SMOOTHING | {"stock_time": 5.0, "forecast": {"type": "exponential", "alpha": 0.1}}]
    demand = np.random.default_rng(1).gamma(4.0, 2.0, 20).tolist()
    sites = [
        {
            "name": f"shop {k}", "role": "retailer", "stock": 10.0, "rule": table,
            "demand": {"type": "series", "values": demand},
        }
        for k, table in enumerate(tables)
    ]  # fmt: skip
    lanes = [{"to": site["name"], "lead_time": 1} for site in sites]
    together = run(load({"name": "s", "periods": 20, "site": sites, "lane": lanes}), 20)["order"][:, :, 0]
    for k, table in enumerate(tables):
        np.testing.assert_array_equal(together[:, k], orders(table, demand))
