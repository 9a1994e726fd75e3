"""What disruptions do to goods, orders and prices, kind by kind: figures worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.oracle.disruptions import announced, disrupted
from tests.oracle.invariants import books_of, conserved
from tests.oracle.oracle import Oracle
from tests.oracle.played import asks, begun, bought, item, lane_of, made, moved, played, shop

Table = dict[str, Any]


def storm(kind: str, start: int = 1, name: str = "storm", **keys: Any) -> Table:
    return {"name": name, "kind": kind, "start": start} | keys


def alone(*storms: Table, lane: Table | None = None, whole: bool = False, **keys: Any) -> Oracle:
    """A shop that buys outside; `keys` are its own, `lane` has its lane's."""
    return begun([shop(**keys)], [bought("shop", **(lane or {}))], disruption=storms, whole_units=whole)


def supplied(*storms: Table, orders: tuple[float, ...] = (10.0,), whole: bool = False, **lane: Any) -> Oracle:
    """A shop that orders from a plant with 100 on hand; goods take a period, orders none."""
    sites = [shop(orders=orders), shop("plant", stock=100.0)]
    return begun(sites, [moved("plant", "shop", **lane), bought("plant")], disruption=storms, whole_units=whole)


def seen(oracle: Oracle, name: str, periods: int, site: str = "shop") -> list[float]:
    """A column of a site; nothing is missing in the end."""
    column = [round(one[name], 9) for one in played(oracle, periods, site)]
    assert not conserved(books_of(oracle.world), oracle.world.whole)
    return column


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        ({"factor": 1.5, "length": 2}, [10, 15, 15, 5]),
        ({"severity": 0.3}, [10, 7, 10, 5]),
        ({"addition": -12.0, "length": 3}, [10, 0, 0, 0]),
        ({"addition": 4.0, "recovery": {"shape": "linear", "periods": 1}}, [10, 14, 12, 5]),
        ({"factor": 3.0, "recovery": {"shape": "linear", "periods": 1}}, [10, 30, 20, 5]),
    ],
)
def test_demand(keys: Table, asked: list[float]) -> None:
    oracle = alone(storm("demand", start=2, **keys), demand=asks(10, 10, 10, 5), stock=99.0)
    assert seen(oracle, "asked", 4) == asked


def test_demand_in_whole_units_and_several_at_once() -> None:
    """Halves go up: 5 x 0.5.  Factors multiply, then what is added: 10 x 0.5 x 3 + 1."""
    assert seen(alone(storm("demand", factor=0.5), demand=asks(5), whole=True), "asked", 1) == [3]
    more = [storm("demand", name="two", factor=3.0), storm("demand", name="three", addition=1.0)]
    assert seen(alone(storm("demand", factor=0.5), *more, demand=asks(10)), "asked", 2) == [16, 0]


def test_loss_of_stock() -> None:
    """A quarter of 40; two halves at once leave a quarter."""
    oracle = alone(storm("loss", start=2, severity=0.25), stock=40.0)
    assert seen(oracle, "on_hand", 3) == [40, 30, 30]
    assert seen(
        alone(storm("loss", severity=0.5), storm("loss", name="2", severity=0.5), stock=40.0), "on_hand", 1
    ) == [10]


def test_loss_is_of_all_ages_alike() -> None:
    """10 old and 10 new: half of each; the 5 old ones are out of date at the end of period 3, the others of 4."""
    lane = {"lead_time": 2, "in_transit": [0.0, 10.0]}
    oracle = alone(storm("loss", start=3, severity=0.5), stock=10.0, shelf_life=3, lane=lane)
    assert seen(oracle, "outdated_units", 4) == [0, 0, 5, 5]


