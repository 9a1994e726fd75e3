"""What is refused before anybody looks at it, and what every answer carries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bullwhip.server.game.refusal import Refusal
from bullwhip.server.web.limits import MOST_OPEN_EACH, Limits
from tests.server.web.conftest import Open
from tests.server.web.rooms import Web


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
    ],
    ids=str,
)
def test_another_sites_page_can_change_nothing(web: Web, headers: dict[str, str]) -> None:
    game = web.game(people=1)
    browser = web.browser()
    browser.set_cookie(f"host-{game.code}", game.host)
    answer = browser.post(f"{game.path}/host/start", json={}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (403, "cross-site")
    assert game.room.state == "lobby"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_whatever_changes_something_is_refused_to_another_sites_page(web: Web, method: str) -> None:
    game = web.game(people=1, begin=True)
    seat = game.seats[0]
    browser = web.browser()
    browser.set_cookie(f"seat-{seat.id}", seat.token)
    order = f"/api/seats/{seat.id}/orders/1"
    answer = browser.open(order, method=method, json={"orders": {"item": 4}}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json["code"]) == (403, "cross-site")
    assert not game.room.team(1).orders


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}, {}],
    ids=str,
)
def test_our_own_pages_and_programs_can(web: Web, headers: dict[str, str]) -> None:
    game = web.game(people=1)
    browser = web.browser()
    browser.set_cookie(f"host-{game.code}", game.host)
    assert browser.post(f"{game.path}/host/start", json={}, headers=headers).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(web: Web, kind: str) -> None:
    game = web.game()
    answer = web.browser().post(f"{game.path}/join", data=json.dumps({"name": "Eve"}), content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (415, "not-json")
    assert list(game.room.people()) == []


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", '"x"', '{"name": 5}', '{"name": null}', "{}", '{"name": "Eve", "team": "1"}',
        '{"name": "Eve", "admin": true}', '{"name": "Eve", "team": 1.5}', '{"name": "Eve", "team": 0}',
        '{"name": "\\ud800"}', '{"name": ' + "[" * 5000 + "]" * 5000 + "}", '{"name": "' + "x" * 300 + '"}',
    ],
)  # fmt: skip
def test_a_malformed_body_is_refused_with_its_place(web: Web, body: str) -> None:
    game = web.game()
    answer = web.browser().post(f"{game.path}/join", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (422, "malformed")
    assert answer.json["message"]
    assert list(game.room.people()) == []


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "true", '"4"'])
def test_an_order_is_a_number(web: Web, number: str) -> None:
    game = web.game(people=1, begin=True)
    seat = game.seats[0]
    answer = web.browser().put(
        f"/api/seats/{seat.id}/orders/1",
        data='{"orders": {"item": ' + number + "}}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {seat.token}"},
    )
    assert answer.status_code == 422
    assert game.room.team(1).orders == {}


@pytest.mark.parametrize("week", ["0", "-1", "x", "1.5", "99999999999", "%00", "²"])
def test_a_week_is_a_number(web: Web, week: str) -> None:
    game = web.game(people=1, begin=True)
    seat = game.seats[0]
    answer = web.put(f"/api/seats/{seat.id}/orders/{week}", {"orders": {"item": 4}}, seat.token)
    assert answer.status_code in {409, 422}


def test_a_body_of_ten_megabytes_is_not_read(web: Web) -> None:
    answer = web.browser().post("/api/scenarios/check", data=b" " * 10_000_000, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")


@pytest.mark.parametrize(
    "path", ["/", "/api/scenarios", "/static/style.css", "/nowhere", "/api/nowhere", "/openapi.json"]
)
def test_every_answer_carries_the_policy(web: Web, path: str) -> None:
    answer = web.get(path)
    headers = answer.headers
    answer.close()
    assert headers["Content-Security-Policy"].startswith("default-src 'self'; img-src 'self' data:; object-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


def test_errors_are_json_for_programs_and_pages_for_people(web: Web) -> None:
    assert web.get("/api/nowhere").json["code"] == "no-such-page"
    assert web.call("DELETE", "/api/scenarios").json["code"] == "no-such-method"
    page = web.get("/nowhere")
    assert (page.status_code, page.mimetype) == (404, "text/html")


def test_what_is_private_is_not_kept_by_anybody_on_the_way(web: Web) -> None:
    game = web.game(people=1)
    seat = f"/api/seats/{game.seats[0].id}"
    private = {
        game.seats[0].token: [seat, f"{seat}/link", f"{seat}/qr.svg"],
        game.host: [f"{game.path}/host", f"{game.path}/host/qr.svg", f"{game.path}/scenario.toml"],
    }
    for token, paths in private.items():
        for path in paths:
            assert "no-store" in web.get(path, token).headers["Cache-Control"], path


def test_who_asks_too_often_is_told_to_wait(web: Web) -> None:
    game = web.game(people=2, begin=True)
    statuses = [game.order(1, 1, 4).status_code for _ in range(130)]
    assert statuses[:100] == [200] * 100
    assert statuses[-1] == 429
    assert game.order(2, 1, 4).status_code == 200  # somebody else is not held up


def test_strangers_cannot_use_up_a_hosts_requests(web: Web) -> None:
    game = web.game()
    for _ in range(700):
        assert web.post(f"{game.path}/host/start", {}, "x").status_code == 403
    assert web.post(f"{game.path}/host/start", {}, game.host).status_code == 200


def test_a_seat_holds_some_streams_and_the_page_goes_on_without_more(web: Web) -> None:
    game = web.game(people=2, begin=True)
    first, second = game.seats
    path = f"/api/seats/{first.id}/stream"
    streams = [web.get(path, first.token) for _ in range(MOST_OPEN_EACH)]
    assert {stream.status_code for stream in streams} == {200}
    refused = web.get(path, first.token)
    assert (refused.status_code, refused.json["code"]) == (429, "too-many")
    assert web.get(f"/api/seats/{first.id}", first.token).status_code == 200
    other = web.get(f"/api/seats/{second.id}/stream", second.token)
    assert other.status_code == 200
    streams.pop().close()
    again = web.get(path, first.token)
    assert again.status_code == 200
    for stream in [*streams, other, again]:
        stream.close()
    web.get(path, first.token).close()


def test_all_streams_together_leave_room_for_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.server.web.limits.MOST_OPEN", 5)
    limits = Limits()
    let_go = [limits.hold(f"seat {number}") for number in range(5)]
    with pytest.raises(Refusal):
        limits.hold("one more")
    let_go[0]()
    limits.hold("one more")


TOKEN = "correct-horse"


@pytest.mark.parametrize(
    ("address", "host", "headers", "status"),
    [
        ("127.0.0.1", "localhost:8000", {}, 201),
        ("127.0.0.1", "127.0.0.1:8000", {}, 201),
        ("::1", "[::1]:8000", {}, 201),
        ("127.0.0.1", "localhost", {}, 201),
        ("::1", "[::1]", {}, 201),
        ("192.168.1.7", "192.168.1.2:8000", {}, 403),
        ("127.0.0.1", "localhost:8000", {"X-Forwarded-For": "198.51.100.3"}, 403),  # through a proxy on this computer
        ("127.0.0.1", "localhost:8000", {"Forwarded": "for=198.51.100.3"}, 403),
        ("127.0.0.1", "localhost:8000", {"X-Real-IP": "198.51.100.3"}, 403),
        ("127.0.0.1", "localhost:8000", {"Via": "1.1 proxy"}, 403),
        ("127.0.0.1", "school.example", {}, 403),
        ("127.0.0.1", "evil.example:8000", {"Sec-Fetch-Site": "same-origin"}, 403),  # a name made to point here
        ("192.168.1.7", "localhost:8000", {}, 403),
        ("192.168.1.7", "192.168.1.2:8000", {"Authorization": f"Bearer {TOKEN}"}, 201),
        ("192.168.1.7", "192.168.1.2:8000", {"Authorization": f"bearer {TOKEN}"}, 201),
        ("192.168.1.7", "192.168.1.2:8000", {"Authorization": "Bearer wrong"}, 403),
        ("192.168.1.7", "192.168.1.2:8000", {"Authorization": f"Basic {TOKEN}"}, 403),
    ],
)
def test_making_a_game_from_elsewhere_needs_the_token(
    open_web: Open, address: str, host: str, headers: dict[str, str], status: int
) -> None:
    web = open_web(create_token=TOKEN)
    calls: list[tuple[str, Any, int]] = [
        ("/api/games", {}, 201), ("/api/scenarios/preview", {}, 200), ("/api/scenarios/check", {"toml": "a = 1"}, 200),
        ("/api/players", {"record": {}}, 422),
    ]  # fmt: skip
    for path, body, good in calls:
        answer = web.browser().post(
            path, json=body, headers={"Host": host, **headers}, environ_overrides={"REMOTE_ADDR": address}
        )
        assert answer.status_code == (good if status == 201 else status)
        if status == 403:
            assert answer.json["code"] == "create-token"


def test_the_token_for_making_games_can_be_entered_once(open_web: Open) -> None:
    web = open_web(create_token=TOKEN)
    elsewhere = {"REMOTE_ADDR": "192.168.1.7"}
    browser = web.browser()
    wrong = browser.post("/api/enter", json={"token": "wrong"}, environ_overrides=elsewhere)
    assert wrong.status_code == 403
    assert browser.post("/api/games", json={}, environ_overrides=elsewhere).status_code == 403
    assert browser.post("/api/enter", json={"token": TOKEN}, environ_overrides=elsewhere).status_code == 200
    assert browser.post("/api/games", json={}, environ_overrides=elsewhere).status_code == 201


def test_behind_a_trusted_proxy_nobody_makes_games_without_the_token(open_web: Open) -> None:
    web = open_web(create_token=TOKEN, proxies=1)
    refused = web.post("/api/games", {})  # as from this computer, where the proxy says nothing
    assert (refused.status_code, refused.json["code"]) == (403, "create-token")
    assert web.post("/api/games", {}, TOKEN).status_code == 201


def test_behind_a_trusted_proxy_cookies_are_for_https_only(open_web: Open) -> None:
    web = open_web(proxies=1)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "school.example", "X-Forwarded-For": "198.51.100.3"}
    made = web.browser().post("/api/games", json={}, headers=headers)
    assert made.json["join"]["link"].startswith("https://school.example/j/")
    assert all("Secure" in cookie for cookie in made.headers.getlist("Set-Cookie"))


def test_a_database_that_is_away_is_no_riddle(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    game = web.game(people=1, begin=True)

    def away(*given: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("gone"))

    monkeypatch.setattr(web.classroom.database, "share", away)
    answer = game.order(1, 1, 4)
    assert (answer.status_code, answer.json["code"]) == (503, "no-database")
    assert "secret" not in answer.text
    monkeypatch.undo()
    assert game.order(1, 1, 4).status_code == 200
