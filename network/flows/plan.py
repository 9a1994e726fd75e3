"""The plan: which rows of a level go through a period alike, and by which steps.

It is made once, when a network is laid out with its rules: what a segment does not need is never called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from bullwhip.network.arrays import Ints
from bullwhip.network.topology import FIRST_COME, OUTSIDE, Network

__all__ = ["Segment", "aged_lanes", "segments"]


@dataclass(frozen=True)
class Segment:
    """Neighbouring rows of a level that go through a period alike."""

    first: int
    last: int
    one_claimant: bool  # each
    customers: bool  # who are the one claimant
    oldest_first: bool  # claims are served by age
    returns: bool  # some claimants may send goods back; where each row has one claimant, all of them
    sends_back: bool  # some of these rows may send goods back themselves


def segments(network: Network, return_rows: Ints) -> tuple[tuple[Segment, ...], ...]:
    """The segments of each level; `return_rows` (lanes,) is -1 for a lane whose orders are never below zero."""
    claimants = np.diff(network.first_lane)
    lanes = np.concatenate([[0], np.cumsum(return_rows >= 0)])
    returning = lanes[network.first_lane[1:]] > lanes[network.first_lane[:-1]]
    aged = (network.allocation == FIRST_COME) & (claimants > 1)
    sends_back = return_rows[network.inbound] >= 0
    alone = claimants == 1
    alike = np.stack([alone, alone & network.served, aged, returning, sends_back], axis=1)
    return tuple(tuple(_runs(alike, level)) for level in network.levels)


def _runs(alike: np.ndarray, level: slice) -> Iterator[Segment]:
    for form, rows in groupby(range(level.start, level.stop), key=lambda row: tuple(alike[row].tolist())):
        run = list(rows)
        yield Segment(run[0], run[-1] + 1, *form)


def aged_lanes(network: Network) -> Ints:
    """Number of each lane among those whose source serves several claims by their age, or -1."""
    first_come = (network.source != OUTSIDE) & (network.allocation[network.source] == FIRST_COME)
    several = np.diff(network.first_lane)[network.source] > 1
    return np.where(first_come & several, np.cumsum(first_come & several) - 1, -1)