def test_loss_on_the_way() -> None:
    """6 of 8 and of 4 that are under way, not of 40 on hand; counted where they were going to."""
    lane = {"lead_time": 2, "in_transit": [8.0, 4.0]}
    oracle = alone(storm("loss", severity=0.75, what="transit"), stock=40.0, lane=lane)
    assert seen(oracle, "received", 2) == [2, 1]
    assert seen(alone(storm("loss", severity=0.75, what="both"), stock=40.0, lane=lane), "destroyed_units", 2) == [
        39,
        0,
    ]


def test_loss_of_what_waits_for_room() -> None:
    """8 come where there is room for 5; half of the 3 at the dock are destroyed before the next period."""
    lane = {"in_transit": [8.0]}
    oracle = alone(storm("loss", start=2, severity=0.5, what="transit"), storage=5.0, demand=asks(5), lane=lane)
    assert seen(oracle, "received", 3) == [5, 1.5, 0]


def test_whole_units_are_destroyed_by_luck() -> None:
    """Half of 3 is 1 or 2, each in about half of all replications."""
    gone = []
    for seed in range(200):
        keys: Table = {"disruption": [storm("loss", severity=0.5)], "whole_units": True, "seed": seed}
        gone += seen(begun([shop(stock=3.0)], [bought("shop")], **keys), "destroyed_units", 1)
    assert set(gone) == {1, 2}
    assert abs(sum(gone) / 200 - 1.5) < 4 * 0.5 / math.sqrt(200)


def test_transit() -> None:
    """All stand still for two periods; or half of each stage for one.  What is sent in a storm starts."""
    lane = {"lead_time": 2, "in_transit": [4.0, 6.0]}
    assert seen(alone(storm("transit", length=2), lane=lane), "received", 5) == [0, 0, 4, 6, 0]
    assert seen(alone(storm("transit", severity=0.5), lane=lane), "received", 4) == [2, 5, 3, 0]
    assert seen(alone(storm("transit", length=1), orders=[5.0]), "received", 3) == [0, 5, 0]
    assert seen(alone(storm("transit", length=2), lane=lane), "in_transit", 3) == [10, 10, 6]


def test_receiving() -> None:
    """Half of what is due waits, and then half of that; yield is taken at the first arrival, and once."""
    half = storm("receiving", severity=0.5, length=2)
    assert seen(alone(half, lane={"in_transit": [8.0]}), "received", 4) == [4, 2, 2, 0]
    lane = {"in_transit": [8.0], "yield": 0.5}
    assert seen(alone(storm("receiving"), lane=lane), "received", 3) == [0, 4, 0]
    assert seen(alone(storm("receiving"), lane=lane), "lost_goods", 3) == [4, 0, 0]
    assert seen(alone(storm("receiving"), lane=lane), "in_transit", 2) == [4, 0]


def test_who_waits_for_room_has_been_received() -> None:
    oracle = alone(storm("receiving", start=2), storage=5.0, demand=asks(5), lane={"in_transit": [8.0]})
    assert seen(oracle, "received", 3) == [5, 3, 0]


def test_shipping() -> None:
    """0.4 of the 10 that are owed leave, then 0.4 of the other 6; the rest after the storm.  Whole: 4, 2, 4."""
    slow = storm("shipping", site="plant", severity=0.6, length=2)
    assert seen(supplied(slow), "received", 5) == [0, 4, 2.4, 3.6, 0]
    assert seen(supplied(slow, whole=True), "received", 5) == [0, 4, 2, 4, 0]
    assert seen(supplied(storm("shipping", lane="plant>shop")), "received", 4) == [0, 0, 10, 0]


def test_shipping_to_customers_and_from_outside() -> None:
    closed = storm("shipping", site="shop")
    assert seen(alone(closed, demand=asks(10), stock=99.0), "shipped", 3) == [0, 10, 0]
    assert seen(alone(closed, orders=[7.0], demand=asks()), "received", 3) == [0, 7, 0]
    assert seen(alone(storm("shipping", lane="outside>shop"), orders=[7.0]), "received", 3) == [0, 0, 7]


