"""Every route that takes a body, with JSON of every shape in each place of it: an answer, and no fault of ours."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from bullwhip.server.web.routes import routes_of
from tests.server.web.rooms import Game, Web
from tests.server.web.test_authorisation import BODIES

ODD: tuple[Any, ...] = (
    [], {}, [[]], [{}], {"type": []}, {"type": {}}, {"type": None}, {"type": 1}, {"type": True}, {"": []}, None, True,
    0, -1, 0.5, 2**53, 1e308, "", " ", "x" * 100, "\u2800", "\x00", [None], ["x"], {"x": "x"}, "order-up-to",
    {"type": "order-up-to", "level": []}, {"type": "order-up-to", "level": {}}, {"type": "x:y"},
    {"type": "forecast-order-up-to", "forecast": {"type": []}}, {"type": "forecast-order-up-to", "forecast": []},
)  # fmt: skip
FULL: dict[str, Any] = {  # more places than a well-formed body must have
    "/api/games": {
        "scenario": "beer-game", "changes": {"periods": 3}, "teams": 1, "bots": {"retailer": "order-up-to"},
        "share": ["demand"], "name": "x", "team_names": "T{}", "timer_seconds": None, "seed": 1, "pace": "own",
    },
    "/api/players": {
        "record": {"scenario": {"name": "x", "periods": 3, "site": [], "lane": []}, "seed": 1, "teams": []},
    },
    "/api/games/<code>/host/bot": {
        "team": 1, "site": "retailer", "on": True, "rule": {"type": "order-up-to", "level": 9},
    },
    "/api/games/<code>/host/disrupt": {
        "name": "Storm", "kind": "shipping", "site": ["factory"], "lane": "factory>distributor", "start": 2,
        "length": 1, "severity": 0.5, "recovery": {"shape": "linear", "periods": 1}, "announced": 1, "coming": 1,
        "periods": [1],
    },
    "/api/games/<code>/host/close": {"team": 1, "at": [{"team": 1, "take": 0, "played": 0}]},
    "/api/games/<code>/host/undo": {"team": 1, "at": [{"team": 1, "take": 0, "played": 0}]},
    "/api/games/<code>/host/remove": {"person": "x", "people": ["x"], "ban": True},
    "/api/games/<code>/what-if": {
        "team": 1, "from_week": 1, "rules": {"retailer": {"type": "order-up-to", "level": 9}},
    },
    "/api/solo": {"scenario": "beer-game", "seat": "retailer", "seed": 1},
    "/api/seats/<seat>/orders/<week>": {"orders": {"item": 4}, "take": 0},
}  # fmt: skip


def places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body, the whole of it first."""
    yield path
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def with_odd(body: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """The body with something odd in a place."""
    if not path:
        return odd
    made = copy.deepcopy(body)
    at = made
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = odd
    return made


def under_way(web: Web) -> Game:
    game = web.game(people=1, begin=True)
    game.all_order(1)
    return game


def test_odd_json_in_any_place_is_refused_or_done(web: Web) -> None:
    web.app.config["PROPAGATE_EXCEPTIONS"] = False
    web.classroom.rehearse = lambda scenario, bots: None  # that may take long, and is tried elsewhere
    game, asked = under_way(web), 0
    for route in list(routes_of(web.app)):
        if route.body is None or route.path in {"/api/seats/<seat>/leave", "/api/games/<code>/host/tokens"}:
            continue
        body = FULL.get(route.path) or BODIES.get(route.path, {})
        seat = game.seats[0]
        token = seat.token if "seat" in route.who else game.host
        path = route.path.replace("<code>", game.code).replace("<seat>", seat.id).replace("<week>", "2")
        for place in places(body):
            for odd in ODD:
                answer = web.call(route.method, path, with_odd(body, place, odd), token)
                assert answer.status_code < 500, (route.path, place, odd, answer.text[:200])
                asked += 1
            routes_of(web.app).limits._buckets.clear()
            if game.room.players[seat.id].gone or game.room.state == "over":
                game = under_way(web)
                seat = game.seats[0]
                token = seat.token if "seat" in route.who else game.host
                path = route.path.replace("<code>", game.code).replace("<seat>", seat.id).replace("<week>", "2")
    assert asked > 1_500


@pytest.mark.parametrize("odd", [[], {}, [[]], {"a": 1}, None, 1, 1.5, True])
def test_a_rule_whose_type_is_no_text_is_refused(web: Web, odd: Any) -> None:
    game = under_way(web)
    rule = {"type": odd}
    for answer in (
        web.post(f"{game.path}/what-if", {"team": 1, "rules": {"retailer": rule}}, game.host),
        web.post(f"{game.path}/host/bot", {"rule": rule}, game.host),
        web.post("/api/games", {"bots": {"retailer": rule}}),
    ):
        assert (answer.status_code, answer.json["code"]) == (422, "no-rule")


@pytest.mark.parametrize(
    "query", ["team=[]", "team=", "team=-1", "team=%00", "team=%D9%A1", "view[]=x", "anyway[]=1", "team=1e3"]
)
def test_odd_queries_are_refused_or_pages(web: Web, query: str) -> None:
    web.app.config["PROPAGATE_EXCEPTIONS"] = False
    game = under_way(web)
    for path in (f"{game.path}/debrief", f"{game.path}/habits", f"/host/{game.code}/debrief"):
        assert web.get(f"{path}?{query}", game.host).status_code < 500
