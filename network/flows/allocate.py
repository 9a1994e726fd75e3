"""Who gets what when a stockpoint has several claimants: one primitive, `share`, one claim group after another."""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.philox import uniform_at

__all__ = ["serve_groups", "serve_oldest", "strike_out", "strike_out_oldest"]

_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_ONE_BY_ONE = 4096.0  # units; a random split of more differs from the proportional one by less than 2%


@compiled
def serve_groups(stock, claims, given, group, whole, key, claimants, replications, period):  # type: ignore[no-untyped-def]
    """Serve `claims` (claimants, replications) from `stock` (replications,), group after group.

    Both are reduced by what is given, which is added to `given`.  `group` (claimants,) numbers the claimants in the
    order of service; `claimants` (claimants,) are the addresses of their luck.
    """
    first = 0
    count = claims.shape[0]
    while first < count:
        last = first + 1
        while last < count and group[last] == group[first]:
            last += 1
        share(
            stock, claims[first:last], given[first:last], whole, False, key, np.uint64(0), claimants[first:last],
            replications, period,
        )  # fmt: skip
        first = last


@compiled
def serve_oldest(  # type: ignore[no-untyped-def]
    stock, aged, given, oldest, whole, key, stream, claimants, replications, period
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
        share(stock, claims, given, whole, whole, key, stream, claimants, replications, period)
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


@compiled
def share(  # type: ignore[no-untyped-def]
    stock, claims, given, whole, at_random, key, stream, claimants, replications, period
):
    """Give every claim the same fraction of itself.

    Where units are whole, a shortage is shared unit by unit: at random if asked, else by the largest remainder.
    """
    count, reps = claims.shape
    total = np.zeros(reps)
    for c in range(count):
        row = claims[c]
        for r in range(reps):
            total[r] += row[r]
    fraction = np.empty(reps)
    for r in range(reps):
        free = max(stock[r], 0.0)
        short = total[r] > free
        fraction[r] = free / total[r] if short else 1.0
        if whole and short:
            fraction[r] = 0.0
            if at_random and total[r] <= _ONE_BY_ONE:
                _draw(free, total[r], claims, given, r, key, stream, replications[r], period)
            else:
                _cut(free, total[r], claims, given, r, key, claimants, replications[r], period)
        stock[r] -= free if short else total[r]
    for c in range(count):
        row, out = claims[c], given[c]
        for r in range(reps):
            part = row[r] * fraction[r]
            out[r] += part
            row[r] -= part


@compiled
def _cut(free, total, claims, given, r, key, claimants, replication, period):  # type: ignore[no-untyped-def]
    """Shares cut to whole units; the rest goes to the largest remainders, and of equal ones to the luckiest claimants.

    Luck is each claimant's own, and new in every period: no place in the file is better than another.
    """
    count = claims.shape[0]
    remainder = np.empty(count)  # in units of 1 / total: whole numbers, so that equal ones are equal
    luck = np.full(count, np.nan)  # drawn where it is asked for
    rest = free
    for c in range(count):
        whole_part = np.floor(claims[c, r] * free / total)
        remainder[c] = claims[c, r] * free - whole_part * total
        given[c, r] += whole_part
        claims[c, r] -= whole_part
        rest -= whole_part
    while rest > 0.5:
        best = -1
        for c in range(count):
            if claims[c, r] < 0.5:
                continue
            if best < 0 or remainder[c] > remainder[best]:
                best = c
            elif remainder[c] == remainder[best]:
                for one in (best, c):
                    if np.isnan(luck[one]):
                        luck[one] = _luck_of(claimants[one], key, replication, period)
                if luck[c] < luck[best]:
                    best = c
        remainder[best] -= total
        given[best, r] += 1.0
        claims[best, r] -= 1.0
        rest -= 1.0


@compiled(inline=True)
def _luck_of(claimant, key, replication, period):  # type: ignore[no-untyped-def]
    """One uniform a claimant and period, at its own address: a stockpoint's units may run short once in a period."""
    return uniform_at(key, claimant & _LOW, replication, period, claimant >> _HALF)


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
