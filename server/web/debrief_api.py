"""The API of the debrief, and what can be taken home."""

from __future__ import annotations

import hashlib
from json import dumps
from typing import Annotated, Any

from flask import Response, request
from pydantic import Field

from bullwhip.agents.debriefs.what_if import OWN
from bullwhip.agents.rules import RULES
from bullwhip.server.game.jobs import Jobs
from bullwhip.server.game.refusal import Refusal
from bullwhip.server.game.room import Player, Room
from bullwhip.server.web.callers import Caller
from bullwhip.server.web.debriefs import RoomDebrief
from bullwhip.server.web.models import Body, SiteName, TeamNumber
from bullwhip.server.web.routes import Routes
from bullwhip.server.web.take_home import page as page_to_take
from bullwhip.server.web.words import words

__all__ = ["EarlierGame", "WhatIfRequest", "add_routes", "may_see", "open_to"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PARAMETERS = 40  # of a rule that is asked about
TRUTH = frozenset({"demand", "truth"})  # keys of a debrief that tell what customers asked for


class WhatIfRequest(Body):
    """Other rules in some seats of a team from a week on, a game without some of its disruptions, or both."""

    team: TeamNumber
    from_week: Annotated[int, Field(ge=1, le=10_000, description="The first week in which they order.")] = 1
    rules: Annotated[
        dict[
            SiteName,
            Annotated[str, Field(max_length=80)] | Annotated[dict[str, Any], Field(max_length=MOST_PARAMETERS)],
        ],
        Field(
            default_factory=dict,
            max_length=100,
            description=f"By seat: {OWN!r} for the scenario's bot, the name of a shipped rule, or a rule's table.",
        ),
    ]
    without: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Field(default_factory=list, max_length=100, description="Names of disruptions that do not happen."),
    ]


class EarlierGame(Body):
    """A game that was taken away."""

    record: Annotated[dict[str, Any], Field(description="The file that replays: export.json.")]


