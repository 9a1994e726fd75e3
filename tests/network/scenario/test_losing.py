"""Customers who do not wait: what is read, every fault of it, and what says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bullwhip.network.scenario import hints, read
from bullwhip.network.scenario.outline import FOR_EVER
from bullwhip.network.scenario.sites import Goodwill
from tests.network.scenario.files import said, write
from tests.network.scenario.plants import plant, said_of

Table = dict[str, Any]
GOODWILL = {"loss": 0.5, "recovery": 0.1, "floor": 0.25}


def test_customers_wait_for_ever_unless_it_is_said() -> None:
    outline = read(plant()).outline
    assert outline.of_points.whole("patience", FOR_EVER).tolist() == [FOR_EVER] * 4
    assert (
        outline.of_points.column("lost_share", 0.0).tolist()
        == outline.of_points.column("lost_cost", 0.0).tolist()
        == [0] * 4
    )
    assert outline.of_points.of_some("goodwill") == {}


def test_what_is_lost_is_of_a_site_or_of_its_items() -> None:
    changes = {"shop": {"patience": 0, "lost_cost": 3}, "shop.car": {"lost_share": 0.25, "goodwill": GOODWILL}}
    scenario = read(plant(changes | {"plant.bolt": {"patience": 4}}))
    outline = scenario.outline
    assert outline.of_points.whole("patience", FOR_EVER).tolist() == [0, FOR_EVER, 4, FOR_EVER]
    assert (
        outline.of_points.column("lost_share", 0.0).tolist(),
        outline.of_points.column("lost_cost", 0.0).tolist(),
    ) == ([0.25, 0, 0, 0], [3, 0, 0, 0])
    assert outline.of_points.of_some("goodwill") == {0: Goodwill(loss=0.5, recovery=0.1, floor=0.25)}
    assert read(scenario.document()) == scenario == scenario.with_()
    assert (
        scenario.with_({"site.shop.items.car.goodwill.loss": 0.75}).outline.of_points.of_some("goodwill")[0].loss
        == 0.75
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"patience": -1}, "patience: found -1; give 0 or more periods"),
        ({"patience": 1.5}, "patience: found 1.5, which is not a whole number; give a whole number of periods"),
        ({"patience": "long"}, "patience: found 'long', which is not a whole number; give a whole number of periods"),
        ({"lost_share": -0.1}, "lost_share: found -0.1; give 0 or more"),
        ({"lost_share": 1.1}, "lost_share: found 1.1; give at most 1"),
        ({"lost_cost": -1}, "lost_cost: found -1; give 0 or more (money per unit)"),
        ({"goodwill": {"loss": 1.5}}, "goodwill.loss: found 1.5; give at most 1"),
        ({"goodwill": {"loss": 1, "recovery": -0.5}}, "goodwill.recovery: found -0.5; give 0 or more"),
        ({"goodwill": {"loss": 1, "floor": 2}}, "goodwill.floor: found 2; give at most 1"),
        (
            {"goodwill": {"recovery": 1}},
            ("goodwill.loss: found nothing; add loss (share of the goodwill that a period without any delivery takes, 0"
            " to 1)"),
        ),
        ({"goodwill": {"loss": 1, "flor": 0}}, "goodwill.flor: found an unknown key; did you mean 'floor'?"),
        ({"goodwill": 0.5}, "goodwill: found 0.5, which is not a table; give a table: { key = value, ... }"),
    ],
)  # fmt: skip
def test_faults_of_losing(keys: Table, expected: str) -> None:
    assert said_of({"shop": keys}) == [f"site 'shop', {expected}"]
    assert said_of({"shop.car": keys}) == [f"site 'shop', items.car.{expected}"]


def test_in_a_table_of_sites(tmp_path: Path) -> None:
    sites = (
        "name,role,rule,patience,lost_share,goodwill.loss,goodwill.floor\n"
        "shop,retailer,pass-on,2,0.5,0.25,0.5\nkiosk,retailer,pass-on,,,,\n"
    )
    text = 'name = "x"\nperiods = 3\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
    files = {"sites.csv": sites, "lanes.csv": "to,lead_time\nshop,1\nkiosk,1\n"}
    shop, kiosk = read(write(tmp_path, text, files)).site
    assert (shop.patience, shop.lost_share, shop.goodwill) == (2, 0.5, Goodwill(loss=0.25, floor=0.5))
    assert (kiosk.patience, kiosk.lost_share, kiosk.goodwill) == (None, 0, None)
    wrong = files | {"sites.csv": sites.replace("goodwill.floor", "goodwill.flor").replace("0.25", "25")}
    assert said(tmp_path, text, wrong) == [
        "sites.csv:1: column 'goodwill.flor': found an unknown column; did you mean 'goodwill.floor'?",
        "sites.csv:2: site 'shop', goodwill.loss: found 25; give at most 1",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"shop": {"patience": 0, "lost_cost": 2, "goodwill": GOODWILL}}, []),
        ({"shop": {"lost_share": 0.5, "lost_cost": 2}}, []),
        (
            {"shop": {"lost_cost": 2}},
            ["lost_cost at 'shop' says nothing: nothing is ever lost there without a patience or a lost_share"],
        ),
        (
            {"plant": {"patience": 2, "goodwill": GOODWILL}},
            ["patience at 'plant' says nothing: no customers", "goodwill at 'plant' says nothing: no customers"],
        ),
        ({"plant": {"patience": 2}, "plant.car": {"demand": {"type": "constant", "value": 1}}}, []),
        ({"plant.bolt": {"lost_share": 0.5}}, ["lost_share at 'plant' says nothing: no customers"]),
    ],
)
def test_what_says_nothing_is_perhaps_a_slip(changes: Table, expected: list[str]) -> None:
    assert hints(read(plant(changes))) == expected
