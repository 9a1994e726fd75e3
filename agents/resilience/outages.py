"""Outages: each site, lane and pair of a network, down for a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from bullwhip.network.scenario import Scenario
from bullwhip.network.scenario.disruption import Disruption
from bullwhip.network.scenario.lanes import Lane

__all__ = ["Outage", "outages_of"]


class Outage(NamedTuple):
    """Something that is down: nothing leaves it, and nothing is made there."""

    name: str
    kind: str  # site, lane or pair
    disruptions: tuple[Disruption, ...]

    def under(self, scenario: Scenario) -> Scenario:
        """The scenario with its own disruptions, and this one."""
        return scenario.under((*scenario.disruption, *self.disruptions))


def outages_of(scenario: Scenario, start: int, length: int, *, pairs: bool) -> list[Outage]:
    """Every site, every lane and, if asked for, every pair of sites, in the order of the file.

    A lane by which alone a site delivers is left out: its outage is that of the site.
    """
    sites = [one for site in scenario.site if (one := _of_site(scenario, site.name, start, length)) is not None]
    lanes = [_of_lane(name, lane, start, length) for name, lane in _lanes(scenario)]
    both = combinations(sites, 2) if pairs else ()
    return [
        *sites,
        *lanes,
        *(Outage(f"{a.name} and {b.name}", "pair", (*a.disruptions, *b.disruptions)) for a, b in both),
    ]


def _of_site(scenario: Scenario, site: str, start: int, length: int) -> Outage | None:
    """A site that sends nothing and makes nothing; None where it never does."""
    sends = any(lane.source == site for lane in scenario.lane)
    sells = any(point.site == site and point.terms.demand for point in scenario.stockpoints())
    makes = any(lane.target == site and lane.recipe is not None for lane in scenario.lane)
    kinds = [kind for kind, so in (("shipping", sends or sells), ("capacity", makes)) if so]
    if not kinds:
        return None
    return Outage(
        site,
        "site",
        tuple(
            Disruption(name=f"outage of {site}, {kind}", kind=kind, site=(site,), start=start, length=length)
            for kind in kinds
        ),
    )


def _lanes(scenario: Scenario) -> Iterator[tuple[str, Lane]]:
    """The lanes by name, one for all items that go from one site to another."""
    named: dict[str, Lane] = {}
    for lane in scenario.lane:
        named.setdefault(f"{lane.supplier}>{lane.target}", lane)
    buyers = {point.site for point in scenario.stockpoints() if point.terms.demand}
    for name, lane in named.items():
        outlets = [other for other in named.values() if other.source == lane.source]
        if lane.source is None or len(outlets) > 1 or lane.source in buyers or _makes(scenario.lane, lane.source):
            yield name, lane


def _makes(lanes: Sequence[Lane], site: str) -> bool:
    return any(lane.target == site and lane.recipe is not None for lane in lanes)


def _of_lane(name: str, lane: Lane, start: int, length: int) -> Outage:
    """A lane on which nothing leaves, or what a site makes and starts nothing of."""
    kind = "shipping" if lane.recipe is None else "capacity"
    return Outage(
        name,
        "lane",
        (Disruption(name=f"outage of {name}", kind=kind, lane=name, start=start, length=length),),
    )
