"""Who gets what when a stockpoint has several claimants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.network.allocate import serve_groups, serve_oldest
from bullwhip.network.arrays import Array
from tests.driving import Run, load


def served(
    stock: float, claims: Sequence[float], groups: Sequence[int] | None = None, whole: bool = True
) -> list[float]:
    """What each claimant gets."""
    left = np.array([[claim] for claim in claims], np.float64)
    given, free = np.zeros_like(left), np.array([stock])
    serve_groups(free, left, given, np.array(groups or [0] * len(claims)), whole)
    np.testing.assert_allclose(free[0] + given.sum(), stock, rtol=1e-15)
    np.testing.assert_allclose(left[:, 0] + given[:, 0], claims, rtol=1e-15)
    return [float(units) for units in given[:, 0]]


def drawn(stock: float, claims: Sequence[float], replications: int, seed: int = 1) -> Array:
    """What each claimant of the same period gets (claimants, replications), first-come and in whole units."""
    left = np.repeat(np.array(claims, np.float64)[:, None], replications, axis=1)
    aged, given = np.zeros((2, *left.shape)), np.zeros_like(left)
    aged[1] = left
    serve_oldest(np.full(replications, stock), aged, given, True, np.uint64(seed), np.uint64(7), 0, 0)
    np.testing.assert_array_equal(given.sum(axis=0), min(stock, sum(claims)))
    assert (given <= left).all()
    return given


def test_enough_for_all() -> None:
    assert served(10.0, [3, 4, 0]) == [3, 4, 0]
    assert served(7.0, [3, 4]) == [3, 4]


def test_everybody_gets_the_same_fraction() -> None:
    assert served(3.0, [2, 4, 6], whole=False) == [0.5, 1.0, 1.5]


def test_nothing_is_given_from_a_stock_below_zero() -> None:
    assert served(-2.0, [3, 4], whole=False) == [0, 0]
    assert served(-2.0, [3, 4]) == [0, 0]


def test_whole_units_go_to_the_largest_remainders() -> None:
    assert served(10.0, [7, 7, 2]) == [5, 4, 1]  # 4.375, 4.375, 1.25: one left, for the first of the largest
    assert served(5.0, [1, 1, 8]) == [1, 0, 4]  # 0.5, 0.5, 4


@pytest.mark.parametrize(("claims", "expected"), [([4, 1, 1], [2, 0, 0]), ([1, 4, 1], [1, 1, 0])])
def test_equal_remainders_go_to_the_first(claims: list[float], expected: list[float]) -> None:
    """4 x 2 / 6 and 1 x 2 / 6 leave a third each, whatever a computer makes of thirds."""
    assert served(2.0, claims) == expected


@given(st.lists(st.integers(0, 300), min_size=1, max_size=9), st.integers(0, 900))
def test_whole_shares_are_within_a_unit_of_the_fair_ones(claims: list[int], stock: int) -> None:
    shares = served(float(stock), [float(claim) for claim in claims])
    total = sum(claims)
    assert sum(shares) == min(total, stock)
    for claim, share in zip(claims, shares, strict=True):
        assert share == int(share)
        assert share <= claim
        assert abs(share - claim * min(1.0, stock / max(total, 1))) < 1.0


def test_smaller_priorities_are_served_before_larger_ones() -> None:
    assert served(9.0, [4, 6, 2], groups=[0, 1, 1]) == [4, 4, 1]  # 3.75 and 1.25 of the 5 that are left


def test_claims_of_a_period_are_filled_unit_by_unit_at_random() -> None:
    """As when units are drawn without replacement: hypergeometric."""
    given = drawn(6.0, [4, 10, 6], 200_000)
    for claim, units in zip([4, 10, 6], given, strict=True):
        share = claim / 20
        variance = 6 * share * (1 - share) * 14 / 19
        assert abs(units.mean() - 6 * share) < 4 * np.sqrt(variance / units.size)
        assert units.var() == pytest.approx(variance, rel=0.02)


def test_very_many_units_are_shared_in_proportion() -> None:
    given = drawn(5000.0, [4000.0, 6000.0], 3)
    assert given.tolist() == [[2000.0] * 3, [3000.0] * 3]


def warehouse(orders: dict[str, list[float]], supply: list[float], **keys: Any) -> Run:
    """A warehouse that gets `supply` in periods 1, 2, ..., and shops that order what is written down."""
    shops = [
        {"name": name, "role": "retailer", "rule": {"type": "recorded", "orders": units, "negative": True}}
        for name, units in orders.items()
    ]
    rule = {"type": "recorded", "orders": [0.0] * 9}
    lanes: list[dict[str, Any]] = [{"to": name, "from": "warehouse", "lead_time": 1} for name in orders]
    lanes.append({"to": "warehouse", "lead_time": len(supply), "in_transit": supply})
    return Run.of(
        load(
            {"name": "warehouse", "periods": 9, "allocation": "first-come", "lane": lanes, **keys}
            | {"site": [*shops, {"name": "warehouse", "role": "distributor", "rule": rule}]}
        )
    )


def test_the_oldest_claims_are_served_first() -> None:
    orders = {"a": [5.0, 0, 0, 0, 0], "b": [0, 5.0, 0, 0, 0], "c": [0, 3.0, 0, 0, 0]}
    received = warehouse(orders, [0, 0, 4.0, 9.0]).history(5)["received"][:, :3, 0]
    assert received[3].tolist() == [4, 0, 0]
    assert received[4].tolist() == [1, 5, 3]


def test_who_sends_goods_back_has_the_newest_claims_struck_out() -> None:
    """Of 5 claimed first and 3 claimed last, 6 less leave 2 of the first: still before the others' claims."""
    orders = {"a": [5.0, 0, 3.0, -6.0, 0, 0], "b": [0, 9.0, 0, 0, 0, 0]}
    history = warehouse(orders, [0, 0, 0, 0, 4.0]).history(6)
    assert history["backlog"][:5, 2, 0].tolist() == [5, 14, 17, 11, 7]
    assert history["received"][5, :2, 0].tolist() == [2, 2]