def add_routes(routes: Routes, jobs: Jobs) -> None:
    """Add the routes."""
    add = routes.add

    def whole(caller: Caller) -> Any:
        room = open_to(caller)
        debrief, number = RoomDebrief(room, jobs), _number(room)
        told = {"class": debrief.whole(), **({} if number is None else {"team": debrief.team(number)})}
        shown = room.revealed or caller.kind == "host"
        return {**(told if shown else _without_truth(told)), "revealed": room.revealed}

    def own(caller: Caller) -> Any:
        room, player = caller.room, caller.player
        may_see(room, player)
        debrief = RoomDebrief(room, jobs)
        habits = [one for one in debrief.habits(player.team) if one["site"] == player.site]
        return {
            "class": debrief.whole(),
            "team": debrief.team(player.team),
            "habits": habits,
            "revealed": room.revealed,
        }

    def what_if(caller: Caller, body: WhatIfRequest) -> Any:
        room = open_to(caller)
        for site, rule in body.rules.items():
            kind = rule if isinstance(rule, str) else rule.get("type")
            if not isinstance(kind, str) or kind not in {OWN, *RULES}:
                choice = ", ".join([OWN, *RULES])
                raise Refusal("no-rule", f"rule of {site[:80]}: found {str(kind)[:80]!r}; give one of {choice}")
        if not body.rules and not body.without:
            raise Refusal("malformed", "rules, without: found neither; give a rule for a seat, or a disruption's name")
        return RoomDebrief(room, jobs).what_if(body.team, body.rules, body.from_week, body.without)

    def csv(caller: Caller) -> Response:
        return _file(RoomDebrief(open_to(caller), jobs).sheet().encode(), "text/csv; charset=utf-8", caller.room, "csv")

    def xlsx(caller: Caller) -> Response:
        return _file(RoomDebrief(open_to(caller), jobs).workbook(), XLSX, caller.room, "xlsx")

    def json(caller: Caller) -> Response:
        text = RoomDebrief(open_to(caller), jobs).record().model_dump_json(indent=1)
        return _file(text.encode(), "application/json", caller.room, "json")

    def html(caller: Caller) -> Response:
        text = page_to_take(RoomDebrief(open_to(caller), jobs), words())
        return _file(text.encode(), "text/html; charset=utf-8", caller.room, "html")

    add(
        "GET", "/api/games/<code>/debrief", whole, "host", "screen", limit="heavy",
        summary="The class after a game",
        about="Leaderboard, costs by week, beliefs; with ?team=N that team as well. The projector's token does not get "
        "what customers asked for before that is revealed.",
    )  # fmt: skip
    add(
        "GET", "/api/seats/<seat>/debrief", own, "seat", limit="heavy",
        summary="A player's debrief", about="The class, the own team, the own habits. 409 not-over or imagine-first.",
    )  # fmt: skip
    add(
        "POST", "/api/games/<code>/what-if", what_if, "host", "screen", body=WhatIfRequest, limit="heavy",
        summary="What other rules in some seats would have changed", about="Costs as played and with the rules.",
    )  # fmt: skip
    for name, made, summary in (
        ("what-if-table", RoomDebrief.what_if_table, "What the reference rule would have changed, by seat and week"),
        ("shares", RoomDebrief.shares, "Whose orders cost the team how much (Shapley value)"),
        ("habits", RoomDebrief.habits, "The rule that fits each person's orders"),
    ):

        def of_team(caller: Caller, made: Any = made) -> Any:
            room = open_to(caller)
            return made(RoomDebrief(room, jobs), _number(room) or 1)

        add(
            "GET", f"/api/games/<code>/{name}", of_team, "host", "screen", limit="heavy",
            summary=summary, about="Of the team in ?team=N, else of the first.",
        )  # fmt: skip

    def crowd(caller: Caller) -> Any:
        room = open_to(caller)
        return RoomDebrief(room, jobs).crowd(_number(room))

    add(
        "GET", "/api/games/<code>/crowd", crowd, "host", "screen", limit="heavy",
        summary="The class against thousands of simulated chains", about="Teams are named by their numbers.",
    )  # fmt: skip

    def camps(caller: Caller) -> Any:
        return RoomDebrief(open_to(caller), jobs).camps()

    add(
        "GET", "/api/games/<code>/camps", camps, "host", "screen", limit="heavy",
        summary="Lean teams beside buffered ones, and the curve from just-in-time to just-in-case",
        about="Cost a period, fill rate and what is tied up in stock, by team and camp. Only in games with camps.",
    )  # fmt: skip

    def players(caller: Caller, body: EarlierGame) -> Any:
        del caller
        key = hashlib.sha256(dumps(body.record, sort_keys=True).encode()).digest()
        return {"players": jobs.run("players", key, lambda: {"record": body.record})}

    add(
        "POST", "/api/players", players, "creator", body=EarlierGame, limit="make",
        summary="The players of an earlier game, as rules for bots",
        about="By team and seat: who sat there, and the rule that orders like them (Sterman's, fitted to them).",
    )  # fmt: skip
    for ending, view, media in (
        ("csv", csv, "text/csv"), ("xlsx", xlsx, XLSX), ("json", json, "application/json"), ("html", html, "text/html")
    ):  # fmt: skip
        add(
            "GET", f"/api/games/<code>/export.{ending}", view, "host", limit="heavy", answers=media,
            summary=f"The game to take away, as {ending.upper()}",
        )  # fmt: skip


def open_to(caller: Caller) -> Room:
    """The room, if its debrief is open to host or projector: to the projector only when the game is over.

    Raises Refusal, also before the first week is over.
    """
    room = caller.room
    if caller.kind == "screen" and room.state != "over":
        raise Refusal("not-over", "the game is not over yet")
    if not any(team.weeks and not team.practice for team in room.teams):
        raise Refusal("too-early", "no week is over yet; play one first")
    return room


def may_see(room: Room, player: Player) -> None:
    """Raise Refusal unless a player may see the debrief.

    That is when all have finished, and those away from the customers have drawn what they believe, or it is revealed.
    """
    if room.state != "over":
        raise Refusal("not-over", "others are still playing; the debrief opens when all are done")
    if not room.team(player.team).weeks:
        raise Refusal("too-early", "the game ended before a week was over")
    believed = player.id in room.beliefs or player.met
    if not (room.revealed or believed or request.args.get("anyway") == "1"):
        raise Refusal("imagine-first", "first draw what you believe customers asked for, or ask with ?anyway=1")


def _without_truth(told: Any) -> Any:
    """The same, but for what customers asked for."""
    if isinstance(told, dict):
        return {key: _without_truth(value) for key, value in told.items() if key not in TRUTH}
    return told


def _number(room: Room) -> int | None:
    """The team that the query names."""
    given = request.args.get("team")
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 6:
        raise Refusal("no-team", f"found team {given[:20]!r}; there are teams 1 to {len(room.teams)}")
    return room.team(int(given)).number


def _file(content: bytes, media: str, room: Room, ending: str) -> Response:
    answer = Response(content, content_type=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="bullwhip-{room.code}.{ending}"'
    return answer
