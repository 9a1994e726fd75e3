"""A class whose server is killed (kill -9) at random moments, and started again: prints what was lost: nothing.

    python -m tests.bench.kill [--kills 100] [--teams 250] [--weeks 36] [--think 10] [--postgresql] [--seed 1]

Everything is on this computer and ends by itself.  Games are played until there were enough kills.  The players are
programs that do what the page does: they come back, and send an order again whose acknowledgement they did not get.
With `--postgresql` one of two workers is killed each time, by chance, and the server starts another one.
After each game the script looks into the log: every acknowledged order counts, none twice; every seat saw the end; what
every seat saw in every week is to the last digit what a replay of the game's record gives; and so is what it cost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bullwhip.agents.games.record import GameRecord, orders_of
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.server.game.database import Database
from bullwhip.server.game.ids import code_of
from bullwhip.server.game.loading import loaded
from bullwhip.server.game.records import record_of
from bullwhip.server.game.room import Room
from tests.bench.classroom import Load, classroom, play_class
from tests.bench.ledger import Ledger
from tests.bench.players import Player
from tests.bench.postgres import postgresql
from tests.bench.served import free_port, make_ready

__all__ = ["Server", "Witness", "faults_of", "kills"]

UP = 60.0  # s until a server must answer after a kill
START = 2.0  # s from the last one's coming to the first week, at most
QUIET = (0.2, 6.0)  # s from an answer to the next kill


@dataclass
class Witness(Player):
    """A player who remembers what was on the page in each week."""

    sights: dict[int, Any] = field(default_factory=dict)

    async def _order(self, week: int, data: bytes) -> None:
        await super()._order(week, data)
        self.sights[week] = json.loads(data)["sight"]


@dataclass
class Server:
    """The server, which is killed and started again on the same port and database."""

    command: Sequence[str]
    port: int
    log: Path
    workers: bool  # whether it has workers, of which one is killed
    luck: random.Random
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(self.command, stdout=out, stderr=out, start_new_session=True)
        await self._answers()

    async def kill(self) -> None:
        """Kill it, or one of its workers, and wait until all is well again."""
        assert self.process is not None
        self.kills += 1
        if not self.workers:
            self.process.kill()
            self.process.wait()
            await self.start()
            return
        with suppress(psutil.NoSuchProcess):
            self.luck.choice(psutil.Process(self.process.pid).children()).kill()
        await self._answers()

    def end(self) -> None:
        """End it, and what it has started."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
            self.process.kill()
            self.process.wait()

    async def _answers(self) -> None:
        until = time.monotonic() + UP
        while time.monotonic() < until:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.05)
        raise SystemExit(f"the server did not come back:\n{self.log.read_text(errors='replace')[-3000:]}")


async def kills(server: Server, load: Load, number: int) -> tuple[Sequence[Witness], Ledger]:
    """One game, with so many kills at most; its players, and how they fared."""
    ledger, begun = Ledger(), asyncio.Event()

    async def killing() -> None:
        await begun.wait()
        await asyncio.sleep(START)
        for _ in range(number):
            await asyncio.sleep(server.luck.uniform(*QUIET))
            await server.kill()

    killer = asyncio.create_task(killing())
    try:
        async with asyncio.timeout(load.limit), AsyncExitStack() as stack:
            players = await play_class(server.url, load, ledger, stack, begun.set, Witness)
    finally:
        killer.cancel()
        with suppress(asyncio.CancelledError):
            await killer
    return [player for player in players if isinstance(player, Witness)], ledger


