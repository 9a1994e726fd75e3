"""A single outage under steady, known demand: how long stock lasts, what is lost, and how long recovery takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.theory.given import above, at_least, check, whole

__all__ = ["OutageRecovery", "SurvivedOutage", "outage_recovery", "survive_outage"]

# A period that is reached to within this share of one is reached: sums of fractions are not exact.
ROUNDING = 1e-9


@dataclass(frozen=True)
class SurvivedOutage:
    """What an outage does to customers whose unfilled demand is lost."""

    time_to_survive: float  # periods that the stock below the outage lasts
    lost: float  # units
    first_short: int  # periods from the start of an outage that is long enough to the first unfilled demand


def survive_outage(demand_rate: float, stock: float, outage: float, pipeline: int = 0) -> SurvivedOutage:
    """What customers lose when a site gets nothing for `outage` periods, and then at once all that it is owed.

    stock: on hand at the site and below it, units; pipeline: periods that goods take from the site to customers, by
    which they feel an outage, and its end, later.
    Source: Simchi-Levi, Schmidt, Wei and others (2015), Identifying risks and mitigating disruptions in the automotive
    supply chain, Interfaces 45(5).
    """
    check(
        above("demand_rate", demand_rate),
        at_least("stock", stock),
        at_least("outage", outage),
        whole("pipeline", pipeline),
    )
    lasts = stock / demand_rate
    return SurvivedOutage(
        time_to_survive=lasts,
        lost=max(0.0, demand_rate * outage - stock),
        first_short=math.floor(lasts + ROUNDING) + int(pipeline),
    )


@dataclass(frozen=True)
class OutageRecovery:
    """A site without supply for a time, whose unfilled demand waits; periods are counted from 0."""

    periods_without_backlog: int  # of the outage
    most_backlog: float  # units, at the end of the outage
    backlog_area: float  # units x periods, over outage and recovery
    first_filled: int | None  # period after the outage that ends without backlog; None where there was none
    recovered: int  # period after the outage from which the site is at its level again


def outage_recovery(demand_rate: float, capacity: float, level: float, outage: int) -> OutageRecovery:
    """How a site at a base-stock level works off an outage, with a capacity above demand.

    A period: order, at most the capacity, which arrives at once; demand; the backlog is read.  Nothing can be ordered
    for `outage` periods.  The backlog falls by capacity less demand a period: the resilience triangle.
    Source: Bruneau and others (2003), A framework to quantitatively assess and enhance the seismic resilience of
    communities, Earthquake Spectra 19(4).
    """
    check(
        above("demand_rate", demand_rate),
        above("capacity", capacity, demand_rate),
        at_least("level", level, demand_rate),
        whole("outage", outage, 1),
    )
    gain = capacity - demand_rate
    during = level - demand_rate * np.arange(2, outage + 2)  # net stock at the end of each period
    lowest = float(during[-1])
    recovered = max(0, math.ceil((level - lowest - capacity) / gain - ROUNDING))
    after = lowest + gain * np.arange(1, recovered + 1)
    net = np.concatenate([during, after])
    short = -lowest / gain  # periods of gain until nothing is owed
    return OutageRecovery(
        periods_without_backlog=int((during >= -ROUNDING * demand_rate).sum()),
        most_backlog=max(0.0, -lowest),
        backlog_area=float(np.maximum(-net, 0.0).sum()),
        first_filled=max(0, math.ceil(short - ROUNDING) - 1) if lowest < 0 else None,
        recovered=recovered,
    )
