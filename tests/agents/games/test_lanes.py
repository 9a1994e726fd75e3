"""Seats that are replenished by several lanes."""

from __future__ import annotations

import tomllib
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw
from bullwhip.agents.debriefs.crowd import crowd
from bullwhip.agents.debriefs.shares import shares
from bullwhip.agents.debriefs.what_if import OWN, REFERENCE, Played, everywhere, what_if, what_if_table
from bullwhip.agents.games.record import Decision, GameRecord, SeatRecord, TeamRecord, scenario_of
from bullwhip.agents.games.seat import IllegalOrder
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import DualIndex, OrderUpTo
from bullwhip.network.errors import BullwhipError
from tests.bakery import BAKERY
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


DUAL = {"type": "dual-index", "express": 20, "regular": 30}


@pytest.mark.parametrize("sourcing", [{}, {"sourcing": "fastest"}])
def test_where_the_rule_of_a_site_orders_by_lane_so_do_bots_and_people(sourcing: Table) -> None:
    """5 on hand: 15 express, 10 more in all.  The lanes have the names of suppliers, the fastest first."""
    game = TeamGame.of(load(seat(DUAL, **sourcing)))
    assert game.suggestion("shop") == {"item": {"near": 15.0, "outside": 10.0}}
    game.close({"shop": {"item": {"outside": 2, "near": 1}}})
    game.close({})
    first, second = game.history("shop")
    assert [(lane["from"], lane["order"]) for lane in first["items"]["item"]["supplies"]] == [
        ("near", 1.0),
        ("outside", 2.0),
    ]
    assert second["items"]["item"]["order"] == sum(lane["order"] for lane in second["items"]["item"]["supplies"])


def test_a_number_is_split_by_the_sites_sourcing_beside_orders_by_lane() -> None:
    """Three teams side by side.  Of equals the outside world comes first; what was not split is nobody's share."""
    half = {"type": "shares", "shares": {"near": 0.5, "outside": 0.5}}
    one = TeamGame.of(load(seat(DUAL, sourcing=half)))
    games = [one, TeamGame(one.games), TeamGame(one.games)]
    weeks: list[list[Any]] = [
        [3, 3, {"near": 0, "outside": 4}],
        [{"near": 2, "outside": 0}, 3, 3],
        [1, {"near": 0, "outside": 9}, 1],
    ]
    TeamGame.replay_all(games, [[{"shop": {"item": order}} for order in own] for own in weeks])
    placed = [
        [[lane["order"] for lane in week["items"]["item"]["supplies"]] for week in game.history("shop")]
        for game in games
    ]
    assert placed == [[[1, 2], [2, 1], [0, 4]], [[2, 0], [1, 2], [2, 1]], [[0, 1], [0, 9], [1, 0]]]


def test_a_bot_by_lane_in_a_seat_that_gives_one_order_says_how_much_in_all() -> None:
    game = TeamGame.of(load(seat("pass-on", sourcing="fastest")), bots={"shop": DualIndex(express=20, regular=30)})
    assert game.suggestion("shop") == {"item": 25.0}


def test_a_bot_with_one_order_in_a_seat_by_lane_needs_sourcing() -> None:
    bots = {"shop": OrderUpTo(level=9)}
    game = TeamGame.of(load(seat(DUAL, sourcing="fastest")), bots=bots)
    assert game.suggestion("shop") == {"item": 4.0}
    with pytest.raises(
        BullwhipError, match="shop: found a bot that gives one order for 'item', which comes by 2 lanes"
    ):
        TeamGame.of(load(seat(DUAL)), bots=bots)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (5, "missing-lane"),
        ({"near": 5}, "missing-lane"),
        ({"near": 5, "outside": 1, "far": 1}, "unknown-lane"),
        ({"near": 5, "outside": -1}, "negative"),
        ({"near": 5, "outside": 0.5}, "not-whole"),
        ({"near": 5, "outside": True}, "not-a-number"),
        ({"near": 5, "outside": 1e10}, "too-large"),
    ],
)
def test_orders_that_no_seat_by_lane_may_give(order: Any, code: str) -> None:
    game = TeamGame.of(load(seat(DUAL)))
    with pytest.raises(IllegalOrder) as refused:
        game.close({"shop": {"item": order}})
    assert refused.value.code == code
    assert game.played == 0


