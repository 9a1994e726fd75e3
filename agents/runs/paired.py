"""A scenario and the same without its disruptions, period by period beside each other, with the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from bullwhip.agents.deciding.rule_plan import RulePlan, lay_out
from bullwhip.agents.deciding.step import step
from bullwhip.agents.outcomes.by_site import rows_by_site
from bullwhip.agents.outcomes.failures import Failures, level_of
from bullwhip.agents.outcomes.pairs import Pair, Side
from bullwhip.agents.runs.batch import Batch, Job, blamed, keep_memory, row_by_row
from bullwhip.agents.runs.progress import Progress
from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.engine import Engine
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.measures import MEASURES, ON_REQUEST, Measure, OfNetwork, OfStockpoints, figures_of
from bullwhip.network.measures.folds import OwnFolds
from bullwhip.network.measures.stock import LOSSES
from bullwhip.network.moments import Moments
from bullwhip.network.readings import service_now
from bullwhip.network.rounding import hair
from bullwhip.network.scenario import Scenario

__all__ = ["MEASURED", "RATIOS", "PairedJob", "paired_job"]

RATIOS = (MEASURES["bullwhip_stage"],)
MEASURED: tuple[Measure, ...] = (
    *(MEASURES[name] for name in ("cost", "profit", "working_capital", "capital_cost")),
    *(ON_REQUEST[name] for name in ("stockout_periods", "starved_periods", "blocked_periods")),
    *LOSSES,
)


@dataclass(frozen=True, eq=False)
class _Now:
    """A period that has just ended, in one of the worlds: (entities, replications) units."""

    asked: Array
    filled: Array
    owed: Array
    lost: Array
    little: Array  # (entities, 1) units that rounding leaves of nothing

    @property
    def service(self) -> Array:
        """The share of what was asked for that was filled in the period; NaN where nothing was."""
        asked = np.where(self.asked > self.little, self.asked, np.nan)
        return self.filled / asked

    @property
    def short(self) -> Flags:
        """Where anything is owed, or was lost."""
        flags: Flags = self.owed + self.lost > self.little
        return flags


class _World:
    """One of the two, as it goes through its periods."""

    def __init__(self, job: Job, batch: Batch) -> None:
        self.job, self.network = job, job.rule_plan.network
        self.engine = job.rule_plan.engine(batch.count, batch.first, job.needs, job.warm_up)
        self.views = job.rule_plan.views(self.engine)
        self.folds = OwnFolds(job.measures, job.warm_up)
        self._sites = list(rows_by_site(self.network).values())
        self.shape = len(self._sites) + 1, batch.count
        self._peak_backlog, self._stockout_periods = np.zeros(self.shape), np.zeros((len(self._sites), batch.count))
        self._little = self._entities(
            hair(self.engine.tally.typical)[:, None], hair(self.engine.tally.typical)[:, None]
        )

    def go_on(self) -> _Now:
        """A period."""
        step(self.job.rule_plan, self.engine, self.views)
        self.folds.count(self.engine, partial(blamed, when=f"period {self.engine.period + 1}"))
        state, demand = self.engine.state, self.engine.demand
        every = service_now(self.network, state, demand)
        customers = service_now(self.network, state, demand, own=True) if self._mixed else every
        asked, filled, owed, lost = (self._entities(*both) for both in zip(every, customers, strict=True))
        now = _Now(asked, filled, owed, lost, self._little)
        if self.engine.period >= self.job.warm_up:
            self._peak_backlog = np.maximum(self._peak_backlog, now.owed)
            self._stockout_periods += now.short[1:]
        return now

    @cached_property
    def _mixed(self) -> bool:
        """Whether not all who ask are customers."""
        return bool((self.network.market[self.network.claim] < 0).any())

    def _entities(self, rows: Array, customers: Array) -> Array:
        """The whole network's customers, and the sites with all who claim there: (entities, replications)."""
        return np.concatenate([customers.sum(axis=0, keepdims=True), self._of_sites(rows)])

    def _of_sites(self, rows: Array) -> Array:
        order, first = self._order
        ordered: Array = rows[order]
        return ordered if first.size == order.size else np.add.reduceat(ordered, first, axis=0)

    @cached_property
    def _order(self) -> tuple[Ints, Ints]:
        """Rows site by site, and where each begins."""
        sizes = np.array([len(rows) for rows in self._sites])
        return np.concatenate(self._sites), np.cumsum(sizes) - sizes

    def ended(self, ratios: Sequence[Measure]) -> Side:
        """What there is to tell of it."""
        rows = OfStockpoints(self.network, self.engine.tally, self.folds.kept)
        blame = partial(blamed, when="after the last period")
        plain = [measure for measure in self.job.measures if measure not in ratios]
        of_rows, whole = figures_of(plain, rows, blame), figures_of(plain, OfNetwork(rows), blame)
        figures = {
            name: np.concatenate([whole[name].over, self._of_sites(np.array(of_rows[name].over))]) for name in of_rows
        }
        told = Moments.of(figures_of(ratios, rows, blame))
        figures["stockout_periods"][1:] = self._stockout_periods  # of a site whichever of its items is short
        return Side(figures | {"peak_backlog": self._peak_backlog}, told)


