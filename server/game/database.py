"""The database: the log of every game, and the orders of the weeks under way.

SQLite in one process, or PostgreSQL for several.  Whoever appends to a game's log holds the lock of the game's row;
whoever places an order shares it.  So an order is either in the database before its week is closed, or too late.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bullwhip.network.errors import BullwhipError
from bullwhip.server.game import events
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Entry, Placed
from bullwhip.server.game.schema import games, log, migrate, orders, presence

__all__ = ["CHANNEL", "Aside", "Database", "Written"]

CHANNEL = "bullwhip"  # on which PostgreSQL tells of games whose log has grown
BUSY = 10_000  # ms that SQLite waits for another process's writing
DAY = 24 * 3_600_000  # ms after which nobody cares that somebody was there
WRITES = {"bullwhip_writes": True}

Aside = Callable[[Callable[[], None]], object]
Written = tuple[str, int, str, int, int, Placed]  # an order: game, team, site, take, week, what


def _at_once(work: Callable[[], None]) -> None:
    work()


class Database:
    """Where games are kept.  `url` is one of SQLAlchemy's, for SQLite or PostgreSQL.  Raises BullwhipError.

    SQLite's commits wait for the disk and hold up whatever shares their thread: `aside` may do them elsewhere, as long
    as it waits for them.
    """

    def __init__(self, url: str, aside: Aside = _at_once) -> None:
        self.url = url
        self.engine = _engine(url)
        self._put_orders = _upsert(postgresql if self.is_shared else sqlite)
        if not self.is_shared:
            commit = self.engine.dialect.do_commit
            self.engine.dialect.do_commit = lambda raw: aside(lambda: commit(raw))  # type: ignore[method-assign, assignment]
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()  # no connection outlives a database that will not do
            raise

    @property
    def is_shared(self) -> bool:
        """Whether several processes may play on it."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, or undone by an exception."""
        with self.engine.connect().execution_options(**WRITES) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, and waits for nobody."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def lock(self, connection: Connection, code: str) -> int:
        """Lock a game against other changes until the end of the transaction; the number of its log's last entry."""
        number = connection.scalar(select(games.c.number).where(games.c.code == code).with_for_update())
        if number is None:
            raise Refusal("no-such-game", "there is no game with this code; look at the code again")
        return int(number)

    def share(self, connection: Connection, codes: Iterable[str]) -> dict[str, int]:
        """Keep games from being changed until the end of the transaction; the number of each log's last entry."""
        wanted = select(games.c.code, games.c.number).where(games.c.code.in_(sorted(codes)))
        rows = connection.execute(wanted.order_by(games.c.code).with_for_update(read=True))
        return {code: number for code, number in rows}  # noqa: C416  (rows are no tuples)

    def numbers(self, connection: Connection, codes: Iterable[str]) -> dict[str, int]:
        """The number of the last entry of each game's log."""
        rows = connection.execute(select(games.c.code, games.c.number).where(games.c.code.in_(list(codes))))
        return {code: number for code, number in rows}  # noqa: C416

    def exists(self, connection: Connection, code: str) -> bool:
        """Whether there is a game with this code."""
        return connection.scalar(select(games.c.code).where(games.c.code == code)) is not None

    def create(self, connection: Connection, code: str, at: int) -> None:
        """A new game, whose log is empty."""
        connection.execute(insert(games).values(code=code, number=0, at=at))

    def append(self, connection: Connection, code: str, entries: Sequence[Entry]) -> None:
        """Append entries to the log of a game that is locked; closed weeks' orders are in the log from now on."""
        connection.execute(insert(log), [_row(code, entry) for entry in entries])
        last = entries[-1]
        connection.execute(update(games).where(games.c.code == code).values(number=last.number, at=last.at))
        begun = [e.event.team for e in entries if isinstance(e.event, events.Closed | events.Undone)]
        if begun:
            connection.execute(delete(orders).where(orders.c.game == code, orders.c.team.in_(begun)))
        moved = [e.event.player for e in entries if isinstance(e.event, events.Left | events.Moved)]
        if moved:  # what they ordered counts no more
            connection.execute(delete(orders).where(orders.c.game == code, orders.c.player.in_(moved)))
        if self.is_shared:
            connection.execute(select(func.pg_notify(CHANNEL, code)))

    def entries(self, connection: Connection, code: str, after: int = 0) -> list[Entry]:
        """The entries of a game's log that come after a number."""
        rows = connection.execute(
            select(log.c.number, log.c.at, log.c.event)
            .where(log.c.game == code, log.c.number > after)
            .order_by(log.c.number)
        )
        return [Entry(number, at, events.read(written)) for number, at, written in rows]

    def place(self, connection: Connection, placed: Sequence[Written]) -> None:
        """Keep orders, each in the place of the seat's order before it; their games are shared."""
        newest = {(code, team, site): (take, week, what) for code, team, site, take, week, what in placed}
        rows = [
            {
                "game": code,
                "team": team,
                "site": site,
                "take": take,
                "week": week,
                "player": what.player,
                "at": what.at,
                "orders": json.dumps(what.orders),
            }
            for (code, team, site), (take, week, what) in newest.items()
        ]
        connection.execute(self._put_orders, rows)

    def count(self, connection: Connection, code: str) -> int:
        """How many seats of a game have ordered in the weeks under way."""
        return int(connection.scalar(select(func.count()).where(orders.c.game == code)) or 0)

    def timed(self, connection: Connection, since: int) -> list[str]:
        """Games that went on since then and may have a timer."""
        timer = log.c.event.contains('"timer_seconds":') & ~log.c.event.contains('"timer_seconds":null')
        set_later = log.c.event.contains('"kind":"timer-set"')
        wanted = select(log.c.game).join(games, games.c.code == log.c.game)
        wanted = wanted.where(games.c.at > since, log.c.team.is_(None), timer | set_later)
        return sorted(connection.scalars(wanted.distinct()))

    def placings(self, connection: Connection, codes: Iterable[str]) -> dict[str, tuple[int, int]]:
        """For each game in which something is placed: how many orders, and the sum of their times.

        It changes with every order, also with one in the place of another.
        """
        counted = select(orders.c.game, func.count(), func.sum(orders.c.at)).where(orders.c.game.in_(list(codes)))
        return {code: (count, int(at)) for code, count, at in connection.execute(counted.group_by(orders.c.game))}

    def exchange_presence(self, connection: Connection, here: Mapping[str, int], since: int) -> dict[str, int]:
        """Write down when these players were last there; when all were, of those who were there since then."""
        if here:
            put = postgresql.insert(presence)
            put = put.on_conflict_do_update(
                index_elements=["player"], set_={"at": func.greatest(presence.c.at, put.excluded.at)}
            )
            connection.execute(delete(presence).where(presence.c.at < since - DAY))
            connection.execute(put, [{"player": player, "at": at} for player, at in sorted(here.items())])
        seen = connection.execute(select(presence.c.player, presence.c.at).where(presence.c.at >= since))
        return {player: at for player, at in seen}  # noqa: C416

    def placed(
        self, connection: Connection, code: str, teams: Iterable[int] | None = None
    ) -> dict[tuple[int, int, int], dict[str, Placed]]:
        """The orders that are placed in a game, or in some teams of it, by (team, take, week) and site."""
        wanted = select(orders).where(orders.c.game == code)
        if teams is not None:
            wanted = wanted.where(orders.c.team.in_(list(teams)))
        found: dict[tuple[int, int, int], dict[str, Placed]] = {}
        for row in connection.execute(wanted):
            placed = Placed(json.loads(row.orders), row.player, row.at)
            found.setdefault((row.team, row.take, row.week), {})[row.site] = placed
        return found

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def _bring_up_to_date(self) -> None:
        try:
            with self.writing() as connection:
                if self.is_shared:  # two workers that start at once
                    connection.execute(text("SELECT pg_advisory_xact_lock(4711)"))
                migrate(connection)
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            shown = self.engine.url.render_as_string(hide_password=True)
            raise BullwhipError(f"--database {shown}: cannot be opened ({reason})") from None


