"""Who sits where: even filling, late-comers, bots and their handing back, removing, moving, tokens."""

from __future__ import annotations

from collections import Counter

import pytest

from bullwhip.server.game import hosting
from bullwhip.server.game.closing import awaited, on_its_own
from bullwhip.server.game.ids import fits, parse
from bullwhip.server.game.refusal import Refusal
from tests.server.game.classes import Class, act
from tests.server.game.conftest import Begin
from tests.server.game.test_closing import refused


def sizes(game: Class) -> list[int]:
    return [sum(len(seat.people) for seat in team.seats.values()) for team in game.room.teams]


def test_teams_are_filled_evenly(begin: Begin) -> None:
    assert sizes(begin(people=10, teams=4, begin=False)) == [3, 3, 2, 2]


def test_a_new_team_opens_when_all_seats_are_taken(begin: Begin) -> None:
    game = begin(people=9, teams="auto", begin=False)
    assert sizes(game) == [4, 4, 1]
    assert [team.name for team in game.room.teams] == ["Team 1", "Team 2", "Team 3"]


def test_no_team_opens_any_more_once_the_game_has_begun(begin: Begin) -> None:
    game = begin(people=4, teams="auto")
    refused("full", game.classroom.join, game.code, "One more")
    assert sizes(game) == [4]


