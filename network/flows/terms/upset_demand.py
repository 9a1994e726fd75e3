"""Upset demand: a disruption has customers ask for more or less than they would."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.topology import Network

__all__ = ["UpsetDemand"]


class UpsetDemand(Term):
    """Customers of whom a disruption may change what they ask for."""

    form: Ints  # (stockpoints,) 0: all is done when a period begins
    markets: Ints  # these customers on the tape
    group: Ints  # (such markets,) of the changes

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> UpsetDemand:
        """Whom it may concern."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.markets = made.group = np.empty(0, np.int64)
        if network.storms:
            struck = network.storms.struck(Effect.DEMAND)
            lanes = network.customers_of(struck.there)
            made.markets, made.group = network.market[lanes], struck.group[network.source[lanes]]
        return made

    @property
    def applies(self) -> bool:
        """Whether it concerns anybody."""
        return self.markets.size > 0

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: it acts when a period begins."""
        return ()

    def wanted(self, period: Period, demand: Array) -> Array:
        """So many times what they would ask for, and so much more; nobody begins to bring goods back."""
        changes = period.state.term(Disruptions).changes[Effect.DEMAND]
        if changes.quiet:
            return demand
        out = demand.copy()
        upset(self.markets, self.group, changes.times, changes.more, out)
        return out


@compiled
def upset(markets, group, times, more, demand):  # type: ignore[no-untyped-def]
    """These customers ask for so many times as much, and so much more (groups, columns); none begins to bring back."""
    for k in range(markets.shape[0]):
        market, g = np.uint64(markets[k]), np.uint64(group[k])
        for r in range(demand.shape[1]):
            before = demand[market, r]
            asked = before * times[g, r] + more[g, r]
            demand[market, r] = max(asked, 0.0) if before >= 0.0 else asked
