"""A room's door: locked, opened, and closed for those whom the host removed for good."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.web.rooms import Game, Web


def come(game: Game, name: str, browser: FlaskClient | None = None, address: str = "192.0.2.1") -> TestResponse:
    """Somebody wants to join, with a browser and from an address."""
    found = browser or game.web.app.test_client()
    return found.post(f"{game.path}/join", json={"name": name}, environ_base={"REMOTE_ADDR": address})


def names(game: Game) -> list[str]:
    return [player.name for player in game.room.people()]


def test_a_locked_room_lets_nobody_in_and_keeps_who_is_there(web: Web) -> None:
    game = web.game(people=1)
    assert web.get(game.path).json["locked"] is False
    for _ in range(2):  # twice is once
        game.act("lock", on=True)
    assert (web.get(game.path).json["locked"], web.get(f"{game.path}/host", game.host).json["game"]["locked"]) == (
        True,
        True,
    )
    refused = come(game, "Late")
    assert (refused.status_code, refused.json["code"]) == (409, "locked")
    assert game.view(1)
    number = game.room.number
    game.act("lock", on=True)
    assert game.room.number == number
    game.act("lock", on=False)
    assert come(game, "Late").status_code == 201


def test_several_are_removed_at_once_or_none(web: Web) -> None:
    game = web.game(people=4)
    ids = [seat.id for seat in game.seats]
    wrong = web.post(f"{game.path}/host/remove", {"people": [*ids[:2], "nobody"]}, game.host)
    assert (wrong.status_code, wrong.json["code"]) == (422, "no-player")
    assert len(names(game)) == 4
    game.act("remove", people=[*ids[:2], ids[0]])
    assert names(game) == ["P3", "P4"]
    game.act("remove", people=ids[:3])  # another tab had removed two of them
    assert names(game) == ["P4"]
    again = web.post(f"{game.path}/host/remove", {"people": ids[:3]}, game.host)
    assert (again.status_code, again.json["code"]) == (422, "no-player")
    assert web.post(f"{game.path}/host/remove", {}, game.host).status_code == 422


def test_who_is_removed_may_come_back_unless_it_is_for_good(web: Web) -> None:
    game = web.game()
    browser = web.app.test_client()
    first = come(game, "Eve", browser).json["seat"]
    game.act("remove", person=first)
    second = come(game, "Eve", browser)
    assert second.status_code == 201
    game.act("remove", people=[second.json["seat"]], ban=True)
    assert web.get(f"{game.path}/host", game.host).json["game"]["banned"] == ["Eve"]


@pytest.mark.parametrize("name", ["Eve", "EVE", " e v e ", "\uff25\uff56\uff45", "E-v-e!", "e\u2800ve"])
def test_a_name_that_was_removed_for_good_stays_out(web: Web, name: str) -> None:
    game = web.game()
    game.act("remove", people=[come(game, "Eve").json["seat"]], ban=True)
    refused = come(game, name)
    assert (refused.status_code, refused.json["code"]) == (403, "banned")
    assert come(game, "Evelyn").status_code == 201


def test_a_browser_that_was_removed_for_good_stays_out_by_any_name(web: Web) -> None:
    game = web.game()
    browser = web.app.test_client()
    game.act("remove", people=[come(game, "Eve", browser).json["seat"]], ban=True)
    refused = come(game, "Somebody else", browser)
    assert (refused.status_code, refused.json["code"]) == (403, "banned")
    assert come(game, "Ann").status_code == 201  # another browser behind the same address
    other = web.game()
    assert come(other, "Eve", browser).status_code == 201  # other rooms know nothing of it


def test_an_address_of_one_person_stays_out_with_them(web: Web) -> None:
    game = web.game(teams=2)
    eve = come(game, "Eve", address="192.0.2.66").json["seat"]
    for number in range(3):
        assert come(game, f"P{number}", address=f"192.0.2.{number}").status_code == 201
    game.act("remove", people=[eve], ban=True)
    refused = come(game, "Not Eve", address="192.0.2.66")
    assert (refused.status_code, refused.json["code"]) == (403, "banned")
    assert come(game, "P9", address="192.0.2.9").status_code == 201
    game.act("let-in")
    assert come(game, "Not Eve", address="192.0.2.66").status_code == 201


def test_a_school_behind_one_address_is_not_kept_out_with_one_of_it(web: Web) -> None:
    game = web.game(teams=2)
    eve = come(game, "Eve", address="198.51.100.7").json["seat"]
    game.act("remove", people=[eve], ban=True)  # the first of all: nobody knows yet who sits behind that address
    assert come(game, "Ann", address="198.51.100.7").status_code == 201
    for number in range(3):
        assert come(game, f"P{number}", address="198.51.100.7").status_code == 201
    mallory = come(game, "Mallory", address="198.51.100.7").json["seat"]
    game.act("remove", people=[mallory], ban=True)
    assert come(game, "Bob", address="198.51.100.7").status_code == 201


def test_who_was_removed_for_good_stays_out_after_a_restart_until_all_are_let_in(web: Web) -> None:
    game = web.game()
    browser = web.app.test_client()
    joined = come(game, "Eve", browser).json
    game.act("remove", people=[joined["seat"]], ban=True)
    game.act("lock", on=True)
    web.classroom.rooms._rooms.clear()  # as after a restart
    room = web.classroom.room(game.code)
    assert (room.locked, [player.name for player in room.banned()]) == (True, ["Eve"])
    game.act("lock", on=False)
    game.act("let-in")
    assert come(game, "Eve", browser).status_code == 201
    kinds = [line.entry.event.kind for line in game.room.log]
    assert kinds[-5:] == ["left", "locked", "locked", "let-in", "joined"]


def test_the_console_sees_when_people_joined(web: Web) -> None:
    game = web.game(people=2)
    view: Any = web.get(f"{game.path}/host", game.host).json
    joined = [one["joined"] for team in view["teams"] for seat in team["seats"] for one in seat["people"]]
    assert joined == sorted(joined)
    assert joined[0] > 1000 * datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC).timestamp()
