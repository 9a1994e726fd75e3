"""A classroom as a running server: one process, on gevent's server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask

from bullwhip.server.game.classroom import Classroom

__all__ = ["Ticker", "serve"]

EVERY = 0.25  # seconds between two looks at the clock
_log = logging.getLogger("bullwhip.classroom")


class Ticker:
    """A thread that lets a classroom's time go by."""

    def __init__(self, classroom: Classroom) -> None:
        self._classroom = classroom
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bullwhip-ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(EVERY):
            try:
                self._classroom.tick()
            except Exception:  # noqa: BLE001  (a database that is away for a moment must not stop the clock for good)
                _log.exception("the clock stumbled; it goes on")


def serve(app: Flask, host: str, port: int, ready: Callable[[int], None]) -> None:
    """Serve until interrupted; `ready` is called with the port.  gevent has patched everything before."""
    from gevent.pywsgi import WSGIServer

    server = WSGIServer((host, port), app, log=None, error_log=_log)
    server.start()
    ready(server.server_port)
    try:
        server.serve_forever(stop_timeout=3)
    finally:
        server.stop(timeout=3)
