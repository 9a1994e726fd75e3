"""Several processes on one PostgreSQL database: what one does the others see, and nothing happens twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from bullwhip.server.game import hosting
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database
from bullwhip.server.game.timekeeper import Timekeeper
from tests.server.game.classes import Class
from tests.server.game.conftest import Begin
from tests.server.game.postgres import POSTGRESQL
from tests.server.game.test_closing import concurrently

PATIENCE = 120.0  # seconds


def until(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@contextmanager
def beside(game: Class) -> Iterator[Class]:
    """The same game in a second process's classroom."""
    other: Class = object.__new__(Class)
    other.__dict__.update(game.__dict__)
    other.classroom = Classroom(Database(game.url), game.clock)
    other.room  # noqa: B018  (it is folded from now on)
    try:
        yield other
    finally:
        other.stop()


@pytest.mark.parametrize("url", [POSTGRESQL], indirect=True)
def test_the_last_order_closes_the_week_wherever_it_comes(begin: Begin) -> None:
    for pace in ("own", "step"):
        game = begin(pace=pace)
        with beside(game) as other:
            for week in range(1, 6):
                seats = {1: game, 2: other, 3: game, 4: other}
                orders = [partial(one.order, n, week, 10 * week + n) for n, one in seats.items()]
                assert concurrently(orders) == []
                for one in (game, other):
                    one.classroom.change(one.code, lambda _: [])  # catches up
                    assert one.team().week == week + 1
            assert game.team().game.frame().equals(other.team().game.frame())
            placed = [decision.orders["item"] for decision in game.decisions(5).values()]
            assert placed == [51, 52, 53, 54]
            assert set(game.deciders(5).values()) == {"person"}


@pytest.mark.parametrize("url", [POSTGRESQL], indirect=True)
def test_word_of_a_change_reaches_the_others(begin: Begin) -> None:
    game = begin()
    with beside(game) as other:
        timekeeper = Timekeeper(other.classroom)
        with other.classroom.hub.listening(other.code) as listener:
            game.classroom.change(game.code, lambda room: hosting.message(room, "Hello", None))
            assert listener.wait(PATIENCE)
            until(lambda: [said.text for said in other.room.messages] == ["Hello"])
            game.order(1, 1, 7)
            until(lambda: other.team().orders.get("retailer") is not None)
            game.all_order(1)
            until(lambda: other.team().week == 2)
        timekeeper.stop()


@pytest.mark.parametrize("url", [POSTGRESQL], indirect=True)
def test_who_is_there_is_known_to_all(begin: Begin) -> None:
    game = begin()
    with beside(game) as other:
        game.clock.move(600)
        game.classroom.presence.seen(game.players[0])
        assert not other.classroom.presence.is_online(game.players[0])
        for one in (game, other):
            timekeeper = Timekeeper(one.classroom)
            timekeeper.stop()
            timekeeper.beat(40)
        assert other.classroom.presence.is_online(game.players[0])
        assert not other.classroom.presence.is_online(game.players[1])
