"""The API, as pages and programs use it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bullwhip.agents.games.team_game import TeamGame
from bullwhip.server.game.room_views import screen_view
from tests.server.web.rooms import Web


def test_a_game_from_the_first_call_to_the_next_week(web: Web) -> None:
    game = web.game(people=4, begin=True)
    assert game.made["join"]["link"].endswith(f"/j/{game.code}")
    assert game.made["host"]["link"].endswith(f"/host/{game.code}/#{game.host}")
    view = game.view(1)
    assert view["game"] == {
        "code": game.code, "name": "Beer game", "period": "week", "state": "playing", "weeks": None,
        "pace": "own", "figures": False,
    }  # fmt: skip
    assert view["seat"]["site"] == "retailer"
    assert view["seat"]["people"] == ["P1"]
    assert (view["week"], view["ordered"], view["history"]) == (1, None, [])
    assert view["sight"]["items"]["item"]["on_hand"] == 12
    assert view["waiting"] == {
        "ordered": 0, "seats": 4, "for": ["retailer", "wholesaler", "distributor", "factory"]
    }  # fmt: skip
    answer = game.order(1, 1, 7)
    assert (answer.status_code, answer.json) == (200, {"week": 1, "orders": {"item": 7}, "state": "accepted"})
    assert game.view(1)["ordered"] == {"item": 7}
    assert game.view(2)["waiting"]["for"] == ["wholesaler", "distributor", "factory"]
    for seat in (2, 3, 4):
        game.order(seat, 1, 4)
    view = game.view(1)
    assert view["week"] == 2
    assert view["history"][0]["items"]["item"]["order"] == 7


def test_orders_are_refused_with_a_code_and_a_sentence(web: Web) -> None:
    game = web.game(people=4, cap=60)
    assert (game.order(1, 1, 4).status_code, game.order(1, 1, 4).json["code"]) == (409, "not-playing")
    game.act("start")
    refused = game.order(1, 1, 61)
    assert (refused.status_code, refused.json["code"], refused.json["why"]) == (422, "illegal-order", "above-cap")
    assert "give 60 at most" in refused.json["message"]
    assert game.order(1, 1, 1.5).json["why"] == "not-whole"
    assert game.order(1, 9, 1).json["code"] == "week-to-come"
    game.all_order(1)
    late = game.order(1, 1, 5)
    assert (late.status_code, late.json["code"], late.json["week"]) == (409, "week-closed", 2)
    again = game.order(1, 1, 4)  # the answer to the order that counted was lost
    assert (again.status_code, again.json["orders"]) == (200, {"item": 4})


def test_a_view_that_has_not_changed_is_not_sent_again(web: Web) -> None:
    game = web.game(people=4, begin=True)
    path, token = f"/api/seats/{game.seats[0].id}", game.seats[0].token
    first = web.get(path, token)
    again = web.get(path, token, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    game.order(2, 1, 4)
    assert web.get(path, token, If_None_Match=first.headers["ETag"]).status_code == 200


def events(answer: TestResponse) -> Iterator[tuple[str, Any]]:
    """What comes down a stream, event by event."""
    held = b""
    for part in answer.iter_encoded():
        held += part
        while b"\n\n" in held:
            one, _, held = held.partition(b"\n\n")
            fields = dict(line.split(": ", 1) for line in one.decode().splitlines())
            yield fields["event"], fields


def test_a_stream_greets_and_then_sends_each_new_view(web: Web) -> None:
    game = web.game(people=4, begin=True)
    seat = game.seats[0]
    answer = web.get(f"/api/seats/{seat.id}/stream", seat.token)
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Cache-Control"] == "no-store, no-transform"
    coming = events(answer)
    kind, fields = next(coming)
    assert (kind, fields["retry"]) == ("hello", "2000")
    kind, fields = next(coming)
    view = json.loads(fields["data"])
    assert (kind, fields["id"], view["week"]) == ("view", view["version"], 1)
    game.all_order(1)
    kind, fields = next(coming)
    assert (kind, json.loads(fields["data"])["week"]) == ("view", 2)
    answer.close()


def test_a_stream_that_comes_back_is_not_told_what_it_knows(web: Web) -> None:
    game = web.game(people=4, begin=True)
    seat = game.seats[0]
    known = game.view(1)["version"]
    answer = web.get(f"/api/seats/{seat.id}/stream", seat.token, Last_Event_ID=known)
    coming = events(answer)
    assert next(coming)[0] == "hello"
    game.all_order(1)
    kind, fields = next(coming)
    assert (kind, json.loads(fields["data"])["week"]) == ("view", 2)
    answer.close()


@pytest.mark.parametrize("action", ["remove", "tokens"])
def test_a_stream_ends_when_its_token_holds_no_more(web: Web, action: str) -> None:
    game = web.game(people=4, begin=True)
    seat = game.seats[0]
    answer = web.get(f"/api/seats/{seat.id}/stream", seat.token)
    coming = events(answer)
    next(coming)
    next(coming)
    game.act(action, person=seat.id, **({"kind": "seat"} if action == "tokens" else {}))
    assert next(coming)[0] == "gone"
    assert list(coming) == []
    assert web.get(f"/api/seats/{seat.id}", seat.token).status_code == 403


@pytest.mark.parametrize("kind", ["host", "screen"])
def test_a_stream_of_the_room_ends_when_its_link_holds_no_more(
    web: Web, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bullwhip.server.web.api_host.GATHER", 0.0)
    game = web.game(people=1)
    answer = web.get(f"{game.path}/{kind}/stream", game.host if kind == "host" else game.screen)
    coming = events(answer)
    assert [next(coming)[0], next(coming)[0]] == ["hello", "view"]
    game.act("tokens", kind=kind)
    assert next(coming)[0] == "gone"
    assert list(coming) == []


def test_versions_only_grow(web: Web) -> None:
    game = web.game(people=4, begin=True)
    seen = []
    for week in (1, 2, 3):
        for seat in (1, 2, 3, 4):
            game.order(seat, week, 4)
            seen.append(game.view(1)["version"])
    game.act("undo")
    seen.append(game.view(1)["version"])
    numbers = [int(version.split("-")[1]) for version in seen]
    assert numbers == sorted(set(numbers))
    assert [version.split("-")[0] for version in seen[-2:]] == ["4", "3"]


def test_a_moved_player_keeps_link_and_token(web: Web) -> None:
    game = web.game(people=4, begin=True, teams=2)
    game.act("move", person=game.seats[0].id, team=2, site="factory")
    assert game.view(1)["seat"]["site"] == "factory"
    assert game.view(1)["seat"]["team"] == 2


def test_host_and_projector_see_the_room(web: Web) -> None:
    game = web.game(people=3, begin=True)
    game.order(1, 1, 9)
    host = web.get(f"{game.path}/host", game.host).json
    (team,) = host["teams"]
    assert (team["week"], team["waiting"]) == (1, ["wholesaler", "distributor"])
    assert team["seats"][0]["order"] == {"item": 9}
    assert team["seats"][0]["people"][0]["name"] == "P1"
    assert team["seats"][3]["bot"]["on"]
    assert host["links"]["host"].endswith(f"#{game.host}")
    assert [entry["text"] for entry in host["log"]] == ["made", "team-opened", "joined", "joined", "joined", "started"]
    for token in (game.host, game.screen):
        screen = web.get(f"{game.path}/screen", token).json
        assert screen["people"] == 3
        assert screen["teams"][0]["cost"] is None
    game.act("figures", show=True)
    assert web.get(f"{game.path}/screen", game.screen).json["teams"][0]["cost"] == 0
    with game.room.lock:
        assert screen_view(game.room, lambda _: False)["figures"] is True


def test_who_asks_is_there(web: Web) -> None:
    game = web.game(people=2)
    web.classroom.presence.forget(web.classroom.clock() + 1000)  # as if all had been silent for long
    game.view(1)
    view: Any = web.get(f"{game.path}/host", game.host).json
    people = [one for seat in view["teams"][0]["seats"] for one in seat["people"]]
    assert [one["online"] for one in people] == [True, False]


def test_nobody_sees_the_length_until_the_end(web: Web) -> None:
    game = web.game(people=4, begin=True, weeks=2)
    assert game.view(1)["game"]["weeks"] is None
    assert web.get(f"{game.path}/screen", game.screen).json["game"]["weeks"] is None
    game.all_order(1)
    game.all_order(2)
    assert (game.view(1)["game"]["state"], game.view(1)["game"]["weeks"]) == ("over", 2)
    shown = web.game(people=1, hidden_length=False)
    assert shown.view(1)["game"]["weeks"] == 36


def test_messages_reach_all_or_one_team(web: Web) -> None:
    game = web.game(people=2, begin=True, teams=2)
    game.act("message", text="Hello, all")
    game.act("message", text="Hurry\n up", team=2)
    texts = [[message["text"] for message in game.view(seat)["messages"]] for seat in (1, 2)]
    assert texts == [["Hello, all"], ["Hello, all", "Hurry up"]]


def test_beliefs_wait_for_the_end_and_end_with_the_reveal(web: Web) -> None:
    game = web.game(people=4, begin=True, weeks=2)
    seat = game.seats[1]
    path = f"/api/seats/{seat.id}/beliefs"
    assert web.put(path, {"values": [4, 8]}, seat.token).json["code"] == "not-over"
    game.all_order(1)
    game.all_order(2)
    assert web.put(path, {"values": [4]}, seat.token).status_code == 422
    assert web.put(path, {"values": [4, 8]}, seat.token).status_code == 200
    assert game.view(2)["believes"] == [4, 8]
    game.act("reveal")
    assert web.put(path, {"values": [5, 8]}, seat.token).json["code"] == "revealed"
    assert game.view(2)["revealed"] is True


def test_leaving_and_renaming(web: Web) -> None:
    game = web.game(people=2)
    seat = game.seats[0]
    assert web.put(f"/api/seats/{seat.id}/name", {"name": "Ada"}, seat.token).json == {"name": "Ada"}
    assert game.view(1)["seat"]["me"] == "Ada"
    assert web.post(f"/api/seats/{seat.id}/leave", {}, seat.token).json == {"state": "left"}
    assert web.get(f"/api/seats/{seat.id}", seat.token).status_code == 403
    lobby = web.get(game.path).json
    assert lobby["teams"][0]["seats"][0] == {
        "site": "retailer", "role": "retailer", "people": 0, "bot": False, "free": True
    }  # fmt: skip


def test_solo_gives_a_seat_in_a_game_that_runs(web: Web) -> None:
    answer = web.post("/api/solo", {"seat": "factory", "seed": 3})
    assert answer.status_code == 201
    view = web.get(f"/api/seats/{answer.json['seat']}", answer.json["token"]).json
    assert (view["seat"]["site"], view["game"]["state"]) == ("factory", "playing")


def test_tokens_of_links_are_traded_for_cookies(web: Web) -> None:
    game = web.game(people=1)
    seat = game.seats[0]
    for token, path in (
        (seat.token, f"/api/seats/{seat.id}"),
        (game.host, f"{game.path}/host"),
        (game.screen, f"{game.path}/screen"),
    ):
        browser = web.browser()
        assert browser.get(path).status_code == 401
        entered = browser.post("/api/enter", json={"token": token})
        assert entered.status_code == 200
        cookie = entered.headers["Set-Cookie"]
        assert re.search(r"HttpOnly;.*Path=/;.*SameSite=Lax", cookie)
        assert "Secure" not in cookie
        assert browser.get(path).status_code == 200
    wrong = web.post("/api/enter", {"token": game.host[:-1] + ("A" if game.host[-1] != "A" else "B")})
    assert (wrong.status_code, wrong.json["code"]) == (403, "no-entry")


def test_the_link_of_a_seat_opens_that_seat(web: Web) -> None:
    game = web.game(people=3)
    for seat in game.seats:
        assert web.post("/api/enter", {"token": seat.token}).json["link"] == f"/seat/{seat.id}/"
    made_up = f"p-{game.code}-{'x' * 22}"
    assert web.post("/api/enter", {"token": made_up}).status_code == 403


def test_a_new_link_of_a_player_stays_out_of_the_hosts_browser(web: Web) -> None:
    game = web.game(people=1)
    for kind, body in (("screen", {}), ("seat", {"person": game.seats[0].id})):
        answer = web.post(f"{game.path}/host/tokens", {"kind": kind, **body}, game.host)
        assert ("Set-Cookie" in answer.headers) == (kind == "screen")


def test_the_console_gives_no_link_of_the_projector_that_opens_nothing(web: Web) -> None:
    game = web.game()
    browser = web.browser()
    browser.set_cookie(f"host-{game.code}", game.host)
    browser.set_cookie(f"screen-{game.code}", game.screen)

    def link() -> Any:
        return browser.get(f"{game.path}/host").json["links"]["screen"]

    assert link().endswith(f"#{game.screen}")
    game.act("tokens", kind="screen")  # by another browser
    assert link() == ""


def test_new_tokens_void_the_older_ones(web: Web) -> None:
    game = web.game(people=1)
    for kind in ("screen", "host"):
        link = game.act("tokens", kind=kind)[kind]
        old, fresh = (game.screen, link.partition("#")[2]) if kind == "screen" else (game.host, link.partition("#")[2])
        assert web.get(f"{game.path}/screen", old).status_code == 403
        assert web.get(f"{game.path}/screen", fresh).status_code == 200


def test_scenarios_are_listed_with_what_a_teacher_may_change(web: Web) -> None:
    listed: Any = web.get("/api/scenarios").json
    (beer, *_) = [one for one in listed if one["name"] == "beer-game"]
    assert [seat["site"] for seat in beer["seats"]] == ["retailer", "wholesaler", "distributor", "factory"]
    keys = {one["key"]: one["value"] for one in beer["settings"]}
    assert keys["site.retailer.holding_cost"] == 0.5
    assert keys["lane.wholesaler>retailer.lead_time"] == 2
    for key, value in keys.items():
        assert web.post("/api/games", {"changes": {key: value}}).status_code == 201, key


def test_faults_of_a_scenario_are_all_listed(web: Web) -> None:
    assert web.post("/api/scenarios/check", {"toml": "name = 'x'\nperiods = 0"}).json["faults"]
    answer = web.post("/api/games", {"changes": {"site.retailer.stock": -1, "site.factory.stock": 1.5}})
    assert answer.status_code == 422
    assert answer.json["code"] == "faulty-scenario"
    assert len(answer.json["faults"]) == 2
    assert {"file", "line", "place", "found", "remedy", "text"} == set(answer.json["faults"][0])


def test_the_qr_code_is_a_plain_picture(web: Web) -> None:
    answer = web.get(f"{web.game().path}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    assert b"style=" not in answer.data


def test_codes_may_be_written_small(web: Web) -> None:
    game = web.game()
    assert web.get(f"/api/games/{game.code.lower()}").json["code"] == game.code
    for wrong in ("ZZZZZZ", "AEIOUY", "B", "%00", "../x"):
        assert web.get(f"/api/games/{wrong}").status_code == 404


def test_each_week_shows_more_of_a_seats_history_and_all_of_it_after_an_undo(web: Web) -> None:
    game = web.game(people=4, begin=True)

    def table() -> TeamGame:
        return game.room.team(1).game

    for week in range(1, 5):
        game.all_order(week, 3 + week)
        assert game.view(2)["history"] == table().history("wholesaler")
        assert game.view(2)["sight"] == table().sight("wholesaler")
    game.act("undo")
    game.act("undo")
    assert len(game.view(2)["history"]) == 2
    assert game.view(2)["history"] == table().history("wholesaler")
    game.all_order(3, 50)
    assert game.view(2)["history"] == table().history("wholesaler")