def test_no_more_teams_open_than_a_game_may_have(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.server.game.joining.MOST_TEAMS", 2)
    game = begin(people=8, teams="auto", begin=False)
    refused("full", game.classroom.join, game.code, "One more")
    assert sizes(game) == [4, 4]


def test_seats_fill_before_any_is_shared(begin: Begin) -> None:
    game = begin(people=10, teams=2, people_per_seat=2, begin=False)
    people = [len(seat.people) for team in game.room.teams for seat in team.seats.values()]
    assert Counter(people) == {1: 6, 2: 2}


def test_a_full_game_says_so(begin: Begin) -> None:
    game = begin(people=4, begin=False)
    refused("full", game.classroom.join, game.code, "One more")


def test_a_wish_for_a_seat_is_heard(begin: Begin) -> None:
    game = begin(people=0, teams=2, begin=False)
    joined = game.classroom.join(game.code, "Mia", 2, "factory")
    player = game.room.players[joined.player]
    assert (player.team, player.site) == (2, "factory")
    refused("full", game.classroom.join, game.code, "Ben", 2, "factory")
    refused("no-seat", game.classroom.join, game.code, "Ben", 2, "brewery")
    refused("no-team", game.classroom.join, game.code, "Ben", 3)


def test_a_late_comer_takes_a_bots_seat(begin: Begin) -> None:
    game = begin(people=3)
    game.all_order(1)
    assert game.deciders(1)["factory"] == "bot"
    game.players.append(game.classroom.join(game.code, "Late").player)
    game.all_order(2, 6)
    assert game.deciders(2)["factory"] == "person"
    assert game.decisions(2)["factory"].who == ("Late",)


def test_nobody_joins_a_team_that_has_played_all_its_weeks(begin: Begin) -> None:
    game = begin(people=3, teams=2, weeks=1)
    game.order(2, 1, 4)
    assert [game.room.over(team) for team in game.room.teams] == [False, True]
    game.classroom.join(game.code, "Late")  # team 2 has fewer people
    refused("full", game.classroom.join, game.code, "Later", 2)
    assert sizes(game) == [3, 1]


def test_several_people_may_share_a_seat(begin: Begin) -> None:
    game = begin(people=8, people_per_seat=2)
    game.order(1, 1, 3)
    game.order(5, 1, 8)  # the same seat
    assert game.room.players[game.players[0]].site == game.room.players[game.players[4]].site == "retailer"
    game.all_order(1, 4, range(2, 5))
    assert game.decisions(1)["retailer"].orders == {"item": 8}
    assert game.decisions(1)["retailer"].who == ("P1", "P5")


def test_a_bot_takes_over_after_missed_weeks_and_hands_the_seat_back(begin: Begin) -> None:
    game = begin(timer_seconds=30, away_after=2)
    for week in (1, 2):
        game.all_order(week, 4, range(2, 5))
        game.clock.move(31)
        game.settle()
        assert game.deciders(week)["retailer"] == "timer"
    game.all_order(3, 4, range(2, 5))  # nobody waits for the first any more
    assert game.deciders(3)["retailer"] == "bot"
    game.order(1, 4, 9)
    game.all_order(4, 4, range(2, 5))
    assert game.deciders(4)["retailer"] == "person"
    game.all_order(5, 4, range(2, 5))
    assert game.team().week == 5  # back: waited for again


def test_nobody_waits_for_who_is_gone(begin: Begin) -> None:
    game = begin(away_seconds=60)
    game.all_order(1, 4, range(2, 5))
    game.clock.move(59)
    game.settle()
    assert game.team().week == 1
    game.clock.move(2)
    for player in game.players[1:]:
        game.classroom.presence.seen(player)
    game.settle()
    assert game.deciders(1)["retailer"] == "bot"
    game.classroom.presence.seen(game.players[0])
    game.all_order(2, 4, range(2, 5))
    assert game.team().week == 2


def test_the_host_gives_a_seat_to_its_bot_and_back(begin: Begin) -> None:
    game = begin()
    act(game, hosting.bot, 1, "retailer", True, None)
    refused("not-playing", game.order, 1, 1, 4)
    game.all_order(1, 4, range(2, 5))
    assert game.deciders(1)["retailer"] == "bot"
    act(game, hosting.bot, 1, "retailer", False, None)
    game.all_order(2)
    assert game.deciders(2)["retailer"] == "person"


def test_a_bot_gets_another_rule_in_mid_game(begin: Begin) -> None:
    game = begin(people=1)
    for week in (1, 2, 3):
        game.order(1, week, 4)
    before = game.team().game.frame()
    act(game, hosting.bot, 1, "factory", None, {"type": "order-up-to", "level": 100})
    seen = game.team().game.sight("factory")["items"]["item"]
    assert game.team().game.suggestion("factory") == {
        "item": 100 - (seen["on_hand"] - seen["backlog"] + seen["on_order"])
    }
    assert game.team().game.frame().equals(before)
    act(game, hosting.bot, None, None, True, "pass-on")
    assert {seat.bot for seat in game.team().seats.values()} == {True}
    refused("no-rule", act, game, hosting.bot, 1, "factory", None, "os:system")
    refused("no-rule", act, game, hosting.bot, 1, "factory", None, {"type": "order-up-to", "level": "high"})


def test_the_settings_choose_the_bots_rules(begin: Begin) -> None:
    game = begin(people=1, bots={"*": "pass-on", "factory": {"type": "order-up-to", "level": 50}})
    table = game.team().game
    assert table.suggestion("wholesaler") == {"item": 4.0}
    assert table.suggestion("factory") == {"item": 50.0 - 12 - 8}


def test_removing_gives_the_seat_to_the_bot(begin: Begin) -> None:
    game = begin()
    act(game, hosting.remove, game.players[0])
    refused("no-player", game.order, 1, 1, 4)
    assert on_its_own(game.room, game.team(), "retailer")
    game.all_order(1, 4, range(2, 5))
    assert game.deciders(1)["retailer"] == "bot"


def test_moving_keeps_who_somebody_is(begin: Begin) -> None:
    game = begin(people=2, teams=2)
    act(game, hosting.move, game.players[0], 2, "factory")
    player = game.room.players[game.players[0]]
    assert (player.team, player.site) == (2, "factory")
    game.order(1, 1, 7)
    assert game.team(2).orders["factory"].orders == {"item": 7}
    assert awaited(game.room, game.team(1), lambda _: False) == []


def test_two_people_swap_seats(begin: Begin) -> None:
    game = begin()
    act(game, hosting.swap, game.players[0], game.players[3])
    assert [game.room.players[player].site for player in game.players] == [
        "factory", "wholesaler", "distributor", "retailer"
    ]  # fmt: skip


def test_undo_takes_a_week_back_and_keeps_it_in_the_record(begin: Begin) -> None:
    game = begin()
    game.all_order(1, 4)
    before = game.team().game.frame()
    sight = game.team().game.sight("factory")
    game.all_order(2, 30)
    act(game, hosting.undo, None)
    team = game.team()
    assert (team.week, team.take) == (2, 1)
    assert team.game.frame().equals(before)
    assert team.game.sight("factory") == sight
    assert team.orders == {}
    assert [(week, decisions["factory"].orders) for week, decisions in team.undone] == [(2, {"item": 30.0})]
    refused("week-closed", game.order, 1, 2, 4, 0)  # meant for the take before
    game.all_order(2, 8)
    assert game.decisions(2)["factory"].orders == {"item": 8}
    act(game, hosting.undo, 1)
    act(game, hosting.undo, 1)
    refused("nothing-to-undo", act, game, hosting.undo, 1)


def test_undo_opens_a_game_that_was_over(begin: Begin) -> None:
    game = begin(weeks=1)
    game.all_order(1)
    assert game.room.state == "over"
    act(game, hosting.undo, None)
    assert (game.room.state, game.team().week) == ("playing", 1)
    game.all_order(1, 5)
    assert game.room.state == "over"


def test_names_are_told_apart(begin: Begin) -> None:
    game = begin(people=0, begin=False)
    for _ in range(3):
        game.classroom.join(game.code, " Mia ")
    assert [player.name for player in game.room.people()] == ["Mia", "Mia 2", "Mia 3"]


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200f", "\x00\x07", "\u200d"])
def test_a_name_that_shows_nothing_is_refused(begin: Begin, name: str) -> None:
    game = begin(people=0, begin=False)
    refused("no-name", game.classroom.join, game.code, name)


def test_tokens_say_what_they_open_and_can_be_renewed(begin: Begin) -> None:
    game = begin(people=0, begin=False)
    joined = game.classroom.join(game.code, "Mia")
    player = game.room.players[joined.player]
    assert parse(joined.token) == ("seat", game.code)
    assert joined.token not in str(game.room)
    assert fits(joined.token, player.token)
    fresh = game.classroom.renew(game.code, "seat", joined.player)
    assert not fits(joined.token, player.token)
    assert fits(fresh, player.token)
    host = game.classroom.renew(game.code, "host")
    assert fits(host, game.room.host)
    assert not fits(game.made.host, game.room.host)
    assert fits(game.made.screen, game.room.screen)
    with pytest.raises(Refusal, match="no such player"):
        game.classroom.renew(game.code, "seat", f"{game.code}-0000000000000000")


@pytest.mark.parametrize(
    "token", ["", "x", "p-BCDFGH-", "p-bcdfgh-AAAAAAAAAAAAAAAAAAAAAA", "q-BCDFGH-AAAAAAAAAAAAAAAAAAAAAA"]
)
def test_what_is_no_token_is_not_taken_for_one(token: str) -> None:
    assert parse(token) is None


def test_a_solo_game_begins_at_once(begin: Begin) -> None:
    game = begin(people=0)
    joined = game.classroom.solo("beer-game", "wholesaler", 3)
    room, player = game.classroom.player(joined.player)
    assert (room.state, player.site, room.seed) == ("playing", "wholesaler", 3)
    refused("no-scenario", game.classroom.solo, "gift-shop")
    refused("no-seat", game.classroom.solo, "beer-game", "brewery")


def test_a_message_goes_with_its_week(begin: Begin) -> None:
    game = begin(people=1, teams=2)
    act(game, hosting.message, "Hurry up", None)
    act(game, hosting.message, "You two", 2)
    assert [said.text for said in game.room.standing(1)] == ["Hurry up"]
    assert [said.text for said in game.room.standing(2)] == ["Hurry up", "You two"]
    assert [said.text for said in game.room.standing()] == ["Hurry up"]
    game.clock.move(600)
    assert len(game.room.standing(1)) == 1, "it stands as long as the week does"
    game.order(1, 1, 4)
    assert game.room.standing(1) == []
    assert len(game.room.standing(2)) == 2, "this team's week goes on"
    act(game, hosting.end)
    assert game.room.standing(2) == []


def test_who_once_met_the_customers_has_nothing_to_imagine(begin: Begin) -> None:
    game = begin(people=2)
    first, second = (game.room.players[who] for who in game.players)
    assert (first.met, second.met) == (True, False)
    act(game, hosting.swap, first.id, second.id)
    assert (first.met, second.met) == (True, True)
