"""The modes of allocation.

A mode says whose claims are served before others', and how those share that are served together: a compiled function,
of which `share` takes the one that a number says.  One more is a file and a line in `MODES`; the oracle
(tests/oracle/filling.py) must know it as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bullwhip.network.allocation.equal import EQUAL
from bullwhip.network.allocation.first_come import FIRST_COME
from bullwhip.network.allocation.mode import Mode, Share
from bullwhip.network.allocation.priority import PRIORITY
from bullwhip.network.allocation.proportional import PROPORTIONAL
from bullwhip.network.arrays import Flags, Ints
from bullwhip.network.compiled import compiled

__all__ = ["MODES", "NUMBERS", "Mode", "by_age", "by_rank", "share"]

MODES: dict[str, Mode] = {  # by name, in the order of the docs
    "proportional": PROPORTIONAL,
    "priority": PRIORITY,
    "first-come": FIRST_COME,
    "equal": EQUAL,
}
NUMBERS = {name: number for number, name in enumerate(MODES)}


def by_rank(numbers: Ints) -> Flags:
    """Which of these modes serve the smaller rank first."""
    flags: Flags = np.array([mode.by_rank for mode in MODES.values()])[numbers]
    return flags


def by_age(numbers: Ints) -> Flags:
    """Which of these modes serve the oldest claims first."""
    flags: Flags = np.array([mode.by_age for mode in MODES.values()])[numbers]
    return flags


def _chosen(shares: Sequence[Share], number: int = 0) -> Share:
    """One compiled function that goes on to that of a number: they are compiled together, and none is called twice."""
    this = shares[0]
    others = _chosen(shares[1:], number + 1) if shares[1:] else this

    @compiled(inline=True)
    def chosen(  # type: ignore[no-untyped-def]
        mode, stock, claims, given, whole, key, stream, claimants, replications, period
    ):
        if mode == number:
            this(stock, claims, given, whole, key, stream, claimants, replications, period)
        else:
            others(mode, stock, claims, given, whole, key, stream, claimants, replications, period)

    @compiled(inline=True)
    def last(  # type: ignore[no-untyped-def]
        mode, stock, claims, given, whole, key, stream, claimants, replications, period
    ):
        this(stock, claims, given, whole, key, stream, claimants, replications, period)

    return chosen if shares[1:] else last


share = _chosen([mode.share for mode in MODES.values()])
