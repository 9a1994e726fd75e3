"""A classroom as a running server: one process on gevent's server, or several under gunicorn."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.database import Database, is_shared
from bullwhip.server.game.rehearsals import Rehearsals
from bullwhip.server.game.timekeeper import Timekeeper

__all__ = ["allow_many_connections", "aside", "listening", "serve", "serve_by_workers"]

CONNECTIONS = 5_000  # that a worker may hold: each player has a stream open
BACKLOG = 1_024  # connections that may wait to be taken: after a restart all come back at once
FAMILY_4, FAMILY_6 = socket.AF_INET, socket.AF_INET6
PARTING = 3  # seconds that open requests have at the end
Answer = TypeVar("Answer")
MakeApp = Callable[[Classroom], Flask]
_log = logging.getLogger("bullwhip.classroom")


def listening(host: str, port: int) -> tuple[Any, int]:
    """A socket that listens, and its port.  Raises BullwhipError if the port is taken."""
    from gevent.pywsgi import WSGIServer

    try:
        made = WSGIServer.get_listener((host, port), BACKLOG, family=FAMILY_6 if ":" in host else FAMILY_4)
    except OSError as error:
        raise BullwhipError(
            f"{host}, port {port}: {os.strerror(error.errno or 0)}; give another --host or --port"
        ) from None
    return made, made.getsockname()[1]


def serve(classroom: Classroom, app: Flask, listener: Any, ready: Callable[[], None]) -> None:
    """Serve on a socket from this process until interrupted.  gevent has patched everything before."""
    import gevent.event
    from gevent.pywsgi import WSGIServer

    from bullwhip.server.web.connections import Handler

    freeze_what_stays()
    server = WSGIServer(listener, app, log=None, error_log=_log, handler_class=Handler)
    server.start()
    timekeeper = Timekeeper(classroom)
    ended = gevent.event.Event()
    for ends in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(ends, ended.set)
    try:
        ready()
        ended.wait()
    finally:
        classroom.hub.close()
        server.stop(timeout=PARTING)
        timekeeper.stop()
        classroom.stop()


def serve_by_workers(
    url: str, make_app: MakeApp, host: str, port: int, workers: int, ready: Callable[[int], None]
) -> None:
    """Serve from several processes until interrupted; they meet in the database only.  Raises BullwhipError."""
    try:
        from gunicorn.app.base import BaseApplication
        from gunicorn.workers.ggevent import GeventWorker
    except ImportError:
        needed = "Linux or macOS" if sys.platform == "win32" else "one more package: pip install 'bullwhip[postgres]'"
        raise BullwhipError(f"--workers: several need {needed}") from None
    if not is_shared(url):
        raise BullwhipError("--workers: several need PostgreSQL; give --database postgresql://USER:PASSWORD@HOST/NAME")
    Database(url).close()  # what is wrong with it is said now, and once

    from gevent.pywsgi import WSGIServer

    from bullwhip.server.web.connections import Handler

    class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
        """A worker whose connections are those of a single process: gunicorn's own wait for a body for ever."""

        @staticmethod
        def server_class(listener: Any, application: Flask, **given: Any) -> Any:
            return WSGIServer(listener, application, **{**given, "log": None, "error_log": _log})

        wsgi_handler = Handler

    class Workers(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        """The workers: each makes its own classroom, after it was forked."""

        def load_config(self) -> None:
            settings = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "worker_class": Worker,
                "worker_connections": CONNECTIONS,
                "graceful_timeout": PARTING,
                "loglevel": "warning",
                "when_ready": lambda arbiter: ready(arbiter.LISTENERS[0].getsockname()[1]),
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            classroom = Classroom(Database(url), rehearse=Rehearsals())
            classroom.warm_up()
            freeze_what_stays()
            Timekeeper(classroom)
            return make_app(classroom)

    Workers().run()


def freeze_what_stays() -> None:
    """Let the collector of garbage leave alone what stays for ever: looking through it holds up a full classroom."""
    gc.collect()
    gc.freeze()


def aside(work: Callable[[], Answer], /) -> Answer:
    """Do what waits for the disk, or takes long, in a real thread of its own, while this one serves others."""
    import gevent

    given: list[Answer] = []
    raised: list[BaseException] = []

    def kept() -> None:
        """Do it, and keep what it raises: gevent would write a traceback of it each time."""
        try:
            given.append(work())
        except BaseException as error:  # noqa: BLE001  (it is raised where it was asked for)
            raised.append(error)

    gevent.get_hub().threadpool.apply(kept)
    if raised:
        raise raised[0]
    return given[0]


def allow_many_connections() -> None:
    """Let this process, and those it starts, have as many open connections as the system allows."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    limits: Any = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))
