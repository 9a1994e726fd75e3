"""First-come: the oldest claims are served first."""

from __future__ import annotations

import numpy as np

from bullwhip.network.allocation.mode import Mode
from bullwhip.network.allocation.proportional import added_up, cut, give_fraction
from bullwhip.network.compiled import compiled
from bullwhip.network.philox import uniform_at

__all__ = ["FIRST_COME", "one_by_one"]

_ONE_BY_ONE = 4096.0  # units; a random split of more differs from the proportional one by less than 2%


@compiled
def one_by_one(  # type: ignore[no-untyped-def]
    stock, claims, given, whole, key, stream, claimants, replications, period
):
    """Of claims of one period, each gets the same fraction of itself; whole units leave one by one, at random."""
    total = added_up(claims)
    fraction = np.empty_like(total)
    for r in range(total.shape[0]):
        free = max(stock[r], 0.0)
        short = total[r] > free
        fraction[r] = free / total[r] if short else 1.0
        if whole and short:
            fraction[r] = 0.0
            if claims.shape[0] > 1 and total[r] <= _ONE_BY_ONE:
                _draw(free, total[r], claims, given, r, key, stream, replications[r], period)
            else:
                cut(free, total[r], claims, given, r, key, claimants, replications[r], period)
        stock[r] -= free if short else total[r]
    give_fraction(fraction, claims, given)


@compiled
def _draw(free, total, claims, given, r, key, stream, replication, period):  # type: ignore[no-untyped-def]
    """Units leave one by one, a claimant's next one with a probability in proportion to what it still claims."""
    last = claims.shape[0] - 1
    for unit in range(int(free)):
        u = uniform_at(key, stream, replication, period, unit) * (total - unit)
        c = 0
        while c < last and u >= claims[c, r]:
            u -= claims[c, r]
            c += 1
        given[c, r] += 1.0
        claims[c, r] -= 1.0


FIRST_COME = Mode("the oldest claim first, those of one period in proportion", one_by_one, by_age=True)
