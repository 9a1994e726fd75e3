"""Proportional: every claim gets the same fraction of itself."""

from __future__ import annotations

import numpy as np

from bullwhip.network.allocation.mode import Mode, luck_of
from bullwhip.network.compiled import compiled

__all__ = ["PROPORTIONAL", "added_up", "cut", "give_fraction", "in_proportion"]


@compiled
def in_proportion(  # type: ignore[no-untyped-def]
    stock, claims, given, whole, key, stream, claimants, replications, period
):
    """Give every claim the same fraction of itself.

    Where units are whole, a shortage is shared unit by unit, by the largest remainder.
    """
    total = added_up(claims)
    fraction = np.empty_like(total)
    for r in range(total.shape[0]):
        free = max(stock[r], 0.0)
        short = total[r] > free
        fraction[r] = free / total[r] if short else 1.0
        if whole and short:
            fraction[r] = 0.0
            cut(free, total[r], claims, given, r, key, claimants, replications[r], period)
        stock[r] -= free if short else total[r]
    give_fraction(fraction, claims, given)


@compiled(inline=True)
def added_up(claims):  # type: ignore[no-untyped-def]
    """What all claimants (claimants, columns) claim together: (columns,)."""
    total = np.zeros(claims.shape[1])
    for c in range(claims.shape[0]):
        row = claims[c]
        for r in range(total.shape[0]):
            total[r] += row[r]
    return total


@compiled(inline=True)
def give_fraction(fraction, claims, given):  # type: ignore[no-untyped-def]
    """Give a fraction (columns,) of each claim (claimants, columns)."""
    for c in range(claims.shape[0]):
        row, out = claims[c], given[c]
        for r in range(fraction.shape[0]):
            part = row[r] * fraction[r]
            out[r] += part
            row[r] -= part


@compiled
def cut(free, total, claims, given, r, key, claimants, replication, period):  # type: ignore[no-untyped-def]
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
                        luck[one] = luck_of(claimants[one], key, replication, period)
                if luck[c] < luck[best]:
                    best = c
        remainder[best] -= total
        given[best, r] += 1.0
        claims[best, r] -= 1.0
        rest -= 1.0


PROPORTIONAL = Mode("the same fraction of every claim", in_proportion)
