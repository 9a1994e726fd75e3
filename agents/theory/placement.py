"""Where to keep safety stock: the guaranteed-service model of a network of stages.

Every stage promises a service time, and keeps it as long as demand stays below a bound.  It has its inputs when its
slowest supplier has kept its promise (the inbound time), its goods a stage time later, and owes them a service time
after they were asked for: its stock covers the net replenishment time that is left,

    net replenishment time = inbound time + stage time - service time.

Demand over t periods is at most t mean + z sd sqrt(t); where streams of demand meet, what is above the mean is pooled
(the root of the sum of squares) or not (the sum).  Beyond its bound demand is met by other means, which cost nothing
here.  A stage looks at its stock every period, and demand is known to all stages at once.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bullwhip.agents.theory.given import FigureError, above, at_least, check, whole
from bullwhip.agents.theory.service_times import Arc, ServiceTimes, TreeProgram
from bullwhip.agents.theory.stages import Pooling, Stage, StageNetwork

__all__ = ["PlacedStock", "Placement", "branched_placement", "evaluate_placement", "optimal_placement"]

# A subproblem whose bound is this close to the best cost, relatively, cannot be better than by rounding.
CLOSE = 1e-12


@dataclass(frozen=True)
class PlacedStock:
    """The stock of one stage."""

    name: str
    service_time: int  # periods that it promises
    inbound_time: int  # periods that its slowest supplier promises
    net_replenishment_time: int  # periods that its stock covers
    base_stock: float  # units, the bound on demand over the net replenishment time
    safety_stock: float  # units, base stock less mean demand
    unit_cost: float  # money, all that went into a unit by then
    holding_cost: float  # money per unit of time, for the safety stock


@dataclass(frozen=True)
class Placement:
    """Safety stock in a network, stage by stage in the order given."""

    stocks: tuple[PlacedStock, ...]
    safety_stock_value: float  # money, at unit costs
    cost: float  # money per unit of time, for holding it
    least_cost: float  # money per unit of time; no placement is cheaper

    def stock(self, name: str) -> PlacedStock:
        """The stock of a stage by its name."""
        return next(stock for stock in self.stocks if stock.name == name)


def optimal_placement(
    stages: Sequence[Stage], holding_rate: float, safety_factor: float, pooling: Pooling = "square-root"
) -> Placement:
    """The service times of least holding cost in a network whose lanes, whichever way they run, close no cycle.

    holding_rate: cost of a unit of money in stock per unit of time; safety_factor: z of the bound on demand.  Times are
    whole periods.  Raises `FigureError` for a network with a cycle, which it names: see `branched_placement`.
    Source: Graves and Willems (2000), Optimizing strategic safety stock placement in supply chains, Manufacturing &
    Service Operations Management 2(1), with the correction in 5(2), 2003: stages are numbered from the leaves of the
    tree, and each gets its least cost as a function of the one time that it shares with a later stage.
    """
    network, terms = _checked(stages, holding_rate, safety_factor, pooling), (holding_rate, safety_factor)
    forest, others = network.spanning_forest()
    if others:
        cycle = " - ".join(repr(name) for name in network.cycle(forest, others[0]))
        raise FigureError(
            [f"stages: {cycle} are joined in a cycle, so this is no tree; take out a lane, or use branched_placement"]
        )
    found = TreeProgram(network, forest, _stock_costs(network, *terms)).solve()
    return _placement(network, _kept(network, found.service), *terms)


def branched_placement(
    stages: Sequence[Stage],
    holding_rate: float,
    safety_factor: float,
    pooling: Pooling = "square-root",
    subproblems: int = 2_000,
) -> Placement:
    """The best service times that a search finds in any network without circles; arguments as for `optimal_placement`.

    Branch and bound: a spanning tree is solved without the lanes that close a cycle; where one of these is not kept,
    either its supplier must promise less or its customer must wait longer.  The placement is optimal where `least_cost`
    equals `cost`.  A search that ends after so many subproblems tells how far it may be off by `least_cost`: chains of
    some fifty stages are mostly solved to the end, larger ones with many such lanes are not.
    Source: Humair and Willems (2011), Optimizing strategic safety stock placement in general acyclic networks,
    Operations Research 59(3), who branch on other bounds of these times.
    """
    network, terms = _checked(stages, holding_rate, safety_factor, pooling), (holding_rate, safety_factor)
    check(whole("subproblems", subproblems, 1))
    forest, others = network.spanning_forest()
    program = TreeProgram(network, forest, _stock_costs(network, *terms))
    first = program.solve()
    best, solved = _placement(network, _kept(network, first.service), *terms), 1
    waiting = [(first.cost, solved, first)]  # by what a placement in it costs at least
    while waiting and waiting[0][0] < best.cost * (1 - CLOSE) and solved < subproblems:
        bound, _, found = heapq.heappop(waiting)
        # Down the cheaper branches to a placement that can be: a good one is soon known.
        while bound < best.cost * (1 - CLOSE) and (branches := _branches(found, others)):
            found, other = sorted((program.solve(*branch) for branch in branches), key=lambda one: one.cost)
            possible = (_placement(network, _kept(network, one.service), *terms) for one in (found, other))
            best, solved = min(best, *possible, key=lambda one: one.cost), solved + 2
            heapq.heappush(waiting, (max(bound, other.cost), solved, other))
            bound = max(bound, found.cost)
    unproven = waiting and waiting[0][0] < best.cost * (1 - CLOSE)
    return replace(best, least_cost=waiting[0][0]) if unproven else best


def evaluate_placement(
    service_times: Mapping[str, int],
    stages: Sequence[Stage],
    holding_rate: float,
    safety_factor: float,
    pooling: Pooling = "square-root",
) -> Placement:
    """The stock that given service times need, periods by stage; other arguments as for `optimal_placement`.

    Raises `FigureError` for a time longer than the stage may promise, or than it takes without any stock.
    """
    network = _checked(stages, holding_rate, safety_factor, pooling)
    check(
        *(
            None if name in service_times else f"service_times: found none for {name!r}; give one"
            for name in network.names
        )
    )
    times = [service_times[name] for name in network.names]
    faults = [whole(f"service_times, {name!r}", time) for name, time in zip(network.names, times, strict=True)]
    check(*faults)
    for k, name in enumerate(network.names):
        most = min(network.most_service[k], _inbound(network, times, k) + network.times[k])
        faults.append(None if times[k] <= most else f"service_times, {name!r}: found {times[k]}; give {most} or less")
    check(*faults)
    return _placement(network, times, holding_rate, safety_factor)


def _checked(stages: Sequence[Stage], holding_rate: float, safety_factor: float, pooling: Pooling) -> StageNetwork:
    check(above("holding_rate", holding_rate), at_least("safety_factor", safety_factor))
    return StageNetwork(stages, pooling)


def _stock_costs(network: StageNetwork, holding_rate: float, safety_factor: float) -> list[float]:
    """What a stage's safety stock costs for a net replenishment time of one period."""
    rates = holding_rate * safety_factor * network.unit_costs * network.demand_sds
    return [float(rate) for rate in rates]


