"""Sums of what sets of markets ask for: of the customers behind each stockpoint, and of all there are."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.flows.observe import observe_customers
from bullwhip.network.topology import Network

__all__ = ["MarketSums"]


class MarketSums:
    """Sums and sums of squares, about their mean, of the demand of sets of markets.

    Rows that serve the same markets share a set: `reach` (stockpoints,) is the set of each, if it is wanted by row.
    `everybody` is the set of all markets.  Sets of one market are left out whose stockpoint sums the very same.
    """

    def __init__(self, network: Network, typical: Array, replications: int, by_row: bool, asked: bool) -> None:
        """`asked`: what every stockpoint is asked for is summed about `typical`, for `read`."""
        self._means = network.tape.means
        starts, markets = network.downstream
        numbers: dict[bytes, int] = {}
        sets: list[Ints] = []

        def number(behind: Ints) -> int:
            name = behind.tobytes()
            if name not in numbers:
                numbers[name] = len(sets)
                sets.append(behind)
            return numbers[name]

        rows = range(network.rows if by_row else 0)
        self.reach = np.array([number(np.sort(markets[starts[row] : starts[row + 1]])) for row in rows], np.int64)
        self.everybody = number(np.arange(len(network.tape.markets)))
        seller = network.source[np.argsort(network.market, kind="stable")[-len(network.tape.markets) :]]
        alone = np.diff(network.first_lane) == 1
        self._row = np.full(len(sets), -1)  # the stockpoint that sums the same, or -1
        for k, behind in enumerate(sets):
            row = seller[behind[0]] if behind.size == 1 else -1
            if asked and row >= 0 and alone[row] and typical[row] == self._means[behind[0]]:
                self._row[k] = row
        left = [behind for behind, row in zip(sets, self._row, strict=True) if row < 0]
        self._first = np.cumsum([0, *(behind.size for behind in left)])
        self._markets = np.concatenate([*left, np.empty(0, np.int64)])
        self._sums = np.zeros((2, len(left), replications))

    def count(self, demand: Array) -> None:
        """Add a period's demand (markets, replications)."""
        if self._sums.size:
            observe_customers(demand, self._first, self._markets, self._means, self._sums)

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
