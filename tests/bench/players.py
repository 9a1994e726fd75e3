"""Players of the classroom game as programs: each does what the page does, over HTTP and nothing else.

A player follows the stream of its seat, and orders once a week, some time after it has seen the week.  When the stream
or an order is lost it tries again, as the page does, and the ledger counts that as an error.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Hashable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.bench.ledger import Ledger

__all__ = ["Player", "ask", "new_session", "stream_of"]

QUIET = 60.0  # s: the server sends a beat more often
AGAIN = (1.0, 3.0)  # s, from a loss to the next attempt
LOST = (aiohttp.ClientError, TimeoutError, ConnectionError)


def new_session(url: str, token: str | None = None) -> aiohttp.ClientSession:
    """A browser of its own: its connections are shared with nobody."""
    return aiohttp.ClientSession(
        url,
        headers={"Authorization": f"Bearer {token}"} if token else {},
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=4),  # some servers hold one for 5 s only
        timeout=aiohttp.ClientTimeout(total=120),
    )


async def ask(session: aiohttp.ClientSession, method: str, path: str, body: Any = None) -> Any:
    """A call of the API.  Raises RuntimeError with what the server says if it is refused."""
    async with session.request(method, path, json=body) as answer:
        said = await answer.text()
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:300]}")
        return json.loads(said)


async def stream_of(session: aiohttp.ClientSession, path: str, last: str) -> AsyncIterator[tuple[str, str, bytes]]:
    """A stream's events as (id, name, data), with the id of the last one that is known."""
    timeout = aiohttp.ClientTimeout(total=None, sock_read=QUIET)
    async with session.get(path, headers={"Last-Event-ID": last} if last else {}, timeout=timeout) as answer:
        if not answer.ok:
            raise RuntimeError(f"GET {path}: {answer.status} {(await answer.text())[:300]}")
        identity, name, data = "", "", b""
        async for line in answer.content:
            key, _, value = line.rstrip(b"\n").partition(b": ")
            if key == b"id":
                identity = value.decode()
            elif key == b"event":
                name = value.decode()
            elif key == b"data":
                data = value
            elif not key:
                yield identity, name, data
                identity, name, data = "", "", b""


@dataclass
class Player:
    """Somebody in a seat.  `group` is who waits for each other; `think` the most seconds until an order."""

    session: aiohttp.ClientSession
    seat: str
    group: Hashable
    ledger: Ledger
    think: float
    luck: random.Random
    here: asyncio.Event = field(default_factory=asyncio.Event)  # set by the first view
    acknowledged: dict[int, dict[str, float]] = field(default_factory=dict)  # the orders that the server accepted
    week: int = 0  # the newest week that was seen while it was played
    over: bool = False
    _version: str = ""
    _orders: set[asyncio.Task[None]] = field(default_factory=set)

    async def play(self) -> None:
        """Follow the game until it is over."""
        while True:
            try:
                async for version, name, data in stream_of(
                    self.session, f"/api/seats/{self.seat}/stream", self._version
                ):
                    if name == "view":
                        self._version = version
                        self._look(data, time.perf_counter())
                        self.here.set()
                    if self.over:
                        return
                self.ledger.errors["a stream that ended"] += 1
            except LOST as error:
                self.ledger.errors[f"a stream that was lost: {type(error).__name__}"] += 1
            await asyncio.sleep(self.luck.uniform(*AGAIN))

    def _look(self, data: bytes, now: float) -> None:
        """Read a view; only one of a new week, or of the end, is worth more than a glance."""
        week = int(self._version.partition("-")[0])
        self.over = b'"state": "over"' in data
        if self.over:
            self.ledger.seen(self.group, week, now)
        elif week > self.week and b'"state": "playing"' in data:
            if self.week:
                self.ledger.seen(self.group, week - 1, now)
            self.week = week
            task = asyncio.create_task(self._order(week, data))
            self._orders.add(task)
            task.add_done_callback(self._orders.discard)

    async def _order(self, week: int, data: bytes) -> None:
        """Order about what was asked, once in a week; a view is read then, when not all others arrive."""
        await asyncio.sleep(self.luck.uniform(0, self.think))
        view = json.loads(data)
        orders = {
            item: max(0, round(figures["asked"]) + self.luck.randint(-2, 3))
            for item, figures in view["sight"]["items"].items()
        }
        path = f"/api/seats/{self.seat}/orders/{week}"
        while week == self.week and not self.over:
            sent = time.perf_counter()
            self.ledger.sent(self.group, week, sent)
            try:
                async with self.session.put(path, json={"orders": orders, "take": view["take"]}) as answer:
                    said = await answer.text()
            except LOST as error:
                self.ledger.errors[f"an order that was lost: {type(error).__name__}"] += 1
                await asyncio.sleep(self.luck.uniform(*AGAIN))
                continue
            self.ledger.orders.append(time.perf_counter() - sent)
            if answer.ok:
                self.acknowledged[week] = json.loads(said)["orders"]
            else:
                self.ledger.errors[f"an order that was refused: {answer.status} {said[:80]}"] += 1
            return
