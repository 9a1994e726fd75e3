"""The views of a debrief: what each shows of a room, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from bullwhip.agents.debriefs.what_if import OWN, REFERENCE
from bullwhip.agents.games.earnings import ScoredBy
from bullwhip.network.errors import BullwhipError
from bullwhip.server.web import debrief_class as of_class
from bullwhip.server.web import debrief_figures as of_team
from bullwhip.server.web.debrief_camps import camp_pictures, camp_sentences
from bullwhip.server.web.debrief_figures import DebriefPicture, named
from bullwhip.server.web.debriefs import Debrief
from bullwhip.server.web.words import Translation

__all__ = ["VIEWS", "DebriefPage", "DebriefQuery", "view_of", "view_titles", "views_of"]

VIEWS = ("orders", "stock", "cost", "bullwhip", "teams", "camps", "beliefs", "what-if", "shares", "habits", "crowd")
COVERED = "just-in-case"
JUST_IN_CASE = {"type": COVERED, "cover": 3.0, "forecast": {"type": "moving-average", "window": 4}}
RULES = (REFERENCE, OWN, "pass-on", "anchor-adjust", "human", "forecast-order-up-to", "smoothing", COVERED)  # to choose


@dataclass(frozen=True)
class DebriefQuery:
    """What is asked for: which team of which game, for whom, and what stands in the query."""

    debrief: Debrief
    number: int
    words: Translation
    site: str | None = None  # a player's own: what others think of themselves is not shown
    shown: bool = False  # whether what customers asked for may be shown
    query: MultiDict[str, str] = field(default_factory=MultiDict)


@dataclass(frozen=True)
class DebriefPage:
    """What a view shows, from top to bottom: sentences, figures, and whatever its own part of the page needs."""

    said: tuple[str, ...] = ()
    figures: tuple[DebriefPicture, ...] = ()
    people: tuple[tuple[str, tuple[str, ...], DebriefPicture | None], ...] = ()  # of habits: who, sentences, bars
    form: Mapping[str, Any] = field(default_factory=dict)  # of what if
    hidden: bool = False  # what customers asked for is to be revealed yet

    def under(self, prefix: str) -> DebriefPage:
        """The same, with ids of its own: several views may stand on one page."""
        people = [(who, told, bars and bars.under(prefix)) for who, told, bars in self.people]
        return replace(self, figures=tuple(figure.under(prefix) for figure in self.figures), people=tuple(people))


def view_titles(words: Translation, scored_by: ScoredBy) -> dict[str, str]:
    """What each view is called."""
    _ = words.gettext
    return {
        "orders": _("Orders"),
        "stock": _("Stock"),
        "cost": _("Profit") if scored_by == "profit" else _("Cost"),
        "bullwhip": _("Bullwhip"),
        "teams": _("Teams"),
        "camps": _("Camps"),
        "beliefs": _("Beliefs"),
        "what-if": _("What if?"),
        "shares": _("Who caused what"),
        "habits": _("Habits"),
        "crowd": _("Against thousands"),
    }


def view_of(name: str, asked: DebriefQuery) -> DebriefPage:
    """A view.  Raises BullwhipError where there is nothing to show yet."""
    return _MAKERS[name](asked)


def _orders(asked: DebriefQuery) -> DebriefPage:
    team = asked.debrief.team(asked.number)
    figures = [
        of_team.orders(asked.words, team, item, f"orders-{k}", asked.shown) for k, item in enumerate(team["items"])
    ]
    return DebriefPage(figures=_by_item(asked, team, figures), hidden=not asked.shown)


def _stock(asked: DebriefQuery) -> DebriefPage:
    team = asked.debrief.team(asked.number)
    figures = [of_team.stocks(asked.words, team, item, f"stock-{k}") for k, item in enumerate(team["items"])]
    return DebriefPage(figures=_by_item(asked, team, figures))


def _by_item(asked: DebriefQuery, team: Mapping[str, Any], figures: list[DebriefPicture]) -> tuple[DebriefPicture, ...]:
    """Figures of several items say which."""
    if len(figures) == 1:
        return tuple(figures)
    return tuple(
        DebriefPicture(
            f"{figure.title}: {named(asked.words, item)}", figure.svg, figure.header, figure.rows, figure.legend,
            figure.note,
        )
        for item, figure in zip(team["items"], figures, strict=True)
    )  # fmt: skip


def _cost(asked: DebriefQuery) -> DebriefPage:
    return DebriefPage(figures=of_team.costs(asked.words, asked.debrief.team(asked.number), "cost"))


def _bullwhip(asked: DebriefQuery) -> DebriefPage:
    return DebriefPage(figures=(of_team.bullwhip(asked.words, asked.debrief.team(asked.number), "bullwhip"),))


def _teams(asked: DebriefQuery) -> DebriefPage:
    told = asked.debrief.whole()
    return DebriefPage(
        figures=(of_class.teams(asked.words, told, asked.number), of_class.leaderboard(asked.words, told)),
    )


def _camps(asked: DebriefQuery) -> DebriefPage:
    told = asked.debrief.camps()
    return DebriefPage(said=camp_sentences(asked.words, told), figures=camp_pictures(asked.words, told, asked.number))


def views_of(debrief: Debrief) -> tuple[str, ...]:
    """The views that a debrief has: that of camps only where there are some."""
    return tuple(name for name in VIEWS if name != "camps" or debrief.cover is not None)


def _beliefs(asked: DebriefQuery) -> DebriefPage:
    _ = asked.words.gettext
    told = asked.debrief.whole()
    beliefs = told["beliefs"]
    hidden = not asked.shown
    if not beliefs["count"] and hidden:
        return DebriefPage(said=(_("Nobody has drawn what they believe customers asked for."),), hidden=hidden)
    return DebriefPage(figures=(of_class.believed(asked.words, beliefs, told["period"], asked.shown),), hidden=hidden)


def _shares(asked: DebriefQuery) -> DebriefPage:
    return DebriefPage(figures=(of_class.shared(asked.words, asked.debrief.shares(asked.number)),))


def _habits(asked: DebriefQuery) -> DebriefPage:
    words = asked.words
    told = asked.debrief.habits(asked.number)
    people = []
    several = len({entry["item"] for entry in told}) > 1
    for k, entry in enumerate(told):
        if asked.site not in {None, entry["site"]}:
            continue
        who = ", ".join(entry["people"])
        title = named(words, entry["site"]) + (f", {named(words, entry['item'])}" if several else "")
        bars = of_class.habit_bars(words, entry["habits"], f"habits-{k}") if entry["habits"] else None
        people.append((f"{title}: {who}" if who else title, tuple(of_class.sentences(words, entry)), bars))
    return DebriefPage(people=tuple(people))


def _crowd(asked: DebriefQuery) -> DebriefPage:
    told = asked.debrief.crowd(asked.number)
    names = [team.name for team in asked.debrief.teams]
    by_name = {names[int(number) - 1]: place for number, place in told["teams"].items()}
    ours = names[asked.number - 1]
    place = by_name.get(ours)
    said = (of_class.place_among(asked.words, ours, place["cheaper"], told["scored_by"]),) if place else ()
    return DebriefPage(said=said, figures=(of_class.against_thousands(asked.words, {**told, "teams": by_name}, ours),))


def _what_if(asked: DebriefQuery) -> DebriefPage:
    words = asked.words
    _ = words.gettext
    team = asked.debrief.team(asked.number)
    seats = [site["site"] for site in team["sites"] if site["seat"]]
    chosen = [site for site in asked.query.getlist("seat") if site in seats]
    storms = [each["name"] for each in team["disruptions"]]
    without = [name for name in asked.query.getlist("without") if name in storms]
    rule = asked.query.get("rule", REFERENCE)
    rule = rule if rule in RULES else REFERENCE
    week = str(asked.query.get("from", "1"))
    week = week if week.isascii() and week.isdigit() and len(week) < 7 else "1"
    form: dict[str, Any] = {"seats": seats, "chosen": chosen, "rules": _rule_names(words), "rule": rule, "week": week}
    form |= {"disruptions": storms, "without": without}
    if chosen or without:
        choice = JUST_IN_CASE if rule == COVERED else rule
        try:
            told = asked.debrief.what_if(asked.number, dict.fromkeys(chosen, choice), int(week), without)
            form |= {"answer": _answer(words, told), "kind": "good" if told["difference"] < 0 else "warn"}
        except BullwhipError as refused:
            form |= {"answer": str(refused), "kind": "bad"}
    form["weeks"] = team["weeks"]
    if asked.query.get("all") != "1":
        return DebriefPage(form=form)
    table = asked.debrief.what_if_table(asked.number)
    figure = of_class.what_if_from(words, table, team["period"], team["scored_by"])
    return DebriefPage(figures=(figure,), form={**form, "all": True})


def _answer(words: Translation, told: Mapping[str, Any]) -> str:
    _ = words.gettext
    earns = told["scored_by"] == "profit"
    amount = words.money(abs(told["difference"]))
    other = words.money(-told["other_cost"] if earns else told["other_cost"])
    if earns and told["difference"] < 0:
        return _("Your team would have earned {amount} more: a profit of {other} in all.", amount=amount, other=other)
    if earns and told["difference"] > 0:
        return _("Your team would have earned {amount} less: a profit of {other} in all.", amount=amount, other=other)
    if told["difference"] < 0:
        return _("Your team would have saved {amount}: {other} in all.", amount=amount, other=other)
    if told["difference"] > 0:
        return _("Your team would have paid {amount} more: {other} in all.", amount=amount, other=other)
    return _("Nothing would have changed: {other} in all.", other=other)


def _rule_names(words: Translation) -> dict[str, str]:
    _ = words.gettext
    return {
        REFERENCE: _("the reference: order up to a level that suits demand and delays"),
        OWN: _("the scenario's own bot"),
        "pass-on": _("pass on what was asked for"),
        "anchor-adjust": _("an average player: anchor and adjust"),
        "human": _("an average player with whims"),
        "forecast-order-up-to": _("forecast, and order up to it"),
        "smoothing": _("forecast, and close gaps slowly"),
        COVERED: _("just in case: three weeks of cover in stock"),
    }


_MAKERS: dict[str, Callable[[DebriefQuery], DebriefPage]] = {
    "orders": _orders,
    "stock": _stock,
    "cost": _cost,
    "bullwhip": _bullwhip,
    "teams": _teams,
    "camps": _camps,
    "beliefs": _beliefs,
    "what-if": _what_if,
    "shares": _shares,
    "habits": _habits,
    "crowd": _crowd,
}
