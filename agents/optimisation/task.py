"""The search for the parameters of a scenario's rules: what formulas say, what is searched, and what is chosen."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.deciding.rule_plan import RulePlan, lay_out, rule_of
from bullwhip.agents.optimisation.candidates import Candidates, Parameter
from bullwhip.agents.optimisation.formulas import Found, by_formula, guaranteed_service
from bullwhip.agents.optimisation.objective import COSTS, MISSED, Goal, Objective, pays_for_shortage
from bullwhip.agents.optimisation.plain import Place, Points
from bullwhip.agents.optimisation.ranges import range_of
from bullwhip.agents.optimisation.search import need_searcher, search
from bullwhip.agents.rules import RULES, MinMax
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.runs.progress import Progress
from bullwhip.agents.tuning.outlook import Outlook
from bullwhip.agents.tuning.tuned_rules import MAKERS
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Scenario

__all__ = ["CHOSEN", "SEARCHED", "SEVERAL", "SIMULATION", "Task", "name_of", "replications_of"]

SIMULATION, COMPUTED = "simulation", "newsvendor, as if alone"
MOST = 200  # parameters that are searched at once
# The luck of the search: replications that no run has.  What is found is chosen by others, and measured on the first.
SEARCHED, CHOSEN = 1_000_000_000, 2_000_000_000
PERIODS = 20_000  # that a candidate goes through in the search, replications together
FEWEST, MANY, SEVERAL = 8, 100, 4  # replications in the search; and how many times as many to choose by


@dataclass(frozen=True, eq=False)
class Task:
    """Parameters that are to be found, what they are now, and what they are expected to be."""

    scenario: Scenario
    plan: RulePlan
    rules: Mapping[Place, Rule]
    points: Points
    goal: Goal
    service: float
    parameters: tuple[Parameter, ...]
    current: Array  # (parameters,)

    @staticmethod
    def of(scenario: Scenario, places: Collection[Place], goal: Goal, service: float, seed: int | None) -> Task:
        """The task in a scenario.  Raises BullwhipError where there is nothing to find."""
        plan = lay_out(scenario, None if seed is None else int(seed))
        rules = {point[:2]: rule_of(point, {}, scenario.whole_units) for point in scenario.stockpoints()}
        parameters = tuple(
            Parameter(*place, name)
            for place in places
            for name in rules[place].sought
            if math.isfinite(getattr(rules[place], name))
        )
        if not parameters:
            kinds = sorted({name_of(rules[place]) for place in places})
            raise BullwhipError(
                f"rules: found {', '.join(kinds)}, which have no parameters to find; give one that has, such as "
                "rule 'order-up-to'"
            )
        current = np.array([float(getattr(rules[one.site, one.item], one.name)) for one in parameters])
        points = Points(scenario, plan.network, rules)
        return Task(scenario, plan, rules, points, goal, service, parameters, current)

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return self.plan.network.tape.seed

    @property
    def replications(self) -> int:
        """How many the search has."""
        return replications_of(self.scenario)

    def solve(self, method: str, trials: int, progress: Progress | None) -> tuple[Array, list[str]]:
        """The values of the parameters, and how each was found.  Raises BullwhipError."""
        founds = [] if method == "simulation" else list(self._founds())
        formula = {place: found for found in founds for place in found.values}
        start = np.array([self._expected(one, formula) for one in self.parameters])
        methods = [formula[one.site, one.item].method if one[:2] in formula else COMPUTED for one in self.parameters]
        if method == "formula":
            return start, methods
        settled = np.array([one[:2] in formula and formula[one.site, one.item].exact for one in self.parameters])
        if settled.all() and not self._is_weighed:
            return start, methods
        self._check_weighed()
        objective = self._objective(SEARCHED, self.replications, progress)
        objective = self._objective(SEARCHED, 1, progress) if objective.is_certain(self.current[None]) else objective
        options = np.array([self.current, start, np.where(settled, start, self.current)])
        bad = objective(options)
        # What is cheapest of all is so of what fills enough, if it does; or else the formula says nothing of the goal.
        if self.goal.measure.name not in COSTS or (self.goal.fill_rate and not (settled.all() and bad[1] < MISSED)):
            settled[:] = False
        if settled.all() and bad[1] <= bad[0]:
            return start, methods
        if settled.all():  # the formula is of the long run: this one is too short, or begins elsewhere
            settled[:] = False
        elif settled.any():
            bad[0] = np.inf
        middle = options[int(np.argmin(bad))]
        best = self._searched(objective, middle, ~settled, trials)
        chosen = self._chosen(np.array([self.current, middle, best]), objective.replications)
        told = [was if done else SIMULATION for was, done in zip(methods, settled, strict=True)]
        return chosen, told

    def _founds(self) -> Sequence[Found]:
        """What formulas say of the parts of the network of which all parameters are to be found."""
        wanted = {one[:2] for one in self.parameters}
        founds = []
        for part in self.points.parts:
            if not wanted.issuperset(point.place for point in part):
                continue
            found = by_formula(part)
            if found is None and not self._is_weighed:
                found = guaranteed_service(part, self.service)
            if found is not None:
                founds.append(found)
        return founds

    def _expected(self, one: Parameter, formula: Mapping[Place, Found]) -> float:
        """What a formula says, or else what is sensible for a stockpoint that is alone, or else what it is now."""
        place = one.site, one.item
        if place in formula:
            return formula[place].values[place][one.name]
        rule = self.rules[place]
        name = name_of(rule)
        if name not in MAKERS:
            return float(getattr(rule, one.name))
        return float(getattr(MAKERS[name](self._outlook(one)), one.name))

    def _outlook(self, one: Parameter) -> Outlook:
        return self.points.by_place[one.site, one.item].outlook

    def _objective(self, first: int, replications: int, progress: Progress | None) -> Objective:
        periods, warm_up = self.scenario.periods, self.scenario.warm_up
        candidates = Candidates(self.plan, self.parameters, periods, warm_up, self.goal.searched)
        return Objective(candidates, self.goal, first, replications, progress)

    def _searched(self, objective: Objective, middle: Array, free: Array, trials: int) -> Array:
        """The best values of the free parameters that a search finds about a middle: (parameters,)."""
        need_searcher()
        at = np.flatnonzero(free)
        if at.size > MOST:
            raise BullwhipError(
                f"tune: found {at.size:,} parameters to search, and {MOST} at most make sense; name the sites whose "
                "rules are to be tuned, or use what formulas give: method formula"
            )

        def value_of(values: Array) -> Array:
            candidates = np.tile(middle, (len(values), 1))
            candidates[:, at] = values
            return objective(candidates)

        ranges = []
        for number in at.tolist():
            one = self.parameters[number]
            scale = type(self.rules[one.site, one.item]).searched[one.name]
            ranges.append(range_of(scale, float(middle[number]), self._outlook(one)))
        best = middle.copy()
        best[at] = search(value_of, ranges, trials, self.seed % 2**32)
        return self._in_order(best)

    def _in_order(self, values: Array) -> Array:
        """The same values with no s above its S: a rule that has one acts as if they were equal."""
        number = {one: k for k, one in enumerate(self.parameters)}
        for one, k in number.items():
            if isinstance(self.rules[one.site, one.item], MinMax) and one.name == "s":
                values[k] = min(values[k], values[number[one._replace(name="S")]])
        return values

    def _chosen(self, options: Array, replications: int) -> Array:
        """The best of some options, by luck that found none of them: what fits one luck only does not win."""
        bad = self._objective(CHOSEN, SEVERAL * replications, None)(options)
        best: Array = options[int(np.argmin(bad))]
        return best

    @property
    def _is_weighed(self) -> bool:
        """Whether anything speaks against having no stock at all."""
        return (
            pays_for_shortage(self.plan.network)
            or self.goal.fill_rate is not None
            or self.goal.measure.name not in COSTS
        )

    def _check_weighed(self) -> None:
        """Raise BullwhipError where no stock at all would be best."""
        if not self._is_weighed:
            raise BullwhipError(
                "cost: found no cost of a backlog or of a lost sale, so that no stock at all would be best; give the "
                "sites that serve customers a backlog_cost, or ask for a service, such as a fill rate of 0.95"
            )


def replications_of(scenario: Scenario) -> int:
    """How many replications of a scenario a candidate meets in a search."""
    return max(FEWEST, min(MANY, -(-PERIODS // (scenario.periods - scenario.warm_up))))


def name_of(rule: Rule) -> str:
    """The name of a rule as files have it."""
    return next((name for name, kind in RULES.items() if kind is type(rule)), type(rule).__name__)
