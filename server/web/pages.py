"""The pages that everybody may open: the front, joining, a seat, what is kept, and the API's description.

They hold no figure of any game.  What is shown is fetched by their modules, which the API lets see their own seat only.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from flask import Flask, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from bullwhip.server.web.answers import refusal
from bullwhip.server.web.links import in_capitals
from bullwhip.server.web.words import install

__all__ = ["register"]

CODE = re.compile(r"[A-Za-z]{4,12}")
LICENCES = (  # what the pages bring along: name, version, licence, its text
    ("Pico CSS", "2.1.1", "MIT", PurePosixPath("vendor/pico.LICENSE.md")),
)


def register(app: Flask) -> None:
    """Add the pages and their languages to an app."""
    install(app)
    app.add_url_rule("/", view_func=front_page)
    app.add_url_rule("/j/", view_func=find_room)
    app.add_url_rule("/j/<code>", view_func=join_page)
    app.add_url_rule("/seat/<seat>/", view_func=seat_page)
    app.add_url_rule("/about", view_func=about_page)
    app.add_url_rule("/docs", view_func=docs_page)
    app.register_error_handler(NotFound, missing_page)


def front_page() -> str:
    """The first page: join with a code, play alone, make a room."""
    return render_template("front.html")


def find_room() -> Response | str:
    """From a code that was typed to its room; works without scripts."""
    code = re.sub(r"[\s-]", "", request.args.get("code", ""))
    if not CODE.fullmatch(code):
        return render_template("front.html", wrong_code=True)
    return redirect(url_for("join_page", code=code.upper()), code=303)  # type: ignore[return-value]


def join_page(code: str) -> Response | str:
    """A room's door.  Opening it takes no seat."""
    return in_capitals("join_page", code) or render_template("join.html", code=code)


def seat_page(seat: str) -> str:
    """A seat, for who holds it: the module enters with the token of the link or the cookie."""
    return render_template("seat.html", seat=seat, code=seat.partition("-")[0])


def about_page() -> str:
    """What this is, what is kept of whom, and whose work it stands on."""
    return render_template("about.html", licences=LICENCES)


def docs_page() -> str:
    """The API, as its own description says."""
    return render_template("docs.html")


def missing_page(error: Exception) -> Response | tuple[str, int]:
    """The way back from an address that leads nowhere; programs get it as JSON."""
    assert isinstance(error, NotFound)
    if request.path.startswith("/api/"):
        return refusal("no-such-page", error.description or error.name, 404)
    return render_template("missing.html"), 404
