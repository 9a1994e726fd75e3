"""What a run says of its own certainty."""

from typing import Any

import pytest

import bullwhip as bw
from bullwhip.agents.rules import OrderUpTo


def two_shops(**settings: Any) -> bw.Scenario:
    """A store that now and then cannot serve both its shops, whose demand is always the same."""
    terms = {"role": "retailer", "stock": 3, "backlog_cost": 1.0, "rule": {"type": "order-up-to", "level": 6}}
    asked = {"demand": {"type": "constant", "value": 3}}
    sites = [
        {"name": "one"} | terms | asked,
        {"name": "other"} | terms | asked | {"backlog_cost": 5.0},
        {"name": "store", "role": "distributor", "stock": 3, "rule": {"type": "order-up-to", "level": 9}},
    ]
    lanes = [{"from": "store", "to": site, "lead_time": 1} for site in ("one", "other")]
    lanes.append({"to": "store", "lead_time": 2})
    return bw.load({"name": "Shops", "periods": 50, "site": sites, "lane": lanes} | settings)


@pytest.mark.parametrize("replications", [1, 20])
def test_where_nothing_is_random_every_figure_is_certain(replications: int) -> None:
    result = bw.run(two_shops(), replications)
    assert result.certain
    cost = result.as_dict()["network"]["cost"]
    assert cost["low"] == cost["mean"] == cost["high"]


def test_who_is_served_first_may_be_chance() -> None:
    scenario = two_shops(whole_units=True, allocation="first-come")
    result = bw.run(scenario, 20)
    assert not result.certain
    cost = result.as_dict()["network"]["cost"]
    assert cost["low"] < cost["mean"] < cost["high"]
    assert bw.run(scenario).as_dict()["network"]["cost"]["low"] is None
    # Other rules at both shops: the difference is a matter of chance, too.
    more = bw.compare(scenario, {"6": OrderUpTo(level=6), "7": OrderUpTo(level=7)}, 20).difference("7")
    assert more.low < more.mean < more.high


def test_a_measure_that_cannot_be_told_is_named_with_its_remedy() -> None:
    with pytest.raises(bw.BullwhipError, match=r"^measure: found 'costs', which is none; did you mean 'cost'\?$"):
        bw.run(two_shops()).table("fill_rate", "costs")
    with pytest.raises(bw.BullwhipError, match=r"^measure: found 'margins', which is none; give one of cost, "):
        bw.run(two_shops()).estimate("margins", network=True)
    with pytest.raises(bw.BullwhipError, match=r"^measure: found 'fill_rate', which this run did not take; "):
        bw.run(two_shops(), measures=["cost"]).table("fill_rate")


@pytest.mark.parametrize("measure", ["fill_rate", "customer_fill_rate"])
def test_the_fill_rate_of_a_site_is_that_of_the_network_where_it_is_all_of_it_and_goods_come_back(measure: str) -> None:
    items = {
        "lamp": {"stock": 20, "rule": {"type": "order-up-to", "level": 20}}
        | {"demand": {"type": "normal", "mean": 2, "sd": 6, "clip": False}},
        "vase": {"stock": 5, "rule": {"type": "order-up-to", "level": 5}, "demand": {"type": "poisson", "mean": 4}},
    }
    site = {"name": "shop", "role": "retailer", "items": items}
    lane = {"to": "shop", "lead_time": 2}
    result = bw.run({"name": "Shop", "periods": 200, "site": [site], "lane": [lane]}, 70)
    of_site = result.by_site.set_index("measure")["mean"]
    assert of_site[measure] == pytest.approx(result.totals.set_index("measure").loc[measure, "mean"], rel=1e-12)
