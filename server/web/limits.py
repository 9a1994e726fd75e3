"""How many requests of a kind may come in a while.

What is known to be one person's or one game's counts for that one; a whole school may sit behind one address, so what
counts for an address leaves room for a thousand people.

Each counter is a bucket: it holds as many requests as a rule allows in its while, and fills up evenly.  (A library
that remembers the time of every request spent three fifths of a full classroom's processor time on forgetting them.)
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bullwhip.server.game.refusal import Refusal

__all__ = ["RULES", "Limits", "Rule"]

MOST_OPEN = 4_000  # streams; a process has 5,000 connections, and orders need some
MOST_OPEN_EACH = 30  # streams of one seat, or of one game's host and projector
MOST = 50_000  # buckets; then those that are full again are forgotten


@dataclass(frozen=True)
class Rule:
    """So many requests in so many seconds, of an address, or of the game or seat in the path."""

    amount: int
    seconds: int
    key: Literal["address", "path"]


RULES = {
    "all": Rule(12_000, 60, "address"),  # routes that know nobody: scenarios, lobbies, codes that may be wrong
    "wrong": Rule(3_000, 60, "address"),  # codes and tokens that open nothing
    "make": Rule(60, 60, "address"),  # games by a host; scenarios to check
    "solo": Rule(1_200, 600, "address"),  # games of one
    "join": Rule(3_000, 60, "path"),
    "order": Rule(120, 60, "path"),
    "view": Rule(600, 60, "path"),
    "stream": Rule(120, 60, "path"),
    "host": Rule(600, 60, "path"),
    "heavy": Rule(60, 60, "path"),  # exports, what if
}


class Limits:
    """Counts requests, in this process."""

    def __init__(self, enabled: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}  # what is left, and when that was, s
        self._open: Counter[str] = Counter()  # streams, by the game or seat in the path

    def count(self, name: str, address: str, path: str) -> None:
        """Count a request.  Raises Refusal if there were too many."""
        if not self.enabled:
            return
        rule, now = RULES[name], self._clock()
        key = name, address if rule.key == "address" else path
        left, at = self._buckets.get(key, (float(rule.amount), now))
        left = min(left + (now - at) * rule.amount / rule.seconds, float(rule.amount))
        if left < 1:
            raise Refusal("too-many", "too many requests; wait a little and try again")
        self._buckets[key] = left - 1, now
        if len(self._buckets) > MOST:
            self._forget(now)

    def hold(self, path: str) -> Callable[[], None]:
        """Count a stream as open; what is given back lets go of it.  Raises Refusal if too many are open."""
        if not self.enabled:
            return lambda: None
        if self._open[path] >= MOST_OPEN_EACH or self._open.total() >= MOST_OPEN:
            raise Refusal("too-many", "too many pages of this are open; close some, or wait: the page goes on without")
        self._open[path] += 1

        def let_go() -> None:
            self._open[path] -= 1
            if not self._open[path]:
                del self._open[path]

        return let_go

    def _forget(self, now: float) -> None:
        """Let go of buckets that are full again; without any, of all: nobody is refused for another's flood."""
        old = {key for key, (_, at) in self._buckets.items() if now - at > RULES[key[0]].seconds}
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if old and key not in old}
