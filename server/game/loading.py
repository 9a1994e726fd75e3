"""From a database to a room: the log of a game folded, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bullwhip.agents.games.seat import SeatRule, checked, rules_at, seat_rules
from bullwhip.network.errors import BullwhipError
from bullwhip.server.game import events
from bullwhip.server.game.breath import Breath
from bullwhip.server.game.complaints import reason_of
from bullwhip.server.game.database import Database
from bullwhip.server.game.fold import begin, fold
from bullwhip.server.game.ids import is_code
from bullwhip.server.game.refusal import Refusal, UnreadableGame
from bullwhip.server.game.room import Entry, Room

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["loaded", "unknown"]

LONGEST = 300  # characters of why an entry cannot be read


def unknown() -> Refusal:
    """What is said of a code that no game has."""
    return Refusal("no-such-game", "there is no game with this code; look at the code again")


def loaded(database: Database, code: str, until: int | None = None) -> Room:
    """The room of a game, with the orders of the weeks under way; or as it was after its log's entry `until`.

    Others have their turn meanwhile.  Raises Refusal if there is no such game, and UnreadableGame.
    """
    if not is_code(code):
        raise unknown()
    with database.reading() as connection:
        written = database.written(connection, code)
        if not written:
            raise unknown()
        room = _folded(code, written if until is None else written[:until])
        if until is None:
            _see_orders(database, connection, room)
    return room


def _folded(code: str, written: list[tuple[int, int, str]]) -> Room:
    breathe = Breath()
    room: Room | None = None
    for due, (number, at, text) in enumerate(written, 1):
        try:
            entry = _next(due, number, at, text)
            if room is None:
                room = begin(code, entry)
                rules = seat_rules(room.scenario)
            else:
                _check(entry.event, room, rules)
                fold(room, entry)
        except Exception as error:  # whatever it is, it is this game's
            raise UnreadableGame(code, due, _why(error)) from error
        breathe()
    assert room is not None
    return room


def _check(event: events.Event, room: Room, rules: Mapping[tuple[str, str], SeatRule]) -> None:
    """Raise IllegalOrder for a decision that no game writes: a file may have been changed by hand.

    Where the scenario fixes all orders of a seat, these count whatever is written.
    """
    if not isinstance(event, events.Closed):
        return
    for site, decision in event.decisions.items():
        if site not in room.team(event.team).forced:
            checked(decision.orders, rules_at(rules, site), room.scenario.whole_units)


def _next(due: int, number: int, at: int, text: str) -> Entry:
    if number != due:
        raise BullwhipError(f"it is missing; the next one is {number}")
    return Entry(number, at, events.read(text))


def _see_orders(database: Database, connection: Connection, room: Room) -> None:
    try:
        placed = database.placed(connection, room.code)
    except (ValueError, TypeError) as error:  # no JSON
        raise UnreadableGame(room.code, None, _why(error)) from error
    for team in room.teams:
        team.orders = placed.get((team.number, team.take, team.week), {})


def _why(error: Exception) -> str:
    """Why something cannot be read, in a line."""
    if isinstance(error, ValidationError):
        parts = (f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()[:3])
        return "; ".join(parts)[:LONGEST]
    return reason_of(error)[:LONGEST]
