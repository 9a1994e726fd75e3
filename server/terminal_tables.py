"""Results as tables in a terminal."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from bullwhip.agents.formats.text import (
    GAP,
    UNKNOWN,
    WHY_UNKNOWN,
    WIDTH,
    columns_of,
    lay_out,
    measure_name,
    shorten,
    unit_name,
)
from bullwhip.agents.outcomes.by_site import site_estimates, sites_of
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.rules.rule_tables import table_of
from bullwhip.agents.runs.shown import (
    comparison_rows,
    headers,
    intervals,
    main_measures,
    may_tell,
    measured,
    measures_of_rules,
    run_in_words,
)
from bullwhip.network.topology import OUTSIDE

if TYPE_CHECKING:
    from bullwhip.agents.runs.comparison import Comparison
    from bullwhip.agents.runs.result import Result

__all__ = ["comparison_tables", "result_tables"]

LISTED = 20  # stockpoints, or sites, in a table
NAME = 22  # letters of a rule's name above its parameters
PARAMETERS = 36  # letters that a line of them has at least
BY_STOCKPOINT = ("cost", "fill_rate", "bullwhip", "on_hand", "backlog")  # what fits; the least important last
BY_SITE = ("cost", "fill_rate", "on_hand", "backlog", "in_transit")
MIXED = 3  # stockpoints that serve customers and sites, told apart below a table
ALL = "--json shows everything, --out DIR writes it to files"


def result_tables(result: Result) -> Iterator[str]:
    """A run's tables, and what is to be said about them."""
    scenario = result.scenario
    yield f"{scenario.name}: {run_in_words(result)}"
    yield ""
    yield "The whole network" + intervals(result)
    rows = []
    for name, measure in result.measures.items():
        estimate = result.estimate(name, network=True)
        if estimate is None or math.isnan(estimate.mean[0]) or measure.as_network in result.measures:
            continue
        if (measure.often_nothing and not estimate.mean[0]) or not measure.of_interest(result.network):
            continue
        figure = measured(estimate, measure, unknown=may_tell(result))
        rows.append((measure_name(name), unit_name(measure.unit, scenario.period), figure))
    yield lay_out(("measure", "unit", ""), rows, names=2)[0]
    yield from _unlike_items(result)
    yield ""
    points = [result.network.stockpoints[row] for row in result.network.listing]
    sites = list(dict.fromkeys(point.site for point in points))
    if len(points) > LISTED and len(sites) <= LISTED:
        yield from _site_table(result)
        yield ""
        yield from _stockpoint_table(result, LISTED // 2)
    else:
        yield from _stockpoint_table(result, LISTED)
    if not may_tell(result) and not result.certain:
        yield ""
        yield f"{_too_few(result.replications)}: --replications 100 gives them."
    elif any(figure.endswith(UNKNOWN) for _, _, figure in rows):
        yield ""
        yield WHY_UNKNOWN


def _unlike_items(result: Result) -> Iterator[str]:
    """That the bullwhip of the whole compares unlike things: outside is asked for other items than customers want."""
    network = result.network
    items = [point.item for point in network.stockpoints]
    bought = {items[row] for row in network.target[network.source == OUTSIDE]}
    sold = {items[row] for row in np.flatnonzero(network.served)}
    if "bullwhip" in result.measures and bought and sold and bought != sold:
        yield "Its orders are of other items than its demand: the bullwhip of each stockpoint says more than this one."


def _too_few(replications: int) -> str:
    if replications == 1:
        return "One replication has no intervals"
    return f"{replications} replications are too few for intervals"


def _stockpoint_table(result: Result, most: int) -> Iterator[str]:
    """The stockpoints, or the costliest of them, with intervals."""
    network = result.network
    several_items = len({point.item for point in network.stockpoints}) > 1
    rows = network.listing
    title = "By stockpoint" if several_items else "By site"
    left_out = []
    if rows.size > most:
        cost = result.estimate("cost")
        assert cost is not None  # cost is always counted
        rows = rows[np.argsort(-cost.mean[rows], kind="stable")[:most]]
        title = f"The {most} costliest of {network.rows:,} {'stockpoints' if several_items else 'sites'}"
        left_out.append(f"{network.rows - most:,} {'stockpoints' if several_items else 'sites'}")
    yield title
    names = ("site", "item") if several_items else ("site",)
    measures = main_measures(result, BY_STOCKPOINT)
    figures = [(measure, result.estimate(measure.name)) for measure in measures]
    cells = []
    listed: list[int] = rows.tolist()
    for row in listed:
        point = network.stockpoints[row]
        known = [measured(figure, measure, row, may_tell(result)) for measure, figure in figures]
        cells.append(((point.site, point.item) if several_items else (point.site,)) + tuple(known))
    text, dropped = lay_out((*names, *headers(measures)), cells, len(names))
    yield text
    yield from _customers_alone(result, listed, several_items, may_tell(result))
    left_out += [measure_name(measure.name) for measure in measures[len(measures) - dropped :]]
    yield f"Left out: {', '.join(left_out)}. {ALL}." if left_out else f"More measures: {ALL}."


def _customers_alone(result: Result, rows: Sequence[int], several_items: bool, unknown: bool) -> Iterator[str]:
    """The fill rate of customers where other sites buy as well."""
    estimate, network = result.estimate("customer_fill_rate"), result.network
    apart = [row for row in rows if estimate is not None and network.mixed[row] >= 0]
    for row in apart[:MIXED]:
        point = network.stockpoints[row]
        name = f"{point.site}, {point.item}" if several_items else point.site
        yield f"Fill rate of the customers of {name}, without other sites: " + measured(
            estimate, result.measures["customer_fill_rate"], row, unknown
        )
    if len(apart) > MIXED:
        yield f"Customers of {len(apart) - MIXED:,} more: customer_fill_rate. {ALL}."


def _site_table(result: Result) -> Iterator[str]:
    """Sums over the items of each site; of several items no intervals are known."""
    found = dict(site_estimates(result))
    measures = [measure for measure in main_measures(result, BY_SITE) if measure.name in found]
    cells = [
        (site, f"{len(rows):,}", *(measured(found.get(measure.name), measure, at) for measure in measures))
        for at, (site, rows) in enumerate(sites_of(result).items())
    ]
    yield "By site, all items together"
    yield lay_out(("site", "items", *headers(measures)), cells)[0]


def comparison_tables(compared: Comparison) -> Iterator[str]:
    """A comparison's table, and what is to be said about it."""
    first = compared.results[compared.baseline]
    yield f"{first.scenario.name}: {run_in_words(first)}"
    yield ""
    yield "The same luck under each rule" + intervals(first)
    header, cells = comparison_rows(compared)
    text, dropped = lay_out(header, cells, name_width=30)
    yield text
    yield ""
    yield f"More cost: what a rule costs more than {compared.baseline}, replication by replication."
    measures = measures_of_rules(compared)
    left_out = [measure_name(measure.name) for measure in measures[len(measures) - dropped :]]
    yield f"Left out: {', '.join(left_out)}. {ALL}." if left_out else f"More measures: {ALL}."
    if not may_tell(first) and not first.certain:
        yield f"{_too_few(first.replications)}, and may be luck: --replications 100 gives them."
    elif any(figure.endswith(UNKNOWN) for row in cells for figure in row):
        yield WHY_UNKNOWN
    yield from _parameter_table(compared)


def _parameter_table(compared: Comparison) -> Iterator[str]:
    """What was computed from the scenario, written as `--rule NAME:KEY=VALUE,...` takes it."""
    told = {
        name: {point: written for point, rule in rules.items() if (written := _parameters(rule))}
        for name, rules in compared.computed.items()
    }
    told = {name: points for name, points in told.items() if points}
    if not told:
        return
    several_items = len({item for points in told.values() for _, item in points}) > 1
    header = ("rule", "site", "item", "parameters") if several_items else ("rule", "site", "parameters")
    most = max(LISTED // len(told), 3)
    listed = [
        ((shorten(name, NAME) if number == 0 else "", *(point if several_items else point[:1])), written)
        for name, points in told.items()
        for number, (point, written) in enumerate(list(points.items())[:most])
    ]
    names = [max(map(columns_of, column)) for column in zip(header[:-1], *(place for place, _ in listed), strict=True)]
    room = max(WIDTH - sum(names) - GAP * len(header), PARAMETERS)
    rows = [
        (*(place if line == 0 else [""] * len(place)), part)
        for place, written in listed
        for line, part in enumerate(textwrap.wrap(written, room, break_long_words=False))
    ]
    yield ""
    yield "Parameters computed from the scenario"
    yield lay_out(header, rows, names=len(header))[0]
    for name, note in compared.notes.items():
        yield from textwrap.wrap(f"{shorten(name, NAME)}: {note}.", WIDTH)
    left_out = sum(max(len(points) - most, 0) for points in told.values())
    if left_out:
        yield f"Left out: {left_out:,} stockpoints. {ALL}."


def _parameters(rule: Rule) -> str:
    """A rule's own parameters; not the keys that every rule takes, which stay as the scenario has them."""
    shared = {field.name for field in fields(Rule)}
    own = {key: value for key, value in table_of(rule).items() if key not in shared}
    return ", ".join(f"{key}={value}" for key, value in _flat(own) if key != "type")


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys with dots, and values in up to six digits; a table within is told by its type first."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield key, str(value["type"])
            yield from ((f"{key}.{inner}", text) for inner, text in _flat(value) if inner != "type")
        else:
            yield key, f"{value:.6g}" if isinstance(value, float) else str(value)
