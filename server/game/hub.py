"""Who listens to a game, and how they hear that something has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Hub", "Listener"]


class Listener:
    """Somebody who waits for news of a game: of one team, or (team None) of all.  The team may change."""

    def __init__(self, team: int | None) -> None:
        self.team = team
        self._news = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Wait for news, but not longer than this; whether there are any."""
        heard = self._news.wait(seconds)
        self._news.clear()
        return heard

    def gather(self, seconds: float) -> None:
        """Let news pass for a while; what comes meanwhile is heard at the next wait."""
        time.sleep(seconds)

    def wake(self) -> None:
        """Let it hear."""
        self._news.set()


class Hub:
    """The listeners of all games in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[str, set[Listener]] = {}
        self.open = True

    @contextmanager
    def listening(self, code: str, team: int | None = None) -> Iterator[Listener]:
        """A listener, for as long as it listens."""
        listener = Listener(team)
        with self._lock:
            self._listeners.setdefault(code, set()).add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                heard = self._listeners[code]
                heard.discard(listener)
                if not heard:
                    del self._listeners[code]

    def tell(self, code: str, teams: set[int] | None = None) -> None:
        """Wake who listens to a game: to these teams of it and to all, or (None) everybody."""
        with self._lock:
            told = [one for one in self._listeners.get(code, ()) if teams is None or one.team in {None, *teams}]
        for listener in told:
            listener.wake()

    def is_heard(self, code: str) -> bool:
        """Whether anybody listens to a game."""
        with self._lock:
            return code in self._listeners

    def close(self) -> None:
        """Let all listeners go."""
        self.open = False
        with self._lock:
            told = [listener for listeners in self._listeners.values() for listener in listeners]
        for listener in told:
            listener.wake()
