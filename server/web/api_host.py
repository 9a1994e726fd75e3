"""The API of host and projector: the room at a glance, and what a host may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify

from bullwhip.server.game import hosting
from bullwhip.server.game.boards import host_board, screen_board
from bullwhip.server.game.events import Event
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room
from bullwhip.server.game.seat_view import team_state
from bullwhip.server.web import models
from bullwhip.server.web.callers import Caller, keep_token, kept_screen, name_of_cookie
from bullwhip.server.web.links import join_link, others, private_link, qr_code, reachable_link
from bullwhip.server.web.routes import Routes
from bullwhip.server.web.streams import Look, answer_view, stream

__all__ = ["add_routes"]

GATHER = 1.0  # seconds between two views of a room: with a thousand seats something always happens
HostMove = Callable[[Any], Callable[[Room], Any]]


def add_routes(routes: Routes) -> None:
    """Add the routes."""
    classroom, add, now = routes.classroom, routes.add, routes.classroom.clock

    def looking(caller: Caller, as_host: bool) -> Look:
        room, board = caller.room, host_board if as_host else screen_board
        extra = _links(caller) if as_host else {"join": {"link": join_link(room.code), "code": room.code}}

        held = room.host, room.screen

        def look() -> tuple[str, bytes]:
            if (room.host, room.screen) != held:
                raise Refusal("not-yours", "this link may open nothing any more")
            return board(classroom, room, extra)

        return look

    def view(caller: Caller) -> Response:
        classroom.refresh(caller.room, None)
        return answer_view(looking(caller, as_host=True))

    def follow(caller: Caller) -> Response:
        return stream(classroom, looking(caller, as_host=True), caller.room.code, pause=GATHER)

    def screen(caller: Caller) -> Response:
        return answer_view(looking(caller, as_host=False))

    def follow_screen(caller: Caller) -> Response:
        return stream(classroom, looking(caller, as_host=False), caller.room.code, pause=GATHER)

    def act(name: str, body: type[models.Body], summary: str, decide: HostMove) -> None:
        def acted(caller: Caller, given: models.Body) -> Any:
            return _state(classroom.change(caller.room.code, decide(given)))

        path = f"/api/games/<code>/host/{name}"
        add("POST", path, acted, "host", body=body, summary=summary, limit="host")

    def swapped(body: models.Swap) -> Callable[[Room], Any]:
        if (body.team is None) != (body.site is None):
            raise Refusal("malformed", "team, site: give both, the seat that person is to get, or neither")
        seat = None if body.team is None or body.site is None else (body.team, body.site)
        return lambda room: hosting.swap(room, body.person, body.other, seat)

    def bot(caller: Caller, body: models.BotChoice) -> Any:
        return _state(classroom.set_bots(caller.room.code, body.team, body.site, body.on, body.rule))

    def close(caller: Caller, body: models.OneWeek) -> Any:
        return _state(classroom.close_now(caller.room.code, body.team, body.standing))

    def remove(caller: Caller, body: models.Removal) -> Any:
        people = [*body.people, *([] if body.person is None else [body.person])]

        def decide(room: Room) -> list[Event]:
            entries = hosting.remove(room, *people, ban=body.ban)
            if body.ban:
                routes.addresses.shut(room, people)
            return entries

        return _state(classroom.change(caller.room.code, decide))

    def let_in(caller: Caller, body: models.Nothing) -> Any:
        del body
        routes.addresses.open(caller.room.code)
        return _state(classroom.change(caller.room.code, hosting.let_in))

    def tokens(caller: Caller, body: models.Tokens) -> Response:
        code = caller.room.code
        if (body.kind == "seat") != (body.person is not None):
            raise Refusal("malformed", "person: give the player whose link is to be made anew, with kind seat only")
        token = classroom.renew(code, body.kind, body.person, caller.token)
        page = f"/seat/{body.person}/" if body.person else f"/{body.kind}/{code}/"
        answer = jsonify({"state": team_state(caller.room, None), body.kind: private_link(page, token)})
        if body.kind != "seat":
            keep_token(answer, name_of_cookie(body.kind, code), token)
        return answer

    def qr(caller: Caller) -> Response:
        return qr_code(reachable_link(f"/host/{caller.room.code}/", caller.token))

    add(
        "GET", "/api/games/<code>/host/qr.svg", qr, "host",
        summary="The console's private link, as a QR code", answers="image/svg+xml",
    )  # fmt: skip
    add("GET", "/api/games/<code>/host", view, "host", summary="The room as its host sees it")
    add(
        "GET", "/api/games/<code>/host/stream", follow, "host",
        summary="The room as its host sees it, whenever it changes", answers="text/event-stream", limit="stream",
    )  # fmt: skip
    add("GET", "/api/games/<code>/screen", screen, "host", "screen", summary="The room as the projector shows it")
    add(
        "GET", "/api/games/<code>/screen/stream", follow_screen, "host", "screen",
        summary="The room as the projector shows it, whenever it changes", answers="text/event-stream", limit="stream",
    )  # fmt: skip
    for name, summary, simple in (
        ("start", "Let the first week begin", hosting.start),
        ("pause", "Let time stand still", hosting.pause),
        ("resume", "Let time go on", hosting.resume),
        ("end", "End the game where it stands", hosting.end),
        ("reveal", "Show what customers had asked for", hosting.reveal),
    ):
        act(name, models.Nothing, summary, lambda _, simple=simple: simple)  # type: ignore[misc]
    act("timer", models.TimerChoice, "Give each week so many seconds", lambda b: lambda r: hosting.timer(r, b.seconds))
    act("undo", models.OneWeek, "Take back the last week", lambda b: lambda r: hosting.undo(r, b.team, b.standing))
    act("message", models.HostMessage, "Say something", lambda b: lambda r: hosting.message(r, b.text, b.team, now()))
    act("lock", models.Lock, "Let nobody in any more, or again", lambda b: lambda r: hosting.lock(r, b.on))
    act("move", models.Move, "Another seat for a player", lambda b: lambda r: hosting.move(r, b.person, b.team, b.site))
    act("swap", models.Swap, "Let two players change seats", swapped)
    act("camp", models.CampChoice, "Another camp for a team", lambda b: lambda r: hosting.camp(r, b.team, b.camp))
    act("rename", models.NewName, "Another name for a team", lambda b: lambda r: hosting.rename(r, b.team, b.name))
    act(
        "figures", models.FiguresChoice, "Costs on the projector or not", lambda b: lambda r: hosting.figures(r, b.show)
    )
    add(
        "POST", "/api/games/<code>/host/bot", bot, "host",
        body=models.BotChoice, summary="Bots on, off, or by another rule", limit="host",
    )  # fmt: skip
    add(
        "POST", "/api/games/<code>/host/close", close, "host",
        body=models.OneWeek, summary="Close the week now", limit="host",
    )  # fmt: skip
    add(
        "POST", "/api/games/<code>/host/remove", remove, "host",
        body=models.Removal, summary="Take seats away, for now or for good", limit="host",
    )  # fmt: skip
    add(
        "POST", "/api/games/<code>/host/let-in", let_in, "host",
        body=models.Nothing, summary="Let those in again who were removed for good", limit="host",
    )  # fmt: skip
    add(
        "POST", "/api/games/<code>/host/tokens", tokens, "host",
        body=models.Tokens, summary="New private links; the older ones hold no more", limit="host",
    )  # fmt: skip


def _state(room: Room) -> dict[str, str]:
    """What an action answers: how the game stands after it."""
    with room.lock:
        return {"state": team_state(room, None)}


def _links(caller: Caller) -> dict[str, Any]:
    """Where people join, and the private links of console and projector as far as this browser holds their tokens."""
    code, screen = caller.room.code, kept_screen(caller.room)
    links = {
        "join": join_link(code),
        "host": reachable_link(f"/host/{code}/", caller.token),
        "screen": reachable_link(f"/screen/{code}/", screen) if screen else "",
    }
    return {"links": links, "addresses": others()}
