"""The curve from just-in-time to just-in-case: what cover costs and what service it gives, calm and disrupted."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bullwhip.agents.deciding.rule_plan import lay_out, rule_of
from bullwhip.agents.optimisation.candidates import Candidates
from bullwhip.agents.optimisation.objective import goal_of, pays_for_shortage
from bullwhip.agents.optimisation.places import places_of, with_tables
from bullwhip.agents.optimisation.search import need_searcher, usual_trials
from bullwhip.agents.optimisation.task import replications_of
from bullwhip.agents.outcomes.frontier_points import CALM, COVER, DISRUPTED, FORECAST, HYBRID, OWN, RESERVE
from bullwhip.agents.resilience.covers import KNOBS, Covers, Family
from bullwhip.agents.resilience.frontier_result import Frontier
from bullwhip.agents.resilience.hybrids import HybridSearch
from bullwhip.agents.resilience.measured import MEASURED, Measured, Swept, mean_of, points_of
from bullwhip.agents.rules.rule_tables import table_of
from bullwhip.agents.runs.inputs import AnyScenario, periods_of, scenario_of
from bullwhip.agents.runs.progress import GivenProgress, Progress, watched
from bullwhip.agents.tuning.outlook import SERVICE
from bullwhip.network.arrays import Array
from bullwhip.network.checks import check_whole
from bullwhip.network.errors import BullwhipError, RuleError
from bullwhip.network.measures.measure import Figures
from bullwhip.network.scenario import Scenario

__all__ = ["frontier", "work_of", "worlds_of"]

COVERS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)  # periods, of which the curve's end is one
ENOUGH = 0.995  # fill rate at which more cover is none too little any more
ALMOST = 1e-3  # or what is as near as this to the most that any cover fills
DEAR = 1.25  # times the least cost of the curve: there its other end is seen
FEW = 32  # replications, by which the end is found
FEWEST, MOST = 3, 201  # points of a curve
SERVICES = (0.9, 0.95, 0.98, 0.99, 0.995, 0.999)  # fill rates for which a hybrid is found, where the curve reaches them


def frontier(
    scenario: AnyScenario,
    replications: int = 1000,
    periods: int | None = None,
    seed: int | None = None,
    *,
    sites: Collection[str] | None = None,
    cover: float | None = None,
    points: int = 17,
    fill_rate: float | None = None,
    trials: int | None = None,
    progress: GivenProgress = None,
) -> Frontier:
    """Measure what stock costs and what service it gives, from just-in-time to just-in-case, and find the best hybrid.

    The curve has `points` points: all sites order up to the mean use over their order delay and lead time, and the same
    periods of cover beyond it, from 0 (just-in-time) to `cover` (just-in-case) [as many as fill all but every demand].
    Others have today's rules, with more or less stock; the rule `just-in-case`, which covers forecast demand; and the
    rule `hybrid`, a lean base with a reserve for shortages.  A hybrid has a cover for each site (of more than 8
    stockpoints, for each tier), and where there are two lanes a dual index: the covers of least cost are found by
    search, of demand's mean, or of forecasts where that curve is the cheaper one; for the fill rate `fill_rate` [none,
    if a backlog or a lost sale costs anything; else 0.95] and for some others on the way.  `sites` are those whose
    stock is varied [all]; `trials` as for `tune`.

    All points meet the same luck, the first `replications` of the seed, which the search has not seen: once calm,
    without the scenario's disruptions, and once with them, if there are any; these are planned for.  Raises
    BullwhipError.
    """
    given = scenario_of(scenario)
    given = given.with_(periods=periods_of(given, periods))
    _check(replications, seed, cover, points, fill_rate, trials)
    need_searcher("frontier", "")
    covers = Covers(given, places_of(given, sites))
    task = _Task(given, worlds_of(given), covers, int(replications), None if seed is None else int(seed), trials)
    with watched(progress, work_of(given, replications, None, points, trials)) as done:
        return replace(task, progress=done).solve(cover, points, fill_rate)


def work_of(scenario: Scenario, replications: int, periods: int | None, points: int, trials: int | None) -> int:
    """Node-periods of a frontier, as far as they are known before."""
    made = scenario.with_(periods=periods_of(scenario, periods))
    rows = len(made.stockpoints())
    searched = (len(SERVICES) + 1) * (trials or usual_trials(min(rows, KNOBS))) * replications_of(made)
    return rows * made.periods * (len(worlds_of(made)) * replications * 4 * points + searched)


def worlds_of(scenario: Scenario) -> dict[str, Scenario]:
    """The scenario without its disruptions and, if it has any, with them; the last is the one that is planned for."""
    return {CALM: scenario.calm(), DISRUPTED: scenario} if scenario.disruption else {CALM: scenario}


@dataclass(frozen=True, eq=False)
class _Task:
    """A scenario in its worlds, and the stock that is varied."""

    scenario: Scenario
    worlds: Mapping[str, Scenario]
    covers: Covers
    replications: int
    seed: int | None  # that was given
    trials: int | None
    progress: Progress | None = None

    @property
    def planned(self) -> Scenario:
        """The world that is planned for."""
        return list(self.worlds.values())[-1]

    def solve(self, cover: float | None, points: int, fill_rate: float | None) -> Frontier:
        """The frontier."""
        uniform, own = self.covers.uniform, self.covers.own
        most = self._end(uniform) if cover is None else float(cover)
        knobs = np.linspace(0.0, most, points)
        curve = self._swept(COVER, uniform, uniform.together(knobs), _cover_names(knobs, self.scenario.period))
        swept = [curve]
        if own is not None:
            more = np.linspace(max(float(own.lowest[0]), -most), most, points)
            swept.append(self._swept(OWN, own, more[:, None], _own_names(more, self.scenario.period)))
        for name, told, family in (
            (FORECAST, "{} of forecast", self.covers.forecast),
            (RESERVE, "reserve of {}", self.covers.reserve),
        ):
            if family is not None:
                names = [told.format(_periods(knob, self.scenario.period)) for knob in knobs.tolist()]
                swept.append(self._swept(name, family, knobs[:, None], names))
        network = lay_out(self.planned, self.seed).network
        least = SERVICE if fill_rate is None and not pays_for_shortage(network) else fill_rate
        base = min(
            (one for one in swept if one.name in {COVER, FORECAST}), key=lambda one: self._least_cost(one, least)
        )
        family = self.covers.hybrid(forecast=base.name == FORECAST)
        hybrids, names = self._hybrids(family, base, least)
        swept.append(self._swept(HYBRID, family, hybrids, names))
        points_found = points_of(swept, self._now, network.random)
        return Frontier(
            title=self.scenario.name,
            period=self.scenario.period,
            periods=self.scenario.periods - self.scenario.warm_up,
            replications=self.replications,
            seed=network.tape.seed,
            points=tuple(points_found),
            best=next(point for point in points_found if point.family == HYBRID),
            least_fill_rate=least,
            hybrid=self._written(family, hybrids[0]),
        )

    def _least_cost(self, curve: Swept, least: float | None) -> tuple[bool, float]:
        """Whether nothing of a curve fills enough in the world that is planned for, and the least cost of what does."""
        figures = curve.figures[list(self.worlds)[-1]]
        enough = mean_of(figures["fill_rate"]) >= (least or 0.0)
        return not enough.any(), float(np.min(mean_of(figures["cost_per_period"]), where=enough, initial=math.inf))

    def _hybrids(self, family: Family, curve: Swept, least: float | None) -> tuple[Array, list[str]]:
        """The knobs (hybrids, knobs) of the best hybrid, and of those for fill rates that a curve reaches.

        The search begins at the curve, which has the same cover everywhere.
        """
        knobs, figures = curve.knobs[:, 0], curve.figures[list(self.worlds)[-1]]
        costs, filled = mean_of(figures["cost_per_period"]), mean_of(figures["fill_rate"])
        search, last = self._search(family, float(knobs[-1])), len(knobs) - 1

        def best(fill_rate: float | None) -> Array:
            enough = np.flatnonzero(filled >= (fill_rate or 0.0))
            start = enough[np.argmin(costs[enough])] if enough.size else -1
            return search.best(fill_rate, float(knobs[start]), float(knobs[start + 1 if 0 <= start < last else -1]))

        found, names = [best(least)], ["hybrid"]
        reached = self._reached(family, found[0])
        for service in SERVICES:
            if reached < service <= filled.max():
                found.append(best(service))
                names.append(f"hybrid for {100 * service:.4g}%")
        return np.array(found), names

    def _reached(self, family: Family, knobs: Array) -> float:
        """The fill rate of a hybrid, or so."""
        few = self._figures(self.planned, family, family.values(knobs[None]), min(FEW, self.replications))
        return float(mean_of(few["fill_rate"])[0])

    def _search(self, family: Family, most: float) -> HybridSearch:
        seed = self.scenario.seed if self.seed is None else self.seed
        return HybridSearch(family, self.planned, most, seed, self.seed, self.trials, self.progress)

    def _end(self, uniform: Family) -> float:
        """Periods of cover with which all but every demand is filled, and the cost has long risen again."""
        tried = np.array([one for one in COVERS if one <= max(self.scenario.periods / 2.0, COVERS[0])])
        values = uniform.values(uniform.together(tried))
        found = self._figures(self.planned, uniform, values, min(FEW, self.replications))
        costs, filled = mean_of(found["cost_per_period"]), mean_of(found["fill_rate"])
        enough = min(ENOUGH, float(filled.max()) - ALMOST)
        beyond = (filled >= enough) & (costs >= DEAR * costs.min()) & (np.arange(tried.size) >= np.argmin(costs))
        return float(tried[np.argmax(beyond)] if beyond.any() else tried[-1])

    def _swept(self, name: str, family: Family, knobs: Array, names: Sequence[str]) -> Swept:
        """The candidates of a family with their figures in every world."""
        values = family.values(knobs)
        figures = {
            world: self._figures(scenario, family, values, self.replications) for world, scenario in self.worlds.items()
        }
        return Swept(name, family, knobs, names, figures)

    @property
    def _now(self) -> Measured:
        """The figures of the scenario as it is, in every world."""
        today = np.zeros((1, 0))
        return {
            world: self._figures(scenario, None, today, self.replications) for world, scenario in self.worlds.items()
        }

    def _figures(
        self, world: Scenario, family: Family | None, values: Array, replications: int
    ) -> Mapping[str, Figures]:
        """The figures of parameters (candidates, parameters) of a family, or of none, in a world.  Raises RuleError."""
        plan = lay_out(world, self.seed) if family is None else family.plan(world, self.seed)
        parameters = () if family is None else family.parameters
        candidates = Candidates(plan, parameters, world.periods, world.warm_up, MEASURED)
        found = candidates.figures(values, 0, replications, self.progress)
        if not np.isfinite(found["cost_per_period"].over).all():
            raise RuleError("costs have become infinite: a rule orders more and more; look at its parameters")
        return found

    def _written(self, family: Family, knobs: Array) -> Scenario:
        """The scenario with the rules of a hybrid."""
        values = dict(zip(family.parameters, family.values(knobs[None])[0].tolist(), strict=True))
        tables = {}
        for point in self.scenario.stockpoints():
            place = point.site, point.item
            if place in family.rules:
                table = dict(table_of(rule_of(point, family.rules, self.scenario.whole_units)))
                tables[place] = table | {one.name: value for one, value in values.items() if one[:2] == place}
        return with_tables(self.scenario, tables)


def _cover_names(knobs: Array, period: str) -> list[str]:
    """What the points of the curve are called, by their periods of cover."""
    names = [f"{_periods(knob, period)} of cover" for knob in knobs.tolist()]
    return ["just-in-time", *names[1:-1], "just-in-case"]


def _own_names(more: Array, period: str) -> list[str]:
    return [f"today {'-' if one < 0 else '+'}{_periods(abs(one), period)}" for one in more.tolist()]


def _periods(count: float, period: str) -> str:
    return f"{count:.3g} {period}{'' if count == 1 else 's'}"


def _check(
    replications: int, seed: int | None, cover: object, points: int, fill_rate: float | None, trials: int | None
) -> None:
    """Raise BullwhipError for a number that cannot be meant."""
    check_whole("replications", replications)
    check_whole("points", points, FEWEST, MOST + 1)
    if seed is not None:
        check_whole("seed", seed, 0, 2**64)
    if trials is not None:
        check_whole("trials", trials)
    goal_of("cost", None, fill_rate)
    if cover is not None and not (isinstance(cover, int | float) and 0 < cover < math.inf):
        raise BullwhipError(f"cover: found {cover!r}; give periods above 0, such as 5")
