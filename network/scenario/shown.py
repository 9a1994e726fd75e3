"""A scenario in a line, and as a notebook shows it."""

from __future__ import annotations

from collections.abc import Iterator

from bullwhip.network.notebook import html_table
from bullwhip.network.scenario.model import ScenarioTables

__all__ = ["as_html", "in_a_line"]

SHOWN = 30  # sites that a notebook lists


def in_a_line(scenario: ScenarioTables) -> str:
    """Its name, and how large it is."""
    kept = sum(len(scenario.items_of(site)) for site in scenario.site if site.name not in scenario.unlimited)
    kinds = {"site": len(scenario.site), "stockpoint": kept, "lane": len(scenario.lane)}
    counts = [f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in kinds.items()]
    plural = "" if scenario.periods == 1 else "s"
    return f"{scenario.name!r}: {', '.join(counts)}, {scenario.periods:,} {scenario.period}{plural}"


def as_html(scenario: ScenarioTables) -> str:
    """A table of its first sites."""
    more = len(scenario.site) - SHOWN
    note = f"... and {more:,} more sites" if more > 0 else ""
    header = ("site", "role", "items", "rule", "demand", "supplied by")
    return html_table(in_a_line(scenario), header, list(_rows(scenario)), note or scenario.teaches)


def _rows(scenario: ScenarioTables) -> Iterator[tuple[str, ...]]:
    sources: dict[str, list[str]] = {}
    for lane in scenario.lane:
        sources.setdefault(lane.target, []).append("itself" if lane.recipe else lane.supplier)
    for site in scenario.site[:SHOWN]:
        items = scenario.items_of(site)
        terms = [site.terms(item) for item in items]
        rules = [str(own.rule.get("type")) for own in terms if own.rule is not None]
        demands = [demand.type for own in terms for demand in own.demand]
        told = (", ".join(dict.fromkeys(kinds)) for kinds in (rules, demands, sources.get(site.name, [])))
        yield (site.name, site.role, f"{len(items):,}" if site.name not in scenario.unlimited else "", *told)
