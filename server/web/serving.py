"""A classroom as a running server: one process, on gevent's server."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask

__all__ = ["serve"]

_log = logging.getLogger("bullwhip.classroom")


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
