"""The pictures of the class, and of what no other game has: shares, what if, habits, the class against thousands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from bullwhip.agents.games.earnings import ScoredBy
from bullwhip.server.web.charts import Bar, Line, Mark, bar_chart, histogram
from bullwhip.server.web.debrief_figures import DebriefPicture, made_of_lines, named, so_far, warm_up_words
from bullwhip.server.web.words import Translation

__all__ = ["against_thousands", "believed", "habit_bars", "leaderboard", "sentences", "shared", "teams", "what_if_from"]

NOT_TOLD = "?"
SHARES = ("beta", "alpha", "theta")  # parameters that are shown as bars
SAID_OF = {"beta": "supply-line", "alpha": "gap", "theta": "newest", "target": "target"}  # keys of what is said of each

THIN = 0


def leaderboard(words: Translation, told: Mapping[str, Any]) -> DebriefPicture:
    """Teams by cost, or by profit where customers pay, those with bots marked; bars for the first 20."""
    _ = words.gettext
    scores = ("profit", "cost") if told["scored_by"] == "profit" else ("cost",)
    rows = [
        (
            words.number(row["place"]),
            row["name"],
            *(words.money(row[score]) for score in scores),
            words.number(row["weeks"]),
            _decided(words, row["person_share"]),
        )
        for row in told["teams"]
    ]
    names = {"profit": _("Profit"), "cost": _("Cost")}
    header = (_("Place"), _("Team"), *(names[score] for score in scores), _("Weeks"), _("Decided by people"))
    bars = [Bar(row["name"], row[scores[0]], words.money(row[scores[0]])) for row in told["teams"][:20]]
    text = "; ".join(f"{bar.name}: {bar.text}" for bar in bars)
    title = _("Leaderboard: profit, the highest first") if "profit" in scores else _("Leaderboard")
    note = warm_up_words(words, told["warm_up"], told["period"])
    return DebriefPicture(title, bar_chart(title, text, bars, "leaders"), header, tuple(rows), note=note)


def _decided(words: Translation, share: float) -> str:
    _ = words.gettext
    percent = words.number(round(100 * share))
    if share > 0.9995:
        return f"{percent}%"
    return _("{percent}%, the rest by bots", percent=percent) if share > 0 else _("bots alone")


def teams(words: Translation, told: Mapping[str, Any], number: int) -> DebriefPicture:
    """What every team has cost, or earned, so far, week by week: this team, the first and the last by name."""
    _ = words.gettext
    ranked = told["teams"]
    ours = next((row for row in ranked if row["number"] == number), ranked[0])
    chosen = {id(row): kind for kind, row in ((3, ranked[-1]), (2, ranked[0]), (1, ours))}
    if len(ranked) <= 5:
        chosen = {id(row): kind for kind, row in enumerate(ranked, 1)}
    earns = told["scored_by"] == "profit"
    column = "profits" if earns else "costs"
    lines = [Line(row["name"], so_far(row[column], told["warm_up"]), chosen.get(id(row), THIN)) for row in ranked]
    title = _("Teams: profit so far") if earns else _("Teams: cost so far")
    return made_of_lines(words, title, lines, told["period"], "teams", disruptions=told["disruptions"])


def believed(words: Translation, told: Mapping[str, Any], period: str, shown: bool) -> DebriefPicture:
    """What the others believed, in thin lines with their middle; the truth once it is shown."""
    _ = words.gettext
    lines = [Line(line["site"], line["values"], THIN) for line in told["lines"]]
    if told["count"]:
        lines.append(Line(_("guess: middle"), told["median"], 2))
        lines.append(Line(_("guess: low"), told["low"], 5))
        lines.append(Line(_("guess: high"), told["high"], 4))
    if shown:
        lines.append(Line(_("customers"), told["truth"], 1))
    drew = words.ngettext("{n} person who never met the customers drew this.",
                          "{n} people who never met the customers drew this.", told["count"])  # fmt: skip
    wide = _("Low and high hold 8 of 10 drawings.")
    note = f"{drew} {wide}" if told["count"] else _("Nobody has drawn what they believe customers asked for.")
    return made_of_lines(words, _("What the others believed"), lines, period, "beliefs", note)


def shared(words: Translation, told: Mapping[str, Any]) -> DebriefPicture:
    """What each seat's orders cost the team against the reference."""
    _ = words.gettext
    bars = [
        Bar(named(words, site), value, words.money(value), kind=k % 5 + 1)
        for k, (site, value) in enumerate(told["seats"].items())
    ]
    title = _("Whose orders cost how much")
    rows = [(bar.name, bar.text) for bar in bars]
    earns = told["scored_by"] == "profit"
    together = _("Together: the reference less your team") if earns else _("Together: your team less the reference")
    rows.append((together, words.money(told["difference"])))
    note = _("With the reference rule in all seats: {reference}; your team: {cost}. Above zero: these orders cost the "
             "team money, compared with the reference. Below zero: they saved money. (Shapley value: the mean over all "
             "ways of going from the rule to the people, one seat after another. The reference is good, not perfect.)",
             reference=words.money(_score(told, told["reference_cost"])),
             cost=words.money(_score(told, told["cost"])))  # fmt: skip
    if not told["exact"]:
        note += " " + _("With so many seats the shares are estimated; they add up all the same.")
    svg = bar_chart(title, "; ".join(f"{bar.name}: {bar.text}" for bar in bars), bars, "shares")
    return DebriefPicture(title, svg, (_("Seat"), _("Cost of its orders")), tuple(rows), note=note)


