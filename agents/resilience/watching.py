"""Customers of a run, period by period: what they wait for, and what they do not get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from bullwhip.agents.deciding.rule_plan import RulePlan
from bullwhip.agents.deciding.step import step
from bullwhip.agents.runs.batch import blamed, needs_of
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.engine import Engine
from bullwhip.network.measures import MEASURES, OfNetwork, OfStockpoints, figures_of
from bullwhip.network.readings import lost
from bullwhip.network.topology import Network

__all__ = ["Seen", "Service", "Watch"]

PROFIT = MEASURES["profit"]


@dataclass(frozen=True, eq=False)
class Seen:
    """What was seen of a run."""

    profit: Array  # (replications,) money over the periods counted
    unmet: Array  # (periods from the start of the outage, customers, replications) units: owed, and lost just now
    wanted: Array  # (customers,) units a period, the mean


@dataclass(eq=False)
class Service:
    """How customers fare in an outage, beside the same luck without: a level of 1 is no worse than without it.

    The level of customers in a period is 1 less what they wait for more, or do not get, over what they ask for in a
    period.  They are failed from where it is below `failed` until it is above `recovered`.
    """

    calm: Seen
    failed: float
    recovered: float
    first: Array = field(init=False)  # (replications,) periods from the start to where somebody is first failed, or inf
    last: Array = field(init=False)  # (replications,) the last period in which somebody is, from the start, or -1
    area: Array = field(init=False)  # (replications,) units x periods
    _down: Array = field(init=False)  # (customers, replications)

    def __post_init__(self) -> None:
        customers, replications = self.calm.unmet.shape[1:]
        self.first, self.last = np.full(replications, np.inf), np.full(replications, -1.0)
        self.area, self._down = np.zeros(replications), np.zeros((customers, replications), bool)

    def see(self, after: int, unmet: Array) -> None:
        """What customers wait for and do not get (customers, replications), so many periods after the start."""
        more = unmet - self.calm.unmet[after]
        at = np.flatnonzero(more.any(axis=1) | self._down.any(axis=1))
        if not at.size:
            return
        more, wanted = more[at], self.calm.wanted[at, None]
        self.area += more.sum(axis=0)
        failing, served = more > (1.0 - self.failed) * wanted, more <= (1.0 - self.recovered) * wanted
        down = failing | (self._down[at] & ~served)
        self._down[at] = down
        somebody = down.any(axis=0)
        self.first = np.where(somebody, np.minimum(self.first, after), self.first)
        self.last = np.where(somebody, after, self.last)

    def forget(self) -> None:
        """Let go of what is as large as a history."""
        del self.calm, self._down


@dataclass(frozen=True, eq=False)
class Watch:
    """Runs of a plan from the first period on, of which customers are watched from period `start` on."""

    plan: RulePlan
    periods: int
    warm_up: int
    start: int

    def calm(self, first: int, count: int) -> Seen:
        """Some replications, and all that customers were owed."""
        unmet: list[Array] = []
        wanted = np.zeros(self.customers.size)

        def see(engine: Engine, after: int) -> None:
            unmet.append(self._unmet(engine))
            wanted[:] += engine.demand[self._network.market[self.customers]].mean(axis=1)
            del after

        profit = self._run(first, count, see)
        return Seen(profit, np.array(unmet), wanted / len(unmet))

    def beside(self, service: Service, first: int, count: int) -> Array:
        """The profit (replications,) of the same replications; `service` sees how customers fare."""
        return self._run(first, count, lambda engine, after: service.see(after, self._unmet(engine)))

    def _run(self, first: int, count: int, see: Callable[[Engine, int], None]) -> Array:
        engine = self.plan.engine(count, first, needs_of(self._network, [PROFIT]), self.warm_up, True)
        views = self.plan.views(engine)
        for period in range(1, self.periods + 1):
            step(self.plan, engine, views)
            if period >= self.start:
                see(engine, period - self.start)
        whole = OfNetwork(OfStockpoints(self._network, engine.tally, {}))
        profit: Array = figures_of([PROFIT], whole, partial(blamed, when="in a run"))[PROFIT.name].over[0]
        return profit

    @property
    def _network(self) -> Network:
        return self.plan.network

    @cached_property
    def customers(self) -> Ints:
        """The lanes to customers, in the order of the file."""
        lanes = self._network.customers_of(np.arange(self._network.rows))
        place = np.argsort(self._network.listing)  # of each row in the file
        ordered: Ints = lanes[np.argsort(place[self._network.source[lanes]], kind="stable")]
        return ordered

    def _unmet(self, engine: Engine) -> Array:
        """What customers are owed, and what they lost in the period: (customers, replications)."""
        owed: Array = engine.state.owed[self.customers]
        if not self._loses:
            return owed
        return owed + lost(engine.state, slice(0, self._network.rows))[self._network.source[self.customers]]

    @cached_property
    def _loses(self) -> bool:
        """Whether any customers go away."""
        of_rows = self._network.stockpoints
        return any(point.terms.lost_share > 0 or point.terms.patience is not None for point in of_rows)
