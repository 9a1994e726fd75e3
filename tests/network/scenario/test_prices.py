"""Prices, cash and regions: what is read, and every fault that they make possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bullwhip.network.scenario import hints, read
from bullwhip.network.scenario.outline import Outline
from bullwhip.network.scenario.prices import Discount, PriceChange
from tests.network.scenario.files import said, write
from tests.network.scenario.plants import plant, said_of

Table = dict[str, Any]
LANE = "lane 'mill -> plant (bolt)'"
CHANGES: list[Table] = [{"period": 3, "price": 4}, {"period": 5, "price": 6}]
DISCOUNTS: list[Table] = [{"from": 100, "price": 4.5}, {"from": 1000, "price": 4}]
BOUGHT = {"price": 5, "price_changes": CHANGES, "discounts": DISCOUNTS, "shipment_cost": 50}


def given(outline: Outline, key: str) -> dict[int, Any]:
    """What ways say of a key, where that is anything."""
    return {way: value for way, value in outline.of_ways.of_some(key).items() if value}


def test_nothing_costs_anything_unless_it_is_said() -> None:
    outline, cash = read(plant()).outline, [site.cash for site in read(plant()).site]
    assert (
        outline.of_ways.column("price", 0.0).tolist()
        == outline.of_ways.column("shipment_cost", 0.0).tolist()
        == [0, 0, 0, 0]
    )
    assert (given(outline, "price_changes"), given(outline, "discounts")) == ({}, {})
    assert (outline.of_points.column("sale_price", 0.0).tolist(), cash) == ([0, 0, 0, 0], [0, 0, 0])
    assert read(plant()).sites["plant"].region is None


def test_prices_are_columns() -> None:
    sold = {
        "shop": {"sale_price": 9, "cash": -100, "region": "north"},
        "make": {"price": 2},
        "seats": {"discounts": []},
    }
    scenario = read(plant(sold | {"bolts": BOUGHT}))
    outline, cash = scenario.outline, [site.cash for site in scenario.site]
    assert outline.of_ways.column("price", 0.0).tolist() == [0, 2, 5, 0]
    assert outline.of_ways.column("shipment_cost", 0.0).tolist() == [0, 0, 50, 0]
    assert given(outline, "price_changes") == {2: (PriceChange(period=3, price=4), PriceChange(period=5, price=6))}
    assert given(outline, "discounts") == {2: tuple(Discount.model_validate(each) for each in DISCOUNTS)}
    assert (outline.of_points.column("sale_price", 0.0).tolist(), cash) == ([9, 0, 0, 0], [-100, 0, 0])
    assert scenario.sites["shop"].region == "north"
    assert read(scenario.document()) == scenario == scenario.with_()
    assert scenario.document()["lane"][2]["discounts"] == DISCOUNTS


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"price": -1}, "price: found -1; give 0 or more (money per unit)"),
        ({"shipment_cost": -1}, "shipment_cost: found -1; give 0 or more (money per shipment)"),
        ({"price_changes": CHANGES[::-1]}, "price_changes[2].period: found 3, after 5; give later and later periods"),
        ({"price_changes": CHANGES[:1] * 2}, "price_changes[2].period: found 3, after 3; give later and later periods"),
        ({"price_changes": [{"period": 0, "price": 1}]}, "price_changes[1].period: found 0; give 1 or more (period)"),
        (
            {"price_changes": [{"period": 2, "price": -1}]},
            "price_changes[1].price: found -1; give 0 or more (money per unit)",
        ),
        (
            {"price_changes": [{"period": 2}]},
            "price_changes[1].price: found nothing; add price (the price from then on)",
        ),
        (
            {"price_changes": [{"period": 2, "price": 1, "form": 3}]},
            "price_changes[1].form: found an unknown key; remove it",
        ),
        ({"price_changes": 3}, "price_changes: found 3, which is not a list; put it in brackets: [ ... ]"),
        (
            {"price": 5, "discounts": [{"from": 1000, "price": 4.5}, {"from": 100, "price": 4}]},
            "discounts[2].from: found 100, after 1000; give larger and larger quantities",
        ),
        (
            {"price": 5, "discounts": [DISCOUNTS[0], DISCOUNTS[0]]},
            "discounts[2].from: found 100, after 100; give larger and larger quantities",
        ),
        (
            {"price": 5, "discounts": [DISCOUNTS[0], DISCOUNTS[1] | {"price": 4.75}]},
            "discounts[2].price: found 4.75, dearer than the 4.5 of smaller quantities; give a lower price",
        ),
        (
            {"price": 4, "discounts": DISCOUNTS},
            "discounts[1].price: found 4.5, dearer than the 4 of smaller quantities; give a lower price",
        ),
        (
            {"discounts": DISCOUNTS},
            (
                "discounts[1].price: found 4.5, dearer than the 0 of smaller quantities; give the lane a price, or "
                "this one 0"
            ),
        ),
        ({"price": 5, "discounts": [{"from": 0, "price": 1}]}, "discounts[1].from: found 0; give more than 0 units"),
        (
            {"price": 5, "discounts": [{"form": 10, "price": 1}]},
            "discounts[1].form: found an unknown key; did you mean 'from'?",
        ),
    ],
)  # fmt: skip
def test_faults_of_prices(keys: Table, expected: str) -> None:
    assert said_of({"bolts": keys}) == [f"{LANE}, {expected}"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"shop": {"sale_price": -1}}, "site 'shop', sale_price: found -1; give 0 or more (money per unit)"),
        ({"shop": {"cash": "rich"}}, "site 'shop', cash: found 'rich', which is not a number; give a number (money)"),
        ({"shop": {"region": 3}}, "site 'shop', region: found 3, which is not a text; put it in quotes"),
        ({"shop": {"region": ""}}, "site 'shop', region: found an empty text; give a name"),
        ({"shop.car": {"cash": 3}}, "site 'shop', items.car.cash: found an unknown key; remove it"),
    ],
)
def test_faults_of_sites(changes: Table, expected: str) -> None:
    assert said_of(changes) == [expected]


def test_a_sale_price_needs_customers() -> None:
    assert hints(read(plant({"plant": {"sale_price": 9}}))) == ["sale_price at 'plant' says nothing: no customers"]


def test_in_tables(tmp_path: Path) -> None:
    sites = "name,role,rule,region,cash,sale_price\nshop,retailer,pass-on,7,100,9.5\n"
    lanes = "to,lead_time,price,price_changes,discounts\nshop,1,5,3:4;5 : 6,100:4.5;1000:4;\n"
    text = 'name = "x"\nperiods = 3\nsites = "sites.csv"\nlanes = "lanes.csv"\n'
    files = {"sites.csv": sites, "lanes.csv": lanes}
    scenario = read(write(tmp_path, text, files))
    [shop], [lane] = scenario.site, scenario.lane
    assert (shop.region, shop.cash, shop.sale_price) == ("7", 100, 9.5)
    assert [(change.period, change.price) for change in lane.price_changes] == [(3, 4), (5, 6)]
    assert [(each.least, each.price) for each in lane.discounts] == [(100, 4.5), (1000, 4)]
    wrong = files | {"lanes.csv": lanes.replace("3:4;", "3;").replace("100:4.5", "100:4.5:1")}
    assert said(tmp_path, text, wrong) == [
        (
            "lanes.csv:2: lane 'outside -> shop', price_changes[1].price: found an empty entry; give a number (money"
            " per unit)"
        ),
        (
            "lanes.csv:2: lane 'outside -> shop', discounts[1].price: found '4.5:1', which is not a number; give a"
            " number (money per unit)"
        ),
    ]
