"""What helps against an outage: more cover beside it, a second source, spare capacity; by simulation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast

import numpy as np

from bullwhip.agents.deciding.rule_plan import Rules, lay_out, rule_of
from bullwhip.agents.optimisation.plain import Place
from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from bullwhip.agents.outcomes.weaknesses import Remedy
from bullwhip.agents.resilience.covers import Covers
from bullwhip.agents.resilience.outages import Outage
from bullwhip.agents.resilience.watching import Service, Watch
from bullwhip.network.arrays import Array
from bullwhip.network.scenario import Scenario
from bullwhip.network.scenario.lanes import Lane

__all__ = ["Terms", "remedies_of"]

PARTS = (0.25, 0.5, 1.0, 1.5)  # of the length of an outage, as periods of cover
WORKS = 0.9  # share of the lost service: who prevents so much is a remedy, and the cheapest of them the best
SPARE = 1.5  # times the capacity
HALF = 0.5  # of the orders go to a second source
REPLICATIONS = 250  # at most


class Terms(NamedTuple):
    """What remedies are measured by."""

    start: int
    failed: float
    recovered: float
    replications: int
    seed: int | None
    premium: float  # of a second source, share of the price or of the value of a unit
    capacity_cost: float  # money per unit of spare capacity and period


class _Option(NamedTuple):
    """A remedy before it is measured."""

    name: str
    kind: str
    scenario: Scenario
    rules: Rules
    extra: float = 0.0  # money per period, of what the scenario has no key for


def remedies_of(scenario: Scenario, outage: Outage, terms: Terms) -> tuple[Remedy, ...]:
    """The remedies that prevent anything, the best first: the cheapest that works, or else what prevents most."""
    bench = _Bench(scenario, outage, terms)
    found = [bench.measure(option) for option in _options(scenario, outage, terms)]
    helpful = [one for one in found if one.prevented > 0 and one.saved.mean > 0]
    return tuple(sorted(helpful, key=lambda one: (0, one.cost.mean) if one.prevented >= WORKS else (1, -one.prevented)))


@dataclass(frozen=True, eq=False)
class _Bench:
    """Measures what options come to, calm and in an outage, beside the scenario as it is: the same luck for all."""

    scenario: Scenario
    outage: Outage
    terms: Terms

    def measure(self, option: _Option) -> Remedy:
        """What an option costs without the outage, and what it saves and prevents in it."""
        calm_now, loss_now, area_now = self._runs(_Option("", "", self.scenario, {}))
        calm, loss, area = self._runs(option)
        counted = self.scenario.periods - self.scenario.warm_up
        cost = (calm_now - calm) / counted + option.extra
        saved = loss_now - loss
        before = float(area_now.mean())
        return Remedy(
            name=option.name,
            kind=option.kind,
            cost=_paired(cost, calm_now / counted),
            saved=_paired(saved, loss_now),
            prevented=1.0 - float(area.mean()) / before if before > 0 else 0.0,
        )

    def _runs(self, option: _Option) -> tuple[Array, Array, Array]:
        """(replications,) the profit without the outage, and what is lost by it: money, and service."""
        terms, count = self.terms, min(self.terms.replications, REPLICATIONS)
        watches = [
            Watch(lay_out(world, terms.seed, option.rules), world.periods, world.warm_up, terms.start)
            for world in (option.scenario, self.outage.under(option.scenario))
        ]
        calm = watches[0].calm(0, count)
        service = Service(calm, terms.failed, terms.recovered)
        return calm.profit, calm.profit - watches[1].beside(service, 0, count), service.area


def _paired(figures: Array, scale: Array) -> Interval:
    mean = float(figures.mean())
    if (figures == figures[0]).all():
        return Interval(mean, mean, mean)
    return interval_of(figures, float(np.abs(scale).max()))


def _options(scenario: Scenario, outage: Outage, terms: Terms) -> Iterator[_Option]:
    """What can be tried beside what is down."""
    lanes = _cut(scenario, outage)
    length = outage.disruptions[0].length
    sites = list(dict.fromkeys(lane.target for lane in lanes))
    for periods in sorted({max(1, math.ceil(part * length)) for part in PARTS}):
        rules = _covered(scenario, sites, periods)
        if rules:
            name = f"{periods} more {scenario.period}{'s' * (periods > 1)} of cover at {_some(sites)}"
            yield _Option(name, "cover", scenario, rules)
    second = _second_source(scenario, lanes, terms.premium)
    if second is not None:
        yield _Option(f"a second source of {_some(sites)}", "second source", second, {})
    roomier, units = _roomier(scenario, {*sites, *(site for one in outage.disruptions for site in one.site)})
    if units > 0:
        name = f"half as much capacity again, {units:,.6g} units"
        yield _Option(name, "spare capacity", roomier, {}, units * terms.capacity_cost)


def _cut(scenario: Scenario, outage: Outage) -> list[Lane]:
    """The lanes between sites, or into one, by which nothing comes."""
    sites = {site for one in outage.disruptions for site in one.site}
    names = {one.lane for one in outage.disruptions if one.lane}
    return [lane for lane in scenario.lane if lane.source in sites or f"{lane.supplier}>{lane.target}" in names]


def _covered(scenario: Scenario, sites: list[str], periods: int) -> dict[Place, Any]:
    """The rules of some sites with more periods of cover, where parameters of theirs say how much stock is kept."""
    places = [(point.site, point.item) for point in scenario.stockpoints() if point.site in sites]
    family = Covers(scenario, places).own if places else None
    if family is None:
        return {}
    own = {point[:2]: rule_of(point, {}, scenario.whole_units) for point in scenario.stockpoints()}
    values = family.values(np.array([[float(periods)]]))[0].tolist()
    changed: dict[Place, dict[str, float]] = {}
    for one, value in zip(family.parameters, values, strict=True):
        changed.setdefault(one[:2], {})[one.name] = value
    return {place: replace(cast(Any, own[place]), **values) for place, values in changed.items()}


def _second_source(scenario: Scenario, lanes: list[Lane], premium: float) -> Scenario | None:
    """The scenario with half of what comes by these lanes from somebody else, as fast and dearer; None if it cannot be.

    A site that has several sources already, or a rule that orders by lane, is left as it is.
    """
    document = scenario.document()
    changed, name = False, "second source"
    for lane in lanes:
        site = scenario.sites[lane.target]
        sole = sum(other.target == lane.target for other in scenario.lane) == 1
        by_lane = any(
            rule_of(point, {}, scenario.whole_units).orders_by_lane
            for point in scenario.stockpoints()
            if point.site == site.name
        )
        if not sole or by_lane or lane.recipe is not None or lane.source is None or site.items:
            continue
        own = next(one for one in document["lane"] if one.get("from") == lane.source and one["to"] == lane.target)
        price = float(own.get("price", 0.0))
        dearer = price + premium * (price or float(site.unit_value))
        copied = {key: value for key, value in own.items() if key not in {"in_mail", "in_transit", "capacity"}}
        document["lane"].append({**copied, "from": name, "price": dearer})
        table = next(one for one in document["site"] if one["name"] == site.name)
        table["sourcing"] = {"type": "shares", "shares": {lane.source: HALF, name: HALF}}
        changed = True
    if not changed:
        return None
    document["site"].append({"name": name, "role": "supplier"})
    return Scenario.of(document)


def _roomier(scenario: Scenario, sites: set[str]) -> tuple[Scenario, float]:
    """The scenario with more capacity at some sites, and on the lanes that lead there; and how many units more."""
    document, more = scenario.document(), 0.0
    for table, site in [(one, one["name"]) for one in document["site"]] + [
        (one, one["to"]) for one in document["lane"]
    ]:
        if site in sites and table.get("capacity") is not None:
            more += (SPARE - 1.0) * table["capacity"]
            table["capacity"] *= SPARE
    return (Scenario.of(document), more) if more > 0 else (scenario, 0.0)


def _some(names: list[str]) -> str:
    """One or two names, or how many there are."""
    return " and ".join(names) if len(names) <= 2 else f"{len(names)} sites"
