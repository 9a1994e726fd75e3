"""A classroom's app in this process, and a game in it, as programs use it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database
from bullwhip.server.game.room import Room
from bullwhip.server.web.app import create_app
from tests.server.game.classes import FREE

__all__ = ["Seat", "Web"]


class Seat(NamedTuple):
    """Somebody who has joined."""

    id: str
    token: str


class Web:
    """An app, and calls of it; each call is a browser of its own, without cookies."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.classroom = Classroom(Database(f"sqlite:///{folder / 'games.db'}"))
        try:
            self.app: Flask = create_app(self.classroom, **options)
        except BaseException:
            self.classroom.stop()
            raise

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def call(self, method: str, path: str, body: Any = None, token: str = "", **headers: str) -> TestResponse:
        """Call the API, with a token if there is one."""
        shown = {"Authorization": f"Bearer {token}"} if token else {}
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client(use_cookies=False).open(
            path, method=method, json=body, headers={**shown, **more}, buffered=False
        )

    def get(self, path: str, token: str = "", **headers: str) -> TestResponse:
        return self.call("GET", path, None, token, **headers)

    def post(self, path: str, body: Any, token: str = "", **headers: str) -> TestResponse:
        return self.call("POST", path, body, token, **headers)

    def put(self, path: str, body: Any, token: str = "", **headers: str) -> TestResponse:
        return self.call("PUT", path, body, token, **headers)

    def game(self, people: int = 0, begin: bool = False, **settings: Any) -> Game:
        """A new game with people in it."""
        wanted = {"changes": FREE, "teams": 1, "seed": 5, "away_seconds": None, **settings}
        made = self.post("/api/games", wanted)
        assert made.status_code == 201, made.text
        game = Game(self, made.json)
        for number in range(1, people + 1):
            game.join(f"P{number}")
        if begin:
            game.act("start")
        return game

    def stop(self) -> None:
        self.classroom.stop()


class Game:
    """A game, its host's tokens, and who has joined."""

    def __init__(self, web: Web, made: Any) -> None:
        self.web = web
        self.made = made
        self.code: str = made["code"]
        self.host: str = made["host"]["token"]
        self.screen: str = made["screen"]["token"]
        self.seats: list[Seat] = []

    @property
    def room(self) -> Room:
        return self.web.classroom.room(self.code)

    @property
    def path(self) -> str:
        return f"/api/games/{self.code}"

    def join(self, name: str, **wish: Any) -> Seat:
        answer = self.web.post(f"{self.path}/join", {"name": name, **wish})
        assert answer.status_code == 201, answer.text
        self.seats.append(Seat(answer.json["seat"], answer.json["token"]))
        return self.seats[-1]

    def act(self, action: str, **body: Any) -> Any:
        answer = self.web.post(f"{self.path}/host/{action}", body, self.host)
        assert answer.status_code == 200, answer.text
        return answer.json

    def view(self, seat: int) -> Any:
        """What seat 1, 2, ... sees."""
        one = self.seats[seat - 1]
        answer = self.web.get(f"/api/seats/{one.id}", one.token)
        assert answer.status_code == 200, answer.text
        return answer.json

    def order(self, seat: int, week: int, units: float) -> TestResponse:
        """Seat 1, 2, ... orders; what follows from it has happened when this returns."""
        one = self.seats[seat - 1]
        answer = self.web.put(f"/api/seats/{one.id}/orders/{week}", {"orders": {"item": units}}, one.token)
        self.web.classroom.writer.run(lambda: None)
        return answer

    def all_order(self, week: int, units: float = 4) -> None:
        for seat in range(1, len(self.seats) + 1):
            assert self.order(seat, week, units).status_code == 200
