"""The log is the truth: a restart finds the game as it was, a record replays to the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bullwhip.agents.games.record import GameRecord, orders_of
from bullwhip.network.errors import BullwhipError
from bullwhip.server.game import hosting
from bullwhip.server.game.database import Database
from bullwhip.server.game.records import record_of
from bullwhip.server.game.room import Room
from bullwhip.server.game.schema import MIGRATIONS, migrate
from tests.server.game.classes import Class, act
from tests.server.game.conftest import Begin
from tests.server.game.test_closing import refused


def state_of(room: Room) -> dict[str, Any]:
    """All that a room knows, as plain values."""
    return {
        "room": (room.state, room.figures, room.revealed, room.timer_seconds, room.number, room.at, room.changed),
        "tokens": (room.host, room.screen),
        "messages": room.messages,
        "beliefs": room.beliefs,
        "log": list(room.log),
        "players": room.players,
        "teams": [
            {
                "team": (team.name, team.week, team.take, team.practice, team.opened, team.changed),
                "orders": team.orders,
                "weeks": team.weeks,
                "undone": team.undone,
                "seats": [(seat.site, seat.bot, seat.rule, seat.missed, seat.people) for seat in team.seats.values()],
                "frame": team.game.frame().to_dict("list"),
                "sights": [team.game.sight(site) for site in team.seats],
                "bots": [team.game.suggestion(site) for site in team.seats],
            }
            for team in room.teams
        ],
    }


def eventful(begin: Begin) -> Class:
    """A game in which all that can happen has happened."""
    game = begin(people=9, teams=3, timer_seconds=60, practice_weeks=1, people_per_seat=2)
    game.all_order(1, 3)
    game.settle()
    for week in (1, 2):
        game.all_order(week, 5 + week)
        game.settle()
    game.clock.move(61)
    game.settle()
    act(game, hosting.undo, 2)
    act(game, hosting.bot, 1, "factory", True, {"type": "order-up-to", "level": 40})
    act(game, hosting.move, game.players[0], 3, "factory")
    act(game, hosting.swap, game.players[1], game.players[2])
    act(game, hosting.remove, game.players[4])
    act(game, hosting.rename, 1, "The Brewers")
    act(game, hosting.message, "Hello", None)
    act(game, hosting.message, "Hurry", 2)
    act(game, hosting.figures, True)
    act(game, hosting.timer, 90)
    act(game, hosting.pause)
    game.clock.move(5)
    act(game, hosting.resume)
    game.classroom.renew(game.code, "screen")
    game.classroom.renew(game.code, "seat", game.players[5])
    game.classroom.close_now(game.code, 3)
    team = game.room.players[game.players[7]].team
    game.order(8, game.team(team).week, 17)
    return game


def test_a_restart_finds_everything_as_it_was(begin: Begin) -> None:
    game = eventful(begin)
    before = state_of(game.room)
    assert before["teams"][1]["undone"]
    assert any(team["orders"] for team in before["teams"])
    game = game.again()
    assert state_of(game.room) == before
    game.stop()


def test_a_game_goes_on_after_a_restart(begin: Begin) -> None:
    game = begin()
    game.order(1, 1, 4)
    game.order(2, 1, 5)
    game = game.again()
    game.all_order(1, 6, range(3, 5))
    assert [one.orders["item"] for one in game.decisions(1).values()] == [4, 5, 6, 6]
    game.stop()


def test_a_week_that_was_complete_when_the_server_died_closes_after_the_restart(begin: Begin) -> None:
    game = begin()
    game.classroom.writer._afterwards = lambda _: None  # dies between keeping the last order and closing
    game.all_order(1)
    assert game.team().week == 1
    game = game.again()
    assert game.team().week == 1
    game.settle()
    assert game.team().week == 2
    game.stop()


def test_a_record_replays_to_the_same_figures(begin: Begin, tmp_path: Path) -> None:
    game = eventful(begin)
    record = record_of(game.room)
    record.write(tmp_path / "game.json")
    read = GameRecord.read(tmp_path / "game.json")
    for number, team in enumerate(game.room.teams, 1):
        replayed = read.game(number)
        assert replayed.frame().equals(team.game.frame())
        assert replayed.cost() == team.game.cost() == read.team(number).cost
    assert [week for week, _ in read.team(2).undone] == [3]
    assert read.team(1).seats[3].bot == {"type": "order-up-to", "level": 40}


def test_the_log_holds_every_decision_and_the_open_orders_only_the_week_under_way(begin: Begin) -> None:
    game = begin()
    game.all_order(1)
    game.order(1, 2, 9)
    with game.classroom.database.reading() as connection:
        closed = connection.execute(text("SELECT team, take, week FROM bullwhip_log WHERE week IS NOT NULL"))
        assert [tuple(row) for row in closed] == [(1, 0, 1)]
        placed = connection.execute(text("SELECT site, week, orders FROM bullwhip_orders"))
        assert [tuple(row) for row in placed] == [("retailer", 2, '{"item": 9.0}')]


def test_no_token_is_kept(begin: Begin) -> None:
    game = begin(people=0)
    tokens = [game.made.host, game.made.screen, game.classroom.join(game.code, "Mia").token]
    with game.classroom.database.reading() as connection:
        tables = ("bullwhip_games", "bullwhip_log", "bullwhip_orders", "bullwhip_presence")
        kept = str([connection.execute(text(f"SELECT * FROM {table}")).fetchall() for table in tables])
    assert game.code in kept
    assert all(token[-22:] not in kept for token in tokens)


def test_the_database_refuses_to_close_a_week_twice(begin: Begin) -> None:
    game = begin()
    game.all_order(1)
    with pytest.raises(Exception, match=r"(?i)unique"), game.classroom.database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO bullwhip_log (game, number, at, event, team, take, week) VALUES (:g, 99, 1, '{}', 1, 0, 1)"
            ),
            {"g": game.code},
        )


def test_a_change_that_fails_leaves_everything_as_it_was(begin: Begin) -> None:
    game = begin()
    before = state_of(game.room)
    refused("no-text", act, game, hosting.message, "\u200b", None)
    refused("no-team", act, game, hosting.message, "Hello", 7)
    refused("started", act, game, hosting.start)
    refused("not-over", act, game, hosting.reveal)
    assert state_of(game.room) == before


def test_an_older_database_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    Database(url).close()

    def second(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE later (a INTEGER)"))

    database = Database(url)
    with database.writing() as connection:
        migrate(connection, [*MIGRATIONS, second])
    with database.writing() as connection:
        migrate(connection, [*MIGRATIONS, second])  # nothing more to do
        assert connection.scalar(text("SELECT version FROM bullwhip_version")) == 2
        assert connection.scalar(text("SELECT count(*) FROM later")) == 0
    database.close()
    with pytest.raises(BullwhipError, match="form 2, where this Bullwhip knows forms up to 1"):
        Database(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no database's address"),
        ("mysql://a@b/c", "only SQLite and PostgreSQL"),
        ("sqlite://", "without a file"),
        ("sqlite:////nowhere/at/all/games.db", "cannot be opened"),
    ],
)
def test_a_database_that_will_not_do_is_named(url: str, said: str) -> None:
    with pytest.raises(BullwhipError, match=said):
        Database(url)


def test_orders_of_a_record_are_plain(begin: Begin) -> None:
    game = begin()
    game.all_order(1, 6)
    assert orders_of(game.decisions(1)) == {site: {"item": 6.0} for site in game.team().seats}


def test_the_hosts_log_keeps_a_line_for_what_happens_to_many_teams(begin: Begin) -> None:
    game = begin(people=0, teams=60, pace="host")
    for _ in range(2):
        game.classroom.close_now(game.code, None)
    lines = [line for line in game.room.log if line.entry.event.kind == "closed"]
    assert [len(line.teams) for line in lines] == [60, 60]
    assert "made" not in {line.entry.event.kind for line in game.room.log}, "it is not endless either"
    assert "started" in {line.entry.event.kind for line in game.room.log}


def test_a_bots_rule_can_be_set_back(begin: Begin) -> None:
    game = begin(people=1, bots={"factory": "pass-on"})
    game.classroom.set_bots(game.code, 1, "factory", None, {"type": "order-up-to", "level": 30})
    assert game.team().seats["factory"].rule == {"type": "order-up-to", "level": 30}
    game.classroom.set_bots(game.code, 1, "factory", None, "own")
    assert game.team().seats["factory"].rule is None
    assert game.again().team().seats["factory"].rule is None
