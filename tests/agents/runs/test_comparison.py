import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw
from bullwhip.agents.rules import MinMax, OrderUpTo, PassOn
from bullwhip.agents.runs.comparison import Alternative
from bullwhip.agents.tuning.tuned_rules import MAKERS

SHOP: dict[str, Any] = {
    "name": "Shop",
    "period": "day",
    "periods": 60,
    "warm_up": 10,
    "site": [
        {
            "name": "shop", "role": "retailer", "stock": 40, "holding_cost": 1.0, "backlog_cost": 9.0,
            "rule": {"type": "order-up-to", "level": 42}, "demand": {"type": "poisson", "mean": 10},
        },
        {"name": "store", "role": "distributor", "stock": 50, "rule": {"type": "order-up-to", "level": 45}},
        {"name": "maker", "role": "supplier"},
    ],
    "lane": [
        {"from": "store", "to": "shop", "lead_time": 3},
        {"from": "maker", "to": "store", "lead_time": 3},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario() -> bw.Scenario:
    return bw.load(SHOP)


def test_the_first_alternative_is_what_the_others_are_compared_with(scenario: bw.Scenario) -> None:
    found = bw.compare(scenario, {"high": OrderUpTo(level=60), "low": OrderUpTo(level=42)}, replications=50)
    assert found.baseline == "high"
    assert found.difference("high") == (0.0, 0.0, 0.0)
    high, low = (found.results[name].costs for name in ("high", "low"))
    assert found.difference("low").mean == pytest.approx(float(np.mean(low - high)))


def test_differences_are_paired(scenario: bw.Scenario) -> None:
    """A little wider than the textbook's paired t interval, and far narrower than that of independent runs."""
    from scipy import stats

    found = bw.compare(scenario, {"42": OrderUpTo(level=42), "43": OrderUpTo(level=43)}, replications=200)
    first, second = (found.results[name].costs for name in ("42", "43"))
    told = found.difference("43")
    interval = stats.ttest_rel(second, first).confidence_interval(0.95)
    assert told.low <= interval.low < told.mean < interval.high <= told.high
    assert told.high - told.low < 1.2 * (interval.high - interval.low)
    apart = stats.ttest_ind(second, first).confidence_interval(0.95)
    assert told.high - told.low < 0.5 * (apart.high - apart.low)


def test_an_alternative_gives_what_a_run_with_its_rules_gives(scenario: bw.Scenario) -> None:
    rules: dict[str, Alternative] = {
        "current": "current",
        "a rule": OrderUpTo(level=50),
        "a table": {"type": "s-S", "s": 30, "S": 50},
        "by site": {"shop": PassOn()},
        "by stockpoint": {("shop", "item"): PassOn()},
    }
    found = bw.compare(scenario, rules, replications=5, seed=3, workers=2)
    expected: dict[str, dict[str, bw.Rule]] = {
        "current": {},
        "a rule": {"shop": OrderUpTo(level=50), "store": OrderUpTo(level=50)},
        "a table": {"shop": MinMax(s=30, S=50), "store": MinMax(s=30, S=50)},
        "by site": {"shop": PassOn()},
        "by stockpoint": {"shop": PassOn()},
    }
    for name, replaced in expected.items():
        alone = bw.run(scenario, 5, seed=3, rules=replaced)
        np.testing.assert_array_equal(found.results[name].costs, alone.costs)


def test_a_rule_can_be_replaced_at_one_site_only(scenario: bw.Scenario) -> None:
    found = bw.compare(scenario, {"pass": PassOn(), "both": {"shop": PassOn(), "store": PassOn()}}, 5, sites=["store"])
    alone = bw.run(scenario, 5, rules={"store": PassOn()})
    for result in found.results.values():
        np.testing.assert_array_equal(result.costs, alone.costs)


def test_names_of_shipped_rules_take_tuned_parameters(scenario: bw.Scenario) -> None:
    from bullwhip.agents.tuning.tuned_rules import tuned

    found = bw.compare(scenario, ["current", "order-up-to"], replications=3)
    alone = bw.run(scenario, 3, rules=tuned("order-up-to", scenario))
    np.testing.assert_array_equal(found.results["order-up-to"].costs, alone.costs)
    at_shop = bw.compare(scenario, ["order-up-to"], replications=3, sites=["shop"])
    rules = {at: rule for at, rule in tuned("order-up-to", scenario).items() if at[0] == "shop"}
    np.testing.assert_array_equal(at_shop.results["order-up-to"].costs, bw.run(scenario, 3, rules=rules).costs)


def test_parameters_that_were_computed_are_told(scenario: bw.Scenario) -> None:
    """Each is a table that gives the same run again."""
    names = ["current", "pass-on", *MAKERS]
    found = bw.compare(scenario, names, replications=2)
    told = json.loads(found.to_json())["rules"]
    assert told["current"]["parameters"] == {}
    assert told["pass-on"]["parameters"] == {
        "shop": {"item": {"type": "pass-on"}},
        "store": {"item": {"type": "pass-on"}},
    }
    for name in names[1:]:
        tables = {(site, item): t for site, of in told[name]["parameters"].items() for item, t in of.items()}
        assert list(tables) == [("shop", "item"), ("store", "item")]
        assert {table["type"] for table in tables.values()} == {name}
        np.testing.assert_array_equal(bw.run(scenario, 2, rules=tables).costs, found.results[name].costs)


def test_parameters_that_were_given_are_not_told_back(scenario: bw.Scenario) -> None:
    rules: dict[str, Alternative] = {"mine": OrderUpTo(level=50), "theirs": {"type": "pass-on"}, "tuned": "order-up-to"}
    found = bw.compare(scenario, rules, replications=2, sites=["store"])
    told = found.as_dict()["rules"]
    assert told["mine"]["parameters"] == told["theirs"]["parameters"] == {}
    assert list(told["tuned"]["parameters"]) == ["store"]


def test_one_replication_gives_no_interval(scenario: bw.Scenario) -> None:
    found = bw.compare(scenario, {"current": "current", "pass": PassOn()}, replications=1)
    mean, low, high = found.difference("pass")
    assert math.isfinite(mean)
    assert math.isnan(low)
    assert math.isnan(high)
    assert found.as_dict()["rules"]["pass"]["difference"]["cost"] == {"mean": mean, "low": None, "high": None}


def test_where_nothing_is_random_a_difference_is_exact() -> None:
    certain = bw.load(SHOP, {"site.shop.demand": '{ type = "constant", value = 10 }'})
    found = bw.compare(certain, {"60": OrderUpTo(level=60), "62": OrderUpTo(level=62)}, replications=1)
    mean, low, high = found.difference("62")
    assert low == mean == high


def test_tables_hold_every_alternative(scenario: bw.Scenario, tmp_path: Path) -> None:
    found = bw.compare(scenario, {"current": "current", "pass": PassOn()}, replications=4)
    assert list(found.table.index) == ["current", "pass"]
    assert {"cost", "difference", "difference_low", "difference_high", "fill_rate", "bullwhip"} <= {
        *found.table.columns
    }
    assert list(found.measures.columns) == ["rule", "measure", "unit", "mean", "low", "high"]
    assert list(found.summary.columns) == ["rule", "site", "item", "measure", "unit", "mean", "low", "high"]
    files = found.save(tmp_path)
    assert {file.name for file in files} == {
        f"{name}.{kind}" for name in ("comparison", "network", "sites", "summary") for kind in ("csv", "parquet")
    }
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "network.parquet"), found.measures)


