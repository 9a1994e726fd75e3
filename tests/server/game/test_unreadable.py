"""A game whose log is broken: it says which and where, and harms no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from bullwhip.server.game import hosting, loading
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database
from bullwhip.server.game.loading import loaded
from bullwhip.server.game.refusal import UnreadableGame
from bullwhip.server.game.rooms import AGAIN
from bullwhip.server.game.timekeeper import Timekeeper
from tests.server.game.classes import Class
from tests.server.game.conftest import Begin
from tests.server.game.test_several import until

TIMED = {"people": 1, "timer_seconds": 60}


FUTURE = '{"kind":"from-the-future"}'


def damage(game: Class, number: int, old: str = "", new: str = FUTURE) -> None:
    """Break an entry of a game's log: put something in the place of something in it, or of it all."""
    database = game.classroom.database
    with database.writing() as connection:
        event = database.written(connection, game.code, number - 1)[0][2]
        assert old in event
        told = {"code": game.code, "number": number, "event": event.replace(old, new) if old else new}
        connection.execute(text("UPDATE bullwhip_log SET event = :event WHERE game = :code AND number = :number"), told)


def test_the_timers_of_other_rooms_run_on_after_a_restart_though_nobody_looks(begin: Begin) -> None:
    game = begin(**TIMED)
    more = [game.classroom.create(game.room.settings).code for _ in range(4)]
    for code in more:
        game.classroom.join(code, "Mia")
        game.classroom.change(code, hosting.start)
    broken = sorted([game.code, *more])[1]  # some come before it, some after
    with game.classroom.database.writing() as connection:
        connection.execute(text("UPDATE bullwhip_log SET event = '{' WHERE game = :g AND number = 3"), {"g": broken})
    game = game.again()
    game.clock.move(61)
    timekeeper = Timekeeper(game.classroom)
    good = [code for code in (game.code, *more) if code != broken]
    until(lambda: {room.code for room in game.classroom.rooms.loaded()} == set(good))
    until(lambda: all(game.classroom.room(code).team(1).week == 2 for code in good))
    timekeeper.stop()
    game.stop()


@pytest.mark.parametrize(
    ("number", "old", "new", "reason"),
    [
        (1, "", "{", "Invalid JSON"),
        (2, "", FUTURE, "from-the-future"),
        (3, "", '{"kind":"left","player":"nobody"}', "KeyError: 'nobody'"),
        (4, "", '{"kind":"moved","player":"x"}', "Field required"),
        (6, '"item":4.0', '"item":-4.0', "goods cannot be sent back"),
        (6, '"orders":{"item":4.0},"by":"person"', '"orders":{"item":-4.0},"by":"forced"', "goods cannot be sent back"),
        (6, '"week":1', '"week":7', "found week 7 of team 1, where week 1 is under way"),
    ],
)
def test_it_says_which_game_which_entry_and_what_to_do(
    begin: Begin, number: int, old: str, new: str, reason: str
) -> None:
    game = begin(people=2)
    game.all_order(1)
    assert game.room.number == 6
    damage(game, number, old, new)
    game = game.again()
    with pytest.raises(UnreadableGame) as caught:
        game.classroom.room(game.code)
    said = str(caught.value)
    assert (caught.value.game, caught.value.entry) == (game.code, number)
    assert f"game {game.code}: entry {number} of its log cannot be read (" in said
    assert reason in said
    assert ("--until" in said) == (number > 1)
    assert reason not in caught.value.said, "what stands in a log is not for whoever knows the code"
    game.stop()


@pytest.mark.parametrize("new", ['"item":-4.0', '"item":44.0', '"crate":4.0'])
def test_what_the_scenario_fixes_counts_whatever_is_written(begin: Begin, new: str) -> None:
    game = begin(people=2, changes={}, pace="host")
    game.classroom.close_now(game.code, None)
    cost = game.team().game.cost()
    damage(game, game.room.number, '"item":4.0', new)
    game = game.again()
    assert game.team().game.cost() == cost
    assert {order["items"]["item"]["order"] for order in game.team().game.history("retailer")} == {4.0}
    game.stop()


def test_an_entry_that_is_missing_is_named(begin: Begin) -> None:
    game = begin(people=2)
    with game.classroom.database.writing() as connection:
        connection.execute(text("DELETE FROM bullwhip_log WHERE number = 4"))
    game = game.again()
    with pytest.raises(UnreadableGame, match=r"entry 4 of its log cannot be read \(.*it is missing; the next one is 5"):
        game.classroom.room(game.code)
    game.stop()


def test_orders_under_way_that_are_broken_are_named(begin: Begin) -> None:
    game = begin(people=2)
    game.order(1, 1, 4)
    with game.classroom.database.writing() as connection:
        connection.execute(text("UPDATE bullwhip_orders SET orders = '{'"))
    game = game.again()
    with pytest.raises(UnreadableGame, match="what was ordered in its weeks under way cannot be read"):
        game.classroom.room(game.code)
    game.stop()


def test_it_is_not_read_again_and_again_but_once_it_was_mended(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    game = begin(people=2)
    with game.classroom.database.reading() as connection:
        sound = game.classroom.database.written(connection, game.code)[2][2]
    damage(game, 3)
    game = game.again()
    tried: list[str] = []
    monkeypatch.setattr("bullwhip.server.game.rooms.loaded", _counting(tried))
    for _ in range(5):
        with pytest.raises(UnreadableGame):
            game.classroom.room(game.code)
    assert tried == [game.code]
    with game.classroom.database.writing() as connection:
        connection.execute(text("UPDATE bullwhip_log SET event = :event WHERE number = 3"), {"event": sound})
    game.clock.move(AGAIN / 1000 + 1)
    assert game.classroom.room(game.code).state == "playing"
    assert len(tried) == 2
    game.stop()


def _counting(tried: list[str]) -> Callable[[Database, str], object]:
    real = loading.loaded

    def counted(database: Database, code: str) -> object:
        tried.append(code)
        return real(database, code)

    return counted


def test_what_came_before_can_be_read(begin: Begin) -> None:
    game = begin(people=1)
    for week in (1, 2, 3):
        game.order(1, week, 4)
    damage(game, game.room.number)
    last = game.room.number
    game.stop()
    database = Database(game.url, only_reads=True)
    room = loaded(database, game.code, last - 1)
    assert (room.number, len(room.team(1).weeks)) == (last - 1, 2)
    with pytest.raises(UnreadableGame):
        loaded(database, game.code)
    database.close()


def test_other_games_can_be_made_and_played_beside_it(begin: Begin) -> None:
    game = begin(people=1)
    damage(game, 2)
    game = game.again()
    with pytest.raises(UnreadableGame):
        game.classroom.room(game.code)
    classroom: Classroom = game.classroom
    joined = classroom.solo("beer-game")
    classroom.order(joined.player, 1, {"item": 4})
    game.stop()
