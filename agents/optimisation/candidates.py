"""Many candidates at once: each is some columns of one engine, and all of them meet the same luck."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from bullwhip.agents.deciding.rule_plan import RuleGroup, RulePlan
from bullwhip.agents.deciding.step import step
from bullwhip.agents.runs.batch import blamed, needs_of
from bullwhip.agents.runs.progress import Progress
from bullwhip.network.arrays import Array
from bullwhip.network.engine import Engine
from bullwhip.network.measures import Measure, OfNetwork, OfStockpoints, figures_of
from bullwhip.network.measures.folds import OwnFolds
from bullwhip.network.measures.measure import Figures
from bullwhip.network.replications import Replications

__all__ = ["Candidates", "Parameter"]

_COLUMNS = 4_194_304  # numbers of stockpoints and columns that go side by side: some 0.3 GB with all that is kept


class Parameter(NamedTuple):
    """A parameter of the rule of a stockpoint."""

    site: str
    item: str
    name: str


@dataclass(frozen=True, eq=False)
class Candidates:
    """Runs a scenario under many values of some parameters, with the same luck for each (common random numbers)."""

    rule_plan: RulePlan
    parameters: Sequence[Parameter]  # floats of rules
    periods: int
    warm_up: int
    measures: Sequence[Measure]

    def figures(
        self, values: Array, first: int, replications: int, progress: Progress | None = None
    ) -> dict[str, Figures]:
        """What the network comes to under each candidate: (candidates, replications) of each measure, by name.

        values: (candidates, parameters); replications `first`, `first` + 1, ... of the seed are the luck.
        """
        rows = self.rule_plan.network.rows
        size = max(1, min(replications, _COLUMNS // (rows * len(values))))
        parts = [
            self._part(values, at, min(size, first + replications - at), progress)
            for at in range(first, first + replications, size)
        ]
        return {name: _joined([part[name] for part in parts]) for name in parts[0]}

    def _part(self, values: Array, first: int, count: int, progress: Progress | None) -> dict[str, Figures]:
        candidates = len(values)
        plan = self._with(np.repeat(values, count, axis=0))
        engine = self._engine(plan, first, count, candidates)
        views = plan.views(engine)
        folds, blame = OwnFolds(self.measures, self.warm_up), partial(blamed, when="in a run")
        for _ in range(self.periods):
            step(plan, engine, views)
            folds.count(engine, blame)
        if progress is not None:
            progress(plan.network.rows * engine.replications * self.periods)
        whole = OfNetwork(OfStockpoints(plan.network, engine.tally, folds.kept))
        shape = (candidates, count)
        return {
            name: Figures(over.reshape(shape), None if under is None else under.reshape(shape))
            for name, (over, under) in figures_of(self.measures, whole, blame).items()
        }

    def _engine(self, plan: RulePlan, first: int, count: int, candidates: int) -> Engine:
        """An engine whose columns are the replications, once for each candidate."""
        needs = needs_of(plan.network, self.measures)
        numbers = np.tile(np.arange(first, first + count), candidates)
        return plan.engine(Replications(numbers), needs=needs, warm_up=self.warm_up, rules_alone=True)

    def _with(self, columns: Array) -> RulePlan:
        """The plan with these values as parameters: (columns, parameters)."""
        given: dict[tuple[str, str], list[int]] = {}
        for number, parameter in enumerate(self.parameters):
            given.setdefault((parameter.site, parameter.item), []).append(number)
        levels = tuple(
            tuple(self._group_with(group, given, columns) for group in level) for level in self.rule_plan.levels
        )
        return replace(self.rule_plan, levels=levels)

    def _group_with(self, group: RuleGroup, given: dict[tuple[str, str], list[int]], columns: Array) -> RuleGroup:
        changed: dict[str, Array] = {}
        for row, point in enumerate(group.points):
            for number in given.get((point.site, point.item), ()):
                name = self.parameters[number].name
                if name not in changed:
                    changed[name] = np.repeat(getattr(group.rule, name), len(columns), axis=1)
                changed[name][row] = columns[:, number]
        if not changed:
            return group
        rule = copy.copy(group.rule)
        for name, values in changed.items():
            object.__setattr__(rule, name, values)  # past the frozen dataclass, as `stack` does
        return replace(group, rule=rule)


def _joined(parts: Sequence[Figures]) -> Figures:
    """Figures of some replications after those of others."""
    under = [part.under for part in parts if part.under is not None]
    return Figures(
        np.concatenate([part.over for part in parts], axis=1), np.concatenate(under, axis=1) if under else None
    )
