"""The API of a seat: see, order, leave.  A program may sit there as well as a person."""

from __future__ import annotations

from typing import Any

from flask import Response

from bullwhip.agents.games.terms import terms_of
from bullwhip.server.game import events
from bullwhip.server.game.names import nickname, unlike
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Room
from bullwhip.server.game.seat_view import seat_view
from bullwhip.server.web.callers import Caller
from bullwhip.server.web.links import qr_code, reachable_link
from bullwhip.server.web.models import Beliefs, Nothing, Order, Rename
from bullwhip.server.web.routes import Routes
from bullwhip.server.web.streams import Look, answer_view, stream

__all__ = ["add_routes"]


def add_routes(routes: Routes) -> None:
    """Add the routes."""
    classroom, add = routes.classroom, routes.add

    def looking(caller: Caller) -> Look:
        room, player, token = caller.room, caller.player, caller.player.token

        def look() -> tuple[str, bytes]:
            if player.gone or player.token != token:
                raise Refusal("not-yours", "this link opens the seat no more")
            with room.lock:
                return seat_view(room, player, classroom.absent(room), classroom.clock())

        return look

    def view(caller: Caller) -> Response:
        classroom.refresh(caller.room, {caller.player.team})  # an order may have come by another process just now
        return answer_view(looking(caller))

    def follow(caller: Caller) -> Response:
        player = caller.player
        return stream(
            classroom,
            looking(caller),
            caller.room.code,
            lambda: player.team,
            attend=lambda: classroom.presence.streaming(player.id),
        )

    def terms(caller: Caller) -> Any:
        room, player = caller.room, caller.player
        with room.lock:
            team = room.team(player.team)
            return terms_of(team.game.games, player.site, team.week)

    def order(caller: Caller, body: Order, week: str) -> Any:
        if not week.isascii() or not week.isdigit() or len(week) > 6:
            raise Refusal("malformed", f"found week {week[:20]!r}; give its number", week=0)
        placed = classroom.order(caller.player.id, int(week), body.orders, body.take)
        return {"week": int(week), "orders": placed.orders, "state": "accepted"}

    def believe(caller: Caller, body: Beliefs) -> Any:
        player = caller.player.id

        def decide(room: Room) -> list[events.Event]:
            team = room.team(room.player(player).team)
            if not room.over(team):
                raise Refusal("not-over", "the game is not over yet")
            if room.revealed:
                raise Refusal("revealed", "what customers asked for has been shown already")
            if len(body.values) != len(team.weeks):
                found = f"found {len(body.values)} weeks; give {len(team.weeks)}, one for each that was played"
                raise Refusal("malformed", found)
            return [events.Believed(player=player, values=tuple(body.values))]

        classroom.change(caller.room.code, decide)
        return {"values": body.values}

    def link(caller: Caller) -> Any:
        return {"link": reachable_link(f"/seat/{caller.player.id}/", caller.token)}

    def qr(caller: Caller) -> Response:
        return qr_code(link(caller)["link"])

    def leave(caller: Caller, body: Nothing) -> Any:
        del body
        player = caller.player.id
        classroom.change(caller.room.code, lambda room: [events.Left(player=room.player(player).id)])
        return {"state": "left"}

    def rename(caller: Caller, body: Rename) -> Any:
        player = caller.player

        def decide(room: Room) -> list[events.Event]:
            others = {other.name for other in room.people() if other.id != player.id}
            return [events.PlayerRenamed(player=room.player(player.id).id, name=unlike(nickname(body.name), others))]

        classroom.change(caller.room.code, decide)
        return {"name": player.name}

    add("GET", "/api/seats/<seat>", view, "seat", summary="What this seat sees", about="The seat's view, with an ETag.")
    add(
        "GET", "/api/seats/<seat>/stream", follow, "seat",
        summary="What this seat sees, whenever it changes", answers="text/event-stream", limit="stream",
    )  # fmt: skip
    add(
        "GET", "/api/seats/<seat>/terms", terms, "seat",
        summary="What holds at this seat: costs, suppliers with their delays, recipes, limits, customers' patience",
        about="As the scenario says it of the seat's own site; prices are those of the week under way.",
    )  # fmt: skip
    add(
        "PUT", "/api/seats/<seat>/orders/<week>", order, "seat",
        body=Order, summary="Order for a week, as long as it is open", limit="order",
        about="The orders as they count. Where the view's limits list lanes, an item's order is units by lane. 409 "
        "week-closed, not-playing or forced; 422 illegal-order.",
    )  # fmt: skip
    add(
        "PUT", "/api/seats/<seat>/beliefs", believe, "seat",
        body=Beliefs, summary="What this player believes that customers asked for", limit="order",
    )  # fmt: skip
    add(
        "GET", "/api/seats/<seat>/link", link, "seat",
        summary="The seat's private link, to go on with another device", limit="heavy",
    )  # fmt: skip
    add(
        "GET", "/api/seats/<seat>/qr.svg", qr, "seat",
        summary="The seat's private link, as a QR code", answers="image/svg+xml", limit="heavy",
    )  # fmt: skip
    add("POST", "/api/seats/<seat>/leave", leave, "seat", body=Nothing, summary="Give up the seat", limit="order")
    add("PUT", "/api/seats/<seat>/name", rename, "seat", body=Rename, summary="Take another name", limit="order")
