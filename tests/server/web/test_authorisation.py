"""Who may do what: every route, asked by everybody who might ask."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bullwhip.server.web.routes import Route, routes_of
from tests.server.web.conftest import Open
from tests.server.web.rooms import Game, Seat, Web

CALLERS = ("nobody", "other team's seat", "own seat", "host of another game", "screen", "host")
NO = {401, 403}
BODIES: dict[str, Any] = {  # for each route that takes one, a body that is well-formed
    "/api/scenarios/check": {"toml": "name = 'x'"},
    "/api/scenarios/preview": {},
    "/api/games": {},
    "/api/games/<code>/join": {"name": "Eve"},
    "/api/players": {"record": {}},
    "/api/solo": {},
    "/api/enter": {"token": "x"},
    "/api/seats/<seat>/orders/<week>": {"orders": {"item": 4}},
    "/api/seats/<seat>/beliefs": {"values": [4]},
    "/api/seats/<seat>/leave": {},
    "/api/seats/<seat>/name": {"name": "Eve"},
    "/api/games/<code>/host/timer": {"seconds": 30},
    "/api/games/<code>/host/message": {"text": "Eve was here"},
    "/api/games/<code>/host/lock": {"on": True},
    "/api/games/<code>/host/remove": {"person": "SEAT"},
    "/api/games/<code>/host/move": {"person": "SEAT", "team": 1, "site": "factory"},
    "/api/games/<code>/host/swap": {"person": "SEAT", "with": "OTHER"},
    "/api/games/<code>/host/bot": {"team": 1, "site": "retailer", "on": True},
    "/api/games/<code>/host/rename": {"team": 1, "name": "Eve"},
    "/api/games/<code>/host/disrupt": {"name": "Storm", "kind": "shipping"},
    "/api/games/<code>/host/call-off": {"name": "Storm"},
    "/api/games/<code>/host/figures": {"show": True},
    "/api/games/<code>/host/camp": {"team": 1, "camp": "buffered"},
    "/api/games/<code>/host/tokens": {"kind": "host"},
    "/api/games/<code>/what-if": {"team": 1, "from_week": 1, "rules": {}},
}

# Who may call each route, written out once more: a route that is opened to others must be opened here as well.
MAY: dict[str, str] = {
    "all": """
        GET /api/scenarios
        GET /api/games/<code>
        GET /api/games/<code>/qr.svg
        POST /api/games/<code>/join
        POST /api/solo
        POST /api/enter
    """,
    "creator": """
        POST /api/games
        POST /api/players
        POST /api/scenarios/check
        POST /api/scenarios/preview
    """,
    "seat": """
        GET /api/seats/<seat>
        GET /api/seats/<seat>/stream
        GET /api/seats/<seat>/terms
        GET /api/seats/<seat>/link
        GET /api/seats/<seat>/qr.svg
        GET /api/seats/<seat>/debrief
        PUT /api/seats/<seat>/orders/<week>
        PUT /api/seats/<seat>/beliefs
        PUT /api/seats/<seat>/name
        POST /api/seats/<seat>/leave
    """,
    "host or screen": """
        GET /api/games/<code>/screen
        GET /api/games/<code>/screen/stream
        GET /api/games/<code>/debrief
        GET /api/games/<code>/what-if-table
        GET /api/games/<code>/shares
        GET /api/games/<code>/habits
        GET /api/games/<code>/crowd
        GET /api/games/<code>/camps
        POST /api/games/<code>/what-if
    """,
    "host": """
        GET /api/games/<code>/host
        GET /api/games/<code>/host/stream
        GET /api/games/<code>/host/qr.svg
        GET /api/games/<code>/host/disruptions
        GET /api/games/<code>/scenario.toml
        GET /api/games/<code>/export.csv
        GET /api/games/<code>/export.xlsx
        GET /api/games/<code>/export.json
        GET /api/games/<code>/export.html
        POST /api/games/<code>/host/start
        POST /api/games/<code>/host/pause
        POST /api/games/<code>/host/resume
        POST /api/games/<code>/host/end
        POST /api/games/<code>/host/reveal
        POST /api/games/<code>/host/timer
        POST /api/games/<code>/host/undo
        POST /api/games/<code>/host/close
        POST /api/games/<code>/host/message
        POST /api/games/<code>/host/lock
        POST /api/games/<code>/host/remove
        POST /api/games/<code>/host/let-in
        POST /api/games/<code>/host/move
        POST /api/games/<code>/host/swap
        POST /api/games/<code>/host/rename
        POST /api/games/<code>/host/camp
        POST /api/games/<code>/host/disrupt
        POST /api/games/<code>/host/call-off
        POST /api/games/<code>/host/figures
        POST /api/games/<code>/host/bot
        POST /api/games/<code>/host/tokens
    """,
}


def test_who_may_call_a_route_is_as_it_is_written_here(web: Web) -> None:
    written = {line.strip(): who for who, lines in MAY.items() for line in lines.strip().splitlines()}
    found = {f"{route.method} {route.path}": " or ".join(sorted(route.who)) for route in routes_of(web.app)}
    assert found == written


class Scene:
    """A game under way, somebody in another team, and another game's host."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.game: Game = web.game(people=2, begin=True, teams=2)
        self.other: Game = web.game()
        self.own: Seat = self.game.seats[0]
        self.tokens = {
            "nobody": "",
            "other team's seat": self.game.seats[1].token,
            "own seat": self.own.token,
            "host of another game": self.other.host,
            "screen": self.game.screen,
            "host": self.game.host,
        }

    def ask(self, route: Route, caller: str) -> int:
        names = {"code": self.game.code, "seat": self.own.id, "week": "1"}
        path = re.sub(r"<(\w+)>", lambda part: names[part[1]], route.path)
        body = BODIES.get(route.path, {}) if route.body is not None else None
        if body is not None:
            filled = {"SEAT": self.own.id, "OTHER": self.game.seats[1].id}
            body = {key: filled.get(value, value) if isinstance(value, str) else value for key, value in body.items()}
        answer = self.web.call(route.method, path, body, self.tokens[caller])
        answer.close()
        return answer.status_code


