"""What disruptions do: by hand on small networks, and beside two runs of their own on random ones."""

from __future__ import annotations

import json
import math
import re
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.runs.batch import Batch
from bullwhip.agents.runs.paired import paired_job
from bullwhip.network.errors import BullwhipError
from tests.network.random_scenarios import random_scenario

Table = dict[str, Any]
CHAIN: Table = {
    "name": "chain", "period": "day", "periods": 20, "capital_rate": 0.5,
    "site": [
        {
            "name": "shop", "role": "retailer", "stock": 4, "holding_cost": 1, "backlog_cost": 10, "unit_value": 2,
            "rule": {"type": "order-up-to", "level": 4}, "demand": {"type": "constant", "value": 4},
        },
        {
            "name": "plant", "role": "manufacturer", "stock": 8, "holding_cost": 1, "unit_value": 1,
            "rule": {"type": "order-up-to", "level": 8},
        },
        {"name": "far", "role": "retailer", "stock": 1, "rule": {"type": "order-up-to", "level": 1},
         "demand": {"type": "constant", "value": 1}},
    ],
    "lane": [
        {"from": "plant", "to": "shop", "lead_time": 1},
        {"to": "plant", "lead_time": 1},
        {"to": "far", "lead_time": 1},
    ],
    "disruption": [{"name": "storm", "kind": "shipping", "lane": "outside>plant", "start": 5, "length": 3}],
}  # fmt: skip
KINDS = frozenset({"storm: demand", "storm: shipping", "storm: capacity", "storm: orders"})


def poisson(**more: Any) -> Table:
    shop, plant, far = CHAIN["site"]
    return CHAIN | {"site": [shop | {"demand": {"type": "poisson", "mean": 4}}, plant, far]} | more


def test_a_storm_by_hand() -> None:
    """The plant has 4 left each day.  What should leave for it on days 5 to 7 leaves on day 8.

    So nothing comes to it on days 6 to 8, and 16 on day 9.  It has nothing to send on days 7 and 8, and sends 12 on day
    9.  Nothing comes to the shop on days 8 and 9, which owes 4 and then 8, and 12 on day 10.
    """
    found = bw.resilience(CHAIN, 1)
    plant, shop, customers = found.failure("plant"), found.failure("shop"), found.failure()
    assert (plant.time_to_survive.mean, plant.time_to_recover.mean) == (2, 4)
    assert (shop.time_to_survive.mean, shop.time_to_recover.mean) == (3, 5)
    assert plant.lost_service.mean == shop.lost_service.mean == customers.lost_service.mean == 8
    assert shop.failed_periods.mean == 2
    assert shop.backlog_area.mean == 4 + 8
    assert shop.depth.mean == 1
    assert customers.depth.mean == pytest.approx(4 / 5)  # of 5 units a day, one is far away
    assert (customers.share_failing, customers.share_recovered) == (1, 1)
    assert found.failure("far").share_failing == 0
    assert math.isnan(found.failure("far").share_recovered)
    assert math.isnan(found.failure("far").time_to_survive.mean)
    assert found.beside("peak_backlog").more == (8, 8, 8)
    assert found.beside("stockout_periods", "shop") == ((2, 2, 2), (0, 0, 0), (2, 2, 2))
    assert found.beside("stockout_periods").more.mean == pytest.approx(2 * 4 / 5)
    assert found.certain


def test_what_is_tied_up_and_what_it_costs() -> None:
    """On hand is nothing at the shop without the storm, and 4 at the plant; 4 are on their way to each at a day's end.

    With it the plant has nothing at the end of days 6 to 8.  4 less are on their way to it at the end of days 5 to 7,
    and 12 more of day 8; to the shop 4 less of days 7 and 8, and 8 more of day 9.  So it costs 12 x 10 of backlog, and
    saves 12 x 1 of stock on hand and half of its value.
    """
    found = bw.resilience(CHAIN, 1)
    assert found.beside("capital_cost").more.mean == pytest.approx(-0.5 * 12)
    assert found.beside("working_capital").more.mean == pytest.approx(-12 / 20)
    assert found.beside("cost").more.mean == pytest.approx(12 * 10 - 12 - 6)