def _score(told: Mapping[str, Any], cost: float) -> float:
    """A cost as it is shown: where a game is scored by profit, costs are less all revenue, and so profit below zero."""
    return -cost if told["scored_by"] == "profit" else cost


def what_if_from(
    words: Translation, table: Mapping[str, Sequence[float]], period: str, scored_by: ScoredBy
) -> DebriefPicture:
    """For each seat and week: what changes if the reference rule sits there from that week on."""
    _ = words.gettext
    sign = -1 if scored_by == "profit" else 1
    lines = [
        Line(named(words, site), [sign * value for value in values], k % 5 + 1)
        for k, (site, values) in enumerate(table.items())
    ]
    note = _("Below zero: the team would have saved so much if the reference rule had sat there from that week on, "
             "everybody else ordering what they ordered.")  # fmt: skip
    if scored_by == "profit":
        note = _("Above zero: the team would have earned so much more if the reference rule had sat there from that "
                 "time on, everybody else ordering what they ordered.")  # fmt: skip
    return made_of_lines(words, _("What if, from each week on"), lines, period, "what-if", note)


def against_thousands(words: Translation, told: Mapping[str, Any], number_of_ours: str) -> DebriefPicture:
    """Where the teams lie among simulated chains."""
    _ = words.gettext
    chains = words.number(told["chains"])
    title = _("The class against {n} chains", n=chains)
    earns = told["scored_by"] == "profit"
    reference = _score(told, told["reference_cost"])
    scores = {name: _score(told, place["cost"]) for name, place in told["teams"].items()}
    marks = [Mark(_("reference rule"), reference)]
    marks += [Mark(name, score, name == number_of_ours) for name, score in scores.items()]
    rows = [
        (name, words.money(scores[name]), _better(words, place["cheaper"])) for name, place in told["teams"].items()
    ]
    rows.append((_("reference rule"), words.money(reference), _better(words, told["reference_cheaper"])))
    for percent, cost in told["quantiles"].items():
        below = (
            _("{percent}% of the chains earn more", percent=percent)
            if earns
            else _("{percent}% of the chains stay below", percent=percent)
        )
        rows.append((below, words.money(_score(told, cost)), ""))
    desc = "; ".join(f"{name}: {cost}" for name, cost, _place in rows[:12])
    edges, counts = told["histogram"]["edges"], told["histogram"]["counts"]
    if earns:
        edges, counts = [-edge for edge in reversed(edges)], list(reversed(counts))
    svg = histogram(title, desc, edges, counts, marks, words.number, "crowd")
    note = _("Each chain was played by simulated people, whose habits differ as those of Sterman's 44 players did "
             "(1989), with the demand that you met. The picture leaves out the dearest twentieth.")  # fmt: skip
    if earns:
        note = _(
            "Each chain was played by simulated people, whose habits differ as those of Sterman's 44 players did "
            "(1989), with the demand that you met. The picture leaves out the twentieth that earned least."
        )
    header = (_("Who"), _("Profit"), _("Earned more than")) if earns else (_("Who"), _("Cost"), _("Cheaper than"))
    return DebriefPicture(title, svg, header, tuple(rows), note=note)