def may(route: Route, caller: str) -> bool:
    """What the table of routes promises."""
    if {"all", "creator"} & set(route.who):
        return True
    return {"own seat": "seat", "screen": "screen", "host": "host"}.get(caller) in route.who


@pytest.mark.parametrize("caller", CALLERS)
def test_every_route_opens_for_whom_it_should(open_web: Open, caller: str) -> None:
    web = open_web(limited=False)
    scene = Scene(web)
    wrong = {}
    for route in routes_of(web.app):
        if may(route, caller):
            scene = Scene(web)  # what is done changes the game
        before = scene.game.room.number
        status = scene.ask(route, caller)
        if route.path == "/api/enter":  # the token in its body opens nothing, whoever asks
            assert status == 403
            continue
        if (status in NO) == may(route, caller) or status >= 500 or status == 404:
            wrong[f"{route.method} {route.path}"] = status
        if not may(route, caller):
            assert scene.game.room.number == before, f"{caller} changed the game by {route.path}"
    assert wrong == {}


def test_the_table_of_routes_is_the_whole_api(web: Web) -> None:
    known = {(route.method, route.path) for route in routes_of(web.app)}
    served = {
        (method, rule.rule)
        for rule in web.app.url_map.iter_rules()
        if rule.rule.startswith("/api")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == known
    assert len(known) > 30
    assert {route.path for route in routes_of(web.app) if route.body is not None} >= set(BODIES)


@pytest.mark.parametrize("path", ["/seat/SEAT/", "/seat/SEAT/debrief", "/host/CODE/debrief", "/screen/CODE/debrief"])
@pytest.mark.parametrize("caller", ["nobody", "other team's seat", "host of another game"])
def test_no_page_tells_strangers_anything(web: Web, path: str, caller: str) -> None:
    scene = Scene(web)
    scene.game.join("Marigold")
    seat = scene.game.seats[-1]
    scene.game.order(3, 1, 76543)
    scene.game.act("end")
    answer = web.get(path.replace("SEAT", seat.id).replace("CODE", scene.game.code), scene.tokens[caller])
    assert answer.status_code < 500
    assert "Marigold" not in answer.text
    assert "76543" not in answer.text


def test_a_token_opens_its_own_door_only(web: Web) -> None:
    game = web.game(people=2)
    first, second = game.seats
    assert web.get(f"/api/seats/{first.id}", second.token).status_code == 403
    assert web.get(f"{game.path}/host", game.screen).status_code == 403
    assert web.get(f"{game.path}/host", first.token).status_code == 403
    assert web.get(f"/api/seats/{first.id}", game.host).status_code == 403
    browser = web.browser()
    browser.set_cookie(f"host-{game.code}", first.token)
    assert browser.get(f"{game.path}/host").status_code == 403


def test_what_a_header_shows_counts_in_the_place_of_cookies(web: Web) -> None:
    game = web.game()
    browser = web.browser()
    browser.set_cookie(f"host-{game.code}", game.host)
    assert browser.get(f"{game.path}/host").status_code == 200
    shown = {"Authorization": f"Bearer {game.screen}"}
    assert browser.get(f"{game.path}/host", headers=shown).status_code == 403


@pytest.mark.parametrize("how", ["left", "removed"])
def test_who_is_gone_may_do_nothing_more(web: Web, how: str) -> None:
    scene = Scene(web)
    if how == "left":
        web.post(f"/api/seats/{scene.own.id}/leave", {}, scene.own.token)
    else:
        scene.game.act("remove", person=scene.own.id)
    said = {route.path: scene.ask(route, "own seat") for route in routes_of(web.app) if route.who == ("seat",)}
    assert set(said.values()) == {403}, said
    assert web.post("/api/enter", {"token": scene.own.token}).status_code == 403


def test_unknown_seats_answer_as_foreign_ones(web: Web) -> None:
    game = web.game(people=1)
    foreign = web.get(f"/api/seats/{game.seats[0].id}")
    unknown = web.get(f"/api/seats/{game.code}-0123456789abcdef")
    assert (unknown.status_code, unknown.json) == (foreign.status_code, foreign.json)
    assert web.get("/api/seats/nonsense", "x").status_code == 403
