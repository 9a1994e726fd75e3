"""What goes wrong again and again, in one line a while: a full disk fails every order of a class."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bullwhip.network.errors import BullwhipError

__all__ = ["Complaints", "reason_of"]

WHILE = 60.0  # seconds in which the same is said once
LONGEST = 200  # characters of a reason
EXPLAINED = (BullwhipError, OSError, SQLAlchemyError)  # these say themselves what is wrong; others need a traceback
_log = logging.getLogger("bullwhip.classroom")


class Complaints:
    """Writes into the server's log what went wrong: at once, and then how often it did, once a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[tuple[str, type[BaseException]], tuple[float, int]] = {}  # when, and how often since

    def say(self, what: str, error: BaseException) -> None:
        """Say that something failed, and why."""
        now, key = self._clock(), (what, type(error))
        at, unsaid = self._said.get(key, (now - WHILE, 0))
        if now - at < WHILE:
            self._said[key] = at, unsaid + 1
            return
        self._said = {other: told for other, told in self._said.items() if now - told[0] < WHILE or told[1]}
        self._said[key] = now, 0
        more = f" ({unsaid:,} more like it since this was last said)" if unsaid else ""
        _log.error("%s: %s%s", what, reason_of(error), more, exc_info=None if isinstance(error, EXPLAINED) else error)


def reason_of(error: BaseException) -> str:
    """What an error says, in a line: of the database's errors what the database said."""
    said = str(getattr(error, "orig", None) or error).strip()
    reason = said.splitlines()[0][:LONGEST] if said else ""
    return reason if isinstance(error, EXPLAINED) and reason else f"{type(error).__name__}: {reason}".removesuffix(": ")
