"""Goodwill: customers remember that they were not served, and ask for less."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.topology import Network

__all__ = ["Goodwills"]


class Goodwills(Term):
    """What customers think of those that serve them: their demand is what it would be, times this."""

    by_column = ("level", "coming")

    form: Ints  # (stockpoints,) 1 where customers remember
    rows: Ints  # such rows
    lanes: Ints  # (such rows,) the lane to the customers
    markets: Ints  # (such rows,) these customers on the tape
    loss: Array  # (such rows,)
    recovery: Array  # (such rows,)
    floor: Array  # (such rows,)
    level: Array  # (such rows, columns) in this period: it stays until the next one begins, for who reads its demand
    coming: Array  # (such rows, columns) in the next one

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Goodwills:
        """Nobody was disappointed yet."""
        made = cls()
        given = network.of_rows.some("goodwill")
        made.lanes = network.customers_of(np.array(sorted(given), np.int64))
        made.rows = network.source[made.lanes]
        made.markets = network.market[made.lanes]
        made.form = np.zeros(network.rows, np.int64)
        made.form[made.rows] = 1
        terms = [given[row] for row in made.rows.tolist()]
        made.loss = np.array([each.loss for each in terms], np.float64)
        made.recovery = np.array([each.recovery for each in terms], np.float64)
        made.floor = np.array([each.floor for each in terms], np.float64)
        made.level, made.coming = np.ones((2, made.rows.size, replications))
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """What was not filled is remembered, before anybody leaves: terms take their steps in the order of files."""
        mine = slice(*np.searchsorted(self.rows, segment.rows).tolist())
        yield Step(Phase.LOSE, partial(_remember, mine))

    def begin(self, period: Period) -> None:
        """Goodwill is what the last period left of it."""
        self.level = self.coming.copy()

    def wanted(self, period: Period, demand: Array) -> Array:
        """The less customers ask for, the less they think of who serves them."""
        out = demand.copy()
        out[self.markets] = self.level * out[self.markets]
        return out


def _remember(mine: slice, period: Period) -> None:
    kept = period.state.term(Goodwills)
    remember(
        kept.lanes[mine], kept.markets[mine], kept.loss[mine], kept.recovery[mine], kept.floor[mine], period.demand,
        period.state.owed, kept.level[mine], kept.coming[mine],
    )  # fmt: skip


@compiled
def remember(lanes, markets, loss, recovery, floor, demand, owed, level, coming):  # type: ignore[no-untyped-def]
    """The share of the demand of these customers that was not filled takes goodwill; a part of it comes back."""
    for k in range(lanes.shape[0]):
        lane, market = lanes[k], markets[k]
        for r in range(level.shape[1]):
            asked = demand[market, r]
            unmet = min(owed[lane, r], max(asked, 0.0))  # the oldest claims are filled first
            unfilled = unmet / asked if unmet > 0.0 else 0.0
            left = max(floor[k], level[k, r] * (1.0 - loss[k] * unfilled))
            coming[k, r] = left + recovery[k] * (1.0 - left)
