"""The oracle's luck is that of the addresses that everybody draws from."""

from __future__ import annotations

import numpy as np

from bullwhip.network.philox import fill_uniforms, stream_address
from tests.oracle.luck import Luck


def test_periods_have_the_uniforms_of_their_stream() -> None:
    six = np.empty((6, 1, 2))
    fill_uniforms(six, np.uint64(5), np.array([stream_address("rounds", "a", "b")], np.uint64), 7, 0)
    for replication in (7, 8):
        luck = Luck(5, replication)
        drawn = [luck.uniform(period, "rounds", "a", "b") for period in range(1, 7)]
        assert drawn == six[:, 0, replication - 7].tolist()
