"""Equal: everybody gets the same amount, up to what he claims.

Known as fair share, or uniform allocation: who claims more than his share does not get more for it, so that nobody
gains by claiming more than he needs.  Cachon & Lariviere, Management Science 45(8) 1999; Sprumont, Econometrica 59(2)
1991.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.allocation.mode import Mode, luck_of
from bullwhip.network.compiled import compiled

__all__ = ["EQUAL", "equally"]


@compiled
def equally(  # type: ignore[no-untyped-def]
    stock, claims, given, whole, key, stream, claimants, replications, period
):
    """Give every claim the same amount up to all of it; what small claims leave is shared again by the others."""
    for r in range(claims.shape[1]):
        free, total = max(stock[r], 0.0), 0.0
        for c in range(claims.shape[0]):
            total += claims[c, r]
        each = np.inf if total <= free else _amount(free, claims[:, r])
        if whole:
            each = np.floor(each)
        rest = free
        for c in range(claims.shape[0]):
            part = min(claims[c, r], each)
            given[c, r] += part
            claims[c, r] -= part
            rest -= part
        if whole and total > free and rest > 0.5:
            _give_odd_units(rest, claims, given, r, key, claimants, replications[r], period)
        stock[r] -= min(free, total)


@compiled
def _amount(free, claims):  # type: ignore[no-untyped-def]
    """What everybody gets who claims so much, where `free` is less than all `claims` (claimants,)."""
    left, count = free, claims.shape[0]
    each = 0.0
    for served, claim in enumerate(np.sort(claims)):
        each = left / (count - served)
        if claim > each:
            break
        left -= claim
    return each


@compiled
def _give_odd_units(rest, claims, given, r, key, claimants, replication, period):  # type: ignore[no-untyped-def]
    """One each to the luckiest of those who claim more; there are more of them than units left."""
    luck = np.full(claims.shape[0], np.inf)
    for c in range(claims.shape[0]):
        if claims[c, r] > 0.5:
            luck[c] = luck_of(claimants[c], key, replication, period)
    while rest > 0.5:
        best = np.argmin(luck)
        luck[best] = np.inf
        given[best, r] += 1.0
        claims[best, r] -= 1.0
        rest -= 1.0


EQUAL = Mode("the same amount for everybody, up to what he claims; what that leaves is shared again", equally)
