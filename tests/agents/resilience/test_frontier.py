import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bullwhip as bw
from bullwhip.agents import theory
from bullwhip.agents.outcomes.frontier_points import COVER, FORECAST, HYBRID, OWN, RESERVE, efficient
from tests.agents.optimisation.networks import BAKERY, shop
from tests.agents.resilience.chains import HOLDING, STEADY, outage, steady

KNOWN = 12  # replications
CALM = "calm"


@pytest.fixture(scope="module")
def alone() -> bw.Frontier:
    """A newsvendor whose rule today has a cover of a day: Poisson demand of 5, levels from 10 to 20."""
    return bw.frontier(shop(rule={"type": "order-up-to", "level": 15}), 100, cover=2, points=11)


def test_a_steady_chain_costs_what_its_cover_does() -> None:
    """By hand: with no cover nothing lies anywhere and nobody waits; each day of it is a day's demand at each site."""
    found = bw.frontier(steady(), KNOWN, cover=4, points=5, trials=40)
    curve = [point.worlds[CALM] for point in found.family(COVER)]
    assert [one.cost.mean for one in curve] == [day * STEADY * sum(HOLDING) for day in range(5)]
    assert [one.on_hand.mean for one in curve] == [day * STEADY * len(HOLDING) for day in range(5)]
    assert all(one.fill_rate == (1.0, 1.0, 1.0) for one in curve)
    assert [one.efficient for one in curve] == [True, False, False, False, False]
    assert found.best.worlds[CALM].cost == (0.0, 0.0, 0.0)
    assert found.today.worlds[CALM].fill_rate.mean == 0.0  # it never has anything
    assert [end.name for end in found.ends] == ["just-in-time", "just-in-case"]


def test_a_newsvendor_costs_and_fills_what_is_known(alone: bw.Frontier) -> None:
    for point in alone.family(COVER):
        exact = theory.evaluate_base_stock(5 * (2 + point.knob), theory.Discrete.poisson(5), 2, 1, 9)
        told = point.worlds[CALM]
        for found, known in ((told.cost, exact.cost), (told.fill_rate, exact.fill_rate), (told.on_hand, exact.on_hand)):
            wide = max(found.high - found.mean, found.mean - found.low)
            assert abs(found.mean - known) < 2 * wide  # four standard errors


def test_the_hybrid_of_a_newsvendor_is_the_best_level(alone: bw.Frontier) -> None:
    best = theory.optimal_base_stock(theory.Discrete.poisson(5), 2, 1, 9)
    assert alone.best.settings == {"shop": pytest.approx((best.level - 10) / 5)}
    assert alone.hybrid.sites["shop"].rule == {"type": "order-up-to", "level": best.level}


def test_what_is_the_same_as_today_differs_by_nothing(alone: bw.Frontier) -> None:
    """The curve's point of one day has the level of today, and so the same luck and the same figures."""
    [same] = [point for point in alone.family(COVER) if point.knob == pytest.approx(1.0)]
    now, told = alone.today.worlds[CALM], same.worlds[CALM]
    assert told.more_cost == told.more_fill_rate == now.more_cost == (0.0, 0.0, 0.0)
    assert (told.cost, told.fill_rate, told.on_hand) == (now.cost, now.fill_rate, now.on_hand)


def test_differences_are_paired(alone: bw.Frontier) -> None:
    """They are known far better than what they are the difference of."""
    now = alone.today.worlds[CALM].cost
    [near] = [point.worlds[CALM] for point in alone.family(COVER) if point.knob == pytest.approx(1.2)]
    assert near.more_cost.mean == pytest.approx(near.cost.mean - now.mean)
    assert near.more_cost.high - near.more_cost.low < 0.5 * (now.high - now.low)
    assert near.more_fill_rate.mean == pytest.approx(near.fill_rate.mean - alone.today.worlds[CALM].fill_rate.mean)


def test_a_point_is_a_run_with_its_rules(alone: bw.Frontier) -> None:
    result = bw.run(alone.hybrid, 100)
    told = alone.best.worlds[CALM]
    for figure, measure in (("cost", "cost_per_period"), ("fill_rate", "fill_rate"), ("on_hand", "on_hand")):
        estimate = result.estimate(measure, network=True)
        assert estimate is not None
        assert tuple(getattr(told, figure)) == (estimate.mean[0], estimate.low[0], estimate.high[0])


