"""The pictures of a team's debrief, each with its figures as a table: made from what the analyses say.

A figure is in the reader's language; the same ones go onto pages and into the file that is taken home.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from markupsafe import Markup

from bullwhip.server.web.charts import Band, Bar, Line, bar_chart, line_chart
from bullwhip.server.web.words import NAMES, Translation

__all__ = [
    "DEMAND",
    "DebriefPicture",
    "bullwhip",
    "costs",
    "made_of_lines",
    "named",
    "orders",
    "period_name",
    "so_far",
    "stocks",
    "warm_up_words",
]

DEMAND = 6  # the kind of line that is kept for customers
SITES = 5  # kinds of lines for sites


@dataclass(frozen=True)
class DebriefPicture:
    """A picture, what it shows in words, and its figures as text."""

    title: str
    svg: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[str, int], ...] = ()  # names of lines and their kinds
    note: str = ""

    def under(self, prefix: str) -> DebriefPicture:
        """The same with other ids."""
        svg = Markup(self.svg.replace('id="', f'id="{prefix}-').replace('labelledby="', f'labelledby="{prefix}-'))
        return replace(self, svg=Markup(re.sub(r'(labelledby="[^" ]+ )', rf"\1{prefix}-", svg)))


def named(words: Translation, name: str) -> str:
    """A site or an item in the reader's language, where it is one of the usual names."""
    return words.gettext(name) if name in NAMES else name


def period_name(words: Translation, period: str) -> str:
    """What a column of periods is headed."""
    _ = words.gettext
    known = {"week": _("Week"), "day": _("Day"), "month": _("Month")}
    return known.get(period, period)


def warm_up_words(words: Translation, n: int, period: str) -> str:
    """That the first periods of a game do not count; nothing where all do."""
    if not n:
        return ""
    if period in {"week", "day"}:
        return words.ngettext("{n} week at the start does not count.", "{n} weeks at the start do not count.", n)
    return words.gettext("Not counted: the first {time}.", time=f"{words.number(n)} \u00d7 {period}")


def made_of_lines(
    words: Translation, title: str, lines: Sequence[Line], period: str, key: str, note: str = "", tabled: bool = True,
    disruptions: Sequence[Mapping[str, Any]] = (),
) -> DebriefPicture:  # fmt: skip
    """A figure of lines by period; the periods of disruptions are shaded."""
    _ = words.gettext
    bands = [Band(each["name"], first, last) for each in disruptions for first, last in each["weeks"]]
    note = " ".join(filter(None, [note, _shaded(words, bands)]))
    told = []
    for line in lines:
        known = [value for value in line.values if value is not None]
        if line.kind and known:
            low, high = words.number(min(known)), words.number(max(known))
            told.append(_("{name}: from {low} to {high}", name=line.name, low=low, high=high))
    periods = max([0, *(len(line.values) for line in lines)])
    shown = [line for line in lines if line.kind] if tabled else []
    rows = [
        (words.number(k + 1), *(_cell(words, line.values[k] if k < len(line.values) else None) for line in shown))
        for k in range(periods if shown else 0)
    ]
    return DebriefPicture(
        title=title,
        svg=line_chart(title, "; ".join(told), lines, words.number, key, bands),
        header=(period_name(words, period), *(line.name for line in shown)),
        rows=tuple(rows),
        legend=tuple((line.name, line.kind) for line in lines if line.kind),
        note=note,
    )


def _shaded(words: Translation, bands: Sequence[Band]) -> str:
    """What is shaded, in words."""
    if not bands:
        return ""
    spans = (
        words.number(band.first) + (f"-{words.number(band.last)}" if band.last > band.first else "") for band in bands
    )
    told = ", ".join(f"{band.name} ({span})" for band, span in zip(bands, spans, strict=True))
    return words.gettext("Shaded: {disruptions}.", disruptions=told)


def orders(words: Translation, team: Mapping[str, Any], item: str, key: str, shown: bool = True) -> DebriefPicture:
    """Orders of all sites on one axis; with what customers asked for, once that is shown."""
    _ = words.gettext
    lines = _site_lines(words, team, "orders", item)
    if shown and item in team["demand"]:
        lines.append(Line(_("customers"), team["demand"][item], DEMAND))
    note = "" if shown else _("What customers asked for is not shown yet.")
    return made_of_lines(words, _("Orders"), lines, team["period"], key, note, disruptions=team["disruptions"])


def stocks(words: Translation, team: Mapping[str, Any], item: str, key: str) -> DebriefPicture:
    """Net stock of all sites: backlog lies below zero."""
    _ = words.gettext
    note = _("Above zero: stock on hand. Below zero: backlog, what is owed to customers.")
    lines = _site_lines(words, team, "net_stock", item)
    return made_of_lines(words, _("Net stock"), lines, team["period"], key, note, disruptions=team["disruptions"])