def test_a_storm_at_one_customer_leaves_more_to_the_others() -> None:
    """12 for two shops that order 10 each: 6 and 6; where one may have 2 at most the other gets its 10."""
    sites = [shop("one", orders=[10.0]), shop("two", orders=[10.0]), shop("plant", stock=12.0)]
    lanes = [moved("plant", "one"), moved("plant", "two"), bought("plant")]
    oracle = begun(sites, lanes, disruption=[storm("shipping", lane="plant>one", severity=0.8)])
    assert seen(oracle, "received", 3, "two") == [0, 10, 0]
    assert lane_of(oracle, "one").owed == 8


def test_capacity_of_a_lane() -> None:
    """6 a period; half of it in the first, a quarter with two such storms."""
    half = storm("capacity", lane="plant>shop", severity=0.5)
    assert seen(supplied(half, orders=(20,), capacity=6.0), "received", 6) == [0, 3, 6, 6, 5, 0]
    assert seen(supplied(half, half | {"name": "2"}, capacity=6.0), "received", 4) == [0, 1.5, 6, 2.5]
    assert seen(supplied(storm("capacity", lane="plant>shop")), "received", 3) == [0, 0, 10]


def bakery(disruption: Table, **site: Any) -> Oracle:
    """10 cakes are ordered in period 1 and claimed in period 2, of flour that there is enough of."""
    items = {"cake": item([10.0]), "flour": item(stock=50.0)}
    lanes = [made("bakery", "cake", {"flour": 2.0}), bought("bakery", item="flour")]
    return begun([{"name": "bakery", "role": "manufacturer", "items": items} | site], lanes, disruption=[disruption])


def test_capacity_of_a_site() -> None:
    """Half of 6 cakes; and where there is no limit, none while it is down."""
    half = storm("capacity", start=2, site="bakery", severity=0.5)
    cakes = [one["received"] for one in played(bakery(half, capacity=6.0), 5, "bakery", "cake")]
    assert cakes == [0, 0, 3, 6, 1]
    down = storm("capacity", start=2, length=2, site="bakery", recovery={"shape": "linear", "periods": 3})
    assert [one["received"] for one in played(bakery(down), 5, "bakery", "cake")] == [0, 0, 0, 0, 10]


def test_orders() -> None:
    """What is not ordered is not made up for; after the lane's minimum; whole to the nearest, halves up."""
    half = storm("orders", severity=0.5)
    assert seen(supplied(half, orders=(10, 10)), "order", 3) == [5, 10, 0]
    assert seen(supplied(half, orders=(4, 4), minimum=8.0), "order", 3) == [4, 8, 0]
    assert seen(supplied(half, orders=(5,), whole=True), "order", 2) == [3, 0]
    assert seen(supplied(storm("orders", lane="plant>shop")), "received", 3) == [0, 0, 0]


def test_lead_time() -> None:
    """Sent in 1, it arrives in 4; what is sent in 2 waits for it unless goods overtake each other."""
    longer = storm("lead_time", longer=2)
    assert seen(supplied(longer, orders=(10, 7)), "received", 5) == [0, 0, 0, 17, 0]
    assert seen(supplied(longer, orders=(10, 7), crossing=True), "received", 5) == [0, 0, 7, 10, 0]
    assert seen(supplied(storm("lead_time", factor=1.5)), "received", 4) == [0, 0, 10, 0]


def test_lead_time_of_what_is_under_way() -> None:
    """Due in 1 and 2, it comes in 3 and 4: at the onset alone.  By half of a lead time of 2: in 2 and 3."""
    keys: Table = {"lead_time": 2, "in_transit": [5.0, 7.0]}
    assert seen(alone(storm("lead_time", longer=2, length=3, under_way=True), lane=keys), "received", 5) == [
        0,
        0,
        5,
        7,
        0,
    ]
    assert seen(alone(storm("lead_time", factor=1.5, under_way=True), lane=keys), "received", 4) == [0, 5, 7, 0]
    assert seen(alone(storm("lead_time", longer=2), lane=keys), "received", 3) == [5, 7, 0]


