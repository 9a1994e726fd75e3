"""Goodwill: customers who were let down ask for less, until they have forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.rounding import nearest
from bullwhip.network.topology import Network

__all__ = ["Goodwill"]


class Goodwill(Term):
    """What customers think of those who serve them: a factor of what they ask for."""

    by_column = ("factor", "coming")

    form: Ints  # (stockpoints,) 1 where customers remember
    lanes: Ints  # of these customers
    rows: Ints  # (such lanes,) their stockpoints, rising
    loss: Array  # (such lanes,) of it, where nothing is filled
    recovery: Array  # (such lanes,) the part of what is lost that comes back in a period
    floor: Array  # (such lanes,)
    factor: Array  # (such lanes, columns) in this period
    coming: Array  # (such lanes, columns) in the next one

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Goodwill:
        """At the start it is whole."""
        made = cls()
        given = network.of_rows.some("goodwill")
        lanes = np.flatnonzero((network.market >= 0) & np.isin(network.source, list(given)))
        made.lanes = lanes[np.argsort(network.source[lanes])]
        made.rows = network.source[made.lanes]
        made.form = np.zeros(network.rows, np.int64)
        made.form[made.rows] = 1
        tables = [given[row] for row in made.rows.tolist()]
        made.loss, made.recovery, made.floor = (
            np.array([getattr(table, key) for table in tables], np.float64) for key in ("loss", "recovery", "floor")
        )
        made.factor, made.coming = np.ones((2, made.lanes.size, replications))
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """After the fill, and before anybody leaves, customers see what they got."""
        yield Step(Phase.LOSE, partial(_remember, slice(*np.searchsorted(self.rows, segment.rows).tolist())))

    def begin(self, period: Period) -> None:
        """What was thought at the end of the period before counts from now on."""
        self.factor[:] = self.coming

    def demanded(self, period: Period) -> None:
        """Customers ask for as much less as they think less."""
        markets = period.network.market[self.lanes]
        asked = self.factor * period.demand[markets]
        period.demand = period.demand.copy()
        period.demand[markets] = nearest(asked) if period.network.whole_units else asked


def _remember(which: slice, period: Period) -> None:
    n, s = period.network, period.state
    term = s.term(Goodwill)
    remember(
        term.lanes[which], n.market, period.demand, s.owed, term.loss[which], term.recovery[which], term.floor[which],
        term.factor[which], term.coming[which],
    )  # fmt: skip


@compiled
def remember(lanes, market, demand, owed, loss, recovery, floor, factor, coming):  # type: ignore[no-untyped-def]
    """What is left of goodwill after a period, by the share of its demand that was not filled."""
    for k in range(lanes.shape[0]):
        asked, due = demand[market[lanes[k]]], owed[lanes[k]]
        for r in range(due.shape[0]):
            unfilled = min(due[r], asked[r]) / asked[r] if asked[r] > 0.0 else 0.0
            left = max(floor[k], factor[k, r] * (1.0 - loss[k] * unfilled))
            coming[k, r] = left + recovery[k] * (1.0 - left)
