"""Who is asking: what the tokens of a request open."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Literal

from flask import Response, current_app, request

from bullwhip.server.game.classroom import Classroom
from bullwhip.server.game.ids import Kind, code_of, fits, hashed, parse
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Player, Room
from bullwhip.server.web.limits import Limits

__all__ = [
    "CREATE",
    "Caller",
    "Who",
    "address",
    "caller_of",
    "entered",
    "held_tokens",
    "keep_token",
    "kept_screen",
    "may_create",
    "name_of_cookie",
    "shows",
    "shows_host",
]

Who = Literal["all", "creator", "seat", "host", "screen"]
CREATE = "create"  # the cookie of who may make games
MONTH = 30 * 24 * 3600
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


@dataclass(frozen=True)
class Caller:
    """Whoever asks, as far as the route wants to know: the game, the player, and as what they came in."""

    kind: Who = "all"
    given_room: Room | None = field(default=None, repr=False)
    given_player: Player | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)

    @property
    def room(self) -> Room:
        """The game that the route is about."""
        assert self.given_room is not None
        return self.given_room

    @property
    def key(self) -> str:
        """Whose requests these are, where there is a limit: a player's, a host's, a projector's; else nobody's."""
        if self.given_player is not None:
            return self.given_player.id
        return f"{self.kind} {self.room.code}" if self.kind in {"host", "screen"} else ""

    @property
    def player(self) -> Player:
        """The player whose seat the route is about."""
        assert self.given_player is not None
        return self.given_player


def caller_of(
    classroom: Classroom,
    limits: Limits,
    who: tuple[Who, ...],
    code: str | None,
    seat: str | None,
    create_token: str | None = None,
) -> Caller:
    """Who asks for a route that is open to `who`.  Raises Refusal for all others.

    With a create token, a creator from another computer must show it.  Whoever is refused counts for the address:
    those who show a token must not pay for those who show none.
    """
    try:
        found = _found(classroom, limits, who, code, seat, create_token)
    except Refusal as refused:
        if refused.code != "too-many":
            limits.count("guess" if refused.code == "no-such-game" else "wrong", address(), "")
        raise
    if found.key:
        limits.know(found.room.code, address())
    return found


def address() -> str:
    """Where a request comes from."""
    return request.remote_addr or ""


def _found(
    classroom: Classroom,
    limits: Limits,
    who: tuple[Who, ...],
    code: str | None,
    seat: str | None,
    create_token: str | None,
) -> Caller:
    if "creator" in who and not may_create(create_token):
        raise Refusal("create-token", "making a game from another computer needs the token that the server printed")
    if seat is not None:
        return _in_seat(classroom, seat)
    if code is None:
        return Caller()
    code = code.upper()
    entitled = "all" not in who and _names(who, code)
    if not entitled:
        limits.admit(code, address())
    try:
        room = classroom.room(code)
    except Refusal:
        limits.admit(code, address())  # who shows made-up tokens learns no more than others do
        raise
    if "all" in who:
        return Caller(given_room=room)
    known = _as_host(room, who)
    if known.kind == "all" and known.token and classroom.refresh(room):
        known = _as_host(room, who)
    if known.kind == "all":
        limits.admit(code, address())
        why = "not-yours" if known.token else "no-token"
        raise Refusal(why, "this is for the host of the game; open the host's own link")
    return known


def _names(who: tuple[Who, ...], code: str) -> bool:
    """Whether a request shows a token that has the form of one for this game's console or projector."""
    shown = [token for kind in who for token in _tokens(name_of_cookie("host" if kind == "host" else "screen", code))]
    return any((said := parse(token)) is not None and said.code == code for token in shown)


def _as_host(room: Room, who: tuple[Who, ...]) -> Caller:
    """The caller as host or projector, if a token opens that; else as anybody, with a token that was shown."""
    found = Caller(given_room=room)
    for kind in who:
        for token in _tokens(name_of_cookie("host" if kind == "host" else "screen", room.code)):
            found = Caller(given_room=room, token=token)
            if fits(token, room.host if kind == "host" else room.screen):
                return Caller(kind, room, token=token)
    return found