@dataclass(frozen=True, eq=False)
class PairedJob:
    """What is done with every batch: both worlds are run, and compared period by period after the warm-up."""

    calm: Job
    disrupted: Job
    ratios: tuple[Measure, ...]  # of the measures those that are taken of stockpoints alone
    failed: float
    recovered: float

    @property
    def rule_plan(self) -> RulePlan:
        """That of the disrupted world."""
        return self.disrupted.rule_plan

    @property
    def periods(self) -> int:
        """Of both worlds together."""
        return self.calm.periods + self.disrupted.periods

    @property
    def numbers(self) -> int:
        """How many numbers of a replication a period goes through."""
        return self.calm.numbers + self.disrupted.numbers

    def run(self, batch: Batch, progress: Progress | None = None) -> Pair:
        """Run a batch from the first period to the last."""
        keep_memory()
        with row_by_row(batch.count):
            return self._run(batch, progress)

    def _run(self, batch: Batch, progress: Progress | None) -> Pair:
        calm, disrupted = _World(self.calm, batch), _World(self.disrupted, batch)
        shape = calm.shape
        failures = Failures(*shape, self.failed, self.recovered)
        unserved, waiting, depth = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for without, now, begins in self._periods(calm, disrupted, progress):
            unserved += (now.asked - now.filled) - (without.asked - without.filled)
            waiting += now.owed - without.owed
            level = level_of(without.service, now.service)
            depth = np.fmax(depth, 1.0 - level)
            failures.see(level, begins)
        return Pair.of(failures, unserved, waiting, depth, calm.ended(self.ratios), disrupted.ended(self.ratios))

    def _periods(
        self, calm: _World, disrupted: _World, progress: Progress | None = None
    ) -> Iterator[tuple[_Now, _Now, Flags]]:
        """Every period that counts without disruptions and with them, and where one begins (replications,)."""
        for period in range(self.disrupted.periods):
            without, now = calm.go_on(), disrupted.go_on()
            if progress is not None:
                progress(2 * self.rule_plan.network.rows * disrupted.engine.replications)
            if period >= self.disrupted.warm_up:
                yield without, now, _begins(disrupted.engine)

    def services(self, batch: Batch) -> tuple[Array, Array]:
        """Of every period that counts, without disruptions and with them: (periods, entities, replications) shares."""
        worlds = _World(self.calm, batch), _World(self.disrupted, batch)
        found = [(without.service, now.service) for without, now, _ in self._periods(*worlds)]
        without, now = (np.array(part) for part in zip(*found, strict=True))
        return without, now


def paired_job(scenario: Scenario, periods: int, seed: int | None, failed: float, recovered: float) -> PairedJob:
    """What is run: the scenario with and without its disruptions.  Raises BullwhipError."""
    calm, disrupted = (
        Job(lay_out(world, seed), periods, scenario.warm_up, (*MEASURED, *RATIOS), None)
        for world in (scenario.calm(), scenario)
    )
    return PairedJob(calm, disrupted, RATIOS, failed, recovered)


def _begins(engine: Engine) -> Flags:
    """Where a disruption begins in the period that has just ended: (replications,)."""
    flags = np.zeros(engine.replications, bool)
    for storm in engine.state.term(Disruptions).storms:
        flags |= storm.begins
    return flags
