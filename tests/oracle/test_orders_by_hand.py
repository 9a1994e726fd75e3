"""Several lanes into a stockpoint, what they cost, and what is downstream: figures worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.oracle.layout import set_levels
from tests.oracle.money import cost_of_the_network
from tests.oracle.oracle import Oracle
from tests.oracle.played import asks, begun, bought, item, lane_of, made, moved, played, shop
from tests.oracle.seeing import customer_demand, echelon_stock, sight

Table = dict[str, Any]


def two_suppliers(orders: list[float], sourcing: Any, whole: bool = True, **keys: Table) -> Oracle:
    """A shop that is supplied by near, which has 5, and by far, which has 50; `keys` of their lanes."""
    sites = [shop(orders=orders, sourcing=sourcing), shop("near", stock=5.0), shop("far", stock=50.0)]
    lanes = [
        moved("far", "shop", lead_time=3, **keys.get("far", {})),
        moved("near", "shop", **keys.get("near", {})),
        bought("near"),
        bought("far"),
    ]
    return begun(sites, lanes, whole_units=whole)


def ordered(oracle: Oracle, periods: int) -> list[tuple[float, float]]:
    """What was ordered from near and from far in each of the next periods."""
    out = []
    for _ in range(periods):
        before = [lane_of(oracle, "shop", source=name) for name in ("near", "far")]
        due = [oracle.world.period + 1 + way.order_delay for way in before]
        oracle.step()
        near, far = (dict(way.mail).get(when, way.asked) for way, when in zip(before, due, strict=True))
        out.append((near, far))
    return out


PRIORITY = {"type": "priority", "order": ["near", "far"]}


def test_what_the_first_cannot_deliver_the_second_gets() -> None:
    """Near has 5: of 8 it gets 5, far 3.  Then near has nothing, and far gets all; beyond its 47 - 40 near does."""
    oracle = two_suppliers([8, 40, 10], PRIORITY)
    assert ordered(oracle, 3) == [(5.0, 3.0), (0.0, 40.0), (3.0, 7.0)]


def test_what_is_on_its_way_is_not_promised_twice() -> None:
    """Orders travel for 2 periods.  Of near's 5 the first order gets 4, so that 1 is left for the second.

    In period 3 the first order has been filled: 1 is on hand, which the second will claim.
    """
    oracle = two_suppliers([4, 4, 4], PRIORITY, near={"order_delay": 2}, far={"order_delay": 1})
    assert ordered(oracle, 3) == [(4.0, 0.0), (1.0, 3.0), (0.0, 4.0)]


def test_a_need_is_never_ordered_twice() -> None:
    """Order-up-to 20 orders 20, and then what was sold: the parts of an order are the order, whoever gets them."""
    oracle = two_suppliers([], PRIORITY)
    oracle.stocks["shop", "item"].rule.table = {"type": "order-up-to", "level": 20.0}
    assert [near + far for near, far in ordered(oracle, 6)] == [20.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert oracle.stocks["shop", "item"].on_hand == 20.0


def test_the_fastest_is_asked_first() -> None:
    """Far takes 3 periods, near 2 + 1 and is first by name; where its orders take one more, far is asked first."""
    assert ordered(two_suppliers([4], "fastest", near={"order_delay": 1}), 1) == [(4.0, 0.0)]
    assert ordered(two_suppliers([4], "fastest", near={"order_delay": 3}), 1) == [(0.0, 4.0)]


def test_a_capacity_limits_what_can_be_delivered() -> None:
    """Near may ship 2 a period: of 4 it gets 2."""
    assert ordered(two_suppliers([4], PRIORITY, near={"capacity": 2.0}), 1) == [(2.0, 2.0)]


def test_what_a_lane_owes_already_limits_what_it_can_deliver() -> None:
    """In period 1 far has nothing yet, and near may ship 2 of its 5: all 10 go to near, which then owes 8.

    So far gets the next 4, though near still has 3.
    """
    oracle = two_suppliers([10, 4], PRIORITY, near={"capacity": 2.0})
    oracle.stocks["far", "item"].on_hand = 0.0
    lane_of(oracle, "far").goods.append((1, 50.0))
    assert ordered(oracle, 2) == [(10.0, 0.0), (0.0, 4.0)]


def test_whole_orders_keep_the_shares_in_the_long_run() -> None:
    """A third and two thirds of 1, 1, 1, 4: the units go to far, near, far; of 4 they get 1 and 2, and far the odd one.

    Behind in period 1: 1/3 and 2/3.  In 2, of 2: 2/3 and 4/3 - 1.  In 3, of 3: 0 and 1.  In 4, of 7 near is due 7/3
    and has 1 + 1, far 14/3 and has 2 + 2: a third and two thirds behind.
    """
    shares = {"type": "shares", "shares": {"near": 1 / 3, "far": 2 / 3}}
    assert ordered(two_suppliers([1, 1, 1, 4], shares), 4) == [(0, 1), (1, 0), (0, 1), (1, 3)]


def test_fractions_are_split_as_they_are() -> None:
    shares = {"type": "shares", "shares": {"near": 0.25, "far": 0.75}}
    assert ordered(two_suppliers([2, 1], shares, whole=False), 2) == [(0.5, 1.5), (0.25, 0.75)]


def test_lots_of_a_lane() -> None:
    """Near gets 5 of 9, in sixes: 6.  Far gets 4, at least 10; and of nothing nothing."""
    oracle = two_suppliers([9], PRIORITY, near={"multiple": 6.0}, far={"minimum": 10.0})
    assert ordered(oracle, 2) == [(6.0, 10.0), (0.0, 0.0)]
    assert oracle.stocks["shop", "item"].backlog == 0.0


def test_the_cheapest_for_this_quantity() -> None:
    """Near: 3 a unit, 1.5 from 4 on.  Far: 2 a unit, and 2 a shipment.

    One unit: 3 and 4, near.  2: 6 and 6, the first by name, far.  3: 9 and 8, far.  4: 6 and 10, near, which cannot
    deliver 8: far.
    """
    near = {"price": 3.0, "discounts": [{"from": 4.0, "price": 1.5}]}
    far = {"price": 2.0, "shipment_cost": 2.0}
    expected = {1: (1, 0), 2: (0, 2), 3: (0, 3), 4: (4, 0), 8: (0, 8)}
    for units, parts in expected.items():
        assert ordered(two_suppliers([units], "cheapest", near=near, far=far), 1) == [parts]


def test_one_lane_by_luck() -> None:
    """Far, the first by name, where luck is below its chance of 1 / 4."""
    table = {"type": "random", "weights": {"near": 3.0, "far": 1.0}}
    oracle = two_suppliers([1] * 8, table)
    luck = [oracle.world.luck.uniform(t, "sourcing", "shop", "item") for t in range(1, 9)]
    assert ordered(oracle, 8) == [(0.0, 1.0) if u < 0.25 else (1.0, 0.0) for u in luck]


def test_money() -> None:
    """The shop buys 4 for 3 each, plus 5 a shipment, from the maker, which makes them of 2 sugar for 1 each.

    Period 1: the shop sells 2 of 6 for 10 each, and orders 4, which the maker ships from its 9.  It costs the shop 12
    for the goods, 5 for the shipment, 1 for the order, and 0.5 for each of the 4 it has and 0.25 for each of the 4 on
    their way.  The maker earns 12 and orders 3, which are started in period 2: of 6 sugar, for 3.  Sweets are worth 2:
    a tenth of the 16 that the shop has or gets is the cost of capital, which is no money that is paid.
    """
    sweets = {"sweet": item([3], stock=9.0), "sugar": item(stock=8.0)}
    maker = {"name": "maker", "role": "manufacturer", "items": sweets, "cash": 100.0}
    sweet = item([4], stock=6.0, demand=asks(2), sale_price=10.0, order_cost=1.0, holding_cost=0.5)
    sweet["unit_value"] = 2.0
    store = {"name": "store", "role": "retailer", "cash": 50.0, "items": {"sweet": sweet}}
    lanes = [
        moved("maker", "store", item="sweet", price=3.0, shipment_cost=5.0, holding_cost=0.25),
        made("maker", "sweet", {"sugar": 2.0}, price=1.0),
        bought("maker", item="sugar"),
    ]
    oracle = begun([store, maker], lanes, capital_rate=0.1)
    first = played(oracle, 1, "store", "sweet")[0]
    assert first["revenue"] == 20.0
    kinds = {"purchase": 12.0, "shipment": 5.0, "order": 1.0, "holding": 3.0, "production": 0.0, "backlog": 0.0}
    assert {kind: first[f"{kind}_cost"] for kind in kinds} == kinds
    assert oracle.world.sites["store"].cash == 50.0 + 20.0 - 21.0
    assert oracle.world.sites["maker"].cash == 100.0 + 12.0
    assert first["capital_cost"] == pytest.approx(1.6)
    assert cost_of_the_network(oracle.world) == pytest.approx(21.0 - 12.0 + 1.6)
    second = played(oracle, 1, "maker", "sweet")[0]
    assert second["production_cost"] == 3.0
    assert oracle.stocks["maker", "sugar"].on_hand == 2.0
    assert oracle.world.sites["maker"].cash == 109.0
    assert cost_of_the_network(oracle.world) == pytest.approx(3.0 + 8 * 0.5 + 1.6)  # the shop has 8 sweets now


def test_prices_change_and_fall_with_the_quantity() -> None:
    """2 a unit, 1 from period 2 on, 4 from period 3 on; 0.5 for all units from 10 units on."""
    changes = [{"period": 2, "price": 1.0}, {"period": 3, "price": 4.0}]
    lane = bought("shop", price=2.0, price_changes=changes, discounts=[{"from": 10.0, "price": 0.5}])
    oracle = begun([shop(orders=[3, 3, 3, 12])], [lane])
    assert [one["purchase_cost"] for one in played(oracle, 4, "shop")] == [6.0, 3.0, 12.0, 6.0]


def test_the_echelon_of_an_input() -> None:
    """A table has 4 legs.  The plant has 7 legs, 2 tables, and 3 tables in the making.

    The shop sells its only table and owes another: its echelon stock is -1.  It gets a quarter of its tables from the
    plant: a quarter of this -1, and of its customers' demand, counts there, in tables, and four times that in legs.
    """
    kept = {"leg": item(stock=7.0), "table": item(stock=2.0)}
    plant = {"name": "plant", "role": "manufacturer", "items": kept}
    table = item(stock=1.0, demand=asks(2), sourcing={"type": "shares", "shares": {"plant": 0.25, "outside": 0.75}})
    sites = [plant, {"name": "shop", "role": "retailer", "items": {"table": table}}]
    lanes = [
        bought("plant", item="leg"),
        made("plant", "table", {"leg": 4.0}, in_transit=[0.0, 3.0], lead_time=2),
        moved("plant", "shop", item="table"),
        bought("shop", item="table"),
    ]
    oracle = begun(sites, lanes)
    played(oracle, 1, "shop", "table")
    assert echelon_stock(oracle.stocks["shop", "table"]) == -1.0
    assert echelon_stock(oracle.stocks["plant", "table"]) == 2.0 - 0.25
    assert echelon_stock(oracle.stocks["plant", "leg"]) == 7.0 + 4 * (3.0 + 2.0 - 0.25)
    assert customer_demand(oracle.stocks["plant", "leg"], {("shop", "table"): 2.0}) == 4 * 0.25 * 2.0


def test_inputs_of_a_recipe_go_together() -> None:
    """The cake is ordered without delay: its inputs come a level later, all of them, and so does who sells to them."""
    items = {"flour": item(), "egg": item(), "cake": item()}
    bakery = {"name": "bakery", "role": "manufacturer", "items": items}
    mill = {"name": "mill", "role": "manufacturer", "items": {"flour": item()}}
    lanes = [
        made("bakery", "cake", {"flour": 1.0, "egg": 2.0}, order_delay=0),
        moved("mill", "bakery", item="flour"),
        bought("bakery", item="egg", order_delay=1),
        bought("mill", item="flour"),
    ]
    oracle = begun([mill, bakery], lanes)
    levels = {place: stock.level for place, stock in oracle.stocks.items()}
    assert levels == {("mill", "flour"): 2, ("bakery", "flour"): 1, ("bakery", "egg"): 1, ("bakery", "cake"): 0}


def test_an_input_that_is_made_of_another_needs_an_order_delay() -> None:
    """No file can have this, so that a lane is changed here."""
    items = {"flour": item(), "dough": item(), "cake": item()}
    lanes = [made("bakery", "cake", {"flour": 1.0, "dough": 1.0}), made("bakery", "dough", {"flour": 1.0})]
    site = {"name": "bakery", "role": "manufacturer", "items": items}
    oracle = begun([site], [*lanes, bought("bakery", item="flour")])
    lane_of(oracle, "bakery", "dough").lane = SimpleNamespace(order_delay=0)
    with pytest.raises(ValueError, match="an order delay of 1"):
        set_levels(list(oracle.stocks.values()))


@pytest.mark.parametrize(
    ("sourcing", "near"),
    [
        ("priority", 0.0),
        (PRIORITY, 1.0),
        ("fastest", 1.0),
        ("cheapest", 1.0),
        ("random", 0.5),
        ({"type": "random", "weights": {"near": 3.0, "far": 1.0}}, 0.75),
        ({"type": "shares", "shares": {"near": 0.25, "far": 0.75}}, 0.25),
    ],
)
def test_the_share_that_a_lane_is_expected_to_get(sourcing: Any, near: float) -> None:
    """Far is first in the file, near is faster and costs less; the lead time seen is the mean of 1 and 3 periods."""
    oracle = two_suppliers([], sourcing, near={"price": 1.0}, far={"price": 2.0})
    stock = oracle.stocks["shop", "item"]
    assert stock.expected == [1.0 - near, near]  # far is the first by name
    assert sight(oracle.world, stock, {}).lead_time == 3.0 - 2.0 * near
