"""Recipes, capacities, storage and customers who leave: small examples whose figures are worked out by hand."""

from __future__ import annotations

import pytest

from tests.oracle import filling
from tests.oracle.oracle import Oracle
from tests.oracle.played import asks, begun, bought, item, lane_of, made, moved, played, shop
from tests.oracle.things import Way, World

KEPT = {"name": "bakery", "role": "manufacturer"}


def bakery(egg: float, whole: bool, allocation: str = "proportional") -> Oracle:
    """Bread takes 2 flour and 1 egg, a roll 1 flour; of 8 flour 4 breads and 6 rolls are to be made in period 2."""
    items = {"flour": item(stock=8.0), "egg": item(stock=egg), "bread": item([4]), "roll": item([6])}
    lanes = [made("bakery", "bread", {"flour": 2.0, "egg": 1.0}), made("bakery", "roll", {"flour": 1.0})]
    lanes += [bought("bakery", item=what, in_transit=[0.0, 0.0, 9.0], lead_time=3) for what in ("flour", "egg")]
    return begun([KEPT | {"items": items}], lanes, whole_units=whole, allocation=allocation)


def owed(oracle: Oracle, *items: str) -> list[float]:
    return [lane_of(oracle, "bakery", what).owed for what in items]


def on_hand(oracle: Oracle, *items: str) -> list[float]:
    return [oracle.stocks["bakery", what].on_hand for what in items]


def test_where_one_input_is_short_the_other_goes_to_who_can_use_it() -> None:
    """2 eggs: 2 breads at most, so that they claim 4 flour, the rolls 6, of 8: 3.2 and 4.8.

    1.6 breads and 4.8 rolls are started.  Then the flour is used up, and 0.4 eggs are left.  2.4 breads and 1.2 rolls
    are still to be made: a backlog of 2 x 2.4 + 1.2 = 6 flour and of 2.4 eggs.
    """
    oracle = bakery(egg=2.0, whole=False)
    played(oracle, 2, "bakery", "bread")
    assert on_hand(oracle, "flour", "egg") == pytest.approx([0.0, 0.4])
    assert owed(oracle, "bread", "roll") == pytest.approx([2.4, 1.2])
    assert oracle.stocks["bakery", "flour"].backlog == pytest.approx(6.0)
    assert oracle.stocks["bakery", "egg"].backlog == pytest.approx(2.4)
    # Period 3 brings 9 of each: all is started, and 9 - 6 and 9.4 - 2.4 are left.  What was started comes out.
    ended = played(oracle, 1, "bakery", "roll")[0]
    assert ended["received"] == pytest.approx(4.8)
    assert on_hand(oracle, "flour", "egg", "bread") == pytest.approx([3.0, 7.0, 1.6])


def test_whole_kits_are_made_in_several_rounds() -> None:
    """Of the 8 flour breads get 3 and rolls 5 (3.2 and 4.8, the largest remainder up): 1 bread, 5 rolls.

    A flour is left, of no use for bread: the sixth roll gets it in the second round.
    """
    oracle = bakery(egg=2.0, whole=True)
    played(oracle, 2, "bakery", "bread")
    assert on_hand(oracle, "flour", "egg") == [0.0, 1.0]
    assert owed(oracle, "bread", "roll") == [3.0, 0.0]


def test_equal_shares_of_an_input() -> None:
    """Of the 8 flour breads may take 4 for want of eggs, and get 4 as rolls do: 2 breads and 4 rolls."""
    oracle = bakery(egg=2.0, whole=False, allocation="equal")
    played(oracle, 2, "bakery", "bread")
    assert on_hand(oracle, "flour", "egg") == [0.0, 0.0]
    assert owed(oracle, "bread", "roll") == [2.0, 2.0]


