"""What came out of a run: measures with their intervals, costs, and what was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bullwhip.agents.outcomes.risk import Risk, risk_of
from bullwhip.network.arrays import Array
from bullwhip.network.checks import check_name
from bullwhip.network.errors import BullwhipError
from bullwhip.network.measures import MEASURES, Measure
from bullwhip.network.moments import Estimate, Moments
from bullwhip.network.record import Recorder
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network

__all__ = ["RunOutcome"]


@dataclass(frozen=True, eq=False, repr=False)
class RunOutcome:
    """The figures of a run.

    `costs` (replications,) is the whole network's cost in each replication, and `profits` revenue less it.
    """

    scenario: Scenario
    network: Network
    seed: int
    replications: int
    periods: int
    costs: Array
    profits: Array
    by_stockpoint: Moments
    whole: Moments
    measures: dict[str, Measure]
    records: tuple[Recorder, ...] = ()

    @cached_property
    def certain(self) -> bool:
        """Whether every replication is like the first, so that nothing needs an interval."""
        return not self.network.random and bool((self.costs == self.costs[0]).all())

    def risk(self, level: float = 0.95) -> Risk:
        """Value at risk and expected shortfall of the whole network's cost at a level.  Raises BullwhipError."""
        return risk_of(self.costs, level)

    @property
    def recorded(self) -> bool:
        """Whether there is a history."""
        return bool(self.records)

    @property
    def recorded_whole(self) -> bool:
        """Whether there is a history with every period and stockpoint in it, such as pictures need."""
        return self.recorded and all(record.whole for record in self.records)

    def check_taken(self, what: str, measures: Iterable[str]) -> None:
        """Raise BullwhipError for measures that this run did not take, which somebody wants of it."""
        missing = [name for name in measures if name not in self.measures]
        if missing:
            names = ", ".join(map(repr, missing))
            raise BullwhipError(f"{what}: found {names}, which this run did not take; add to `measures` of the run")

    def estimate(self, measure: str, network: bool = False) -> Estimate | None:
        """A measure of every row (of the whole network: of its one entity) with its interval; None if not taken.

        Rows are in the order of the arrays; `network.listing` takes them to that of the scenario file.  Raises
        BullwhipError.
        """
        check_name("measure", measure, {**MEASURES, **self.measures}, "is none")
        known = self.measures.get(measure)
        if known is None:
            return None
        moments = self.whole if network else self.by_stockpoint
        certain = ~self.network.reached_by_chance
        if self.certain:
            certain = np.ones_like(certain)
        elif (rates := known.rates(self.network)) is not None:
            certain = certain | (rates == 0.0)
        return moments.estimate(known, np.array([certain.all()]) if network else certain)

    def estimates(self, network: bool = False) -> Iterator[tuple[str, Estimate]]:
        """Every measure that was taken, by name, as `estimate` gives it."""
        for name in self.measures:
            estimate = self.estimate(name, network)
            if estimate is not None:
                yield name, estimate