def test_goods_do_not_overtake_what_stands_still() -> None:
    """Due in 1, it is 4 periods later; what is sent in period 2 and due in 3 comes with it."""
    lane = {"lead_time": 1, "in_transit": [5.0]}
    storms = [storm("lead_time", longer=4, under_way=True)]
    assert seen(alone(*storms, orders=[0.0, 6.0], lane=lane), "received", 6) == [0, 0, 0, 0, 11, 0]
    crossing = lane | {"crossing": True}
    assert seen(alone(*storms, orders=[0.0, 6.0], lane=crossing), "received", 6) == [0, 0, 6, 0, 5, 0]


@pytest.mark.parametrize(
    ("keys", "cost"),
    [({"factor": 3.0}, 18), ({"severity": 0.5}, 3), ({"addition": 1.0}, 9), ({"addition": -5.0}, 0)],
)
def test_price(keys: Table, cost: float) -> None:
    """Of 3 units at 2 each, in the first period."""
    oracle = supplied(storm("price", site="plant", **keys), orders=(3, 3), price=2.0)
    assert seen(oracle, "purchase_cost", 2) == [cost, 6]


def test_a_dear_supplier_is_avoided() -> None:
    sites = [shop(orders=[6.0, 6.0], sourcing="cheapest"), *(shop(name, stock=50.0) for name in ("near", "far"))]
    lanes = [moved("near", "shop", price=3.0), moved("far", "shop", price=2.0), bought("near"), bought("far")]
    oracle = begun(sites, lanes, disruption=[storm("price", site="far", factor=2.0)])
    assert seen(oracle, "shipped", 2, "far") == [0, 6]


def test_information() -> None:
    """In 2 it orders up to 20 what the 15 of period 1 lack, in 3 what 20 - 12 + 5 of period 2 lacked.

    In 4 it sees again that 5, 5 and 7 were ordered where 5, 7 and 9 were sold.
    """
    keys: Table = {"rule": {"type": "order-up-to", "level": 20.0}, "stock": 20.0, "demand": asks(5, 7, 9)}
    assert seen(alone(**keys), "order", 4) == [5, 7, 9, 0]
    assert seen(alone(storm("information", start=2, length=2, age=1), **keys), "order", 4) == [5, 5, 7, 4]
    assert seen(alone(storm("information", start=2, length=2, age=9), **keys), "order", 3) == [5, 5, 5]


def test_the_calendar_is_known_without_information() -> None:
    oracle = alone(storm("information", length=3, age=2), orders=[1.0, 2.0, 3.0])
    assert seen(oracle, "order", 3) == [1, 2, 3]


def test_regions() -> None:
    """What happens to a region happens to its sites, and to these alone."""
    sites = [
        shop("one", demand=asks(8), stock=9.0, region="north"),
        shop("two", demand=asks(8), stock=9.0, region="south"),
    ]
    oracle = begun(sites, [bought("one"), bought("two")], disruption=[storm("demand", region="north", factor=0.5)])
    oracle.step()
    assert [stock.on_hand for stock in oracle.stocks.values()] == [5, 1]


def test_announced() -> None:
    """From two periods ahead; how much there is of it only while it is there."""
    closed = storm("shipping", start=4, site="plant", severity=0.5, announced=2)
    oracle = supplied(closed)
    stock, told, there = oracle.stocks["shop", "item"], [], []
    for _ in range(5):
        oracle.step()
        told.append(announced(oracle.world, "shipping", stock))
        there.append(disrupted(oracle.world, "shipping", stock))
    assert told == [math.inf, 2, 1, math.inf, math.inf]
    assert there == [0, 0, 0, 0.5, 0]
    assert disrupted(oracle.world, "loss", stock) == 0
