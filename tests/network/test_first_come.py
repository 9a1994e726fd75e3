"""First come, first served through the engine, in long runs.  How a single stock is shared: test_allocate.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from scipy import stats

from bullwhip.network.allocation.modes import MODES
from bullwhip.network.arrays import Array
from bullwhip.network.flows.terms.ages import Ages
from tests.driving import Columns, Run, load, same


def store(
    orders: Mapping[str, Sequence[float]], supply: Sequence[float], lanes: Mapping[str, Any] | None = None, **keys: Any
) -> Run:
    """A store that gets `supply` in periods 1, 2, ..., and shops that order what is written down.

    `lanes` has more keys for the lanes to the shops, `own` for the store, `keys` for the scenario.
    """
    replications = int(keys.pop("replications", 1))
    own = keys.pop("own", {})
    periods = len(supply)
    idle = {"type": "recorded", "orders": [0.0] * periods}
    shops = [
        {"name": name, "role": "retailer", "rule": {"type": "recorded", "orders": list(units)}}
        for name, units in orders.items()
    ]
    ways = [{"from": "store", "to": name, "lead_time": 1} | (lanes or {}).get(name, {}) for name in orders]
    site = {"name": "store", "role": "distributor", "rule": idle} | own
    lane = {"to": "store", "lead_time": periods, "in_transit": list(supply)}
    document = {"name": "store", "periods": periods, "allocation": "first-come", "whole_units": True}
    return Run.of(load(document | {"site": [*shops, site], "lane": [*ways, lane]} | keys), replications)


def sent(run: Run, periods: int) -> Array:
    """What each shop has been sent by the end of a period: (periods - 1, shops, replications)."""
    received: Array = run.history(periods)["received"][1:, :-1]
    return received.cumsum(axis=0)


@pytest.mark.parametrize("whole", [True, False])
def test_nobody_is_served_before_an_older_claim(whole: bool) -> None:
    """Every shop has what it claimed before the oldest open period, and no more than its claims of that one besides."""
    periods, luck = 60, np.random.default_rng(3)
    orders = {name: luck.integers(0, 9, periods).astype(float) for name in ("a", "b", "c")}
    supply = luck.integers(0, 9, periods).astype(float)
    supply[20:35] = 0.0
    run = store({name: units.tolist() for name, units in orders.items()}, supply.tolist(), whole_units=whole,
                replications=20)  # fmt: skip
    found = sent(run, periods)
    claimed = np.cumsum(list(orders.values()), axis=1).T  # (periods, shops)
    everything = claimed.sum(axis=1)
    given = 0.0
    for t in range(periods - 1):
        given = min(everything[t], given + supply[t] + stock_left(supply, everything, t))
        np.testing.assert_allclose(found[t].sum(axis=0), given, rtol=1e-12)
        done = int(np.searchsorted(everything, given + 1e-9, side="right"))  # periods whose claims are filled
        before = claimed[done - 1] if done > 0 else np.zeros(3)
        at_most = claimed[min(done, t)]
        assert (found[t] >= before[:, None] - 1e-9).all()
        assert (found[t] <= at_most[:, None] + 1e-9).all()
    assert run.engine.state.term(Ages).claims.shape[0] >= 32  # room was made twice


def stock_left(supply: Array, claimed: Array, t: int) -> float:
    """What is on hand when period t begins, if stock serves every claim it can."""
    stock = owed = 0.0
    for came, asked in zip(supply[:t], np.diff(claimed[:t], prepend=0.0), strict=True):
        stock, owed = stock + came, owed + asked
        served = min(stock, owed)
        stock, owed = stock - served, owed - served
    return stock


def test_whole_units_stay_whole_when_room_is_made() -> None:
    """Three units a period are claimed, none come for 30 periods, then seven a period."""
    run = store({"a": [1.0] * 40, "b": [2.0] * 40}, [0.0] * 30 + [7.0] * 10, replications=50)
    found = sent(run, 40)
    np.testing.assert_array_equal(found, np.rint(found))
    assert run.engine.state.term(Ages).claims.shape[0] == 32
    np.testing.assert_array_equal(found[-1].sum(axis=0), 63.0)
    np.testing.assert_array_equal(found[-1], np.array([[21.0] * 50, [42.0] * 50]))  # 21 periods' claims in full


def test_portions_are_drawn_as_if_at_once() -> None:
    """3 units, then 4: together hypergeometric, 7 of 6 + 9 + 5; the luck of every period is its own."""
    claims, n = np.array([6.0, 9.0, 5.0]), 20_000
    run = store({name: [units, 0, 0, 0] for name, units in zip("abc", claims, strict=True)}, [0, 3.0, 4.0, 0],
                replications=n)  # fmt: skip
    found = sent(run, 4)
    total = claims.sum()
    for k, claim in enumerate(claims):
        for portion, units in ((1, 3), (2, 7)):
            distribution = stats.hypergeom(int(total), int(claim), units)
            values = np.arange(min(units, int(claim)) + 1)
            expected = distribution.pmf(values) * n
            many = expected >= 5
            counts = np.bincount(found[portion, k].astype(int), minlength=values.size)
            assert counts.size == values.size
            observed, awaited = counts[many], expected[many]
            assert stats.chisquare(observed, awaited * observed.sum() / awaited.sum()).pvalue > 0.01
    covariance = np.cov(found[2])
    shares = claims / total
    expected_covariance = 7 * (total - 7) / (total - 1) * (np.diag(shares) - np.outer(shares, shares))
    np.testing.assert_allclose(covariance, expected_covariance, atol=4 * np.sqrt(2 / n) * covariance.max())


def test_items_and_replications_have_luck_of_their_own() -> None:
    rule = {"type": "recorded", "orders": [9.0] * 3}
    sites: list[dict[str, Any]] = [
        {"name": name, "role": "retailer", "items": {"tea": {}, "cup": {}}, "rule": rule} for name in ("a", "b")
    ]
    idle = {"type": "recorded", "orders": [0.0] * 3}
    middle = {"name": "store", "role": "distributor", "items": {"tea": {}, "cup": {}}, "rule": idle, "stock": 5}
    lanes: list[dict[str, Any]] = [{"from": "store", "to": name, "lead_time": 1} for name in ("a", "b")]
    lanes.append({"to": "store", "lead_time": 1})
    keys = {"name": "s", "periods": 3, "whole_units": True, "allocation": "first-come"}
    n = 4000
    columns = Run.of(load(keys | {"site": [*sites, middle], "lane": lanes}), n).history(3)
    tea, cup = columns["received"][1, 0], columns["received"][1, 1]  # of shop a; rows as in the file
    assert abs(np.corrcoef(tea, cup)[0, 1]) < 4 / np.sqrt(n)
    assert abs(np.corrcoef(tea[1:], tea[:-1])[0, 1]) < 4 / np.sqrt(n)
    assert abs(tea.mean() - 2.5) < 4 * tea.std() / np.sqrt(n)


def test_customers_who_waited_at_the_start_are_the_oldest() -> None:
    own = {"demand": {"type": "constant", "value": 2.0}, "backlog": 5.0}
    found = store({"a": [9.0, 0, 0, 0]}, [4.0, 3.0, 9.0, 0], own=own).history(4)
    received = found["received"][:, 0, 0]
    assert received[:2].tolist() == [0, 0]  # all of the first 4 went to those who waited
    assert received[2] <= 2  # of 3, one went to the last who waited, 2 by lot among the 9 and 2 of the first period
    assert received[:4].sum() == 9  # the third period's 9 are what is left of those claims
    assert found["backlog"][:3, 1, 0].tolist() == [1 + 2 + 9, 9 + 2, 2 + 2]


def test_a_single_claimant_needs_no_ages() -> None:
    keys: dict[str, Any] = {"orders": {"a": [4.0, 3.0, 0, 5.0, 1.0]}, "supply": [0, 3.0, 1.0, 0, 9.0]}
    columns: list[Columns] = []
    for allocation in MODES:
        run = store(**keys, allocation=allocation)
        assert run.engine.state.term(Ages).claims.shape[0] == 1
        columns.append(run.history(5))
    assert not list(same(columns[0], columns[1]))
    assert not list(same(columns[0], columns[2]))


def test_priority_goes_before_age_and_share() -> None:
    """The first rank takes all it claims, new claims too; those of a rank share in proportion."""
    orders = {"late": [6.0, 0, 0, 0], "first": [0, 4.0, 3.0, 0], "also late": [2.0, 0, 0, 0]}
    lanes = {"late": {"priority": 5}, "first": {"priority": -1}, "also late": {"priority": 5}}
    found = sent(store(orders, [0, 4.0, 7.0, 4.0, 0], lanes, allocation="priority", periods=4), 4)[:, :, 0]
    assert found.tolist() == [[0, 0, 0], [0, 4, 0], [3, 7, 1]]


@pytest.mark.parametrize("allocation", MODES)
def test_what_comes_in_goes_out_while_anybody_waits(allocation: str) -> None:
    """Largest remainders and draws alike: not a unit more or less than there is."""
    periods, luck = 30, np.random.default_rng(5)
    orders = {name: luck.integers(0, 13, periods).astype(float).tolist() for name in ("a", "b", "c", "d")}
    supply = luck.integers(0, 7, periods).astype(float)
    columns = store(orders, supply.tolist(), {"b": {"priority": 1}}, allocation=allocation, replications=5).history(
        periods
    )
    waiting = columns["backlog"][:, -1] > 0
    assert waiting[5:].all()
    np.testing.assert_array_equal(columns["shipped"][5:, -1], supply[5:, None] + np.zeros((1, 5)))
    np.testing.assert_array_equal(columns["received"][1:, :-1].sum(axis=1), columns["shipped"][:-1, -1])
    np.testing.assert_array_equal(columns["received"], np.rint(columns["received"]))


def test_ages_that_are_over_are_looked_at_no_more() -> None:
    """A long shortage makes room for many ages; once it is over only the open ones are gone through."""
    periods = 60
    run = store({"a": [1.0] * periods, "b": [2.0] * periods}, [0.0] * 30 + [200.0] + [0.0] * 29)
    row = next(k for k, point in enumerate(run.engine.network.stockpoints) if point.site == "store")
    state = run.engine.state
    for period in range(1, periods + 1):
        columns = run.step()
        first_open = (
            1 if period < 31 else period
        )  # what is claimed in a period is filled in it, as long as there is stock
        assert state.term(Ages).oldest[row] == first_open
        assert columns["backlog"][-1, 0] == (3.0 * period if period < 31 else 0.0)
    assert state.term(Ages).claims.shape[0] == 32


def test_claims_after_a_shortage_are_as_old_as_they_are() -> None:
    """The ring has come round several times when the next shortage begins: older claims still go first."""
    quiet = 41
    orders = {"a": [3.0] * quiet + [4.0, 0, 1.0, 0, 0], "b": [2.0] * quiet + [0, 5.0, 1.0, 0, 0]}
    received = store(orders, [5.0] * quiet + [0, 0, 0, 6.0, 5.0]).history(quiet + 5)["received"][:, :2, 0]
    assert received[1 : quiet + 1].tolist() == [[3, 2]] * quiet
    assert received[quiet + 1 :].tolist() == [[0, 0], [0, 0], [0, 0], [4, 2]]  # of the last 5, three are b's


def test_what_is_just_filled_is_owed_no_more() -> None:
    """0.1 and 0.2 are claimed, 0.1 and 0.2 come: no hair of 0.1 + 0.2 - 0.1 - 0.2 stays a backlog."""
    run = store({"a": [0.1, 0.2, 0, 0, 0, 0], "b": [0.1, 0.2, 0, 0, 0, 0]}, [0, 0, 0.2, 0.4, 0, 0],
                whole_units=False)  # fmt: skip
    history = run.history(6)
    assert history["on_hand"][3, -1, 0] == 0.0  # no stock is left that would say that all is filled
    assert history["backlog"][3:, -1, 0].tolist() == [0, 0, 0]


def test_a_claimant_of_whom_nothing_is_open_is_owed_nothing_while_another_waits() -> None:
    """Also where claims ended by being cancelled: 0.1 and 0.2, less 0.2 and 0.1."""
    rule = {"type": "recorded", "orders": [0.1, 0.2, -0.2, -0.1, 0, 0], "negative": True}
    shops: list[dict[str, Any]] = [
        {"name": "a", "role": "retailer", "rule": rule},
        {"name": "b", "role": "retailer", "rule": {"type": "recorded", "orders": [3.0, 0, 0, 0, 0, 0]}},
        {"name": "store", "role": "distributor", "rule": {"type": "recorded", "orders": [0.0] * 6}},
    ]
    lanes: list[dict[str, Any]] = [{"from": "store", "to": name, "lead_time": 1} for name in "ab"]
    lanes.append({"to": "store", "lead_time": 1})
    keys = {"name": "x", "periods": 6, "allocation": "first-come"}
    run = Run.of(load(keys | {"site": shops, "lane": lanes}))
    assert run.history(6)["backlog"][:, 2, 0].tolist()[4:] == [3, 3]
    network, state = run.engine.network, run.engine.state
    row = next(k for k, point in enumerate(network.stockpoints) if point.site == "a")
    assert state.owed[network.inbound[row], 0] == 0.0


def test_who_got_a_part_of_his_newest_claim_is_owed_the_rest() -> None:
    history = store({"a": [0.4, 0], "b": [1.2, 0]}, [0.8, 0], whole_units=False).history(2)
    assert history["backlog"][:, -1, 0].tolist() == pytest.approx([0.8, 0.8])
