"""The best hybrid: a cover for each site, or tier, found by search on luck of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bullwhip.agents.optimisation.candidates import Candidates
from bullwhip.agents.optimisation.objective import Goal, Objective, goal_of
from bullwhip.agents.optimisation.ranges import Range
from bullwhip.agents.optimisation.search import search, usual_trials
from bullwhip.agents.optimisation.task import CHOSEN, SEARCHED, SEVERAL, replications_of
from bullwhip.agents.resilience.covers import Family
from bullwhip.agents.runs.progress import Progress
from bullwhip.network.arrays import Array
from bullwhip.network.scenario import Scenario

__all__ = ["HybridSearch"]


@dataclass(frozen=True, eq=False)
class HybridSearch:
    """Looks for the covers that cost least in a world, for a fill rate or without one."""

    family: Family
    world: Scenario  # that is planned for
    most: float  # periods of cover, the largest that is looked at
    seed: int
    given_seed: int | None
    trials: int | None
    progress: Progress | None

    @property
    def usual(self) -> int:
        """How many candidates a search tries."""
        return self.trials or usual_trials(len(self.family.knobs))

    def best(self, fill_rate: float | None, start: float) -> Array:
        """The knobs (knobs,) of least cost that fill as much, from the same cover for all on."""
        goal = goal_of("cost_per_period", None, fill_rate)
        tried = self._objective(goal, SEARCHED, self.replications)
        ranges = [
            Range(low, self.most, step, min(max(start, low), self.most), low, self.most)
            for low, step in zip(self.family.lowest.tolist(), self.family.finest.tolist(), strict=True)
        ]
        found = search(lambda knobs: tried(self.family.values(knobs)), ranges, self.usual, self.seed % 2**32)
        options = np.array([self.family.together(np.array([start]))[0], found])
        bad = self._objective(goal, CHOSEN, SEVERAL * self.replications)(self.family.values(options))
        best: Array = options[int(np.argmin(bad))]
        return best

    @property
    def replications(self) -> int:
        """How many a candidate meets in the search."""
        return replications_of(self.world)

    def _objective(self, goal: Goal, first: int, replications: int) -> Objective:
        plan = self.family.plan(self.world, self.given_seed)
        world = self.world
        candidates = Candidates(plan, self.family.parameters, world.periods, world.warm_up, goal.searched)
        return Objective(candidates, goal, first, replications, self.progress)
