"""The camps in a debrief: where teams lie on the curve from just-in-time to just-in-case, and what each came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bullwhip.server.web.camp_charts import KINDS, Curve, Dot, Row, scatter, strips
from bullwhip.server.web.debrief_figures import DebriefPicture
from bullwhip.server.web.words import Translation

__all__ = ["camp_pictures", "camp_sentences"]

OWN, MEAN = 4, 5  # kinds of lines: the curve with the game's luck, and over other luck
SIGNS = {"lean": "▲", "buffered": "■"}
MEASURES = ("cost", "fill_rate", "tied_up")
UNKNOWN = "-"


def camp_sentences(words: Translation, told: Mapping[str, Any]) -> tuple[str, ...]:
    """What each camp came to, in a sentence."""
    _ = words.gettext
    names = _camp_names(words)
    return tuple(
        _("{camp}: a cost of {cost} a week, {filled}% of demand filled at once, {tied} tied up in stock.",
          camp=f"{SIGNS[camp]} {names[camp]}", cost=words.money(means["cost"]),
          filled=_percent(words, means["fill_rate"]), tied=_tied(words, told, means["tied_up"]))
        for camp, means in told["camps"].items() if means["teams"]
    )  # fmt: skip


def camp_pictures(words: Translation, told: Mapping[str, Any], number: int) -> tuple[DebriefPicture, ...]:
    """The curve with the teams on it, and each camp's cost, service and stock; `number` is the reader's own team."""
    return (_on_the_curve(words, told, number), *(_strip(words, told, measure) for measure in MEASURES))


def _on_the_curve(words: Translation, told: Mapping[str, Any], number: int) -> DebriefPicture:
    _ = words.gettext
    names, curve = _camp_names(words), told["curve"]
    ends = (_("just in time"), _("just in case"))
    curves, legend = [], [(f"{SIGNS[camp]} {names[camp]}", kind) for camp, kind in KINDS.items()]
    for line, kind, name in (
        ("own", OWN, _("the curve with your luck")), ("mean", MEAN, _("the curve over other luck, on average"))
    ):  # fmt: skip
        places = _places(curve.get(line))
        if places:
            curves.append(Curve(places, kind, ends if line == "mean" else ("", "")))
            legend.append((name, kind))
    dots = [
        Dot(team["name"], team["cost"], 100 * team["fill_rate"], team["camp"], team["number"] == number)
        for team in told["teams"] if team["fill_rate"] is not None
    ]  # fmt: skip
    title = _("Where the class lies between just in time and just in case")
    desc = "; ".join(f"{dot.name} ({names[dot.camp]}): {words.money(dot.x)}, {words.number(dot.y, 1)}%" for dot in dots)
    axes = _("cost a week"), _("filled at once, %")
    rows = [
        (team["name"], names[team["camp"]], words.money(team["cost"]), _percent(words, team["fill_rate"]),
         _tied(words, told, team["tied_up"]))
        for team in told["teams"]
    ] + _curve_rows(words, curve)  # fmt: skip
    return DebriefPicture(
        title=title,
        svg=scatter(title, desc, curves, dots, axes, words.number, "frontier"),
        header=(_("Team"), _("Camp"), _("cost a week"), _("filled at once, %"), _("tied up in stock")),
        rows=tuple(rows),
        legend=tuple(legend),
        note=_("Every point of the curve is a chain whose sites all keep the same cover, from none (just in time) to "
               "much (just in case). Up and to the left is better. Whoever lies below the curve could have had more "
               "service for the same money."),
    )  # fmt: skip


def _curve_rows(words: Translation, curve: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The points of the curve with the game's luck."""
    _ = words.gettext
    own = curve.get("own", {"cost": [], "fill_rate": []})
    return [
        (_("{n} weeks of cover", n=words.number(cover)), _("the curve with your luck"), _cost(words, cost),
         _percent(words, filled), UNKNOWN)
        for cover, cost, filled in zip(curve["covers"], own["cost"], own["fill_rate"], strict=True)
    ]  # fmt: skip


def _strip(words: Translation, told: Mapping[str, Any], measure: str) -> DebriefPicture:
    """A figure of all teams, camp by camp."""
    _ = words.gettext
    titles = {
        "cost": _("What the camps cost a week"),
        "fill_rate": _("How much of demand the camps filled at once, %"),
        "tied_up": _("Money tied up in stock, on average") if told["in_money"] else _("Units in stock, on average"),
    }
    scale = 100.0 if measure == "fill_rate" else 1.0
    names, rows = _camp_names(words), []
    for camp, means in told["camps"].items():
        values = [scale * team[measure] for team in told["teams"] if team["camp"] == camp and team[measure] is not None]
        if values:
            mean = scale * means[measure]
            text = _("mean {mean}", mean=words.number(mean, 1))
            rows.append(Row(f"{SIGNS[camp]} {names[camp]}", camp, values, mean, text))
    table = [
        (row.name, words.number(row.mean, 1), words.number(min(row.values), 1), words.number(max(row.values), 1))
        for row in rows
    ]
    title = titles[measure]
    desc = "; ".join(f"{row.name}: {row.text}" for row in rows)
    header = (_("Camp"), _("Mean"), _("Lowest"), _("Highest"))
    svg = strips(title, desc, rows, words.number, f"camps-{measure.replace('_', '-')}")
    return DebriefPicture(title, svg, header, tuple(table))


def _places(line: Mapping[str, Sequence[float | None]] | None) -> list[tuple[float, float]]:
    """The places of a curve: cost, and fill rate in percent."""
    if line is None:
        return []
    pairs = zip(line["cost"], line["fill_rate"], strict=True)
    return [(cost, 100 * filled) for cost, filled in pairs if cost is not None and filled is not None]


def _camp_names(words: Translation) -> dict[str, str]:
    _ = words.gettext
    return {"lean": _("lean"), "buffered": _("buffered")}


def _cost(words: Translation, value: float | None) -> str:
    return UNKNOWN if value is None else words.money(value)


def _percent(words: Translation, share: float | None) -> str:
    return UNKNOWN if share is None else words.number(100 * share, 1)


def _tied(words: Translation, told: Mapping[str, Any], value: float | None) -> str:
    """What is tied up: money, or units where they have no value."""
    if value is None:
        return UNKNOWN
    return words.money(value) if told["in_money"] else words.gettext("{n} units", n=words.number(value, 1))
