"""The classroom's web app."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, jsonify
from werkzeug.middleware.proxy_fix import ProxyFix

from bullwhip.server.game.classroom import Classroom
from bullwhip.server.web import api_all, api_disruptions, api_host, api_seats, debrief_pages, host_pages, pages
from bullwhip.server.web.answers import answer_errors
from bullwhip.server.web.guards import install_guards
from bullwhip.server.web.limits import Limits
from bullwhip.server.web.openapi import description
from bullwhip.server.web.routes import Routes

__all__ = ["create_app"]


def create_app(
    classroom: Classroom,
    *,
    create_token: str | None = None,
    addresses: Sequence[str] = (),
    proxies: int = 0,
    limited: bool = True,
) -> Flask:
    """An app that serves a classroom.

    With a create token, who comes from another computer needs it to make a game, or to try a scenario.  `addresses` are
    this server's in the local network, for links and QR codes.  `proxies` says how many reverse proxies stand before it
    and are trusted to say who asks.
    """
    app = Flask("bullwhip.server.web")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["BULLWHIP_ADDRESSES"] = tuple(addresses)
    app.config["BULLWHIP_PROXIES"] = proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies, proxies)  # type: ignore[method-assign]
    install_guards(app)
    answer_errors(app, classroom.complaints)
    routes = Routes(app, classroom, Limits(enabled=limited), create_token)
    app.extensions["bullwhip-routes"] = routes
    api_all.add_routes(routes)
    api_seats.add_routes(routes)
    api_host.add_routes(routes)
    api_disruptions.add_routes(routes)
    app.add_url_rule("/openapi.json", "openapi", lambda: _description(routes))
    pages.register(app)
    host_pages.register(app)
    debrief_pages.register(app, classroom)
    return app


def _description(routes: Routes) -> Response:
    return jsonify(description(routes))
