"""The dynamic program over service times on a tree of stages, whose times may be held within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.theory.stages import StageNetwork, neighbours
from bullwhip.network.arrays import Array, Ints

__all__ = ["Arc", "ServiceTimes", "TreeProgram"]

Arc = tuple[int, int]  # supplier, customer


@dataclass(frozen=True)
class ServiceTimes:
    """The times of least cost within bounds, by stage, in periods."""

    cost: float
    inbound: tuple[int, ...]
    service: tuple[int, ...]
    least_inbound: tuple[int, ...]
    most_service: tuple[int, ...]


class TreeProgram:
    """Finds the cheapest times of a forest of arcs.

    A stage that covers t periods costs stock_costs[k] sqrt(t).  Stages are taken from the leaves on.  When it is a
    stage's turn, all its neighbours but one have had theirs, and it shares a single time with the one left, its parent:
    its service time if it supplies it, its inbound time if it is supplied by it.  Its least cost as a function of that
    time, with all that hangs on it, is all that the parent needs to know.
    """

    def __init__(self, network: StageNetwork, forest: Sequence[Arc], stock_costs: Sequence[float]) -> None:
        self._network = network
        self._most_inbound = [max((network.longest[i] for i in group), default=0) for group in network.suppliers]
        self._own_costs = [self._table(k, cost) for k, cost in enumerate(stock_costs)]
        self._turns, self._parents = _from_the_leaves(len(network.names), forest)
        supplies = set(forest)
        self._supplies_parent = [(k, parent) in supplies for k, parent in enumerate(self._parents)]
        self._hanging: list[list[int]] = [[] for _ in network.names]
        for k in self._turns:
            if self._parents[k] >= 0:
                self._hanging[self._parents[k]].append(k)

    def solve(
        self, least_inbound: Sequence[int] | None = None, most_service: Sequence[int] | None = None
    ) -> ServiceTimes:
        """The cheapest times with every inbound time at least, and every service time at most, these [any allowed]."""
        n = len(self._turns)
        least = tuple(least_inbound) if least_inbound is not None else (0,) * n
        most = tuple(most_service) if most_service is not None else tuple(self._network.most_service)
        values: list[Array] = [np.zeros(0)] * n  # a stage's least cost by the time that it shares with its parent
        choices: list[Ints] = [np.zeros(0, np.int64)] * n  # its other time then
        inbound, service, cost = [0] * n, [0] * n, 0.0
        for k in self._turns:
            total = self._total(k, least[k], most[k], values)
            if self._parents[k] < 0:
                inbound[k], service[k] = (int(at) for at in np.unravel_index(np.argmin(total), total.shape))
                cost += float(total[inbound[k], service[k]])
            else:
                axis = 0 if self._supplies_parent[k] else 1
                values[k], choices[k] = total.min(axis), total.argmin(axis)
        for k in reversed(self._turns):
            parent = self._parents[k]
            if parent < 0:
                continue
            if self._supplies_parent[k]:
                service[k] = int(np.argmin(values[k][: inbound[parent] + 1]))
                inbound[k] = int(choices[k][service[k]])
            else:
                inbound[k] = service[parent] + int(np.argmin(values[k][service[parent] :]))
                service[k] = int(choices[k][inbound[k]])
        return ServiceTimes(cost, tuple(inbound), tuple(service), least, most)

    def _table(self, k: int, stock_cost: float) -> Array:
        """(inbound times, service times): what a stage's own stock costs; infinite where there is no such pair."""
        inbound, service = np.arange(self._most_inbound[k] + 1), np.arange(self._network.most_service[k] + 1)
        covered = inbound[:, None] + self._network.times[k] - service
        return np.where(covered >= 0, stock_cost * np.sqrt(np.maximum(covered, 0)), np.inf)

    def _total(self, k: int, least_inbound: int, most_service: int, values: Sequence[Array]) -> Array:
        """(inbound times, service times): the cost of a stage and of all that hangs on it."""
        total = self._own_costs[k].copy()
        total[:least_inbound] = np.inf
        total[:, most_service + 1 :] = np.inf
        inbound, service = total.shape
        for child in self._hanging[k]:
            if self._supplies_parent[child]:  # it may promise any time up to the inbound time
                cheapest = np.minimum.accumulate(values[child])
                total += cheapest[np.minimum(np.arange(inbound), cheapest.size - 1), None]
            else:  # it may wait for any time from the service time on
                total += np.minimum.accumulate(values[child][::-1])[::-1][:service]
        return total


def _from_the_leaves(stages: int, forest: Sequence[Arc]) -> tuple[list[int], list[int]]:
    """All stages, each before its parent, and the parent of each: -1 for the last stage of a tree."""
    near = neighbours(stages, forest)
    parents = [-1] * stages
    outward: list[int] = []
    seen = [False] * stages
    for root in range(stages):
        if seen[root]:
            continue
        seen[root] = True
        reached = [root]
        for k in reached:  # grows while it is read
            for j in near[k]:
                if not seen[j]:
                    seen[j] = True
                    parents[j] = k
                    reached.append(j)
        outward += reached
    return outward[::-1], parents
