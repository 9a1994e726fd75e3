import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.outcomes.weaknesses import Weakness
from bullwhip.agents.resilience.outages import outages_of
from bullwhip.agents.resilience.watching import Seen, Service
from tests.agents.optimisation.networks import BAKERY
from tests.agents.resilience.chains import STEADY, outage
from tests.cases.figures import case

KNOWN = 12  # replications
LOST = 3.0  # money a unit


def chain(plant: float, store: float) -> dict[str, Any]:
    """Supplier, plant and store of G07 and G08, in steady state: customers do not wait."""
    d = STEADY
    sites = [
        {"name": name, "role": "distributor", "stock": stock + d, "rule": {"type": "order-up-to", "level": stock + d}}
        for name, stock in (("plant", plant), ("store", store))
    ]
    sites[1] |= {"demand": {"type": "constant", "value": d}, "patience": 0, "lost_cost": LOST}
    lanes = [{"from": "plant", "to": "store", "lead_time": 1}, {"from": "supplier", "to": "plant", "lead_time": 1}]
    supplier = {"name": "supplier", "role": "supplier"}
    return {"name": "Chain", "period": "week", "periods": 60, "site": [*sites, supplier], "lane": lanes}


def of(found: bw.Stress, name: str) -> Weakness:
    return next(one for one in found.weaknesses if one.name == name)


@pytest.mark.parametrize("name", ["G07", "G08"])
def test_outages_of_a_supplier_lose_what_is_known(name: str) -> None:
    """Simchi-Levi and others (2015): demand x time to recover less the stock below, and when it is first felt."""
    given, expected = case(name)["inputs"], case(name)["expected"]
    for length, units in zip(given["TTR"], expected["lost_units"], strict=True):
        found = bw.stress(chain(given["plant"], given["dc"]), KNOWN, length=length, start=20, remedies=0)
        supplier = of(found, "supplier")
        assert supplier.lost_service == (units, units, units)
        assert supplier.loss.mean == pytest.approx(LOST * units)
        assert supplier.share_failing == float(units > 0)
        if units > 0:
            assert supplier.time_to_survive.mean == expected["first_lost_period_after_outage_start"]
        else:
            assert math.isnan(supplier.time_to_survive.mean)


def test_time_to_recover_counts_from_the_end_of_the_outage() -> None:
    """Ten weeks: the store misses goods until the supplier's have come by two lanes, two weeks after the end."""
    found = bw.stress(chain(40, 20), KNOWN, length=10, start=20, remedies=0)
    assert of(found, "supplier").time_to_recover.mean == 2
    assert of(found, "plant").time_to_recover.mean == 1
    assert of(found, "store").time_to_recover.mean == 0
    assert of(found, "supplier").share_recovered == 1


def test_the_worst_come_first_and_the_index_is_a_share_of_the_worst() -> None:
    found = bw.stress(chain(40, 20), KNOWN, length=10, start=20, remedies=0)
    assert [one.name for one in found.weaknesses] == ["store", "plant", "supplier"]
    losses = [one.loss.mean for one in found.weaknesses]
    assert losses == [10 * STEADY * LOST, (10 * STEADY - 20) * LOST, (10 * STEADY - 60) * LOST]
    assert [one.index for one in found.weaknesses] == [loss / losses[0] for loss in losses]


def test_what_is_down_at_the_end_has_not_recovered() -> None:
    found = bw.stress(chain(0, 0), KNOWN, length=10, start=58, remedies=0)
    assert of(found, "store").share_recovered == 0
    assert "+: some had not recovered by the end of the run" in str(found)


def test_one_threshold_is_failed_below_and_another_recovered_above() -> None:
    """Of ten units wanted 0, 4, 2, 0, 3, 1: failed from 4 (60% served) until 0 (all), and again from 3."""
    calm = Seen(np.zeros(1), np.zeros((6, 1, 1)), np.array([10.0]))
    service = Service(calm, failed=0.7, recovered=0.95)
    down = []
    for after, unmet in enumerate((0.0, 4.0, 2.0, 0.0, 3.0, 4.0)):
        service.see(after, np.array([[unmet]]))
        down.append(bool(service._down[0, 0]))
    assert down == [False, True, True, False, False, True]
    assert (service.first[0], service.last[0], service.area[0]) == (1.0, 5.0, 13.0)


def test_service_is_held_against_the_same_luck() -> None:
    """Where customers wait anyway, an outage that changes nothing fails nobody."""
    calm = Seen(np.zeros(2), np.array([[[9.0, 0.0]]]), np.array([10.0]))
    service = Service(calm, failed=0.95, recovered=0.99)
    service.see(0, np.array([[9.0, 0.0]]))
    assert np.isinf(service.first).all()
    service.see(0, np.array([[9.0, 9.0]]))
    assert service.first.tolist() == [math.inf, 0.0]


def test_every_site_and_lane_is_down_once_and_none_twice() -> None:
    names = [one.name for one in outages_of(bw.load(BAKERY), 30, 5, pairs=False)]
    assert names == ["mill", "city mill", "brewery", "bakery", "bakery>bakery"]
    kinds = {
        one.name: [each.kind for each in one.disruptions] for one in outages_of(bw.load(BAKERY), 30, 5, pairs=True)
    }
    assert kinds["bakery"] == ["shipping", "capacity"]
    assert kinds["bakery>bakery"] == ["capacity"]
    assert sum(" and " in name for name in kinds) == 6
    found = bw.stress(BAKERY, 20, length=6, remedies=1, pairs=True)
    assert {one.name for one in found.weaknesses} == set(kinds)


