"""Capacities, what uses them, and storage: what is read, and every fault that they make possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bullwhip.network.scenario import read
from tests.network.scenario.files import said, write
from tests.network.scenario.plants import plant, said_of

Table = dict[str, Any]
MAKE = "lane 'plant makes car'"
TOGETHER = "go through each period together; give an order_delay of 1 or more periods"


def test_no_limit_is_infinite() -> None:
    outline = read(plant()).outline
    assert np.isinf(outline.capacity).all()
    assert np.isinf(outline.site_capacity).all()
    assert np.isinf(outline.storage).all()
    assert (outline.use.tolist(), outline.site.tolist()) == ([1, 1, 1, 1], [0, 1, 1, 1])


def test_limits_are_columns_of_lanes_and_sites() -> None:
    limits = {"plant": {"capacity": 8, "uses": {"car": 2.5}, "storage": 900, "stock": 300}}
    scenario = read(plant(limits | {"make": {"capacity": 3, "order_delay": 1}, "bolts": {"capacity": 0.5}}))
    outline = scenario.outline
    assert outline.capacity.tolist() == [np.inf, 3, 0.5, np.inf]
    assert outline.site_capacity.tolist() == [np.inf, 8, np.inf]
    assert outline.storage.tolist() == [np.inf, 900, np.inf]
    assert outline.use.tolist() == [1, 2.5, 0, 0]
    assert read(scenario.document()) == scenario


WHOLE = "whole_units = false"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"bolts": {"capacity": 0.5}},
            (
                "lane 'mill -> plant (bolt)', capacity: found 0.5, less than a whole unit; give 1 or more units, or"
                f" {WHOLE}"
            ),
        ),
        (
            {"shop": {"capacity": 0.5}},
            f"site 'shop', capacity: found 0.5, less than a whole unit takes; give more capacity, or {WHOLE}",
        ),
        (
            {"shop": {"capacity": 3, "uses": {"car": 4}}},
            f"site 'shop', uses.car: found 4 for a unit, of a capacity of 3; give more capacity, or {WHOLE}",
        ),
        ({"shop": {"capacity": 0.5, "uses": {"car": 0.5}}}, None),
    ],
)
def test_no_whole_unit_passes_what_is_too_small_for_one(changes: Table, expected: str | None) -> None:
    assert said_of(changes, whole_units=True) == ([expected] if expected else [])
    assert said_of(changes) == []


def test_a_reason_is_told_once() -> None:
    again = {"to": "plant", "item": "car", "recipe": {"seat": 3, "bolt": 30}, "lead_time": 9, "order_delay": 1}
    told = said_of({"plant": {"storage": 90, "sourcing": "fastest"}}, again)
    assert told == [
        (
            f"{MAKE}, order_delay: found 0 on the way from 'seat' to 'car', though the inputs of 'car' at 'plant' and"
            f" items of 'plant', which share its storage, {TOGETHER}"
        )
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"make": {"capacity": 0}}, f"{MAKE}, capacity: found 0; give more than 0 (units per period)"),
        ({"make": {"capacity": -1}}, f"{MAKE}, capacity: found -1; give more than 0 (units per period)"),
        ({"plant": {"capacity": 0}}, "site 'plant', capacity: found 0; give more than 0 (units per period)"),
        ({"plant": {"storage": 0}}, "site 'plant', storage: found 0; give more than 0 units"),
        (
            {"plant": {"capacity": 3, "uses": {"caar": 1}}},
            "site 'plant', uses.caar: found 'caar', which 'plant' does not keep; did you mean 'car'?",
        ),
        (
            {"plant": {"capacity": 3, "uses": {"water": 1}}},
            "site 'plant', uses.water: found 'water', which 'plant' does not keep; take it out",
        ),
        (
            {"plant": {"capacity": 3, "uses": {"car": -1}}},
            "site 'plant', uses.car: found -1; give 0 or more (capacity per unit)",
        ),
        (
            {"plant": {"capacity": 3, "uses": {"car": 0}}},
            "site 'plant', uses: found no use above 0; give one, or leave out the capacity",
        ),
        (
            {"plant": {"capacity": 3, "uses": {}}},
            "site 'plant', uses: found an empty table; give one or more entries, or leave it out",
        ),
        (
            {"plant": {"uses": {"car": 1}}},
            "site 'plant', uses: found uses of a capacity that is not given; give the site a capacity",
        ),
        (
            {"plant.bolt": {"capacity": 1}},
            "site 'plant', items.bolt.capacity: found an unknown key; remove it",
        ),
        (
            {"mill": {"capacity": 3}},
            ("site 'mill', capacity: found 3 at an unlimited source; give it a rule, which makes it keep stock, or give"
            " the lanes from it a capacity"),
        ),
        (
            {"mill": {"storage": 3}},
            ("site 'mill', storage: found 3 at an unlimited source; give it a rule, which makes it keep stock, or leave"
            " it out"),
        ),
        (
            {"plant": {"storage": 59, "stock": 20}, "make": {"order_delay": 1}},
            ("site 'plant', storage: found 59, less than the 60 units that lie there at the start; give more room, or"
            " less stock"),
        ),
        (
            {"plant": {"storage": 90}},
            (f"{MAKE}, order_delay: found 0 on the way from 'seat' to 'car', though the inputs of 'car' at 'plant' and"
            f" items of 'plant', which share its storage, {TOGETHER}"),
        ),
        (
            {"plant": {"capacity": 9}, "bolts": {"from": None, "recipe": {"seat": 1}}},
            ("lane 'plant makes bolt', order_delay: found 0 on the way from 'seat' to 'bolt', though the inputs of"
            f" 'car' at 'plant' and items of 'plant', which share its capacity, {TOGETHER}"),
        ),
        (
            {"plant": {"capacity": 9}, "make": {"recipe": {"bolt": 1}}, "bolts": {"from": None, "recipe": {"seat": 1}}},
            ("lane 'plant makes bolt', order_delay: found 0 on the way from 'seat' to 'bolt', though items of 'plant',"
            f" which share its capacity, {TOGETHER}"),
        ),
    ],
)  # fmt: skip
def test_faults_of_limits(changes: Table, expected: str) -> None:
    assert said_of(changes) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        {"plant": {"storage": 60, "stock": 20}, "make": {"order_delay": 1}},
        {"plant": {"capacity": 9, "uses": {"car": 2, "bolt": 0}}},
        {"mill": {"capacity": 9, "storage": 9, "rule": "pass-on", "items": {"bolt": {}, "seat": {}}}},
        {"plant": {"capacity": 9}, "bolts": {"from": None, "recipe": {"seat": 1}, "order_delay": 1}},
    ],
)
def test_sound_limits(changes: Table) -> None:
    more = [{"to": "mill", "lead_time": 1}] if "mill" in changes else []
    assert said_of(changes, *more) == []


def test_in_tables(tmp_path: Path) -> None:
    sites = (
        "name,role,item,rule,capacity,uses.tea,uses.ice tea,storage\n"
        "shop,retailer,tea,pass-on,9.5,2,3,70\nshop,,ice tea,pass-on,,,,\n"
    )
    lanes = "to,lead_time,capacity\nshop,1,4\n"
    text = 'name = "x"\nperiods = 3\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
    scenario = read(write(tmp_path, text, {"sites.csv": sites, "lanes.csv": lanes}))
    [shop] = scenario.site
    assert (shop.capacity, shop.uses, shop.storage) == (9.5, {"tea": 2, "ice tea": 3}, 70)
    assert scenario.lane[0].capacity == 4
    wrong = sites.replace("uses.ice tea", "uses.coffee").replace("70", "-1")
    assert said(tmp_path, text, {"sites.csv": wrong, "lanes.csv": lanes}) == [
        "sites.csv:2: site 'shop', storage: found -1; give more than 0 units",
        "sites.csv:2: site 'shop', uses.coffee: found 'coffee', which 'shop' does not keep; take it out",
    ]
