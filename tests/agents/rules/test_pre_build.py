"""Pre-build: a season that is known is made ahead of, as late as can be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bullwhip as bw

Table = dict[str, Any]
SEASON = [4.0, 4, 4, 4, 4, 10, 12, 4]


def shop(rule: Table, stock: float = 8, periods: int = 8, profile: list[float] = SEASON) -> Table:
    """What is ordered in t is there in t + 2; demand is as the profile says."""
    demand = {"type": "series", "values": (profile * periods)[:periods]}
    site = {"name": "shop", "role": "retailer", "stock": stock, "demand": demand, "rule": rule}
    lane = {"to": "shop", "lead_time": 1, "order_delay": 1}
    return {"name": "season", "periods": periods, "site": [site], "lane": [lane]}


def build(**keys: Any) -> Table:
    return {"type": "pre-build", "profile": SEASON, **keys}


def read(document: Table, name: str = "order") -> list[float]:
    figures: list[float] = bw.run(document, record=True).history[name].tolist()
    return figures


def test_without_a_limit_it_orders_what_the_season_takes() -> None:
    """In t for t + 2: as late as the lead time allows."""
    assert read(shop(build())) == [4, 4, 4, 10, 12, 4, 4, 4]
    assert read(shop(build()), "on_hand") == [4, 0, 0, 0, 0, 0, 0, 0]


def test_what_does_not_fit_into_the_season_is_built_before_it() -> None:
    """6 a period at most: of 10 and 12, 4 and 6 are more.  They are made in the periods before, 2 in each of five.

    There are but three before 10 is ordered, in which 6 are made, and 4 at the start.
    """
    document = shop(build(rate=6), stock=12)
    assert read(document)[:6] == [6, 6, 6, 6, 6, 4]
    assert read(document, "on_hand") == [8, 4, 6, 8, 10, 6, 0, 0]
    assert max(read(document, "backlog")) == 0


def test_no_sooner_than_it_must() -> None:
    """8 a period at most: 2 and 4 are more.  All 6 are made in the two periods before, 4 and then 2 of 4."""
    document = shop(build(rate=8), stock=8)
    assert read(document) == [4, 6, 8, 8, 8, 4, 4, 4]
    assert max(read(document, "backlog")) == 0


def test_stock_is_kept_besides_and_the_look_ahead_has_an_end() -> None:
    assert read(shop(build(stock=3)))[0] == 7
    assert read(shop(build(rate=8, ahead=0), stock=8)) == [4, 4, 4, 8, 8, 8, 6, 4]


@given(
    profile=st.lists(st.integers(0, 20).map(float), min_size=1, max_size=8),
    spare=st.floats(0.0, 8.0),
)
@settings(max_examples=20)
def test_nobody_waits_and_nothing_lies_there_longer_than_it_must(profile: list[float], spare: float) -> None:
    """As the plan that goes back from the end: what is needed at the end of a period is what comes later and lacks."""
    rate = float(np.mean(profile)) + spare
    periods = 4 * len(profile)
    rule = build(profile=profile, rate=rate)
    needed = _needed(np.array(profile), rate, periods)
    document = shop(rule, stock=sum((profile * 2)[:2]) + needed[1], periods=periods, profile=profile)
    books = bw.run(document, record=True).history
    assert books["backlog"].max() <= 1e-9
    assert books["on_hand"].to_numpy()[2:] == pytest.approx(needed[2:periods], abs=1e-6)


def _needed(profile: Any, rate: float, periods: int) -> Any:
    """Stock that must be there at the end of each period, from the first on, so that nobody ever waits."""
    demand = np.resize(profile, periods + 2 * profile.size)
    needed = np.zeros(demand.size)
    for period in range(demand.size - 2, -1, -1):
        needed[period] = max(needed[period + 1] + demand[period + 1] - rate, 0.0)
    return needed


FAULTS: list[tuple[Table, str]] = [
    ({"profile": []}, "profile: found no periods; give the demand of each period of a season"),
    ({"profile": [3, -1]}, "profile.1: found -1; give 0 or more"),
    ({"rate": -1}, "rate: found -1; give 0 or more"),
    ({"ahead": -1}, "ahead: found -1; give 0 or more"),
]


@pytest.mark.parametrize(("keys", "expected"), FAULTS, ids=[text.split(";")[0] for _, text in FAULTS])
def test_what_cannot_be_is_refused(keys: Table, expected: str) -> None:
    assert [str(fault) for fault in bw.check(shop(build(**keys)))] == [f"site 'shop', rule.{expected}"]