def test_who_sends_more_back_than_he_claims_fills_the_stock() -> None:
    orders = {"a": [2.0, -5.0, 0, 0], "b": [0, 9.0, 0, 0]}
    history = warehouse(orders, [0]).history(4)
    assert history["shipped"][:, 2, 0].tolist() == [0, 0, 0, 0]  # 3 units to b, and 3 from a
    assert history["received"][2, :2, 0].tolist() == [-3, 3]
    assert history["backlog"][:, 2, 0].tolist() == [2, 6, 6, 6]


def test_nothing_stays_owed_by_rounding() -> None:
    """0.1 + 0.2 is not 0.3: what is owed is the sum of what claims of each age have left."""
    orders = {"a": [0.1, 0.2, 0.7, 0, 0, 0], "b": [0.3, 0.3, 0.1, 0, 0, 0]}
    backlog = warehouse(orders, [0, 0, 0, 0.4, 5.0]).history(6)["backlog"][:, 2, 0]
    assert backlog[4] == 0.0
    assert backlog[5] == 0.0


def test_claims_of_any_age_are_told_apart() -> None:
    """A shortage that lasts longer than the ages that are kept at first: room is made, and nothing is forgotten."""
    periods = 40
    orders = {"a": [1.0] * periods, "b": [2.0] * periods}
    shops = {name: {"type": "recorded", "orders": units} for name, units in orders.items()}
    idle = {"type": "recorded", "orders": [0.0] * periods}
    run = Run.of(
        load(
            {
                "name": "long shortage", "periods": periods, "allocation": "first-come",
                "site": [
                    *({"name": name, "role": "retailer", "rule": rule} for name, rule in shops.items()),
                    {"name": "store", "role": "distributor", "rule": idle},
                ],
                "lane": [
                    *({"from": "store", "to": name, "lead_time": 1} for name in shops),
                    {"to": "store", "lead_time": 35, "in_transit": [0.0] * 29 + [7.0, 0.0, 83.0]},
                ],
            }
        )
    )  # fmt: skip
    history = run.history(periods)
    assert run.engine.state.aged.shape[0] == 32
    received = history["received"][:, :2, 0]
    assert received[30].tolist() == pytest.approx([2 + 1 / 3, 4 + 2 / 3])
    assert received[:33].sum(axis=0).tolist() == pytest.approx([30.0, 60.0])
    assert history["backlog"][[28, 29, 31], 2, 0].tolist() == pytest.approx([87, 83, 6])
