"""The time, as games count it."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Clock", "wall_clock"]

Clock = Callable[[], int]


def wall_clock() -> int:
    """The time, in ms since 1970."""
    return time.time_ns() // 1_000_000