def test_a_pair_is_worse_than_either() -> None:
    """Two makers, each half of the goods: with both down nothing comes, with one half of it."""
    two = outage(disruption=[])
    two["site"] = [
        two["site"][0] | {"sourcing": {"type": "shares", "shares": {"maker": 0.5, "other": 0.5}}},
        *({"name": name, "role": "supplier"} for name in ("maker", "other")),
    ]
    lane = two["lane"][0] | {"in_transit": [STEADY / 2]}
    two["lane"] = [lane, lane | {"from": "other"}]
    found = bw.stress(two, KNOWN, length=3, start=21, pairs=True, remedies=0)
    assert of(found, "maker and other").lost_service.mean == 10 + 20 + 30
    assert of(found, "maker").lost_service.mean == of(found, "other").lost_service.mean == 5 + 10 + 15


def test_remedies_cost_and_save_what_they_do() -> None:
    """By hand, of the outage of three days: cover of three prevents all, a second source half of what is owed."""
    shop = outage(disruption=[])
    shop["site"][0]["unit_value"] = 4
    found = bw.stress(shop, KNOWN, length=3, start=21, premium=0.5)
    maker = of(found, "maker")
    assert maker.lost_service.mean == 60
    assert maker.loss.mean == 60 * 5
    by_name = {one.name: one for one in maker.remedies}
    assert next(iter(by_name)) == "3 more days of cover at shop"
    three = by_name["3 more days of cover at shop"]
    assert (three.prevented, three.cost.mean) == (1.0, 3 * STEADY * 2)
    stock_used = 2 * (10 + 20 + 30)  # what is not held while it is used
    assert three.saved.mean == 60 * 5 + stock_used
    assert three.worth_every == pytest.approx((60 * 5 + stock_used) / 60)
    second = by_name["a second source of shop"]
    assert (second.prevented, second.cost.mean, second.saved.mean) == (0.5, STEADY / 2 * 0.5 * 4, 30 * 5)


def test_spare_capacity_helps_to_recover() -> None:
    """A lane of 12 a day works off what waits by 2 a day, one of 18 by 8."""
    narrow = outage(disruption=[])
    narrow["lane"][0]["capacity"] = 12
    found = bw.stress(narrow, KNOWN, periods=80, length=3, start=21, capacity_cost=0.25)
    [spare] = [one for one in of(found, "maker").remedies if one.kind == "spare capacity"]
    assert spare.name == "half as much capacity again, 6 units"
    assert spare.cost.mean == 6 * 0.25
    owed = [10, 20, *range(30, 0, -2)]
    faster = [10, 20, 30, 22, 14, 6]
    assert of(found, "maker").lost_service.mean == sum(owed)
    assert spare.prevented == pytest.approx(1 - sum(faster) / sum(owed))


def test_own_disruptions_are_there_in_both_worlds() -> None:
    """The scenario's own storm at the same time leaves nothing to lose."""
    assert of(bw.stress(outage(), KNOWN, length=3, start=21), "maker").lost_service.mean == 0


def test_shares_of_the_luck_make_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bw.stress("corner-shop", 30, remedies=0).to_json()
    monkeypatch.setattr("bullwhip.agents.resilience.stress.CHUNK", 7)
    parts = json.loads(bw.stress("corner-shop", 30, remedies=0).to_json())
    for one, other in zip(json.loads(whole)["outages"], parts["outages"], strict=True):
        assert one["time_to_survive"] == other["time_to_survive"]
        assert one["loss"] == other["loss"]


def test_tables_and_json_say_the_same(tmp_path: Path) -> None:
    found = bw.stress("corner-shop", 30, length=6)
    told = json.loads(found.to_json())
    assert [one["name"] for one in told["outages"]] == found.table["name"].tolist()
    assert told["outages"][0]["loss"]["mean"] == found.table["loss"][0]
    assert len(found.remedies) == sum(len(one["remedies"]) for one in told["outages"]) > 0
    assert {file.name for file in found.save(tmp_path)} == {
        f"{name}.{kind}" for name in ("stress", "remedies") for kind in ("csv", "parquet")
    }
    assert "survives" in found._repr_html_()
    assert found.to_xlsx(tmp_path / "stress.xlsx").stat().st_size > 0


BAD: list[tuple[dict[str, Any], str]] = [
    ({"length": 0}, "length: found 0; give a whole number, 1 or more"),
    ({"start": 41}, "start: found 41, beyond the run; give one up to 40, or more periods"),
    ({"start": 0}, "start: found 0"),
    ({"failed": 0.99, "recovered": 0.9}, "failed, recovered: found 0.99 and 0.9; give shares above 0"),
    ({"failed": 0}, "failed, recovered: found 0 and 0.99"),
    ({"premium": -1}, "premium: found -1; give 0 or more"),
    ({"capacity_cost": math.inf}, "capacity_cost: found inf; give 0 or more"),
    ({"remedies": -1}, "remedies: found -1"),
    ({"replications": 0}, "replications: found 0"),
    ({"seed": -1}, "seed: found -1"),
]


@pytest.mark.parametrize(("given", "said"), BAD)
def test_bad_input_is_named_with_its_remedy(given: dict[str, Any], said: str) -> None:
    with pytest.raises(bw.BullwhipError) as error:
        bw.stress(outage(), **given)
    assert said in str(error.value)
