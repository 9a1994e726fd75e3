"""What a mode of allocation is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.philox import uniform_at

__all__ = ["Mode", "Share", "luck_of"]

Share = Callable[..., Any]
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


@dataclass(frozen=True)
class Mode:
    """Who is served before others, and how those share that are served together."""

    text: str  # for the docs
    share: Share
    """A compiled function (stock, claims, given, whole, key, stream, claimants, replications, period): `claims`
    (claimants, columns) are served from `stock` (columns,).  Both are reduced by what is given, which is added to
    `given`; where `whole`, units stay whole.  `stream` is the address of the luck of the stockpoint, `claimants`
    (claimants,) are those of the luck of each (`luck_of`)."""
    by_rank: bool = False  # the smaller rank is served first
    by_age: bool = False  # the claims of the oldest period are served first


@compiled(inline=True)
def luck_of(claimant, key, replication, period):  # type: ignore[no-untyped-def]
    """One uniform a claimant and period, at its own address: a stockpoint's units may run short once in a period."""
    return uniform_at(key, claimant & _LOW, replication, period, claimant >> _HALF)
