"""The debrief as one file: a page without any request to anywhere, to be kept, sent or printed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from jinja2 import Environment, PackageLoader

from bullwhip.network.errors import BullwhipError
from bullwhip.server.web.debrief_views import VIEWS, DebriefPage, DebriefQuery, view_of, view_titles
from bullwhip.server.web.debriefs import Debrief
from bullwhip.server.web.words import Translation

__all__ = ["page"]

OF_CLASS = ("teams", "camps", "beliefs", "crowd")
OF_TEAM = tuple(name for name in VIEWS if name not in {*OF_CLASS, "what-if"})
MOST = 40  # teams that are drawn one by one; the leaderboard has them all
STYLES = ("vendor/pico.min.css", "style.css", "debrief.css")


def page(debrief: Debrief, words: Translation) -> str:
    """The whole debrief in a language; what customers asked for is shown."""
    words = words.about(debrief.period)
    titles = view_titles(words, debrief.scored_by)
    teams = debrief.teams
    whole = [(titles[name], view) for name, view in _views(OF_CLASS, debrief, words, 1)]
    parts = []
    for number, team in enumerate(teams[:MOST], 1):
        views = [(titles[name], view) for name, view in _views(OF_TEAM, debrief, words, number)]
        parts.append((number, team.name, views))
    pages = Environment(loader=PackageLoader("bullwhip.server.web"), autoescape=True)
    return pages.get_template("take_home.html").render(
        lang=words.lang,
        _=words.gettext,
        number=words.number,
        title=debrief.title,
        whole=whole,
        parts=parts,
        left_out=len(teams) - len(parts),
        style=_style(),
    )


def _views(
    names: tuple[str, ...], debrief: Debrief, words: Translation, number: int
) -> Iterator[tuple[str, DebriefPage]]:
    """The views that have something to show."""
    asked = DebriefQuery(debrief, number, words, shown=True)
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
