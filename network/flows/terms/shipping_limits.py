"""Shipping limits: a disruption lets only so much leave on a lane, or leaves only a part of a capacity.

What is owed beyond that is put aside while claims are filled, the newest claims first, and is owed again after it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.capacities import all_of_site, own_site
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.flows.terms.ages import Ages
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.rounding import floor_units
from bullwhip.network.topology import Network

__all__ = ["Aside", "ShippingLimits"]


class ShippingLimits(Term):
    """Lanes on which a disruption may limit what leaves."""

    by_column = ("aside",)

    form: Ints  # (stockpoints,) 1 where such lanes claim
    lanes: Ints  # such lanes, in the order of the network: by their first input, those from outside last
    first_outside: int  # the place of the first of these
    first_lane: Ints  # (stockpoints + 1,) where the lanes of each row begin, as the network numbers them
    shipping: Ints  # (such lanes,) groups of changes of what can leave, or -1
    capacity: Ints  # (such lanes,) groups of changes of the lane's capacity, or -1
    site: Ints  # (such lanes,) groups of changes of the capacity of a site that nothing else uses, or -1
    most: Array  # (such lanes,) the lane's capacity in calm times, or inf
    most_of_site: Array  # (such lanes,) that which the site has for it in calm times, or inf
    aside: Array  # (such lanes, columns) what was put aside in this period

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> ShippingLimits:
        """Nothing is put aside."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.lanes, made.aside = np.empty(0, np.int64), np.zeros((0, replications))
        if not network.storms:
            return made
        shipping, capacity = (network.storms.struck(what).group for what in (Effect.SHIPPING, Effect.CAPACITY))
        alone = own_site(network)
        site = np.where(alone >= 0, network.storms.sites.group[alone], -1)
        made.lanes = np.flatnonzero((shipping >= 0) | (capacity >= 0) | (site >= 0))
        made.shipping, made.capacity, made.site = (group[made.lanes] for group in (shipping, capacity, site))
        made.most, made.most_of_site = network.capacity[made.lanes], all_of_site(network)[made.lanes]
        made.first_lane = network.first_lane
        made.first_outside = int(np.searchsorted(made.lanes, network.first_lane[-1]))
        made.form[network.source[made.lanes[: made.first_outside]]] = 1
        made.aside = np.zeros((made.lanes.size, replications))
        return made

    @property
    def applies(self) -> bool:
        """Whether there are any."""
        return self.lanes.size > 0

    @property
    def apart(self) -> Flags:
        """(stockpoints,) Those on which such lanes claim."""
        return self.form > 0

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """What cannot leave is put aside when all is claimed, and is owed again before anybody goes away."""
        first, last = np.searchsorted(self.lanes, self.first_lane[list(segment.rows)]).tolist()
        aside = Aside(first, last)
        yield Step(Phase.DEMAND, aside.put)
        yield Step(Phase.FILL, aside.back)

    def begin(self, period: Period) -> None:
        """Nothing is put aside yet."""
        self.aside[:] = 0.0

    @property
    def outside(self) -> Aside:
        """What the outside world puts aside."""
        return Aside(self.first_outside, self.lanes.size)


