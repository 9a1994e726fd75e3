"""Ten thousand requests that schemathesis makes up from the API's own description: prints statuses and failures.

    python -m tests.bench.fuzz [--requests 10000] [--seconds 1200] [--seed 1]

The server is our own app on a gevent server and a file of SQLite, on 127.0.0.1, without the limits of requests per
minute (which would answer most of them).  Rounds are played until there were enough requests: each makes a game, and
asks as nobody, as one of its seats and as its host, while it is played and after its end.  Paths name this game and
this seat; nobody's are made up.  Streams never end, so only nobody, who is refused, asks for them.  Schemathesis gets
a virtual environment of its own under `--venvs` (made when it is missing).

A failure is a status of 500 or more, or a status, type of content or body that the description does not allow, and
ends the script with status 1.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.players import ask, new_session
from tests.bench.served import free_port, make_ready, served

PACKAGE = "schemathesis==4.32.5"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = 12  # of a route in one go, besides those at the edges of what is allowed
PATIENCE = "60"  # s for an answer
LEAST = 30.0  # s that are worth one more go
SETTINGS = {"teams": 2, "weeks": 6, "away_after": None, "changes": {"site.*.rule.forced_periods": 0}}


@dataclass(frozen=True)
class Go:
    """What is asked in one run of schemathesis: by whom, and which routes."""

    who: str
    token: str
    only: str = ""  # pattern of paths; all
    but: str = ""


def environment(folder: Path) -> Path:
    """The program; installed if it is missing."""
    programs = folder / "schemathesis" / "bin"
    if not (programs / "schemathesis").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "schemathesis")], check=True)
        subprocess.run([str(programs / "python"), "-m", "pip", "install", "-qq", PACKAGE], check=True)
    return programs / "schemathesis"


def about(description: dict[str, Any], code: str, seat: str) -> dict[str, Any]:
    """The description, with paths that name a game and a seat which exist."""
    known = {"code": code, "seat": seat}
    for operations in description["paths"].values():
        for operation in operations.values():
            for part in operation["parameters"]:
                if part["name"] in known:
                    part["schema"] = {"type": "string", "enum": [known[part["name"]]]}
                elif part["name"] == "week":
                    part["schema"]["maximum"] = SETTINGS["weeks"]
    return description


def goes(kind: str, seat: str, host: str) -> Iterator[Go]:
    """Who asks what in a game that is played, or is over; what ends a game or a token comes last."""
    last = "/(leave|end|tokens)$"
    if kind == "played":
        yield Go("nobody", "", but=r"^/api/games$")  # games are made by hosts here
        yield Go("a seat", seat, only="^/api/(seats|solo|enter)", but=f"/stream$|{last}")
        yield Go("the host", host, only="^/api/(games|scenarios)", but=f"/stream$|{last}")
    else:
        yield Go("a seat, after the end", seat, only="^/api/seats", but=f"/stream$|{last}")
        yield Go("the host, after the end", host, only="debrief|export|what-if|shares|habits|crowd|/screen$|/host$")
        yield Go("a seat, leaving", seat, only="/leave$")
        yield Go("the host, renewing", host, only="/(end|tokens)$")


class Fuzz:
    """The requests so far, and what was wrong with the answers."""

    def __init__(self, program: Path, folder: Path, url: str, until: float) -> None:
        self.program, self.folder, self.url, self.until = program, folder, url, until
        self.failures: list[str] = []

    def statuses(self) -> Counter[str]:
        """How many requests there were, by status."""
        counted = self.folder / "statuses.txt"
        return Counter(counted.read_text(encoding="ascii").split() if counted.exists() else ())

    async def round(self, seed: int) -> None:
        """Make a game, and ask about it, while it is played and after its end."""
        async with new_session(self.url) as visitor:
            made = await ask(visitor, "POST", "/api/games", SETTINGS)
            code, host = made["code"], made["host"]["token"]
            joined = await ask(visitor, "POST", f"/api/games/{code}/join", {"name": "Fay"})
            description = await ask(visitor, "GET", "/openapi.json")
        (self.folder / "api.json").write_text(json.dumps(description), encoding="utf-8")
        (self.folder / "game.json").write_text(json.dumps(about(description, code, joined["seat"])), encoding="utf-8")
        for kind in ("played", "over"):
            async with new_session(self.url, host) as leader:
                if kind == "played":
                    await ask(leader, "POST", f"/api/games/{code}/host/start", {})
                    await ask(leader, "POST", f"/api/games/{code}/host/close", {})
                elif (await ask(leader, "GET", f"/api/games/{code}"))["state"] != "over":
                    await ask(leader, "POST", f"/api/games/{code}/host/end", {})
            for place, go in enumerate(goes(kind, joined["token"], host)):
                await asyncio.to_thread(self._go, go, 100 * seed + place)

    def _go(self, go: Go, seed: int) -> None:
        left = self.until - time.monotonic()
        if left < LEAST:
            return
        options = ["--phases", "coverage,fuzzing", "--checks", CHECKS, "--max-examples", str(EXAMPLES)]
        options += ["--request-timeout", PATIENCE, "--continue-on-failure", "--no-color", "--warnings", "off"]
        options += ["--seed", str(seed), "--generation-database", "none"]
        options += ["--header", f"Authorization: Bearer {go.token}"] if go.token else []
        options += ["--include-path-regex", go.only] if go.only else []
        options += ["--exclude-path-regex", go.but] if go.but else []
        command = [str(self.program), "run", "game.json" if go.token else "api.json", "--url", self.url, *options]
        before = self.statuses()
        try:
            done = subprocess.run(
                command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=max(left, LEAST)
            )
        except subprocess.TimeoutExpired:
            print(f"{go.who:24s} broken off: the time is over")
            return
        asked = self.statuses() - before
        print(f"{go.who:24s} {asked.total():6d} requests  {_told(asked)}", flush=True)
        if done.returncode:
            self.failures.append(f"--- as {go.who}, seed {seed}\n{done.stdout}{done.stderr}")


def _told(statuses: Counter[str]) -> str:
    return "  ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))


async def fuzz(program: Path, requests: int, seconds: float, seed: int) -> bool:
    """Play rounds until there were so many requests, or the time is over; whether all answers were right."""
    with tempfile.TemporaryDirectory() as kept:
        folder, port = Path(kept), free_port()
        command = [sys.executable, "-m", "tests.bench.fuzz", "--serve", str(folder), str(port)]
        async with served(command, port, folder, {"PYTHONPATH": str(Path.cwd())}) as server:
            fuzzed = Fuzz(program, folder, server.url, time.monotonic() + seconds)
            while fuzzed.statuses().total() < requests and fuzzed.until - time.monotonic() > LEAST:
                await fuzzed.round(seed)
                seed += 1
        statuses = fuzzed.statuses()
        for failure in fuzzed.failures:
            print(failure)
        log = server.log.read_text(encoding="utf-8", errors="replace")
    wrong = sum(count for status, count in statuses.items() if status >= "500")
    if wrong:
        print(f"the server's log ends with\n{log[-20_000:]}")
    print(f"{statuses.total()} requests, {wrong} with a status of 500 or more; by status  {_told(statuses)}")
    print(f"{len(fuzzed.failures)} runs with failures; memory of the server {server.memory:.0f} MB at most")
    return not wrong and not fuzzed.failures and statuses.total() >= requests


def serve_here(folder: Path, port: int) -> None:
    """Serve, and write down the status of each answer."""
    from gevent import monkey

    monkey.patch_all()  # before anything imports ssl or sqlite3
    from bullwhip.server.game.classroom import Classroom
    from bullwhip.server.game.database import Database
    from bullwhip.server.game.rehearsals import Rehearsals
    from bullwhip.server.web.app import create_app
    from bullwhip.server.web.serving import aside, listening, serve

    socket, _ = listening("127.0.0.1", port)
    classroom = Classroom(Database(f"sqlite:///{folder / 'games.db'}", aside), rehearse=Rehearsals())
    app = create_app(classroom, create_token="not-needed-on-this-computer", limited=False)
    inner = app.wsgi_app
    with (folder / "statuses.txt").open("a", encoding="ascii") as counted:

        def counting(environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
            def told(status: str, headers: Sequence[Any], *more: Any) -> Any:
                print(status.partition(" ")[0], file=counted, flush=True)
                return start(status, headers, *more)

            return inner(environ, told)

        app.wsgi_app = counting  # type: ignore[method-assign,assignment]
        serve(classroom, app, socket, lambda: None)


def main() -> None:
    """Fuzz, or serve for that."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--venvs", type=Path, default=Path(".venv-bench"))
    parser.add_argument("--serve", nargs=2, metavar=("FOLDER", "PORT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve_here(Path(asked.serve[0]), int(asked.serve[1]))
        return
    make_ready()
    program = environment(asked.venvs.resolve())
    sys.exit(0 if asyncio.run(fuzz(program, asked.requests, asked.seconds, asked.seed)) else 1)


if __name__ == "__main__":
    main()
