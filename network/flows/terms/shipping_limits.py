"""Shipping limits: a disruption lets only so much leave on a lane, or leaves only a part of a capacity.

What is owed beyond that is put aside while claims are filled, the newest claims first, and is owed again after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

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

_APART, _AT_ONCE = 1, 2


class ShippingLimits(Term):
    """Lanes on which a disruption may limit what leaves."""

    by_column = ("aside",)

    form: Ints  # (stockpoints,) where such lanes claim: 2 where one alone does, and only shipping is limited, else 1
    lanes: Ints  # such lanes, in the order of the network: by their first input, those from outside last
    first_outside: int  # the place of the first of these
    first_lane: Ints  # (stockpoints + 1,) where the lanes of each row begin, as the network numbers them
    shipping: Ints  # (such lanes,) groups of changes of what can leave, or -1
    capacity: Ints  # (such lanes,) groups of changes of the lane's capacity, or -1
    site: Ints  # (such lanes,) groups of changes of the capacity of a site that nothing else uses, or -1
    most: Array  # (such lanes,) the lane's capacity in calm times, or inf
    most_of_site: Array  # (such lanes,) that which the site has for it in calm times, or inf
    group: Ints  # (lanes of the network,) groups of changes of what can leave, or -1
    place: Ints  # (lanes of the network,) among such lanes, or -1
    aside: Array  # (such lanes, columns) what is put aside while claims are filled; nothing before and after

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> ShippingLimits:
        """Nothing is put aside."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.lanes, made.aside = np.empty(0, np.int64), np.zeros((0, replications))
        made.place = np.full(network.source.size, -1)
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
        inside = made.lanes[: made.first_outside]
        made.form[network.source[inside]] = 1
        single = (np.diff(network.first_claim) == 1) & network.plain
        simple = (made.capacity < 0) & (made.site < 0) & (lowest[network.target[made.lanes]] >= 0.0)
        simple = simple[: made.first_outside] & single[network.source[inside]]
        made.form[network.source[inside[simple]]] = _AT_ONCE
        made.group = shipping
        made.place[made.lanes] = np.arange(made.lanes.size)
        made.aside = np.zeros((made.lanes.size, replications))
        return made

    @property
    def applies(self) -> bool:
        """Whether there are any."""
        return self.lanes.size > 0

    @property
    def apart(self) -> Flags:
        """(stockpoints,) Those on which such lanes claim, but for where that is seen to while they are served."""
        apart: Flags = self.form == _APART
        return apart

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """What cannot leave is put aside when all is claimed, and is owed again before anybody goes away."""
        first, last = np.searchsorted(self.lanes, self.first_lane[list(segment.rows)]).tolist()
        aside = Aside(self, first, last)
        yield Step(Phase.DEMAND, aside.put, in_loop=True)
        yield Step(Phase.FILL, aside.back, in_loop=True)

    def at_once(self, period: Period, first: int) -> tuple[Ints, Array] | None:
        """What can leave where rows like the first one are served whole; None if there is no limit.

        Groups (lanes of the network,), and the share of what is owed that can leave on theirs (groups, columns).
        """
        if not self.applies or self.form[first] != _AT_ONCE:
            return None
        shipping = period.state.term(Disruptions).changes[Effect.SHIPPING]
        return None if shipping.quiet else (self.group, shipping.times)

    @cached_property
    def outside(self) -> Aside:
        """What the outside world puts aside."""
        return Aside(self, self.first_outside, self.lanes.size)