def test_equal_shares_of_a_capacity() -> None:
    """Breads take 3 of the 6, as rolls do: 1.5 breads and 3 rolls.  Then all is made."""
    oracle = two_products(whole=False, allocation="equal")
    played(oracle, 2, "bakery", "flour")
    assert owed(oracle, "bread", "roll") == [1.5, 1.0]
    played(oracle, 1, "bakery", "flour")
    assert owed(oracle, "bread", "roll") == [0.0, 0.0]


def test_equal_whole_units_one_by_one() -> None:
    """3 each of the capacity: 1 bread and 3 rolls, and 1 is left, for the last roll."""
    oracle = two_products(whole=True, allocation="equal")
    played(oracle, 2, "bakery", "flour")
    assert owed(oracle, "bread", "roll") == [2.0, 0.0]


def test_without_one_input_nothing_is_made_and_nothing_is_hoarded() -> None:
    oracle = bakery(egg=0.0, whole=False)
    played(oracle, 2, "bakery", "bread")
    assert on_hand(oracle, "flour", "egg") == [2.0, 0.0]
    assert owed(oracle, "bread", "roll") == [4.0, 0.0]


def two_products(whole: bool, allocation: str = "proportional", **rolls: int) -> Oracle:
    """The oven has room for 6: a bread takes 2, a roll 1; 3 breads and 4 rolls are to be made from period 2 on."""
    items = {"flour": item(stock=99.0), "bread": item([3]), "roll": item([4])}
    lanes = [made("bakery", "bread", {"flour": 1.0}), made("bakery", "roll", {"flour": 1.0}, **rolls)]
    site = KEPT | {"items": items, "capacity": 6.0, "uses": {"bread": 2.0, "roll": 1.0}, "allocation": allocation}
    return begun([site], [*lanes, bought("bakery", item="flour")], whole_units=whole)


def test_two_products_share_a_capacity_in_proportion() -> None:
    """Together they ask for 6 + 4 = 10 of 6: 3.6 and 2.4, which is 1.8 breads and 2.4 rolls.  The rest comes next."""
    oracle = two_products(whole=False)
    played(oracle, 2, "bakery", "flour")
    assert owed(oracle, "bread", "roll") == pytest.approx([1.2, 1.6])
    played(oracle, 1, "bakery", "flour")  # 2.4 + 1.6 = 4 of 6
    assert owed(oracle, "bread", "roll") == pytest.approx([0.0, 0.0])


def test_two_products_share_a_capacity_in_whole_units() -> None:
    """First 1.8 breads and 2.4 rolls, cut to 1 and 2: 2 of 6 are left.  2 breads and 2 rolls are owed.

    Of the 2 a bread could take 2 and the rolls 2: half of each, cut to 0 and 1.  Of the last 1 only a roll can be made:
    1 bread and 4 rolls use up all 6.
    """
    oracle = two_products(whole=True)
    played(oracle, 2, "bakery", "flour")
    assert owed(oracle, "bread", "roll") == [2.0, 0.0]
    assert oracle.world.sites["bakery"].used == 6.0


@pytest.mark.parametrize(
    ("uses", "whole", "left"), [({"bread": 2.0}, False, 3.5), ({"bread": 2.0}, True, 4.0), ({}, False, 1.0)]
)
def test_what_one_unit_takes_of_a_capacity(uses: dict[str, float], whole: bool, left: float) -> None:
    """5 are room for 2.5 breads of 2, for 2 whole ones, and for 5 of 1, which is what all take without `uses`."""
    items = {"flour": item(stock=99.0), "bread": item([6])}
    site = KEPT | {"items": items, "capacity": 5.0} | ({"uses": uses} if uses else {})
    lanes = [made("bakery", "bread", {"flour": 1.0}), bought("bakery", item="flour")]
    oracle = begun([site], lanes, whole_units=whole)
    played(oracle, 2, "bakery", "flour")
    assert owed(oracle, "bread") == [left]


