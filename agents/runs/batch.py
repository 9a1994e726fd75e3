"""A batch: replications that are run together, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bullwhip.agents.deciding.rule_plan import RulePlan
from bullwhip.agents.deciding.step import step
from bullwhip.agents.runs.progress import Progress
from bullwhip.network.arrays import Array
from bullwhip.network.books import network_books, stockpoint_books
from bullwhip.network.errors import RuleError
from bullwhip.network.moments import Moments
from bullwhip.network.record import Recorder, Selection

__all__ = ["Batch", "Job", "Outcome"]

_NEWS = 2_000_000  # node-periods between two calls


@dataclass(frozen=True)
class Batch:
    """Consecutive replications."""

    first: int
    count: int


@dataclass(frozen=True, eq=False)
class Outcome:
    """What is kept of a batch: `costs` (replications,) are those of the whole network."""

    by_stockpoint: Moments
    whole: Moments
    costs: Array
    record: Recorder | None


@dataclass(frozen=True, eq=False)
class Job:
    """What is done with every batch of a run."""

    rule_plan: RulePlan
    periods: int
    warm_up: int
    observe: bool
    record: Selection | None

    def run(self, batch: Batch, progress: Progress | None = None) -> Outcome:
        """Run a batch from the first period to the last."""
        network = self.rule_plan.network
        engine = self.rule_plan.engine(batch.count, batch.first, self.observe, self.warm_up)
        views = self.rule_plan.views(engine)
        wanted = self.record
        recorder = None if wanted is None else Recorder(network, self.periods, batch.count, batch.first, wanted)
        work = network.rows * batch.count
        pause = max(1, _NEWS // work)  # periods
        for period in range(1, self.periods + 1):
            step(self.rule_plan, engine, views)
            if recorder is not None:
                recorder.take(engine)
            if progress is not None and (period % pause == 0 or period == self.periods):
                progress(work * (period % pause or pause))
        rows = stockpoint_books(network, engine.tally)
        whole = network_books(network, engine.tally, rows)
        if not np.isfinite(whole.cost).all():
            raise RuleError("costs have become infinite: a rule orders more and more; look at its parameters")
        return Outcome(Moments.of(rows), Moments.of(whole), whole.cost[0], recorder)
