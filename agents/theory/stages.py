"""A network of stages that may hold safety stock: what a unit is worth at each, and what demand it sees."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Literal

import numpy as np

from bullwhip.agents.theory.given import FigureError, above, at_least, check, whole
from bullwhip.network.arrays import Array

__all__ = ["Pooling", "Stage", "StageNetwork"]

Pooling = Literal["square-root", "linear"]


@dataclass(frozen=True)
class Stage:
    """A stage of a supply network: it waits for its inputs, takes a time, and may hold stock of what it makes.

    A stage without suppliers is served by the outside world at once; one that is asked for by its own customers has a
    demand.  Service times are what a stage promises, to its own customers and to the stages it supplies alike.
    """

    name: str
    time: int  # periods from when all inputs are there until the goods are
    added_cost: float  # money per unit, beyond what its inputs cost
    suppliers: Mapping[str, float] = field(default_factory=dict)  # by name, their units in one unit of this stage
    demand_mean: float = 0.0  # units a period, of its own customers
    demand_sd: float = 0.0  # units
    max_service_time: int | None = None  # periods; None: 0 to customers of its own, any to other stages


class StageNetwork:
    """Stages that were checked, as arrays in the order given.

    Raises `FigureError` for stages that are named twice, supply each other in a circle, name a supplier that is not
    there, or that nobody asks for, and for figures that are no times, costs or demands.
    """

    names: tuple[str, ...]
    suppliers: list[list[int]]
    customers: list[list[int]]
    arcs: list[tuple[int, int]]  # from, to
    downstream: list[int]  # all stages, each after its suppliers
    times: list[int]  # periods
    unit_costs: Array  # (stages,), money, all that went into a unit
    demand_means: Array  # (stages,), units a period
    demand_sds: Array  # (stages,), units, pooled
    longest: list[int]  # periods, the longest service time that a stage without any stock upstream could need
    most_service: list[int]  # periods, the longest service time that it may promise

    def __init__(self, stages: Sequence[Stage], pooling: Pooling) -> None:
        check(*_faults(stages), None if pooling in {"square-root", "linear"} else _no_pooling(pooling))
        self.names = tuple(stage.name for stage in stages)
        place = {name: k for k, name in enumerate(self.names)}
        self.suppliers = [[place[name] for name in stage.suppliers] for stage in stages]
        self.arcs = [(i, k) for k, group in enumerate(self.suppliers) for i in group]
        self.customers = [[] for _ in stages]
        for i, k in self.arcs:
            self.customers[i].append(k)
        check(*self._nobody_asks(stages))
        self.downstream = self._in_order()
        self.times = [int(stage.time) for stage in stages]
        self._add_costs(stages)
        self._add_demand(stages, pooling)
        self._add_limits(stages)

    def spanning_forest(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """The arcs of a forest that touches every stage, and the other ones, each of which closes a cycle."""
        forest: list[tuple[int, int]] = []
        others: list[tuple[int, int]] = []
        group = list(range(len(self.names)))
        for i, k in self.arcs:
            a, b = _head(group, i), _head(group, k)
            (others if a == b else forest).append((i, k))
            group[a] = b
        return forest, others

    def cycle(self, forest: Sequence[tuple[int, int]], arc: tuple[int, int]) -> list[str]:
        """The names along the cycle that an arc closes in a forest, from one of its ends to the other."""
        near = neighbours(len(self.names), forest)
        first, last = arc
        came_from = {last: last}
        waiting = deque([last])
        while first not in came_from:
            k = waiting.popleft()
            for j in near[k]:
                if j not in came_from:
                    came_from[j] = k
                    waiting.append(j)
        path = [first]
        while path[-1] != last:
            path.append(came_from[path[-1]])
        return [self.names[k] for k in path]

    def _nobody_asks(self, stages: Sequence[Stage]) -> Iterator[str]:
        for k, stage in enumerate(stages):
            if not self.customers[k] and stage.demand_mean == 0 and stage.demand_sd == 0:
                yield f"stage {stage.name!r}: found no demand and no stage that it supplies; give one, or leave it out"

    def _in_order(self) -> list[int]:
        try:
            return list(TopologicalSorter(dict(enumerate(self.suppliers))).static_order())
        except CycleError as error:
            circle = " - ".join(self.names[k] for k in error.args[1])
            raise FigureError(
                [f"suppliers: {circle} supply each other in a circle; take one of the lanes out"]
            ) from None

    def _add_costs(self, stages: Sequence[Stage]) -> None:
        self.unit_costs = np.zeros(len(stages))
        for k in self.downstream:
            inputs = zip(self.suppliers[k], stages[k].suppliers.values(), strict=True)
            self.unit_costs[k] = stages[k].added_cost + sum(units * self.unit_costs[i] for i, units in inputs)

    def _add_demand(self, stages: Sequence[Stage], pooling: Pooling) -> None:
        """What is sold where, in units of each stage's goods; the sum, and the root of the sum of squares."""
        markets = [k for k, stage in enumerate(stages) if stage.demand_mean > 0 or stage.demand_sd > 0]
        units = np.zeros((len(stages), len(markets)))  # (stages, markets), units of the stage's goods in one sold
        units[markets, range(len(markets))] = 1.0
        for k in reversed(self.downstream):
            for i, needed in zip(self.suppliers[k], stages[k].suppliers.values(), strict=True):
                units[i] += needed * units[k]
        self.demand_means = units @ np.array([stages[k].demand_mean for k in markets])
        spreads = units * np.array([stages[k].demand_sd for k in markets])
        self.demand_sds = np.linalg.norm(spreads, 2 if pooling == "square-root" else 1, axis=1)

    def _add_limits(self, stages: Sequence[Stage]) -> None:
        self.longest = [0] * len(stages)
        for k in self.downstream:
            self.longest[k] = self.times[k] + max((self.longest[i] for i in self.suppliers[k]), default=0)
        self.most_service = list(self.longest)
        for k, stage in enumerate(stages):
            served = stage.demand_mean > 0 or stage.demand_sd > 0
            limit = (0 if served else self.longest[k]) if stage.max_service_time is None else stage.max_service_time
            self.most_service[k] = min(self.longest[k], int(limit))


def neighbours(stages: int, arcs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """For each stage, those at the other ends of its arcs."""
    near: list[list[int]] = [[] for _ in range(stages)]
    for i, k in arcs:
        near[i].append(k)
        near[k].append(i)
    return near


def _head(group: list[int], k: int) -> int:
    while group[k] != k:
        group[k] = group[group[k]]
        k = group[k]
    return k


def _faults(stages: Sequence[Stage]) -> Iterator[str | None]:
    if not stages:
        yield "stages: found none; give one or more"
    for name, times in Counter(stage.name for stage in stages).items():
        if times > 1:
            yield f"stages: found {times} of the name {name!r}; give each a name of its own"
    names = {stage.name for stage in stages}
    for stage in stages:
        place = f"stage {stage.name!r}, "
        yield whole(f"{place}time", stage.time)
        yield at_least(f"{place}added_cost", stage.added_cost)
        yield at_least(f"{place}demand_mean", stage.demand_mean)
        yield at_least(f"{place}demand_sd", stage.demand_sd)
        if stage.max_service_time is not None:
            yield whole(f"{place}max_service_time", stage.max_service_time)
        for supplier, units in stage.suppliers.items():
            yield above(f"{place}suppliers, {supplier!r}", units)
            if supplier not in names:
                yield f"{place}suppliers: found {supplier!r}, which is none of the stages; add it, or leave it out"


def _no_pooling(found: object) -> str:
    return f"pooling: found {found!r}; give 'square-root' or 'linear'"