def _inbound(network: StageNetwork, service: Sequence[int], k: int) -> int:
    return max((service[i] for i in network.suppliers[k]), default=0)


def _kept(network: StageNetwork, service: Sequence[int]) -> list[int]:
    """Service times made possible: none longer than a stage takes without stock.  That makes none dearer."""
    kept = [int(time) for time in service]
    for k in network.downstream:
        kept[k] = min(kept[k], _inbound(network, kept, k) + network.times[k])
    return kept


def _branches(found: ServiceTimes, others: Iterable[Arc]) -> list[tuple[list[int], list[int]]]:
    """The two subproblems that exclude a solution where a lane is kept least, or none where all are kept."""
    late, arc = max(((found.service[i] - found.inbound[k], (i, k)) for i, k in others), default=(0, (0, 0)))
    if late <= 0:
        return []
    supplier, customer = arc
    between = (found.service[supplier] + found.inbound[customer]) // 2
    sooner, longer = list(found.most_service), list(found.least_inbound)
    sooner[supplier], longer[customer] = between, between + 1
    return [(list(found.least_inbound), sooner), (longer, list(found.most_service))]


def _placement(network: StageNetwork, service: Sequence[int], holding_rate: float, safety_factor: float) -> Placement:
    stocks = []
    for k, name in enumerate(network.names):
        inbound = _inbound(network, service, k)
        covered = inbound + network.times[k] - service[k]
        safety = safety_factor * float(network.demand_sds[k]) * math.sqrt(covered)
        unit_cost = float(network.unit_costs[k])
        stocks.append(
            PlacedStock(
                name=name,
                service_time=int(service[k]),
                inbound_time=int(inbound),
                net_replenishment_time=int(covered),
                base_stock=float(network.demand_means[k]) * covered + safety,
                safety_stock=safety,
                unit_cost=unit_cost,
                holding_cost=holding_rate * unit_cost * safety,
            )
        )
    cost = float(np.sum([stock.holding_cost for stock in stocks]))
    return Placement(tuple(stocks), cost / holding_rate, cost, cost)
