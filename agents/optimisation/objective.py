"""What is made as small as possible, or as large, and what has to be kept."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bullwhip.agents.optimisation.candidates import Candidates
from bullwhip.agents.runs.progress import Progress
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError
from bullwhip.network.measures import MEASURES, Measure
from bullwhip.network.measures.chosen import measure_named
from bullwhip.network.measures.measure import Figures
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network

__all__ = ["COSTS", "MISSED", "Goal", "Objective", "each", "goal_of", "pays_for_shortage", "usual_measure"]

COSTS = {"cost", "cost_per_period"}
TO_RAISE = {"profit", "revenue", "turns"}  # and shares: of all others less is better, if nothing else is said
FEW = 12  # replications, by which it is told whether all are alike
MISSED = 1e30  # worse than any figure: what misses the fill rate is compared by how far


@dataclass(frozen=True)
class Goal:
    """A measure of the network, whether it is to be raised, and the least fill rate [none]."""

    measure: Measure
    raised: bool
    fill_rate: float | None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What is told: the figure itself, and the fill rate."""
        return tuple({one.name: one for one in (self.measure, MEASURES["fill_rate"])}.values())

    @property
    def searched(self) -> tuple[Measure, ...]:
        """What a search has to measure."""
        return self.measures if self.fill_rate is not None else (self.measure,)


def usual_measure(scenario: Scenario) -> str:
    """What is made better if nothing is said: where customers pay, to sell nothing may cost least."""
    return "profit" if scenario.sells else "cost"


def goal_of(measure: str, sense: str | None, fill_rate: float | None) -> Goal:
    """The goal that is meant.  Raises BullwhipError for what is no measure of a network, no sense or no share."""
    chosen = measure_named(measure)
    if not chosen.of_network:
        raise BullwhipError(f"measure: found {measure!r}, which a network as a whole has not; give one that it has")
    if sense not in {None, "least", "most"}:
        raise BullwhipError(f"sense: found {sense!r}; give 'least' or 'most'")
    if fill_rate is not None and not 0 < fill_rate < 1:
        raise BullwhipError(f"fill_rate: found {fill_rate!r}; give a share above 0 and below 1, such as 0.95")
    usual = chosen.name in TO_RAISE or chosen.unit == "share"
    return Goal(chosen, usual if sense is None else sense == "most", fill_rate)


def pays_for_shortage(network: Network) -> bool:
    """Whether anybody pays for a backlog or a lost sale; else no stock at all costs least."""
    return bool((network.backlog_cost > 0).any() or ((network.lost_cost > 0) & network.served).any())


def each(figures: Figures) -> Array:
    """A figure of every replication, ratios as they are in each: of figures (candidates, replications)."""
    if figures.under is None:
        return figures.over
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Array = figures.over / figures.under
    return ratio


@dataclass(frozen=True, eq=False)
class Objective:
    """How bad candidates are under some luck: the smaller the better; infinite where a rule runs away."""

    candidates: Candidates
    goal: Goal
    first: int  # replication
    replications: int
    progress: Progress | None = None
    _known: dict[bytes, float] = field(default_factory=dict)

    def __call__(self, values: Array) -> Array:
        """How bad each of some candidates (candidates, parameters) is: (candidates,).  None is run twice."""
        keys = [one.tobytes() for one in np.ascontiguousarray(values)]
        new = {key: at for at, key in enumerate(keys) if key not in self._known}
        if new:
            self._known.update(zip(new, self._bad(values[list(new.values())]).tolist(), strict=True))
        return np.array([self._known[key] for key in keys])

    def _bad(self, values: Array) -> Array:
        with np.errstate(all="ignore"):
            found = self.candidates.figures(values, self.first, self.replications, self.progress)
            bad = _mean(found[self.goal.measure.name]) * (-1.0 if self.goal.raised else 1.0)
            if self.goal.fill_rate is not None:
                short = self.goal.fill_rate - _mean(found["fill_rate"])
                bad = np.where(short > 0, MISSED * (1.0 + short), bad)
        return np.where(np.isfinite(bad), bad, np.inf)

    @property
    def by_replication(self) -> dict[str, Array]:
        """The measures where nothing is varied, by name: (replications,)."""
        found = self.candidates.figures(np.zeros((1, 0)), self.first, self.replications, self.progress)
        return {name: each(figures)[0] for name, figures in found.items()}

    def is_certain(self, values: Array) -> bool:
        """Whether a few replications under one candidate (1, parameters) are all alike, so that one says all."""
        few = self.candidates.figures(values, self.first, FEW)
        return all(bool((each(figures) == each(figures)[:, :1]).all()) for figures in few.values())


def _mean(figures: Figures) -> Array:
    """The mean over replications, or the ratio of the means: (candidates,)."""
    over = figures.over.mean(axis=1)
    return np.asarray(over if figures.under is None else over / figures.under.mean(axis=1), np.float64)