def _in_seat(classroom: Classroom, seat: str) -> Caller:
    tokens = _tokens(name_of_cookie("seat", seat))
    why = "not-yours" if tokens else "no-token"
    refusal = Refusal(why, "this is for who sits in this seat; open the seat's own link, or join again")
    try:
        room = classroom.room(code_of(seat))
    except Refusal:
        raise refusal from None
    player = _seated(room, seat, tokens)
    if player is None and tokens and classroom.refresh(room):  # somebody may have joined by another process
        player = _seated(room, seat, tokens)
    if player is None:
        raise refusal
    classroom.presence.seen(player.id)
    return Caller("seat", room, player, tokens[0])


def _seated(room: Room, seat: str, tokens: list[str]) -> Player | None:
    """Who sits there, if a token is theirs."""
    player = room.players.get(seat)
    if player is None or player.gone or not any(fits(token, player.token) for token in tokens):
        return None
    return player


def _tokens(cookie: str) -> list[str]:
    """The tokens that a request shows for this: in its header, else in its cookie."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return [token.strip()]
    kept = request.cookies.get(cookie)
    return [kept] if kept else []


def may_create(wanted: str | None) -> bool:
    """Whether who asks may make games: with the token, from this very computer, or where no token is wanted."""
    if wanted is None:
        return True
    return shows(wanted) or _is_local()


def shows(wanted: str) -> bool:
    """Whether who asks shows this token for making games."""
    return any(hmac.compare_digest(token.encode(), wanted.encode()) for token in _tokens(CREATE))


def _is_local() -> bool:
    """Whether a request comes from this computer, to this computer's own name, and through no proxy."""
    if current_app.config["BULLWHIP_PROXIES"]:  # then everybody comes from where the proxy is
        return False
    host = request.host.rpartition(":")[0] if not request.host.endswith("]") and ":" in request.host else request.host
    forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"))
    address = request.remote_addr or ""
    return host in LOCAL and (address.startswith("127.") or address == "::1") and not forwarded


def shows_host(room: Room) -> bool:
    """Whether a request shows the token of the room's host, whatever it asks for."""
    return any(fits(token, room.host) for token in _tokens(name_of_cookie("host", room.code)))


def held_tokens(code: str) -> list[str]:
    """The tokens of seats of a game that this browser keeps, or a program shows."""
    seats = name_of_cookie("seat", f"{code}-")
    return [*_tokens(""), *(token for name, token in request.cookies.items() if name.startswith(seats))]


def name_of_cookie(kind: Kind, key: str) -> str:
    """The cookie that keeps a token: of a seat by the player's id, else by the game's code."""
    return f"{kind}-{key}"


def keep_token(response: Response, name: str, token: str) -> None:
    """Keep a token in the browser, out of reach of scripts and of other sites."""
    response.set_cookie(name, token, max_age=MONTH, path="/", httponly=True, samesite="Lax", secure=request.is_secure)


def kept_screen(room: Room) -> str:
    """The token of a room's projector that this browser keeps; nothing if it opens nothing any more."""
    token = request.cookies.get(name_of_cookie("screen", room.code), "")
    return token if fits(token, room.screen) else ""


def entered(classroom: Classroom, token: str) -> tuple[str, dict[str, str]]:
    """The cookie that a token belongs into, and where it leads.  Raises Refusal if it opens nothing."""
    refusal = Refusal("no-entry", "this link opens nothing, or no more; ask for a new one")
    said = parse(token)
    if said is None:
        raise refusal
    try:
        room = classroom.room(said.code)
    except Refusal:
        raise refusal from None
    found = _opened(room, said.kind, token)
    if found is None and classroom.refresh(room):
        found = _opened(room, said.kind, token)
    if found is None:
        raise refusal
    return found


def _opened(room: Room, kind: Kind, token: str) -> tuple[str, dict[str, str]] | None:
    if kind != "seat":
        fitting = fits(token, room.host if kind == "host" else room.screen)
        return (name_of_cookie(kind, room.code), {"kind": kind, "link": f"/{kind}/{room.code}/"}) if fitting else None
    digest = hashed(token)
    for player in room.people():
        if hmac.compare_digest(digest, player.token):
            return name_of_cookie("seat", player.id), {"kind": "seat", "link": f"/seat/{player.id}/"}
    return None