def test_a_capacity_that_is_out_of_reach_changes_nothing() -> None:
    """Of 11 flour, 100 breads and 10 rolls get the same fraction of what they claim: 10 and 1."""
    items = {"flour": item(stock=11.0), "bread": item([100]), "roll": item([10])}
    lanes = [made("bakery", what, {"flour": 1.0}, capacity=999.0) for what in ("bread", "roll")]
    oracle = begun([KEPT | {"items": items}], [*lanes, bought("bakery", item="flour")])
    played(oracle, 2, "bakery", "flour")
    assert owed(oracle, "bread", "roll") == pytest.approx([90.0, 9.0])


def test_a_capacity_goes_by_rank() -> None:
    """Rolls first: all 4; the other 2 are a bread."""
    oracle = two_products(whole=False, allocation="priority", priority=-1)
    played(oracle, 2, "bakery", "flour")
    assert owed(oracle, "bread", "roll") == pytest.approx([2.0, 0.0])


def test_a_site_that_makes_nothing_ships_within_its_capacity() -> None:
    """5 a period: customers, who want 8, could take 5 of it, and the branch 4: they get 25/9 and 20/9.

    What `uses` leaves out needs no capacity.
    """
    items = {"tea": item(stock=99.0, demand=asks(8.0)), "cup": item(stock=99.0, demand=asks(8.0))}
    depot = {"name": "depot", "role": "distributor", "items": items, "capacity": 5.0, "uses": {"tea": 1.0}}
    branch = {"name": "branch", "role": "retailer", "items": {"tea": item([4.0])}}
    supply = [moved("hub", "depot", item=what) for what in items]
    hub = {"name": "hub", "role": "distributor", "items": {what: item() for what in items}}
    outside = [bought("hub", item=what) for what in items]
    oracle = begun([depot, branch, hub], [moved("depot", "branch", item="tea"), *supply, *outside])
    seen = played(oracle, 1, "depot", "tea")[0]
    assert seen["backlog"] == pytest.approx(7.0)
    assert lane_of(oracle, "branch", "tea").owed == pytest.approx(4 - 20 / 9)
    assert oracle.ended(oracle.stocks["depot", "cup"])["backlog"] == 0.0


def test_the_outside_world_queues_what_its_capacity_does_not_allow() -> None:
    """10 ordered, 4 a period: 4 in transit and 6 owed, then 2, then none.  All of it is on order until it comes."""
    oracle = begun([shop(orders=[10])], [bought("shop", capacity=4.0)])
    seen = played(oracle, 4, "shop")
    assert [one["on_order"] for one in seen] == [10.0, 6.0, 2.0, 0.0]
    assert [one["in_transit"] for one in seen] == [4.0, 4.0, 2.0, 0.0]
    assert [one["received"] for one in seen] == [0.0, 4.0, 4.0, 2.0]


def cakes(lanes: int, flour: float, each: float, orders: float) -> Oracle:
    """Kinds of cake, each of which takes as much flour, and bread that takes 1; all is to be made in period 2."""
    kinds = [f"cake {k}" for k in range(lanes)]
    items = {"flour": item(stock=flour), "bread": item([64])} | {kind: item([orders]) for kind in kinds}
    make = [made("bakery", kind, {"flour": each}) for kind in kinds] + [made("bakery", "bread", {"flour": 1.0})]
    return begun([KEPT | {"items": items}], [*make, bought("bakery", item="flour")], whole_units=True)


def test_the_last_kit_goes_to_the_luckiest() -> None:
    """10 flour, two cakes of 3 each, 3 owed of both: 5 flour and 1 cake each; of 4 each is offered 2, which is no cake.

    Then luck decides: one of them makes another.  1 flour is left.
    """
    kinds = {"cake 0": item([3]), "cake 1": item([3]), "flour": item(stock=10.0)}
    make = [made("bakery", kind, {"flour": 3.0}) for kind in ("cake 0", "cake 1")]
    winners = set()
    for seed in range(8):
        oracle = begun([KEPT | {"items": kinds}], [*make, bought("bakery", item="flour")], whole_units=True, seed=seed)
        played(oracle, 2, "bakery", "flour")
        luck = [oracle.world.luck.uniform(2, "rounds", "", "bakery", kind, "") for kind in ("cake 0", "cake 1")]
        winner = luck.index(min(luck))
        assert owed(oracle, "cake 0", "cake 1") == [1.0 if winner == 0 else 2.0, 1.0 if winner == 1 else 2.0]
        assert on_hand(oracle, "flour") == [1.0]
        winners.add(winner)
    assert winners == {0, 1}


