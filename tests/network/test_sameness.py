"""A run depends on its scenario, seed and replication, and on nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.driving import COLUMNS, Run, load, run, same
from tests.network.networks import PERIODS, Kind, networks

kinds = st.builds(Kind, st.booleans(), st.booleans(), st.booleans())


@given(networks(), st.integers(0, 2**64 - 1))
@settings(max_examples=20)
def test_the_same_seed_gives_the_same_run(document: dict[str, Any], seed: int) -> None:
    first, second = (run(load(document | {"seed": seed}), PERIODS, 3) for _ in range(2))
    assert not list(same(first, second))


def test_another_seed_gives_another_run() -> None:
    shop = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": {"type": "poisson", "mean": 9}}
    shops = [
        load({"name": "s", "periods": 9, "seed": k, "site": [shop], "lane": [{"to": "shop", "lead_time": 1}]})
        for k in (1, 2)
    ]
    first, second = (run(scenario, 9, 3) for scenario in shops)
    assert "asked" in same(first, second)


@given(networks(), st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(0, 2**31))
@settings(max_examples=40)
def test_replications_may_be_split_in_any_way(document: dict[str, Any], sizes: list[int], first: int) -> None:
    scenario = load(document)
    together = run(scenario, PERIODS, sum(sizes), first)
    parts, at = [], first
    for size in sizes:
        parts.append(run(scenario, PERIODS, size, at))
        at += size
    joined = {name: np.concatenate([part[name] for part in parts], axis=2) for name in COLUMNS}
    assert not list(same(together, joined))


def test_first_come_claims_may_be_split_as_well() -> None:
    """Some replications have a shortage that outlasts the ages which are kept at first, others have not."""
    shops = [
        {
            "name": name, "role": "retailer", "rule": "pass-on",
            "demand": {"type": "gamma", "mean": 4.0, "sd": 6.0, "season": [0.3, 1.7, 1.1]},
        }
        for name in ("a", "b", "c")
    ]  # fmt: skip
    store = {
        "name": "store",
        "role": "distributor",
        "stock": 3.3,
        "rule": {"type": "order-up-to", "level": 60.0, "cap": 13.1},
    }
    lanes: list[dict[str, Any]] = [{"from": "store", "to": shop["name"], "lead_time": 1} for shop in shops]
    lanes.append({"to": "store", "lead_time": 7})
    scenario = load({"name": "s", "periods": 60, "allocation": "first-come", "site": [*shops, store], "lane": lanes})
    together = run(scenario, 60, 12)
    alone = [run(scenario, 60, 1, k) for k in range(12)]
    assert not list(same(together, {name: np.concatenate([one[name] for one in alone], axis=2) for name in COLUMNS}))


@given(networks(), networks())
@settings(max_examples=20)
def test_two_engines_alive_do_not_touch_each_other(one: dict[str, Any], other: dict[str, Any]) -> None:
    scenarios = [load(one), load(other), load(one)]
    alone = [run(scenario, PERIODS, 2) for scenario in scenarios]
    alive = [Run.of(scenario, 2) for scenario in scenarios]
    steps = [[each.step() for each in alive] for _ in range(PERIODS)]
    for k, expected in enumerate(alone):
        found = {name: np.array([step[k][name] for step in steps]) for name in COLUMNS}
        assert not list(same(found, expected))


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_the_order_of_sites_and_lanes_in_the_file_does_not_matter(document: dict[str, Any], chance: Any) -> None:
    """Whole units stay the same to the last one; of fractions, sums in another order may move the last digits."""
    sites, lanes = list(document["site"]), list(document["lane"])
    chance.shuffle(sites)
    chance.shuffle(lanes)
    moved, scenario = load(document | {"site": sites, "lane": lanes}), load(document)
    place = {(point.site, point.item): i for i, point in enumerate(moved.stockpoints())}
    back = [place[point.site, point.item] for point in scenario.stockpoints()]
    first, second = run(scenario, PERIODS, 2), run(moved, PERIODS, 2)
    for name in COLUMNS:
        scale = 0.0 if document["whole_units"] else 1.0 + np.abs(first[name]).max()
        np.testing.assert_allclose(second[name][:, back], first[name], rtol=0, atol=1e-9 * scale, err_msg=name)


@given(st.data(), kinds)
@settings(max_examples=40)
def test_unconnected_networks_are_as_each_alone(data: st.DataObject, kind: Kind) -> None:
    parts = [standing_alone(data.draw(networks(kind, sites=4)), f"part {k}, ") for k in range(2)]
    whole = parts[0] | {
        "site": [site for part in parts for site in part["site"]],
        "lane": [lane for part in parts for lane in part["lane"]],
        "share": {what: [site for part in parts for site in part["share"][what]] for what in ("demand", "stock")},
    }
    alone = [run(load(part), PERIODS, 2) for part in parts]
    together = run(load(whole), PERIODS, 2)
    assert not list(same(together, {name: np.concatenate([a[name] for a in alone], axis=1) for name in COLUMNS}))


def standing_alone(document: dict[str, Any], prefix: str) -> dict[str, Any]:
    """A scenario whose sites have names of their own, and whose tables say all that holds for them."""
    names = [prefix + site["name"] for site in document["site"]]
    share = document["share"]
    shown = {what: names if what in share else [] for what in ("demand", "stock")}
    if isinstance(share, dict):
        shown["demand"] = [prefix + name for name in share["demand"]]
    sites = [
        {"allocation": document["allocation"]} | site | {"name": prefix + site["name"]} for site in document["site"]
    ]
    lanes = [lane | {end: prefix + lane[end] for end in ("from", "to") if end in lane} for lane in document["lane"]]
    return document | {"site": sites, "lane": lanes, "share": shown}
