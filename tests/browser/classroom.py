"""A classroom's server in a process of its own, and its API as a program uses it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["PATIENCE", "Classroom", "Refused"]

PATIENCE = 180  # seconds after which the server hangs; the first one on a machine compiles the engine
EVERY = 0.05  # seconds between two looks
START = "import sys; from bullwhip.server.cli import main; sys.exit(main())"


class Refused(Exception):
    """The server said no: a status, and what it answered."""

    def __init__(self, status: int, answer: Any) -> None:
        super().__init__(f"{status}: {answer}")
        self.status = status
        self.answer = answer


class Classroom:
    """A server on a free port of this computer; `stop` and `start` keep its games and its port."""

    def __init__(self, folder: Path) -> None:
        self._database = f"sqlite:///{folder / 'games.db'}"
        self._log = folder / "log.txt"
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [sys.executable, "-c", START, "play", "--host", "127.0.0.1", "--port", str(self._port)]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [*command, "--database", self._database], stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "http://" in line:
                self._port = int(line.split("http://", 1)[1].split(":", 1)[1].split("/", 1)[0])
                return
        raise AssertionError(f"the server did not start: {self._log.read_text()}")

    def kill(self) -> None:
        """End it without a warning, as a power cut would."""
        self._end(kill=True)

    def stop(self) -> None:
        """End it."""
        self._end(kill=False)

    def _end(self, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill() if kill else process.terminate()
        process.communicate(timeout=PATIENCE)

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        """Call the API.  Raises Refused."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.code, error.read().decode()) from None

    def make(self, **settings: Any) -> dict[str, Any]:
        """A new game: its code, and the tokens and links of host and projector; its luck is the same in every run."""
        game = self.call("POST", "/api/games", {"seed": 1, **settings})
        assert isinstance(game, dict)
        return game

    def host(self, game: dict[str, Any], action: str, **details: Any) -> Any:
        """What the host does."""
        return self.call("POST", f"/api/games/{game['code']}/host/{action}", details, game["host"]["token"])

    def join(self, game: dict[str, Any], name: str, **wish: Any) -> dict[str, Any]:
        """Another player, whom the host lets in: the seat's id, token and link."""
        host = game["host"]["token"] if "host" in game else None
        last = time.monotonic() + PATIENCE
        while True:  # many from one address join one after another
            try:
                player = self.call("POST", f"/api/games/{game['code']}/join", {"name": name, **wish}, host)
            except Refused as refused:
                if refused.status != 429 or time.monotonic() > last:
                    raise
                time.sleep(EVERY)
            else:
                assert isinstance(player, dict)
                return player

    def seat(self, player: dict[str, Any]) -> Any:
        """What a player sees."""
        return self.call("GET", f"/api/seats/{player['seat']}", token=player["token"])

    def wait(self, player: dict[str, Any], ready: Callable[[Any], bool]) -> Any:
        """What a player sees, as soon as it is what one waits for."""
        last = time.monotonic() + PATIENCE
        while not ready(view := self.seat(player)):
            assert time.monotonic() < last, f"waited in vain; the seat is at {view}"
            time.sleep(EVERY)
        return view

    def order(self, player: dict[str, Any], units: float, item: str | None = None) -> Any:
        """What a player orders in the week under way, once the one that was ordered for is over."""
        view = self.wait(player, lambda view: view["ordered"] is None)
        orders = {item or next(iter(view["sight"]["items"])): units}
        return self.call(
            "PUT", f"/api/seats/{player['seat']}/orders/{view['week']}", {"orders": orders}, player["token"]
        )
