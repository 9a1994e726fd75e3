"""The API for scenarios as files: what a game's settings make of one, and the one that a game is played by."""

from __future__ import annotations

import re
from typing import Any

from flask import Response

from bullwhip.network.scenario.written import written
from bullwhip.server.game.scenarios import scenario_for
from bullwhip.server.game.settings import Settings
from bullwhip.server.web.callers import Caller
from bullwhip.server.web.routes import Routes
from bullwhip.server.web.scenario_settings import described

__all__ = ["add_routes"]


def add_routes(routes: Routes) -> None:
    """Add the routes."""

    def preview(caller: Caller, body: Settings) -> Any:
        del caller
        scenario = scenario_for(body, routes.classroom.rehearse, routes.classroom.database.aside)
        return {
            "scenario": described("", scenario),
            "file": file_name(scenario.name),
            "toml": written(scenario),
        }

    def download(caller: Caller) -> Response:
        scenario = caller.room.scenario
        answer = Response(written(scenario), mimetype="application/toml")
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(scenario.name)}"'
        return answer

    routes.add(
        "POST", "/api/scenarios/preview", preview, "creator",
        body=Settings, summary="The scenario that a game's settings make", limit="make",
        about="The scenario's description as in the list of scenarios, and its text as TOML.",
    )  # fmt: skip
    routes.add(
        "GET", "/api/games/<code>/scenario.toml", download, "host",
        summary="The scenario that the game is played by, as a file", answers="application/toml",
    )  # fmt: skip


def file_name(name: str) -> str:
    """A file's name that all systems take: `beer-game.toml`."""
    return f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')[:60] or 'scenario'}.toml"
