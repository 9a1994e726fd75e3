"""What a host does is done once: a double click or a second tab names the week that it saw."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.server.web.rooms import Game, Web


def standing(game: Game, team: int | None = None) -> dict[str, Any]:
    """What a console sends: where the teams stand that it is about."""
    view: Any = game.web.get(f"{game.path}/host", game.host).json
    about = [one for one in view["teams"] if team in {None, one["number"]}]
    at = [{"team": one["number"], "take": one["take"], "played": one["played"]} for one in about]
    return {"at": at} if team is None else {"at": at, "team": team}


def press(game: Game, action: str, **body: Any) -> TestResponse:
    return game.web.post(f"{game.path}/host/{action}", body, game.host)


def played(game: Game) -> list[int]:
    return [len(team.weeks) for team in game.room.teams]


@pytest.mark.parametrize("pace", ["own", "step", "host"])
@pytest.mark.parametrize("action", ["close", "undo"])
def test_a_double_click_does_it_once(web: Web, pace: str, action: str) -> None:
    game = web.game(people=2, begin=True, teams=2, pace=pace)
    for _ in range(2):
        assert press(game, "close").status_code == 200  # a program without `at` means the week under way
    seen = standing(game)
    assert press(game, action, **seen).status_code == 200
    after, number = played(game), game.room.number
    assert after == ([3, 3] if action == "close" else [1, 1])
    again = press(game, action, **seen)
    assert (again.status_code, again.json["code"]) == (409, "stale")
    assert (played(game), game.room.number) == (after, number)
    assert press(game, action, **standing(game)).status_code == 200


@pytest.mark.parametrize("action", ["close", "undo"])
def test_a_second_tab_leaves_teams_alone_that_have_gone_on(web: Web, action: str) -> None:
    game = web.game(people=2, begin=True, teams=2)
    press(game, "close")
    seen = standing(game)
    assert press(game, "close", **standing(game, 2)).status_code == 200
    assert press(game, action, **seen).status_code == 200
    assert played(game) == ([2, 2] if action == "close" else [0, 2])
    late = press(game, action, team=2, at=seen["at"])
    assert (late.status_code, late.json["code"]) == (409, "stale")


def test_the_last_week_is_closed_once_and_taken_back_once(web: Web) -> None:
    game = web.game(people=1, begin=True, weeks=2)
    first = standing(game)
    press(game, "close", **first)
    last = standing(game)
    assert press(game, "close", **last).status_code == 200
    assert press(game, "close", **last).status_code == 409
    assert press(game, "undo", **last).json["code"] == "stale"  # it was meant for the week before
    end = standing(game)
    assert press(game, "undo", **end).status_code == 200
    assert press(game, "undo", **end).json["code"] == "stale"
    assert played(game) == [1]


def test_a_week_of_practice_is_not_the_same_week_of_the_game(web: Web) -> None:
    game = web.game(people=1, begin=True, practice_weeks=1)
    practice = standing(game)
    press(game, "close", **practice)
    assert (game.room.state, played(game)) == ("playing", [0])
    assert press(game, "close", **practice).json["code"] == "stale"


@pytest.mark.parametrize(
    "at", [[], [{"team": 1}], [{"team": 0, "take": 0, "played": 0}], [{"team": 1, "take": -1, "played": 0}], "1", [1]]
)
def test_a_malformed_week_is_refused(web: Web, at: Any) -> None:
    game = web.game(people=1, begin=True)
    assert press(game, "close", at=at).status_code == 422
    assert played(game) == [0]


def stands(game: Game) -> tuple[list[str], list[tuple[int, str, bool]]]:
    """What was said, and who sits where."""
    people = game.room.players.values()
    return [one.text for one in game.room.messages], [(one.team, one.site, one.gone) for one in people]


def test_the_other_actions_bear_a_second_press(web: Web) -> None:
    game = web.game(people=4, begin=True, teams=2)
    first, second = game.seats[:2]
    seats = [(player.team, player.site) for player in game.room.players.values()]
    cases: list[tuple[str, dict[str, Any], set[int]]] = [
        ("start", {}, {409}),
        ("message", {"text": "Hello"}, {200}),
        ("bot", {"team": 1, "site": seats[0][1], "on": True}, {200}),
        ("figures", {"show": True}, {200}),
        ("rename", {"team": 1, "name": "One"}, {200}),
        ("swap", {"person": first.id, "with": second.id, "team": seats[1][0], "site": seats[1][1]}, {200}),
        ("pause", {}, {409}),
        ("resume", {}, {409}),
        ("lock", {"on": True}, {200}),
        ("remove", {"people": [game.seats[3].id]}, {422}),
    ]
    for action, body, said in cases:
        assert press(game, action, **body).status_code in {200, 409}, action
        before = (
            [one.text for one in game.room.messages],
            [(p.team, p.site, p.gone) for p in game.room.players.values()],
        )
        assert press(game, action, **body).status_code in said, action
        after = stands(game)
        assert after == before, action
    assert [one.text for one in game.room.messages] == ["Hello"]
    assert (game.room.players[first.id].team, game.room.players[first.id].site) == seats[1]
    press(game, "end")
    assert press(game, "end").status_code == 409
    assert press(game, "reveal").status_code == 200
    assert press(game, "reveal").status_code == 200


def test_a_swap_of_who_has_moved_meanwhile_does_nothing(web: Web) -> None:
    game = web.game(people=4, begin=True)
    first, second = game.seats[:2]
    wrong = {"person": first.id, "with": second.id, "team": 1, "site": game.room.players[game.seats[3].id].site}
    answer = press(game, "swap", **wrong)
    assert (answer.status_code, answer.json["code"]) == (409, "stale")
    assert press(game, "swap", **{**wrong, "site": None}).status_code == 422


def test_of_two_presses_the_later_new_link_of_the_host_does_nothing(web: Web) -> None:
    """Both passed the door with the old token: the second must not void the one that the browser now keeps."""
    game = web.game()
    token = web.classroom.renew(game.code, "host", by=game.host)
    with pytest.raises(Exception, match="anew meanwhile"):
        web.classroom.renew(game.code, "host", by=game.host)
    assert web.get(f"{game.path}/host", token).status_code == 200
