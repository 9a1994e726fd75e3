"""Stock as periods of cover: rules whose parameters follow from how many periods of demand a site holds in reserve.

A cover of 0 is the mean use over order delay and lead time, and nothing else: just in time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bullwhip.agents.deciding.rule_plan import RulePlan, lay_out, rule_of
from bullwhip.agents.optimisation.candidates import Parameter
from bullwhip.agents.optimisation.plain import Place
from bullwhip.agents.rules import DualIndex, Hybrid, JustInCase, OrderUpTo
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.tuning.outlook import Outlook, outlooks
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError
from bullwhip.network.rounding import nearest
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network

__all__ = ["KNOBS", "Covers", "Family"]

KNOBS = 8  # that a hybrid has at most, one for each site; of more sites those of a tier have one together
FINEST = 0.01  # periods of cover, between two that are told apart
TWO = 2  # lanes, one of them express
EXPRESS = "express"


@dataclass(frozen=True, eq=False)
class Family:
    """Candidates of a kind: parameters of rules that follow from knobs, in periods of cover, along straight lines."""

    scenario: Scenario
    rules: Mapping[Place, Rule]  # that take the place of the scenario's
    parameters: tuple[Parameter, ...]
    base: Array  # (parameters,) at knobs of 0
    slope: Array  # (knobs, parameters) by a period of cover more
    least: Array  # (parameters,) what they cannot be below
    knobs: tuple[str, ...]
    lowest: Array  # (knobs,) where nothing is left to take away
    finest: Array  # (knobs,) a step that changes something
    whole: bool  # parameters are whole units: they are rounded as orders are

    def values(self, knobs: Array) -> Array:
        """The parameters (candidates, parameters) of knobs (candidates, knobs)."""
        values: Array = np.maximum(self.base + knobs @ self.slope, self.least)
        return nearest(values) if self.whole else values

    def together(self, covers: Array) -> Array:
        """Knobs (candidates, knobs) that are all the same: (candidates,) periods of cover."""
        return np.repeat(covers[:, None], len(self.knobs), axis=1)

    def plan(self, scenario: Scenario, seed: int | None) -> RulePlan:
        """Who decides in a scenario that has the same sites, such as the calm one."""
        return lay_out(scenario, seed, self.rules)


@dataclass(eq=False)
class _Lines:
    """Parameters as they are gathered."""

    knobs: list[str]
    parameters: list[Parameter] = field(default_factory=list)
    base: list[float] = field(default_factory=list)
    slope: list[tuple[int, float]] = field(default_factory=list)  # the knob, and what a period of cover adds
    least: list[float] = field(default_factory=list)

    def add(self, place: Place, name: str, base: float, knob: int, slope: float, least: float = 0.0) -> None:
        self.parameters.append(Parameter(*place, name))
        self.base.append(base)
        self.slope.append((knob, slope))
        self.least.append(least)

    def family(self, scenario: Scenario, rules: Mapping[Place, Rule], *, units: bool) -> Family:
        """`units`: parameters are numbers of units."""
        slope = np.zeros((len(self.knobs), len(self.parameters)))
        for at, (knob, more) in enumerate(self.slope):
            slope[knob, at] = more
        base, least = np.array(self.base), np.array(self.least)
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(slope > 0, (base - least) / slope, 0.0)
            steps = np.where(slope > 0, 1.0 / slope, np.inf).min(axis=1, initial=np.inf)
        whole = units and scenario.whole_units
        return Family(
            scenario=scenario,
            rules=rules,
            parameters=tuple(self.parameters),
            base=base,
            slope=slope,
            least=least,
            knobs=tuple(self.knobs),
            lowest=-np.where(np.isfinite(room), room, 0.0).max(axis=1, initial=0.0),
            finest=np.maximum(np.where(np.isfinite(steps) & whole, steps, FINEST), FINEST),
            whole=whole,
        )


class Covers:
    """The stockpoints of a scenario whose stock is varied, and the families that vary it."""

    def __init__(self, scenario: Scenario, places: Sequence[Place]) -> None:
        self._scenario = scenario
        self._network = Network.of(scenario)
        self._row = {(point.site, point.item): row for row, point in enumerate(self._network.stockpoints)}
        self._seen = outlooks(scenario)
        self._own = {point[:2]: rule_of(point, {}, scenario.whole_units) for point in scenario.stockpoints()}
        self._places = places
        self._several = len({item for _, item in self._row}) > 1

    @property
    def uniform(self) -> Family:
        """All sites order up to the use over their lead time and the same periods of cover.

        A site without sourcing, whose rule orders on two lanes, has a dual index: its express orders keep up with the
        use over the express lead time, and its regular ones hold the cover.  Raises BullwhipError where there is none.
        """
        lines, rules = _Lines(["cover"]), dict[Place, Rule]()
        for place in self._places:
            outlook = self._seen[place]
            if not self._own[place].orders_by_lane:
                self._order_up_to(lines, rules, place, 0)
            elif (lanes := self._two_lanes(place)) is not None:
                fast, slow = (outlook.demand.mean * periods for periods in lanes)
                rules[place] = DualIndex(express=fast, regular=slow)
                lines.add(place, "express", fast, 0, 0.0)
                lines.add(place, "regular", slow, 0, outlook.demand.mean)
        if not rules:
            raise BullwhipError(
                "sites: found none whose stock can be varied; name sites that order on one lane or on two"
            )
        return lines.family(self._scenario, rules, units=True)

    @property
    def own(self) -> Family | None:
        """Today's rules with more or less stock; None where they have nothing that says how much."""
        lines, stages = _Lines(["more"]), self._stages()
        for place in self._places:
            rule = self._own[place]
            for name, scale in type(rule).searched.items():
                value = float(getattr(rule, name))
                more = _per_period(scale, self._seen[place], stages[place])
                if math.isfinite(value) and more > 0:
                    lines.add(place, name, value, 0, more, -math.inf if scale in {"point", "factor"} else 0.0)
        if not lines.parameters:
            return None
        return lines.family(self._scenario, {}, units=False)

    @property
    def forecast(self) -> Family | None:
        """Periods of forecast demand are kept just in case, the same at all sites; None where no rule can."""
        return self._by_forecast("cover", lambda outlook: JustInCase(forecast=outlook.forecast, cover=0.0))

    @property
    def reserve(self) -> Family | None:
        """A lean base, and a reserve for shortages of the same periods at all sites; None where no rule can."""
        return self._by_forecast("reserve", lambda outlook: Hybrid(forecast=outlook.forecast, reserve=0.0))

    def _by_forecast(self, name: str, make: Callable[[Outlook], Rule]) -> Family | None:
        """Rules that forecast, with a parameter in periods of demand; sites that order by lane keep their own."""
        lines, rules = _Lines([name]), dict[Place, Rule]()
        for place in self._places:
            if not self._own[place].orders_by_lane:
                rules[place] = make(self._seen[place])
                lines.add(place, name, 0.0, 0, 1.0)
        return lines.family(self._scenario, rules, units=False) if rules else None

    def hybrid(self, *, forecast: bool) -> Family:
        """Each site, or tier, has a cover of its own; where there are two lanes, a dual index has two.

        `forecast`: it is a cover of forecast demand, which is never below 0.
        """
        groups = self._groups()
        lines, rules = _Lines(list(groups)), dict[Place, Rule]()
        for knob, places in enumerate(groups.values()):
            for place in places:
                lanes = self._two_lanes(place)
                mean = self._seen[place].demand.mean
                if lanes is None and self._own[place].orders_by_lane:
                    continue
                if lanes is None and forecast:
                    rules[place] = JustInCase(forecast=self._seen[place].forecast, cover=0.0)
                    lines.add(place, "cover", 0.0, knob, 1.0)
                elif lanes is None:
                    self._order_up_to(lines, rules, place, knob)
                else:
                    fast, slow = (mean * periods for periods in lanes)
                    rules[place] = DualIndex(express=fast, regular=slow)
                    name = f"{next(name for name in groups if place in groups[name])}, {EXPRESS}"
                    if name not in lines.knobs:
                        lines.knobs.append(name)
                    lines.add(place, "express", fast, lines.knobs.index(name), mean)
                    lines.add(place, "regular", slow, knob, mean)
        return lines.family(self._scenario, rules, units=not forecast)

    def _order_up_to(self, lines: _Lines, rules: dict[Place, Rule], place: Place, knob: int) -> None:
        outlook = self._seen[place]
        level = outlook.demand.mean * outlook.cover
        rules[place] = OrderUpTo(level=level)
        lines.add(place, "level", level, knob, outlook.demand.mean)

    def _two_lanes(self, place: Place) -> tuple[float, float] | None:
        """Order delay and lead time of the express lane and of the regular one; None where there are not two lanes.

        A rule that says what is ordered on each lane takes no limits, so a site that has some keeps to one order.
        """
        network, own = self._network, self._own[place]
        lanes = network.lanes_into(self._row[place])
        if lanes.size != TWO or own.is_limited or own.negative:
            return None
        fast, slow = sorted((network.mean_lead_time + network.order_delay)[lanes].tolist())
        return (fast, slow) if fast < slow else None

    def _groups(self) -> dict[str, list[Place]]:
        """The stockpoints that have a knob together, by its name."""
        if len(self._places) <= KNOBS:
            return {f"{site}, {item}" if self._several else site: [(site, item)] for site, item in self._places}
        stages = self._stages()
        groups: dict[str, list[Place]] = {}
        for place in sorted(self._places, key=stages.__getitem__):
            groups.setdefault(f"tier {min(stages[place], KNOBS)}", []).append(place)
        return groups

    def _stages(self) -> dict[Place, int]:
        """How many stages there are from each stockpoint to the farthest customer, its own included."""
        network = self._network
        stages = np.ones(network.rows, np.int64)
        for row in network.downstream_first.tolist():
            stages[row] += max((stages[below] for below in network.supplied_by(row)), default=0)
        return {place: int(stages[row]) for place, row in self._row.items()}


def _per_period(scale: str, outlook: Outlook, stages: int) -> float:
    """What a parameter of this scale grows by for a period of cover more; 0 for one that is no stock."""
    mean = outlook.demand.mean
    if scale in {"stock", "point"}:
        return mean
    if scale == "echelon":
        return mean * stages
    if scale == "factor":
        spread = float(outlook.demand.over(outlook.cover).sd)
        return mean / spread if spread > 0 else 0.0
    return 1.0 if scale == "cover" else 0.0
