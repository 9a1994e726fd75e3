"""Laws of lead times and yields: a constant, or a table as for demand, drawn by inversion."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.oracle.rules import settled
from tests.oracle.things import Way, World

__all__ = ["drawn_lead_time", "drawn_yield", "longest_of", "mean_of"]

LAST = 1 - 1e-9  # the quantile at which laws are cut


def is_constant(given: Any) -> bool:
    return isinstance(given, int | float)


def mean_of(given: Any) -> float:
    """What is expected of a lead time."""
    return float(given if is_constant(given) else given.mean)


def longest_of(given: Any) -> float:
    """The longest lead time."""
    return float(given if is_constant(given) else given.largest)


def drawn(world: World, given: Any, purpose: str, way: Way) -> float:
    """The law's value in this period."""
    if is_constant(given):
        return float(given)
    luck = min(world.luck.uniform(world.period, purpose, *way.names), LAST)
    return float(given.quantile(np.array([luck]))[0])


def drawn_lead_time(world: World, way: Way) -> int:
    """Of what is shipped in this period: whole periods, 1 or more."""
    return max(math.floor(settled(drawn(world, way.lane.lead_time, "lead time", way)) + 0.5), 1)


def drawn_yield(world: World, way: Way) -> float:
    """The share that is of use of what arrives in this period."""
    return min(max(drawn(world, way.lane.yield_, "yield", way), 0.0), 1.0)
