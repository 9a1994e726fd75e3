"""From what went wrong to an answer: a status, a code for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, jsonify, request
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bullwhip.agents.games.seat import IllegalOrder
from bullwhip.network.errors import BullwhipError, Fault, ScenarioError
from bullwhip.server.game.complaints import Complaints
from bullwhip.server.game.refusal import Refusal, UnreadableGame

__all__ = ["STATUS", "answer_errors", "fault_tables", "refusal"]

STATUS = {  # all other codes: 409, it does not fit how the game stands
    "no-token": 401,
    "not-yours": 403,
    "banned": 403,
    "no-entry": 403,
    "create-token": 403,
    "cross-site": 403,
    "no-such-game": 404,
    "no-such-page": 404,
    "no-such-method": 405,
    "too-large": 413,
    "not-json": 415,
    "malformed": 422,
    "no-disruption": 422,
    "no-name": 422,
    "no-player": 422,
    "no-rule": 422,
    "no-scenario": 422,
    "no-seat": 422,
    "no-team": 422,
    "no-text": 422,
    "too-many": 429,
    "unreadable-game": 500,
}
LONGEST, LONGEST_PART = 2_000, 300  # characters of a message, and of a part of a fault
MOST_FAULTS = 100  # of a scenario that are told
NOTHING: Mapping[str, object] = MappingProxyType({})
HTTP_CODES = {400: "malformed", 404: "no-such-page", 405: "no-such-method", 413: "too-large", 415: "not-json"}


def shortened(text: str, most: int) -> str:
    """A text without its middle, where it is too long for a page: what somebody sent may be repeated in it."""
    half = most // 2 - 3
    return text if len(text) <= most else f"{text[:half]} ... {text[-half:]}"


def refusal(code: str, message: str, status: int | None = None, details: Mapping[str, object] = NOTHING) -> Response:
    """An answer that says no."""
    answer = jsonify({"code": code, "message": shortened(message, LONGEST), **details})
    answer.status_code = status or STATUS.get(code, 409)
    if code == "too-many" and "seconds" in details:
        answer.headers["Retry-After"] = str(details["seconds"])
    return answer


def _fault_table(fault: Fault) -> dict[str, Any]:
    """A fault of a scenario, in parts and as one text."""
    parts = {"file": fault.file, "place": fault.place, "found": fault.found, "remedy": fault.remedy}
    told = {name: shortened(part, LONGEST_PART) for name, part in parts.items()}
    return {**told, "line": fault.line, "text": shortened(str(fault), LONGEST)}


def fault_tables(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """The faults of a scenario; of very many the first."""
    return [_fault_table(fault) for fault in faults[:MOST_FAULTS]]


def answer_errors(app: Flask, complaints: Complaints) -> None:
    """Let an app answer errors of the API in JSON; pages keep Flask's.  The server's own faults are complained of."""

    def unreached(error: Exception) -> Response:
        complaints.say("the database failed", error)
        return refusal("no-database", "the games cannot be reached just now; try again in a moment", 503)

    app.register_error_handler(ScenarioError, _faulty_scenario)
    app.register_error_handler(ValidationError, _malformed)
    app.register_error_handler(BullwhipError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, unreached)


def _refused(error: Exception) -> Response:
    if isinstance(error, Refusal):
        return refusal(error.code, str(error), details=error.details)
    if isinstance(error, UnreadableGame):
        return refusal(error.code, error.said, details={"game": error.game, "entry": error.entry})
    if isinstance(error, IllegalOrder):
        return refusal("illegal-order", str(error), 422, {"why": error.code})
    return refusal("refused", str(error), 422)


def _faulty_scenario(error: Exception) -> Response:
    assert isinstance(error, ScenarioError)
    return refusal("faulty-scenario", str(error), 422, {"faults": fault_tables(error.faults)})


def _malformed(error: Exception) -> Response:
    assert isinstance(error, ValidationError)
    said = [f"{'.'.join(str(part) for part in one['loc']) or 'body'}: {one['msg']}" for one in error.errors()[:20]]
    return refusal("malformed", "; ".join(said))


def _http(error: Exception) -> Response | HTTPException:
    assert isinstance(error, HTTPException)
    status = error.code or 500
    if not request.path.startswith("/api/") or status < 400:
        return error
    return refusal(HTTP_CODES.get(status, "failed"), error.description or error.name, status)