def test_a_chain_has_a_cover_for_each_site() -> None:
    """The local levels of Clark and Scarf are the best; none for all sites together comes near."""
    serial = bw.load("serial")
    found = bw.frontier(serial, 50)
    exact = bw.run(serial, 50).costs.mean() / (serial.periods - serial.warm_up)
    assert list(found.best.settings) == [site.name for site in serial.site if site.rule]
    assert found.best.worlds[CALM].cost.mean < 1.01 * exact
    assert found.best.worlds[CALM].cost.mean <= min(point.worlds[CALM].cost.mean for point in found.family(COVER))


def test_two_lanes_have_two_covers() -> None:
    """The best dual index of case L of Gijsbrechts et al. (2022): 4 and 8, of 4 units a day and 0 or 1 days."""
    found = bw.frontier("dual-sourcing", KNOWN)
    rule = found.hybrid.sites["shop"].rule
    assert rule is not None
    assert (rule["express"], rule["regular"]) == (4, 8)
    assert list(found.best.settings) == ["shop", "shop, express"]


def test_sites_of_a_large_network_share_covers_by_tier() -> None:
    found = bw.frontier("bulldozer", KNOWN, trials=8, points=3)
    tiers = list(found.best.settings)
    assert tiers[0] == "tier 1"
    assert len(tiers) <= 8


def test_only_the_named_sites_are_varied() -> None:
    found = bw.frontier("serial", KNOWN, sites=["shop"], trials=20, points=3)
    before = bw.load("serial")
    changed = [site.name for site in found.hybrid.site if site.rule != before.sites[site.name].rule]
    assert set(found.best.settings) == {"shop"}
    assert set(changed) <= {"shop"}


def test_limits_of_a_site_stay() -> None:
    found = bw.frontier(shop(rule={"type": "order-up-to", "level": 12, "cap": 9}), KNOWN, trials=20, points=3)
    rule = found.hybrid.sites["shop"].rule
    assert rule is not None
    assert rule["cap"] == 9


def test_a_bakery_with_everything_has_a_frontier() -> None:
    """Two lanes, a recipe, ageing, lost sales, yield: no point of the curve costs less than the best hybrid."""
    found = bw.frontier(BAKERY, 24, trials=160, points=9)
    assert set(found.best.settings) == {
        "bakery, flour", "bakery, yeast", "bakery, bread", "bakery, flour, express",
    }  # fmt: skip
    least = min(point.worlds[CALM].cost.mean for point in found.family(COVER))
    assert found.best.worlds[CALM].cost.mean < least


def test_more_or_less_stock_of_todays_rules(alone: bw.Frontier) -> None:
    own = alone.family(OWN)
    assert own[0].knob == -2.0  # the levels of the curve go from 0 to 25 here
    stock = [point.worlds[CALM].on_hand.mean for point in own if point is not alone.today]
    assert stock == sorted(stock)


def test_rules_that_hold_no_stock_of_their_own_have_no_second_curve() -> None:
    found = bw.frontier(shop(rule={"type": "pass-on"}), KNOWN, trials=20, points=3)
    assert found.family(OWN) == [found.today]


def test_where_no_shortage_costs_anything_a_fill_rate_is_asked_for() -> None:
    found = bw.frontier(shop(backlog_cost=0), 50)
    assert found.least_fill_rate == 0.95
    assert found.best.worlds[CALM].fill_rate.mean == pytest.approx(0.96, abs=0.015)
    asked = bw.frontier(shop(), 50, fill_rate=0.99)
    assert asked.least_fill_rate == 0.99
    assert asked.best.worlds[CALM].fill_rate.mean > 0.985


def test_what_is_out_of_reach_is_said() -> None:
    assert "a fill rate of 0.9999 is out of reach" in str(
        bw.frontier(shop(), KNOWN, cover=0.4, points=3, fill_rate=0.9999)
    )


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 5)), min_size=1, max_size=12))
def test_the_efficient_points_are_those_that_no_other_beats(points: list[tuple[int, int]]) -> None:
    costs, filled = np.array(points, np.float64).T
    told = efficient(costs, filled / 5)
    for at, (cost, fill) in enumerate(points):
        beaten = any(c <= cost and f >= fill and (c, f) != (cost, fill) for c, f in points)
        assert told[at] == (not beaten)


def test_rounding_beats_nobody() -> None:
    assert efficient([10.0, 10.0 + 1e-12], [0.9, 0.9]).all()


def test_marks_of_a_frontier_are_those_of_its_figures(alone: bw.Frontier) -> None:
    told = [point.worlds[CALM] for point in alone.points]
    costs, filled = ([getattr(one, name).mean for one in told] for name in ("cost", "fill_rate"))
    assert [one.efficient for one in told] == efficient(costs, filled).tolist()


