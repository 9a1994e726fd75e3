"""A batch: replications that are run together, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np

from bullwhip.agents.deciding.rule_plan import RulePlan
from bullwhip.agents.deciding.step import step
from bullwhip.agents.deciding.user_errors import rule_error
from bullwhip.agents.runs.progress import Progress
from bullwhip.network.arrays import Array
from bullwhip.network.costs import cost_needs
from bullwhip.network.errors import RuleError
from bullwhip.network.measures import Measure, OfNetwork, OfStockpoints, all_needs, figures_of
from bullwhip.network.measures.folds import OwnFolds
from bullwhip.network.moments import Moments
from bullwhip.network.record import Recorder, Selection
from bullwhip.network.tally import Sum, summed_numbers
from bullwhip.network.topology import Network

__all__ = ["Batch", "Job", "Outcome", "blamed", "keep_memory", "needs_of", "row_by_row"]

_LONG = 256  # replications in a row that is worth a call of its own
_KEPT = 1 << 24  # bytes; the library goes along up to twice that
_NEWS = 2_000_000  # node-periods between two calls
_OF_ROW, _OF_LANE = 3, 5  # stock, position and order; what is owed, and two slots of mail and of goods


@dataclass(frozen=True)
class Batch:
    """Consecutive replications."""

    first: int
    count: int


@dataclass(frozen=True, eq=False)
class Outcome:
    """What is kept of a batch: `costs` and `profits` (replications,) are those of the whole network."""

    by_stockpoint: Moments
    whole: Moments
    costs: Array
    profits: Array
    record: Recorder | None


@dataclass(frozen=True, eq=False)
class Job:
    """What is done with every batch of a run."""

    rule_plan: RulePlan
    periods: int
    warm_up: int
    measures: tuple[Measure, ...]
    record: Selection | None

    def run(self, batch: Batch, progress: Progress | None = None) -> Outcome:
        """Run a batch from the first period to the last."""
        keep_memory()
        with row_by_row(batch.count):
            return self._run(batch, progress)

    def _run(self, batch: Batch, progress: Progress | None) -> Outcome:
        network = self.rule_plan.network
        engine = self.rule_plan.engine(batch.count, batch.first, self.needs, self.warm_up, rules_alone=True)
        views = self.rule_plan.views(engine)
        folds = OwnFolds(self.measures, self.warm_up)
        wanted = self.record
        recorder = None if wanted is None else Recorder(network, self.periods, batch.count, batch.first, wanted)
        work = network.rows * batch.count
        pause = max(1, _NEWS // work)  # periods
        for period in range(1, self.periods + 1):
            step(self.rule_plan, engine, views)
            folds.count(engine, partial(blamed, when=f"period {period}"))
            if recorder is not None:
                recorder.take(engine)
            if progress is not None and (period % pause == 0 or period == self.periods):
                progress(work * (period % pause or pause))
        rows = OfStockpoints(network, engine.tally, folds.kept)
        whole = OfNetwork(rows)
        costs = whole.total_cost[0]
        if not np.isfinite(costs).all():
            raise RuleError("costs have become infinite: a rule orders more and more; look at its parameters")
        blame = partial(blamed, when="after the last period")
        by_stockpoint, of_whole = (Moments.of(figures_of(self.measures, those, blame)) for those in (rows, whole))
        return Outcome(by_stockpoint, of_whole, costs, whole.profit[0], recorder)

    @property
    def needs(self) -> frozenset[Sum]:
        """The sums that the measures are made of, and the costs."""
        return needs_of(self.rule_plan.network, self.measures)

    @property
    def numbers(self) -> int:
        """How many numbers of a replication a period goes through: what changes, the orders, and the sums."""
        network = self.rule_plan.network
        return network.rows * (_OF_ROW + summed_numbers(self.needs)) + network.source.size * _OF_LANE


def needs_of(network: Network, measures: Iterable[Measure]) -> frozenset[Sum]:
    """The sums that measures are made of, and the costs."""
    return cost_needs(network).union(*(all_needs(measure.needed(network)) for measure in measures))


def blamed(measure: Measure, error: Exception, when: str) -> Exception:
    """What to raise of an error in somebody's own measure."""
    return rule_error(f"measure {measure.name}", when, error, type(measure).__module__)


def keep_memory() -> None:
    """Have what a batch gives back stay at hand for the next, where memory comes from the GNU C library.

    It hands every block above a size back to the system, and each page of the next one costs a microsecond.  That size
    is the largest that was ever given back: so one is, which nobody has used.
    """
    np.empty(_KEPT, np.uint8)


@contextmanager
def row_by_row(replications: int) -> Iterator[None]:
    """Let NumPy take long rows one by one, whatever rules do with them.

    It takes as many at once as its buffer holds, and for that copies a rule's column of parameters to their length:
    `level - position` then takes twice as long.  What comes out is the same.
    """
    before = np.getbufsize()
    np.setbufsize(_LONG if replications >= _LONG else before)
    try:
        yield
    finally:
        np.setbufsize(before)
