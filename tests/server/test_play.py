"""`bullwhip play`: a server that starts, serves, ends, and goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.server.calls import Call
from tests.server.game.postgres import POSTGRESQL, running

START = [sys.executable, "-c", "import sys; sys.argv[0] = 'bullwhip'; from bullwhip.server.cli import main; main()"]
PATIENCE = 180  # seconds for a server to start or end; the first one on a machine compiles the engine


@contextmanager
def playing(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server, and its address on this computer."""
    command = [*START, "play", "--host", "127.0.0.1", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert "http://localhost:" in line, line + str(server.stderr and server.stderr.read())
            yield line.split()[-1].rstrip("/"), server
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def call(url: str, body: Any = None, token: str = "", method: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, content, headers, method=method)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def until_week(url: str, seat: Any, week: int) -> Any:
    """A seat's view, once a week has begun."""
    end = time.monotonic() + PATIENCE
    while (view := call(f"{url}/api/seats/{seat['seat']}", token=seat["token"]))["week"] < week:
        assert time.monotonic() < end
        time.sleep(0.05)
    return view


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_game_outlives_the_server(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'games.db'}"
    with playing("--port", "0", "--database", database) as (url, server):
        made = call(f"{url}/api/games", {"changes": {"site.*.rule.forced_periods": 0}, "teams": 1})
        seat = call(f"{url}/api/games/{made['code']}/join", {"name": "Mia"})
        call(f"{url}/api/games/{made['code']}/host/start", {}, made["host"]["token"])
        order = f"/api/seats/{seat['seat']}/orders/1"
        call(url + order, {"orders": {"item": 11}}, seat["token"], "PUT")
        server.kill()
        server.wait(timeout=PATIENCE)
    with playing("--port", "0", "--database", database) as (url, _):
        view = until_week(url, seat, 2)  # the clock of the new server closes the week, if the old one had not
        assert view["history"][0]["items"]["item"]["order"] == 11


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_a_signal_ends_the_server_in_peace(tmp_path: Path, number: str) -> None:
    with playing("--port", "0", "--database", f"sqlite:///{tmp_path / 'games.db'}") as (url, server):
        solo = call(f"{url}/api/solo", {})
        headers = {"Authorization": f"Bearer {solo['token']}"}
        stream = urllib.request.urlopen(
            urllib.request.Request(f"{url}/api/seats/{solo['seat']}/stream", headers=headers), timeout=PATIENCE
        )
        assert stream.readline() == b"retry: 2000\n"
        server.send_signal(getattr(signal, number))
        stream.read()  # it ends
        assert server.wait(timeout=PATIENCE) == 0
        assert server.stderr is not None
        assert server.stderr.read().splitlines() == ["Getting ready; the first start takes up to half a minute."]


PLAYED = """
name = "My shop"
periods = 5
demand = "demand.csv"

[[site]]
name = "shop"
role = "retailer"
person = true
rule = "pass-on"

[[lane]]
to = "shop"
lead_time = 1
order_delay = 1
"""


def own_file(folder: Path, text: str = PLAYED) -> str:
    (folder / "demand.csv").write_text("period,site,units\n1,shop,7\n5,shop,2\n", encoding="utf-8")
    file = folder / "my-shop.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def told(server: subprocess.Popen[str], said: str) -> str:
    """The next line of a server that says this."""
    assert server.stdout is not None
    return next(line for line in server.stdout if said in line)


def test_a_room_of_ones_own_file_is_open_at_once(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'games.db'}"
    with playing(own_file(tmp_path), "--port", "0", "--database", database) as (url, server):
        link = told(server, "plays My shop. Its console:").split()[-1]
        code, token = link.removeprefix(f"{url}/host/").split("/#")
        seat = call(f"{url}/api/games/{code}/join", {"name": "Mia"})
        call(f"{url}/api/games/{code}/host/start", {}, token)
        view = until_week(url, seat, 1)
        assert view["sight"]["items"]["item"]["asked"] == 7.0


def test_ones_own_file_is_played_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "false")
    database = f"sqlite:///{tmp_path / 'games.db'}"
    with playing(own_file(tmp_path), "--solo", "--port", "0", "--database", database) as (url, server):
        player, token = told(server, "Open this").split()[-1].removeprefix(f"{url}/seat/").split("/#")
        assert call(f"{url}/api/seats/{player}", token=token)["sight"]["items"]["item"]["asked"] == 7.0


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (PLAYED.replace("person = true", ""), [], "found no seat; say person = true at the sites that people can play"),
        (PLAYED.replace("order_delay = 1", ""), [], "order_delay"),
        (PLAYED + "#" * 10, ["--workers", "2"], "leave out --workers, or the scenario"),
        (
            PLAYED.replace('"pass-on"', f'{{ type = "recorded", orders = {[1] * 70_000} }}'),
            [],
            "characters with its tables; give 200,000 at most",
        ),
    ],
)
def test_a_file_that_no_classroom_takes_opens_none(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, options: list[str], said: str
) -> None:
    monkeypatch.setattr("gevent.monkey.patch_all", lambda: None)  # here are other tests' threads
    database = f"sqlite:///{tmp_path / 'games.db'}"
    done = call("play", own_file(tmp_path, text), "--host", "127.0.0.1", "--database", database, *options)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert not (tmp_path / "games.db").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--create-token", "short"], "give 20 or more letters"),
        (["--workers", "2", "--database", "sqlite:///{folder}/games.db"], "several need PostgreSQL"),
        (["--workers", "2", "--port", "0", "--database", "sqlite:///{folder}/games.db"], "give several workers a port"),
    ],
)
def test_what_cannot_be_served_is_named(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.setattr("gevent.monkey.patch_all", lambda: None)  # here are other tests' threads
    done = call("play", "--host", "127.0.0.1", *(one.format(folder=tmp_path) for one in options))
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--port", "0", "--database", "mysql://a@b/c"], "only SQLite and PostgreSQL"),
        (["--port", "{taken}", "--database", "sqlite:///{folder}/games.db"], "give another --host or --port"),
    ],
)
def test_who_cannot_serve_ends(tmp_path: Path, options: list[str], said: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        given = [one.format(folder=tmp_path, taken=taken.getsockname()[1]) for one in options]
        command = [*START, "play", "--host", "127.0.0.1", *given]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_is_a_number(call: Call) -> None:
    assert call("play", "--port", "70000").exit_code == 2


@pytest.mark.parametrize("kind", [POSTGRESQL])
def test_two_workers_play_one_game(kind: str) -> None:
    assert kind == "postgresql"
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as database:
        port = free_port()
        with playing("--port", str(port), "--workers", "2", "--database", database) as (url, _):
            wanted = {"changes": {"site.*.rule.forced_periods": 0}, "teams": 1}
            made = call(f"{url}/api/games", wanted)
            seats = [call(f"{url}/api/games/{made['code']}/join", {"name": f"P{n}"}) for n in range(4)]
            call(f"{url}/api/games/{made['code']}/host/start", {}, made["host"]["token"])
            for week in range(1, 6):
                for seat in seats:
                    until_week(url, seat, week)
                    path = f"{url}/api/seats/{seat['seat']}/orders/{week}"
                    assert call(path, {"orders": {"item": week}}, seat["token"], "PUT")["state"] == "accepted"
            view = until_week(url, seats[0], 6)
            assert [one["items"]["item"]["order"] for one in view["history"][:5]] == [1, 2, 3, 4, 5]