def test_how_far_it_reaches() -> None:
    found = bw.resilience(CHAIN, 1)
    np.testing.assert_array_equal(found.lanes_to_customers, [0, 1, 0])
    np.testing.assert_array_equal(found.lanes_to_disruptions, [1, 0, np.inf])
    assert found.sides == ["below", "below", "away from"]
    first, second, near, middle, never = found.reaches
    assert (first.distance, first.lanes, first.share_failing) == ("from customers", 0, 0.5)
    assert first.first.mean == 3  # of the one that fails
    assert (second.distance, second.lanes, second.share_failing) == ("from customers", 1, 1)
    assert (near.distance, near.sites, near.share_failing, near.first.mean) == ("below disruptions", ("plant",), 1, 2)
    assert (middle.lanes, middle.sites, middle.share_failing, middle.first.mean) == (1, ("shop",), 1, 3)
    assert (never.distance, never.sites, never.share_failing) == ("away from disruptions", ("far",), 0)


def test_a_site_whose_capacity_is_taken_is_where_the_disruption_is() -> None:
    shop, plant, far = CHAIN["site"]
    strike = {"name": "strike", "kind": "capacity", "site": "plant", "start": 5, "severity": 0.5}
    found = bw.resilience(CHAIN | {"site": [shop, plant | {"capacity": 6}, far], "disruption": [strike]}, 1)
    np.testing.assert_array_equal(found.lanes_to_disruptions, [1, 0, np.inf])


def test_who_is_above_and_who_beside() -> None:
    """A rush at a shop takes what its neighbour would have got."""
    shop, plant, far = CHAIN["site"]
    lanes = [*CHAIN["lane"][:2], {"from": "plant", "to": "far", "lead_time": 1}]
    rush = {"name": "rush", "kind": "demand", "site": "far", "start": 5, "length": 4, "addition": 20}
    found = bw.resilience(CHAIN | {"site": [shop, plant, far], "lane": lanes, "disruption": [rush]}, 1)
    assert found.sides == ["beside", "above", "below"]
    np.testing.assert_array_equal(found.lanes_to_disruptions, [2, 1, 0])
    assert [one.distance for one in found.reaches[2:]] == [
        "below disruptions",
        "beside disruptions",
        "above disruptions",
    ]
    assert found.failure("shop").share_failing == 1


@pytest.mark.parametrize(
    ("disruption", "there"),
    [
        ({"kind": "shipping", "site": "plant"}, [1, 0, np.inf]),
        ({"kind": "shipping", "lane": "plant>shop"}, [1, 0, np.inf]),
        ({"kind": "orders", "lane": "plant>shop"}, [0, 1, np.inf]),
        ({"kind": "orders", "site": "plant"}, [1, 0, np.inf]),
        ({"kind": "demand", "site": "shop", "factor": 2}, [0, 1, np.inf]),
        ({"kind": "demand", "factor": 2}, [0, 1, 0]),
        ({"kind": "capacity", "lane": "outside>far"}, [np.inf, np.inf, 0]),
    ],
)
def test_where_disruptions_are(disruption: Table, there: list[float]) -> None:
    found = bw.resilience(CHAIN | {"disruption": [{"name": "storm", "start": 3} | disruption]}, 1)
    np.testing.assert_array_equal(found.lanes_to_disruptions, there)


def test_one_that_has_not_recovered_by_the_end_is_told_apart() -> None:
    found = bw.resilience(CHAIN | {"periods": 9}, 1)
    assert found.failure("plant").share_recovered == 1
    assert found.failure("shop").share_recovered == 0
    assert math.isnan(found.failure("shop").time_to_recover.mean)
    assert "not by the end" in str(found)
    later = bw.resilience(CHAIN | {"periods": 8}, 1).failure("plant")
    assert (later.share_failing, later.share_recovered) == (1, 0)


def test_of_several_onsets_the_first_after_the_warm_up_counts() -> None:
    storm = CHAIN["disruption"][0]
    twice = CHAIN | {"disruption": [storm | {"start": 2}, storm | {"name": "next", "start": 12}]}
    assert bw.resilience(twice, 1).pair.onset.tolist() == [1]
    assert bw.resilience(twice, 1).failure("shop").failed_periods.mean == 4
    late = bw.resilience(twice | {"warm_up": 8}, 1)
    assert late.pair.onset.tolist() == [3]
    assert late.failure("shop").time_to_survive.mean == 3
    assert late.failure("shop").failed_periods.mean == 2
    assert late.beside("stockout_periods", "shop").more.mean == 2
    none = bw.resilience(CHAIN | {"warm_up": 6}, 1)
    assert not none.begun.any()
    assert math.isnan(none.failure().share_failing)


