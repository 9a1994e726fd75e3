"""Intervals: true of skewed figures, within what a figure can be, and empty where replications cannot tell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

import bullwhip as bw
from bullwhip.agents.theory import Discrete, evaluate_base_stock
from bullwhip.network.arrays import Array
from bullwhip.network.intervals import FEWEST, Sums, _untransformed, interval
from bullwhip.network.measures import MEASURES
from bullwhip.network.moments import Moments
from tests.bench.coverage import repeated, shop, taken

REPETITIONS = 400
UNCERTAIN = np.zeros(1, bool)


@pytest.mark.parametrize("n", [FEWEST, 20, 100])
@pytest.mark.parametrize("level", [28, 32])
def test_a_rare_stockout_is_covered(level: int, n: int) -> None:
    """Student's interval covers the fill rate in 64 to 92 of 100 cases."""
    distribution = Discrete.poisson(10)
    truth = evaluate_base_stock(level, distribution, 2, 1, 1).fill_rate
    few = taken(shop(level), "shop", REPETITIONS * n, 1)
    found = Moments.of(repeated(few, REPETITIONS, n)).estimate(MEASURES["fill_rate"], UNCERTAIN)
    assert found is not None
    told = ~np.isnan(found.low)
    assert ((found.low <= truth) & (truth <= found.high))[told].mean() >= 0.93
    assert (told == (found.mean < 1.0)).all()
    assert (found.high[told] <= 1.0).all()
    assert (found.low[told] >= 0.0).all()
    assert (found.low[told] < found.high[told]).all()


@pytest.mark.parametrize("n", [FEWEST, 20, 100])
@pytest.mark.parametrize("skewed", [stats.expon(), stats.norm(5), stats.gamma(0.5), stats.bernoulli(0.1)])
def test_a_mean_is_covered(skewed: Any, n: int) -> None:
    drawn = np.asarray(skewed.rvs((2000, n), random_state=7), np.float64)
    low, high = interval(Sums.of(drawn), n)
    told = ~np.isnan(low)
    assert ((low <= skewed.mean()) & (skewed.mean() <= high))[told].mean() >= 0.93


def test_for_many_replications_it_is_students() -> None:
    drawn = np.random.default_rng(1).normal(3, 1, (1, 100_000))
    low, high = interval(Sums.of(drawn), 100_000)
    half = 1.96 * drawn.std() / np.sqrt(100_000)
    assert (low[0], high[0]) == pytest.approx((drawn.mean() - half, drawn.mean() + half), abs=half / 50)


@pytest.mark.parametrize("level", [20, 24, 28])
def test_few_replications_cannot_tell(level: int) -> None:
    told = bw.run(shop(level), FEWEST - 1).as_dict()["network"]
    assert all(told[name]["low"] is told[name]["high"] is None for name in ("cost", "fill_rate", "bullwhip"))
    assert told["lost_units"] == {"mean": 0, "low": 0, "high": 0}


def test_a_shop_that_never_ran_out_does_not_know_its_service() -> None:
    told = bw.run(shop(60), 50).as_dict()
    for figures in (told["network"], told["sites"]["shop"]["item"]):
        for name in ("fill_rate", "period_service", "ready_rate"):
            assert figures[name] == {"mean": 1.0, "low": None, "high": None}
        assert figures["backlog_cost"] == {"mean": 0.0, "low": None, "high": None}
        assert figures["order_cost"] == {"mean": 0.0, "low": 0.0, "high": 0.0}  # an order costs nothing
        assert figures["cost"]["low"] < figures["cost"]["mean"] < figures["cost"]["high"]


def test_what_chance_does_not_reach_is_certain() -> None:
    terms = {"role": "retailer", "stock": 20, "rule": {"type": "order-up-to", "level": 20}}
    sites = [
        terms | {"name": "steady", "demand": {"type": "constant", "value": 4}},
        terms | {"name": "lively", "demand": {"type": "poisson", "mean": 4}},
    ]
    lanes = [{"to": site["name"], "lead_time": 2} for site in sites]
    told = bw.run({"name": "two", "periods": 40, "site": sites, "lane": lanes}, 20).as_dict()["sites"]
    for figures in told["steady"]["item"].values():
        assert figures["low"] == figures["mean"] == figures["high"]
    demand = told["lively"]["item"]["demand_mean"]
    assert demand["low"] < demand["mean"] < demand["high"]


def direct(over: Array, under: Array | None) -> tuple[Array, Array]:
    """The interval from all replications at once."""
    n = over.shape[1]
    if under is None:
        return interval(Sums.of(over), n)
    ratio = over.mean(axis=1) / under.mean(axis=1)
    off = Sums.of((over - ratio[:, None] * under) / under.mean(axis=1)[:, None])
    return interval(off._replace(mean=ratio), n)


@pytest.mark.parametrize("name", ["cost", "fill_rate", "turns", "bullwhip_stage", "net_stock_amplification"])
def test_moments_of_cells_give_what_all_replications_give(name: str) -> None:
    document = shop(
        30, {"type": "negative-binomial", "mean": 2.0, "variance": 40.0}, 4, {"type": "s-S", "s": 9, "S": 30}
    )
    result = bw.run(document, 300, chunk=64)
    found = result.estimate(name)
    low, high = direct(*taken(document, "shop", 300, result.seed)[name])
    assert found is not None
    assert found.low == pytest.approx(low, rel=1e-9)
    assert found.high == pytest.approx(np.minimum(high, MEASURES[name].most), rel=1e-9)


def test_intervals_are_the_same_to_the_last_bit_however_replications_are_split() -> None:
    whole, parts, shared = (bw.run(shop(28), 200, chunk=chunk, workers=w) for chunk, w in ((256, 1), (64, 1), (64, 2)))
    for other in (parts, shared):
        np.testing.assert_array_equal(whole.summary[["low", "high"]], other.summary[["low", "high"]])
        np.testing.assert_array_equal(whole.totals[["low", "high"]], other.totals[["low", "high"]])


@pytest.mark.parametrize("quantile", [-2.1, -0.5, 1.0, 2.1])
@pytest.mark.parametrize("skewness", [-1.0, 0.5, 3.0])
def test_the_transformation_is_halls_cubic(quantile: float, skewness: float) -> None:
    n = 20
    statistic = float(_untransformed(quantile, np.array([skewness]), n)[0])
    a = skewness / np.sqrt(n)
    assert statistic + a * statistic**2 / 3 + a**2 * statistic**3 / 27 + a / 6 == pytest.approx(quantile)
