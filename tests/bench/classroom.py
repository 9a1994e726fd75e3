"""A class of up to 2,000 seats at one server: prints how long orders take, and how long until all have the next week.

    python -m tests.bench.classroom [--teams 250] [--weeks 36] [--think 10] [--pace step] [--postgresql] [-- OPTIONS]

Everything is on this computer and ends by itself.  `--think 10`: each player orders once within 10 seconds of seeing
the week.  All times are as a player sees them, with the players on the same cores as the server.  It plays in
one process on SQLite in a new folder, or (`--postgresql`) with two workers on a PostgreSQL server of its own; what
follows `--` goes to `bullwhip play`.
"Order" is from sending one to its acknowledgement; "new week" is the time from the last order of those who
wait for each other being sent until a seat has the new week, and "last seat's" until the last of them has it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bench.ledger import LIMITS, Figures, Ledger
from tests.bench.players import Player, ask, new_session, stream_of
from tests.bench.postgres import postgresql
from tests.bench.served import free_port, make_ready, served

__all__ = ["Load", "classroom", "play_class"]

SITES = ("retailer", "wholesaler", "distributor", "factory")
SEATS = len(SITES)
ALL_PLAYED = {f"site.{site}.rule.forced_periods": 0 for site in SITES}  # people order in every week, from the first on
AT_ONCE = 50  # people who join at the same moment
PATIENCE = 60.0  # s for a week, besides the time to think, before the whole run is given up


@dataclass(frozen=True)
class Load:
    """How large a class is, and how it plays."""

    teams: int
    weeks: int
    think: float  # s
    pace: str  # "step" or "own"
    seed: int = 1

    @property
    def seats(self) -> int:
        """How many people play."""
        return SEATS * self.teams

    @property
    def limit(self) -> float:
        """Seconds after which the run is given up."""
        return self.weeks * (self.think + PATIENCE)


def classroom(folder: Path, port: int, options: Sequence[str] = ()) -> list[str]:
    """The command that starts our server."""
    program = str(Path(sys.executable).with_name("bullwhip"))
    command = [program, "play", "--host", "127.0.0.1", "--port", str(port), *options]
    return command if "--database" in options else [*command, "--database", f"sqlite:///{folder / 'games.db'}"]


async def play_class(
    url: str,
    load: Load,
    ledger: Ledger,
    stack: AsyncExitStack,
    begins: Callable[[], None] = lambda: None,
    kind: type[Player] = Player,
) -> list[Player]:
    """Make a game, fill all its seats, and play it to the end, with its host and projector looking on.

    `begins` is called when all are seated; players are of a `kind`.
    """
    visitor = await stack.enter_async_context(new_session(url))
    settings = {
        "scenario": "beer-game",
        "changes": ALL_PLAYED,
        "teams": load.teams,
        "weeks": load.weeks,
        "pace": load.pace,
        "seed": load.seed,
    }
    made = await ask(visitor, "POST", "/api/games", settings)
    code = made["code"]
    host = await stack.enter_async_context(new_session(url, made["host"]["token"]))
    doors = asyncio.Semaphore(AT_ONCE)

    async def come(number: int) -> tuple[Player, asyncio.Task[None]]:
        async with doors:
            place = {"name": f"Player {number}", "team": number // SEATS + 1}
            joined = await ask(host, "POST", f"/api/games/{code}/join", place)
            session = await stack.enter_async_context(new_session(url, joined["token"]))
            group = number // SEATS if load.pace == "own" else 0
            luck = random.Random(load.seed * 1_000_003 + number)
            player = kind(session, joined["seat"], group, ledger, load.think, luck)
            playing = asyncio.create_task(player.play())
            here = asyncio.create_task(player.here.wait())
            await asyncio.wait({playing, here}, return_when=asyncio.FIRST_COMPLETED)
            return player, playing

    seated = await asyncio.gather(*(come(number) for number in range(load.seats)))
    lookers = [asyncio.create_task(_look_on(host, f"/api/games/{code}/{what}/stream")) for what in ("host", "screen")]
    begins()
    await ask(host, "POST", f"/api/games/{code}/host/start", {})
    await asyncio.gather(*(playing for _, playing in seated))
    for looker in lookers:
        looker.cancel()
    return [player for player, _ in seated]


async def _look_on(session: aiohttp.ClientSession, path: str) -> None:
    async for _ in stream_of(session, path, ""):
        continue


async def measured(name: str, load: Load, options: Sequence[str] = ()) -> Figures:
    """Start a server, let a class play, end the server; the figures."""
    ledger = Ledger()
    with tempfile.TemporaryDirectory() as kept:
        folder, port = Path(kept), free_port()
        async with served(classroom(folder, port, options), port, folder) as server:
            busy, began = server.busy(), time.perf_counter()

            def begins() -> None:
                nonlocal busy, began
                busy, began = server.busy(), time.perf_counter()

            try:
                async with asyncio.timeout(load.limit), AsyncExitStack() as stack:
                    await play_class(server.url, load, ledger, stack, begins)
            except TimeoutError:
                ledger.errors["the run took too long"] += 1
            server.look()
            busy, took = server.busy() - busy, time.perf_counter() - began
        return Figures.of(name, load.seats, load.weeks, ledger, server.memory, busy, took)


async def _on_postgresql(load: Load, options: Sequence[str]) -> Figures:
    async with postgresql() as url:
        return await measured("PostgreSQL, 2 workers", load, ["--workers", "2", "--database", url, *options])


def main() -> None:
    """Run one class."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teams", type=int, default=250)
    parser.add_argument("--weeks", type=int, default=36)
    parser.add_argument("--think", type=float, default=10, help="most seconds from a new week to an order")
    parser.add_argument("--pace", choices=["step", "own"], default="step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--postgresql", action="store_true", help="two workers on PostgreSQL, not one process on SQLite"
    )
    parser.add_argument("options", nargs="*", help="of bullwhip play, after --")
    asked = parser.parse_args()
    make_ready()
    load = Load(asked.teams, asked.weeks, asked.think, asked.pace, asked.seed)
    figures = asyncio.run(
        _on_postgresql(load, asked.options) if asked.postgresql else measured("SQLite", load, asked.options)
    )
    print(figures.line())
    print(
        f"{load.weeks} weeks, {load.pace}; {len(figures.orders)} orders; limits {LIMITS[0]} s for an order and "
        f"{LIMITS[1]} s for the last seat's new week, at p99: {'held' if figures.holds else 'NOT held'}"
    )


if __name__ == "__main__":
    main()
