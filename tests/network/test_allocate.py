"""Who gets what when a stockpoint has several claimants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullwhip.network.allocation.modes import NUMBERS
from bullwhip.network.arrays import Array, UInt64s
from bullwhip.network.flows.allocate import serve_groups, serve_oldest
from bullwhip.network.flows.terms.ages import Ages
from bullwhip.network.tape import stream_address
from tests.driving import Run, load


def served(
    stock: float,
    claims: Sequence[float],
    groups: Sequence[int] | None = None,
    whole: bool = True,
    period: int = 0,
    mode: str = "proportional",
) -> list[float]:
    """What each claimant gets; their luck is another in every period."""
    left = np.array([[claim] for claim in claims], np.float64)
    given, free = np.zeros_like(left), np.array([stock])
    numbers = np.array(groups or [0] * len(claims))
    who, replications = addresses(len(claims)), np.zeros(1, np.int64)
    serve_groups(NUMBERS[mode], free, left, given, numbers, whole, np.uint64(1), who, replications, period)
    np.testing.assert_allclose(free[0] + given.sum(), stock, rtol=1e-15)
    np.testing.assert_allclose(left[:, 0] + given[:, 0], claims, rtol=1e-15)
    return [float(units) for units in given[:, 0]]


def addresses(count: int) -> UInt64s:
    """Where the luck of so many claimants lies."""
    return np.array([stream_address("claimant", str(k)) for k in range(count)], np.uint64)


def drawn(stock: float, claims: Sequence[float], replications: int, seed: int = 1) -> Array:
    """What each claimant of the same period gets (claimants, replications), first-come and in whole units."""
    left = np.repeat(np.array(claims, np.float64)[:, None], replications, axis=1)
    aged, given = np.zeros((2, *left.shape)), np.zeros_like(left)
    aged[1] = left
    key, stream = np.uint64(seed), np.uint64(7)
    serve_oldest(
        NUMBERS["first-come"],
        np.full(replications, stock),
        aged,
        given,
        0,
        True,
        key,
        stream,
        addresses(len(claims)),
        np.arange(replications),
        0,
    )
    np.testing.assert_array_equal(given.sum(axis=0), min(stock, sum(claims)))
    assert (given <= left).all()
    return given


def test_enough_for_all() -> None:
    assert served(10.0, [3, 4, 0]) == [3, 4, 0]
    assert served(7.0, [3, 4]) == [3, 4]


def test_everybody_gets_the_same_fraction() -> None:
    assert served(3.0, [2, 4, 6], whole=False) == [0.5, 1.0, 1.5]


def test_whole_units_go_to_the_largest_remainders() -> None:
    assert served(10.0, [7, 8, 2]) == [4, 5, 1]  # 4.12, 4.71, 1.18: one left, for the largest
    assert served(7.0, [1, 1, 8]) == [1, 1, 5]  # 0.7, 0.7, 5.6: two left


@pytest.mark.parametrize(
    ("stock", "claims", "chances"),
    [
        (5.0, [1, 1, 8], [1 / 2, 1 / 2, 4]),  # 0.5, 0.5, 4
        (2.0, [4, 1, 1], [1 + 1 / 3, 1 / 3, 1 / 3]),  # a third each, whatever a computer makes of thirds
        (3.0, [1, 1, 1, 1], [3 / 4] * 4),
        (6.0, [3, 3, 3, 3, 0], [3 / 2, 3 / 2, 3 / 2, 3 / 2, 0]),
    ],
)
def test_of_equal_remainders_luck_decides(stock: float, claims: list[float], chances: list[float]) -> None:
    """In every period anew, and for every set of the claimants alike."""
    periods = 4000
    given = np.array([served(stock, claims, period=period) for period in range(periods)])
    np.testing.assert_allclose(given.mean(axis=0), chances, atol=4 * 0.5 / np.sqrt(periods))
    assert ((given == np.floor(chances)) | (given == np.ceil(chances))).all()
    assert abs(np.corrcoef(given[1:, 1], given[:-1, 1])[0, 1]) < 4 / np.sqrt(periods)


@pytest.mark.parametrize("mode", ["proportional", "equal"])
def test_the_luck_of_a_claimant_is_its_own_wherever_it_stands(mode: str) -> None:
    here = np.zeros(1, np.int64)
    claims, there = np.array([[2.0], [2.0], [2.0], [1.0], [1.0]]), addresses(5)
    for period in range(50):
        by_place = []
        for order in ([0, 1, 2, 3, 4], [4, 2, 0, 3, 1], [3, 4, 1, 2, 0]):
            left, given = claims[order], np.zeros((5, 1))
            serve_groups(
                NUMBERS[mode], np.array([3.0]), left, given, np.zeros(5, np.int64), True, np.uint64(1), there[order],
                here, period,
            )  # fmt: skip
            by_place.append(given[np.argsort(order), 0].tolist())
        assert by_place[0] == by_place[1] == by_place[2]


@given(st.lists(st.integers(0, 300), min_size=1, max_size=9), st.integers(0, 900))
def test_whole_shares_are_within_a_unit_of_the_fair_ones(claims: list[int], stock: int) -> None:
    shares = served(float(stock), [float(claim) for claim in claims])
    total = sum(claims)
    assert sum(shares) == min(total, stock)
    for claim, share in zip(claims, shares, strict=True):
        assert share == int(share)
        assert share <= claim
        assert abs(share - claim * min(1.0, stock / max(total, 1))) < 1.0


def test_everybody_gets_the_same_amount_up_to_what_he_claims() -> None:
    """By hand: 10 among 4; the first wants only 1, the third 2, and the other two share the 7 that are left."""
    assert served(10.0, [1, 6, 2, 9], whole=False, mode="equal") == [1, 3.5, 2, 3.5]
    assert served(3.0, [1, 6, 2, 9], whole=False, mode="equal") == [0.75] * 4
    assert served(18.0, [1, 6, 2, 9], whole=False, mode="equal") == [1, 6, 2, 9]
    assert served(20.0, [1, 6, 2, 9], mode="equal") == [1, 6, 2, 9]
    assert served(9.0, [1, 6, 2, 9], mode="equal") == [1, 3, 2, 3]
    assert served(0.0, [1, 6, 2, 9], mode="equal") == [0] * 4


def test_nobody_gains_by_claiming_more_than_his_equal_share() -> None:
    """Under proportional shares he does: Cachon & Lariviere 1999, where equal ones are the uniform allocation."""
    for asked in (4, 7, 50, 1000):
        assert served(12.0, [2, asked, 6, 8], whole=False, mode="equal")[1] == pytest.approx(10 / 3)
    assert served(12.0, [2, 50, 6, 8], whole=False)[1] > served(12.0, [2, 7, 6, 8], whole=False)[1]


def test_odd_units_of_equal_shares_go_to_the_luckiest() -> None:
    """11 among 4, of whom one wants 1 and one 3: 3.5 each for the others, so that these draw for one unit."""
    periods = 4000
    given = np.array([served(11.0, [1, 6, 3, 9], mode="equal", period=period) for period in range(periods)])
    assert (given[:, [0, 2]] == [1, 3]).all()
    assert (np.sort(given[:, [1, 3]]) == [3, 4]).all()
    assert abs(given[:, 1].mean() - 3.5) < 4 * 0.5 / np.sqrt(periods)
    assert sorted(served(11.0, [6, 6, 6], mode="equal")) == [3, 4, 4]  # two odd units, one each


@given(st.lists(st.integers(0, 300), min_size=1, max_size=9), st.integers(0, 900))
def test_equal_shares_leave_nothing_and_favour_nobody(sevenths: list[int], stock: int) -> None:
    claims = np.array(sevenths) / 7
    shares = np.array(served(stock / 7, claims.tolist(), whole=False, mode="equal"))
    assert shares.sum() == pytest.approx(min(claims.sum(), stock / 7))
    short = shares < claims
    assert (shares <= shares[short].min(initial=np.inf)).all()
    assert len(set(shares[short])) <= 1


def test_smaller_priorities_are_served_before_larger_ones() -> None:
    assert served(9.0, [4, 7, 2], groups=[0, 1, 1]) == [4, 4, 1]  # 3.89 and 1.11 of the 5 that are left


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


def test_equal_shares_in_a_network() -> None:
    """10 come for claims of 1, 6, 2 and 9; of the next 4 the two that still claim get 2 each, of the last 6 one 0.5."""
    orders = {"a": [1.0, 0, 0, 0, 0], "b": [6.0, 0, 0, 0, 0], "c": [2.0, 0, 0, 0, 0], "d": [9.0, 0, 0, 0, 0]}
    received = warehouse(orders, [0, 10.0, 4.0, 6.0], allocation="equal").history(5)["received"][:, :4, 0]
    assert received[2:].tolist() == [[1, 3.5, 2, 3.5], [0, 2, 0, 2], [0, 0.5, 0, 3.5]]


def test_who_sends_goods_back_has_the_newest_claims_struck_out() -> None:
    """Of 5 claimed first and 3 claimed last, 6 less leave 2 of the first: still before the others' claims."""
    orders = {"a": [5.0, 0, 3.0, -6.0, 0, 0], "b": [0, 9.0, 0, 0, 0, 0]}
    history = warehouse(orders, [0, 0, 0, 0, 4.0]).history(6)
    assert history["backlog"][:5, 2, 0].tolist() == [5, 14, 17, 11, 7]
    assert history["received"][5, :2, 0].tolist() == [2, 2]


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
    assert run.engine.state.term(Ages).claims.shape[0] == 32
    received = history["received"][:, :2, 0]
    assert received[30].tolist() == pytest.approx([2 + 1 / 3, 4 + 2 / 3])
    assert received[:33].sum(axis=0).tolist() == pytest.approx([30.0, 60.0])
    assert history["backlog"][[28, 29, 31], 2, 0].tolist() == pytest.approx([87, 83, 6])
