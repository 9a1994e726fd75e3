"""Addresses that lead to a game."""

from __future__ import annotations

import io

import segno
from flask import Response, current_app, redirect, request, url_for

__all__ = ["base_url", "in_capitals", "join_link", "others", "private_link", "qr_code", "reachable_link"]


def base_url() -> str:
    """The address by which others reach this server.

    Who came by this computer's own name (localhost) is of no help to others: then it is the address in the local
    network, if there is one.
    """
    found = request.host_url.rstrip("/")
    host = request.host.rpartition(":")[0] or request.host
    addresses = others()
    if host in {"localhost", "127.0.0.1", "[::1]"} and addresses:
        return addresses[0]
    return found


def others() -> list[str]:
    """The addresses of this server in the local network, the likeliest first."""
    return list(current_app.config.get("BULLWHIP_ADDRESSES", ()))


def in_capitals(page: str, code: str) -> Response | None:
    """The way to a room's page where its code was written small; nothing where it was not."""
    if code == code.upper():
        return None
    return redirect(url_for(page, code=code.upper()), code=303)  # type: ignore[return-value]


def join_link(code: str) -> str:
    """Where players join; what the QR code says."""
    return f"{base_url()}/j/{code}"


def private_link(path: str, token: str) -> str:
    """A page of our own, with a token behind the #, where no server and no log sees it."""
    return f"{request.host_url.rstrip('/')}{path}#{token}"


def reachable_link(path: str, token: str) -> str:
    """The same by the address at which other devices reach this server."""
    return f"{base_url()}{path}#{token}"


def qr_code(address: str) -> Response:
    """An address as a QR code."""
    picture = io.BytesIO()
    made = segno.make_qr(address, error="m")
    made.save(picture, kind="svg", scale=8, border=2, xmldecl=False, dark="#000", light="#fff", omitsize=True)
    return Response(picture.getvalue(), mimetype="image/svg+xml")
