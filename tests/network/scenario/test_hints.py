"""What is allowed, and probably a slip."""

from __future__ import annotations

from typing import Any

import pytest

from bullwhip.network.scenario import Scenario, hints, read, shipped

Table = dict[str, Any]
MAKER: Table = {"name": "maker", "role": "supplier"}
DEPOT: Table = {"name": "depot", "role": "distributor", "rule": "pass-on"}
DEMAND: Table = {"type": "constant", "value": 1}
SHOP: Table = {"name": "shop", "role": "retailer", "rule": "pass-on", "demand": DEMAND}


def network(sites: list[Table], *lanes: str) -> Scenario:
    """Lanes are written `source>target`, or `>target` from outside."""
    ends = [lane.split(">") for lane in lanes]
    tables = [{"to": target, "lead_time": 1} | ({"from": source} if source else {}) for source, target in ends]
    return read({"name": "x", "periods": 9, "site": sites, "lane": tables})


@pytest.mark.parametrize("name", list(shipped()))
def test_shipped_scenarios_need_no_hint(name: str) -> None:
    assert hints(read(name)) == []


@pytest.mark.parametrize("lanes", [["maker>shop"], [">depot", "depot>shop", "maker>stall"]])
def test_a_site_that_is_asked_is_no_slip(lanes: list[str]) -> None:
    names = "".join(lanes)
    sites = [site for site in (SHOP, MAKER, DEPOT, SHOP | {"name": "stall"}) if site["name"] in names]
    assert hints(network(sites, *lanes)) == []


def test_a_supplier_that_no_lane_uses_was_perhaps_forgotten_in_one() -> None:
    assert hints(network([SHOP, MAKER], ">shop")) == [
        "no lane leaves 'maker'; did you forget from = 'maker' in the lane to 'shop'?"
    ]


def test_a_lane_that_should_leave_a_depot_was_perhaps_forgotten() -> None:
    """From outside, goods without end would come past the depot's stock."""
    assert hints(network([SHOP, DEPOT, MAKER], ">shop", "maker>depot")) == [
        "no lane leaves 'depot'; did you forget from = 'depot' in the lane to 'shop'?"
    ]


def test_a_lane_that_would_lead_in_a_circle_is_not_meant() -> None:
    assert hints(network([SHOP, DEPOT], ">shop", "shop>depot")) == [
        "no lane leaves 'depot', and it has no customers; nothing will be asked of it"
    ]


def test_an_unused_site_where_every_lane_has_its_source() -> None:
    assert hints(network([SHOP, MAKER, MAKER | {"name": "mill"}], "maker>shop")) == [
        "no lane leaves 'mill', and it has no customers; nothing will be asked of it"
    ]


def test_a_few_lanes_are_named() -> None:
    stalls = [SHOP | {"name": f"stall {k}"} for k in range(5)]
    [hint] = hints(network([*stalls, MAKER], *(f">{stall['name']}" for stall in stalls)))
    assert hint.endswith("in the lane to 'stall 0' or 'stall 1' or 'stall 2'?")


def test_demand_of_one_item_is_demand() -> None:
    kiosk = {"name": "kiosk", "role": "retailer", "rule": "pass-on", "items": {"tea": {"demand": DEMAND}, "jam": {}}}
    assert hints(network([kiosk], ">kiosk")) == []


def test_many_hints_are_counted() -> None:
    mills = [MAKER | {"name": f"mill {k}"} for k in range(1025)]
    found = hints(network([SHOP, MAKER, *mills], "maker>shop"))
    assert len(found) == 21
    assert found[-1] == "1,005 more sites like these"


def test_an_items_own_key_says_nothing_where_another_item_uses_it() -> None:
    lanes = [{"to": "shop", "lead_time": 1}]
    shop = {"name": "shop", "role": "retailer", "rule": "pass-on", "items": {"tea": {"demand": DEMAND}, "jam": {}}}

    def told(site: Table, tea: Table, jam: Table) -> list[str]:
        items = {"tea": {"demand": DEMAND} | tea, "jam": jam}
        table = shop | site | {"items": items}
        return hints(read({"name": "x", "periods": 9, "site": [table], "lane": lanes}))

    assert told({}, {"patience": 2}, {"patience": 2}) == ["patience at 'shop' (jam) says nothing: no customers"]
    assert told({"patience": 2}, {}, {}) == [], "it is for the tea"
    assert told({}, {}, {"patience": 2}) == ["patience at 'shop' says nothing: no customers"]


NO_STOCK = "nothing: an unlimited source keeps no stock, and has no customers"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"shelf_life": 2}, [f"shelf_life at 'maker' says {NO_STOCK}"]),
        ({"discard_cost": 2.0, "holding_cost": 1.0}, [f"holding_cost, discard_cost at 'maker' say {NO_STOCK}"]),
        ({"region": "north", "cash": 3.0}, []),
    ],
)
def test_an_unlimited_source_keeps_no_stock(keys: Table, said: list[str]) -> None:
    assert hints(network([SHOP, MAKER | keys], "maker>shop")) == said
    keeper = MAKER | {"rule": "pass-on", "shelf_life": 2} | keys
    assert hints(network([SHOP, keeper], "maker>shop", ">maker")) == []


LAW: Table = {"type": "discrete", "values": [1, 2], "weights": [1, 1]}
LATE = [{"period": 3, "price": 2.0}, {"period": 12, "price": 1.0}]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"crossing": True}, ["crossing on 'outside -> shop' says nothing: its lead time is always the same"]),
        ({"crossing": True, "lead_time": LAW}, []),
        ({"price_changes": LATE}, ["the price from 12 on of 'outside -> shop' says nothing: the run has 9 periods"]),
        ({"price_changes": LATE[:1]}, []),
        ({"price_changes": [{"period": 10, "price": 2.0}]}, []),  # who buys ahead hears of it in period 9
    ],
)
def test_what_lanes_say_in_vain(keys: Table, said: list[str]) -> None:
    lane = {"to": "shop", "lead_time": 1} | keys
    assert hints(read({"name": "x", "periods": 9, "site": [SHOP], "lane": [lane]})) == said


@pytest.mark.parametrize(
    ("period", "price", "said"),
    [
        (3, 1.5, ["from period 3 on a unit on 'outside -> shop' costs 1.5, but 1.8 in shipments of 50 or more"]),
        (3, 1.8, []),
        (10, 1.5, []),  # after the end
    ],
)
def test_a_price_that_falls_below_a_discount(period: int, price: float, said: list[str]) -> None:
    lane = {"to": "shop", "lead_time": 1, "price": 2.0, "discounts": [{"from": 50, "price": 1.8}]}
    lane |= {"price_changes": [{"period": period, "price": price}]}
    assert hints(read({"name": "x", "periods": 9, "site": [SHOP], "lane": [lane]})) == said
