"""The classroom beside oTree in one run: the same number of seats, weeks and seconds to think; prints ratios.

    python -m tests.bench.otree [--seats 12 48 100 252 500 1000] [--weeks 6] [--think 10] [--pace own] [--store file]

oTree gets a virtual environment of its own under `--venvs` (made when it is missing, with the newest oTree that
installs; `--python` names the interpreter, 3.11 or 3.12) and serves tests/bench/otree_page: a page with the figures of
a beer game's seat and one field, and a page that waits for the team of 4 (`--pace own`) or for the class (`step`).
It runs in production mode, and keeps its data (`--store`) in a file of SQLite, which is its default; in memory, as when
one tries it out; or in PostgreSQL, which its documentation advises.  Ours is always one process on a file of SQLite, in
which an order that was acknowledged survives a power cut.  Each size is played on oTree and then on ours, each time
by a new server with an empty database; once oTree does not hold the limits, ours goes on alone (not with `--all`).
All is on this computer, players and server on the same cores, and ends by itself.

An order is what its sender waits for: with oTree the form until it answers where to go on, with ours the PUT.  A new
week is the time from the last order of those who wait for each other being sent until the next order page, or the
stream's view, has arrived whole.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.classroom import SEATS, Load, measured
from tests.bench.ledger import LIMITS, Figures, Ledger, quantile
from tests.bench.otree_players import Participant, new_class
from tests.bench.players import new_session
from tests.bench.postgres import postgresql
from tests.bench.served import free_port, make_ready, served

PROJECT = Path(__file__).with_name("otree_page")
PACKAGES = ["otree", "psycopg2-binary"]
AT_ONCE = 20  # people who open their link at the same moment


def environment(folder: Path, python: str) -> tuple[Path, str]:
    """The folder of oTree's programs, and its version; made and installed if it is missing."""
    programs = folder / "otree" / "bin"
    if not (programs / "otree").exists():
        subprocess.run([python, "-m", "venv", str(folder / "otree")], check=True)
        subprocess.run([str(programs / "python"), "-m", "pip", "install", "-qq", *PACKAGES], check=True)
    ask = "import importlib.metadata as m, platform as p; print(m.version('otree'), 'on Python', p.python_version())"
    done = subprocess.run([str(programs / "python"), "-c", ask], check=True, capture_output=True, text=True)
    return programs, done.stdout.strip()


@dataclass(frozen=True)
class OTree:
    """Where oTree's programs are, and how it is run."""

    programs: Path
    store: str  # "file", "memory" or "postgresql"
    page_socket: bool  # whether order pages open their own WebSocket, as in a browser


async def otree_measured(otree: OTree, load: Load) -> Figures:
    """Start oTree, let a class play, end oTree; the figures."""
    ledger = Ledger()
    async with AsyncExitStack() as around:
        folder, port = Path(around.enter_context(tempfile.TemporaryDirectory())) / "project", free_port()
        shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "_static").mkdir()  # oTree does not start without it
        env = {
            "PATH": f"{otree.programs}{os.pathsep}{os.environ['PATH']}",
            "OTREE_PRODUCTION": "1",
            "BENCH_SECRET": secrets.token_hex(16),
            "BENCH_PACE": load.pace,
            "BENCH_WEEKS": str(load.weeks),
        }
        if otree.store == "memory":
            env["OTREE_IN_MEMORY"] = "1"
        elif otree.store == "postgresql":
            env["DATABASE_URL"] = await around.enter_async_context(postgresql())
        command = [str(otree.programs / "otree"), "prodserver", f"127.0.0.1:{port}"]
        async with served(command, port, folder, env) as server:
            busy, began = server.busy(), time.perf_counter()
            try:
                async with asyncio.timeout(load.limit), AsyncExitStack() as stack:
                    visitor = await stack.enter_async_context(new_session(server.url))
                    codes = await new_class(visitor, load.seats)
                    people = [
                        Participant(
                            session=await stack.enter_async_context(new_session(server.url)),
                            code=code,
                            group=number // SEATS if load.pace == "own" else 0,
                            weeks=load.weeks,
                            ledger=ledger,
                            think=load.think,
                            luck=random.Random(load.seed * 1_000_003 + number),
                            page_socket=otree.page_socket,
                        )
                        for number, code in enumerate(codes)
                    ]
                    await _all_begin(people)
                    busy, began = server.busy(), time.perf_counter()
                    await asyncio.gather(*(one.play() for one in people))
            except TimeoutError:
                ledger.errors["the run took too long"] += 1
            server.look()
            busy, took = server.busy() - busy, time.perf_counter() - began
        return Figures.of(f"oTree, {otree.store}", load.seats, load.weeks, ledger, server.memory, busy, took)