def test_after_eight_rounds_one_lane_after_another_takes_all_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """64 flour, bread that wants all of it, and 32 cakes of 2 flour each, which are never offered both.

    A round gives bread S / (S + 64) of the S that are left: 32 of 64, and S = 64 / (1 + n) after n rounds, but for
    odd units: about 7 after eight of them.  These go as luck has it, cakes among them, and none is left.
    """
    left: list[float] = []
    one_round = filling.one_round

    def watched(world: World, ways: list[Way]) -> float:
        moved = one_round(world, ways)
        if moved and world.period == 2:
            left.append(oracle.stocks["bakery", "flour"].on_hand)
        return moved

    monkeypatch.setattr(filling, "one_round", watched)
    oracle = cakes(lanes=32, flour=64.0, each=2.0, orders=1.0)
    played(oracle, 2, "bakery", "flour")
    assert left[0] == 32.0
    assert len(left) == 8
    assert 5 <= left[-1] <= 9
    assert on_hand(oracle, "flour") == [0.0]
    baked = sum(1.0 - lane_of(oracle, "bakery", f"cake {k}").owed for k in range(32))
    assert 1 <= baked <= left[-1] // 2
    assert owed(oracle, "bread") == [2 * baked]


def test_what_finds_no_room_waits_at_the_dock() -> None:
    """Room for 10 in all, 6 there.  6 tea and 2 cups come in period 1: half of each, 3 and 1.

    In period 2 customers have taken 2 tea in period 1: room for 2.  What waits since period 1 (3 tea and 1 cup) shares
    it: 1.5 and 0.5; the cup that comes in period 2 stays behind them.  What waits is in transit still.
    """
    items = {"tea": item(stock=6.0, demand=asks(2.0)), "cup": item()}
    site = {"name": "shop", "role": "retailer", "items": items, "storage": 10.0}
    lanes = [bought("shop", item="tea", lead_time=2, in_transit=[6.0])]
    lanes += [bought("shop", item="cup", lead_time=2, in_transit=[2.0, 1.0])]
    oracle = begun([site], lanes)
    tea = played(oracle, 1, "shop", "tea")[0]
    cup = oracle.ended(oracle.stocks["shop", "cup"])
    assert (tea["on_hand"], tea["in_transit"]) == (6.0 + 3.0 - 2.0, 3.0)
    assert (cup["on_hand"], cup["in_transit"]) == (1.0, 1.0 + 1.0)
    tea = played(oracle, 1, "shop", "tea")[0]
    cup = oracle.ended(oracle.stocks["shop", "cup"])
    assert (tea["received"], tea["in_transit"]) == (1.5, 1.5)
    assert (cup["received"], cup["in_transit"]) == (0.5, 1.5)


def test_nothing_comes_in_before_what_waits_longer() -> None:
    """Room for 1.  In period 1 come a tea and a cup: half of each, cut to none.  Both wait, and so must a tin."""
    items = {"tea": item(stock=3.0), "cup": item(), "tin": item()}
    site = {"name": "shop", "role": "retailer", "items": items, "storage": 4.0}
    lanes = [bought("shop", item=what, in_transit=[1.0]) for what in ("tea", "cup")]
    lanes.append(bought("shop", item="tin", lead_time=2, in_transit=[0.0, 1.0]))
    oracle = begun([site], lanes, whole_units=True)
    played(oracle, 2, "shop", "tea")
    assert [oracle.stocks["shop", what].in_transit for what in items] == [1.0, 1.0, 1.0]
    assert oracle.world.sites["shop"].room == 1.0
