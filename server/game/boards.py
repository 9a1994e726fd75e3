"""The views of host and projector as JSON, made at most once a second however many look."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bullwhip.server.game.room import Board, Room
from bullwhip.server.game.room_views import host_view, screen_view

if TYPE_CHECKING:
    from bullwhip.server.game.classroom import Classroom

__all__ = ["host_board", "screen_board"]

FRESH = 900  # ms for which a board is good, if nothing was decided meanwhile


def host_board(classroom: Classroom, room: Room, extra: Mapping[str, Any]) -> tuple[str, bytes]:
    """The host's view with `extra` facts, and its version."""
    absent = classroom.absent(room)
    return _board(classroom, room, "host", lambda: host_view(room, classroom.presence, absent), extra)


def screen_board(classroom: Classroom, room: Room, extra: Mapping[str, Any]) -> tuple[str, bytes]:
    """The projector's view with `extra` facts, and its version."""
    absent = classroom.absent(room)
    return _board(classroom, room, "screen", lambda: screen_view(room, absent), extra)


def _board(
    classroom: Classroom, room: Room, name: str, view: Callable[[], Mapping[str, Any]], extra: Mapping[str, Any]
) -> tuple[str, bytes]:
    now = classroom.clock()
    with room.lock:
        board = room.boards.get(name)
        if board is None or board.number != room.number or now - board.at >= FRESH:
            body = json.dumps(view(), ensure_ascii=False).encode()
            if board is not None and board.body == body:
                board.number, board.at = room.number, now
            else:
                week = max((team.week for team in room.teams), default=1)
                number = max(now - room.made, _number(board) + 1)
                board = Board(room.number, now, body, f"{week}-{number}")
                room.boards[name] = board
    more = json.dumps({"version": board.version, **extra, "now": now}, ensure_ascii=False).encode()
    return board.version, more[:-1] + b"," + board.body[1:]


def _number(board: Board | None) -> int:
    return int(board.version.rpartition("-")[2]) if board is not None else 0
