"""Addresses of the luck by which stockpoints share out whole units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bullwhip.network.arrays import Ints, UInt64s
from bullwhip.network.scenario import Stockpoint
from bullwhip.network.scenario.outline import OUTSIDE
from bullwhip.network.service import Service
from bullwhip.network.tape import stream_address

__all__ = ["luck_of_claims"]


def luck_of_claims(
    points: Sequence[Stockpoint], lanes: Service, number: Ints, whole_units: bool
) -> tuple[UInt64s, UInt64s]:
    """Addresses of luck where several claimants share whole units; 0 elsewhere, where nobody asks for it.

    Of each stockpoint's first-come draws (stockpoints,), in 32 bits; of each claim (claims,), at the names of its ends.
    `number` (lanes,) tells lanes with the same ends apart.
    """
    luck, claimant = np.zeros(len(points), np.uint64), np.zeros(lanes.claim.size, np.uint64)
    shared = np.diff(lanes.first_claim) > 1
    for row in np.flatnonzero(shared & whole_units).tolist():
        site, item, _ = points[row]
        luck[row] = stream_address("allocation", site, item) & 0xFFFFFFFF
        for claim in range(lanes.first_claim[row], lanes.first_claim[row + 1]):
            lane = lanes.claim[claim]
            name = _claimant(points, lanes.target[lane], item, number[lane])
            claimant[claim] = stream_address("claims", site, item, *name)
    return luck, claimant


def _claimant(points: Sequence[Stockpoint], target: int, item: str, number: int) -> tuple[str, ...]:
    """The name of who claims an item: its site, and what is made of it or which lane it is; nothing for customers."""
    if target == OUTSIDE:
        return ("",)
    site, made, _ = points[target]
    return (site,) if made == item and number == 1 else (site, made, str(number) if number > 1 else "")
