"""Laws of lead times and yields: a constant, or a table as for demand, drawn by inversion."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.oracle.things import Way, World

__all__ = ["drawn_lead_time", "drawn_yield", "longest_of", "mean_of"]


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
    return float(given.quantile(np.array([world.luck.uniform(world.period, purpose, *way.names)]))[0])


def drawn_lead_time(world: World, way: Way) -> int:
    """Of what is shipped in this period."""
    return int(drawn(world, way.lane.lead_time, "lead time", way))


def drawn_yield(world: World, way: Way) -> float:
    """The share that is of use of what arrives in this period."""
    return drawn(world, way.lane.yield_, "yield", way)