def place_among(words: Translation, name: str, cheaper: float, scored_by: ScoredBy) -> str:
    """Where a team lies among the chains, in a sentence."""
    _ = words.gettext
    percent = _percent(words, cheaper)
    if scored_by == "profit":
        return _("{team} earned more than {percent}% of the chains.", team=name, percent=percent)
    return _("{team} was cheaper than {percent}% of the chains.", team=name, percent=percent)


def _percent(words: Translation, cheaper: float) -> str:
    """The share of chains that cost more, never rounded up to all."""
    share = 100 * (1 - cheaper)
    return words.number(math.floor(share * 10) / 10 if share < 100 else 100, 1)


def _better(words: Translation, cheaper: float) -> str:
    return words.gettext("{percent}% of the chains", percent=_percent(words, cheaper))


def habit_bars(words: Translation, habits: Mapping[str, Any], key: str) -> DebriefPicture | None:
    """The three shares of a person's rule with their intervals; nothing where none of them can be told."""
    if not any(_is_clear(habits, parameter) for parameter in SHARES):
        return None
    _ = words.gettext
    names = {
        "beta": _("Of what was on its way, counted"),
        "alpha": _("Of the gap, closed each week"),
        "theta": _("Of what you expected, from the newest week"),
    }
    bars, rows = [], []
    for k, (parameter, name) in enumerate(names.items(), 1):
        value, low, high = (100 * share for share in habits[parameter])
        text = f"{words.number(round(value))}%" if _is_clear(habits, parameter) else NOT_TOLD
        if text != NOT_TOLD:
            bars.append(Bar(name, value, text, low, high, k))
        rows.append((name, text, _range(words, low, high) + "%"))
    value, low, high = habits["target"]
    aimed = _("Stock and orders on their way that you aimed at")
    told = words.number(round(value)) if _is_clear(habits, "target") else NOT_TOLD
    rows.append((aimed, told, _range(words, low, high)))
    title = _("Your habits")
    note = _("The thin lines and the last column are 95% intervals: the orders cannot tell more exactly.")
    svg = bar_chart(title, "; ".join(f"{bar.name}: {bar.text}" for bar in bars), bars, key)
    return DebriefPicture(title, svg, (_("Habit"), _("Value"), _("95% interval")), tuple(rows), note=note)


def _is_clear(habits: Mapping[str, Any], parameter: str) -> bool:
    """Whether a parameter can be told from the orders: what cannot be told must not look like a figure."""
    return SAID_OF[parameter] in {said["key"] for said in habits["said"]}


def _range(words: Translation, low: float, high: float | None) -> str:
    return f"{words.number(round(low))} … {words.number(round(high)) if high is not None else '∞'}"


def sentences(words: Translation, entry: Mapping[str, Any]) -> list[str]:
    """What a person's habits are, in plain sentences; or why they cannot be told."""
    _ = words.gettext
    if entry["habits"] is None:
        return [
            {
                "too-few-weeks": _("Habits cannot be told: people decided too few weeks in this seat."),
                "constant": _("Habits cannot be told: the order was always the same."),
                "always-cut": _("Habits cannot be told: almost all orders were zero, or at the largest allowed."),
            }[entry["code"]]
        ]
    if not any(_is_clear(entry["habits"], parameter) for parameter in SHARES):
        return [_("Your orders were too irregular, or too few, to see habits in them.")]
    return [_sentence(words, said["key"], said["values"]) for said in entry["habits"]["said"]]


def _sentence(words: Translation, key: str, values: Mapping[str, float]) -> str:
    _ = words.gettext
    told = {name: words.number(value) for name, value in values.items()}
    match key:
        case "supply-line":
            return _("You counted {percent}% of what was already on its way.", **told)
        case "supply-line-unclear":
            return _("How much of what was on its way you counted cannot be told.")
        case "gap":
            return _("Each week you closed {percent}% of the gap between your stock and what you wanted.", **told)
        case "gap-unclear":
            return _("How fast you closed gaps in your stock cannot be told.")
        case "newest":
            return _("The newest week made up {percent}% of what you expected to be asked for.", **told)
        case "newest-unclear":
            return _("How quickly you changed your mind about demand cannot be told.")
        case "target":
            return _("You aimed at {units} units, stock and counted orders together.", **told)
        case "target-unclear":
            return _("What stock you aimed at cannot be told.")
        case _:
            return words.gettext(
                "These habits explain {percent}% of the ups and downs of your orders, over {weeks} weeks.", **told
            )
