"""Connections as they come from the network: quick, slow, silent."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from bullwhip.server.web import connections

Address = tuple[str, int]


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
    """Says what it was sent; at /stream it speaks now and then, at /flood without an end."""
    path = environ["PATH_INFO"]
    if path == "/stream":
        start("200 OK", [("Content-Type", "text/event-stream")])
        return () if environ["REQUEST_METHOD"] == "HEAD" else (tick() for _ in range(6))
    if path == "/flood":
        start("200 OK", [("Content-Type", "text/plain")])
        return (b"x" * 100_000 for _ in range(100_000))
    try:
        body = environ["wsgi.input"].read()
        answer, status = b"%d bytes" % len(body), "200 OK"
    except OSError as error:
        answer, status = type(error).__name__.encode(), "400 Bad Request"
    start(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]


def tick() -> bytes:
    import gevent

    gevent.sleep(0.2)
    return b"data: beat\n\n"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """A server with short patience, in a thread of its own."""
    for name, seconds in (("HEAD", 0.5), ("BODY", 0.6), ("IDLE", 1.0)):
        monkeypatch.setattr(connections, name, seconds)
    ready, stop = threading.Event(), threading.Event()
    found: list[Address] = []

    def serve() -> None:
        import gevent
        from gevent.pywsgi import WSGIServer

        server = WSGIServer(("127.0.0.1", 0), app, log=None, error_log=None, handler_class=connections.Handler)
        server.start()
        found.append((server.server_host, server.server_port))
        ready.set()
        while not stop.is_set():
            gevent.sleep(0.02)
        server.stop(timeout=0.1)

    thread = threading.Thread(target=serve)
    thread.start()
    ready.wait()
    yield found[0]
    stop.set()
    thread.join()


Line = Callable[..., socket.socket]


@pytest.fixture
def line(served: Address) -> Iterator[Line]:
    """Opens connections, on which something has been sent."""
    held: list[socket.socket] = []

    def opened(sent: bytes = b"") -> socket.socket:
        held.append(socket.create_connection(served))
        held[-1].settimeout(20)
        held[-1].sendall(sent)
        return held[-1]

    yield opened
    for one in held:
        one.close()


def heard(made: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    parts = []
    while part := made.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def test_a_head_leaves_its_connection_as_it_was(line: Line) -> None:
    asked = line()
    for path in ("/stream", "/", "/stream"):
        asked.sendall(f"HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += asked.recv(1)
        assert head.startswith(b"HTTP/1.1 200 ")
    asked.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert heard(asked).startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_kept_connection_answers_many_requests(served: Address) -> None:
    asked = http.client.HTTPConnection(*served)
    for size in (0, 10, 100_000):
        asked.request("POST", "/", b"x" * size)
        answer = asked.getresponse()
        assert (answer.status, answer.read()) == (200, b"%d bytes" % size)
    asked.close()


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "],
    ids=["silent", "in the line", "before the head", "in the head"],
)
def test_who_never_ends_a_request_is_let_go(line: Line, sent: bytes) -> None:
    assert heard(line(sent)) in {b"", connections.TOO_SLOW}


def drip(asked: socket.socket) -> None:
    for _ in range(200):
        asked.sendall(b"X-Slow: 1\r\n")
        time.sleep(0.05)


def test_who_sends_a_head_letter_by_letter_is_let_go(line: Line) -> None:
    asked = line(b"GET / HTTP/1.1\r\n")
    with pytest.raises(ConnectionError):  # the other end has closed
        drip(asked)


@pytest.mark.parametrize("drip", [False, True], ids=["stops", "drips"])
def test_who_never_ends_a_body_is_let_go(line: Line, drip: bool) -> None:
    asked = line(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc")
    stopped = threading.Event()

    def go_on() -> None:
        while drip and not stopped.wait(0.05):
            try:
                asked.sendall(b"x")
            except OSError:
                return

    dripping = threading.Thread(target=go_on)
    dripping.start()
    said = b""
    with suppress(ConnectionResetError):
        while part := asked.recv(1000):
            said += part
    stopped.set()
    dripping.join()
    assert b"TimeoutError" in said


def test_a_kept_connection_is_let_go_when_it_is_idle(line: Line) -> None:
    asked = line(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert heard(asked).endswith(b"0 bytes")


def test_a_stream_is_not_cut(line: Line) -> None:
    """It is longer than everything that a request may take."""
    asked = line(b"GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    told = heard(asked)
    assert told.count(b"data: beat") == 6
    assert told.endswith(b"0\r\n\r\n")


def test_who_takes_nothing_in_is_let_go(served: Address) -> None:
    asked = socket.socket()
    asked.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    asked.connect(served)
    asked.settimeout(20)
    asked.sendall(b"GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(2.5)  # longer than the server's patience: that it has given up shows in that it ends
    with suppress(ConnectionError):  # a reset is as good an end
        while asked.recv(1_000_000):
            pass
    asked.close()


def test_silent_connections_do_not_add_up(line: Line) -> None:
    held = [line(b"GET / HTTP/1.1\r\n") for _ in range(100)]
    assert {heard(one) for one in held} <= {b"", connections.TOO_SLOW}


def test_answers_are_not_held_back(served: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    """Head and body are two segments: the second must not wait until the first is confirmed."""
    chosen: list[int] = []
    before = connections.Handler.handle

    def handle(self: connections.Handler) -> None:
        chosen.append(self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        before(self)

    monkeypatch.setattr(connections.Handler, "handle", handle)
    asked = http.client.HTTPConnection(*served)
    asked.request("GET", "/")
    asked.getresponse().read()
    asked.close()
    assert chosen == [1]
