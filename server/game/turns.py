"""Turns: one works at a time, and of those who wait each game has its turn before another has its second."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["FairTurns"]


class FairTurns:
    """A lock that is handed on from game to game, so that no game's many questions hold up all others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()

    @contextmanager
    def turn(self, game: str) -> Iterator[None]:
        """Wait for a game's turn, and have it."""
        mine = threading.Event()
        with self._lock:
            if self._taken:
                self._waiting.setdefault(game, deque()).append(mine)
            else:
                self._taken = True
                mine.set()
        mine.wait()
        try:
            yield
        finally:
            self._hand_on()

    def waiting(self) -> int:
        """How many wait for their turn."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def _hand_on(self) -> None:
        with self._lock:
            if not self._waiting:
                self._taken = False
                return
            game, queue = self._waiting.popitem(last=False)
            queue.popleft().set()
            if queue:
                self._waiting[game] = queue  # behind all others
