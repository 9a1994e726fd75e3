"""What is the server's own fault: said as such, without blaming who asks, and shortly."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.server.game.test_complaints import fill_the_disk
from tests.server.web.conftest import Open
from tests.server.web.rooms import Web

LINE = 400  # characters


def test_what_fails_on_a_full_disk_is_a_line_of_the_log(open_web: Open, caplog: pytest.LogCaptureFixture) -> None:
    web = open_web()
    game = web.game(people=4, begin=True)
    assert game.order(1, 1, 4).status_code == 200
    fill_the_disk(web.classroom.database)
    caplog.clear()
    said = [web.post(f"{game.path}/host/message", {"text": f"{n} long " * 50}, game.host) for n in range(100)]
    failed = [answer for answer in said if answer.status_code == 503]
    assert len(failed) > 30
    assert {answer.json["code"] for answer in failed} == {"no-database"}
    assert "full" in caplog.text
    assert "Traceback" not in caplog.text
    assert len(caplog.text) < 3 * LINE


def test_an_unreadable_game_is_the_servers_fault_and_says_which_and_where(web: Web) -> None:
    game, other = web.game(people=2, begin=True), web.game(people=1, begin=True)
    with web.classroom.database.writing() as connection:
        broken = "UPDATE bullwhip_log SET event = '{}' WHERE game = :game AND number = 4"
        connection.execute(text(broken), {"game": game.code})
    web.classroom.rooms._rooms.clear()  # as after a restart
    seat = game.seats[0]
    for answer in (
        web.get(game.path),
        web.get(f"{game.path}/host", game.host),
        web.get(f"/api/seats/{seat.id}", seat.token),
        web.put(f"/api/seats/{seat.id}/orders/1", {"orders": {"item": 4}}, seat.token),
        web.post(f"{game.path}/join", {"name": "Mia"}),
        web.post("/api/enter", {"token": game.host}),
        web.get(f"/host/{game.code}/debrief", game.host),
        web.get(f"/seat/{seat.id}/debrief", seat.token),
    ):
        assert answer.status_code == 500
        if answer.is_json:
            told = answer.json
            assert (told["code"], told["game"], told["entry"]) == ("unreadable-game", game.code, 4)
            assert f"game {game.code}: entry 4 of its log cannot be read" in told["message"]
        else:
            assert "This game cannot be read any more" in answer.text
    assert other.order(1, 1, 4).status_code == 200
