"""The tables of the database, and how an older database becomes a newer one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
    update,
)

from bullwhip.network.errors import BullwhipError

__all__ = ["MIGRATIONS", "games", "log", "migrate", "must_be_current", "orders", "presence"]

KEPT = MetaData()

version = Table("bullwhip_version", KEPT, Column("version", Integer, nullable=False))

games = Table(  # a row a game; whoever appends to its log locks the row first
    "bullwhip_games",
    KEPT,
    Column("code", String(12), primary_key=True),
    Column("number", Integer, nullable=False),  # of the log's last entry
    Column("at", BigInteger, nullable=False, index=True),  # of that entry, ms since 1970
)

log = Table(  # append only
    "bullwhip_log",
    KEPT,
    Column("game", String(12), ForeignKey("bullwhip_games.code"), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, ... in each game
    Column("at", BigInteger, nullable=False),  # ms since 1970, increasing
    Column("event", Text, nullable=False),  # JSON
    Column("team", Integer),  # these three of a week that was closed
    Column("take", Integer),
    Column("week", Integer),
    PrimaryKeyConstraint("game", "number"),
    UniqueConstraint("game", "team", "take", "week"),  # no week is ever closed twice
)

orders = Table(  # the newest order of each seat in the week under way
    "bullwhip_orders",
    KEPT,
    Column("game", String(12), ForeignKey("bullwhip_games.code"), nullable=False),
    Column("team", Integer, nullable=False),
    Column("site", String(200), nullable=False),
    Column("take", Integer, nullable=False),
    Column("week", Integer, nullable=False),
    Column("player", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),  # ms since 1970
    Column("orders", Text, nullable=False),  # JSON, units by item
    PrimaryKeyConstraint("game", "team", "site"),
)

presence = Table(  # what several processes tell each other of who is there
    "bullwhip_presence",
    KEPT,
    Column("player", String(40), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),  # ms since 1970
)


def _first(connection: Connection) -> None:
    KEPT.create_all(connection)


MIGRATIONS: Sequence[Callable[[Connection], None]] = (_first,)  # the n-th leads to version n


def migrate(connection: Connection, steps: Sequence[Callable[[Connection], None]] = MIGRATIONS) -> None:
    """Bring a database up to date, whatever version wrote it.  Raises BullwhipError if it is of a newer one."""
    at = _form(connection)
    if at > len(steps):
        raise _too_new(at, len(steps))
    for step in steps[at:]:
        step(connection)
    if at == 0:
        connection.execute(insert(version).values(version=len(steps)))
    elif at < len(steps):
        connection.execute(update(version).values(version=len(steps)))


def must_be_current(connection: Connection) -> None:
    """Raise BullwhipError unless the database is in today's form: who only reads does not bring it up to date."""
    at = _form(connection)
    if at > len(MIGRATIONS):
        raise _too_new(at, len(MIGRATIONS))
    if at == 0:
        raise BullwhipError("found no games in this database; give the one that `bullwhip play` says it keeps")
    if at < len(MIGRATIONS):
        raise BullwhipError(f"found a database of form {at}; `bullwhip play` on it brings it up to date")


def _form(connection: Connection) -> int:
    """The form that a database is in; 0 for one without our tables."""
    if not inspect(connection).has_table(version.name):
        return 0
    return connection.scalar(select(version.c.version)) or 0


def _too_new(at: int, known: int) -> BullwhipError:
    return BullwhipError(
        f"found a database of form {at}, where this Bullwhip knows forms up to {known}; "
        "install a newer one, or give another --database"
    )
