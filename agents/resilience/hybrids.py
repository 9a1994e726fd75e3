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

BETWEEN = 9  # candidates from what was found to the same cover for all


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

    def best(self, fill_rate: float | None, start: float, more: float) -> Array:
        """The knobs (knobs,) of least cost that fill as much, from the same cover for all on.

        What a search finds fills no more than it must, by the luck that it sees, and by other luck perhaps a little
        less.  So of what it finds, the start, one with `more` cover, and what lies between, other luck chooses.
        """
        goal = goal_of("cost_per_period", None, fill_rate)
        tried = self._objective(goal, SEARCHED, self.replications)
        ranges = [
            Range(low, self.most, step, min(max(start, low), self.most), low, self.most)
            for low, step in zip(self.family.lowest.tolist(), self.family.finest.tolist(), strict=True)
        ]
        found = search(lambda knobs: tried(self.family.values(knobs)), ranges, self.usual, self.seed % 2**32)
        ends = self.family.together(np.array([start, more]))[:, None]
        options = (found + np.linspace(0.0, 1.0, BETWEEN)[:, None] * (ends - found)).reshape(-1, found.size)
        bad = self._objective(goal, CHOSEN, SEVERAL * self.replications)(self.family.values(options))
        best: Array = np.round(options[int(np.argmin(bad))] / self.family.finest) * self.family.finest
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
