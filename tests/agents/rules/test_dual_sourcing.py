"""Rules that say what is ordered on each lane: dual index, base-surge, and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.rules import BaseSurge, DualIndex, OrderUpTo
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError, RuleError
from tests.driving import Run, load

Table = dict[str, Any]
DUAL = {"type": "dual-index", "express": 4, "regular": 12}


def two_lanes(rule: Any, demand: list[float], **keys: Any) -> Table:
    """A shop with an express lane of 1 period, and a regular one of 3; both from outside."""
    values = [*demand, *([0.0] * (12 - len(demand)))]
    shop = {"name": "shop", "role": "retailer", "demand": {"type": "series", "values": values}, "rule": rule}
    lanes = [{"to": "shop", "lead_time": 3}, {"to": "shop", "lead_time": 1}]
    return {"name": "two lanes", "periods": 12, "whole_units": True, "site": [shop | keys], "lane": lanes}


def ordered(document: Table, periods: int) -> list[tuple[float, ...]]:
    """What was ordered on each lane, the fastest first, in each of the first periods."""
    run = Run.of(load(document))
    network, state = run.engine.network, run.engine.state
    out = []
    for _ in range(periods):
        run.step()
        out.append(tuple(state.mail[state.placed_at[network.lane_in], 0].tolist()))
    return out


def test_a_dual_index_by_hand() -> None:
    """10 on hand, demand 3, 6, 0, 2.

    After 3, 7 are there: regular orders make it 12.  After 6 there is 1, and tomorrow no more: 3 express, and then 3
    regular to 1 + 5 + 3.  In period 3 there are 4, and tomorrow 5 more; in period 4, 9 - 2, 3 more tomorrow: 10.
    """
    assert ordered(two_lanes(DUAL, [3, 6, 0, 2], stock=10), 4) == [(0, 5), (3, 3), (0, 0), (0, 2)]


def test_a_capped_dual_index() -> None:
    """As above, but for 2 regular units at most: in period 2 there are 1, 2 under way and 3 express: 6 are missing."""
    assert ordered(two_lanes(DUAL | {"regular_cap": 2}, [3, 6], stock=10), 2) == [(0, 2), (3, 2)]


def test_a_base_surge_by_hand() -> None:
    """6 on hand, demand 3, 6, 0: net stock is 3, -1, and 5 with 2 more tomorrow."""
    rule = {"type": "base-surge", "base": 2, "level": 5}
    assert ordered(two_lanes(rule, [3, 6, 0], stock=6), 3) == [(2, 2), (6, 2), (0, 2)]


def test_lots_of_the_lanes_count() -> None:
    document = two_lanes(DUAL, [3, 6], stock=10)
    document["lane"][0]["multiple"] = 4
    document["lane"][1]["minimum"] = 5
    assert ordered(document, 2) == [(0, 8), (5, 0)]
    history = bw.run(load(document), record=True).history
    assert history is not None
    assert history["order"].tolist()[:2] == [8, 5]


@dataclass(frozen=True)
class Some(bw.Rule):
    """Orders by a formula on three lanes, and notes what it sees."""

    orders_by_lane: ClassVar[bool] = True

    def order(self, view: bw.View) -> Array:
        SEEN.append((view.lane_position, view.position.copy(), view.on_hand - view.backlog))
        return np.array([view.period % 3, view.period % 2, 2.0])[:, None, None] + np.zeros(view.shape)


SEEN: list[tuple[Array, Array, Array]] = []


def test_positions_by_lane_have_what_is_there_in_time() -> None:
    """Of all that was ordered in s with d + L periods to go, what is there by t + the order delay and lead time."""
    SEEN.clear()
    times = [(0, 1), (2, 1), (1, 4)]  # order delay, lead time
    lanes = [{"to": "shop", "order_delay": delay, "lead_time": lead} for delay, lead in times]
    shop = {"name": "shop", "role": "retailer", "stock": 3, "demand": {"type": "constant", "value": 2}}
    shop |= {"rule": "pass-on", "sourcing": "fastest"}
    document = {"name": "three", "periods": 15, "site": [shop], "lane": lanes[::-1]}
    bw.run(load(document), 2, rules={"shop": Some()})
    orders = [(t, lane, (t % 3, t % 2, 2)[lane]) for t in range(1, 16) for lane in range(3)]
    for t, (by_lane, position, net) in enumerate(SEEN, 1):
        for horizon, found in zip(times, by_lane, strict=True):
            coming = [units for s, lane, units in orders if s < t < s + sum(times[lane]) <= t + sum(horizon)]
            np.testing.assert_allclose(found, net + sum(coming))
        np.testing.assert_array_equal(by_lane[-1], position)


@dataclass(frozen=True)
class Flat(bw.Rule):
    """Forgets the lanes."""

    orders_by_lane: ClassVar[bool] = True

    def order(self, view: bw.View) -> Array:
        return np.zeros((5, *view.shape))


def test_orders_of_another_shape_are_refused() -> None:
    scenario = load(two_lanes(DUAL, []))
    with pytest.raises(RuleError, match=r"shape \(2, 1, 3\): \(lanes, stockpoints, replications\)"):
        bw.run(scenario, 3, rules={"shop": Flat()})


def test_several_lanes_need_sourcing_or_a_rule_that_orders_by_lane() -> None:
    scenario = load(two_lanes(DUAL, []))
    with pytest.raises(BullwhipError, match="shop: found 2 lanes with 'item', and neither sourcing nor a rule"):
        bw.run(scenario, rules={"shop": OrderUpTo(level=3)})
    bw.run(load(two_lanes(DUAL, [], sourcing="fastest")), rules={"shop": OrderUpTo(level=3)})


def test_a_rule_for_two_lanes_needs_two() -> None:
    one = two_lanes("pass-on", [])
    one["lane"] = one["lane"][:1]
    for rule in (DualIndex(express=1, regular=2), BaseSurge(base=1, level=2)):
        with pytest.raises(RuleError, match=f"rule {type(rule).__name__} of shop.*found 1 lane; it needs two"):
            bw.run(load(one), rules={"shop": rule})


def test_limits_are_the_lanes() -> None:
    """Also those that the rule before it had."""
    found = "found 2, for a rule that orders on each lane; remove it; lanes have a minimum and a multiple"
    said = [str(fault) for fault in bw.check(two_lanes(DUAL | {"minimum": 2}, []))]
    assert said == [f"site 'shop', rule.minimum: {found}"]
    scenario = load(two_lanes({"type": "order-up-to", "level": 3, "cap": 9}, [], sourcing="fastest"))
    with pytest.raises(BullwhipError, match="cap: found 9"):
        bw.run(scenario, rules={"shop": DualIndex(express=1, regular=2)})


def test_goods_go_back_by_a_single_lane() -> None:
    scenario = load(two_lanes("pass-on", [], sourcing="fastest"))
    with pytest.raises(BullwhipError, match="found negative = true for 'item', which comes by several lanes"):
        bw.run(scenario, rules={"shop": OrderUpTo(level=3, negative=True)})


def test_rows_with_other_numbers_of_lanes_decide_apart() -> None:
    """A rule of one's own decides for rows with as many lanes each."""
    shop = {"role": "retailer", "rule": "pass-on", "sourcing": "fastest"}
    shops = [shop | {"name": name} for name in ("one", "two", "three")]
    lanes: list[Table] = [{"to": "one", "lead_time": 1}]
    lanes += [{"to": name, "lead_time": lead} for name in ("two", "three") for lead in (1, 2)]
    document = {"name": "shops", "periods": 4, "site": shops, "lane": [*lanes, {"to": "three", "lead_time": 3}]}
    result = bw.run(load(document), rules=dict.fromkeys(("one", "two", "three"), EachOne()), record=True)
    assert result.history is not None
    assert result.history.groupby("site", observed=True)["order"].max().to_dict() == {"one": 1, "two": 2, "three": 3}


@dataclass(frozen=True)
class EachOne(bw.Rule):
    """One unit on each lane."""

    orders_by_lane: ClassVar[bool] = True

    def order(self, view: bw.View) -> Array:
        assert view.lane_lead_time[:, :, 0].T.tolist() == [list(range(1, view.lanes + 1))] * view.shape[0]
        assert not view.lane_order_delay.any()
        return np.ones((view.lanes, *view.shape))
