"""One holder of a file of games.

What has been ordered is in the memory of the process that plays, and of no other: two on one file would close weeks
without each other's orders.  So whoever plays holds a lock of the operating system, which ends with the process however
that ends.  It lies on a file beside the games, as SQLite has locks of its own on theirs, which on some systems are of
the same kind.
"""

from __future__ import annotations

import os
import platform
import sys
import weakref
from pathlib import Path

from bullwhip.network.errors import BullwhipError

__all__ = ["Hold"]

ENDING = "-lock"  # of the file beside the games; it is empty while nobody holds them
LONGEST = 300  # characters of what a holder says of itself


class Hold:
    """The lock of a file of games, held until it is let go or the process ends.  Who only reads needs none.

    `shown` is how messages name the file.  Raises BullwhipError where another one holds it, and says who.
    """

    def __init__(self, file: Path, shown: str) -> None:
        real = file.resolve()  # a symbolic link leads to the same games
        if real.exists() and real.stat().st_nlink > 1:
            raise BullwhipError(
                f"{shown}: this file has several names (hard links), between which SQLite would lose orders; "
                "leave it one name, or copy it"
            )
        try:
            beside = os.open(real.with_name(real.name + ENDING), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        except OSError as error:
            raise BullwhipError(f"{shown}: cannot be opened ({error.strerror})") from None
        try:
            _lock(beside)
        except OSError as error:
            who = _said(beside)
            os.close(beside)
            if not isinstance(error, BlockingIOError | PermissionError):
                raise BullwhipError(
                    f"{shown}: this file cannot be locked here ({error.strerror}); keep it on a disk of this computer"
                ) from None
            raise BullwhipError(
                f"{shown}: another server plays the games of this file{who}, and two would lose each other's orders; "
                "play there, or end that one, or give this one a file of its own: --database sqlite:///other.db"
            ) from None
        self._beside = beside
        self._close = weakref.finalize(self, os.close, beside)
        self.say()

    def say(self, where: str = "") -> None:
        """Tell who holds the file, and where the games are played, to whoever is refused."""
        told = f"process {os.getpid()} on {platform.node()}" + (f", {where}" if where else "")
        os.ftruncate(self._beside, 0)
        os.write(self._beside, told.encode())

    def let_go(self) -> None:
        """Let others have the file."""
        if self._close.alive:
            os.ftruncate(self._beside, 0)
            self._close()


def _said(beside: int) -> str:
    """What a holder says of itself, in brackets; nothing if it has not yet."""
    os.lseek(beside, 0, os.SEEK_SET)
    told = "".join(letter for letter in os.read(beside, LONGEST).decode(errors="replace") if letter.isprintable())
    return f" ({told})" if told else ""


if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30  # Windows lets nobody read what is locked: so it is a byte far behind what is written

    def _lock(beside: int) -> None:
        os.lseek(beside, FAR, os.SEEK_SET)
        msvcrt.locking(beside, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(beside: int) -> None:
        fcntl.flock(beside, fcntl.LOCK_EX | fcntl.LOCK_NB)
