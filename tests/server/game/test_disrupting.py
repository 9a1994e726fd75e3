"""A disruption that the host orders: the weeks before it and its own, undo, restart, replay, pace, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from bullwhip.agents.games.disruptions import weeks_on
from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.runs.catalogue import load
from bullwhip.network.disruptions.kinds import DISRUPTIONS
from bullwhip.network.errors import BullwhipError, ScenarioError
from bullwhip.network.scenario import Scenario
from bullwhip.server.game import hosting
from bullwhip.server.game.disrupting import call_off, with_disruption
from bullwhip.server.game.disruption_choices import USUAL, WHOLE, choices
from bullwhip.server.game.notices import disruptions_for_host, notices, notices_for_all
from bullwhip.server.game.records import record_of
from bullwhip.server.game.refusal import Refusal, UnreadableGame
from bullwhip.server.game.scenarios import playable
from tests.server.game.classes import Class, act
from tests.server.game.conftest import Begin
from tests.server.game.test_unreadable import damage

STORM = {"name": "Storm", "kind": "shipping", "site": "wholesaler", "start": 2, "length": 2, "announced": 2}
STRENGTHS: dict[str, dict[str, Any]] = {
    "demand": {"addition": 3.0},
    "shipping": {"severity": 0.3},
    "capacity": {"lane": "distributor>wholesaler"},
    "orders": {"severity": 0.3},
    "loss": {"severity": 0.3, "what": "both"},
    "price": {"addition": 0.5},
    "transit": {"severity": 0.3},
    "receiving": {"severity": 0.3},
    "lead_time": {"longer": 3, "under_way": True},
    "information": {"age": 2},
}
FREED = {"site.*.rule.forced_periods": 0}
WATCHFUL = {"type": "hybrid", "reserve": 2, "forecast": {"type": "moving-average", "window": 4}}
LOOKING = (  # a chain whose factory has no person and orders by what is announced
    load("beer-game").with_({
        **FREED, "site.factory.person": False, "site.factory.rule": WATCHFUL, "share": ["demand", "stock"],
        "periods": 12,
    }).to_toml()
)  # fmt: skip
SNOW = """
[[disruption]]
name = "Snow"
kind = "transit"
start = 3
length = 2
announced = 1
"""


def sights(game: Class, number: int = 1) -> list[Any]:
    """All that a team's seats see, and the table of its game."""
    team = game.team(number)
    seen = [(team.game.sight(site), team.game.history(site)) for site in team.seats]
    return [*seen, team.game.frame().to_dict("list")]


@pytest.mark.parametrize("kind", STRENGTHS)
def test_weeks_that_are_over_and_the_one_under_way_stay_as_they_were(begin: Begin, kind: str) -> None:
    game = begin(people=3, scenario=LOOKING, changes={})
    for week, units in enumerate((4, 9, 0, 7), 1):
        game.all_order(week, units)
    before = sights(game)
    table = {"name": "It", "kind": kind, "start": 1, "length": 3, "announced": 1, **STRENGTHS[kind]}
    game.classroom.disrupt(game.code, table)
    assert sights(game) == before
    game.classroom.disrupt(game.code, {**table, "name": "More", "start": 4, "announced": 4, "cause": "It"})
    assert sights(game) == before
    for week in (5, 6, 7, 8, 9):
        game.all_order(week, 6)
    ((it, on), (_, again)) = weeks_on(game.team().game)
    assert (it.name, on, again) == ("It", [(6, 8)], [(9, 9)])
    calm = TeamGame.of(game.room.scenario.calm(), game.room.seed)
    calm.replay({site: decision.orders for site, decision in week.items()} for week in game.team().weeks)
    assert not calm.frame().equals(game.team().game.frame()), "it did something"


def test_its_record_replays_to_the_last_digit(begin: Begin) -> None:
    game = begin(people=4)
    game.all_order(1)
    game.classroom.disrupt(game.code, STORM)
    for week in range(2, 8):
        game.all_order(week, 3 + week)
    record = GameRecord.of(record_of(game.room).model_dump(mode="json"))
    assert record.game(1).frame().equals(game.team().game.frame())
    assert record.game(1).cost() == record.team(1).cost
    assert [(table.name, on) for table, on in weeks_on(record.game(1))] == [("Storm", [(4, 5)])]


def test_it_is_there_after_a_restart(begin: Begin) -> None:
    game = begin(people=4)
    game.all_order(1)
    game.classroom.disrupt(game.code, STORM)
    for week in range(2, 5):
        game.all_order(week)
    seen, told = sights(game), notices(game.room, game.team())
    again = game.again()
    assert (sights(again), notices(again.room, again.team())) == (seen, told)
    assert told == [{**told[0], "on": False, "last": 5} | {"on": True, "first": None}]


