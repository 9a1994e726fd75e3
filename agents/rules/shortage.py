"""What a rule knows of disruptions of its supply: those that are on, and those that have been announced."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array

__all__ = ["SUPPLY", "cut_off", "foretold"]

SUPPLY = ("orders", "shipping", "transit", "receiving", "capacity", "lead_time")  # kinds that keep goods away


def cut_off(view: View) -> NDArray[np.bool_]:
    """Where supply is disrupted in this period: (stockpoints, replications)."""
    off: NDArray[np.bool_] = functools.reduce(np.logical_or, (view.disrupted(kind) > 0.0 for kind in SUPPLY))
    return off


def foretold(view: View) -> Array:
    """Periods until supply is next disrupted, as far as that is announced, else inf: (stockpoints, replications)."""
    soonest: Array = functools.reduce(np.minimum, (view.announced(kind) for kind in SUPPLY))
    return soonest
