"""The four causes of the bullwhip effect: each alone, by its formula where there is one, and all together."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

import bullwhip as bw

REPLICATIONS = 200  # of 260 weeks
MEAN, SD = 100.0, 25.0  # of the demand of a shop
LOT = 80
QUARTER = 13  # weeks
ALONE = ("cause-demand-signals", "cause-batching", "cause-rationing", "cause-prices")
HONEST = {"type": "forecast-order-up-to", "forecast": {"type": "known", "mean": MEAN}, "cover": 3.5}


@cache
def bullwhip(name: str) -> tuple[float, float, float]:
    """Of the warehouse: the variance of its orders over that of the customers' demand; mean and 95% interval."""
    return measured(bw.load(name))


def measured(scenario: Any) -> tuple[float, float, float]:
    totals = bw.run(scenario, REPLICATIONS, measures=["bullwhip"]).totals
    mean, low, high = (totals.loc[totals["measure"] == "bullwhip", column].item() for column in ("mean", "low", "high"))
    return mean, low, high


def agrees(found: tuple[float, float, float], exact: float) -> bool:
    """Within twice the half width of the interval: of some formulas one misses the interval itself."""
    mean, low, high = found
    return abs(mean - exact) < high - low


def changed(name: str, **tables: dict[str, Any]) -> Any:
    """A scenario with other keys of its sites."""
    document = bw.load(name).document()
    document["site"] = [site | tables.get(site["name"], {}) for site in document["site"]]
    return bw.load(document)


def test_without_a_cause_there_is_none() -> None:
    found = bullwhip("causes-none")
    assert agrees(found, 1.0)
    assert found[2] - found[1] < 0.005
    history = bw.run("causes-none", record=True).history.pivot(
        index="period", columns="site", values=["asked", "order"]
    )
    assert (history["asked"] == history["order"]).all().all()


@pytest.mark.parametrize("name", ALONE)
def test_each_cause_alone_makes_it(name: str) -> None:
    assert bullwhip(name)[1] > 1.5


def test_all_together_make_more_than_their_sum() -> None:
    added = sum(bullwhip(name)[2] - 1 for name in ALONE)
    assert bullwhip("causes-together")[1] > 1 + added


def test_demand_signals_agree_with_the_formula() -> None:
    """Chen, Drezner, Ryan & Simchi-Levi 2000, whose bound is exact where orders may be negative."""
    periods, cover = 10, 3.5
    assert agrees(bullwhip("cause-demand-signals"), 1 + 2 * cover / periods + 2 * (cover / periods) ** 2)


def test_who_knows_his_demand_takes_no_signals_from_it() -> None:
    honest = {"rule": HONEST}
    assert agrees(measured(changed("cause-demand-signals", east=honest, west=honest)), 1.0)


def test_lots_agree_with_the_formula() -> None:
    """What was ordered too much is 0 to 79, each as likely; so k or k + 1 lots are ordered, of variance r (80 - r)."""
    demand = np.arange(0, 300)
    chance = np.diff(stats.norm(MEAN, SD).cdf(np.arange(-0.5, 300)))
    variance = chance @ (demand - MEAN) ** 2
    beyond = demand % LOT
    assert agrees(bullwhip("cause-batching"), 1 + float(chance @ (beyond * (LOT - beyond)) / variance))


def test_single_units_are_no_lots() -> None:
    assert agrees(measured(bw.load("cause-batching", {"lane.warehouse>*.multiple": "1"})), 1.0)


def test_a_shortage_alone_moves_no_orders() -> None:
    """With the same shortage, shops that order what they need pass on their demand: the game makes the effect."""
    honest = {"rule": HONEST}
    scenario = changed("cause-rationing", east=honest, west=honest)
    assert agrees(measured(scenario), 1.0)
    fill = {}
    for kind, one in {"honest": scenario, "gaming": bw.load("cause-rationing")}.items():
        table = bw.run(one, REPLICATIONS, measures=["fill_rate"]).table("fill_rate")["fill_rate"]
        fill[kind] = [float(rate) for rate in table]
    assert fill["gaming"][2] < fill["honest"][2] - 0.1  # the shortage that the warehouse sees
    assert fill["gaming"][:2] == pytest.approx(fill["honest"][:2], abs=0.01)  # customers gain nothing


def test_without_a_shortage_there_is_no_game() -> None:
    plenty = {"lane.>warehouse.capacity": "1000", "site.warehouse.stock": "1600", "site.warehouse.rule.cover": "8"}
    assert agrees(measured(bw.load("cause-rationing", plenty)), 1.0)


def test_promotions_agree_with_the_formula() -> None:
    """Week by week, where X is the demand of a week less its mean, and x+ is x where it is above zero.

    In the week of the promotion demand and m more are ordered; in the next X+, as far as demand is more than m; then
    demand less what was not used of m, X-; in all others demand.  The mean is m: variances about it add up to
    (m^2 + s^2) + E(X+ - m)^2 + 1.5 s^2 + 10 s^2.
    """
    mean, variance = 2 * MEAN, 2 * (SD**2 + 1 / 12)  # of both shops' demand, in whole units
    above = math.sqrt(variance / (2 * math.pi))  # E X+
    after = variance / 2 - 2 * mean * above + mean**2
    summed = mean**2 + variance + after + 1.5 * variance + (QUARTER - 3) * variance
    assert agrees(bullwhip("cause-prices"), summed / (QUARTER * variance))


def test_a_steady_price_moves_no_orders() -> None:
    assert agrees(measured(bw.load("cause-prices", {"lane.>warehouse.price_changes": "[]"})), 1.0)


def test_the_texts_tell_what_comes_out() -> None:
    table = [line.split("|") for line in bw.load("causes-none").about.splitlines() if line.startswith("| `c")]
    said = {row[1].strip(" `"): row[3].strip() for row in table}
    assert set(said) == {*ALONE, "causes-together"}
    for name, figure in said.items():
        assert f"{bullwhip(name)[0]:.{len(figure.partition('.')[2])}f}" == figure, name
