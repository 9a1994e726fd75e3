"""A table is the engine played week by week: it gives what a run gives, and lets nobody order what may not be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bullwhip as bw
from bullwhip.agents.games.record import Decision, GameRecord, SeatRecord, TeamRecord, scenario_of
from bullwhip.agents.games.seat import IllegalOrder
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import OrderUpTo
from bullwhip.network.errors import BullwhipError

FIGURES = ["received", "asked", "shipped", "on_hand", "backlog", "on_order", "in_transit", "order", "customer_demand"]


def board(**changes: Any) -> dict[str, Any]:
    """The beer game as a mapping, with changed keys."""
    return {**bw.load("beer-game").document(), **changes}


def depots() -> bw.Scenario:
    """Two items; shops order by a rule without delay, a depot is a seat, so levels follow each other."""
    rule = {"type": "order-up-to", "level": 30}
    return bw.load(
        {
            "name": "depots",
            "periods": 20,
            "capital_rate": 0.001,
            "site": [
                *(
                    {
                        "name": name,
                        "role": "retailer",
                        "stock": 10,
                        "holding_cost": 0.3,
                        "backlog_cost": 2.0,
                        "items": {
                            "tea": {"rule": rule, "demand": {"type": "poisson", "mean": 5}},
                            "salt": {"rule": rule, "demand": {"type": "normal", "mean": 4, "sd": 1}},
                        },
                    }
                    for name in ("north", "south")
                ),
                {
                    "name": "depot",
                    "role": "distributor",
                    "person": True,
                    "stock": 40,
                    "holding_cost": 0.1,
                    "order_cost": 7.0,
                    "unit_value": 12.0,
                    "items": {"tea": {"rule": {"type": "s-S", "s": 60, "S": 90}}, "salt": {"rule": rule}},
                },
            ],
            "lane": [
                {"from": "depot", "to": "north", "lead_time": 1},
                {"from": "depot", "to": "south", "lead_time": 2, "holding_cost": 0.01},
                {"to": "depot", "lead_time": 3, "order_delay": 1},
            ],
        }
    )


@pytest.mark.parametrize("scenario", [bw.load("beer-game"), depots()], ids=lambda scenario: str(scenario.name))
def test_bots_alone_give_what_a_run_gives(scenario: bw.Scenario) -> None:
    table = TeamGame.of(scenario)
    while not table.over:
        table.close({})
    run = bw.run(scenario, record=True)
    for name in FIGURES:
        np.testing.assert_array_equal(table.frame()[name], run.history[name], err_msg=name)
    assert table.cost() == run.costs[0]


def test_the_benchmark_of_the_beer_game_costs_204() -> None:
    document = bw.load("beer-game-1989").document()
    table = TeamGame.of(bw.load({**document, "site": [{**site, "person": True} for site in document["site"]]}))
    while not table.over:
        table.close({})
    assert [table.cost(site) for site in table.seats] == [46.0, 50.0, 54.0, 54.0]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_people_order_a_run_of_their_orders_gives_the_same(data: st.DataObject) -> None:
    scenario = data.draw(st.sampled_from([bw.load("beer-game"), depots()]))
    units = st.integers(0, 60) if scenario.whole_units else st.floats(0, 60)
    table, weeks = TeamGame.of(scenario, seed=5), []
    for _ in range(data.draw(st.integers(1, 12))):
        sites = data.draw(st.sets(st.sampled_from(table.seats)))
        given_orders = {site: {item: data.draw(units) for item in table.items(site)} for site in sites}
        weeks.append(table.close(given_orders))
    team = TeamRecord(
        name="A",
        seats=tuple(SeatRecord(site=site) for site in table.seats),
        weeks=tuple({s: Decision(orders=o, by="person") for s, o in week.items()} for week in weeks),
    )
    record = GameRecord.of(
        json.loads(GameRecord(scenario=scenario.document(), seed=5, teams=(team,)).model_dump_json())
    )
    assert record.game(1).frame().equals(table.frame())
    run = bw.run(scenario_of(record, 1), record=True)
    for name in FIGURES:
        np.testing.assert_array_equal(table.frame()[name], run.history[name], err_msg=name)
    assert run.costs[0] == record.game(1).cost() == table.cost()


def test_what_is_seen_in_a_week_is_what_is_written_down() -> None:
    for scenario in (bw.load("beer-game"), depots()):
        table = TeamGame.of(scenario)
        for week in range(1, 11):
            seen = {site: table.sight(site) for site in table.seats}
            table.close({})
            for site, sight in seen.items():
                written = table.history(site)[-1]
                assert sight["week"] == written["week"] == week
                for item, figures in sight["items"].items():
                    assert sum(figures["coming"]) == pytest.approx(figures["in_transit"])
                    for name in ("received", "asked", "shipped", "on_hand", "backlog"):
                        assert figures[name] == written["items"][item][name]


def test_costs_of_the_weeks_add_up_to_the_cost_of_the_site() -> None:
    for scenario in (bw.load("beer-game"), depots()):
        table = TeamGame.of(scenario)
        while not table.over:
            table.close({})
        for site in table.seats:
            assert sum(week["cost"] for week in table.history(site)) == pytest.approx(table.cost(site))
        assert table.frame()["cost"].sum() == pytest.approx(table.cost())


def test_forced_weeks_take_no_other_order() -> None:
    table = TeamGame.of(bw.load("beer-game"))
    for week in range(1, 6):
        assert table.forced("retailer") is (week <= 4)
        placed = table.close({"retailer": {"item": 50}})
        assert placed["retailer"] == {"item": 4 if week <= 4 else 50}


def test_nobody_sees_others_figures_unless_they_are_shared() -> None:
    hidden = TeamGame.of(bw.load("beer-game")).sight("factory")["items"]["item"]
    assert "customer_demand" not in hidden
    assert "echelon_stock" not in hidden
    for share, seen in {"demand": {"customer_demand": 4}, "stock": {"echelon_stock": 4 * 12 + 3 * 8}}.items():
        shared = TeamGame.of(bw.load(board(share=[share]))).sight("factory")["items"]["item"]
        assert {name: shared[name] for name in ("customer_demand", "echelon_stock") if name in shared} == seen


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ({"item": -1}, "negative"),
        ({"item": 2.5}, "not-whole"),
        ({"item": float("nan")}, "not-a-number"),
        ({"item": True}, "not-a-number"),
        ({"item": "4"}, "not-a-number"),
        ({"item": 1e15}, "too-large"),
        ({}, "missing-item"),
        ({"item": 4, "beer": 4}, "unknown-item"),
        ({"item": 101}, "above-cap"),
        ({"item": 2}, "below-minimum"),
        ({"item": 7}, "not-a-multiple"),
    ],
)
def test_an_order_that_may_not_be_changes_nothing(orders: dict[str, Any], code: str) -> None:
    document = board()
    rule = {"type": "pass-on", "cap": 100, "minimum": 3, "multiple": 5}
    document["site"] = [{**site, "rule": rule} for site in document["site"]]
    table = TeamGame.of(bw.load(document))
    before = table.sight("retailer")
    with pytest.raises(IllegalOrder) as refused:
        table.close({"wholesaler": {"item": 10}, "retailer": orders})
    assert refused.value.code == code
    assert table.sight("retailer") == before
    assert table.close({"retailer": {"item": 10}})["retailer"] == {"item": 10}


def test_the_limits_of_a_seat_hold_for_people_and_bots() -> None:
    """A cap of 10 in lots of 4 lets 8 pass: to a person, and to any bot that a host puts there."""
    document = board()
    rule = {"type": "pass-on", "cap": 10, "multiple": 4}
    document["site"] = [{**site, "rule": rule} for site in document["site"]]
    table = TeamGame.of(bw.load(document), bots={"factory": OrderUpTo(level=500)})
    assert table.limits("factory", "item").largest == 8
    with pytest.raises(IllegalOrder, match="give 8 at most"):
        table.check("factory", {"item": 12})
    assert table.close({})["factory"] == {"item": 8}


def test_another_bot_takes_the_seat_that_it_is_given() -> None:
    table = TeamGame.of(bw.load("beer-game"), bots={"factory": OrderUpTo(level=30)})
    for _ in range(6):
        suggested = table.suggestion("factory")
        assert table.close({})["factory"] == suggested
    assert table.suggestion("factory")["item"] == 30 - (
        table.sight("factory")["items"]["item"]["on_hand"]
        + table.sight("factory")["items"]["item"]["on_order"]
        - table.sight("factory")["items"]["item"]["backlog"]
    )


def test_what_cannot_be_played_says_why() -> None:
    with pytest.raises(BullwhipError, match="found no seat; say person = true"):
        TeamGame.of(bw.load("corner-shop"))
    with pytest.raises(BullwhipError, match=r"found 'factroy', which is no seat; did you mean 'factory'\?"):
        TeamGame.of(bw.load("beer-game"), bots={"factroy": OrderUpTo(level=1)})
    table = TeamGame.of(bw.load(board(periods=1)))
    with pytest.raises(BullwhipError, match=r"'shop', which is no seat"):
        table.close({"shop": {"item": 1}})
    table.close({})
    assert table.over
    assert table.suggestion("retailer") == {}
    with pytest.raises(BullwhipError, match="all 1 weeks of Beer game are played"):
        table.close({})


def test_teams_meet_the_same_luck_and_seeds_another() -> None:
    scenario = depots()
    one, same, other = TeamGame.of(scenario, 3), TeamGame.of(scenario, 3), TeamGame.of(scenario, 4)
    for table in (one, same, other):
        while not table.over:
            table.close({})
    assert one.frame().equals(same.frame())
    assert not one.frame()["customer_demand"].equals(other.frame()["customer_demand"])


def test_costs_so_far_leave_out_the_warm_up_and_count_each_week_once() -> None:
    table = TeamGame.of(bw.load(board(periods=4, warm_up=2)))
    for week in range(1, 5):
        seen = table.sight("retailer")["cost_so_far"]
        before = table.cost("retailer")
        assert (seen > 0) is (week > 2)
        assert before == sum(entry["cost"] for entry in table.history("retailer")[2:])
        table.close({})
        assert table.cost("retailer") == seen
    assert table.cost() > table.cost("retailer")
    assert table.week == 4
    assert table.sight("retailer")["cost_so_far"] == table.cost("retailer")


def test_a_history_begins_after_the_week_that_is_known() -> None:
    table = TeamGame.of(bw.load("beer-game")).replay({} for _ in range(5))
    assert table.history("factory", since=3) == table.history("factory")[3:]
    assert [week["week"] for week in table.history("factory", since=3)] == [4, 5]
    assert "customer_demand" not in table.history("factory")[0]["items"]["item"]


FORCED = 4  # weeks whose orders the board fixes


@dataclass(frozen=True)
class Counting(bw.Rule):
    """Orders one unit more each time that it is asked."""

    def start(self, view: bw.View) -> dict[str, Any]:
        return {"asked": np.zeros(view.shape)}

    def order(self, view: bw.View) -> Any:
        view.memory["asked"] += 1
        return view.memory["asked"]


def test_bots_are_asked_once_in_a_week() -> None:
    game = TeamGame.of(bw.load(board(periods=9)), bots={"factory": Counting()})
    for week in range(1, 10):
        if week % 3:
            assert game.suggestion("factory") == game.suggestion("factory")
        placed = game.close({} if week % 2 else {"factory": {"item": 50}})
        if week > FORCED:
            assert placed["factory"]["item"] == (week if week % 2 else 50)


def partly_forced(forced: int = 2) -> TeamGame:
    """A depot whose orders of tea are fixed in the first weeks, and those of salt are not."""
    document = depots().document()
    for site in document["site"]:
        if site["name"] == "depot":
            rule = {"type": "order-up-to", "level": 30, "forced_periods": forced, "forced_order": 5}
            site["items"] = {**site["items"], "tea": {"rule": rule}}
    return TeamGame.of(bw.load(document))


def test_of_a_seat_with_one_forced_item_the_other_is_decided() -> None:
    table = partly_forced()
    for week in range(1, 4):
        assert not table.forced("depot")
        placed = table.close({"depot": {"tea": 9, "salt": 3}})
        assert placed == {"depot": {"tea": 5 if week <= 2 else 9, "salt": 3}}


def test_what_is_coming_is_as_long_as_the_lead_time() -> None:
    document = board()
    document["lane"] = [{**lane, "lead_time": 3 if lane["to"] == "factory" else 1} for lane in document["lane"]]
    for lane in document["lane"]:
        lane.pop("in_transit", None)
    table = TeamGame.of(bw.load(document))
    for site in table.seats:
        assert len(table.sight(site)["items"]["item"]["coming"]) == (3 if site == "factory" else 1)


def seat_of(**keys: Any) -> TeamGame:
    """The beer game in any units, with a rule of one kind in all seats."""
    document = board(whole_units=False)
    document["site"] = [{**site, "rule": {"type": "pass-on", **keys}} for site in document["site"]]
    return TeamGame.of(bw.load(document))


@pytest.mark.parametrize(
    ("keys", "units"),
    [({"negative": True}, -3), ({}, 2.5), ({"cap": 10}, 10), ({"minimum": 3}, 0), ({"minimum": 3}, 3)],
)
def test_an_order_at_the_edge_of_its_limits_counts(keys: dict[str, Any], units: float) -> None:
    assert seat_of(**keys).check("retailer", {"item": units}) == {"item": units}


def test_nobody_orders_more_than_sums_can_hold() -> None:
    table = seat_of(negative=True)
    assert table.limits("factory", "item").largest == 1e9
    for units in (2e9, -2e9):
        with pytest.raises(IllegalOrder, match="found an order of") as refused:
            table.check("factory", {"item": units})
        assert refused.value.code == "too-large"
    assert table.check("factory", {"item": -1e9}) == {"item": -1e9}
    greedy = TeamGame.of(bw.load("beer-game"), bots={"factory": OrderUpTo(level=1e12)}).replay({} for _ in range(4))
    assert greedy.suggestion("factory") == {"item": 1e9}


def test_no_order_is_minus_zero_and_the_item_is_named_where_there_are_several() -> None:
    assert str(seat_of().check("retailer", {"item": -0.0})["item"]) == "0.0"
    with pytest.raises(IllegalOrder, match="found an order of tea of -1; goods cannot"):
        partly_forced().check("depot", {"tea": -1, "salt": 0})
    with pytest.raises(IllegalOrder, match="found an order of -1; goods cannot"):
        seat_of().check("retailer", {"item": -1})