class Aside:
    """What is put aside of what is owed on some of such lanes, from the `first` to the `last`."""

    def __init__(self, first: int, last: int) -> None:
        self._first, self._last = first, last
        self._by_age: Array = np.empty((0, 0, 0))  # (ages, these lanes, columns) the same of claims by age
        self._oldest: Ints = np.empty(0, np.int64)  # (these lanes,) from when on anything was claimed of their source

    def put(self, period: Period) -> None:
        """Put aside what cannot leave."""
        n, s = period.network, period.state
        storms, kept, ages = s.term(Disruptions), s.term(ShippingLimits), s.term(Ages)
        shipping, capacity = storms.changes[Effect.SHIPPING], storms.changes[Effect.CAPACITY]
        if shipping.quiet and capacity.quiet:
            return
        mine = slice(self._first, self._last)
        lanes = kept.lanes[mine]
        put_aside(
            lanes, kept.shipping[mine], shipping.times, kept.capacity[mine], capacity.times, kept.most[mine],
            kept.site[mine], storms.of_sites.times, kept.most_of_site[mine], n.whole_units, s.owed, kept.aside[mine],
        )  # fmt: skip
        aged = ages.filled_here(lanes, n.source)
        if (aged >= 0).any():
            self._oldest = ages.oldest[n.source[lanes]]
            self._by_age = np.zeros((ages.claims.shape[0], lanes.size, s.owed.shape[1]))
            put_newest_aside(aged, kept.aside[mine], ages.claims, self._by_age, s.period)

    def back(self, period: Period) -> None:
        """It is owed again."""
        n, s = period.network, period.state
        storms, kept, ages = s.term(Disruptions), s.term(ShippingLimits), s.term(Ages)
        if storms.changes[Effect.SHIPPING].quiet and storms.changes[Effect.CAPACITY].quiet:
            return
        lanes = kept.lanes[self._first : self._last]
        owe_again(lanes, kept.aside[self._first : self._last], s.owed)
        aged = ages.filled_here(lanes, n.source)
        if (aged >= 0).any():
            ages.claims[:, aged[aged >= 0]] += self._by_age[:, aged >= 0]
            np.minimum.at(ages.oldest, n.source[lanes[aged >= 0]], self._oldest[aged >= 0])


@compiled
def put_aside(  # type: ignore[no-untyped-def]
    lanes, shipping, can_leave, capacity, is_left, most, site, is_left_of_site, most_of_site, whole, owed, aside
):
    """Put aside what is owed on these lanes beyond what can leave, and beyond what is left of a capacity.

    The groups of each lane (lanes,) say which shares (groups, columns) are its; of no limit something is left until
    all is gone.
    """
    for k in range(lanes.shape[0]):
        waiting, rest = owed[lanes[k]], aside[k]
        for r in range(rest.shape[0] if shipping[k] >= 0 else 0):
            share = can_leave[shipping[k], r]
            limit = share * waiting[r]
            if whole:
                limit = floor_units(limit)
            rest[r] = max(waiting[r] - limit, 0.0) if share < 1.0 else 0.0
        beyond_capacity(waiting, rest, capacity[k], is_left, most[k], whole)
        beyond_capacity(waiting, rest, site[k], is_left_of_site, most_of_site[k], whole)
        for r in range(rest.shape[0]):
            waiting[r] -= rest[r]


@compiled(inline=True)
def beyond_capacity(waiting, rest, group, is_left, calm, whole):  # type: ignore[no-untyped-def]
    """Put into `rest` (columns,) what waits beyond what a group's share leaves of a capacity, where that is more."""
    for r in range(rest.shape[0] if group >= 0 else 0):
        share = is_left[group, r]
        limit = calm * share if share > 0.0 else 0.0
        if whole and limit < np.inf:
            limit = floor_units(limit)
        rest[r] = max(rest[r], waiting[r] - limit)


@compiled
def put_newest_aside(aged, aside, claims, by_age, period):  # type: ignore[no-untyped-def]
    """Of claims by age (ages, such lanes, columns) put aside as much, the newest first; `aged` (lanes,) says whose."""
    ages = claims.shape[0]
    for k in range(aged.shape[0]):
        if aged[k] < 0:
            continue
        for r in range(aside.shape[1]):
            rest, age = aside[k, r], 0
            while rest > 0.0 and age <= min(ages - 1, period + 1):
                slot = (period + 1 - age) % ages
                moved = min(claims[slot, aged[k], r], rest)
                claims[slot, aged[k], r] -= moved
                by_age[slot, k, r] = moved
                rest -= moved
                age += 1


@compiled
def owe_again(lanes, aside, owed):  # type: ignore[no-untyped-def]
    """What was put aside of these lanes is owed."""
    for k in range(lanes.shape[0]):
        for r in range(aside.shape[1]):
            owed[lanes[k], r] += aside[k, r]
