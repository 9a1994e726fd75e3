"""Participants of an oTree session as programs: each does what oTree's own pages do in a browser.

Order page, its form, the wait page, a WebSocket on which the wait page hears that it is over, and the next order page.
Pictures, styles and scripts are left out: a browser keeps them.
"""

from __future__ import annotations

import asyncio
import html
import random
import re
import time
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass

import aiohttp

from tests.bench.ledger import Ledger
from tests.bench.players import LOST

__all__ = ["Participant", "new_class"]

WAITS = "otree-wait-page"  # the header of a page that waits
SOCKET = re.compile(r'makeReconnectingWebSocket\("([^"]+)"\)')  # of a page that waits
PAGE_SOCKET = re.compile(r'data-socket-url="(/auto_advance[^"]+)"')  # of any other page
POLL = 10.0  # s after which a wait page that hears nothing is asked for again


async def new_class(session: aiohttp.ClientSession, seats: int) -> list[str]:
    """Make a session for so many participants; their codes, in the order in which they form teams."""
    async with session.post("/api/sessions", json={"session_config_name": "beer", "num_participants": seats}) as answer:
        answer.raise_for_status()
        code = (await answer.json(content_type=None))["code"]
    async with session.post(f"/api/get_session/{code}", json={}) as answer:
        answer.raise_for_status()
        people = (await answer.json(content_type=None))["participants"]
    return [one["code"] for one in sorted(people, key=lambda one: int(one["id_in_session"]))]


@dataclass
class Participant:
    """Somebody in a session.  `group` is who waits for each other; `think` the most seconds until an order."""

    session: aiohttp.ClientSession
    code: str
    group: Hashable
    weeks: int
    ledger: Ledger
    think: float
    luck: random.Random
    page_socket: bool  # whether the order page's own WebSocket is opened too, as in a browser
    _path: str = ""
    _text: str = ""

    async def begin(self) -> None:
        """Open the personal link."""
        await self._open(f"/InitializeParticipant/{self.code}")

    async def play(self) -> None:
        """All weeks.  What goes wrong ends it, and is counted."""
        try:
            for week in range(1, self.weeks + 1):
                await self._order(week)
                while await self._wait():
                    continue
                self.ledger.seen(self.group, week, time.perf_counter())
        except LOST as error:
            said = f"{error.status}" if isinstance(error, aiohttp.ClientResponseError) else type(error).__name__
            self.ledger.errors[f"a participant who got stuck: {said}"] += 1

    async def _order(self, week: int) -> None:
        socket = asyncio.create_task(self._keep_socket()) if self.page_socket else None
        await asyncio.sleep(self.luck.uniform(0, self.think))
        sent = time.perf_counter()
        self.ledger.sent(self.group, week, sent)
        form = {"units": self.luck.randint(2, 12)}
        async with self.session.post(self._path, data=form, allow_redirects=False) as answer:
            answer.raise_for_status()
            await answer.read()
            if answer.status == 200:
                self.ledger.errors["an order that was refused"] += 1
            onward = answer.headers.get("Location", self._path)
        self.ledger.orders.append(time.perf_counter() - sent)
        if socket:
            socket.cancel()
        await self._open(onward)

    async def _wait(self) -> bool:
        """Wait once, if the page is one that waits."""
        found = SOCKET.search(self._text)
        if found is None:
            return False
        async with self.session.ws_connect(html.unescape(found.group(1))) as socket:
            with suppress(TimeoutError):
                await socket.receive(timeout=POLL)
        await self._open(self._path)
        return True

    async def _open(self, path: str) -> None:
        async with self.session.get(path) as answer:
            answer.raise_for_status()
            self._text, self._path = await answer.text(), answer.url.path
            assert (WAITS in answer.headers) == bool(SOCKET.search(self._text)), "this oTree's pages are unknown here"

    async def _keep_socket(self) -> None:
        found = PAGE_SOCKET.search(self._text)
        if found is not None:
            async with self.session.ws_connect(html.unescape(found.group(1))) as socket:
                await socket.receive()
