"""What is kept of replications that were run with and without disruptions: figures of each, to be put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bullwhip.agents.outcomes.failures import Failures
from bullwhip.network.arrays import Array, Flags
from bullwhip.network.moments import Moments

__all__ = ["Pair", "Side"]


@dataclass(frozen=True, eq=False)
class Side:
    """With disruptions, or without."""

    figures: dict[str, Array]  # of measures: (entities, replications)
    ratios: Moments  # of stockpoints

    @staticmethod
    def joined(parts: Sequence[Side]) -> Side:
        """Of all replications of the parts, in their order."""
        return Side(
            {name: _beside([part.figures[name] for part in parts]) for name in parts[0].figures},
            Moments.joined([part.ratios for part in parts]),
        )


@dataclass(frozen=True, eq=False)
class Pair:
    """Both beside each other: (entities, replications) each.

    The first entity is the whole network, whose service is its customers'; then come the sites, with all who claim
    there.
    """

    onset: Array  # (replications,) counted periods before the first disruption begins; NaN where none does
    survived: Array  # periods from the onset until service fails; NaN where it does not
    back: Array  # periods from the onset until it has recovered; NaN where it has not, or did not fail
    failed_periods: Array
    failing: Flags  # at the end of the run
    unserved: Array  # units more that were not filled in the period in which they were asked for
    waiting: Array  # units x periods more of backlog
    depth: Array  # the most by which the service of a period was less, share
    calm: Side
    disrupted: Side

    @staticmethod
    def of(failures: Failures, unserved: Array, waiting: Array, depth: Array, calm: Side, disrupted: Side) -> Pair:
        """After the last period."""
        return Pair(
            failures.onset, failures.survived, failures.back, failures.periods, failures.failing, unserved, waiting,
            depth, calm, disrupted,
        )  # fmt: skip

    @staticmethod
    def joined(parts: Sequence[Pair]) -> Pair:
        """Of all replications of the parts, in their order."""
        return Pair(
            onset=_beside([part.onset for part in parts]),
            survived=_beside([part.survived for part in parts]),
            back=_beside([part.back for part in parts]),
            failed_periods=_beside([part.failed_periods for part in parts]),
            failing=np.concatenate([part.failing for part in parts], axis=-1),
            unserved=_beside([part.unserved for part in parts]),
            waiting=_beside([part.waiting for part in parts]),
            depth=_beside([part.depth for part in parts]),
            calm=Side.joined([part.calm for part in parts]),
            disrupted=Side.joined([part.disrupted for part in parts]),
        )


def _beside(parts: Sequence[Array]) -> Array:
    joined: Array = np.concatenate(parts, axis=-1)
    return joined