def test_as_json(scenario: bw.Scenario) -> None:
    found = bw.compare(scenario, {"current": "current", "pass": PassOn()}, replications=4)
    told = json.loads(found.to_json())
    assert told == found.as_dict()
    assert (told["scenario"], told["seed"], told["replications"], told["periods"]) == ("Shop", 1, 4, 60)
    assert told["baseline"] == "current"
    assert {*told["rules"]["pass"]} == {"difference", "parameters", "note", "network", "sites", "by_site"}
    assert told["rules"]["pass"]["network"] == found.results["pass"].as_dict()["network"]


@pytest.mark.parametrize(
    ("rules", "sites", "message"),
    [
        ({}, None, "rules: found none"),
        (["current", "current"], None, "the same name twice"),
        ("current", None, "rules: found 'current'; give a list of names, such as ['current', 'order-up-to'], or"),
        ([PassOn()], None, "rules: found [PassOn("),
        ([{"type": "pass-on"}], None, "rules: found [{'type': 'pass-on'}]; give a list of names"),
        (["order-upto"], None, "rule: found 'order-upto', which is no shipped rule; did you mean 'order-up-to'?"),
        ({"x": {"type": "order-up-to", "lvl": 3}}, None, "rule 'x': lvl: found an unknown key; did you mean 'level'?"),
        ({"x": PassOn()}, ["shp"], "site: found 'shp', which keeps no stock; did you mean 'shop'?"),
        ({"x": PassOn()}, ["maker"], "site: found 'maker', which keeps no stock"),
        ({"x": {"shp": PassOn()}}, None, "rules: found 'shp'"),
    ],
)
def test_what_cannot_be_compared_is_refused(scenario: bw.Scenario, rules: Any, sites: Any, message: str) -> None:
    with pytest.raises(bw.BullwhipError) as refused:
        bw.compare(scenario, rules, replications=2, sites=sites)
    assert message in str(refused.value)


TWO_LANES = {**SHOP, "lane": [*SHOP["lane"], {"to": "shop", "lead_time": 1, "price": 2.0}]}
TWO_LANES["site"] = [
    {**SHOP["site"][0], "rule": {"type": "dual-index", "express": 30, "regular": 42}},
    *SHOP["site"][1:],
]
CAPPED = {**SHOP, "site": [{**SHOP["site"][0], "rule": {"type": "pass-on", "cap": 9}}, *SHOP["site"][1:]]}


@pytest.mark.parametrize(
    ("document", "rules", "message"),
    [
        (
            SHOP,
            {"both": bw.BaseSurge(base=1, level=3)},
            "rule 'both': rule BaseSurge of shop, before period 1: found 1",
        ),
        (TWO_LANES, {"now": "current", "one": OrderUpTo(level=42)}, "rule 'one': shop: found 2 lanes with 'item'"),
        (
            CAPPED,
            {"now": "current", "lots": OrderUpTo(level=42, multiple=12)},
            "rule 'lots': shop: the new rule, with the",
        ),
    ],
)
def test_a_rule_that_does_not_fit_is_named(document: Any, rules: Any, message: str) -> None:
    with pytest.raises(bw.BullwhipError) as refused:
        bw.compare(document, rules, replications=2)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("given", "message"),
    [({"workers": 0}, "workers: found 0"), ({"seed": -1}, "seed: found -1"), ({"measures": ["costs"]}, "measure")],
)
def test_what_no_rule_is_to_blame_for_names_none(scenario: bw.Scenario, given: Any, message: str) -> None:
    with pytest.raises(bw.BullwhipError) as refused:
        bw.compare(scenario, ["current", "pass-on"], replications=2, **given)
    assert str(refused.value).startswith(message)