def test_the_seed_decides_all() -> None:
    first, again, other = (bw.frontier(shop(), KNOWN, seed=seed, trials=20, points=3).to_json() for seed in (5, 5, 6))
    assert first == again != other


def test_tables_and_json_say_the_same(alone: bw.Frontier, tmp_path: Path) -> None:
    table = alone.table
    told = json.loads(alone.to_json())
    assert list(table["point"]) == [point["point"] for point in told["points"]]
    first = told["points"][1][CALM]
    row = table.iloc[1]
    assert (row["cost"], row["cost_low"], row["cost_high"]) == tuple(first["cost"].values())
    assert {point["knob"] for point in told["points"] if point["family"] == HYBRID} == {None}
    written = {file.name for file in alone.save(tmp_path)}
    assert written == {"frontier.csv", "frontier.parquet", "hybrids.csv", "hybrids.parquet", "hybrid.toml"}
    assert bw.load(tmp_path / "hybrid.toml") == alone.hybrid
    assert "hybrid" in alone._repr_html_()
    assert alone.to_xlsx(tmp_path / "frontier.xlsx").stat().st_size > 0


def test_few_replications_have_no_intervals() -> None:
    found = bw.frontier(shop(), 3, trials=20, points=3)
    assert math.isnan(found.best.worlds[CALM].cost.low)
    assert json.loads(found.to_json())["points"][1][CALM]["cost"]["low"] is None


BAD: list[tuple[dict[str, Any], str]] = [
    ({"replications": 0}, "replications: found 0; give a whole number, 1 or more"),
    ({"points": 2}, "points: found 2; give a whole number, 3 or more"),
    ({"cover": 0}, "cover: found 0; give periods above 0, such as 5"),
    ({"cover": math.nan}, "cover: found nan; give periods above 0"),
    ({"cover": "a week"}, "cover: found 'a week'; give periods above 0"),
    ({"fill_rate": 95}, "fill_rate: found 95; give a share above 0 and below 1"),
    ({"trials": 0}, "trials: found 0"),
    ({"seed": -1}, "seed: found -1"),
    ({"sites": ["maker"]}, "site: found 'maker', which keeps no stock"),
    ({"periods": 20}, "periods: found 20, but the warm-up takes 20"),
]


@pytest.mark.parametrize(("given", "said"), BAD)
def test_bad_input_is_named_with_its_remedy(given: dict[str, Any], said: str) -> None:
    with pytest.raises(bw.BullwhipError) as error:
        bw.frontier(shop(), **given)
    assert said in str(error.value)


def test_a_rule_for_three_lanes_has_no_cover() -> None:
    """Its rule says itself what is ordered on each lane, and nothing else splits an order."""
    three = shop(rule={"type": "recorded-on-lanes", "orders": []})
    three["site"] = [*three["site"], *({"name": f"maker {k}", "role": "supplier"} for k in (2, 3))]
    three["lane"] = [{"from": f"maker{k}", "to": "shop", "lead_time": 1} for k in ("", " 2", " 3")]
    with pytest.raises(bw.BullwhipError, match="found none whose stock can be varied"):
        bw.frontier(three)


def test_rules_that_forecast_are_swept_as_well() -> None:
    """Under constant demand a forecast is right: just-in-case costs what the same cover does.

    A reserve is never touched there, so it costs the same again.
    """
    found = bw.frontier(outage(disruption=[]), KNOWN, cover=3, points=4, trials=20)
    for name, told in ((FORECAST, "2 days of forecast"), (RESERVE, "reserve of 2 days")):
        points = found.family(name)
        assert [point.worlds[CALM].cost.mean for point in points] == [day * STEADY * 2 for day in range(4)]
        assert points[2].name == told
        assert found.cheapest(name) == points[0]


def test_hybrids_cover_forecasts_where_these_are_cheaper() -> None:
    """Demand that grows from 5 to 45 units a day: a cover of its mean is too much first, and too little then."""
    growing = shop(demand={"type": "poisson", "mean": 5, "trend": 0.1})
    found = bw.frontier(growing, 24, trials=60, points=9)
    rule = found.hybrid.sites["shop"].rule
    assert rule is not None
    assert rule["type"] == "just-in-case"
    assert rule["cover"] == pytest.approx(found.best.settings["shop"])
    cheapest = [found.cheapest(family) for family in (COVER, FORECAST)]
    of_mean, of_forecast = (point.worlds[CALM].cost.mean for point in cheapest if point is not None)
    assert found.best.worlds[CALM].cost.mean <= of_forecast < of_mean
