"""Seats that are replenished by several lanes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bullwhip.agents.games.team_game import TeamGame
from bullwhip.network.errors import BullwhipError
from tests.driving import load

Table = dict[str, Any]


def seat(rule: Any, **keys: Any) -> Table:
    """A shop that a person may play, with near, which has 5, and the outside world behind it."""
    shop = {"name": "shop", "role": "retailer", "person": True, "rule": rule, "stock": 9, "holding_cost": 1.0} | keys
    demand = {"type": "constant", "value": 4}
    near = {"name": "near", "role": "distributor", "stock": 5, "rule": {"type": "order-up-to", "level": 5}}
    lanes = [
        {"from": "near", "to": "shop", "order_delay": 1, "lead_time": 1, "holding_cost": 3.0},
        {"to": "shop", "order_delay": 1, "lead_time": 3, "holding_cost": 0.5},
        {"to": "near", "lead_time": 1},
    ]
    return {
        "name": "seat", "periods": 10, "whole_units": True, "site": [shop | {"demand": demand}, near], "lane": lanes,
    }  # fmt: skip


def test_sourcing_splits_what_a_person_orders() -> None:
    """Near can deliver 5 of 8; in week 2, when 5 are in the mail, none of 3."""
    game = TeamGame.of(load(seat("pass-on", sourcing={"type": "priority", "order": ["near", "outside"]})))
    game.close({"shop": {"item": 8}})
    game.close({"shop": {"item": 3}})
    for _ in range(3):
        game.close({"shop": {"item": 0}})
    frame = game.frame().query("site == 'shop'")
    assert frame["order"].tolist() == [8.0, 3.0, 0.0, 0.0, 0.0]
    assert frame["received"].tolist() == [0.0, 0.0, 5.0, 0.0, 3.0]
    # in transit: 5 from near for a week, 3 from outside for three, 3 from outside from week 3 on
    assert frame["in_transit"].tolist() == [0.0, 8.0, 6.0, 6.0, 3.0]
    expected = frame["on_hand"].to_numpy() + np.array([0.0, 5 * 3.0 + 3 * 0.5, 6 * 0.5, 6 * 0.5, 3 * 0.5])
    np.testing.assert_allclose(frame["cost"], expected)
    assert game.cost("shop") == pytest.approx(expected.sum())


def test_weeks_of_several_teams_and_weeks_taken_back() -> None:
    """Two teams play what each plays alone; a week that is taken back has left nothing behind."""
    scenario = load(seat("pass-on", sourcing={"type": "shares", "shares": {"near": 0.5, "outside": 0.5}}))
    orders = [[3, 1, 5, 2], [1, 1, 1, 7]]
    alone = [TeamGame.of(scenario).replay([{"shop": {"item": units}} for units in own]) for own in orders]
    one = TeamGame.of(scenario)
    games = [one, TeamGame(one.games)]
    games[0].close({"shop": {"item": 9}})
    games[0].take_back(0)
    TeamGame.replay_all(games, [[{"shop": {"item": units}} for units in own] for own in orders])
    for game, expected in zip(games, alone, strict=True):
        assert game.frame().equals(expected.frame())


def test_a_bot_that_orders_by_lane_says_how_much_in_all() -> None:
    rule = {"type": "dual-index", "express": 20, "regular": 30}
    game = TeamGame.of(load(seat(rule, sourcing="fastest")))
    assert game.suggestion("shop") == {"item": 25.0}  # 5 on hand: 15 express, 10 more in all


def test_a_seat_that_nobody_could_split_for_is_refused() -> None:
    rule = {"type": "dual-index", "express": 20, "regular": 30}
    with pytest.raises(BullwhipError, match="shop: found 2 lanes with 'item', and neither sourcing nor a rule"):
        TeamGame.of(load(seat(rule)))
