"""`bullwhip play`: the classroom's server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from bullwhip.network.errors import BullwhipError
from bullwhip.server.options import own_database
from bullwhip.server.speech import say

if TYPE_CHECKING:
    from flask import Flask

    from bullwhip.server.game.classroom import Classroom

    AppOf = Callable[[Classroom, int], Flask]

__all__ = ["play"]

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}")  # what a link carries behind its #
LOCAL = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option(
    "--host", default="0.0.0.0", show_default=True, help="Address to listen on; 127.0.0.1 is for this computer only."
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on; 0: any free one."
)
@click.option(
    "--database",
    metavar="URL",
    help="Where games are kept: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME.  [a file of yours]",
)
@click.option("--solo", is_flag=True, help="Play alone with bots: opens your browser in a seat.")
@click.option(
    "--create-token",
    metavar="TOKEN",
    help="What other computers need to make games.  [a new one at each start, which is shown]",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that serve; several need PostgreSQL.",
)
@click.option(
    "--proxies",
    default=0,
    show_default=True,
    type=click.IntRange(0, 9),
    help="Reverse proxies in front, whose word is taken for who asks, and by which address.",
)
def play(
    host: str, port: int, database: str | None, solo: bool, create_token: str | None, workers: int, proxies: int
) -> None:
    """Start a classroom: people join with their browsers, by a code, and play.

    Games are kept in a file, which one server at a time plays on, and go on after a restart.  Making a game needs a
    token, except on this very computer.
    """
    if create_token is not None and not TOKEN.fullmatch(create_token):
        raise BullwhipError(
            f"--create-token: found {len(create_token)} characters that will not do; "
            "give 20 or more letters, figures, - or _, or leave it out"
        )
    from gevent import monkey

    monkey.patch_all()  # before anything imports ssl or sqlite3
    import secrets

    from bullwhip.server.web.lan import addresses

    token = create_token or secrets.token_urlsafe(16)
    url = database or own_database()
    everywhere = host in ("0.0.0.0", "::")
    reached = addresses() if everywhere else [] if host in LOCAL else [host]

    def app_of(classroom: Classroom, port: int) -> Flask:
        from bullwhip.server.web.app import create_app

        found = [f"http://{address}:{port}" for address in reached]
        return create_app(classroom, create_token=token, addresses=found, proxies=proxies)

    def greet(port: int) -> None:
        from bullwhip.server.web.greeting import Greeting

        Greeting(reached, port, _without_password(url), token, create_token is not None).say()

    if workers > 1:
        _serve_by_workers(url, app_of, host, port, workers, greet, solo)
    else:
        _serve(url, app_of, host, port, greet, solo)


def _serve(url: str, app_of: AppOf, host: str, port: int, greet: Callable[[int], None], solo: bool) -> None:
    """Serve from this process."""
    from bullwhip.server.game.classroom import Classroom
    from bullwhip.server.game.database import Database
    from bullwhip.server.game.rehearsals import Rehearsals
    from bullwhip.server.web.serving import allow_many_connections, aside, listening, serve

    allow_many_connections()
    database = Database(url, aside)  # first: where another server has its games, another port is no remedy
    socket, port = listening(host, port)
    if database.hold is not None:
        database.hold.say(f"http://localhost:{port}/")
    say("Getting ready; the first start takes up to half a minute.", err=True)
    rehearsals = Rehearsals()
    classroom = Classroom(database, rehearse=rehearsals)
    classroom.warm_up()
    rehearsals.warm_up(classroom.scenarios["beer-game"])
    app = app_of(classroom, port)

    def ready() -> None:
        greet(port)
        if solo:
            _open_seat(classroom, port)

    serve(classroom, app, socket, ready)


def _serve_by_workers(
    url: str, app_of: AppOf, host: str, port: int, workers: int, greet: Callable[[int], None], solo: bool
) -> None:
    """Serve from several processes."""
    from bullwhip.server.web.serving import allow_many_connections, serve_by_workers

    if port == 0:
        raise BullwhipError("--port: found 0, any free one; give several workers a port to share")
    if solo:
        raise BullwhipError("--solo: one player needs no --workers; leave one of them out")
    allow_many_connections()
    serve_by_workers(url, lambda classroom: app_of(classroom, port), host, port, workers, greet)


def _open_seat(classroom: Classroom, port: int) -> None:
    """Open the browser in a seat of a new game."""
    import webbrowser

    joined = classroom.solo("beer-game")
    link = f"http://localhost:{port}/seat/{joined.player}/#{joined.token}"
    if not webbrowser.open(link):
        say(f"Open this in your browser: {link}")


def _without_password(url: str) -> str:
    """A database's address as it may be shown."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)
