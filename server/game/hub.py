"""Who listens to a game, and how they hear that something has changed."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

__all__ = ["Hub", "Listener"]

AT_ONCE = 20  # listeners that are woken together; then whoever has come meanwhile has a turn


class Listener:
    """Somebody who waits for news of a game: of one team, or (team None) of all.  The team may change."""

    def __init__(self, team: int | None) -> None:
        self.team = team
        self._news: queue.SimpleQueue[None] = queue.SimpleQueue()

    def wait(self, seconds: float) -> bool:
        """Wait for news, but not longer than this; whether there are any."""
        try:
            self._news.get(timeout=seconds)
        except queue.Empty:
            return False
        with suppress(queue.Empty):
            while True:
                self._news.get_nowait()
        return True

    def gather(self, seconds: float) -> None:
        """Let news pass for a while; what comes meanwhile is heard at the next wait."""
        time.sleep(seconds)

    def wake(self) -> None:
        """Let it hear."""
        self._news.put(None)


class Hub:
    """The listeners of all games in this process.

    They are woken by a thread of its own, a few at a time: when a thousand see a new week at once, orders for it must
    not wait for the last of them.
    """

    def __init__(self) -> None:
        self.open = True
        self._lock = threading.Lock()
        self._listeners: dict[str, set[Listener]] = {}
        self._told: queue.SimpleQueue[Sequence[Listener] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._wake, name="bullwhip-hub", daemon=True)
        self._thread.start()

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
            heard = self._listeners.get(code, ())
            told = [one for one in heard if teams is None or one.team is None or one.team in teams]
        if told:
            self._told.put(told)

    def is_heard(self, code: str) -> bool:
        """Whether anybody listens to a game."""
        with self._lock:
            return code in self._listeners

    def close(self) -> None:
        """Let all listeners go.  Nobody is woken afterwards."""
        if not self.open:
            return
        self.open = False
        with self._lock:
            told = [listener for listeners in self._listeners.values() for listener in listeners]
        self._told.put(told)
        self._told.put(None)
        self._thread.join()

    def _wake(self) -> None:
        while (told := self._told.get()) is not None:
            for count, listener in enumerate(told, 1):
                listener.wake()
                if count % AT_ONCE == 0:
                    time.sleep(0)