def test_players_are_told_what_is_announced_from_then_on_and_until_it_is_over(begin: Begin) -> None:
    game = begin(people=4)
    game.classroom.disrupt(game.code, {**STORM, "announced": 1})
    assert notices(game.room, game.team()) == [], "it begins in week 3, and is told of a week ahead"
    told = []
    for week in range(1, 6):
        game.all_order(week)
        told.append([(one["on"], one["first"], one["last"]) for one in notices(game.room, game.team())])
    assert told == [[(False, 3, 4)], [(True, None, 4)], [(True, None, 4)], [], []]


def test_the_end_of_what_comes_unannounced_is_not_told(begin: Begin) -> None:
    game = begin(people=4)
    game.classroom.disrupt(game.code, {"name": "Fire", "kind": "receiving", "site": "factory", "length": 3})
    (listed,) = disruptions_for_host(game.room)
    assert (listed["first"], listed["last"], listed["to_come"], notices(game.room, game.team())) == (2, 4, True, [])
    game.all_order(1)
    (told,) = notices(game.room, game.team())
    assert (told["on"], told["last"], told["kind"], told["sites"]) == (True, None, "receiving", ["factory"])


def test_a_disruption_of_the_scenario_is_told_in_the_same_way(begin: Begin) -> None:
    game = begin(people=4, scenario=load("beer-game").with_(FREED).to_toml() + SNOW, changes={})
    assert notices(game.room, game.team()) == []
    game.all_order(1)
    assert [(one["name"], one["first"]) for one in notices(game.room, game.team())] == [("Snow", 3)]
    assert [(one["name"], one["ordered"], one["to_come"]) for one in disruptions_for_host(game.room)] == [
        ("Snow", False, False)
    ]


def test_to_take_back_the_week_in_which_it_was_ordered_withdraws_it(begin: Begin) -> None:
    game = begin(people=4)
    game.all_order(1)
    game.all_order(2, 7)
    game.classroom.disrupt(game.code, STORM)
    game.all_order(3)
    act(game, hosting.undo, None)
    assert [each.table["name"] for each in game.room.ordered] == ["Storm"], "it was ordered in the week under way"
    act(game, hosting.undo, None)
    assert (game.room.ordered, game.room.scenario.disruption, game.team().week) == ((), (), 2)
    assert game.again().room.scenario.disruption == ()


def test_a_week_of_the_storm_is_played_again_with_the_storm(begin: Begin) -> None:
    game = begin(people=4)
    game.classroom.disrupt(game.code, {**STORM, "start": 1, "announced": 0})
    game.all_order(1)
    seen = sights(game)
    game.all_order(2, 11)
    act(game, hosting.undo, None)
    assert sights(game) == seen


def test_it_is_withdrawn_before_it_begins_and_not_after(begin: Begin) -> None:
    game = begin(people=4)
    game.all_order(1)
    before = sights(game)
    game.classroom.disrupt(game.code, STORM)
    with pytest.raises(Refusal, match=r"'Strom', which the host has not ordered; .*Storm"):
        act(game, call_off, "Strom")
    act(game, call_off, "Storm")
    assert (sights(game), game.room.ordered, notices(game.room, game.team())) == (before, (), [])
    game.classroom.disrupt(game.code, STORM)
    for week in (2, 3):
        game.all_order(week)
    with pytest.raises(Refusal, match="has begun for a team; undo the weeks from 4 on first"):
        act(game, call_off, "Storm")


def test_what_a_site_without_a_person_ordered_by_its_announcement_cannot_be_undone(begin: Begin) -> None:
    game = begin(people=3, scenario=LOOKING, changes={})
    game.classroom.disrupt(game.code, {**STORM, "start": 3, "announced": 3})
    game.all_order(1)
    with pytest.raises(Refusal, match="factory ordered by its announcement; undo the weeks from 2 on first"):
        act(game, call_off, "Storm")


def test_teams_at_their_own_pace_meet_it_in_the_same_week(begin: Begin) -> None:
    game = begin(people=8, teams=2, pace="own")
    first, second = (
        [place for place, player in enumerate(game.players, 1) if game.room.players[player].team == number]
        for number in (1, 2)
    )
    for week in (1, 2, 3):
        for player in first:
            game.order(player, week, 4)
    with pytest.raises(Refusal, match="found period 3, which has begun for a team; give a start from period 5 on"):
        game.classroom.disrupt(game.code, {**STORM, "start": 1}, coming=3)
    game.classroom.disrupt(game.code, {**STORM, "start": 1, "announced": 1})
    assert [len(notices(game.room, team)) for team in game.room.teams] == [1, 0], "the other team is not so far yet"
    assert notices_for_all(game.room) == []
    for week in range(1, 6):
        for player in second:
            game.order(player, week, 4)
    for week in (4, 5):
        for player in first:
            game.order(player, week, 4)
    assert [weeks_on(team.game)[0][1] for team in game.room.teams] == [[(5, 5)], [(5, 5)]]
    assert game.team(1).game.frame().equals(game.team(2).game.frame())


