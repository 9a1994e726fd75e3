"""What each factor costs: shares add up, combinations are what a run of each gives, and faults are told."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.network.errors import BullwhipError

SHOP: dict[str, Any] = {
    "name": "shop", "periods": 6,
    "site": [
        {
            "name": "shop", "role": "retailer", "stock": 4, "holding_cost": 1, "backlog_cost": 10,
            "rule": {"type": "order-up-to", "level": 4}, "demand": {"type": "constant", "value": 4},
        },
    ],
    "lane": [{"to": "shop", "lead_time": 1}],
    "disruption": [
        {"name": "storm", "kind": "shipping", "lane": "outside>shop", "start": 3, "length": 1},
        {"name": "rush", "kind": "demand", "site": "shop", "start": 5, "addition": 1},
    ],
}  # fmt: skip
COVER = {"site.shop.rule.level": 8, "site.shop.stock": 8}
MIXED = {**SHOP, "site": [{**SHOP["site"][0], "demand": {"type": "poisson", "mean": 4}}]}


def test_of_a_storm_and_a_day_of_cover() -> None:
    """4 are sold each day.  Without a storm nothing is left or owed, and 4 are left with a day of cover.

    What is to leave on day 3 leaves on day 4, so that it lacks on day 4: 40, and nothing with cover, whose 4 units are
    used up for a day.  So the storm is to blame for (40 + -4) / 2, and cover for (24 + -20) / 2.
    """
    found = bw.attribute({**SHOP, "disruption": SHOP["disruption"][:1]}, {"storm": None, "cover": COVER}, 1)
    assert {name: one.mean for name, one in found.shares.items()} == {"storm": 18, "cover": 2}
    assert found.more("storm").mean == 40
    assert found.more("cover").mean == 24
    assert found.more("storm", "cover").mean == found.more("storm", "cover").low == 20
    assert found.certain


def test_shares_add_up_and_combinations_are_what_runs_give() -> None:
    factors = {"storm": None, "rush": None, "cover": COVER}
    found = bw.attribute(MIXED, factors, 40)
    whole = bw.load(MIXED)
    assert sum(one.mean for one in found.shares.values()) == pytest.approx(found.more(*factors).mean)
    np.testing.assert_array_equal(found.costs[frozenset(factors)], bw.run(whole.with_(COVER), 40).costs)
    np.testing.assert_array_equal(found.costs[frozenset({"rush"})], bw.run(whole.calm("storm"), 40).costs)
    np.testing.assert_array_equal(found.none, bw.run(whole.calm(), 40).costs)
    assert list(found.table["factor"]) == list(factors)
    assert len(found.combinations) == 8


def test_disruptions_are_a_factor_if_nothing_is_said() -> None:
    found = bw.attribute(MIXED, {"cover": COVER}, 20)
    assert found.factors == ("disruptions", "cover")
    np.testing.assert_array_equal(
        found.costs[frozenset({"cover"})], bw.run(bw.load(MIXED).calm().with_(COVER), 20).costs
    )


def test_what_comes_after_a_disruption_goes_with_it() -> None:
    flood = {"name": "flood", "kind": "orders", "site": "shop", "after": "storm", "delay": 1, "length": 1}
    scenario = bw.load({**SHOP, "disruption": [*SHOP["disruption"], flood]})
    assert [one.name for one in scenario.calm("storm").disruption] == ["rush"]
    assert scenario.calm().disruption == ()
    assert len(scenario.disruption) == 3


@pytest.mark.parametrize(
    ("factors", "message"),
    [
        ({"strom": None}, "factors: found 'strom' without settings, which is no disruption; did you mean 'storm'?"),
        ({"cover": {"site.shap.stock": 3}}, "found 'shap', which is no site; did you mean 'shop'?"),
        ({f"f{k}": {} for k in range(9)}, "factors: found 10; give at most 8, since all combinations are run"),
    ],
)
def test_faults_are_told_before_anything_runs(factors: dict[str, Any], message: str) -> None:
    with pytest.raises(BullwhipError, match=re.escape(message)):
        bw.attribute(SHOP, factors)


def test_a_calm_scenario_needs_factors() -> None:
    calm = {**SHOP, "disruption": []}
    with pytest.raises(BullwhipError, match="factors: found none; give some"):
        bw.attribute(calm)
    with pytest.raises(BullwhipError, match="factors: found 'disruptions', but the scenario has none"):
        bw.attribute(calm, {"disruptions": None})
    with pytest.raises(BullwhipError, match="disruption: found 'storm', which is no disruption"):
        bw.load(calm).calm("storm")
