"""How many requests of a kind may come in a while.

Who shows a token counts for that token alone, so that nobody else can use up what a host or a player may do.  Who shows
none counts for the address; a whole school may sit behind one, so these limits leave room for a thousand people.

Each counter is a bucket: it holds as many requests as a rule allows in its while, and fills up evenly.  (A library
that remembers the time of every request spent three fifths of a full classroom's processor time on forgetting them.)
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bullwhip.server.game.refusal import Refusal

__all__ = ["RULES", "Allowance", "Limits", "too_many"]

MOST_OPEN = 4_000  # streams; a process has 5,000 connections, and orders need some
MOST_OPEN_EACH = 30  # streams of one seat, or of one game's host, or of its projectors
MOST = 50_000  # buckets; then those that are full again are forgotten
KEPT = 0.8  # of them, where all are in use: those that lost the least go
HOUR = 3_600  # seconds


@dataclass(frozen=True)
class Allowance:
    """So many requests in so many seconds, of an address, or of who shows a token."""

    amount: int
    seconds: int
    key: Literal["address", "token"]


RULES = {
    "all": Allowance(12_000, 60, "address"),  # routes that know nobody: scenarios, lobbies
    "wrong": Allowance(3_000, 60, "address"),  # tokens that open nothing
    "guess": Allowance(600, 600, "address"),  # codes of no game; there are 47 million
    "make": Allowance(60, 60, "address"),  # games by a host; scenarios to check
    "solo": Allowance(1_200, 600, "address"),  # games of one
    "enter": Allowance(120, 60, "token"),
    "order": Allowance(120, 60, "token"),
    "view": Allowance(600, 60, "token"),
    "stream": Allowance(120, 60, "token"),
    "host": Allowance(600, 60, "token"),
    "heavy": Allowance(60, 60, "token"),  # exports, what if
}

# How many may join a game from one address: so many at once, then a few a second, and more where many have joined: a
# class of thirty is in within 20 s, a school of a thousand within two minutes, while a program that takes seats is slow
# enough to be seen.  Who comes too early waits a moment: the page asks again by itself.
AT_ONCE = 12
A_SECOND = 1.0
GROWTH = 15  # of so many who have joined, one more a second


@dataclass(slots=True)
class _Door:
    """Who joins one game from one address: how many may just now, when that was, and how many have."""

    left: float
    at: float
    joined: int = 0

    @property
    def pace(self) -> float:
        """How many more may join in a second."""
        return max(A_SECOND, self.joined / GROWTH)


class Limits:
    """Counts requests, in this process."""

    def __init__(self, enabled: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}  # what is left, and when that was, s
        self._doors: dict[tuple[str, str], _Door] = {}  # by game and address
        self._known: dict[tuple[str, str], float] = {}  # games and addresses from which somebody is in them: when, s
        self._open: Counter[str] = Counter()  # streams, by who shows a token

    def count(self, name: str, address: str, token: str) -> None:
        """Count a request of an address, or of a token's owner, as the rule says.  Raises Refusal if too many came."""
        if not self.enabled:
            return
        rule, now = RULES[name], self._clock()
        key = name, network_of(address) if rule.key == "address" else token
        left = self._left(key, now)
        if left < 1:
            raise too_many((1 - left) * rule.seconds / rule.amount)
        self._buckets[key] = left - 1, now
        if len(self._buckets) > MOST:
            self._forget(now)

    def admit(self, code: str, address: str) -> None:
        """Raise Refusal where an address has named too many codes of no game, whether this one is right or wrong.

        So guessing gains nothing.  Nobody in a game is held up, and no newcomer at an address from which somebody is in
        that game already: its code is no secret there.
        """
        if not self.enabled or self.is_known(code, address):
            return
        rule, now = RULES["guess"], self._clock()
        left = self._left(("guess", network_of(address)), now)
        if left < 1:
            raise too_many((1 - left) * rule.seconds / rule.amount)

    def know(self, code: str, address: str) -> None:
        """Note that somebody at this address is in a game."""
        if not self.enabled:
            return
        now = self._clock()
        self._known[code, network_of(address)] = now
        if len(self._known) > MOST:
            recent = sorted(self._known.items(), key=lambda kept: kept[1])[-int(MOST * KEPT) :]
            self._known = {key: at for key, at in recent if now - at < HOUR}

    def is_known(self, code: str, address: str) -> bool:
        """Whether somebody at this address was in a game within the last hour."""
        at = self._known.get((code, network_of(address)))
        return at is not None and self._clock() - at < HOUR

    def come_in(self, code: str, address: str) -> None:
        """Count somebody who wants to join a game.  Raises Refusal if too many come from there at once."""
        if not self.enabled:
            return
        now = self._clock()
        key = code, network_of(address)
        door = self._doors.setdefault(key, _Door(AT_ONCE, now))
        most = max(AT_ONCE, door.pace)
        door.left, door.at = min(door.left + (now - door.at) * door.pace, most), now
        if door.left < 1:
            raise too_many((1 - door.left) / door.pace)
        door.left -= 1
        door.joined += 1
        if len(self._doors) > MOST:
            recent = sorted(self._doors.items(), key=lambda kept: kept[1].at)[-int(MOST * KEPT) :]
            self._doors = dict(recent)

    def hold(self, token: str) -> Callable[[], None]:
        """Count a stream as open; what is given back lets go of it.  Raises Refusal if too many are open."""
        if not self.enabled:
            return lambda: None
        if self._open[token] >= MOST_OPEN_EACH or self._open.total() >= MOST_OPEN:
            raise Refusal("too-many", "too many pages of this are open; close some, or wait: the page goes on without")
        self._open[token] += 1

        def let_go() -> None:
            self._open[token] -= 1
            if not self._open[token]:
                del self._open[token]

        return let_go

    def _left(self, key: tuple[str, str], now: float) -> float:
        """What is left in a bucket now."""
        rule = RULES[key[0]]
        left, at = self._buckets.get(key, (float(rule.amount), now))
        return min(left + (now - at) * rule.amount / rule.seconds, float(rule.amount))

    def _forget(self, now: float) -> None:
        """Let go of buckets that are full again; where hardly any is, of those that lost the least.

        Whoever floods the table with new names so makes room in it by the flood's own buckets: who was told to wait
        still waits.
        """
        shares = {key: self._left(key, now) / RULES[key[0]].amount for key in self._buckets}
        used = sorted((key for key, share in shares.items() if share < 1), key=shares.__getitem__)
        self._buckets = {key: self._buckets[key] for key in used[: int(MOST * KEPT)]}


def too_many(seconds: float) -> Refusal:
    """What is told who asks too often, and when to ask again."""
    return Refusal("too-many", "too many requests; wait a little and try again", seconds=max(math.ceil(seconds), 1))


def network_of(address: str) -> str:
    """What an address counts as: itself, or, of IPv6, the 64 bits of its network, as the rest is anybody's choice."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, 64), strict=False).network_address)
