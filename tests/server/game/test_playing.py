"""The games of a room are played as columns of one engine, when somebody looks."""

from __future__ import annotations

import threading

import pytest

from bullwhip.agents.games.games import Games
from bullwhip.server.game import hosting, playing
from bullwhip.server.game.settings import Settings
from tests.server.game.classes import FREE, Class, act
from tests.server.game.conftest import Begin

PATIENCE = 30.0  # seconds


@pytest.fixture
def closings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many games went through a week together, for each time that some did."""
    counted: list[int] = []
    close = Games.close

    def watched(games, columns, orders):  # type: ignore[no-untyped-def]
        counted.append(len(columns))
        return close(games, columns, orders)

    monkeypatch.setattr(Games, "close", watched)
    return counted


def lesson(begin: Begin, weeks: int = 3) -> Class:
    """Four teams that have played some weeks."""
    game = begin(people=1, teams=4, pace="host")
    for _ in range(weeks):
        game.classroom.close_now(game.code, None)
    return game


def same_when_replayed(game: Class) -> bool:
    """Whether a server that begins now finds the same games in the log; it takes the place of the first."""
    again = game.again()
    pairs = list(zip(game.room.teams, again.room.teams, strict=True))
    same = all(team.game.frame().equals(other.game.frame()) for team, other in pairs)
    again.stop()
    return same


def test_a_week_of_all_teams_is_closed_in_one_step(begin: Begin, closings: list[int]) -> None:
    game = lesson(begin, weeks=0)
    closings.clear()  # of the rehearsal
    for _ in range(3):
        game.classroom.close_now(game.code, None)
    assert [team.game.played for team in game.room.teams] == [3] * 4
    assert closings == [4, 4, 4]
    closings.clear()
    assert same_when_replayed(game)
    assert closings == [4, 4, 4]


def test_teams_in_different_weeks_go_on_from_where_they_stand(begin: Begin, closings: list[int]) -> None:
    game = lesson(begin, weeks=1)
    game.classroom.close_now(game.code, 2)
    game.classroom.close_now(game.code, 2)
    game.classroom.close_now(game.code, 4)
    assert [team.game.week for team in game.room.teams] == [2, 4, 2, 3]
    game.classroom.close_now(game.code, None)
    assert [team.game.week for team in game.room.teams] == [3, 5, 3, 4]
    assert sorted(closings[-3:]) == [1, 1, 2]
    assert same_when_replayed(game)


def test_a_week_that_is_taken_back_is_not_played_again(begin: Begin, closings: list[int]) -> None:
    game = lesson(begin)
    before = [team.game.frame() for team in game.room.teams]
    act(game, hosting.undo, None)
    closings.clear()
    for team, frame in zip(game.room.teams, before, strict=True):
        assert team.game.frame().equals(frame[frame["period"] < 3])
    assert closings == []
    game.classroom.close_now(game.code, None)
    assert [team.game.frame().equals(frame) for team, frame in zip(game.room.teams, before, strict=True)] == [True] * 4
    assert same_when_replayed(game)


def test_another_rule_plays_its_team_anew_beside_the_others(
    begin: Begin, closings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    game = lesson(begin, weeks=6)
    monkeypatch.setattr(game.classroom, "rehearse", lambda *_: None)
    untouched = game.room.team(1).game
    closings.clear()
    game.classroom.set_bots(game.code, 2, "factory", None, {"type": "order-up-to", "level": 30})
    assert [team.game.played for team in game.room.teams] == [6] * 4
    assert closings == [1] * 6
    assert game.room.team(1).game is untouched
    game.classroom.close_now(game.code, None)
    assert [team.game.played for team in game.room.teams] == [7] * 4
    assert closings[-2:] == [3, 1]
    game.classroom.set_bots(game.code, 2, "factory", None, "own")
    assert game.room.team(2).game.games is untouched.games
    assert same_when_replayed(game)


def test_rules_that_no_bot_has_any_more_leave_nothing_behind(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    game = lesson(begin, weeks=1)
    monkeypatch.setattr(game.classroom, "rehearse", lambda *_: None)
    for level in (20, 30, 40):
        game.classroom.set_bots(game.code, 2, "factory", None, {"type": "order-up-to", "level": level})
        assert game.team(2).game.played == 1
    assert len(game.room.games) == 2


def test_who_is_farthest_behind_catches_up_with_the_others(begin: Begin, closings: list[int]) -> None:
    game = lesson(begin)
    anew, back = game.room.team(1), game.room.team(2)
    back.game.take_back(1)
    anew.played = None
    closings.clear()
    playing.catch_up(game.room)
    assert closings == [1, 2, 2]


class Gate:
    """In the place of a breath: work stops there until the gate opens."""

    reached, opened = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        assert self.opened.wait(PATIENCE)


def test_other_rooms_go_on_while_games_are_played(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    game = lesson(begin)
    other = game.classroom.create(Settings(teams=1, changes={**FREE}))
    guest = game.classroom.join(other.code, "Mia")
    game.classroom.change(other.code, hosting.start)
    again = game.again()
    Gate.reached, Gate.opened = threading.Event(), threading.Event()
    monkeypatch.setattr(playing, "Breath", Gate)
    looking = threading.Thread(target=lambda: again.room.team(1).game)
    looking.start()
    assert Gate.reached.wait(PATIENCE)
    monkeypatch.undo()
    again.classroom.order(guest.player, 1, {"item": 4})
    assert looking.is_alive()
    Gate.opened.set()
    looking.join(PATIENCE)
    assert again.room.team(1).game.week == 4
    again.stop()
