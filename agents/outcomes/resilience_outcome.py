"""What disruptions do to a network: how long it survives and recovers, how far they reach, and what they cost.

Everything is beside the same luck without the disruptions, replication by replication.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bullwhip.agents.outcomes.compared_outcomes import Interval, interval_of
from bullwhip.agents.outcomes.pairs import Pair
from bullwhip.agents.outcomes.risk import Risk, risk_of
from bullwhip.agents.outcomes.tiers import ABOVE, AWAY, BELOW, BESIDE, from_customers, from_disruptions
from bullwhip.network.arrays import Array, Flags
from bullwhip.network.checks import check_name
from bullwhip.network.measures import Measure
from bullwhip.network.moments import Estimate
from bullwhip.network.scenario import Scenario
from bullwhip.network.topology import Network

__all__ = ["Beside", "Failure", "Reach", "ResilienceOutcome", "part"]


class Failure(NamedTuple):
    """What becomes of the service of a site, or of the whole network's customers."""

    share_failing: float  # of the replications in which a disruption begins; NaN where there are none
    share_recovered: float  # of those in which service fails, by the end of the run; NaN where there are none
    time_to_survive: Interval  # periods from the onset until it fails, where it does
    time_to_recover: Interval  # periods from the onset until it has recovered, where it has
    failed_periods: Interval  # from the onset on, where a disruption begins
    lost_service: Interval  # units more that were not filled in the period in which they were asked for
    backlog_area: Interval  # units x periods more of backlog
    depth: Interval  # the most by which the service of a period is less, share


class Beside(NamedTuple):
    """A figure with the disruptions, without them, and how much more it is with them, paired."""

    disrupted: Interval
    calm: Interval
    more: Interval


class Reach(NamedTuple):
    """How far disruptions reach: the sites that are so many lanes away."""

    distance: str  # from customers; or below, beside, above or away from disruptions
    lanes: float  # inf where none leads there
    sites: tuple[str, ...]
    share_failing: float  # of these sites and of the replications in which a disruption begins
    first: Interval  # periods from the onset until the first of them fails, where one does


@dataclass(frozen=True, eq=False, repr=False)
class ResilienceOutcome:
    """A scenario with its disruptions, beside the same luck without them.

    `pair` has the figures of every replication: those of the whole network, and then of `sites`.
    """

    scenario: Scenario
    network: Network
    sites: tuple[str, ...]
    seed: int
    periods: int
    failed: float  # level of service below which it fails
    recovered: float  # level of service from which it has recovered
    certain: bool  # whether chance has no part
    pair: Pair
    ratios: Mapping[str, Measure]

    @property
    def replications(self) -> int:
        """How many there are."""
        return int(self.pair.onset.size)

    @property
    def begun(self) -> Flags:
        """Whether a disruption begins in the periods that count: (replications,)."""
        return np.isfinite(self.pair.onset)

    def failure(self, site: str | None = None) -> Failure:
        """What becomes of the service of a site, or of the whole network's customers.  Raises BullwhipError."""
        at, pair, begun = self._place(site), self.pair, self.begun
        survived, back = pair.survived[at], pair.back[at]
        failing = np.isfinite(survived)
        return Failure(
            share_failing=float(failing[begun].mean()) if begun.any() else math.nan,
            share_recovered=float(np.isfinite(back[failing]).mean()) if failing.any() else math.nan,
            time_to_survive=self._interval(survived[failing]),
            time_to_recover=self._interval(back[np.isfinite(back)]),
            failed_periods=self._interval(pair.failed_periods[at][begun]),
            lost_service=self._interval(pair.unserved[at]),
            backlog_area=self._interval(pair.waiting[at]),
            depth=self._interval(pair.depth[at]),
        )

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of what `beside` tells."""
        return tuple(self.pair.calm.figures)

    def beside(self, measure: str, site: str | None = None) -> Beside:
        """A measure with and without the disruptions, of a site or of the whole network.  Raises BullwhipError."""
        check_name("measure", measure, self.measures, "was not measured")
        at = self._place(site)
        disrupted, calm = (side.figures[measure][at] for side in (self.pair.disrupted, self.pair.calm))
        more = self._interval(disrupted - calm, float(np.abs(calm).max()))
        return Beside(self._interval(disrupted), self._interval(calm), more)

    def risk(self, level: float = 0.95) -> tuple[Risk, Risk]:
        """Value at risk and expected shortfall of the network's cost, with and without.  Raises BullwhipError."""
        disrupted, calm = (side.figures["cost"][0] for side in (self.pair.disrupted, self.pair.calm))
        return risk_of(disrupted, level), risk_of(calm, level)

    @cached_property
    def lanes_to_customers(self) -> Array:
        """The fewest lanes from each site down to one that customers buy from: (sites,)."""
        return from_customers(self.network)

    @cached_property
    def _from_disruptions(self) -> tuple[Array, list[str]]:
        return from_disruptions(self.network)

    @property
    def lanes_to_disruptions(self) -> Array:
        """The fewest lanes between each site and one where a disruption is (sites,); inf where none lead there."""
        return self._from_disruptions[0]

    @property
    def sides(self) -> list[str]:
        """Where each site is, seen from the disruptions: below them (or there), above, beside, or away."""
        return self._from_disruptions[1]

    @cached_property
    def reaches(self) -> list[Reach]:
        """How far the disruptions reach: by distance from the customers, and then by side and distance from them."""
        found = self._reaches("from customers", self.lanes_to_customers)
        sides = np.array(self.sides)
        for side in (BELOW, BESIDE, ABOVE, AWAY):
            found += self._reaches(f"{side} disruptions", np.where(sides == side, self.lanes_to_disruptions, np.nan))
        return found

    def _reaches(self, distance: str, lanes: Array) -> list[Reach]:
        """By one distance (sites,), the nearest first; NaN of a site that has none."""
        survived, found = self.pair.survived[1:], []
        for steps in np.unique(lanes[~np.isnan(lanes)]).tolist():
            own = survived[lanes == steps]
            first = np.fmin.reduce(own, axis=0)
            found.append(
                Reach(
                    distance=distance,
                    lanes=steps,
                    sites=tuple(name for name, at in zip(self.sites, lanes.tolist(), strict=True) if at == steps),
                    share_failing=float(np.isfinite(own[:, self.begun]).mean()) if self.begun.any() else math.nan,
                    first=self._interval(first[np.isfinite(first)]),
                )
            )
        return found

    def ratio(self, measure: str) -> tuple[Estimate, Estimate]:
        """A ratio of variances of every stockpoint, in the order of the file, with the disruptions and without."""
        certain = np.ones(self.network.rows, bool) if self.certain else ~self.network.reached_by_chance
        listing = self.network.listing
        told = []
        for side in (self.pair.disrupted, self.pair.calm):
            estimate = side.ratios.estimate(self.ratios[measure], certain)
            assert estimate is not None  # it was taken
            told.append(Estimate(estimate.mean[listing], estimate.low[listing], estimate.high[listing]))
        return told[0], told[1]

    def _place(self, site: str | None) -> int:
        if site is None:
            return 0
        check_name("site", site, self.sites, "keeps no stock here")
        return self.sites.index(site) + 1

    def _interval(self, values: Array, scale: float = 0.0) -> Interval:
        if not values.size:
            return Interval(math.nan, math.nan, math.nan)
        if self.certain:
            mean = float(values.mean())
            return Interval(mean, mean, mean)
        return interval_of(values, scale)


def part(share: float) -> str:
    """A share in percent, of three digits."""
    return "-" if math.isnan(share) else f"{100.0 * share:.3g}%"
