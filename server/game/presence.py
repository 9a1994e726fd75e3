"""Who is there: players with an open stream, or who asked for something a short while ago."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bullwhip.server.game.clock import Clock

__all__ = ["Presence"]

ONLINE = 40_000  # ms: a hidden page asks every 15 s


class Presence:
    """When each player was last there, in ms since 1970, as far as this process knows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._streams: dict[str, int] = {}
        self._seen: dict[str, int] = {}

    def seen(self, player: str) -> None:
        """Note that a player is there now."""
        self._seen[player] = self._clock()

    @contextmanager
    def streaming(self, player: str) -> Iterator[None]:
        """The player is there while a stream is open."""
        with self._lock:
            self._streams[player] = self._streams.get(player, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._streams[player] -= 1
                if not self._streams[player]:
                    del self._streams[player]
            self.seen(player)

    def is_online(self, player: str) -> bool:
        """Whether a player is there now."""
        return player in self._streams or self._clock() - self._seen.get(player, 0) < ONLINE

    def is_gone(self, player: str, seconds: int | None, since: int) -> bool:
        """Whether a player has not been there for so many seconds; who was never seen was last there `since`."""
        if seconds is None or player in self._streams:
            return False
        return self._clock() - max(self._seen.get(player, 0), since) >= 1000 * seconds

    def here(self, since: int) -> dict[str, int]:
        """When each player was last there, of those whom this process has seen since then."""
        now = self._clock()
        with self._lock:
            streaming = dict.fromkeys(self._streams, now)
        return {**{player: at for player, at in self._seen.items() if at >= since}, **streaming}

    def learn(self, seen: Mapping[str, int]) -> None:
        """Take over what other processes have seen."""
        for player, at in seen.items():
            self._seen[player] = max(at, self._seen.get(player, 0))

    def forget(self, before: int) -> None:
        """Let go of players who were last there before this."""
        self._seen = {player: at for player, at in self._seen.items() if at >= before}
