"""Just-in-case and cover by lead time: stock by forecast, and a reserve."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bullwhip as bw

Table = dict[str, Any]
KNOWN = {"type": "known", "mean": 4, "sd": 1.5}


def shop(demand: list[float], rule: Table, stock: float, **lane: Any) -> Table:
    """What is ordered in t is there in t + 2."""
    site = {"name": "shop", "role": "retailer", "stock": stock, "demand": {"type": "series", "values": demand}}
    ways = {"to": "shop", "lead_time": 1, "order_delay": 1} | lane
    return {"name": "buffered", "periods": len(demand), "site": [site | {"rule": rule}], "lane": [ways]}


def read(document: Table, name: str = "order") -> list[float]:
    figures: list[float] = bw.run(document, record=True).history[name].tolist()
    return figures


def in_case(**keys: Any) -> Table:
    return {"type": "just-in-case", "forecast": KNOWN, "cover": 3, **keys}


def cover(**keys: Any) -> Table:
    return {"type": "cover", "forecast": KNOWN, **keys}


def test_days_of_cover_by_hand() -> None:
    """Two periods of 4 under way and three on hand are 20, and 2 in reserve: who has 30 orders nothing twice."""
    document = shop([4.0] * 9, in_case(reserve=2), stock=30)
    assert read(document) == [0, 0, 4, 4, 4, 4, 4, 4, 4]
    assert read(document, "on_hand")[4:] == [14] * 5  # three periods of 4, and the reserve
    assert read(shop([4, 9, 0], in_case(reserve=2), stock=20)) == [6, 9, 0]


def test_the_safety_stock_covers_the_lead_time() -> None:
    """2 x sqrt(2 periods) x 1.5 besides."""
    assert read(shop([4.0], in_case(safety=2), stock=4)) == pytest.approx([20 + 2 * 1.5 * np.sqrt(2)])


def test_the_cover_is_of_forecast_demand() -> None:
    """4 is expected, 8 is asked for: 6 is then; and the first error is 4."""
    forecast = {"type": "exponential", "alpha": 0.5, "initial": 4}
    document = shop([8.0], in_case(forecast=forecast, safety=1), stock=8)
    assert read(document) == pytest.approx([5 * 6 + np.sqrt(2) * 4])


def test_cover_of_lead_times_by_hand() -> None:
    """One lead time and a half of two periods is three periods of 4, and the order delay is a part of it."""
    assert read(shop([4, 9, 0, 4], cover(times=0.5), stock=12)) == [4, 9, 0, 4]
    assert read(shop([4.0], cover(times=0.5), stock=4, lead_time=5)) == [1.5 * 6 * 4]


def test_each_suppliers_goods_are_covered_by_its_own_lead_time() -> None:
    """Three quarters take 2 periods and a quarter 6: 3 and 1 a period, and on hand 3 x 2 + 1 x 6."""
    document = shop([4.0] * 30, cover(times=1), stock=0)
    document["site"] += [{"name": name, "role": "supplier"} for name in ("near", "far")]
    document["site"][0]["sourcing"] = {"type": "shares", "shares": {"near": 0.75, "far": 0.25}}
    lane = document["lane"][0]
    document["lane"] = [lane | {"from": "near"}, lane | {"from": "far", "lead_time": 5}]
    history = bw.run(document, record=True).history
    assert history.loc[history["site"] == "shop", "on_hand"].tolist()[20:] == pytest.approx([12.0] * 10)


@given(
    mean=st.floats(1, 50), cover=st.floats(0, 5), times=st.floats(0, 3), lead=st.integers(1, 4),
    delay=st.integers(0, 2), reserve=st.floats(0, 30),
)  # fmt: skip
def test_in_steady_demand_the_cover_is_on_hand(
    mean: float, cover: float, times: float, lead: int, delay: int, reserve: float
) -> None:
    forecast = {"type": "exponential", "alpha": 0.3}
    kept = {
        "just-in-case": ({"cover": cover, "reserve": reserve}, mean * cover + reserve),
        "cover": ({"times": times}, mean * times * (lead + delay)),
        "hybrid": ({"reserve": times, "cover": cover}, mean * (cover + times)),
    }
    for name, (keys, expected) in kept.items():
        rule = {"type": name, "forecast": forecast, **keys}
        books = bw.run(shop([mean] * 40, rule, 0.0, lead_time=lead, order_delay=delay), record=True).history
        assert books["on_hand"].iloc[-1] == pytest.approx(expected, abs=1e-6)
        assert books["order"].iloc[-1] == pytest.approx(mean)


FAULTS: list[tuple[Table, str]] = [
    (in_case(cover=-1), "cover: found -1; give 0 or more"),
    (in_case(cover=1e9), "cover: found 1000000000; give at most 10000"),
    (in_case(reserve=-2), "reserve: found -2; give 0 or more"),
    (cover(times=-0.5), "times: found -0.5; give 0 or more"),
    (cover(), "times: found nothing; add times"),
]


@pytest.mark.parametrize(("rule", "expected"), FAULTS, ids=[text.split(";")[0] for _, text in FAULTS])
def test_what_cannot_be_is_refused(rule: Table, expected: str) -> None:
    assert [str(fault) for fault in bw.check(shop([1.0], rule, 0))] == [f"site 'shop', rule.{expected}"]


def test_they_are_tuned() -> None:
    """Of the two by simulation: a cover in place of none costs less where a backlog is dear."""
    document = shop([0.0], in_case(cover=0, forecast={"type": "known", "mean": 10}), 20) | {"periods": 200}
    document["site"][0] |= {"holding_cost": 1, "backlog_cost": 9, "demand": {"type": "poisson", "mean": 10}}
    found = bw.tune(document, trials=40)
    rule = found.scenario.sites["shop"].rule
    assert rule is not None
    assert rule["type"] == "just-in-case"
    assert 0.3 < rule["cover"] < 0.9  # six of 10 are best: 9 of 10 chances that the Poisson demand of 20 is within 26
