"""A connection to the server: answers go out at once, and who says nothing is not waited for.

gevent's own handler writes an answer's head and body by two calls; on a kept connection the system then holds the body
back until the other end has confirmed the head, which browsers put off by 40 ms.  It waits for ever for a request that
has begun, and it ends the answer to a HEAD as if it had a body, which the next request's answer is then taken for.
"""

from __future__ import annotations

import socket
import time
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler

__all__ = ["Handler"]

HEAD = 20.0  # seconds for the first request of a connection to begin, and for each to say what it wants
BODY = 60.0  # seconds for all that a request carries; the largest is 1 MB
IDLE = 75.0  # seconds that a connection is kept between requests; and that a listener may take nothing in
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Handler(WSGIHandler):  # type: ignore[misc]  # gevent has no types
    """Serves one connection.  Streams stay open as long as the other end takes in what they send."""

    def __init__(self, sock: Any, address: Any, server: Any, rfile: Any = None) -> None:
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(HEAD)
        self._late: gevent.Timeout | None = None
        super().__init__(sock, address, server, rfile)

    def handle_one_request(self) -> Any:
        """Serve one request; false when the connection ends."""
        try:
            return super().handle_one_request()
        finally:
            self._in_time()

    def read_requestline(self) -> Any:
        """Wait for a request; from its first letter on it has a time to be said."""
        self.rfile.peek(1)  # between requests nothing needs to come for a while
        self.socket.settimeout(IDLE)
        self._late = gevent.Timeout.start_new(HEAD, TimeoutError())
        return super().read_requestline()

    def read_request(self, raw_requestline: Any) -> Any:
        """Read the rest of a request's head, within that time."""
        read = super().read_request(raw_requestline)
        self._in_time()
        return read

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.close()
            self._late = None

    def get_environ(self) -> Any:
        """What the app is told; what it reads must come in time."""
        environ = super().get_environ()
        self.wsgi_input.rfile = _InTime(self, self.rfile)
        return environ

    def finalize_headers(self) -> None:
        """Say how the body is sent; that of a HEAD is not."""
        super().finalize_headers()
        if self.command == "HEAD":
            self.response_use_chunked = False

    def _write(self, data: Any, *more: Any) -> None:
        if self.command != "HEAD":
            super()._write(data, *more)

    def _handle_client_error(self, ex: Any) -> Any:
        if isinstance(ex, OSError):  # it was too slow, or is gone
            return "408", TOO_SLOW
        return super()._handle_client_error(ex)

    def handle_error(self, t: Any, v: Any, tb: Any) -> None:
        """Log what failed, but for other ends that are gone."""
        if isinstance(v, OSError) and str(self.status).startswith("socket error"):  # nobody takes it in any more
            self.close_connection = True
        else:
            super().handle_error(t, v, tb)


class _InTime:
    """What a request carries, read within a time.  Raises TimeoutError, and lets the connection end."""

    def __init__(self, handler: Handler, file: Any) -> None:
        self._handler = handler
        self._file = file
        self._ends: float | None = None

    def read(self, *size: int) -> Any:
        """Some of it."""
        return self._read(self._file.read, *size)

    def readline(self, *size: int) -> Any:
        """A line of it."""
        return self._read(self._file.readline, *size)

    def _read(self, read: Any, *size: int) -> Any:
        now = time.monotonic()
        self._ends = self._ends or now + BODY
        try:
            with gevent.Timeout(max(self._ends - now, 0.0), TimeoutError()):
                return read(*size)
        except OSError:
            self._handler.close_connection = True
            raise
