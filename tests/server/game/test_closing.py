"""When weeks close: all ordered, the timer, the host; each team alone, in step, or by the host."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bullwhip.agents.games.seat import IllegalOrder, units_in
from bullwhip.server.game import hosting
from bullwhip.server.game.records import record_of
from bullwhip.server.game.refusal import Refusal
from tests.server.game.classes import Class
from tests.server.game.conftest import DATABASES, Begin

SITES = ["retailer", "wholesaler", "distributor", "factory"]


def refused(code: str, what: Any, *given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        what(*given)
    assert caught.value.code == code
    return caught.value


def test_a_week_closes_when_all_have_ordered(begin: Begin) -> None:
    game = begin()
    for player in (1, 2, 3):
        game.order(player, 1, 5)
    assert game.team().week == 1
    game.order(4, 1, 7)
    assert game.team().week == 2
    assert {site: one.orders["item"] for site, one in game.decisions(1).items()} == {
        "retailer": 5, "wholesaler": 5, "distributor": 5, "factory": 7
    }  # fmt: skip
    assert game.deciders(1) == dict.fromkeys(SITES, "person")
    assert game.decisions(1)["factory"].who == ("P4",)


def test_an_order_may_be_changed_until_the_week_closes(begin: Begin) -> None:
    game = begin()
    game.order(1, 1, 5)
    game.order(1, 1, 9)
    game.all_order(1, 4, range(2, 5))
    assert game.decisions(1)["retailer"].orders == {"item": 9}


def test_a_late_order_is_refused_and_changes_nothing(begin: Begin) -> None:
    game = begin()
    game.all_order(1)
    said = refused("week-closed", game.order, 1, 1, 99)
    assert said.details["week"] == 2
    assert game.decisions(1)["retailer"].orders == {"item": 4}
    assert game.team().orders == {}


def test_an_order_for_a_week_to_come_is_refused(begin: Begin) -> None:
    refused("week-to-come", begin().order, 1, 2, 4)


def test_nobody_orders_before_the_start_or_in_a_pause(begin: Begin) -> None:
    game = begin(begin=False)
    refused("not-playing", game.order, 1, 1, 4)
    game.classroom.change(game.code, hosting.start)
    game.order(1, 1, 4)
    game.classroom.change(game.code, hosting.pause)
    refused("not-playing", game.order, 2, 1, 4)
    game.classroom.change(game.code, hosting.resume)
    game.order(2, 1, 4)
    assert set(game.team().orders) == {"retailer", "wholesaler"}


def test_an_illegal_order_is_refused_with_its_reason(begin: Begin) -> None:
    game = begin(cap=50.0)
    for units, code in ((-1, "negative"), (1.5, "not-whole"), (51, "above-cap")):
        with pytest.raises(IllegalOrder) as caught:
            game.order(1, 1, units)
        assert caught.value.code == code
    assert game.team().orders == {}


def test_empty_seats_are_played_by_bots(begin: Begin) -> None:
    game = begin(people=2)
    game.all_order(1)
    assert game.deciders(1) == {"retailer": "person", "wholesaler": "person", "distributor": "bot", "factory": "bot"}


def test_teams_at_their_own_pace_do_not_wait_for_each_other(begin: Begin) -> None:
    game = begin(people=8, teams=2)
    first = [n for n, player in enumerate(game.players, 1) if game.room.players[player].team == 1]
    for week in (1, 2):
        for player in first:
            game.order(player, week, 4)
    assert (game.team(1).week, game.team(2).week) == (3, 1)


def test_teams_in_step_wait_for_the_last_order(begin: Begin) -> None:
    game = begin(people=8, teams=2, pace="step")
    game.all_order(1, 4, range(1, 8))
    assert (game.team(1).week, game.team(2).week) == (1, 1)
    game.order(8, 1, 4)
    assert (game.team(1).week, game.team(2).week) == (2, 2)
    assert [line.teams for line in game.room.log if line.entry.event.kind == "closed"] == [(1, 2)]


def test_under_the_host_only_the_host_closes(begin: Begin) -> None:
    game = begin(people=4, pace="host")
    game.all_order(1)
    game.settle()
    assert game.team().week == 1
    game.classroom.close_now(game.code, None)
    assert (game.team().week, game.deciders(1)["retailer"]) == (2, "person")
    game.classroom.close_now(game.code, None)
    assert game.deciders(2) == dict.fromkeys(SITES, "host")


def test_the_timer_closes_a_week_and_says_so(begin: Begin) -> None:
    game = begin(timer_seconds=30)
    game.order(1, 1, 4)
    game.clock.move(29)
    game.settle()
    assert game.team().week == 1
    game.clock.move(1.1)
    game.settle()
    assert game.deciders(1) == {"retailer": "person", **dict.fromkeys(SITES[1:], "timer")}


@pytest.mark.parametrize(("default", "units"), [("repeat", 11.0), ("zero", 0.0)])
def test_the_timer_orders_what_the_settings_say(begin: Begin, default: str, units: float) -> None:
    game = begin(timer_seconds=30, on_timer=default)
    game.all_order(1, 11)
    game.clock.move(31)
    game.settle()
    assert {one.orders["item"] for one in game.decisions(2).values()} == {units}
    assert set(game.deciders(2).values()) == {"timer"}


def test_the_timer_repeats_a_fixed_order_only_where_people_may_give_it(begin: Begin) -> None:
    fixed = {"forced_periods": 1, "forced_order": 4, "minimum": 8}
    changes = {f"site.*.rule.{key}": value for key, value in fixed.items()}
    game = begin(timer_seconds=30, on_timer="repeat", changes=changes)
    for _ in range(2):
        game.clock.move(31)
        game.settle()
    ordered = [{units_in(one.orders["item"]) for one in game.decisions(week).values()} for week in (1, 2)]
    assert ordered[0] == {4.0}
    assert all(units == 0 or units >= 8 for units in ordered[1])
    again = game.again()
    assert again.team().game.cost() == game.team().game.cost()
    again.stop()


SEVERAL = """
name = "Two things"
period = "week"
periods = 9
[[site]]
name = "shop"
role = "retailer"
person = true
[site.items.tea]
stock = 10
holding_cost = 1
rule = { type = "order-up-to", level = 16, forced_periods = 2, forced_order = 4 }
demand = { type = "constant", value = 4 }
[site.items.salt]
stock = 10
holding_cost = 1
rule = { type = "order-up-to", level = 16 }
demand = { type = "constant", value = 4 }
[[lane]]
to = "shop"
lead_time = 2
order_delay = 1
"""


def test_the_timer_leaves_alone_what_the_scenario_fixes_of_one_item(begin: Begin) -> None:
    game = begin(people=1, scenario=SEVERAL, changes={}, timer_seconds=30, on_timer="zero", away_after=None)
    for _ in range(3):
        game.clock.move(31)
        game.settle()
    ordered = [game.decisions(week)["shop"].orders for week in (1, 2, 3)]
    assert ordered == [{"tea": 4, "salt": 0}, {"tea": 4, "salt": 0}, {"tea": 0, "salt": 0}]
    assert game.team().game.frame().equals(record_of(game.room).game(1).frame())


def test_the_timer_takes_the_bots_order_by_default(begin: Begin) -> None:
    game = begin(timer_seconds=30)
    wished = {site: game.team().game.suggestion(site) for site in SITES}
    game.clock.move(31)
    game.settle()
    assert {site: one.orders for site, one in game.decisions(1).items()} == wished


def test_a_pause_stops_the_timer(begin: Begin) -> None:
    game = begin(timer_seconds=30)
    game.clock.move(20)
    game.classroom.change(game.code, hosting.pause)
    assert game.room.deadline(game.team()) is None
    game.clock.move(500)
    game.settle()
    assert game.team().week == 1
    game.classroom.change(game.code, hosting.resume)
    left = (game.room.deadline(game.team()) or 0) - game.clock.now
    assert 9_900 <= left <= 10_100


def test_the_host_sets_the_timer_from_now_on(begin: Begin) -> None:
    game = begin()
    game.clock.move(100)
    game.classroom.change(game.code, lambda room: hosting.timer(room, 10))
    game.settle()
    assert game.team().week == 1
    game.clock.move(11)
    game.settle()
    assert game.team().week == 2


def test_the_host_closes_the_week_of_one_team(begin: Begin) -> None:
    game = begin(people=8, teams=2)
    game.classroom.close_now(game.code, 2)
    assert (game.team(1).week, game.team(2).week) == (1, 2)


def test_the_host_cannot_part_teams_in_step(begin: Begin) -> None:
    game = begin(people=8, teams=2, pace="step")
    refused("in-step", game.classroom.close_now, game.code, 2)
    game.classroom.close_now(game.code, None)
    assert (game.team(1).week, game.team(2).week) == (2, 2)


def test_a_team_of_bots_follows_the_others(begin: Begin) -> None:
    game = begin(people=2, teams=3)
    assert [sum(len(seat.people) for seat in team.seats.values()) for team in game.room.teams] == [1, 1, 0]
    game.settle()
    assert game.team(3).week == 1
    for week in (1, 2):
        game.order(1, week, 4)
    game.settle()
    game.settle()
    assert [team.week for team in game.room.teams] == [3, 1, 3]


def test_forced_weeks_are_shown_for_a_while_and_close_by_themselves(begin: Begin) -> None:
    game = begin(changes={}, forced_seconds=5)
    assert refused("forced", game.order, 1, 1, 9).details["orders"] == {"item": 4.0}
    game.settle()
    assert game.team().week == 1
    for week in range(1, 5):
        assert game.room.deadline(game.team()) == game.team().opened + 5000
        game.clock.move(5.1)
        game.settle()
        assert game.deciders(week) == dict.fromkeys(SITES, "forced")
    game.clock.move(500)
    game.settle()
    assert game.team().week == 5
    game.order(1, 5, 9)


def test_practice_begins_anew_and_does_not_count(begin: Begin) -> None:
    game = begin(practice_weeks=2, changes={})
    assert game.team().practice
    luck = game.team().game.seed
    game.all_order(1, 30)
    game.all_order(2, 30)
    team = game.team()
    assert (team.practice, team.week, team.weeks, team.game.cost()) == (False, 1, [], 0.0)
    assert team.game.seed == 5 != luck  # practice gives nothing of the game away
    assert team.game.sight("retailer")["items"]["item"]["on_hand"] == 12


def test_the_game_is_over_when_all_teams_have_played_their_weeks(begin: Begin) -> None:
    game = begin(weeks=2, people=8, teams=2)
    for week in (1, 2):
        game.all_order(week)
    assert game.room.state == "over"
    refused("week-closed", game.order, 1, 2, 5)
    refused("over", game.classroom.join, game.code, "Late")


def concurrently(works: list[Any]) -> list[BaseException]:
    failed: list[BaseException] = []
    ready = threading.Barrier(len(works))

    def run(work: Any) -> None:
        ready.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_a_week_closes_exactly_once_under_concurrent_orders(begin: Begin) -> None:
    game = begin(people=24, teams=6, pace="step", weeks=8)
    for week in range(1, 9):
        orders = [lambda n=n, week=week: game.order(n, week, n) for n in range(1, 25)]
        settles = [game.settle for _ in range(4)]
        assert concurrently(orders + settles) == []
    assert [len(team.weeks) for team in game.room.teams] == [8] * 6
    for team in game.room.teams:
        for closed in team.weeks:
            for site, decision in closed.items():
                (name,) = decision.who
                assert decision.by == "person"
                assert decision.orders == {"item": float(name[1:])}, site


@pytest.mark.parametrize("url", [kind for kind in DATABASES if kind != "sqlite"], indirect=True)
def test_two_processes_on_one_database_close_a_week_once(begin: Begin) -> None:
    game = begin(timer_seconds=30)
    other: Class = object.__new__(Class)
    other.__dict__.update(game.__dict__)
    other.classroom = type(game.classroom)(type(game.classroom.database)(game.url), game.clock)
    assert other.team().week == 1
    game.clock.move(31)
    assert concurrently([game.settle, other.settle, game.settle, other.settle]) == []
    other.classroom.change(other.code, lambda room: [])  # catches up
    game.classroom.change(game.code, lambda room: [])
    assert (len(game.team().weeks), len(other.team().weeks)) == (1, 1)
    assert game.team().game.cost() == other.team().game.cost()
    other.stop()


def test_practice_may_not_be_longer_than_the_game(begin: Begin) -> None:
    with pytest.raises(Refusal, match="practice_weeks: found 3; give 2 at most"):
        begin(weeks=2, practice_weeks=3)
    game = begin(people=1, weeks=2, practice_weeks=2)
    for week in (1, 2, 1, 2):
        game.order(1, week, 4)
    assert game.room.state == "over"
