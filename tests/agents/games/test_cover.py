"""Periods of cover at a seat: the order that brings stock and orders there."""

from __future__ import annotations

import pytest

from bullwhip.agents.games.cover import RECENT, covers_of
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.optimisation.places import with_tables
from bullwhip.agents.runs.catalogue import load

ITEM = "item"
DUAL = {("warehouse", ITEM): {"type": "dual-index", "express": 80.0, "regular": 160.0}}


def game() -> TeamGame:
    return TeamGame.of(with_tables(load("jit-vs-jic").calm(), DUAL), seed=7)


def test_the_use_is_the_mean_of_what_was_asked_for_recently() -> None:
    played = game()
    for _ in range(RECENT + 3):
        played.close({})
    asked = [week["items"][ITEM]["asked"] for week in played.history("shop")] + [
        played.sight("shop")["items"][ITEM]["asked"]
    ]
    assert covers_of(played, "shop")[ITEM].use == pytest.approx(sum(asked[-RECENT:]) / RECENT)
    assert covers_of(game(), "shop")[ITEM].use == game().sight("shop")["items"][ITEM]["asked"]


def test_an_order_to_a_cover_brings_the_position_there() -> None:
    played = game()
    for cover in (0.0, 1.5, 3.0):
        told = covers_of(played, "shop")[ITEM]
        assert told.periods == 2  # an order takes a week, and so do the goods
        order = told.order_to(cover)
        assert order == pytest.approx(max((2 + cover) * told.use - told.position, 0))
        seen = played.sight("shop")["items"][ITEM]
        assert told.position == seen["on_hand"] - seen["backlog"] + seen["on_order"]
    assert told.order_to(0.0) < told.order_to(3.0)
    assert told.express is None
    assert told.express_to(3.0) == 0


def test_nothing_is_sent_back_where_there_is_more_than_enough() -> None:
    played = game()
    played.close({"shop": {ITEM: 5000}})
    assert covers_of(played, "shop")[ITEM].order_to(0.0) == 0


def test_the_express_lane_counts_what_is_there_in_time() -> None:
    played = game()
    played.close({"warehouse": {ITEM: {"near": 30, "far": 70}}})
    told = covers_of(played, "warehouse")[ITEM]
    seen = played.sight("warehouse")["items"][ITEM]
    near, far = seen["supplies"]
    assert told.periods == 4  # of the slow lane
    assert told.express is not None
    assert (told.express.lane, told.express.periods) == ("near", 2)
    ordered = near["mail"] + near["owed"] + near["in_transit"]
    assert ordered == 30
    net_stock = seen["on_hand"] - seen["backlog"]
    assert told.express.in_time == net_stock + 30 + sum(far["coming"][:2])
    assert told.express_to(9.0) == pytest.approx(11 * told.use - told.express.in_time)
    assert told.position == net_stock + seen["on_order"]


def test_after_the_last_week_there_is_none() -> None:
    played = TeamGame.of(load("jit-vs-jic").with_(periods=2), seed=7)
    played.close({})
    assert covers_of(played, "shop")
    played.close({})
    assert covers_of(played, "shop") == {}
