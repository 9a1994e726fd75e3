"""The API's description (OpenAPI 3.1), made from the table of routes."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

from pydantic.json_schema import models_json_schema

from bullwhip.server.web.answers import STATUS
from bullwhip.server.web.routes import Route, Routes

__all__ = ["description"]

ABOUT = """
What the pages of a classroom use. A program may sit in a seat as well as a person: join, read the seat's view, order.

A token opens a seat, a host's console or a projector. Send it as `Authorization: Bearer TOKEN`, or trade it for a
cookie at /api/enter. Errors are JSON: a `code` for programs, a `message` for people.

A stream sends `hello`, then `view` with the whole view whenever it has changed (its id is the version), and `beat`
every 15 seconds; `gone` ends it when the token holds no more. A version is `<week>-<n>`, and n grows.
""".strip()
PARTS = {
    "code": {"description": "A game's code: six letters.", "schema": {"type": "string", "pattern": "^[A-Za-z]{6}$"}},
    "seat": {"description": "A player's id, as joining gives it.", "schema": {"type": "string", "maxLength": 40}},
    "week": {"description": "The number of a week.", "schema": {"type": "integer", "minimum": 1, "maximum": 999999}},
}
REFUSED = {401: "No token was shown.", 403: "The token does not open this.", 404: "There is no such game."}
OF_A_BODY = {409: "It does not fit how the game stands.", 413: "The body is too large.", 415: "The body is no JSON."}
WRONG = "Something in it is wrong."
ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
SCHEME = {"type": "http", "scheme": "bearer", "description": "A token of a seat, a host or a projector."}


def description(routes: Routes) -> dict[str, Any]:
    """The description of an app's API."""
    bodies = sorted({route.body for route in routes if route.body is not None}, key=lambda body: body.__name__)
    _, schemas = models_json_schema(
        [(body, "validation") for body in bodies], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = re.sub(r"<(\w+)>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bullwhip classroom", "version": version("bullwhip"), "description": ABOUT},
        "paths": paths,
        "components": {
            "schemas": {**schemas.get("$defs", {}), "Error": _error_schema()},
            "securitySchemes": {"token": SCHEME},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    schema: dict[str, Any] = {"schema": {}} if route.answers == "application/json" else {"schema": {"type": "string"}}
    answers = {str(route.status): {"description": route.about or route.summary, "content": {route.answers: schema}}}
    refusals = {429: "Too many requests."}
    if "all" not in route.who:
        refusals |= REFUSED
    elif "<code>" in route.path:
        refusals[404] = REFUSED[404]
    if route.body is not None:
        refusals |= {403: REFUSED[403], **OF_A_BODY, 422: WRONG}
    elif route.limit == "heavy":  # analyses: of a game that is not so far yet, of a team that there is not
        refusals |= {409: OF_A_BODY[409], 422: WRONG}
    elif route.method == "GET":
        answers |= {"304": {"description": "It is still what the ETag says."}} if route.limit == "view" else {}
    answers |= {str(code): {"description": text, "content": ERROR} for code, text in sorted(refusals.items())}
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [_tag(route)],
        "parameters": [
            {"name": part, "in": "path", "required": True, **PARTS.get(part, {"schema": {"type": "string"}})}
            for part in re.findall(r"<(\w+)>", route.path)
        ],
        "responses": answers,
    }
    if route.body is not None:
        reference = {"$ref": f"#/components/schemas/{route.body.__name__}"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference}}}
    if "all" not in route.who:
        operation["security"] = [{"token": []}]
    return operation


def _tag(route: Route) -> str:
    """What a route is about: everybody, seats, or host and projector."""
    if "seat" in route.who:
        return "seat"
    return "everybody" if "all" in route.who or "creator" in route.who else "host and projector"


def _error_schema() -> dict[str, Any]:
    codes = ", ".join(sorted(STATUS))
    return {
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": {
                "type": "string",
                "description": f"For programs: {codes}, and others that say how the game stands.",
            },
            "message": {"type": "string", "description": "For people: what was found, and what would be right."},
        },
    }