def test_without_disruptions_there_is_nothing() -> None:
    found = bw.resilience(poisson(disruption=[]), 20)
    assert not found.begun.any()
    for site in (None, "shop", "plant", "far"):
        one = found.failure(site)
        assert math.isnan(one.share_failing)
        assert math.isnan(one.time_to_survive.mean)
        assert one.lost_service.mean == one.backlog_area.mean == one.depth.mean == 0
        for name in found.measures:
            assert found.beside(name, site).more.mean == 0, name
    assert found.risk()[0] == found.risk()[1]
    assert "fails" in str(found)


@pytest.mark.parametrize("seed", range(8))
def test_on_random_networks_it_is_the_difference_of_two_runs(seed: int) -> None:
    scenario = bw.load(random_scenario(500 + seed, KINDS | {"lanes", "recipes", "lost sales"} if seed % 2 else KINDS))
    found = bw.resilience(scenario, 70)
    wanted = [*found.measures, "bullwhip_stage"]
    runs = {
        name: bw.run(world, 70, measures=wanted) for name, world in (("disrupted", scenario), ("calm", scenario.calm()))
    }
    for name, run in runs.items():
        side = getattr(found.pair, name)
        np.testing.assert_array_equal(side.figures["cost"][0], run.costs)
        totals = run.totals.set_index("measure")["mean"]
        for measure in set(found.measures) & set(totals.index):
            assert side.figures[measure][0].mean() == pytest.approx(totals[measure], rel=1e-9, abs=1e-9), measure
        rows = run.summary.set_index(["measure", "site"])["mean"]
        for measure, site in product(found.measures, found.sites):
            own = rows.loc[[(measure, site)]]
            if len(own) == 1 or measure not in ("stockout_periods", "peak_backlog"):  # which are of items together
                told = getattr(found.beside(measure, site), name).mean
                assert told == pytest.approx(own.sum(), rel=1e-9, abs=1e-9), (measure, site)
        stage = run.estimate("bullwhip_stage")
        assert stage is not None
        ratio = found.ratio("bullwhip_stage")[name == "calm"]
        np.testing.assert_allclose(ratio.mean, stage.mean[run.network.listing], equal_nan=True)
    assert found.beside("cost").more.mean == pytest.approx((runs["disrupted"].costs - runs["calm"].costs).mean())
    pair = found.pair
    assert (pair.survived[np.isfinite(pair.survived)] >= 0).all()
    assert (pair.back > pair.survived)[np.isfinite(pair.back)].all()
    assert (np.isnan(pair.survived) == (pair.failed_periods == 0)).all()
    assert (pair.depth >= 0).all()
    assert (pair.depth <= 1 + 1e-9).all()
    assert not (pair.failing & np.isnan(pair.survived)).any()
    last = pair.failed_periods + np.nan_to_num(pair.survived) + np.nan_to_num(pair.onset)
    assert (last <= scenario.periods).all()


def test_units_are_those_that_two_histories_tell() -> None:
    """Of customers, who have no others beside them: unfilled is what is owed of the period's own demand."""
    scenario = bw.load(poisson())
    found = bw.resilience(scenario, 6)
    short = []
    for world in (scenario, scenario.calm()):
        rows = bw.run(world, 6, record=True).history.query("site == 'shop'")
        unfilled = rows.assign(unfilled=rows[["asked", "backlog"]].min(axis=1))
        short.append(unfilled.groupby("replication")["unfilled"].sum().to_numpy())
    np.testing.assert_allclose(found.pair.unserved[1], short[0] - short[1])


def test_it_does_not_depend_on_workers_nor_on_how_replications_are_split() -> None:
    scenario = poisson(
        disruption=[{"name": "storm", "kind": "shipping", "site": "plant", "window": [3, 9], "length": 4}]
    )
    one, two = bw.resilience(scenario, 130), bw.resilience(scenario, 130, workers=2)
    assert one.to_json() == two.to_json()
    job = paired_job(one.scenario, 20, None, 0.95, 0.99)
    part = job.run(Batch(64, 64))
    np.testing.assert_array_equal(part.survived, one.pair.survived[:, 64:128])
    np.testing.assert_array_equal(part.onset, one.pair.onset[64:128])
    assert not one.certain


