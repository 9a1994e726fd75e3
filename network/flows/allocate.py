"""Who gets what when a stockpoint has several claimants: claim group after claim group, as the mode says."""

from __future__ import annotations

import numpy as np

from bullwhip.network.allocation.modes import share
from bullwhip.network.compiled import compiled

__all__ = ["serve_groups", "serve_oldest", "strike_out", "strike_out_oldest"]


@compiled
def serve_groups(  # type: ignore[no-untyped-def]
    mode, stock, claims, given, group, whole, key, claimants, replications, period
):
    """Serve `claims` (claimants, replications) from `stock` (replications,), group after group.

    Both are reduced by what is given, which is added to `given`.  `mode` is a number of NUMBERS.  `group` (claimants,)
    numbers the claimants in the order of service; `claimants` (claimants,) are the addresses of their luck.
    """
    first = 0
    count = claims.shape[0]
    while first < count:
        last = first + 1
        while last < count and group[last] == group[first]:
            last += 1
        share(
            mode, stock, claims[first:last], given[first:last], whole, key, np.uint64(0), claimants[first:last],
            replications, period,
        )  # fmt: skip
        first = last


@compiled
def serve_oldest(  # type: ignore[no-untyped-def]
    mode, stock, aged, given, oldest, whole, key, stream, claimants, replications, period
):
    """Serve the claims of the oldest period first, as long as there is stock.

    `aged` (ages, claimants, replications) is a ring: what was claimed in period p lies in slot (p + 1) % ages, and what
    was owed before the first period in slot 0.  From `oldest` on, counted like p + 1, something may be claimed; what
    comes back is how far that holds now.  `stream` is the address of the luck by which whole units leave one by one,
    `claimants` (claimants,) are those of the luck by which equal remainders are told apart.
    """
    ages = aged.shape[0]
    begin = max(oldest, period + 2 - ages)
    for claimed in range(begin, period + 2):
        if not stock.any():
            break
        claims = aged[claimed % ages]
        share(mode, stock, claims, given, whole, key, stream, claimants, replications, period)
    while begin < period + 1 and not aged[begin % ages].any():
        begin += 1
    return begin


@compiled
def strike_out(aged, want, period):  # type: ignore[no-untyped-def]
    """Who sends goods back wants less: of the claims `aged` (ages, replications) the newest are struck out first."""
    ages = aged.shape[0]
    for r in range(want.shape[0]):
        back = -want[r]
        age = 1  # nothing was claimed in this period
        while back > 0.0 and age <= min(ages - 1, period + 1):
            slot = (period + 1 - age) % ages
            struck = min(aged[slot, r], back)
            aged[slot, r] -= struck
            back -= struck
            age += 1


@compiled
def strike_out_oldest(aged, units, period):  # type: ignore[no-untyped-def]
    """Of the claims `aged` (ages, columns) so many units (columns,) are struck out, the oldest first."""
    ages = aged.shape[0]
    for r in range(units.shape[0]):
        left = units[r]
        for age in range(min(ages - 1, period + 1), -1, -1):
            slot = (period + 1 - age) % ages
            struck = min(aged[slot, r], left)
            aged[slot, r] -= struck
            left -= struck
