"""Levels from records: how much stock a wanted service needs, given what was sold and how long supply took.

The cover is how many periods of demand a level must meet: order delay + lead time (with a review every R periods,
R - 1 more).  Lead times that differ from order to order are given as a sample of covers, one whole number each;
orders are taken not to overtake each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import FigureError, between, check
from bullwhip.network.arrays import Array, Ints

__all__ = ["SafetyLevel", "consecutive_demand", "covers_of", "lead_time_demand", "safety_factor", "safety_level"]


@dataclass(frozen=True)
class SafetyLevel:
    """A base-stock level for a wanted service, and what it is made of."""

    level: float  # units, the order-up-to level
    mean: float  # units, expected demand over the cover
    safety_stock: float  # units, level less mean
    cycle_service: float  # share of periods that end without backlog (type 1)
    fill_rate: float  # share of demand filled at once from stock (type 2)


def lead_time_demand(demand: Discrete, covers: int | ArrayLike) -> Discrete:
    """The distribution of the demand over a cover, or over a random one (a sample of covers), exactly.

    demand: the distribution of one period; periods are independent of each other and of the cover.
    """
    sample = covers_of(covers)
    counts = np.bincount(sample)
    first = int(sample.min())
    return demand.over_random(counts[first:] / sample.size, first)


def consecutive_demand(record: ArrayLike, covers: int | ArrayLike) -> Discrete:
    """The distribution of the demand of so many consecutive periods as recorded: trend, season and runs stay in it.

    Every stretch of the record is as likely as any other of its length.  Raises `FigureError` when a cover is
    longer than the record.  Short records know little of long covers: see `lead_time_demand`.
    """
    units = np.asarray(record, dtype=float).ravel()
    lengths, counts = np.unique(covers_of(covers), return_counts=True)
    if lengths[-1] > units.size:
        raise FigureError([f"covers: found {lengths[-1]}; give {units.size} or less, the length of the record"])
    running = np.concatenate([[0.0], np.cumsum(units)])
    distributions = [Discrete.empirical(running[n:] - running[: running.size - n]) for n in lengths]
    return Discrete.mixture(distributions, (counts / counts.sum()).tolist())


def safety_level(
    record: ArrayLike | Discrete,
    covers: int | ArrayLike,
    service: float,
    measure: Literal["cycle", "fill"] = "cycle",
    consecutive: bool = False,
) -> SafetyLevel:
    """The smallest base-stock level that gives the wanted service, from recorded demand.

    record: demand of each period, whole units (or a distribution of one period's demand); covers: periods, a number or
    a sample; service: between 0 and 1, a cycle service (`critical_ratio(h, p)` gives the cheapest) or, with
    measure="fill", a fill rate; consecutive: take stretches of the record as they were, not independent periods.
    """
    sample = covers_of(covers)
    check(
        between("service", service),
        None if measure in {"cycle", "fill"} else f"measure: found {measure!r}; give 'cycle' or 'fill'",
        "covers: found 0; give 1 or more periods" if sample.min() < 1 else None,
    )
    distribution = record if isinstance(record, Discrete) else Discrete.empirical(record)
    if not consecutive:
        total, before = lead_time_demand(distribution, sample), lead_time_demand(distribution, sample - 1)
    elif isinstance(record, Discrete):
        raise FigureError(["consecutive: a distribution knows no order of periods; give the record itself"])
    else:
        total, before = consecutive_demand(record, sample), consecutive_demand(record, sample - 1)
    if measure == "cycle":
        level = float(total.quantile(service))
    else:
        levels = total.values
        level = float(levels[np.argmax(_fill_rate(levels, distribution.mean, total, before) >= service - 1e-12)])
    return SafetyLevel(
        level=level,
        mean=total.mean,
        safety_stock=level - total.mean,
        cycle_service=float(total.cdf(level)),
        fill_rate=float(_fill_rate(np.array(level), distribution.mean, total, before)),
    )


def safety_factor(service: float, errors: ArrayLike | None = None) -> float:
    """Standard deviations of forecast error to hold as safety stock for a wanted cycle service.

    errors: recorded forecast errors over the cover (demand less forecast), two or more that differ: the factor is
    then their own quantile, interpolated, over their standard deviation; without them errors are Normal.
    """
    check(between("service", service))
    if errors is None:
        return float(special.ndtri(service))
    recorded = np.asarray(errors, dtype=float).ravel()
    if recorded.size < 2 or not np.all(np.isfinite(recorded)) or np.ptp(recorded) == 0:
        raise FigureError(["errors: found none that differ; give two or more finite forecast errors"])
    return float(np.quantile(recorded, service) / recorded.std())


def _fill_rate(levels: Array, mean: float, total: Discrete, before: Discrete) -> Array:
    if mean <= 0:
        return np.ones_like(levels)
    return 1.0 - (total.loss(levels) - before.loss(levels)) / mean


def covers_of(covers: int | ArrayLike) -> Ints:
    """A cover or a sample of covers as whole numbers of periods; raises `FigureError` for others."""
    sample = np.atleast_1d(np.asarray(covers, dtype=float)).ravel()
    if sample.size == 0:
        raise FigureError(["covers: found none; give a number of periods or a sample of them"])
    odd = np.flatnonzero((sample != np.rint(sample)) | (sample < 0) | ~np.isfinite(sample))
    if odd.size:
        raise FigureError([f"covers: found {sample[odd[0]]:g} at {odd[0]}; give whole numbers of periods"])
    return sample.astype(np.int64)
