"""Resilience in some lines: how it prints, and how a notebook shows it."""

from __future__ import annotations

import math

import numpy as np

from bullwhip.agents.formats.text import amount, clean, lay_out, measure_name
from bullwhip.agents.outcomes.by_site import rows_by_site
from bullwhip.agents.outcomes.resilience_outcome import Failure, ResilienceOutcome, part
from bullwhip.agents.runs.paired import RATIOS
from bullwhip.network.rounding import NEGLIGIBLE

__all__ = ["as_text", "notes", "services", "title"]

Part = tuple[list[str], list[list[str]]]  # a header, and rows
LISTED = 12  # sites in a table
WIDE = 24  # letters of a name
[STAGE] = RATIOS


def as_text(found: ResilienceOutcome) -> str:
    """Tables within 80 columns: of service, of money and goods, of the sites that are reached, and of orders."""
    header, rows = services(found)
    told = [clean(title(found)), lay_out(header, rows, name_width=WIDE)[0], "\n".join(notes(found))]
    parts = [_measures(found), _reaches(found), _orders(found)]
    return "\n\n".join([*told, *(lay_out(header, rows, name_width=WIDE)[0] for header, rows in parts if rows)])


def title(found: ResilienceOutcome) -> str:
    """What was run."""
    many = f"{found.replications:,} replication{'s' * (found.replications > 1)}, seed {found.seed}"
    return f"{found.scenario.name}: with its disruptions, and the same luck without; {many}"


def services(found: ResilienceOutcome) -> Part:
    """When service fails and is back: of the customers, and of the sites that fail most often."""
    rows = [["customers", *_service(found.failure())]]
    rows += [[site, *_service(found.failure(site))] for site in _listed(found)]
    return ["", "fails", "survives", "recovers", "depth, %", "lost service"], rows


def _listed(found: ResilienceOutcome) -> list[str]:
    often = np.isfinite(found.pair.survived[1:]).mean(axis=1)
    return [found.sites[at] for at in sorted(np.argsort(-often, kind="stable")[:LISTED].tolist())]


def _service(one: Failure) -> list[str]:
    back = amount(*one.time_to_recover)
    if one.share_recovered < 1.0:
        back = "not by the end" if one.share_recovered == 0.0 else f"{back} +"
    return [
        part(one.share_failing), amount(*one.time_to_survive), back,
        amount(*one.depth, share=True), amount(*one.lost_service),
    ]  # fmt: skip


def notes(found: ResilienceOutcome) -> list[str]:
    """What is to be said about these."""
    begun = float(found.begun.mean())
    rule = f"below {part(found.failed)} of the service without disruptions, until at {part(found.recovered)} again"
    told = [f"fails: {rule};", f"survives, recovers: {found.scenario.period}s from the first onset until then"]
    if begun < 1.0:
        told.append(f"disruptions begin in {part(begun)} of the replications")
    if any(found.failure(site).share_recovered < 1.0 for site in (None, *_listed(found))):
        told.append("+: in some it has not recovered by the end of the run; these are not in the mean")
    left_out = len(found.sites) - LISTED
    if left_out > 0:
        told.append(f"... and {left_out:,} more sites")
    return told


def _measures(found: ResilienceOutcome) -> Part:
    """The measures of the network that there are any of."""
    rows = []
    for name in found.measures:
        one = found.beside(name)
        there = max(abs(one.disrupted.mean), abs(one.calm.mean)) > NEGLIGIBLE
        if name == "cost" or (there and (name != "profit" or _earns(found))):
            rows.append([measure_name(name), amount(*one.disrupted), amount(*one.calm), amount(*one.more)])
    disrupted, calm = found.risk()
    for name in ("expected_shortfall", "value_at_risk"):
        worst, usual = getattr(disrupted, name), getattr(calm, name)
        rows.insert(1, [f"{measure_name(name)}, 95%", amount(worst), amount(usual), amount(worst - usual)])
    return ["whole network", "with", "without", "more"], rows


def _earns(found: ResilienceOutcome) -> bool:
    """Whether anybody pays for anything, so that profit tells more than cost."""
    cost, profit = found.pair.calm.figures["cost"][0], found.pair.calm.figures["profit"][0]
    return bool((profit != -cost).any())


def _reaches(found: ResilienceOutcome) -> Part:
    """The tiers in which service fails."""
    rows = []
    for one in found.reaches:
        if one.share_failing > 0.0:
            away = "-" if math.isinf(one.lanes) else f"{one.lanes:.0f}"
            rows.append([one.distance, away, f"{len(one.sites):,}", part(one.share_failing), amount(*one.first)])
    return ["ripple", "lanes", "sites", "fails", "first after"], rows


def _orders(found: ResilienceOutcome) -> Part:
    """The stockpoints whose bullwhip is another one with the disruptions, or a reverse one."""
    disrupted, calm = found.ratio(STAGE.name)
    items, rows = rows_by_site(found.network), []
    for at, row in enumerate(found.network.listing.tolist()):
        site, item, _ = found.network.stockpoints[row]
        ratios = [amount(one.mean[at], one.low[at], one.high[at]) for one in (disrupted, calm)]
        reverse = "reverse" if disrupted.high[at] < 1.0 else ""
        if reverse or ratios[0] != ratios[1]:
            rows.append([site if len(items[site]) == 1 else f"{site}, {item}", *ratios, reverse])
    return ["bullwhip by stage", "with", "without", ""], rows[:LISTED]
