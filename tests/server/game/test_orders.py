"""Orders that leave with their player, come again, or are far too large."""

from __future__ import annotations

from typing import Any

import pytest

from bullwhip.agents.games.seat import MOST, IllegalOrder
from bullwhip.server.game import events, hosting
from bullwhip.server.game.closing import closed
from bullwhip.server.game.ordering import OrderRequest
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Entry, Placed
from tests.server.game.classes import act
from tests.server.game.conftest import Begin
from tests.server.game.test_closing import refused


@pytest.mark.parametrize("how", ["remove", "move", "swap", "leave"])
def test_who_leaves_a_seat_takes_the_order_along(begin: Begin, how: str) -> None:
    game = begin(people=2)
    first, second = game.players
    site = game.room.players[first].site
    game.order(1, 1, 77)
    if how == "remove":
        act(game, hosting.remove, first)
    elif how == "move":
        act(game, hosting.move, first, 1, "factory")
    elif how == "swap":
        act(game, hosting.swap, first, second)
    else:
        game.classroom.change(game.code, lambda room: [events.Left(player=first)])
    assert site not in game.team().orders
    again = game.again()
    assert site not in again.team().orders
    again.classroom.close_now(game.code, None)
    assert again.decisions(1)[site].orders["item"] != 77


def test_an_order_that_closed_its_week_may_be_sent_again(begin: Begin) -> None:
    game = begin(people=1)
    game.order(1, 1, 6)
    assert game.team().week == 2
    assert game.classroom.order(game.players[0], 1, {"item": 6.0}).orders == {"item": 6.0}
    refused("week-closed", game.order, 1, 1, 7)
    act(game, hosting.undo, None)
    refused("week-closed", game.order, 1, 1, 6, 0)  # that take was taken back


def test_an_order_that_is_refused_takes_no_other_along(begin: Begin) -> None:
    game = begin(people=2)
    late, good = (OrderRequest(player, week, {"item": 6.0}) for player, week in zip(game.players, (3, 1), strict=True))
    answers = game.classroom.writer.run(lambda: game.classroom.ordering.place([late, good]))
    assert [type(answer) for answer in answers] == [Refusal, Placed]
    assert list(game.team().orders) == ["wholesaler"]
    assert list(game.again().team().orders) == ["wholesaler"]


def test_an_order_for_a_week_that_is_played_again_outlives_the_server(begin: Begin) -> None:
    game = begin(people=2)
    game.all_order(1)
    act(game, hosting.undo, None)
    game.order(1, 1, 6)
    assert game.again().team().orders["retailer"].orders == {"item": 6.0}


def test_an_order_does_not_count_in_the_week_after_its_own(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process has closed the week at the very moment when the order was kept."""
    game = begin(people=2)
    place = game.classroom.database.place

    def place_late(*given: Any) -> None:
        place(*given)
        game.classroom.rooms.fold(
            game.room, [Entry(game.room.number + 1, game.clock(), closed(game.room, game.team(), "host"))]
        )

    monkeypatch.setattr(game.classroom.database, "place", place_late)
    game.order(1, 1, 6)
    assert (game.team().week, game.team().orders) == (2, {})


def test_the_largest_orders_of_all_do_not_break_a_game(begin: Begin) -> None:
    game = begin(people=1, changes={})
    with pytest.raises(IllegalOrder):
        game.order(1, 1, 1e12)
    for week in range(1, 37):
        if game.team().game.forced(game.room.players[game.players[0]].site):
            game.classroom.close_now(game.code, None)
        else:
            game.order(1, week, MOST)
    assert game.room.state == "over"
    assert game.again().room.state == "over"
