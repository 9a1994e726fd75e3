"""Goods that expire, vanish or become obsolete: what is read, every fault of it, and what says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bullwhip.network.scenario import hints, read
from bullwhip.network.scenario.outline import FOR_EVER, NEVER
from tests.network.scenario.files import said, write
from tests.network.scenario.plants import plant, said_of

Table = dict[str, Any]


def test_goods_keep_for_ever_unless_it_is_said() -> None:
    outline = read(plant()).outline
    assert outline.of_points.whole("shelf_life", FOR_EVER).tolist() == [FOR_EVER] * 4
    assert outline.of_points.whole("obsolete_at", NEVER).tolist() == [NEVER] * 4
    assert not outline.of_points.flags("issue", "lifo").any()
    assert (
        outline.of_points.column("shrinkage", 0.0).tolist()
        == outline.of_points.column("discard_cost", 0.0).tolist()
        == [0] * 4
    )


def test_each_item_ages_as_it_or_its_site_says() -> None:
    life = {"shelf_life": 3, "issue": "lifo", "discard_cost": 2, "shrinkage": 0.1}
    scenario = read(plant({"plant": life, "plant.bolt": {"issue": "fifo", "obsolete_at": 9, "shelf_life": 1}}))
    outline = scenario.outline
    assert outline.of_points.whole("shelf_life", FOR_EVER).tolist() == [FOR_EVER, 3, 1, 3]
    assert outline.of_points.flags("issue", "lifo").tolist() == [False, True, False, True]
    assert outline.of_points.column("discard_cost", 0.0).tolist() == [0, 2, 2, 2]
    assert outline.of_points.column("shrinkage", 0.0).tolist() == [0, 0.1, 0.1, 0.1]
    assert outline.of_points.whole("obsolete_at", NEVER).tolist() == [NEVER, NEVER, 9, NEVER]
    assert read(scenario.document()) == scenario == scenario.with_()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"shelf_life": 0}, "shelf_life: found 0; give 1 or more periods"),
        ({"shelf_life": 2.5}, "shelf_life: found 2.5, which is not a whole number; give a whole number of periods"),
        ({"shelf_life": 2.0}, "shelf_life: found 2.0, written as a fraction; give 2"),
        ({"shelf_life": 10_001}, "shelf_life: found 10001; give at most 10000 periods"),
        ({"issue": "filo"}, "issue: found 'filo', which is unknown; did you mean 'fifo'?"),
        ({"discard_cost": -1}, "discard_cost: found -1; give 0 or more (money per unit)"),
        ({"shrinkage": -0.1}, "shrinkage: found -0.1; give 0 or more (share per period)"),
        ({"shrinkage": 1.1}, "shrinkage: found 1.1; give at most 1 (share per period)"),
        ({"obsolete_at": 0}, "obsolete_at: found 0; give 1 or more (period)"),
    ],
)
def test_faults_of_ageing(keys: Table, expected: str) -> None:
    assert said_of({"shop": keys}) == [f"site 'shop', {expected}"]
    assert said_of({"shop.car": keys}) == [f"site 'shop', items.car.{expected}"]


def test_in_a_table_of_sites(tmp_path: Path) -> None:
    sites = (
        "name,role,item,rule,shelf_life,issue,obsolete_at\n"
        "shop,retailer,milk,pass-on,4,lifo,\nshop,,calendar,pass-on,,,2\n"
    )
    text = 'name = "x"\nperiods = 3\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
    files = {"sites.csv": sites, "lanes.csv": "to,lead_time\nshop,1\n"}
    milk, calendar = (point.terms for point in read(write(tmp_path, text, files)).stockpoints())
    assert (milk.shelf_life, milk.issue, milk.obsolete_at) == (4, "lifo", None)
    assert (calendar.shelf_life, calendar.issue, calendar.obsolete_at) == (None, "fifo", 2)
    assert said(tmp_path, text, files | {"sites.csv": sites.replace("4,lifo", "0,last")}) == [
        "sites.csv:2: site 'shop', items.milk.shelf_life: found 0; give 1 or more periods",
        "sites.csv:2: site 'shop', items.milk.issue: found 'last', which is unknown; give one of fifo, lifo",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"plant": {"shelf_life": 2, "issue": "lifo", "discard_cost": 1}}, []),
        ({"plant": {"discard_cost": 1}, "plant.bolt": {"obsolete_at": 9}}, []),
        ({"plant": {"shrinkage": 0.1}}, []),
        ({"plant": {"issue": "lifo"}}, ["issue at 'plant' says nothing: goods there have no shelf_life"]),
        (
            {"shop": {"discard_cost": 1}, "plant": {"discard_cost": 1}},
            [
                ("discard_cost at 'shop' (and at 1 more site) says nothing: nothing is ever discarded there without a"
                " shelf_life or an obsolete_at")
            ],
        ),
        ({"plant.bolt": {"obsolete_at": 10}}, ["obsolete_at = 10 at 'plant' says nothing: the run has 9 periods"]),
    ],
)  # fmt: skip
def test_what_says_nothing_is_perhaps_a_slip(changes: Table, expected: list[str]) -> None:
    assert hints(read(plant(changes))) == expected