async def _all_begin(people: Sequence[Participant]) -> None:
    doors = asyncio.Semaphore(AT_ONCE)

    async def begin(one: Participant) -> None:
        async with doors:
            await one.begin()

    await asyncio.gather(*(begin(one) for one in people))


def compare(otree: OTree, loads: Sequence[Load], every: bool) -> tuple[int, int]:
    """Play each size on both, and those that oTree can no longer bear on ours only; the most seats that each bears."""
    theirs_bears, ours_bears, both = 0, 0, True
    for load in loads:
        if both:
            theirs = asyncio.run(otree_measured(otree, load))
            print(theirs.line(), flush=True)
        ours = asyncio.run(measured("ours", load))
        print(ours.line(), flush=True)
        if both:
            print(f"{'':30s} {load.seats:5d} seats  oTree's p99 over ours: {_ratios(theirs, ours)}", flush=True)
            theirs_bears = load.seats if theirs.holds else theirs_bears
        ours_bears = load.seats if ours.holds else ours_bears
        both = every or (both and theirs.holds)
    return theirs_bears, ours_bears


def _ratios(theirs: Figures, ours: Figures) -> str:
    each = quantile(theirs.each, 0.99) / quantile(ours.each, 0.99)
    return (
        f"order {theirs.order / ours.order:.1f}, new week {each:.1f}, last seat's {theirs.week / ours.week:.1f}; "
        f"processor time {theirs.work / ours.work:.1f}"
    )


def main() -> None:
    """Run all sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seats", type=int, nargs="+", default=[12, 48, 100, 252, 500, 1000])
    parser.add_argument("--weeks", type=int, default=6)
    parser.add_argument("--think", type=float, default=10, help="most seconds from a new week to an order")
    parser.add_argument("--pace", choices=["own", "step"], default="own")
    parser.add_argument("--store", choices=["file", "memory", "postgresql"], default="postgresql")
    parser.add_argument("--venvs", type=Path, default=Path(".venv-bench"))
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--all", action="store_true", help="play every size on both, whatever they bear")
    parser.add_argument("--no-page-socket", action="store_true", help="spare oTree the order page's own WebSocket")
    asked = parser.parse_args()
    make_ready()
    programs, version = environment(asked.venvs.resolve(), asked.python)
    teams = sorted({max(1, round(seats / SEATS)) for seats in asked.seats})
    loads = [Load(number, asked.weeks, asked.think, asked.pace) for number in teams]
    print(f"oTree {version}; {asked.weeks} weeks, {asked.think:g} s to think, pace {asked.pace}", flush=True)
    theirs, ours = compare(OTree(programs, asked.store, not asked.no_page_socket), loads, asked.all)
    limits = f"p99 of an order under {LIMITS[0]} s, of the last seat's new week under {LIMITS[1]} s, no error"
    ratio = f"ratio {ours / theirs:.1f}" if theirs and ours else "no ratio: one of them bore none of these sizes"
    print(f"most seats borne ({limits}): oTree {theirs}, ours {ours}; {ratio}")


if __name__ == "__main__":
    main()
