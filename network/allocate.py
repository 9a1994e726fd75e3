"""Who gets what when a stockpoint has several claimants: one primitive, `share`, one claim group after another."""

from __future__ import annotations

import numpy as np
from numba import njit

from bullwhip.network.tape.philox import uniform_at

__all__ = ["serve_groups", "serve_oldest", "strike_out"]

_ONE_BY_ONE = 4096.0  # units; a random split of more differs from the proportional one by less than 2%


@njit(nogil=True, error_model="numpy")
def serve_groups(stock, claims, given, group, whole):  # type: ignore[no-untyped-def]
    """Serve `claims` (claimants, replications) from `stock` (replications,), group after group.

    Both are reduced by what is given, which is added to `given`.  `group` (claimants,) numbers the claimants in the
    order of service.
    """
    first = 0
    count = claims.shape[0]
    while first < count:
        last = first + 1
        while last < count and group[last] == group[first]:
            last += 1
        share(stock, claims[first:last], given[first:last], whole, False, np.uint64(0), np.uint64(0), 0, 0)
        first = last


@njit(nogil=True, error_model="numpy")
def serve_oldest(stock, aged, given, whole, key, stream, first_replication, period):  # type: ignore[no-untyped-def]
    """Serve the claims of the oldest period first.

    `aged` (ages, claimants, replications) is a ring: what was claimed in period p lies in slot (p + 1) % ages, and what
    was owed before the first period in slot 0.
    """
    ages = aged.shape[0]
    for age in range(min(ages - 1, period + 1), -1, -1):
        claims = aged[(period + 1 - age) % ages]
        share(stock, claims, given, whole, whole, key, stream, first_replication, period)


@njit(nogil=True, error_model="numpy")
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


@njit(nogil=True, error_model="numpy")
def share(stock, claims, given, whole, at_random, key, stream, first_replication, period):  # type: ignore[no-untyped-def]
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
                _draw(free, total[r], claims, given, r, key, stream, first_replication + r, period)
            else:
                _cut(free, total[r], claims, given, r)
        stock[r] -= free if short else total[r]
    for c in range(count):
        row, out = claims[c], given[c]
        for r in range(reps):
            part = row[r] * fraction[r]
            out[r] += part
            row[r] -= part


@njit(nogil=True, error_model="numpy")
def _cut(free, total, claims, given, r):  # type: ignore[no-untyped-def]
    """Shares cut to whole units; the rest goes to the largest remainders, ties to the first claimant."""
    count = claims.shape[0]
    remainder = np.empty(count)  # in units of 1 / total: whole numbers, so that equal ones are equal
    rest = free
    for c in range(count):
        whole_part = np.floor(claims[c, r] * free / total)
        remainder[c] = claims[c, r] * free - whole_part * total
        given[c, r] += whole_part
        claims[c, r] -= whole_part
        rest -= whole_part
    while rest > 0.5:
        best = 0
        for c in range(count):
            if claims[c, r] > 0.5 and (remainder[c] > remainder[best] or claims[best, r] < 0.5):
                best = c
        remainder[best] -= total
        given[best, r] += 1.0
        claims[best, r] -= 1.0
        rest -= 1.0


@njit(nogil=True, error_model="numpy")
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
