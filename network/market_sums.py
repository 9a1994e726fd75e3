"""Sums of what sets of markets ask for: of the customers behind each stockpoint, and of all there are."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.topology import Network
from bullwhip.network.walks import Behind

__all__ = ["MarketSums", "observe_outside"]


class MarketSums:
    """Sums and sums of squares, about their mean, of the demand of sets of markets.

    Rows that serve the same markets share a set: `reach` (stockpoints,) is the set of each, if it is wanted by row.
    `everybody` is the set of all markets.  Sets of one market are left out whose stockpoint sums the very same.
    """

    def __init__(self, network: Network, typical: Array, replications: int, by_row: bool, asked: bool) -> None:
        """`asked`: what every stockpoint is asked for is summed about `typical`, for `read`."""
        self._means = network.tape.means
        everybody = np.arange(self._means.size)
        none = np.empty(0, np.int64), Behind(np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0))
        self.reach, (first, markets, weight) = network.sets_of_markets if by_row else none
        sizes = np.diff(first)
        whole = np.flatnonzero((sizes == everybody.size) & _whole(first, weight))
        if not whole.size:
            whole = np.array([sizes.size])
            sizes, markets = np.append(sizes, everybody.size), np.concatenate([markets, everybody])
            weight = np.concatenate([weight, np.ones(everybody.size)])
        self.everybody = int(whole[0])
        self._row = np.full(sizes.size, -1)  # the stockpoint that sums the same, or -1
        if asked:
            alone = (sizes == 1) & _whole(np.concatenate([[0], np.cumsum(sizes)]), weight)
            self._row[alone] = _sellers(network, typical)[markets[np.repeat(alone, sizes)]]
        left = self._row < 0
        kept = np.repeat(left, sizes)
        self._sets = Behind(np.concatenate([[0], np.cumsum(sizes[left])]), markets[kept], weight[kept])
        self._sums = np.zeros((2, int(left.sum()), replications))

    def count(self, demand: Array) -> None:
        """Add a period's demand (markets, replications)."""
        if self._sums.size:
            observe_customers(demand, *self._sets, self._means, self._sums)

    def reset(self) -> None:
        """Forget what was summed."""
        self._sums[:] = 0.0

    def read(self, asked: Array | None, asked_squared: Array | None) -> Array:
        """(2, sets, replications), with what stockpoints (stockpoints, replications) sum themselves."""
        out = np.empty((2, self._row.size, self._sums.shape[2]))
        out[:, self._row < 0] = self._sums
        for column, own in zip(out, (asked, asked_squared), strict=True):
            if own is not None:
                column[self._row >= 0] = own[self._row[self._row >= 0]]
        return out


def _whole(first: Ints, weight: Array) -> Flags:
    """(sets,) Whether all the demand of a set's markets comes, a unit for a unit."""
    parts = np.concatenate([[0], np.cumsum(weight != 1.0)])
    flags: Flags = parts[first[1:]] == parts[first[:-1]]
    return flags


def _sellers(network: Network, typical: Array) -> Ints:
    """(markets,) The stockpoint that is asked by a market alone, if `typical` is the market's mean; else -1."""
    lanes = np.flatnonzero(network.market >= 0)
    rows, markets = network.source[lanes], network.market[lanes]
    same = (np.diff(network.first_claim)[rows] == 1) & (typical[rows] == network.tape.means[markets])
    out = np.full(network.tape.means.size, -1)
    out[markets] = np.where(same, rows, -1)
    return out


@compiled
def observe_customers(demand, starts, markets, weight, means, customers):  # type: ignore[no-untyped-def]
    """Sums and sums of squares of the demand of sets of markets, about their means."""
    columns = demand.shape[1]
    total = np.empty(columns)
    for k in range(starts.shape[0] - 1):
        for r in range(columns):
            total[r] = 0.0
        for at in range(starts[k], starts[k + 1]):
            m, part = markets[at], weight[at]
            for r in range(columns):
                total[r] += part * (demand[m, r] - means[m])
        for r in range(columns):
            customers[0, k, r] += total[r]
            customers[1, k, r] += total[r] * total[r]


@compiled
def observe_outside(first, placed_at, target, mail, typical, outside):  # type: ignore[no-untyped-def]
    """The same of orders on the lanes from `first` on, which the outside world fills."""
    columns = mail.shape[1]
    total = np.zeros(columns)
    for lane in range(first, placed_at.shape[0]):
        slot, centre = placed_at[lane], typical[target[lane]]
        for r in range(columns):
            total[r] = total[r] + mail[slot, r] - centre
    for r in range(columns):
        outside[0, r] += total[r]
        outside[1, r] += total[r] * total[r]
