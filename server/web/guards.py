"""What every answer carries, and what is refused before any route looks at it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from bullwhip.server.game.refusal import Refusal

__all__ = ["install_guards"]

LARGEST_BODY = 1_000_000  # bytes; a scenario's text is the largest thing that anybody sends
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install_guards(app: Flask) -> None:
    """Put the guards before all routes of an app."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def _refuse_other_sites() -> None:
    """Refuse what another site's page asks for in the name of somebody who is known here.

    Browsers say by Sec-Fetch-Site where a request comes from, but not on a plain address in a local network; there the
    Origin must be our own.  Programs that are no browsers send neither.
    """
    if request.method not in CHANGING:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        ours = site in {"same-origin", "none"}
    else:
        ours = origin is None or urlsplit(origin).netloc == request.host
    if not ours:
        raise Refusal("cross-site", "this request comes from another site's page; open the page here")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
