"""Nothing long holds up others: tables are worked out anew outside the writer's thread, and with real pauses."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from bullwhip.agents.games.table import Table
from bullwhip.server.game import closing, hosting, settling
from bullwhip.server.game.settings import Settings
from tests.server.game.classes import FREE, Class, act
from tests.server.game.conftest import Begin

PATIENCE = 30.0  # seconds


class Watched:
    """Who lets the weeks of tables go by, and whether the room is locked meanwhile."""

    def __init__(self, game: Class, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: list[str] = []
        self.locked: list[bool] = []
        close, lock = Table.close, game.room.lock

        def watched(table: Table, orders: Mapping[str, Any]) -> Any:
            self.threads.append(threading.current_thread().name)
            self.locked.append(lock._is_owned())  # type: ignore[attr-defined]
            return close(table, orders)

        monkeypatch.setattr(Table, "close", watched)


def lesson(begin: Begin, weeks: int = 3, teams: int = 4) -> Class:
    game = begin(people=1, teams=teams, pace="host")
    for _ in range(weeks):
        game.classroom.close_now(game.code, None)
    return game


@pytest.mark.parametrize("what", ["undo", "rule"])
def test_weeks_are_replayed_neither_in_the_writers_thread_nor_under_the_rooms_lock(
    begin: Begin, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    game = lesson(begin)
    watched = Watched(game, monkeypatch)
    if what == "undo":
        act(game, hosting.undo, None)
    else:
        monkeypatch.setattr(game.classroom, "rehearse", lambda *_: None)
        game.classroom.set_bots(game.code, None, None, None, {"type": "order-up-to", "level": 30})
    assert len(watched.threads) == 4 * (2 if what == "undo" else 3)
    assert "bullwhip-writer" not in watched.threads
    assert not any(watched.locked)
    replayed = [team.table.frame() for team in game.room.teams]
    assert len(watched.threads) == 4 * (2 if what == "undo" else 3), "each team once"
    again = game.again()
    for team, frame in zip(again.room.teams, replayed, strict=True):
        assert team.table.frame().equals(frame)
    again.stop()


class Gate:
    """In the place of a breath: work stops there until the gate opens."""

    reached, opened = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        assert self.opened.wait(PATIENCE)


def test_others_go_on_while_a_table_is_worked_out(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    game = lesson(begin)
    other = game.classroom.create(Settings(teams=1, changes={**FREE}))
    guest = game.classroom.join(other.code, "Mia")
    game.classroom.change(other.code, hosting.start)
    Gate.reached, Gate.opened = threading.Event(), threading.Event()
    monkeypatch.setattr(settling, "Breath", Gate)
    undoing = threading.Thread(target=act, args=(game, hosting.undo, None))
    undoing.start()
    assert Gate.reached.wait(PATIENCE)
    assert game.room.lock.acquire(timeout=PATIENCE)
    weeks = [team.week for team in game.room.teams]
    game.room.lock.release()
    assert weeks == [3] * 4
    game.classroom.order(guest.player, 1, {"item": 4})  # another room's order needs the writer
    assert undoing.is_alive()
    Gate.opened.set()
    undoing.join(PATIENCE)
    assert all(team.plan is None for team in game.room.teams)


def test_what_happens_to_a_team_meanwhile_is_not_lost(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    game = lesson(begin, teams=1)
    Gate.reached, Gate.opened = threading.Event(), threading.Event()
    monkeypatch.setattr(settling, "Breath", Gate)
    undoing = threading.Thread(target=act, args=(game, hosting.undo, None))
    undoing.start()
    assert Gate.reached.wait(PATIENCE)
    late = threading.Thread(target=game.classroom.writer.run, args=(lambda: _close(game),))
    late.start()
    late.join(PATIENCE)
    assert game.team().week == 4
    Gate.opened.set()
    undoing.join(PATIENCE)
    frame = game.team().table.frame()
    assert game.team().table.week == 4
    again = game.again()
    assert again.team().table.frame().equals(frame)
    again.stop()


def _close(game: Class) -> None:
    game.classroom._change(game.room, lambda room: closing.all_closed(room, closing.wanted(room, None)), None)


def test_a_breath_lets_come_in_what_waits_outside() -> None:
    script = """
from gevent import monkey
monkey.patch_all()
import socket, threading, time
from bullwhip.server.game.breath import Breath
mine, theirs = socket.socketpair()
came = []
reader = threading.Thread(target=lambda: came.append(mine.recv(1)))
reader.start()
time.sleep(0.01)
theirs.send(b"x")
breathe, end = Breath(), time.perf_counter() + 0.2
while time.perf_counter() < end:
    breathe()
print("read" if came else "waited")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=90, check=True)
    assert done.stdout == "read\n"


def test_what_fails_aside_is_raised_here_without_a_traceback_there() -> None:
    script = """
from gevent import monkey
monkey.patch_all()
from bullwhip.server.web.serving import aside
assert aside(lambda: 7) == 7
def full():
    raise OSError(28, "No space left on device")
try:
    aside(full)
except OSError as error:
    print(error.strerror)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=90, check=True)
    assert (done.stdout, done.stderr) == ("No space left on device\n", "")
