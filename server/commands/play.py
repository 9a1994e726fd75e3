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
    from bullwhip.server.game.settings import Settings

    AppOf = Callable[[Classroom, int], Flask]

__all__ = ["play"]

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}")  # what a link carries behind its #
LOCAL = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.argument("scenario", metavar="[SCENARIO]", required=False)
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
@click.option(
    "--solo",
    is_flag=True,
    help="Play alone with bots: opens your browser in a seat, of the beer game if no scenario is given.",
)
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
    scenario: str | None,
    host: str,
    port: int,
    database: str | None,
    solo: bool,
    create_token: str | None,
    workers: int,
    proxies: int,
) -> None:
    """Start a classroom: people join with their browsers, by a code, and play.

    With a SCENARIO, a room of it is open at once, and the link to its console is shown; with --solo you play it alone.
    A file of your own needs sites that say `person = true`, and an `order_delay` of 1 or more on the lanes to them.
    Without one, rooms are made in the browser: of a shipped scenario, or of a file that is chosen there.

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

    if scenario is not None and workers > 1:
        raise BullwhipError("--workers: a room is opened by one process; leave out --workers, or the scenario")
    played = None if scenario is None else _as_settings(scenario)

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
        _serve(url, app_of, host, port, greet, solo, played)


def _as_settings(source: str) -> Settings:
    """A game of a shipped scenario, or of a file: its tables are read now, and are in the game.

    Raises BullwhipError for what no classroom takes.
    """
    from bullwhip.agents.runs.catalogue import load
    from bullwhip.network.scenario import shipped
    from bullwhip.network.scenario.written import written
    from bullwhip.server.game.scenarios import rehearse, scenario_for
    from bullwhip.server.game.settings import MOST_TEXT, Settings

    text = source if source in shipped() else written(load(source))
    if len(text) > MOST_TEXT:
        raise BullwhipError(f"{source}: found {len(text):,} characters with its tables; give {MOST_TEXT:,} at most")
    settings = Settings(scenario=text)
    scenario_for(settings, rehearse)
    return settings


def _serve(
    url: str,
    app_of: AppOf,
    host: str,
    port: int,
    greet: Callable[[int], None],
    solo: bool,
    played: Settings | None,
) -> None:
    """Serve from this process."""
    from bullwhip.server.game.classroom import Classroom
    from bullwhip.server.game.database import Database
    from bullwhip.server.game.rehearsals import Rehearsals
    from bullwhip.server.web.serving import allow_many_connections, aside, listening, serve

    allow_many_connections()
    database = Database(url, aside)  # first: where another server has its games, another port is no remedy
    socket, port = listening(host, port)
    if database.hold is not None:
        database.hold.say(_here(port))
    say("Getting ready; the first start takes up to half a minute.", err=True)
    rehearsals = Rehearsals()
    classroom = Classroom(database, rehearse=rehearsals)
    classroom.warm_up()
    rehearsals.warm_up(classroom.scenarios["beer-game"])
    app = app_of(classroom, port)

    def ready() -> None:
        greet(port)
        if solo:
            _open_seat(classroom, port, "beer-game" if played is None else played.scenario)
        elif played is not None:
            made = classroom.create(played)
            name = classroom.room(made.code).scenario.name
            say(f"The room {made.code} plays {name}. Its console:   {_here(port)}host/{made.code}/#{made.host}")

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


def _open_seat(classroom: Classroom, port: int, scenario: str) -> None:
    """Open the browser in a seat of a new game."""
    import webbrowser

    joined = classroom.play_alone(scenario)
    link = f"{_here(port)}seat/{joined.player}/#{joined.token}"
    if not webbrowser.open(link):
        say(f"Open this in your browser: {link}")


def _here(port: int) -> str:
    """The server's address on this computer."""
    return f"http://localhost:{port}/"


def _without_password(url: str) -> str:
    """A database's address as it may be shown."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)
