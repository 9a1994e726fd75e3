"""How many requests of a kind may come in a while.

What is known to be one person's or one game's counts for that one; a whole school may sit behind one address, so what
counts for an address leaves room for a thousand people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bullwhip.server.game.refusal import Refusal

__all__ = ["RULES", "Limits"]


@dataclass(frozen=True)
class Rule:
    """A limit, and what it counts for: the address, or the game or seat in the path."""

    rate: str
    key: Literal["address", "path"]


RULES = {
    "all": Rule("12000 per minute", "address"),  # routes that know nobody: scenarios, lobbies, codes that may be wrong
    "wrong": Rule("3000 per minute", "address"),  # codes and tokens that open nothing
    "make": Rule("60 per minute", "address"),  # games by a host; scenarios to check
    "solo": Rule("1200 per 10 minutes", "address"),  # games of one
    "join": Rule("3000 per minute", "path"),
    "order": Rule("120 per minute", "path"),
    "view": Rule("600 per minute", "path"),
    "stream": Rule("120 per minute", "path"),
    "host": Rule("600 per minute", "path"),
    "heavy": Rule("60 per minute", "path"),  # exports, what if
}


class Limits:
    """Counts requests, in this process."""

    def __init__(self, enabled: bool = True) -> None:
        self.enabled = enabled
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._rates: dict[str, RateLimitItem] = {name: parse(rule.rate) for name, rule in RULES.items()}

    def count(self, name: str, address: str, path: str) -> None:
        """Count a request.  Raises Refusal if there were too many."""
        key = address if RULES[name].key == "address" else path
        if self.enabled and not self._limiter.hit(self._rates[name], name, key):
            raise Refusal("too-many", "too many requests; wait a little and try again")
