"""The plan: which rows of a level go through a period alike, and by which steps.

It is made once for an engine: what a segment does not need is never called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bullwhip.network.arrays import Flags, Ints
from bullwhip.network.topology import FIRST_COME, OUTSIDE, Network

__all__ = ["Segment", "aged_lanes", "segments", "summed_rows"]


@dataclass(frozen=True)
class Segment:
    """Neighbouring rows of a level that go through a period alike."""

    first: int
    last: int
    one_claimant: bool  # each, and one lane that replenishes it
    customers: bool  # who are the one claimant
    oldest_first: bool  # claims are served by age
    returns: bool  # some claimants may send goods back; where each row has one claimant, all of them
    sends_back: bool  # some of these rows may send goods back themselves

    @property
    def summed(self) -> bool:
        """Whether the loop that serves these rows sums them up: nothing happens to their stock after it."""
        return self.one_claimant and not self.returns and not self.sends_back


def segments(network: Network, return_rows: Ints) -> tuple[tuple[Segment, ...], ...]:
    """The segments of each level; `return_rows` (lanes,) is -1 for a lane whose orders are never below zero."""
    lanes = np.concatenate([[0], np.cumsum(return_rows >= 0)])
    returning = lanes[network.first_lane[1:]] > lanes[network.first_lane[:-1]]
    sends_back = return_rows[network.inbound] >= 0
    alone = network.plain & (np.diff(network.first_claim) == 1) & (np.diff(network.first_in) == 1)
    form = np.stack([alone, alone & network.served, _by_age(network), returning, sends_back], axis=1)
    cuts = np.flatnonzero((form[1:] != form[:-1]).any(axis=1)) + 1
    bounds = np.union1d(cuts, [0, *(level.stop for level in network.levels)]).tolist()
    made = [Segment(first, last, *form[first].tolist()) for first, last in pairwise(bounds)]
    begins = np.searchsorted(bounds, [0, *(level.stop for level in network.levels)])
    return tuple(tuple(made[begin:end]) for begin, end in pairwise(begins))


def summed_rows(plan: Iterable[Iterable[Segment]], rows: int) -> Flags:
    """(stockpoints,) Which are summed up while they are served."""
    summed = np.zeros(rows, bool)
    for level in plan:
        for segment in level:
            summed[segment.first : segment.last] = segment.summed
    return summed


def aged_lanes(network: Network) -> Ints:
    """Number of each lane among those whose source serves several claims by their age, or -1."""
    aged = (network.source != OUTSIDE) & _by_age(network)[network.source]
    return np.where(aged, np.cumsum(aged) - 1, -1)


def _by_age(network: Network) -> Flags:
    """Which rows serve several claims by their age."""
    aged: Flags = (network.allocation == FIRST_COME) & (np.diff(network.first_claim) > 1)
    return aged