def costs(words: Translation, team: Mapping[str, Any], key: str) -> tuple[DebriefPicture, DebriefPicture]:
    """What each site cost in all, or earned where the team is scored by profit, and how that came about."""
    _ = words.gettext
    sites = team["sites"]
    if team["scored_by"] == "profit":
        return _profits(words, team, key)
    bars = [
        Bar(named(words, site["site"]), site["cost"], words.money(site["cost"]), kind=_kind(k))
        for k, site in enumerate(sites)
    ]
    told = "; ".join(f"{bar.name}: {bar.text}" for bar in bars)
    total = (_("The whole team"), words.money(team["cost"]))
    by_site = DebriefPicture(
        title=_("Cost by site"),
        svg=bar_chart(_("Cost by site"), told, bars, f"{key}-sites"),
        header=(_("Site"), _("Cost")),
        rows=(*((bar.name, bar.text) for bar in bars), total),
    )
    lines = [
        Line(named(words, site["site"]), so_far(site["costs"], team["warm_up"]), _kind(k))
        for k, site in enumerate(sites)
    ]
    return by_site, made_of_lines(
        words, _("Cost so far"), lines, team["period"], f"{key}-running", disruptions=team["disruptions"]
    )


def _profits(words: Translation, team: Mapping[str, Any], key: str) -> tuple[DebriefPicture, DebriefPicture]:
    """What each site earned in all, with what it cost, and how that came about."""
    _ = words.gettext
    sites = team["sites"]
    bars = [
        Bar(named(words, site["site"]), site["profit"], words.money(site["profit"]), kind=_kind(k))
        for k, site in enumerate(sites)
    ]
    total = (_("The whole team"), words.money(team["profit"]), words.money(team["cost"]))
    title = _("Profit by site")
    by_site = DebriefPicture(
        title=title,
        svg=bar_chart(title, "; ".join(f"{bar.name}: {bar.text}" for bar in bars), bars, f"{key}-sites"),
        header=(_("Site"), _("Profit"), _("Cost")),
        rows=(
            *((bar.name, bar.text, words.money(site["cost"])) for bar, site in zip(bars, sites, strict=True)),
            total,
        ),
        note=_("Profit is what customers and other sites paid, less costs of every kind, purchases among them."),
    )
    lines = [
        Line(named(words, site["site"]), so_far(site["profits"], team["warm_up"]), _kind(k))
        for k, site in enumerate(sites)
    ]
    return by_site, made_of_lines(
        words, _("Profit so far"), lines, team["period"], f"{key}-running", disruptions=team["disruptions"]
    )


def bullwhip(words: Translation, team: Mapping[str, Any], key: str) -> DebriefPicture:
    """How much more each site's orders varied than what customers asked for."""
    _ = words.gettext
    known = [(k, site) for k, site in enumerate(team["sites"]) if site["bullwhip"]["customers"] is not None]
    bars = [
        Bar(
            named(words, site["site"]),
            site["bullwhip"]["customers"],
            _("{n} times", n=words.number(site["bullwhip"]["customers"], 1)),
            kind=_kind(k),
        )
        for k, site in known
    ]
    rows = [
        (
            named(words, site["site"]),
            _cell(words, site["bullwhip"]["customers"]),
            _cell(words, site["bullwhip"]["stage"]),
        )
        for site in team["sites"]
    ]
    return DebriefPicture(
        title=_("The bullwhip effect"),
        svg=bar_chart(_("The bullwhip effect"), "; ".join(f"{bar.name}: {bar.text}" for bar in bars), bars, key),
        header=(_("Site"), _("Against customers"), _("Against its own customers' orders")),
        rows=tuple(rows),
        note=_("Variance of a site's orders divided by the variance of what customers asked for, over all weeks."),
    )


def _site_lines(words: Translation, team: Mapping[str, Any], what: str, item: str) -> list[Line]:
    return [
        Line(named(words, site["site"]), site[what][item], _kind(k))
        for k, site in enumerate(team["sites"])
        if item in site[what]
    ]


def _kind(place: int) -> int:
    return place % SITES + 1


def so_far(costs: Sequence[float], warm_up: int) -> list[float]:
    """What it has cost so far, week by week; the weeks of the warm-up do not count."""
    return list(accumulate(0.0 if week < warm_up else cost for week, cost in enumerate(costs)))


def _cell(words: Translation, value: float | None) -> str:
    return "-" if value is None else words.number(value)