def test_it_comes_after_practice_and_not_in_it(begin: Begin) -> None:
    game = begin(people=4, practice_weeks=2)
    game.classroom.disrupt(game.code, {**STORM, "start": 1, "announced": 0})
    game.all_order(1)
    assert notices(game.room, game.team()) == []
    game.all_order(2)
    assert [(one["name"], one["on"]) for one in notices(game.room, game.team())] == [("Storm", True)]


def test_one_that_was_ordered_in_the_lobby_may_begin_with_the_game(begin: Begin) -> None:
    game = begin(people=4, begin=False)
    game.classroom.disrupt(game.code, {**STORM, "start": 1, "length": 1, "announced": 1})
    act(game, hosting.start)
    game.all_order(1)
    assert weeks_on(game.team().game)[0][1] == [(1, 1)]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"kind": "strom"}, "kind: found 'strom', which is unknown; .*"),
        ({"site": "wholesalr"}, "site: found 'wholesalr', which is no site; .*wholesaler"),
        ({"lane": "x>y", "site": None}, "lane: found 'x>y', which is no lane"),
        ({"severity": 1.5}, "severity: found 1.5; .*1"),
        ({"length": 0}, "length: found 0; "),
        ({"start": 90}, "start: found 91, beyond the run; give one up to 36"),
        ({"announced": 3}, "announced: found 3, of what begins 2 periods from now; give 2 at most"),
        ({"start": None, "chance": {"down": 0.1, "up": 0.5}}, "chance: found what might have begun .*; give start"),
        ({"window": [2, 3]}, "start and window, which all say when it is on"),
        ({"kind": "lead_time", "longer": 90}, "longer: found 90; give 60 at most in a game"),
        ({"kind": "lead_time", "factor": 90.0}, "factor: found 90 times a lead time of 2"),
        ({"kind": "my.module:Kind"}, "found 'my.module:Kind'.*not trusted with code"),
        ({"name": "\u2800"}, "a name without a letter"),
    ],
)
def test_what_cannot_be_ordered_is_named_with_its_remedy(begin: Begin, table: dict[str, Any], said: str) -> None:
    game = begin(people=1)
    with pytest.raises(BullwhipError, match=said):
        game.classroom.disrupt(game.code, {**STORM, **table})
    assert game.room.ordered == ()


def test_a_name_is_given_once_and_no_more_than_enough_are_ordered(begin: Begin) -> None:
    game = begin(people=1)
    game.classroom.disrupt(game.code, STORM)
    with pytest.raises(ScenarioError, match="a second disruption of this name; give each a name of its own"):
        game.classroom.disrupt(game.code, STORM)
    act(game, hosting.end)
    with pytest.raises(Refusal, match="the game is over"):
        game.classroom.disrupt(game.code, {**STORM, "name": "Late"})


def test_nothing_is_ordered_once_the_last_week_is_under_way(begin: Begin) -> None:
    game = begin(people=1, weeks=2)
    game.all_order(1)
    with pytest.raises(Refusal, match="all 2 periods have begun for a team; undo one first"):
        game.classroom.disrupt(game.code, STORM)


def test_no_more_are_ordered_than_a_host_can_mean(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.server.game.disrupting.MOST", 1)
    game = begin(people=1)
    game.classroom.disrupt(game.code, STORM)
    with pytest.raises(Refusal, match="found 1 disruptions that were ordered already; withdraw one first"):
        game.classroom.disrupt(game.code, {**STORM, "name": "More"})


def test_a_log_whose_disruption_cannot_be_read_is_refused(begin: Begin) -> None:
    game = begin(people=1)
    game.classroom.disrupt(game.code, STORM)
    damage(game, game.room.number, '"site":"wholesaler"', '"site":"nowhere"')
    with pytest.raises(UnreadableGame, match="'nowhere', which is no site"):
        _ = game.again().room


@pytest.mark.parametrize("name", list(playable()))
def test_what_is_offered_is_what_a_scenario_takes(name: str) -> None:
    scenario = playable()[name]
    offered = {each["kind"]: each for each in choices(scenario)}
    sites = dict.fromkeys(point.site for point in scenario.stockpoints())
    for kind in DISRUPTIONS.keys() - {"price"}:
        usual = {"name": "x", "kind": kind, "start": 1, **USUAL.get(kind, WHOLE)}
        for site in sites:
            assert (site in offered[kind]["sites"]) == takes(scenario, {**usual, "site": site}), (kind, site)
        for lane in scenario.lane:
            between = f"{lane.source or 'outside'}>{lane.target}"
            assert (between in offered[kind]["lanes"]) == takes(scenario, {**usual, "lane": between}), (kind, between)
        assert offered[kind]["everywhere"] == takes(scenario, usual), kind
    assert ("price" in offered) == any(lane.price for lane in scenario.lane)


def takes(scenario: Scenario, table: dict[str, Any]) -> bool:
    try:
        with_disruption(scenario, table)
    except ScenarioError:
        return False
    return True
