"""Several lanes into one stockpoint: what is read, and every fault that they make possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bullwhip.network.scenario import hints, read
from bullwhip.network.scenario.sourcing import Priority, Random, Shares, orders_by_lane
from tests.network.scenario.files import DEPOT, LANE, SHOP, said, write
from tests.network.scenario.plants import plant, said_of

Table = dict[str, Any]
SECOND = {"to": "plant", "item": "bolt", "lead_time": 9}
KINDS = "shares, priority, cheapest, fastest, random"


def shares(**named: float) -> Table:
    return {"type": "shares", "shares": named}


@pytest.mark.parametrize(
    "sourcing",
    [
        "priority",
        "cheapest",
        "fastest",
        "random",
        {"type": "priority"},
        {"type": "priority", "order": ["outside", "mill"]},
        {"type": "random", "weights": {"mill": 3, "outside": 0}},
        shares(mill=0.7, outside=0.3),
        shares(mill=1, outside=0),
    ],
)
def test_each_kind_is_read_and_written(sourcing: Any) -> None:
    scenario = read(plant({"plant.bolt": {"sourcing": sourcing}}, SECOND))
    made = scenario.stockpoints()[2].terms.sourcing
    assert made is not None
    assert made.model_dump(exclude_unset=True) == {"type": sourcing} if isinstance(sourcing, str) else sourcing
    assert read(scenario.document()) == scenario.with_() == scenario
    assert [way.item for way in scenario.lanes_by_item()] == ["car", "car", "bolt", "seat", "bolt"]


def test_lanes_into_one_stockpoint_are_in_the_order_of_where_from_then_how_long() -> None:
    more = [{"from": "mill", "to": "plant", "item": "bolt", "lead_time": lead, "order_delay": delay}
            for lead, delay in ((3, 1), (1, 0))]  # fmt: skip
    outline = read(plant({"plant": {"sourcing": "fastest"}}, SECOND, *more)).outline
    ways = [(outline.ways[way].lane.supplier, int(outline.lead_time[way]), int(outline.order_delay[way]))
            for way in outline.by_name.argsort()]  # fmt: skip
    assert ways == [("outside", 9, 0), ("mill", 1, 0), ("mill", 3, 0), ("mill", 3, 1),
                    ("plant", 2, 0), ("mill", 4, 0), ("plant", 1, 0)]  # fmt: skip
    assert outline.number.tolist() == [1, 1, 2, 1, 1, 3, 1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {},
            ("site 'plant', sourcing: found nothing, and 2 lanes with 'bolt' (from mill, outside); give one of"
            f' {KINDS}, such as sourcing = "priority", or a rule that orders by lane'),
        ),
        (
            {"plant.bolt": {"sourcing": shares(mill=0.5, outside=0.49)}},
            "site 'plant', items.bolt.sourcing.shares: found shares that add up to 0.99; give shares that add up to 1",
        ),
        (
            {"plant.bolt": {"sourcing": shares(mill=0.5, outside=0.5000001)}},
            "site 'plant', items.bolt.sourcing.shares: found shares that add up to 1; give shares that add up to 1",
        ),
        (
            {"plant.bolt": {"sourcing": shares(mill=1.5, outside=-0.5)}},
            "site 'plant', items.bolt.sourcing.shares.outside: found -0.5; give 0 or more",
        ),
        (
            {"plant.bolt": {"sourcing": shares(mill=0.5, outside=0.4, mil=0.1)}},
            ("site 'plant', items.bolt.sourcing.shares.mil: found 'mil', from which no lane leads here with 'bolt';"
            " did you mean 'mill'?"),
        ),
        (
            {"plant.bolt": {"sourcing": shares(mill=0.5, shop=0.1, outside=0.4)}},
            ("site 'plant', items.bolt.sourcing.shares.shop: found 'shop', from which no lane leads here with 'bolt';"
            " add the lane, or take it out"),
        ),
        (
            {"plant.bolt": {"sourcing": shares(mill=1)}},
            ("site 'plant', items.bolt.sourcing.shares: found nothing for 'outside', which supplies 'bolt'; name"
            " 'outside' as well (a share may be 0)"),
        ),
        (
            {"plant.bolt": {"sourcing": {"type": "priority", "order": ["mill"]}}},
            ("site 'plant', items.bolt.sourcing.order: found nothing for 'outside', which supplies 'bolt'; name"
            " 'outside' as well"),
        ),
        (
            {"plant.bolt": {"sourcing": {"type": "priority", "order": ["mill", "shp", "outside"]}}},
            ("site 'plant', items.bolt.sourcing.order[2]: found 'shp', from which no lane leads here with 'bolt';"
            " add the lane, or take it out"),
        ),
        (
            {"plant.bolt": {"sourcing": {"type": "priority", "order": ["mill", "outside", "mill"]}}},
            "site 'plant', items.bolt.sourcing.order: found 'mill' twice; name each site once",
        ),
        (
            {"plant.bolt": {"sourcing": {"type": "random", "weights": {"mill": 0, "outside": 0}}}},
            ("site 'plant', items.bolt.sourcing.weights: found no weight above 0; give one to each site that may be"
            " drawn"),
        ),
        (
            {"plant.bolt": {"sourcing": "cheepest"}},
            "site 'plant', items.bolt.sourcing.type: found 'cheepest', which is unknown; did you mean 'cheapest'?",
        ),
        (
            {"plant.bolt": {"sourcing": {"order": ["mill"]}}},
            "site 'plant', items.bolt.sourcing.type: found no type; add type, the kind of sourcing",
        ),
        (
            {"plant.bolt": {"sourcing": {"type": "fastest", "order": ["mill"]}}},
            "site 'plant', items.bolt.sourcing.order: found an unknown key; remove it",
        ),
        (
            {"plant.bolt": {"sourcing": "shares"}},
            ("site 'plant', items.bolt.sourcing.shares: found nothing; add shares (the share of each site; together"
            " they are 1)"),
        ),
        (
            {"plant.bolt": {"sourcing": 3}},
            "site 'plant', items.bolt.sourcing: found 3, which is not a table; give a table: { key = value, ... }",
        ),
        (
            {"plant": {"sourcing": shares(mill=0.5, outside=0.25, plant=0.25)}},
            ("site 'plant', sourcing.shares.plant: found 'plant', from which no lane brings 'bolt'; give 'bolt' a"
            " sourcing of its own, in items.bolt"),
        ),
    ],
)  # fmt: skip
def test_faults_of_sourcing(changes: Table, expected: str) -> None:
    assert said_of(changes, SECOND) == [expected]


def test_shares_cannot_tell_two_lanes_of_one_site_apart() -> None:
    twice = {"from": "mill", "to": "plant", "item": "bolt", "lead_time": 9}
    assert said_of({"plant.bolt": {"sourcing": shares(mill=1)}}, twice) == [
        (
            "site 'plant', items.bolt.sourcing.shares.mill: found 'mill', which has 2 lanes with 'bolt' that this"
            ' cannot tell apart; give sourcing = "priority", "fastest" or "cheapest"'
        )
    ]
    assert said_of({"plant.bolt": {"sourcing": {"type": "priority", "order": ["mill"]}}}, twice) == []


def test_lanes_that_cannot_be_told_apart_are_one_too_many() -> None:
    same = {"from": "mill", "to": "plant", "item": "bolt", "lead_time": 3, "holding_cost": 4}
    assert said_of({"plant.bolt": {"sourcing": "fastest"}}, same) == [
        (
            "lane 'mill -> plant (bolt)': found a second lane between these ends with 'bolt', the same lead time and"
            " order delay; remove one of them, or give it other times"
        )
    ]
    assert said_of({"plant.bolt": {"sourcing": "fastest"}}, same | {"order_delay": 1}) == []
    assert said_of({"plant.bolt": {"sourcing": "fastest"}}, same | {"from": None}) == []
    assert said_of({"plant.car": {"sourcing": "fastest"}}, plant()["lane"][1] | {"recipe": {"bolt": 50}}) == []


def test_what_several_items_have_in_common_is_said_once(tmp_path: Path) -> None:
    text = SHOP.replace("stock = 40", "items = { tea = {}, jam = {} }") + LANE.format("maker", "shop")
    [line] = said(tmp_path, text)
    assert line.startswith("shop.toml: site 'shop', sourcing: found nothing, and 2 lanes with 'tea' (from maker)")
    twins = SHOP.replace("stock = 40", "items = { tea = {}, jam = {} }") + LANE.format("maker", "shop").replace(
        "1", "3"
    )
    [line] = said(tmp_path, twins)
    assert "a second lane between these ends" in line


@pytest.mark.parametrize(
    ("rule", "needs_none"),
    [
        ({"type": "dual-index"}, True),
        ({"type": "base-surge"}, True),
        ({"type": "my_rules:Mine"}, True),
        ({"type": "order-up-to"}, False),
        ({"type": 3}, False),
        ({}, False),
        (None, False),
    ],
)
def test_rules_that_order_by_lane_need_no_sourcing(rule: Table | None, needs_none: bool) -> None:
    assert orders_by_lane(rule) is needs_none
    if rule:
        found = said_of({"plant.bolt": {"rule": rule}}, SECOND)
        assert any("sourcing" in line for line in found) is not needs_none


def test_a_circle_of_lanes_is_none_the_less_one_where_goods_enter(tmp_path: Path) -> None:
    two = SHOP + DEPOT + 'sourcing = "fastest"\n' + LANE.format("shop", "depot") + LANE.format("depot", "shop")
    text = two.replace("stock = 40", 'sourcing = "fastest"') + '[[lane]]\nto = "depot"\nlead_time = 1\n'
    assert said(tmp_path, text) == [
        (
            "shop.toml: lane 'shop -> depot': found the cycle of lanes depot -> shop -> depot without any order delay,"
            " in which goods would go round; remove one of these lanes"
        )
    ]


def test_sourcing_of_one_lane_is_perhaps_a_slip() -> None:
    one = read(plant({"plant": {"sourcing": "fastest"}}))
    [hint] = hints(one)
    assert hint == "'plant' has a sourcing for 'bolt' (and 2 more), and one lane with it; did you forget another lane?"
    assert hints(read(plant({"plant": {"sourcing": "fastest"}}, SECOND))) == [], "it is for another item"
    [hint] = hints(read(plant({"plant.bolt": {"sourcing": "fastest"}})))
    assert hint == "'plant' has a sourcing for 'bolt', and one lane with it; did you forget another lane?"


@pytest.mark.parametrize(
    ("lane", "cap", "expected"),
    [
        ({"minimum": 5}, 4, "minimum: found 5: an order is 5 or more, above the rule's cap 4"),
        ({"multiple": 5}, 4, "multiple: found 5: an order is 5 or more, above the rule's cap 4"),
        ({"multiple": 4, "minimum": 6}, 7, "multiple: found 4: an order is 8 or more, above the rule's cap 7"),
        ({"minimum": -1}, 9, "minimum: found -1; give 0 or more units"),
        ({"minimum": 5}, 5, None),
        ({"multiple": 4, "minimum": 4}, 4, None),
    ],
)
def test_lots_within_the_cap_of_the_rule(lane: Table, cap: int, expected: str | None) -> None:
    found = said_of({"bolts": lane, "plant": {"rule": {"type": "pass-on", "cap": cap}}})
    assert len(found) == (expected is not None)
    if expected is not None:
        assert found[0].startswith(f"lane 'mill -> plant (bolt)', {expected}")


def test_lots_in_whole_units_are_whole() -> None:
    lots = {"bolts": {"minimum": 1.5, "multiple": 0.5}}
    assert said_of(lots, whole_units=True) == [
        f"lane 'mill -> plant (bolt)', {key}: found {units}; give whole units, or whole_units = false"
        for key, units in (("minimum", "1.5"), ("multiple", "0.5"))
    ]


def test_in_a_table_of_sites(tmp_path: Path) -> None:
    sites = (
        "name,role,rule,sourcing,sourcing.order,sourcing.shares.mill.2,sourcing.shares.outside\n"
        "shop,retailer,pass-on,priority,outside;mill.2,,\nkiosk,retailer,pass-on,shares,,0.25,0.75\n"
        "stall,retailer,pass-on,random,,,\nmill.2,supplier,,,,,\n"
    )
    ends = [(source, target) for target in ("shop", "kiosk", "stall") for source in ("", "mill.2")]
    lanes = "from,to,lead_time\n" + "".join(f"{source},{target},1\n" for source, target in ends)
    text = 'name = "x"\nperiods = 3\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
    scenario = read(write(tmp_path, text, {"sites.csv": sites, "lanes.csv": lanes}))
    assert [site.sourcing for site in scenario.site] == [
        Priority(type="priority", order=("outside", "mill.2")),
        Shares(type="shares", shares={"mill.2": 0.25, "outside": 0.75}),
        Random(type="random"),
        None,
    ]
    wrong = sites.replace("sourcing.order", "sourcing.ordr").replace("0.25", "0.5")
    found = said(tmp_path, text, {"sites.csv": wrong, "lanes.csv": lanes})
    assert found == [
        "sites.csv:1: column 'sourcing.ordr': found an unknown column; did you mean 'sourcing.order'?",
        "sites.csv:3: site 'kiosk', sourcing.shares: found shares that add up to 1.25; give shares that add up to 1",
    ]
