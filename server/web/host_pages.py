"""The teacher's pages: the form that makes a room, the console, the projector.

They hold nothing of any game: their modules fetch what the API lets the cookie see.
"""

from __future__ import annotations

from flask import Flask, Response, render_template

from bullwhip.server.game.settings import MOST_TEAMS, CampSettings
from bullwhip.server.web import api_scenarios
from bullwhip.server.web.bot_rules import bot_rules
from bullwhip.server.web.links import in_capitals
from bullwhip.server.web.routes import routes_of
from bullwhip.server.web.words import words

__all__ = ["register"]


def register(app: Flask) -> None:
    """Add the teacher's pages to an app, and what they need of its API."""
    api_scenarios.add_routes(routes_of(app))
    app.add_url_rule("/new", view_func=new_room)
    app.add_url_rule("/host/<code>/", view_func=console)
    app.add_url_rule("/screen/<code>/", view_func=projector)


def new_room() -> str:
    """The form that makes a room."""
    return render_template("new.html", rules=bot_rules(words()), most_teams=MOST_TEAMS, camps=CampSettings())


def console(code: str) -> Response | str:
    """A room's console, for who holds the host's token."""
    return in_capitals("console", code) or render_template("host.html", code=code, rules=bot_rules(words()))


def projector(code: str) -> Response | str:
    """A room's projector, for who holds its token or the host's."""
    return in_capitals("projector", code) or render_template("screen.html", code=code)
