"""The debrief's pages: for the host, the projector, and each player's phone.

A page is drawn by the server for who may see it.  Its views are plain links, so that it works without scripts, one
view at a time fills a projector, and a phone gets no more than it shows.
"""

from __future__ import annotations

import atexit
from functools import partial

from flask import Flask, Response, make_response, render_template, request

from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.jobs import Jobs
from bullwhip.server.game.refusal import Refusal, UnreadableGame
from bullwhip.server.game.room import Room
from bullwhip.server.web import debrief_api
from bullwhip.server.web.answers import STATUS
from bullwhip.server.web.callers import Who, caller_of
from bullwhip.server.web.debrief_figures import named
from bullwhip.server.web.debrief_views import DebriefPage, DebriefQuery, view_of, view_titles, views_of
from bullwhip.server.web.debriefs import RoomDebrief
from bullwhip.server.web.links import in_capitals
from bullwhip.server.web.routes import routes_of
from bullwhip.server.web.words import words

__all__ = ["register"]


def register(app: Flask, classroom: Classroom) -> None:
    """Add the debrief's pages and its part of the API to an app."""
    jobs = Jobs()
    atexit.register(jobs.stop)
    debrief_api.add_routes(routes_of(app), jobs)
    limits = routes_of(app).limits

    def for_room(code: str, kind: Who) -> Response:
        elsewhere = in_capitals(f"debrief-{kind}", code)
        if elsewhere is not None:
            return elsewhere
        who: tuple[Who, ...] = ("host",) if kind == "host" else ("host", "screen")
        door = f"/{kind}/{code}/"
        try:
            caller = caller_of(classroom, limits, who, code, None)
            limits.count("heavy", "", caller.key)
            room = debrief_api.open_to(caller)
        except (Refusal, UnreadableGame) as refused:
            return _door(refused, door)
        debrief = RoomDebrief(room, jobs)
        spoken = words().about(debrief.period)
        asked = DebriefQuery(debrief, _team(len(room.teams)), spoken, shown=debrief.revealed, query=request.args)
        return _page(asked, room, kind, door)

    def for_seat(seat: str) -> Response:
        door = f"/seat/{seat}/"
        try:
            caller = caller_of(classroom, limits, ("seat",), None, seat)
            limits.count("heavy", "", caller.key)
            debrief_api.may_see(caller.room, caller.player)
        except (Refusal, UnreadableGame) as refused:
            return _door(refused, door)
        room, player = caller.room, caller.player
        debrief = RoomDebrief(room, jobs)
        spoken = words().about(debrief.period)
        asked = DebriefQuery(debrief, player.team, spoken, player.site, shown=True, query=request.args)
        return _page(asked, room, "seat", door)

    app.add_url_rule("/host/<code>/debrief", "debrief-host", lambda code: for_room(code, "host"))
    app.add_url_rule("/screen/<code>/debrief", "debrief-screen", lambda code: for_room(code, "screen"))
    app.add_url_rule("/seat/<seat>/debrief", "debrief-seat", for_seat)


def _page(asked: DebriefQuery, room: Room, kind: Who, door: str) -> Response:
    views = views_of(asked.debrief)
    name = request.args.get("view", views[0])
    name = name if name in views else views[0]
    refused = ""
    try:
        view = view_of(name, asked)
    except BullwhipError as error:
        view, refused = DebriefPage(), str(error)
    titles = view_titles(asked.words, asked.debrief.scored_by)
    page = render_template(
        "debrief.html",
        _=asked.words.gettext,
        kind=kind,
        door=door,
        room=room,
        team=room.team(asked.number),
        number=asked.number,
        teams=[(team.number, team.name) for team in room.teams],
        site=asked.site,
        views=[(one, titles[one]) for one in views],
        name=name,
        title=titles[name],
        view=view,
        refused=refused,
        anyway=request.args.get("anyway") == "1",
        named=partial(named, asked.words),
    )
    return _answer(page)


def _door(refused: Refusal | UnreadableGame, door: str) -> Response:
    page = render_template("debrief_door.html", code=refused.code, said=str(refused), door=door)
    return _answer(page, STATUS.get(refused.code, 409))


def _answer(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _team(teams: int) -> int:
    """The team that the query names, the first if it names none that exists."""
    given = request.args.get("team", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1
    return number if 1 <= number <= teams else 1
