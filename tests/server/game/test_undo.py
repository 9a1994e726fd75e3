"""A week that is taken back: its time, who missed it, and what had been revealed."""

from __future__ import annotations

import json

from bullwhip.server.game import hosting
from bullwhip.server.game.seat_view import seat_view
from tests.server.game.classes import act
from tests.server.game.conftest import Begin


def test_an_undo_in_a_pause_gives_the_week_its_time_and_no_more(begin: Begin) -> None:
    game = begin(people=1, timer_seconds=60)
    game.order(1, 1, 4)
    act(game, hosting.pause)
    game.clock.move(600)
    act(game, hosting.undo, None)
    game.clock.move(600)
    act(game, hosting.resume)
    left = (game.room.deadline(game.team()) or 0) - game.clock()
    assert 59_000 < left <= 60_100


def test_an_undo_after_the_end_hides_the_truth_again(begin: Begin) -> None:
    game = begin(people=1, weeks=1)
    game.order(1, 1, 4)
    act(game, hosting.reveal)
    act(game, hosting.undo, None)
    assert (game.room.state, game.room.revealed, game.room.beliefs) == ("playing", False, {})


def test_a_week_that_is_taken_back_makes_nobody_absent(begin: Begin) -> None:
    game = begin(people=2, away_after=2)
    second = game.room.players[game.players[1]]
    game.order(1, 1, 4)
    game.classroom.close_now(game.code, None)
    assert game.team().seats[second.site].missed == 1
    act(game, hosting.undo, None)
    assert game.team().seats[second.site].missed == 0
    assert game.again().team().seats[second.site].missed == 0


def test_an_undo_after_the_end_gives_every_team_its_time_again(begin: Begin) -> None:
    game = begin(people=8, teams=2, timer_seconds=60)
    game.classroom.close_now(game.code, None)
    act(game, hosting.end)
    game.clock.move(600)
    act(game, hosting.undo, 1)
    game.settle()
    assert [len(team.weeks) for team in game.room.teams] == [0, 1], "no timer has run out"
    assert [59_000 < (game.room.deadline(team) or 0) - game.clock() <= 60_100 for team in game.room.teams] == [True] * 2


def test_all_teams_are_told_that_the_game_goes_on_after_an_undo_of_one(begin: Begin) -> None:
    game = begin(people=8, teams=2)
    game.classroom.close_now(game.code, None)
    act(game, hosting.end)
    room, other = game.room, game.team(2).seats["retailer"].people[0]
    ended = seat_view(room, other, game.classroom.absent(room), game.clock())
    act(game, hosting.undo, 1)
    going = seat_view(room, other, game.classroom.absent(room), game.clock())
    assert (json.loads(ended[1])["game"]["state"], json.loads(going[1])["game"]["state"]) == ("over", "playing")
    assert going[0] != ended[0], "a page that has the older version takes the new one"
