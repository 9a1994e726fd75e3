"""A batch: replications that are run together, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.progress import Progress
from bullwhip.agents.roster import Roster
from bullwhip.agents.step import step
from bullwhip.network.arrays import Array
from bullwhip.network.books import network_books, stockpoint_books
from bullwhip.network.errors import RuleError
from bullwhip.network.moments import Moments
from bullwhip.network.record import Recorder, Selection
from bullwhip.network.tally import ALWAYS, EVERYTHING

__all__ = ["Batch", "Job", "Outcome"]

_LONG = 256  # replications in a row that is worth a call of its own
_KEPT = 1 << 24  # bytes; the library goes along up to twice that
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

    roster: Roster
    periods: int
    warm_up: int
    observe: bool
    record: Selection | None

    def run(self, batch: Batch, progress: Progress | None = None) -> Outcome:
        """Run a batch from the first period to the last."""
        _keep_memory()
        with _row_by_row(batch.count):
            return self._run(batch, progress)

    def _run(self, batch: Batch, progress: Progress | None) -> Outcome:
        network = self.roster.network
        needs = EVERYTHING if self.observe else ALWAYS
        engine = self.roster.engine(batch.count, batch.first, needs, self.warm_up)
        views = self.roster.views(engine)
        wanted = self.record
        recorder = None if wanted is None else Recorder(network, self.periods, batch.count, batch.first, wanted)
        work = network.rows * batch.count
        pause = max(1, _NEWS // work)  # periods
        for period in range(1, self.periods + 1):
            step(self.roster, engine, views)
            if recorder is not None:
                recorder.take(engine)
            if progress is not None and (period % pause == 0 or period == self.periods):
                progress(work * (period % pause or pause))
        rows = stockpoint_books(network, engine.tally)
        whole = network_books(network, engine.tally, rows)
        if not np.isfinite(whole.cost).all():
            raise RuleError("costs have become infinite: a rule orders more and more; look at its parameters")
        return Outcome(Moments.of(rows), Moments.of(whole), whole.cost[0], recorder)


def _keep_memory() -> None:
    """Have what a batch gives back stay at hand for the next, where memory comes from the GNU C library.

    It hands every block above a size back to the system, and each page of the next one costs a microsecond.  That size
    is the largest that was ever given back: so one is, which nobody has used.
    """
    np.empty(_KEPT, np.uint8)


@contextmanager
def _row_by_row(replications: int) -> Iterator[None]:
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
