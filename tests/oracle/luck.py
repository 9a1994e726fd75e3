"""Luck by address: the uniform of a purpose, the names of what it is for, the replication and the period."""

from __future__ import annotations

import numpy as np

from bullwhip.network.engine import _ALLOCATION_KEY
from bullwhip.network.philox import fill_uniforms, stream_address, uniform_at

__all__ = ["Luck"]


class Luck:
    """The luck of one replication.  Periods count from 1 here, from 0 in addresses."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed, self.replication = seed, replication

    def uniform(self, period: int, purpose: str, *names: str) -> float:
        """One uniform a period for each purpose and names."""
        two = np.empty((2, 1, 1))  # a counter serves two periods
        streams = np.array([stream_address(purpose, *names)], np.uint64)
        at = (period - 1) % 2
        fill_uniforms(two, np.uint64(self.seed), streams, self.replication, period - 1 - at)
        return float(two[at, 0, 0])

    def of_claimant(self, period: int, *names: str) -> float:
        """Who of equals gets the odd unit: the least of these does."""
        high, low = divmod(stream_address("claims", *names), 2**32)
        return self._drawn(period, low, high)

    def of_unit(self, period: int, unit: int, *names: str) -> float:
        """Whose claim the next unit goes to, where they leave one by one."""
        return self._drawn(period, stream_address("allocation", *names) & 0xFFFFFFFF, unit)

    def _drawn(self, period: int, stream: int, draw: int) -> float:
        key = np.uint64(self.seed ^ _ALLOCATION_KEY)
        return float(uniform_at(key, np.uint64(stream), self.replication, period - 1, np.uint64(draw)))
