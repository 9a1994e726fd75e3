"""Points of a frontier: what buffers cost and what service they give, and which points no other one beats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bullwhip.agents.outcomes.compared_outcomes import Interval
from bullwhip.network.arrays import Array, Flags

__all__ = [
    "CALM",
    "COVER",
    "DISRUPTED",
    "FORECAST",
    "HYBRID",
    "OWN",
    "RESERVE",
    "FrontierOutcome",
    "FrontierPoint",
    "InWorld",
    "efficient",
]

CALM, DISRUPTED = "calm", "disrupted"
COVER, OWN, HYBRID = "cover", "today", "hybrid"  # families
FORECAST, RESERVE = "forecast", "reserve"
ALIKE = 1e-9  # of a figure: two that differ by less are equal


class InWorld(NamedTuple):
    """What a point comes to in a world, with 95% intervals; differences are paired with today's, same luck."""

    cost: Interval  # money per period
    fill_rate: Interval  # share
    on_hand: Interval  # units, average
    working_capital: Interval  # money, average: cash tied up
    more_cost: Interval  # than today, money per period
    more_fill_rate: Interval  # than today, share
    efficient: bool  # no other point costs no more and fills no less


@dataclass(frozen=True)
class FrontierPoint:
    """One way to hold stock: a family, how much of it, and what it comes to in each world."""

    name: str
    family: str
    """COVER: the same for all sites; OWN: today's rules with more or less stock; FORECAST: rules `just-in-case`;
    RESERVE: rules `hybrid`; HYBRID: a cover for each site, found by search."""
    knob: float  # periods of cover, or of reserve; of OWN more than today; NaN of a hybrid
    settings: Mapping[str, float]  # by site, or tier: periods of cover beyond the use over the lead time
    worlds: Mapping[str, InWorld]


@dataclass(frozen=True, eq=False, repr=False)
class FrontierOutcome:
    """The points of a frontier, today's first, and the luck that measured them."""

    title: str
    period: str
    periods: int  # counted
    replications: int
    seed: int
    points: tuple[FrontierPoint, ...]
    best: FrontierPoint  # the hybrid that costs least, for the least fill rate
    least_fill_rate: float | None  # that was asked of it

    @property
    def today(self) -> FrontierPoint:
        """The scenario as it is."""
        return self.points[0]

    @property
    def worlds(self) -> tuple[str, ...]:
        """Calm, and disrupted where there are disruptions."""
        return tuple(self.today.worlds)

    def family(self, name: str) -> list[FrontierPoint]:
        """The points of a family, by knob; today's own is one of its family."""
        found = [point for point in self.points if point.family == name]
        return sorted(found, key=lambda point: 0.0 if math.isnan(point.knob) else point.knob)

    def cheapest(self, name: str) -> FrontierPoint | None:
        """The point of a family that costs least in the world that is planned for, if there is any."""
        return min(self.family(name), key=lambda point: point.worlds[self.worlds[-1]].cost.mean, default=None)

    @property
    def ends(self) -> tuple[FrontierPoint, FrontierPoint]:
        """Just-in-time and just-in-case: the least and the most cover."""
        curve = self.family(COVER)
        return curve[0], curve[-1]


def efficient(costs: Sequence[float] | Array, filled: Sequence[float] | Array) -> Flags:
    """Which points no other one beats: (points,).  One beats another that costs no less and fills no more.

    Points whose figures are equal do not beat each other.
    """
    cost, fill = np.asarray(costs, np.float64), np.asarray(filled, np.float64)
    near = ALIKE * np.abs(cost).max(initial=0.0)
    cheaper, as_cheap = cost[:, None] < cost - near, cost[:, None] <= cost + near
    fuller, as_full = fill[:, None] > fill + ALIKE, fill[:, None] >= fill - ALIKE
    beats = (cheaper & as_full) | (as_cheap & fuller)
    unbeaten: Flags = ~beats.any(axis=0)
    return unbeaten
