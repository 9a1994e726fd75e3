"""Long work that lets others have their turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

__all__ = ["Aside", "Breath", "at_once"]

Answer = TypeVar("Answer")

SLICE = 0.01  # seconds of work between two pauses
PAUSE = 0.001  # seconds


class Breath:
    """Called between the steps of long work, it pauses now and then.

    It must be a real pause: under gevent one of no length lets go on who can go on, but reads nothing that has come in
    meanwhile, so that everybody waits all the same.
    """

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def __call__(self) -> None:
        """Pause, if it is time to."""
        if time.perf_counter() - self._since >= SLICE:
            time.sleep(PAUSE)
            self._since = time.perf_counter()


class Aside(Protocol):
    """Does something elsewhere, waits for it, and gives what it gives or raises: others have their turn meanwhile."""

    def __call__(self, work: Callable[[], Answer], /) -> Answer:
        """Do it."""
        ...


def at_once(work: Callable[[], Answer], /) -> Answer:
    """Do something here and now, where nobody waits."""
    return work()
