"""Distributions of demand from what scenarios say: exact where there is one, with the right moments elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from bullwhip.agents.theory import Discrete, Gamma, Normal, consecutive_demand
from bullwhip.agents.tuning.expected_demand import Record, Uneven, distribution_of, first_demand
from bullwhip.network.demand import Demand
from bullwhip.network.replications import Replications
from bullwhip.network.scenario import GivenDemand
from bullwhip.network.tape import Market, Tape

ADAPTER: TypeAdapter[Any] = TypeAdapter(GivenDemand)


def demand(kind: str, **keys: Any) -> Demand:
    made: Demand = ADAPTER.validate_python({"type": kind, **keys})
    return made


def test_plain_kinds_keep_their_distribution() -> None:
    poisson = distribution_of([demand("poisson", mean=3.0)], 100)
    assert isinstance(poisson, Discrete)
    assert poisson.cdf(4) == pytest.approx(Discrete.poisson(3).cdf(4))
    assert distribution_of([demand("normal", mean=5.0, sd=1.0)], 100) == Normal(5, 1)
    assert distribution_of([demand("gamma", mean=5.0, sd=1.0)], 100) == Gamma(5, 1)
    drawn = distribution_of([demand("empirical", values=[0.0, 2.0, 2.0])], 100)
    assert isinstance(drawn, Discrete)
    assert drawn.cdf(1) == pytest.approx(1 / 3)


def test_whole_demand_in_millions_takes_no_table_of_all_its_values() -> None:
    assert distribution_of([demand("poisson", mean=1e9)], 100) == Gamma(1e9, np.sqrt(1e9))
    rare = distribution_of([demand("negative-binomial", mean=1.0, variance=1e6)], 100)
    assert rare == Gamma(1, 1000)
    drawn = distribution_of([demand("empirical", values=[0.0, 2e9, 2e9])], 100)
    assert [drawn.mean, drawn.sd] == pytest.approx([4e9 / 3, np.std([0, 2e9, 2e9])])
    assert drawn.over(4).quantile(0.5) == pytest.approx(16e9 / 3)
    exact = distribution_of([demand("poisson", mean=9e5)], 100)
    assert isinstance(exact, Discrete)
    assert Gamma(9e5, np.sqrt(9e5)).over(4).quantile(0.95) == pytest.approx(float(exact.over(4).quantile(0.95)), abs=1)


def test_customers_add_up() -> None:
    two = distribution_of([demand("poisson", mean=3.0), demand("poisson", mean=4.0)], 100)
    assert two.quantile(0.9) == Discrete.poisson(7).quantile(0.9)
    mixed = distribution_of([demand("poisson", mean=3.0), demand("negative-binomial", mean=4.0, variance=9.0)], 100)
    assert isinstance(mixed, Discrete)
    assert [mixed.mean, mixed.sd**2] == pytest.approx([7, 12])
    other = distribution_of([demand("constant", value=3.0), demand("normal", mean=4.0, sd=2.0)], 100)
    assert other.over(4) == Normal(28, 4)


def test_nobody_asks_for_anything() -> None:
    distribution = distribution_of([], 100)
    assert distribution.mean == distribution.sd == distribution.over(3).quantile(0.95) == 0


def test_what_is_known_is_its_own_distribution() -> None:
    step = distribution_of([demand("step", before=4.0, after=8.0, at=5)], 36)
    assert isinstance(step, Record)
    assert step.mean == pytest.approx((4 * 4 + 32 * 8) / 36)
    assert step.over(4).quantile(2 / 3) == 32
    assert step.cdf([3, 4, 8]) == pytest.approx([0, 4 / 36, 1])
    assert step.loss(6) == pytest.approx(2 * 32 / 36)
    assert distribution_of([demand("constant", value=2.5)], 36).over(3).quantile(0.5) == 7.5


def test_stretches_of_a_record_are_those_of_consecutive_demand() -> None:
    units = np.random.default_rng(1).poisson(20, 60).astype(float)
    ours, theirs = distribution_of([demand("series", values=units.tolist())], 60), consecutive_demand(units, 7)
    for p in (0.05, 0.5, 0.9, 1.0):
        assert ours.over(7).quantile(p) == theirs.quantile(p)
    assert ours.over(7).loss(130) == pytest.approx(float(theirs.loss(130)))
    assert ours.over(7).sd == pytest.approx(theirs.sd)


def test_a_short_series_starts_again() -> None:
    distribution = distribution_of([demand("series", values=[1.0, 2.0, 3.0])], 3)
    assert distribution.over(6).quantile(0.5) == 12
    assert distribution.over(7).quantile(1) == 15
    assert distribution.over(4).mean == 8  # 7, 8 and 9, each as often


def test_demand_that_falls_to_nothing_stays_there_unless_it_may_be_negative() -> None:
    """3, 2, 1, 0, and then 0 or -1."""
    assert distribution_of([demand("constant", value=3.0, trend=-1.0)], 5).mean == pytest.approx(6 / 5)
    assert distribution_of([demand("normal", mean=3.0, sd=1.0, trend=-1.0, clip=False)], 5).mean == pytest.approx(5 / 5)


@pytest.mark.parametrize(
    "described",
    [
        demand("poisson", mean=30.0, season=[0.5, 1.5, 1.0]),
        demand("normal", mean=50.0, sd=5.0, trend=0.2),
        demand("ar1", mean=40.0, rho=0.6, sd=4.0),
        demand("ar1", mean=40.0, rho=-0.5, sd=4.0),
        demand("empirical", values=[10.5, 20.0, 30.0]),
        demand("series", values=[5.0, 9.0], season=[1.0, 2.0, 1.0]),
    ],
    ids=lambda described: described.type,
)
def test_moments_are_those_of_the_tape(described: Demand) -> None:
    periods, replications, cover = 96, 4_000, 4
    reader = Tape([Market("shop", "item", (described,))], 1, whole_units=False).reader(
        Replications.consecutive(0, replications)
    )
    drawn = np.array([reader.demand(t)[0].copy() for t in range(periods)])
    sums = np.lib.stride_tricks.sliding_window_view(drawn, cover, axis=0).sum(axis=-1)
    distribution = distribution_of([described], periods)
    assert isinstance(distribution, Uneven | Record)
    assert distribution.mean == pytest.approx(drawn.mean(), rel=0.01)
    assert distribution.sd == pytest.approx(drawn.std(), rel=0.02)
    assert distribution.over(cover).sd == pytest.approx(sums.std(), rel=0.02)
    assert float(distribution.cdf(distribution.quantile(0.9))) == pytest.approx(0.9, abs=0.2)
    assert distribution.over(cover).loss(distribution.over(cover).mean) == pytest.approx(
        np.maximum(sums - sums.mean(), 0).mean(), rel=0.1
    )
    assert float(distribution.loss(distribution.mean)) >= 0


def test_the_first_demand() -> None:
    for demands, first in (
        ([demand("step", before=4.0, after=8.0, at=5)], 4),
        ([demand("poisson", mean=10.0, season=[0.5, 1.5])], 5),
        ([demand("series", values=[9.0, 1.0, 2.0])], 4),
        ([demand("normal", mean=10.0, sd=1.0, trend=2.0)], 10),
        ([demand("poisson", mean=10.0), demand("constant", value=1.0)], 11),
        ([], 0),
    ):
        assert first_demand(demands, distribution_of(demands, 36)) == pytest.approx(first)
