"""Recipes: what they are read as, and every fault that they make possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bullwhip.network.scenario import read
from bullwhip.network.scenario.outline import OUTSIDE
from tests.network.scenario.files import said, write
from tests.network.scenario.plants import plant, said_of


def test_a_lane_with_a_recipe_takes_its_inputs_at_its_own_site() -> None:
    scenario = read(plant())
    outline = scenario.outline
    assert [(point.site, point.item) for point in outline.points][1:] == [
        ("plant", "car"),
        ("plant", "bolt"),
        ("plant", "seat"),
    ]
    assert outline.first_input.tolist() == [0, 1, 3, 3, 3]
    assert outline.input.tolist() == [1, 2, 3], "the plant's cars; then a recipe's inputs in the order of their names"
    assert outline.units.tolist() == [1, 40, 2]
    assert outline.source.tolist() == [1, OUTSIDE, OUTSIDE, OUTSIDE]
    assert [lane.name for lane in scenario.lane][:3] == ["plant -> shop", "plant makes car", "mill -> plant (bolt)"]


def test_where_nothing_is_made_the_inputs_are_the_sources() -> None:
    outline = read(plant({"make": {"recipe": None}})).outline
    assert (outline.first_input.tolist(), outline.input.tolist()) == ([0, 1, 1, 1, 1], [1])
    assert outline.units.tolist() == [1]
    assert outline.number.tolist() == [1, 1, 1, 1]


def test_it_survives_being_written() -> None:
    scenario = read(plant())
    assert read(scenario.document()) == scenario
    assert scenario.with_({"lane.>plant.minimum": 4}).lane[1].recipe == {"seat": 2, "bolt": 40}


NUT = {"to": "plant", "lead_time": 1, "item": "nut"}
KEEPS_NUTS: dict[str, dict[str, Any]] = {"plant": {"items": {"car": {}, "bolt": {}, "seat": {}, "nut": {}}}}


@pytest.mark.parametrize(
    ("changes", "lanes", "expected"),
    [
        (
            {"make": {"from": "mill"}},
            (),
            ("lane 'mill -> plant (car)', from: found 'mill', besides a recipe; leave out from where goods are made at"
            " the site itself, or leave out the recipe"),
        ),
        (
            {"make": {"item": None}},
            (),
            "lane 'plant makes nothing', item: found nothing, at a recipe; give the item that it makes",
        ),
        (
            {"make": {"item": "caar"}},
            (),
            "lane 'plant makes caar', item: found 'caar', which 'plant' does not keep; did you mean 'car'?",
        ),
        (
            {"make": {"recipe": {"bolts": 4}}},
            (),
            ("lane 'plant makes car', recipe.bolts: found an input 'bolts' that 'plant' does not keep, so that nobody"
            " makes or brings it there; did you mean 'bolt'?"),
        ),
        (
            {"make": {"recipe": {"water": 4}}},
            (),
            ("lane 'plant makes car', recipe.water: found an input 'water' that 'plant' does not keep, so that nobody"
            " makes or brings it there; add it to the items of 'plant', and a lane that supplies it"),
        ),
        (
            {"make": {"recipe": {"bolt": 0}}},
            (),
            "lane 'plant makes car', recipe.bolt: found 0; give more than 0 (units per unit)",
        ),
        (
            {"make": {"recipe": {"bolt": -1}}},
            (),
            "lane 'plant makes car', recipe.bolt: found -1; give more than 0 (units per unit)",
        ),
        (
            {"make": {"recipe": {"bolt": "four"}}},
            (),
            "lane 'plant makes car', recipe.bolt: found 'four', which is not a number; give a number (units per unit)",
        ),
        (
            {"make": {"recipe": {}}},
            (),
            "lane 'plant makes car', recipe: found an empty table; give one or more entries, or leave it out",
        ),
        (
            {"make": {"recipe": "bolt"}},
            (),
            "lane 'plant makes car', recipe: found 'bolt', which is not a table; give a table: { key = value, ... }",
        ),
        (
            {"make": {"recipe": {"car": 1}}},
            (),
            ("lane 'plant makes car', recipe.car: found 'car', in the circle car -> car: an item that is made of"
            " itself; take it out of one of these recipes"),
        ),
        (
            {"bolts": {"from": None, "recipe": {"seat": 1}, "order_delay": 1}, "seats": {"from": None, "recipe":
             {"car": 1}}},
            (),
            ("lane 'plant makes car', recipe.seat: found 'seat', in the circle car -> seat -> car: an item that is made"
            " of itself; take it out of one of these recipes"),
        ),
        (
            {"seats": {"from": "shop"}, "ship": {"item": "car"}, "shop": {"items": {"car": {}, "seat": {}}}},
            ({"to": "shop", "item": "seat", "recipe": {"car": 1}, "lead_time": 1},),
            ("lane 'plant makes car', recipe.seat: found 'seat', in the circle car at shop -> seat at shop -> seat"
            " at plant -> car at plant -> car at shop: an item that is made of itself; take it out of one of these"
            " recipes"),
        ),
        (
            {"bolts": {"item": "seat", "lead_time": 9}, "plant": {"sourcing": "fastest"}},
            (),
            ("site 'plant': found no lane that supplies it with 'bolt'; add a [[lane]] with to = 'plant' and item ="
            " 'bolt'"),
        ),
        (
            {"bolts": {"from": None, "recipe": {"seat": 1}}},
            (),
            ("lane 'plant makes bolt', order_delay: found 0 on the way from 'seat' to 'bolt', though the inputs of"
            " 'car' at 'plant' go through each period together; give an order_delay of 1 or more periods"),
        ),
        (
            {"bolts": {"from": None, "recipe": {"nut": 1}}} | KEEPS_NUTS,
            (NUT | {"recipe": {"seat": 3}},),
            ("lane 'plant makes bolt', order_delay: found 0, in a circle of lanes without delay (plant makes bolt,"
            " plant makes nut), though the inputs of 'car' at 'plant' go through each period together; give an"
            " order_delay of 1 or more periods on one of these lanes"),
        ),
    ],
)  # fmt: skip
def test_faults_of_recipes(changes: dict[str, Any], lanes: tuple[dict[str, Any], ...], expected: str) -> None:
    found = said_of(changes, *lanes)
    assert expected in found
    assert len(found) == 1, found


def test_an_order_delay_lifts_an_input_out_of_the_level_of_the_others() -> None:
    delayed = {"bolts": {"from": None, "recipe": {"seat": 1}, "order_delay": 1}}
    assert said_of(delayed) == []
    one_late = {"bolts": {"from": None, "recipe": {"nut": 1}}} | KEEPS_NUTS
    assert said_of(one_late, NUT | {"recipe": {"seat": 3}, "order_delay": 1}) == []
    assert said_of(one_late, NUT) == []


def test_recipes_in_whole_units_take_whole_units() -> None:
    assert said_of({"make": {"recipe": {"bolt": 1.5, "seat": 2}}}, whole_units=True) == [
        "lane 'plant makes car', recipe.bolt: found 1.5; give whole units, or whole_units = false"
    ]
    assert said_of({"make": {"recipe": {"bolt": 1.5}}}) == []


FILES = {
    "sites.csv": "name,role,item,rule\nplant,manufacturer,car,pass-on\nplant,,bolt,pass-on\nplant,,seat,pass-on\n",
    "lanes.csv": "to,item,lead_time\nplant,bolt,1\nplant,seat,1\nplant,car,3\n",
    "recipes.csv": "site,item,input,units\nplant,car,bolt,40\nplant,car,seat,2.5\n",
}
TABLES = 'name = "x"\nperiods = 9\nsites = "sites.csv"\nlanes = "lanes.csv"\nrecipes = "recipes.csv"\n'


def test_a_table_of_recipes_is_for_lanes_without_a_source(tmp_path: Path) -> None:
    scenario = read(write(tmp_path, TABLES, FILES))
    assert [(lane.item, lane.recipe, lane.lead_time) for lane in scenario.lane] == [
        ("bolt", None, 1),
        ("seat", None, 1),
        ("car", {"bolt": 40, "seat": 2.5}, 3),
    ]


def test_a_recipe_makes_its_own_lane_where_there_is_none(tmp_path: Path) -> None:
    files = FILES | {"lanes.csv": "to,item,lead_time\nplant,bolt,1\nplant,seat,1\n"}
    made = read(write(tmp_path, TABLES, files)).lane[2]
    assert (made.target, made.item, made.lead_time, made.order_delay) == ("plant", "car", 1, 0)
    assert made.recipe == {"bolt": 40, "seat": 2.5}


def test_a_recipe_may_stand_in_the_table_of_lanes(tmp_path: Path) -> None:
    lanes = "to,item,lead_time,recipe.bolt,recipe.seat,minimum\nplant,bolt,1,,,\nplant,seat,1,,,\nplant,car,3,40,2,8\n"
    text = TABLES.replace('recipes = "recipes.csv"\n', "")
    scenario = read(write(tmp_path, text, FILES | {"lanes.csv": lanes}))
    assert [lane.recipe for lane in scenario.lane] == [None, None, {"bolt": 40, "seat": 2}]
    assert [lane.minimum for lane in scenario.lane] == [0, 0, 8]


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        (
            "recipes.csv",
            ("40", "0"),
            ["recipes.csv:2: lane 'plant makes car', recipe.bolt: found 0; give more than 0 (units per unit)"],
        ),
        (
            "recipes.csv",
            ("40", "many"),
            [
                ("recipes.csv:2: lane 'plant makes car', recipe.bolt: found 'many', which is not a number; give a"
                " number (units per unit)")
            ],
        ),
        (
            "recipes.csv",
            ("2.5", ""),
            ["recipes.csv:3: units: found an empty cell; give all four"],
        ),
        (
            "recipes.csv",
            ("seat,2.5", "bolt,2.5"),
            ["recipes.csv:3: input: found a second row for 'bolt' in 'car' at 'plant'; remove one of them"],
        ),
        (
            "recipes.csv",
            ("bolt", "blot"),
            [
                ("recipes.csv:2: lane 'plant makes car', recipe.blot: found an input 'blot' that 'plant' does not keep,"
                " so that nobody makes or brings it there; did you mean 'bolt'?")
            ],
        ),
        (
            "recipes.csv",
            ("input", "part"),
            ["recipes.csv:1: column 'input': found no such column; rename the column 'part', or add one"],
        ),
        (
            "lanes.csv",
            ("lead_time\n", "lead_time,recipe.seat\n"),
            ["lanes.csv:2: found 3 cells; give 4, one for each column"],
        ),
    ],
)  # fmt: skip
def test_faults_in_a_table_of_recipes(file: str, change: tuple[str, str], expected: list[str], tmp_path: Path) -> None:
    assert change[0] in FILES[file]
    found = said(tmp_path, TABLES, FILES | {file: FILES[file].replace(*change)})
    assert found[: len(expected)] == expected
    if file == "recipes.csv":
        assert len(found) == len(expected), found


def test_recipes_of_two_kinds_for_one_item(tmp_path: Path) -> None:
    lanes = "to,item,lead_time,recipe.bolt\nplant,bolt,1,\nplant,seat,1,\nplant,car,3,40\n"
    assert said(tmp_path, TABLES, FILES | {"lanes.csv": lanes}) == [
        "lanes.csv:4: lane 'plant makes car', recipe: found a recipe besides that of recipes.csv; remove one of them"
    ]
    sites = FILES["sites.csv"] + "mill,distributor,car,pass-on\n"
    text = FILES["recipes.csv"] + "mil,car,bolt,3\n"
    assert said(tmp_path, TABLES, FILES | {"sites.csv": sites, "recipes.csv": text}) == [
        "recipes.csv:4: lane 'mil makes car', to: found 'mil', which is no site; did you mean 'mill'?"
    ]