def test_shares_are_of_the_replications_in_which_a_disruption_begins() -> None:
    storm = {"name": "storm", "kind": "shipping", "site": "plant", "chance": {"down": 0.02, "up": 0.2}}
    found = bw.resilience(CHAIN | {"disruption": [storm]}, 200)
    begun = np.isfinite(found.pair.onset)
    assert 20 < begun.sum() < 120
    assert not np.isfinite(found.pair.survived[:, ~begun]).any()
    failing = np.isfinite(found.pair.survived[1])
    assert found.failure("shop").share_failing == failing[begun].mean() > failing.mean()
    failed = found.pair.failed_periods[1]
    assert found.failure("shop").failed_periods.mean == pytest.approx(failed[begun].mean())
    assert found.as_dict()["share_disrupted"] == begun.mean()
    assert not found.certain
    assert f"disruptions begin in {100 * begun.mean():.3g}% of the replications" in str(found)


def test_progress_is_told_of_all_that_is_done() -> None:
    done: list[int] = []
    bw.resilience(CHAIN | {"warm_up": 5}, 130, progress=done.append)
    assert sum(done) == 2 * 3 * 20 * 130


def test_orders_that_swing_more_downstream_are_a_reverse_bullwhip() -> None:
    """A shop that orders all that it is short of when a storm is over, from a plant that never orders more than 5."""
    shop, plant, far = CHAIN["site"]
    plant = plant | {"stock": 40, "rule": {"type": "order-up-to", "level": 40, "cap": 5}}
    storm = {"name": "storm", "kind": "orders", "site": "shop", "chance": {"down": 0.3, "up": 0.5}}
    found = bw.resilience(CHAIN | {"site": [shop, plant, far], "disruption": [storm]}, 40)
    stages = found.stages.set_index("site")
    disrupted, _ = found.ratio("bullwhip_stage")
    assert 0 < disrupted.mean[1] < disrupted.high[1] < 1  # of the plant
    assert stages["reverse"].to_dict() == {"shop": False, "plant": True, "far": False}
    assert "reverse" in str(found)


def test_tables_json_and_files(tmp_path: Path) -> None:
    found = bw.resilience(poisson(), 30)
    assert json.loads(found.to_json()) == found.as_dict()
    told = found.as_dict()
    assert told["customers"]["time_to_survive"]["mean"] == found.failure().time_to_survive.mean
    assert told["network"]["cost"]["more"]["low"] == found.beside("cost").more.low
    assert told["sites"]["plant"]["share_failing"] == found.failure("plant").share_failing
    assert list(found.failures["site"]) == ["", "shop", "plant", "far"]
    assert {"cost", "peak_backlog", "value_at_risk", "expected_shortfall"} <= set(found.network_table["measure"])
    names = {file.name for file in found.save(tmp_path)}
    assert {"network.csv", "failures.parquet", "sites.csv", "ripple.csv", "stages.csv"} <= names
    assert found.to_xlsx(tmp_path / "book.xlsx").stat().st_size > 1000
    assert "<table" in found._repr_html_()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"replications": 0}, "replications: found 0"),
        ({"periods": 0}, "periods: found 0"),
        ({"seed": -1}, "seed: found -1"),
        ({"workers": 0}, "workers: found 0"),
        ({"failed": 1.5}, "failed: found 1.5; give a share above 0"),
        ({"failed": 0.9, "recovered": 0.5}, "failed: found 0.9, which is above recovered, 0.5"),
        ({"replications": 10**12}, "replications: found 1,000,000,000,000, whose figures take some"),
    ],
)
def test_faults_are_told_before_anything_runs(more: Table, said: str) -> None:
    with pytest.raises(BullwhipError, match=re.escape(said)):
        bw.resilience(CHAIN, **more)


def test_what_is_asked_of_it_must_be_there() -> None:
    found = bw.resilience(CHAIN, 1)
    with pytest.raises(BullwhipError, match="site: found 'shap', which keeps no stock here; did you mean 'shop'"):
        found.failure("shap")
    with pytest.raises(BullwhipError, match="measure: found 'costs', which was not measured"):
        found.beside("costs")
