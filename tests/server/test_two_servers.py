"""A server beside another program on the same file: a second server, an export, a program that locks the file."""

from __future__ import annotations

import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bullwhip.agents.games.record import GameRecord
from tests.server.test_play import PATIENCE, START, call, playing, until_week

FREE = {"site.*.rule.forced_periods": 0}


class Server(NamedTuple):
    """A server that runs."""

    url: str
    pid: int
    file: Path

    @property
    def database(self) -> str:
        return f"sqlite:///{self.file}"


def bullwhip(*given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*START, *given], capture_output=True, text=True, timeout=PATIENCE, check=False)


def class_of(url: str, people: int, **wish: Any) -> tuple[str, list[Any]]:
    """A game that has begun: its code, and its seats."""
    made = call(f"{url}/api/games", {"changes": FREE, "teams": 1, "seed": 5, **wish})
    seats = [call(f"{url}/api/games/{made['code']}/join", {"name": f"P{n}"}) for n in range(people)]
    call(f"{url}/api/games/{made['code']}/host/start", {}, made["host"]["token"])
    return made["code"], seats


def order(url: str, seat: Any, week: int, units: int) -> Any:
    return call(f"{url}/api/seats/{seat['seat']}/orders/{week}", {"orders": {"item": units}}, seat["token"], "PUT")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a file, for all tests here."""
    file = tmp_path_factory.mktemp("served") / "games.db"
    with playing("--port", "0", "--database", f"sqlite:///{file}") as (url, process):
        yield Server(url, process.pid, file)


def test_a_second_server_is_refused_and_every_order_counts(server: Server) -> None:
    link = server.file.with_name("link.db")
    link.symlink_to(server.file)
    _, seats = class_of(server.url, 4, timer_seconds=600)
    port = server.url.rpartition(":")[2]
    attempts = (
        ["--port", port, "--database", server.database],  # the port is taken as well: another one would be no remedy
        ["--port", "0", "--database", f"sqlite:///{link}", "--solo"],
    )
    for week, options in enumerate(attempts, 1):
        for place, seat in enumerate(seats[:3]):
            order(server.url, until_seated(server.url, seat, week), week, 10 * week + place)
        done = bullwhip("play", "--host", "127.0.0.1", *options)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"process {server.pid} on " in done.stderr
        assert server.url in done.stderr
        assert "--database sqlite:///other.db" in done.stderr
        assert "--port" not in done.stderr
        assert "Traceback" not in done.stderr
        order(server.url, seats[3], week, 10 * week + 3)
    for place, seat in enumerate(seats):
        view = until_week(server.url, seat, len(attempts) + 1)
        assert [one["items"]["item"]["order"] for one in view["history"]] == [10 + place, 20 + place]


def test_a_game_is_exported_beside_its_server(server: Server, tmp_path: Path) -> None:
    code, seats = class_of(server.url, 1)
    order(server.url, seats[0], 1, 7)
    until_week(server.url, seats[0], 2)
    out = tmp_path / "game.json"
    done = bullwhip("export", code, "--database", server.database, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert len(GameRecord.read(out).team(1).weeks) == 1
    order(server.url, seats[0], 2, 7)


def until_seated(url: str, seat: Any, week: int) -> Any:
    """A seat, once its week has begun."""
    until_week(url, seat, week)
    return seat


def test_who_only_looks_does_not_wait_for_another_programs_lock(server: Server) -> None:
    url = server.url
    _, seats = class_of(url, 2)
    answers: list[Any] = []
    ordering = threading.Thread(target=lambda: answers.append(order(url, seats[0], 1, 7)))
    other = sqlite3.connect(server.file, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        ordering.start()
        for _ in range(8):
            for seat in seats:
                assert call(f"{url}/api/seats/{seat['seat']}", token=seat["token"])["week"] == 1
            ordering.join(0.05)
        assert ordering.is_alive()
        assert answers == []
    finally:
        other.execute("ROLLBACK")
        other.close()
        ordering.join(PATIENCE)
    assert [answer["state"] for answer in answers] == ["accepted"]