def faults_of(url: str, players: Sequence[Witness], folder: Path, weeks: int) -> list[str]:
    """What is wrong with a game that is over: nothing, it is hoped."""
    database = Database(url, only_reads=True)
    try:
        room = loaded(database, code_of(players[0].seat))
    finally:
        database.close()
    record_of(room).write(folder / "game.json")
    record = GameRecord.read(folder / "game.json")
    tables = [replayed(record, team.number) for team in room.teams]
    found = [fault for player in players for fault in _faults_of(room, player, tables, weeks)]
    for team, (table, _) in zip(room.teams, tables, strict=True):
        if len(team.weeks) != weeks or not table.frame().equals(team.game.frame()):
            found.append(f"team {team.number}: the replay has {table.week} weeks, or other figures")
        if table.cost() != team.game.cost():
            found.append(f"team {team.number}: the replay costs {table.cost()}, the game {team.game.cost()}")
    return found


def replayed(record: GameRecord, number: int) -> tuple[TeamGame, list[dict[str, Any]]]:
    """A team's table, played again week by week, and what each seat saw in each week."""
    table, seen = TeamGame.of(record.rules), []
    for week in record.team(number).weeks:
        seen.append({site: table.sight(site) for site in table.seats})
        table.close(orders_of(week))
    return table, seen


def _faults_of(
    room: Room, player: Witness, tables: Sequence[tuple[TeamGame, list[dict[str, Any]]]], weeks: int
) -> list[str]:
    place = room.players[player.seat]
    played = room.team(place.team).weeks
    _, seen = tables[place.team - 1]
    who = f"team {place.team}, {place.site}"
    found = []
    if not player.over:
        found.append(f"{who}: did not see the end")
    for week, orders in player.acknowledged.items():
        decision = played[week - 1][place.site]
        if decision.by != "person" or decision.orders != orders:
            found.append(f"{who}, week {week}: {orders} was acknowledged, {decision.by} ordered {decision.orders}")
    for week, sight in player.sights.items():
        if sight != seen[week - 1][place.site]:
            found.append(f"{who}, week {week}: the page showed other figures than the replay")
    if len(player.sights) > weeks:
        found.append(f"{who}: saw {len(player.sights)} weeks of {weeks}")
    return found


@asynccontextmanager
async def _database(asked: argparse.Namespace, folder: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """Where the games are kept, and the server's options."""
    if asked.postgresql:
        async with postgresql() as url:
            yield url, ["--workers", "2", "--database", url]
    else:
        url = f"sqlite:///{folder / 'games.db'}"
        yield url, ["--database", url]


async def _main(asked: argparse.Namespace) -> int:
    luck, wrong = random.Random(asked.seed), 0
    load = Load(asked.teams, asked.weeks, asked.think, "step", asked.seed)
    with tempfile.TemporaryDirectory() as kept:
        folder, port = Path(kept), free_port()
        async with _database(asked, folder) as (url, options):
            server = Server(classroom(folder, port, options), port, folder / "server.log", asked.postgresql, luck)
            try:
                await server.start()
                while server.kills < asked.kills:
                    before = server.kills
                    players, ledger = await kills(server, load, asked.kills - before)
                    faults = faults_of(url, players, folder, load.weeks)
                    wrong += len(faults)
                    acknowledged = sum(len(player.acknowledged) for player in players)
                    seen = sum(len(player.sights) for player in players)
                    print(f"{server.kills - before} kills in {load.weeks} weeks of {load.seats} seats:", end=" ")
                    print(f"{acknowledged} acknowledged orders, {seen} weeks seen, {len(faults)} faults", flush=True)
                    print("\n".join(faults[:20]))
                    print(json.dumps(dict(ledger.errors)))
            finally:
                server.end()
    print(f"{server.kills} kills, {wrong} faults")
    return 1 if wrong else 0


def main() -> None:
    """Kill a server many times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--teams", type=int, default=250)
    parser.add_argument("--weeks", type=int, default=36)
    parser.add_argument("--think", type=float, default=10, help="most seconds from a new week to an order")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true", help="kill one of two workers on PostgreSQL")
    asked = parser.parse_args()
    make_ready()
    sys.exit(asyncio.run(_main(asked)))


if __name__ == "__main__":
    main()
