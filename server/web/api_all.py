"""The API for everybody: scenarios, making a game, the lobby, joining, playing alone."""

from __future__ import annotations

import functools
import hmac
from typing import Any

from flask import Response, jsonify

from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room_views import lobby
from bullwhip.server.game.scenarios import faults_of
from bullwhip.server.game.settings import Settings
from bullwhip.server.web.answers import fault_tables
from bullwhip.server.web.callers import (
    CREATE,
    Caller,
    address,
    entered,
    held_tokens,
    keep_token,
    may_create,
    name_of_cookie,
    shows,
)
from bullwhip.server.web.links import join_link, private_link, qr_code
from bullwhip.server.web.models import Enter, Join, ScenarioText, Solo
from bullwhip.server.web.routes import Routes
from bullwhip.server.web.scenario_settings import described, without_demand
from bullwhip.server.web.words import words

__all__ = ["add_routes"]


def add_routes(routes: Routes) -> None:
    """Add the routes."""
    room, add = routes.classroom, routes.add

    @functools.cache
    def known(whole: bool) -> list[dict[str, Any]]:
        told = [described(name, scenario) for name, scenario in room.scenarios.items()]
        return told if whole else [without_demand(one) for one in told]

    def scenarios(caller: Caller) -> Any:
        del caller
        return known(may_create(routes.create_token))

    def check(caller: Caller, body: ScenarioText) -> Any:
        del caller
        return {"faults": fault_tables(faults_of(body.toml, room.rehearse, room.database.aside))}

    def create(caller: Caller, body: Settings) -> Response:
        del caller
        made = room.create(body)
        links = {
            "code": made.code,
            "host": {"token": made.host, "link": private_link(f"/host/{made.code}/", made.host)},
            "screen": {"token": made.screen, "link": private_link(f"/screen/{made.code}/", made.screen)},
            "join": {"link": join_link(made.code)},
        }
        answer = _made(links)
        if routes.create_token is not None and shows(routes.create_token):
            keep_token(answer, CREATE, routes.create_token)  # typed into the form once, it holds for this browser
        keep_token(answer, name_of_cookie("host", made.code), made.host)
        keep_token(answer, name_of_cookie("screen", made.code), made.screen)
        return answer

    def look(caller: Caller) -> Any:
        with caller.room.lock:
            return lobby(caller.room)

    def join(caller: Caller, body: Join) -> Response:
        code = caller.room.code
        joined = room.join(code, body.name, body.team, body.site, held_tokens(code))
        routes.addresses.note(code, joined.player, address())
        return _seated(joined.player, joined.token)

    def solo(caller: Caller, body: Solo) -> Response:
        del caller
        joined = room.solo(body.scenario, body.seat, body.seed, words().gettext("You"))
        return _seated(joined.player, joined.token)

    def enter(caller: Caller, body: Enter) -> Response:
        del caller
        wanted = routes.create_token
        if wanted is not None and hmac.compare_digest(body.token.encode(), wanted.encode()):
            answer = jsonify({"kind": CREATE, "link": "/new"})
            keep_token(answer, CREATE, body.token)
            return answer
        try:
            cookie, where = entered(room, body.token)
        except Refusal:
            routes.limits.count("wrong", address(), "")
            raise
        routes.limits.count("enter", "", cookie)
        answer = jsonify(where)
        keep_token(answer, cookie, body.token)
        return answer

    def qr(caller: Caller) -> Response:
        return qr_code(join_link(caller.room.code))

    add(
        "GET", "/api/scenarios", scenarios, "all", summary="The shipped scenarios that have seats", limit="all",
        about="What they teach, and their seats; what customers ask for is told to those only who may make a game.",
    )  # fmt: skip
    add(
        "POST", "/api/scenarios/check", check, "creator",
        body=ScenarioText, summary="All that is wrong with a scenario", limit="make",
    )  # fmt: skip
    add(
        "POST", "/api/games", create, "creator",
        body=Settings, status=201, summary="Make a game", limit="make",
        about="The game's code, and private links of host and projector, which are told only now.",
    )  # fmt: skip
    add("GET", "/api/games/<code>", look, "all", summary="A game's lobby: its teams and seats", limit="all")
    add(
        "POST", "/api/games/<code>/join", join, "all",
        body=Join, status=201, summary="Take a seat", limit="join",
        about="The player's id (`seat`), the token that opens it, and the page's link.",
    )  # fmt: skip
    add("POST", "/api/solo", solo, "all", body=Solo, status=201, summary="Play alone with bots", limit="solo")
    add("POST", "/api/enter", enter, "all", body=Enter, summary="Trade a token for a cookie", limit="enter")
    add(
        "GET", "/api/games/<code>/qr.svg", qr, "all",
        summary="The address to join, as a QR code", answers="image/svg+xml", limit="all",
    )  # fmt: skip


def _made(facts: dict[str, Any]) -> Response:
    answer = jsonify(facts)
    answer.status_code = 201
    return answer


def _seated(player: str, token: str) -> Response:
    """The answer for who has taken a seat."""
    answer = _made({"seat": player, "token": token, "link": private_link(f"/seat/{player}/", token)})
    keep_token(answer, name_of_cookie("seat", player), token)
    return answer
