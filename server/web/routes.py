"""The API's routes in one table: who may call each, what it takes, what it gives.

The guards, the API's description (openapi.py) and the test of who may do what are all made from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from flask import Flask, Response, jsonify, request
from pydantic import BaseModel

from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.web.addresses import Addresses
from bullwhip.server.web.callers import Who, address, caller_of, shows_host
from bullwhip.server.web.limits import Limits

__all__ = ["Route", "Routes", "routes_of"]

Method = Literal["GET", "POST", "PUT"]
Endpoint = Callable[..., Any]
NO_STORE = "no-store"


@dataclass(frozen=True)
class Route:
    """A route of the API."""

    method: Method
    path: str  # as Flask writes it; <code> is a game's code, <seat> a player's id
    who: tuple[Who, ...]
    summary: str
    body: type[BaseModel] | None
    status: int  # when all goes well
    answers: str  # the media type
    limit: str  # the name of the limit it counts against
    about: str  # what the answer holds

    @property
    def name(self) -> str:
        """The route's name in the API's description."""
        parts = [part.strip("<>") for part in self.path.removeprefix("/api/").replace(".", "/").split("/")]
        return "-".join([self.method.lower(), *parts])


class Routes:
    """The routes of an app.  A view gets the caller, the checked body if there is one, and the path's other parts."""

    def __init__(self, app: Flask, classroom: Classroom, limits: Limits, create_token: str | None = None) -> None:
        self.app = app
        self.classroom = classroom
        self.limits = limits
        self.addresses = Addresses()
        self.create_token = create_token  # what a creator from another computer needs; None: nothing
        self._table: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._table)

    def add(
        self,
        method: Method,
        path: str,
        view: Endpoint,
        *who: Who,
        summary: str,
        body: type[BaseModel] | None = None,
        status: int = 200,
        answers: str = "application/json",
        limit: str = "view",
        about: str = "",
    ) -> None:
        """Add a route.  `who` may call it; the answer is a JSON-able mapping or list, or a Response."""
        route = Route(method, path, who, summary, body, status, answers, limit, about)
        self._table.append(route)
        self.app.add_url_rule(path, route.name, self._guarded(route, view), methods=[method])

    def _guarded(self, route: Route, view: Endpoint) -> Endpoint:
        def called(**parts: str) -> Response:
            code, seat = parts.pop("code", None), parts.pop("seat", None)
            caller = caller_of(self.classroom, self.limits, route.who, code, seat, self.create_token)
            if caller.key:
                player = None if caller.given_player is None else caller.player.id
                self.addresses.note(caller.room.code, player, address())
            if route.limit == "join" and not shows_host(caller.room):
                self.addresses.check(caller.room.code, address())
                self.limits.come_in(caller.room.code, address())
            elif route.limit not in {"enter", "join"}:  # the one counts what it finds, the other a host's own people
                self.limits.count(route.limit, address(), caller.key)
            given = [] if route.body is None else [_read(route.body)]
            if route.limit == "stream":
                let_go = self.limits.hold(caller.key)
                followed: Response = view(caller, **parts)
                followed.call_on_close(let_go)
                return followed
            answer = view(caller, *given, **parts)
            if not isinstance(answer, Response):
                answer = jsonify(answer)
                answer.status_code = route.status
            answer.headers.setdefault("Cache-Control", NO_STORE)
            return answer

        return called


def _read(model: type[BaseModel]) -> BaseModel:
    """The body of a request, checked.  Raises Refusal, or pydantic's ValidationError."""
    if request.mimetype != "application/json":
        raise Refusal("not-json", "give JSON, with Content-Type: application/json")
    return model.model_validate_json(request.get_data(cache=False))


def routes_of(app: Flask) -> Routes:
    """The routes of an app, for modules that add their own."""
    found = app.extensions["bullwhip-routes"]
    assert isinstance(found, Routes)
    return found
