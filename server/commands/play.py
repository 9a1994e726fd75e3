"""`bullwhip play`: the classroom's server."""

from __future__ import annotations

import click

__all__ = ["play"]


@click.command()
@click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on; 127.0.0.1 is this computer.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 is any free one.")
@click.option("--database", help="Where games are kept.  [sqlite:///bullwhip.db]")
def play(host: str, port: int, database: str | None) -> None:
    """Start a classroom: people join with their browsers, and play."""
    from gevent import monkey

    monkey.patch_all()
    from bullwhip.server.game.classroom import Classroom
    from bullwhip.server.game.database import Database
    from bullwhip.server.game.pulse import Pulse
    from bullwhip.server.speech import say
    from bullwhip.server.web.app import create_app
    from bullwhip.server.web.serving import serve

    classroom = Classroom(Database(database or "sqlite:///bullwhip.db"))
    pulse = Pulse(classroom)
    try:
        serve(create_app(classroom), host, port, lambda port: say(f"http://localhost:{port}/"))
    finally:
        pulse.stop()
        classroom.stop()
