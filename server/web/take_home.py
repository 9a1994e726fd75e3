"""The debrief as one file: a page without any request to anywhere, to be kept, sent or printed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from flask import render_template

from bullwhip.network.errors import BullwhipError
from bullwhip.server.game.room import Room
from bullwhip.server.web.debrief_views import FOR_ALL, Asked, View, view_of, view_titles
from bullwhip.server.web.debriefs import Debriefs
from bullwhip.server.web.words import words

__all__ = ["page"]

OF_CLASS = ("teams", "beliefs", "crowd")
OF_TEAM = tuple(name for name in FOR_ALL if name not in OF_CLASS)
MOST = 40  # teams that are drawn one by one; the leaderboard has them all
STYLES = ("vendor/pico.min.css", "style.css", "debrief.css")


def page(debriefs: Debriefs, room: Room) -> str:
    """The whole debrief, in the language of the request under way; what customers asked for is shown."""
    spoken = words()
    titles = view_titles(spoken)
    teams = [team.number for team in room.teams][:MOST]
    whole = [(titles[name], view) for name, view in _views(OF_CLASS, debriefs, room, 1)]
    parts = [
        (
            number,
            room.team(number).name,
            [(titles[name], view) for name, view in _views(OF_TEAM, debriefs, room, number)],
        )
        for number in teams
    ]
    return render_template(
        "take_home.html", room=room, whole=whole, parts=parts, left_out=len(room.teams) - len(teams), style=_style()
    )


def _views(names: tuple[str, ...], debriefs: Debriefs, room: Room, number: int) -> Iterator[tuple[str, View]]:
    """The views that have something to show."""
    asked = Asked(debriefs, room, number, words(), shown_anyway=True)
    for name in names:
        try:
            view = view_of(name, asked)
        except BullwhipError:
            continue
        if view.figures or view.people:
            yield name, view.under(f"t{number}")


def _style() -> str:
    static = resources.files("bullwhip.server.web") / "static"
    return "\n".join((static / name).read_text(encoding="utf-8") for name in STYLES)
