"""Two camps of teams: who is in which, what a held camp may order, how its bots order, and that all of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bullwhip.agents.games.cover import covers_of
from bullwhip.agents.games.disruptions import weeks_on
from bullwhip.agents.games.seat import units_in
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.server.game import hosting
from bullwhip.server.game.breath import at_once
from bullwhip.server.game.encamped import drawn_seed
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.scenarios import scenario_for
from bullwhip.server.game.settings import CampSettings, Settings
from tests.server.game.classes import Class

Begin = Callable[..., Class]
ITEM = "item"


@pytest.fixture
def camps(begin: Begin) -> Begin:
    """A game of jit-vs-jic: `camps(people=4, teams=2, held=True)`."""

    def make(held: bool = False, **settings: Any) -> Class:
        limits = CampSettings(held=held, lean_most=1.0, buffered_least=3.0)
        return begin(**{"scenario": "jit-vs-jic", "changes": {}, "weeks": 6, "camps": limits, **settings})

    return make


def order(room: Class, team: int, site: str, orders: Any) -> None:
    """The person in a seat orders."""
    player = next(one for one in room.room.people() if (one.team, one.site) == (team, site))
    room.classroom.order(player.id, room.team(team).week, {ITEM: orders})
    room.wait()


def refused(room: Class, team: int, site: str, orders: Any) -> str:
    with pytest.raises(Refusal) as caught:
        order(room, team, site, orders)
    assert caught.value.code == "outside-camp"
    return str(caught.value)


@pytest.mark.parametrize(
    ("people", "teams", "expected"),
    [(0, 5, ["lean", "buffered", "lean", "buffered", "lean"]), (5, "auto", ["lean", "buffered", "lean"])],
)
def test_camps_alternate_as_teams_are_made(camps: Begin, people: int, teams: Any, expected: list[str]) -> None:
    assert [team.camp for team in camps(people=people, teams=teams, begin=False).room.teams] == expected


def test_a_game_without_camps_has_none(begin: Begin) -> None:
    room = begin(people=1, begin=False)
    assert room.team().camp is None
    with pytest.raises(Refusal, match="no camps"):
        room.classroom.change(room.code, lambda one: hosting.camp(one, 1, "lean"))


def test_the_host_moves_a_team_before_the_start_and_the_next_one_evens_it_out(camps: Begin) -> None:
    room = camps(people=2, teams="auto", begin=False)
    room.classroom.change(room.code, lambda one: hosting.camp(one, 1, "buffered"))
    room.players.append(room.classroom.join(room.code, "Late").player)
    assert [team.camp for team in room.room.teams] == ["buffered", "lean"]
    room.classroom.change(room.code, hosting.start)
    with pytest.raises(Refusal, match="begun"):
        room.classroom.change(room.code, lambda one: hosting.camp(one, 1, "lean"))


def test_a_held_lean_team_orders_up_to_its_cover_and_no_more(camps: Begin) -> None:
    room = camps(held=True, teams=2)
    cover = covers_of(room.team(1).game, "shop")[ITEM]
    most = -(-cover.order_to(1.0) // 1)
    assert f"1 week of cover at most: order {most:g} or less" in refused(room, 1, "shop", most + 1)
    order(room, 1, "shop", most)
    order(room, 1, "shop", 0)
    assert room.team(1).orders["shop"].orders == {ITEM: 0}


def test_a_held_buffered_team_orders_up_to_its_cover_at_least(camps: Begin) -> None:
    room = camps(held=True, teams=2)
    least = covers_of(room.team(2).game, "warehouse")[ITEM].order_to(3.0) // 1
    told = refused(room, 2, "warehouse", {"near": 0, "far": least - 1})
    assert f"3 weeks of cover at least: order {least:g} or more" in told
    order(room, 2, "warehouse", {"near": 10, "far": least - 10})
    assert room.team(2).orders["warehouse"].orders == {ITEM: {"near": 10, "far": least - 10}}


def test_who_runs_lean_may_pay_for_an_emergency_shipment_when_goods_stay_away(camps: Begin) -> None:
    chance = {"disruption.storm.chance.down": 1.0, "disruption.storm.chance.up": 0.01}
    room = camps(held=True, teams=2, weeks=20, away_after=None, changes=chance)
    for _ in range(4):
        most = -(-covers_of(room.team(1).game, "warehouse")[ITEM].order_to(1.0) // 1)
        order(room, 1, "warehouse", {"near": 0, "far": most})
        room.classroom.close_now(room.code, None)
    cover = covers_of(room.team(1).game, "warehouse")[ITEM]
    most, rush = -(-cover.order_to(1.0) // 1), -(-cover.express_to(1.0) // 1)
    assert rush > most  # what was ordered far away does not come
    assert f"up to {rush:g} from near alone" in refused(room, 1, "warehouse", {"near": rush + 1, "far": 0})
    refused(room, 1, "warehouse", {"near": rush, "far": 1})
    order(room, 1, "warehouse", {"near": rush, "far": 0})


def test_who_is_only_told_orders_freely(camps: Begin) -> None:
    room = camps(teams=2)
    order(room, 1, "shop", 500)
    order(room, 2, "warehouse", {"near": 0, "far": 0})


def test_the_bots_of_a_camp_keep_its_cover(camps: Begin) -> None:
    room = camps(people=0, teams=2)
    lean, buffered = (room.team(number).game for number in (1, 2))
    for site in ("shop", "warehouse"):
        short, long = (units_in(game.suggestion(site)[ITEM]) for game in (lean, buffered))
        assert long - short == 2 * 40  # two weeks more, of the demand that is expected


def test_a_rule_that_the_host_chooses_comes_before_the_camps(camps: Begin) -> None:
    room = camps(people=0, teams=2, bots={"shop": {"type": "order-up-to", "level": 500}})
    assert room.team(1).game.suggestion("shop") == room.team(2).game.suggestion("shop")
    assert room.team(1).game.suggestion("warehouse") != room.team(2).game.suggestion("warehouse")


def test_what_the_timer_orders_is_what_the_camp_allows(camps: Begin) -> None:
    room = camps(held=True, teams=2, timer_seconds=30, on_timer="zero")
    suggested = room.team(2).game.suggestion("shop")
    room.classroom.close_now(room.code, None)
    assert room.team(2).weeks[0]["shop"].orders == suggested  # nothing would leave it below its cover
    assert room.team(1).weeks[0]["shop"].orders == {ITEM: 0}


def test_camps_are_the_same_after_a_restart(camps: Begin) -> None:
    room = camps(people=2, teams=3, held=True, begin=False)
    room.classroom.change(room.code, lambda one: hosting.camp(one, 3, "buffered"))
    room.classroom.change(room.code, hosting.start)
    room.classroom.close_now(room.code, None)
    costs = [team.game.cost() for team in room.room.teams]
    again = room.again()
    assert [team.camp for team in again.room.teams] == ["lean", "buffered", "buffered"]
    assert [team.game.cost() for team in again.room.teams] == costs
    assert again.room.settings.camps == CampSettings(held=True, lean_most=1.0, buffered_least=3.0)


def test_covers_that_contradict_each_other_are_refused(begin: Begin) -> None:
    with pytest.raises(Refusal, match="lean_most 4 above buffered_least 3"):
        begin(scenario="jit-vs-jic", changes={}, camps=CampSettings(lean_most=4, buffered_least=3))


def test_a_class_of_camps_meets_a_storm() -> None:
    settings = Settings(scenario="jit-vs-jic", weeks=36, camps=CampSettings())
    scenario = scenario_for(settings, lambda *_: None)
    for _ in range(6):  # of all seeds fewer than half have one so soon
        game = TeamGame.of(scenario, drawn_seed(settings, scenario, at_once))
        while game.played < 24:
            game.close({})
        assert "storm" in {table.name for table, _ in weeks_on(game)}


def test_a_seed_that_is_given_stays() -> None:
    settings = Settings(scenario="jit-vs-jic", seed=5, camps=CampSettings())
    assert drawn_seed(settings, scenario_for(settings, lambda *_: None), at_once) == 5
