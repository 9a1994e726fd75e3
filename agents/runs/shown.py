"""Runs and comparisons in some lines: how they print, and how a notebook shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bullwhip.agents.formats.text import UNKNOWN, WHY_UNKNOWN, amount, clean, lay_out, measure_name
from bullwhip.agents.outcomes.by_site import site_estimates, sites_of
from bullwhip.agents.outcomes.compared_outcomes import ComparedOutcomes
from bullwhip.agents.outcomes.run_outcome import RunOutcome
from bullwhip.network.intervals import FEWEST
from bullwhip.network.measures import MEASURES, Measure
from bullwhip.network.moments import Estimate

__all__ = [
    "Parts",
    "as_text",
    "comparison_parts",
    "comparison_rows",
    "headers",
    "intervals",
    "main_measures",
    "may_tell",
    "measured",
    "measures_of_rules",
    "result_parts",
    "run_in_words",
]

LISTED = 8  # sites, or rules
OF_SITES = ("cost", "fill_rate", "on_hand", "backlog")
OF_RULES = ("fill_rate", "on_hand", "bullwhip")  # what fits; the least important last
Parts = tuple[str, Sequence[str], Sequence[Sequence[str]], str]  # a title, a header, rows, and what is to be added


def run_in_words(result: RunOutcome) -> str:
    """How long and how often a scenario was run, and with which luck."""
    scenario = result.scenario
    counted = f" ({result.periods - scenario.warm_up:,} counted)" if scenario.warm_up else ""
    many = f"{result.replications:,} replication" + ("s" if result.replications > 1 else "")
    plural = "" if result.periods == 1 else "s"
    return f"{result.periods:,} {scenario.period}{plural}{counted}, {many}, seed {result.seed}"


def intervals(result: RunOutcome) -> str:
    """What the figures of a run are, where they have intervals."""
    return ", mean ± half of its 95% interval" if may_tell(result) else ""


def may_tell(result: RunOutcome) -> bool:
    """Whether figures may have intervals: chance has a part, and there are replications enough."""
    return result.replications >= FEWEST and not result.certain


def main_measures(result: RunOutcome, usual: Sequence[str]) -> list[Measure]:
    """What a table for people has: the usual ones of all that are shipped; else those that were asked for."""
    asked = result.measures
    if asked.keys() >= MEASURES.keys():
        return [asked[name] for name in (*usual, *(name for name in asked if name not in MEASURES))]
    return list(asked.values())


def measured(estimate: Estimate | None, measure: Measure, at: int = 0, unknown: bool = False) -> str:
    """A figure of a measure for people to read; `unknown` says where it might have an interval and has none."""
    if estimate is None:
        return "-"
    return amount(estimate.mean[at], estimate.low[at], estimate.high[at], measure.unit == "share", unknown)


def headers(measures: Iterable[Measure]) -> list[str]:
    """The names of measures above their figures."""
    return [measure_name(measure.name) + (", %" if measure.unit == "share" else "") for measure in measures]


def result_parts(result: RunOutcome) -> Parts:
    """The main measures of a run: of the network, and of the first sites."""
    sites, measures = sites_of(result), main_measures(result, OF_SITES)
    of_sites = dict(site_estimates(result))

    def of_site(at: int, rows: list[int], measure: Measure) -> str:
        if measure.name not in of_sites and len(rows) == 1:  # its one item's
            return measured(result.estimate(measure.name), measure, rows[0])
        return measured(of_sites.get(measure.name), measure, at)

    rows = [["whole network", *(measured(result.estimate(one.name, network=True), one) for one in measures)]]
    rows += [
        [site, *(of_site(at, own, measure) for measure in measures)]
        for at, (site, own) in enumerate(list(sites.items())[:LISTED])
    ]
    left_out = len(sites) - LISTED
    note = f"... and {left_out:,} more sites; " if left_out > 0 else ""
    note += "summary, by_site and totals have all measures"
    title = f"{result.scenario.name}: {run_in_words(result)}{intervals(result)}"
    return title, ["", *headers(measures)], rows, note


def comparison_parts(compared: ComparedOutcomes) -> Parts:
    """The main measures of the network under each rule."""
    first = compared.results[compared.baseline]
    header, rows = comparison_rows(compared, LISTED)
    left_out = len(compared.results) - LISTED
    note = f"... and {left_out:,} more rules; " if left_out > 0 else ""
    note += f"more cost: than {compared.baseline}, replication by replication"
    if any(figure.endswith(UNKNOWN) for row in rows for figure in row):
        note += f"; {WHY_UNKNOWN}"
    title = f"{first.scenario.name} under {len(compared.results):,} rules: {run_in_words(first)}{intervals(first)}"
    return title, header, rows, note


def comparison_rows(compared: ComparedOutcomes, most: int | None = None) -> tuple[list[str], list[list[str]]]:
    """A header, and a row of figures for each rule, or for the first ones."""
    rows = []
    [of_cost, *others] = measures_of_rules(compared)
    for name, result in list(compared.results.items())[:most]:
        unknown = may_tell(result)
        cost, *figures = (
            measured(result.estimate(measure.name, network=True), measure, unknown=unknown)
            for measure in (of_cost, *others)
        )
        more = "" if name == compared.baseline else amount(*compared.difference(name), unknown=unknown)
        rows.append([name, cost, more, *figures])
    return ["rule", "cost", "more cost", *headers(others)], rows


def measures_of_rules(compared: ComparedOutcomes) -> list[Measure]:
    """The cost, and what else a table of rules has."""
    measures = main_measures(compared.results[compared.baseline], OF_RULES)
    cost = compared.results[compared.baseline].measures["cost"]
    return [cost, *(measure for measure in measures if measure is not cost)]


def as_text(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], note: str) -> str:
    """A title, a table within 80 columns, and a note."""
    return f"{clean(title)}\n{lay_out(header, rows, name_width=30)[0]}\n  {note}"
