"""The tape as a scenario sees it.  Philox, tables and distributions one by one: tests/network/tape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from bullwhip.network.arrays import Array
from bullwhip.network.replications import Replications
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network
from tests.driving import load

PERIODS = 40
DEMANDS: list[dict[str, Any]] = [
    {"type": "normal", "mean": 5.0, "sd": 3.0},
    {"type": "poisson", "mean": 10.0},
    {"type": "negative-binomial", "mean": 4.0, "variance": 10.0},
    {"type": "gamma", "mean": 6.0, "sd": 9.0},
    {"type": "ar1", "mean": 5.0, "rho": 0.5, "sd": 2.0},
    {"type": "empirical", "values": [3.0, 0.0, 7.5]},
    {"type": "discrete", "values": [3.0, 0.0, 7.5], "weights": [1.0, 2.5, 0.5]},
    {"type": "step", "before": 4.0, "after": 8.0, "at": 20},
]


def shops(demands: Sequence[Any], names: Sequence[str] = (), **keys: Any) -> Scenario:
    """A shop with its own customers for each demand, supplied from outside."""
    called = list(names) or [f"shop {k}" for k in range(len(demands))]
    sites = [
        {"name": name, "role": "retailer", "rule": "pass-on", "demand": demand}
        for name, demand in zip(called, demands, strict=True)
    ]
    lanes = [{"to": name, "lead_time": 1} for name in called]
    return load({"name": "s", "periods": PERIODS, "site": sites, "lane": lanes} | keys)


def demand_of(scenario: Scenario, periods: int = PERIODS, replications: int = 3) -> dict[str, Array]:
    """By site: (periods, replications)."""
    tape = Network.of(scenario).tape
    reader = tape.reader(Replications.consecutive(0, replications))
    drawn = np.array([reader.demand(period).copy() for period in range(periods)])
    return {market.site: drawn[:, m] for m, market in enumerate(tape.markets)}


def test_another_site_changes_nobodys_demand() -> None:
    names = [f"shop {k}" for k in range(len(DEMANDS))]
    before = demand_of(shops(DEMANDS, names))
    new = {"type": "gamma", "mean": 1.0, "sd": 1.0}
    after = demand_of(shops([new, *DEMANDS[::-1], new], ["new", *names[::-1], "newer"]))
    for name, demand in before.items():
        np.testing.assert_array_equal(after[name], demand)


def test_another_kind_of_customer_leaves_the_others_luck_alone() -> None:
    """The second of a shop's demands has luck of its own, whether or not there is a third."""
    two = demand_of(shops([[DEMANDS[0], DEMANDS[1]]]))["shop 0"]
    three = demand_of(shops([[DEMANDS[0], DEMANDS[1], DEMANDS[3]]]))["shop 0"]
    assert (three >= two).all()
    assert (three > two).any()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "poisson", "mean": 4.0}, {"type": "poisson", "mean": 5.0}),
        (
            {"type": "negative-binomial", "mean": 4.0, "variance": 10.0},
            {"type": "negative-binomial", "mean": 4.0, "variance": 40.0},
        ),
        ({"type": "empirical", "values": [3.0, 0.0, 7.5]}, {"type": "empirical", "values": [1.0, 2.0, 9.0]}),
    ],
    ids=lambda demand: str(demand["type"]),
)
def test_distributions_of_one_kind_differ_by_every_parameter(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Equal distributions share a table; those of other parameters have one of their own."""
    alone = demand_of(shops([other], ["shop 1"]))["shop 1"]
    beside = demand_of(shops([one, other, one]))["shop 1"]
    np.testing.assert_array_equal(beside, alone)


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: str(demand["type"]))
def test_a_stream_is_the_same_wherever_it_is_named(demand: dict[str, Any]) -> None:
    named = demand | {"stream": "weather"}
    found = demand_of(shops([named, {"type": "constant", "value": 1.0}, named]))
    np.testing.assert_array_equal(found["shop 0"], found["shop 2"])


def test_a_clipped_normal_is_a_normal_cut_at_zero() -> None:
    mean, sd = 1.0, 3.0
    found = demand_of(shops([{"type": "normal", "mean": mean, "sd": sd}]), 100, 1000)["shop 0"].ravel()
    at_zero = stats.norm.cdf(-mean / sd)
    assert abs((found == 0).mean() - at_zero) < 4 * np.sqrt(at_zero * (1 - at_zero) / found.size)
    above = stats.truncnorm(-mean / sd, np.inf, mean, sd)
    assert stats.kstest(found[found > 0], above.cdf).pvalue > 0.01


def test_demand_is_cut_at_zero_beside_demand_that_may_be_negative() -> None:
    normal = {"type": "normal", "mean": 1.0, "sd": 3.0, "stream": "weather"}
    found = demand_of(shops([normal, normal | {"clip": False}]))
    assert found["shop 1"].min() < 0
    np.testing.assert_array_equal(found["shop 0"], np.maximum(found["shop 1"], 0.0))


@pytest.mark.parametrize(("mean", "sd"), [(1.0, 100.0), (50.0, 7.0), (100.0, 0.1)])
def test_gamma_demand_is_a_number_whatever_its_skew(mean: float, sd: float) -> None:
    found = demand_of(shops([{"type": "gamma", "mean": mean, "sd": sd}]), 50, 2000)["shop 0"]
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    high = float(special.gammaincinv((mean / sd) ** 2, 0.99)) * sd**2 / mean
    assert (found <= high).mean() == pytest.approx(0.99, abs=4 * 0.1 / np.sqrt(found.size))


@pytest.mark.parametrize("at", [1, 2, 17, 18, 40, 41, 10**9])
def test_a_step_comes_in_its_period_and_takes_no_room(at: int) -> None:
    found = demand_of(shops([{"type": "step", "before": 4.0, "after": 8.0, "at": at}]))["shop 0"][:, 0]
    assert found.tolist() == [4.0 if period < at else 8.0 for period in range(1, PERIODS + 1)]


def test_given_demand_of_several_kinds_side_by_side() -> None:
    """A series starts again after its end, a step stays, and each has its own season."""
    found = demand_of(
        shops(
            [
                {"type": "series", "values": [3.0, 1.0, 2.0], "season": [1.0, 2.0]},
                {"type": "step", "before": 4.0, "after": 8.0, "at": 5},
                {"type": "constant", "value": 6.0, "trend": -1.0},
            ]
        ),
        8,
        1,
    )
    assert found["shop 0"][:, 0].tolist() == [3, 2, 2, 6, 1, 4, 3, 2]
    assert found["shop 1"][:, 0].tolist() == [4, 4, 4, 4, 8, 8, 8, 8]
    assert found["shop 2"][:, 0].tolist() == [6, 5, 4, 3, 2, 1, 0, 0]


def test_a_long_run_read_backwards_is_the_same() -> None:
    tape = Network.of(shops(DEMANDS)).tape
    forward, backward = tape.reader(Replications.consecutive(0, 2)), tape.reader(Replications.consecutive(0, 2))
    expected = [forward.demand(period).copy() for period in range(100)]
    for period in range(99, -1, -1):
        np.testing.assert_array_equal(backward.demand(period), expected[period])