def test_a_seat_that_gives_one_order_takes_none_by_lane() -> None:
    game = TeamGame.of(load(seat("pass-on", sourcing="fastest")))
    with pytest.raises(IllegalOrder, match="give one number of units") as refused:
        game.close({"shop": {"item": {"near": 1, "outside": 1}}})
    assert refused.value.code == "not-by-lane"


def test_two_lanes_of_one_supplier_have_two_names() -> None:
    document = seat(DUAL)
    document["lane"][1]["from"] = "near"
    game = TeamGame.of(load(document))
    assert game.suggestion("shop")["item"] == {"near": 15.0, "near #2": 10.0}


def test_a_record_with_orders_by_lane_is_read_replayed_and_run_as_a_scenario() -> None:
    """Numbers stand beside orders by lane, as where a bot sat that gives one order."""
    scenario = load(seat(DUAL, sourcing="fastest"))
    orders: list[Any] = [
        {"near": 1.0, "outside": 2.0},
        7.0,
        {"near": 0.0, "outside": 5.0},
        {"near": 3.0, "outside": 0.0},
    ]
    game = TeamGame.of(scenario).replay([{"shop": {"item": order}} for order in orders])
    weeks = tuple({"shop": Decision(orders={"item": order}, by="person")} for order in orders)
    seats = (SeatRecord(site="shop"),)
    team = TeamRecord(name="one", seats=seats, weeks=weeks, cost=game.cost())
    record = GameRecord(scenario=scenario.document(), seed=scenario.seed, teams=(team,))
    again = GameRecord.of(record.model_dump(mode="json"))
    assert again.game(1).cost() == game.cost()
    run = bw.run(scenario_of(again, 1), record=True).history
    pd.testing.assert_series_equal(
        run.query("site == 'shop'")["on_hand"].reset_index(drop=True),
        game.frame().query("site == 'shop'")["on_hand"].reset_index(drop=True),
    )
    assert what_if(Played.of(again, 1), {}).difference == 0.0


def test_a_debrief_leaves_a_rule_where_no_other_could_split_its_order() -> None:
    scenario = load(seat(DUAL))
    orders = {"shop": {"item": {"near": 3.0, "outside": 1.0}}}
    played = Played(scenario, (orders,) * 4)
    assert everywhere(scenario) == {"shop": OWN}
    assert everywhere(load(seat(DUAL, sourcing="fastest"))) == {"shop": REFERENCE}
    bots = [TeamGame.of(scenario).replay([{}] * 4).cost(), TeamGame.of(scenario).replay([orders] * 4).cost()]
    assert what_if_table(played)["shop"][0] == bots[0] - bots[1]
    assert float(shares(played).values["shop"]) == bots[1] - bots[0]
    assert crowd(scenario, 4, chains=10).reference_cost == bots[0]


def test_the_table_of_a_game_tells_items_apart_in_whatever_order_the_engine_has_them() -> None:
    """An item that comes by two lanes stands after the others in the engine, wherever the file has it."""
    game = TeamGame.of(load(tomllib.loads(BAKERY)))
    assert game.games.network.listing.tolist() != sorted(game.games.network.listing.tolist())
    [site] = game.seats
    lanes = {item: game.games.rules[site, item].lanes for item in game.items(site)}
    orders = {item: dict.fromkeys(of, 3.0 + at) if of else 3.0 + at for at, (item, of) in enumerate(lanes.items())}
    game.close({site: orders})
    told, seen = game.frame().set_index("item"), game.history(site)[0]["items"]
    for item in lanes:
        for figure in ("on_hand", "order", "on_order", "cost"):
            assert told[figure][item] == seen[item][figure], (item, figure)
