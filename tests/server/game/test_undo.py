"""A week that is taken back: its time, who missed it, and what had been revealed."""

from __future__ import annotations

from bullwhip.server.game import hosting
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