class Aside:
    """What is put aside of what is owed on some of such lanes, from the `first` to the `last`."""

    def __init__(self, limits: ShippingLimits, first: int, last: int) -> None:
        self._mine = mine = slice(first, last)
        self._lanes = limits.lanes[mine]
        self._shipping, self._capacity, self._site = limits.shipping[mine], limits.capacity[mine], limits.site[mine]
        self._most, self._most_of_site = limits.most[mine], limits.most_of_site[mine]
        self._aged: Ints | None = None  # (these lanes,) their rows among claims by age that are filled, or -1
        self._by_age: Array = np.empty((0, 0, 0))  # (ages, these lanes, columns) the same of claims by age
        self._oldest: Ints = np.empty(0, np.int64)  # (these lanes,) from when on anything was claimed of their source

    def put(self, period: Period) -> None:
        """Put aside what cannot leave."""
        n, s = period.network, period.state
        storms, kept, ages = s.term(Disruptions), s.term(ShippingLimits), s.term(Ages)
        shipping, capacity = storms.changes[Effect.SHIPPING], storms.changes[Effect.CAPACITY]
        if shipping.quiet and capacity.quiet:
            return
        put_aside(
            self._lanes, self._shipping, shipping.times, self._capacity, capacity.times, self._most, self._site,
            storms.of_sites.times, self._most_of_site, n.whole_units, s.owed, kept.aside[self._mine],
        )  # fmt: skip
        if self._aged is None:
            self._aged = ages.filled_here(self._lanes, n.source)
        if self._aged.max(initial=-1) >= 0:
            self._oldest = ages.oldest[n.source[self._lanes]]
            self._by_age = np.zeros((ages.claims.shape[0], self._lanes.size, s.owed.shape[1]))
            put_newest_aside(self._aged, kept.aside[self._mine], ages.claims, self._by_age, s.period)

    def back(self, period: Period) -> None:
        """It is owed again."""
        n, s = period.network, period.state
        storms, kept, ages, aged = s.term(Disruptions), s.term(ShippingLimits), s.term(Ages), self._aged
        if storms.changes[Effect.SHIPPING].quiet and storms.changes[Effect.CAPACITY].quiet:
            return
        owe_again(self._lanes, kept.aside[self._mine], s.owed)
        if aged is not None and aged.max(initial=-1) >= 0:
            ages.claims[:, aged[aged >= 0]] += self._by_age[:, aged >= 0]
            np.minimum.at(ages.oldest, n.source[self._lanes[aged >= 0]], self._oldest[aged >= 0])


@compiled
def put_aside(  # type: ignore[no-untyped-def]
    lanes, shipping, can_leave, capacity, is_left, most, site, is_left_of_site, most_of_site, whole, owed, aside
):
    """Put aside what is owed on these lanes beyond what can leave, and beyond what is left of a capacity.

    The groups of each lane (lanes,) say which shares (groups, columns) are its; of no limit something is left until
    all is gone.  Columns in which nothing is less than usual are passed by.
    """
    found, count = np.empty(owed.shape[1], np.uint64), 0
    for k in range(lanes.shape[0]):
        a, b, c = shipping[k], capacity[k], site[k]
        if k == 0 or a != shipping[k - 1] or b != capacity[k - 1] or c != site[k - 1]:
            count = 0
            for r in range(found.shape[0]):
                less = (a >= 0 and can_leave[a, r] < 1.0) or (b >= 0 and is_left[b, r] < 1.0)
                found[count] = r
                count += int(less or (c >= 0 and is_left_of_site[c, r] < 1.0))
        lane, here = np.uint64(lanes[k]), np.uint64(k)
        for j in range(count):
            r = found[j]
            waiting, rest = owed[lane, r], 0.0
            if a >= 0:
                rest = held_back(waiting, can_leave[a, r], whole)
            if b >= 0:
                rest = max(rest, beyond_capacity(waiting, is_left[b, r], most[k], whole))
            if c >= 0:
                rest = max(rest, beyond_capacity(waiting, is_left_of_site[c, r], most_of_site[k], whole))
            aside[here, r] = rest
            owed[lane, r] = waiting - rest


@compiled(inline=True)
def held_back(waiting, share, whole):  # type: ignore[no-untyped-def]
    """What of that which waits cannot leave, where a share can."""
    limit = share * waiting
    if whole:
        limit = floor_units(limit)
    return max(waiting - limit, 0.0) if share < 1.0 else 0.0


@compiled(inline=True)
def beyond_capacity(waiting, share, calm, whole):  # type: ignore[no-untyped-def]
    """What waits beyond what a share leaves of a capacity."""
    limit = calm * share if share > 0.0 else 0.0
    if whole and limit < np.inf:
        limit = floor_units(limit)
    return waiting - limit


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
    """What was put aside of these lanes is owed, and nothing is put aside any more."""
    for k in range(lanes.shape[0]):
        lane, here = np.uint64(lanes[k]), np.uint64(k)
        for r in range(aside.shape[1]):
            owed[lane, r] += aside[here, r]
            aside[here, r] = 0.0
