"""SQLite as games need it: what is committed survives a power cut, and nobody is held up by another process's lock.

SQLite itself waits for a lock by sleeping, and with it would sleep the loop that serves everybody.  So it never waits
here; we try again, and let others have their turn meanwhile.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

__all__ = ["WRITES", "sqlite_engine"]

BUSY = 10.0  # seconds for which another process's lock is waited for
PAUSE = 0.02  # seconds between two tries
PRIMARY = 0xFF  # the bits of an error's number that say its kind
WRITES = {"bullwhip_writes": True}  # of a connection that will write


def sqlite_engine(url: URL, only_reads: bool) -> Engine:
    """An engine whose connections are made for games; one that only reads changes nothing, not even the file's form."""
    made = create_engine(url, connect_args={"timeout": 0})
    kept = "query_only=ON" if only_reads else "journal_mode=WAL"
    pragmas = [f"PRAGMA {pragma}" for pragma in (kept, "synchronous=FULL", "foreign_keys=ON")]

    def prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # transactions begin where we say
        for pragma in pragmas:
            if not _in_time(partial(raw.execute, pragma)):
                raw.execute(pragma)  # raises what is wrong

    event.listen(made, "connect", prepare)
    event.listen(made, "begin", _begin)
    return made


def _begin(connection: Connection) -> None:
    """Begin a transaction; one that will write locks at once, or it could fail in its middle."""
    raw: Any = connection.connection.dbapi_connection
    begin = "BEGIN IMMEDIATE" if connection.get_execution_options().get("bullwhip_writes", False) else "BEGIN"

    def begun() -> None:
        raw.execute(begin)
        if begin == "BEGIN":
            try:
                raw.execute("SELECT 1 FROM sqlite_master").fetchone()  # whoever reads waits here, and nowhere else
            except sqlite3.Error:
                raw.execute("ROLLBACK")
                raise

    if not _in_time(begun):
        connection.exec_driver_sql(begin)  # raises what is wrong, as SQLAlchemy's error


def _in_time(work: Callable[[], object]) -> bool:
    """Do something as soon as no other process's lock is in the way; whether it went well."""
    until = time.monotonic() + BUSY
    while True:
        try:
            work()
        except sqlite3.Error as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                return False
        else:
            return True
        time.sleep(PAUSE)
