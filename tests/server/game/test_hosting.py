"""What a host may do: what fits how the game stands, and what changes something."""

from __future__ import annotations

from bullwhip.server.game import hosting
from tests.server.game.classes import act
from tests.server.game.conftest import Begin
from tests.server.game.test_closing import refused


def test_the_host_may_do_only_what_fits_how_the_game_stands(begin: Begin) -> None:
    game = begin(people=1, begin=False)
    for what in (hosting.pause, hosting.end):
        refused("not-running", act, game, what)
    refused("not-paused", act, game, hosting.resume)
    refused("not-over", act, game, hosting.reveal)
    act(game, hosting.start)
    refused("started", act, game, hosting.start)
    refused("not-paused", act, game, hosting.resume)
    refused("not-over", act, game, hosting.reveal)
    act(game, hosting.pause)
    refused("started", act, game, hosting.start)
    refused("not-running", act, game, hosting.pause)
    act(game, hosting.end)
    for what in (hosting.pause, hosting.end):
        refused("not-running", act, game, what)
    refused("started", act, game, hosting.start)
    refused("over", act, game, hosting.timer, 30)
    assert game.room.state == "over"


def test_teams_in_step_take_their_week_back_together(begin: Begin) -> None:
    game = begin(people=2, teams=2, pace="step")
    game.all_order(1)
    refused("in-step", act, game, hosting.undo, 1)
    assert [len(team.weeks) for team in game.room.teams] == [1, 1]
    act(game, hosting.undo, None)
    assert [len(team.weeks) for team in game.room.teams] == [0, 0]


def test_nobody_speaks_to_a_team_that_is_not_there(begin: Begin) -> None:
    game = begin(people=1)
    refused("no-team", act, game, hosting.message, "Hello", 2)
    assert game.room.messages == []


def test_a_move_into_the_own_seat_leaves_the_order_there(begin: Begin) -> None:
    game = begin(people=2)
    game.order(1, 1, 7)
    player = game.room.players[game.players[0]]
    act(game, hosting.move, player.id, player.team, player.site)
    assert game.team().orders[player.site].orders == {"item": 7}


def test_two_in_one_seat_cannot_swap(begin: Begin) -> None:
    game = begin(people=5, people_per_seat=2)
    refused("same-seat", act, game, hosting.swap, game.players[0], game.players[4])


def test_costs_are_shown_and_hidden_again(begin: Begin) -> None:
    game = begin(people=1)
    for shown in (True, False):
        act(game, hosting.figures, shown)
        number = game.room.number
        act(game, hosting.figures, shown)  # nothing is new
        assert (game.room.figures, game.room.number) == (shown, number)
