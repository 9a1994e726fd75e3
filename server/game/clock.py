"""The time, as games count it."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Clock", "steady_clock"]

Clock = Callable[[], int]
TICKS = getattr(time, "CLOCK_BOOTTIME", None)  # goes on while the computer sleeps, where there is such a thing


def steady_clock(not_before: int = 0) -> Clock:
    """A clock that gives the time in ms since 1970, and is never set: neither back, which would stop timers, nor on.

    It begins with the computer's time, or with `not_before` where that is later: who goes on with games after the
    computer's clock was set back goes on where they ended.
    """
    begun, ticks = max(time.time_ns() // 1_000_000, not_before), _ticks()
    return lambda: begun + (_ticks() - ticks) // 1_000_000


def _ticks() -> int:
    """Nanoseconds since some moment, whatever the computer's clock is set to."""
    return time.monotonic_ns() if TICKS is None else time.clock_gettime_ns(TICKS)