def _upsert(dialect: Any) -> Any:
    """The statement that keeps an order in the place of the seat's order before it."""
    put = dialect.insert(orders)
    fresh = {name: put.excluded[name] for name in ("take", "week", "player", "at", "orders")}
    return put.on_conflict_do_update(index_elements=["game", "team", "site"], set_=fresh)


def _row(code: str, entry: Entry) -> Mapping[str, Any]:
    closed = entry.event if isinstance(entry.event, events.Closed) else None
    return {
        "game": code,
        "number": entry.number,
        "at": entry.at,
        "event": events.written(entry.event),
        "team": closed.team if closed else None,
        "take": closed.take if closed else None,
        "week": closed.week if closed else None,
    }


def _engine(url: str) -> Engine:
    remedy = "give sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME"
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BullwhipError(f"--database: found no database's address; {remedy}") from None
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        try:
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=10)
        except (ImportError, NoSuchModuleError):
            raise BullwhipError(
                "--database: PostgreSQL needs one more package: pip install 'bullwhip[postgres]'"
            ) from None
    if kind == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise BullwhipError("--database: found SQLite without a file, which forgets; give sqlite:///FILE")
        made = create_engine(parsed)
        event.listen(made, "connect", _prepare)
        event.listen(made, "begin", _begin)
        return made
    raise BullwhipError(f"--database: found {kind!r}, where only SQLite and PostgreSQL will do; {remedy}")


def _prepare(connection: Any, _record: object) -> None:
    """SQLite: transactions begin where we say; what is committed survives a power cut; readers and a writer at once."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """SQLite: a transaction that will write locks at once, or it could fail in its middle."""
    writes = connection.get_execution_options().get("bullwhip_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
