"""How long others wait while one thing takes long: prints the longest waits for a picture, a view and an order.

    python -m tests.bench.stalls [--teams 100] [--weeks 36] [--server BULLWHIP]

A class has played its weeks; a stranger plays alone beside it.  While the host takes back a week of all teams, gives
all bots another rule, exports the game, and so on, others ask again and again for a picture and for a view, and change
something (a name); the longest waits are printed, in seconds, with how long the thing itself took.
`--server` is another checkout's `bullwhip`, to compare with.  All is on this computer, and ends by itself.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.served import free_port

__all__ = ["Calls", "Prober", "serving"]

PATIENCE = 120.0  # s for anything
LOCKED = 4.0  # s for which a program beside the server locks the database
OWN = (sys.executable, "-c", "import sys; sys.argv[0] = 'bullwhip'; from bullwhip.server.cli import main; main()")
FREE = {"site.*.rule.forced_periods": 0}
LONG = "x = [" + "[]," * 60_000 + "]"  # a scenario that is none, of the greatest length
STRANGERS = 8  # who play alone and look at their debriefs, all at once


class Calls:
    """Calls of a server on one connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def __call__(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
        return json.loads(content) if answer.headers.get_content_type() == "application/json" else content


class Prober:
    """Asks for small things again and again, each kind in a thread of its own, and keeps the longest wait of each."""

    def __init__(self, port: int) -> None:
        self.longest: dict[str, float] = {}
        self._ended = threading.Event()
        made = Calls(port)("POST", "/api/solo", {})
        seat, token = made["seat"], made["token"]
        kinds: dict[str, Callable[[Calls], object]] = {
            "picture": lambda call: call("GET", "/static/icon.svg"),
            "view": lambda call: call("GET", f"/api/seats/{seat}", None, token),
            "write": lambda call: call("PUT", f"/api/seats/{seat}/name", {"name": "Mia"}, token),
        }
        self._threads = [threading.Thread(target=self._ask, args=(port, *kind)) for kind in kinds.items()]

    def _ask(self, port: int, kind: str, ask: Callable[[Calls], object]) -> None:
        call = Calls(port)
        while not self._ended.is_set():
            begun = time.perf_counter()
            ask(call)
            self.longest[kind] = max(self.longest.get(kind, 0.0), time.perf_counter() - begun)
            self._ended.wait(0.6 if kind == "write" else 0.01)

    def __enter__(self) -> Prober:
        for thread in self._threads:
            thread.start()
        time.sleep(0.3)
        self.longest.clear()
        return self

    def __exit__(self, *_: object) -> None:
        time.sleep(0.1)
        self._ended.set()
        for thread in self._threads:
            thread.join(PATIENCE)


@contextmanager
def serving(command: Sequence[str], port: int, file: Path) -> Iterator[None]:
    """A server on a file, until it is left."""
    given = ("play", "--host", "127.0.0.1", "--port", str(port), "--database", f"sqlite:///{file}")
    with file.with_suffix(".log").open("ab") as log:
        server = subprocess.Popen([*command, *given], stdout=subprocess.PIPE, stderr=log)
    try:
        assert server.stdout is not None
        if not server.stdout.readline():
            raise SystemExit(f"the server did not start:\n{file.with_suffix('.log').read_text()}")
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)


def measured(name: str, port: int, work: Callable[[], object]) -> None:
    """Print the longest waits of others while something is done."""
    with Prober(port) as prober:
        begun = time.perf_counter()
        work()
        took = time.perf_counter() - begun
    waits = "  ".join(f"{prober.longest.get(kind, float('nan')):7.3f}" for kind in ("picture", "view", "write"))
    print(f"{name:<34} {took:8.2f}  {waits}", flush=True)


def locked(file: Path) -> None:
    """Lock the database for a while, as a program beside the server might."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    time.sleep(LOCKED)
    other.execute("ROLLBACK")
    other.close()


def strangers(port: int) -> Callable[[], None]:
    """Many who play alone ask for their debriefs; gives what waits until they all have theirs."""

    def alone() -> None:
        call = Calls(port)
        made = call("POST", "/api/solo", {})
        for week in range(1, 37):
            while call("GET", f"/api/seats/{made['seat']}", None, made["token"])["week"] < week:
                time.sleep(0.25)
            call("PUT", f"/api/seats/{made['seat']}/orders/{week}", {"orders": {"item": 4}}, made["token"])
        ready.wait()
        for view in ("shares", "what-if", "crowd", "habits"):
            call("GET", f"/seat/{made['seat']}/debrief?view={view}&anyway=1", None, made["token"])

    ready = threading.Barrier(STRANGERS + 1)
    threads = [threading.Thread(target=alone) for _ in range(STRANGERS)]
    for thread in threads:
        thread.start()
    ready.wait()

    def wait() -> None:
        for thread in threads:
            thread.join(PATIENCE)

    return wait


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How long others wait while one thing takes long.")
    parser.add_argument("--teams", type=int, default=100)
    parser.add_argument("--weeks", type=int, default=36)
    parser.add_argument("--server", help="another checkout's bullwhip")
    parser.add_argument("--strangers", action="store_true", help="the debrief of a class beside many who play alone")
    given = parser.parse_args(arguments)
    command = [given.server] if given.server else list(OWN)
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "games.db"
        print(f"{'seconds':<34} {'itself':>8}  {'picture':>7}  {'view':>7}  {'write':>7}")
        with serving(command, port, file):
            call = Calls(port)
            made = call("POST", "/api/games", {"teams": given.teams, "pace": "host", "changes": FREE, "weeks": 40})
            host, path = made["host"]["token"], f"/api/games/{made['code']}"
            call("POST", f"{path}/join", {"name": "Mia"})
            call("POST", f"{path}/host/start", {}, host)
            for _ in range(given.weeks):
                call("POST", f"{path}/host/close", {}, host)
            if given.strangers:
                call("GET", f"{path}/debrief", None, host)  # the process beside the server is there from now on
                for beside in (False, True):
                    wait = strangers(port) if beside else lambda: None
                    call("POST", f"{path}/host/close", {}, host)
                    name = f"the debrief beside {STRANGERS} strangers" if beside else "the class's debrief"
                    measured(name, port, lambda: call("GET", f"{path}/debrief", None, host))
                    wait()
                return
            rule = {"rule": {"type": "order-up-to", "level": 30}}
            works: dict[str, Callable[[], object]] = {
                "nothing": lambda: time.sleep(1),
                "a week of all teams is closed": lambda: call("POST", f"{path}/host/close", {}, host),
                "a week of all teams is taken back": lambda: call("POST", f"{path}/host/undo", {}, host),
                "all bots get another rule": lambda: call("POST", f"{path}/host/bot", rule, host),
                "another program locks the file": lambda: locked(file),
                "the class's debrief": lambda: call("GET", f"{path}/debrief", None, host),
                "an export as XLSX": lambda: call("GET", f"{path}/export.xlsx", None, host),
                "an export as a page": lambda: call("GET", f"{path}/export.html", None, host),
                "a room of 500 teams is made": lambda: _large(port),
                "a long faulty scenario is checked": lambda: call("POST", "/api/scenarios/check", {"toml": LONG}),
            }
            for name, work in works.items():
                measured(name, port, work)
        with serving(command, port, file):
            measured("the class is read after a restart", port, lambda: Calls(port)("GET", path))


def _large(port: int) -> None:
    call = Calls(port)
    made = call("POST", "/api/games", {"teams": 500})
    call("GET", f"/api/games/{made['code']}/host", None, made["host"]["token"])


if __name__ == "__main__":
    main()
