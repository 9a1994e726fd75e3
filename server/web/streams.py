"""Streams of server-sent events: a whole view whenever it has changed, and a beat so that both ends know they live."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

from flask import Response, request

from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.hub import Listener
from bullwhip.server.game.refusal import Refusal

__all__ = ["Look", "answer_view", "stream"]

Look = Callable[[], tuple[str, bytes]]  # the version of a view, and the view as JSON
BEAT = 15.0  # seconds
RETRY = 2000  # ms until a browser connects again
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


def stream(
    classroom: Classroom,
    look: Look,
    code: str,
    team: Callable[[], int] | None = None,
    attend: Callable[[], AbstractContextManager[None]] = nullcontext,
    pause: float = 0.0,
) -> Response:
    """The events of a view.  `team` says which team to listen to, `attend` surrounds the time that somebody listens.

    After each view at least `pause` seconds go by until the next one.
    """
    known = request.headers.get("Last-Event-ID", "")

    def written() -> Iterator[bytes]:
        sent = known
        with classroom.hub.listening(code) as listener, attend():
            yield b"retry: %d\nevent: hello\ndata: {}\n\n" % RETRY
            while classroom.hub.open:
                listener.team = team() if team is not None else None
                try:
                    version, body = look()
                except Refusal as gone:  # a player was removed: the page asks once more, and hears why
                    yield b'event: gone\ndata: {"code":"%s"}\n\n' % gone.code.encode()
                    return
                if version != sent:
                    sent = version
                    yield b"id: %s\nevent: view\ndata: %s\n\n" % (version.encode(), body)
                if not _heard(listener, pause):
                    yield b"event: beat\ndata: %d\n\n" % classroom.clock()

    answer = Response(written(), mimetype="text/event-stream")
    answer.headers.update(HEADERS)
    return answer


def _heard(listener: Listener, pause: float) -> bool:
    """Wait for news, but not longer than a beat; then let further news gather."""
    heard = listener.wait(BEAT)
    if heard and pause:
        listener.gather(pause)
    return heard


def answer_view(look: Look) -> Response:
    """A view, or that it is still the one that the browser has."""
    version, body = look()
    answer = Response(body, mimetype="application/json")
    answer.set_etag(version)
    answer.headers["Cache-Control"] = "no-store"
    return answer.make_conditional(request)  # type: ignore[return-value]
