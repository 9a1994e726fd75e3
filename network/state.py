"""Every quantity that changes during a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bullwhip.network.arrays import Array, Ints, Shelf
from bullwhip.network.topology import FIRST_COME, OUTSIDE, Network

__all__ = ["State"]

_FIRST_AGES = 8  # periods that first-come claims are told apart at first; doubles when older ones are still unfilled


@dataclass(eq=False)
class State:
    """Stock, claims, mail and goods under way of consecutive replications at the end of a period.

    On order is not kept: it is position - on hand + backlog.
    """

    period: int  # periods that are over
    on_hand: Array  # (stockpoints, replications)
    position: Array  # (stockpoints, replications) inventory position: on hand + on order - backlog
    owed: Array  # (lanes, replications) claims that are not filled yet
    mail: Array  # (slots of mail, replications)
    pipe: Array  # (slots of goods, replications)
    aged_rows: Ints  # (lanes,) row in `aged` of a lane served first-come, else -1
    aged: Array  # (ages, first-come lanes, replications) claims by the period they were made in
    memory: dict[int, Any] = field(default_factory=dict)  # what rules remember, by first row

    @staticmethod
    def start(network: Network, replications: int, shelf: Shelf) -> State:
        """The state before the first period."""
        mail = np.zeros(network.first_mail[-1])
        pipe = np.zeros(network.first_pipe[-1])
        for lane in np.flatnonzero([bool(m or t) for m, t in zip(network.in_mail, network.in_transit, strict=True)]):
            orders, goods = network.in_mail[lane], network.in_transit[lane]
            mail[network.first_mail[lane] : network.first_mail[lane] + len(orders)] = orders
            pipe[network.first_pipe[lane] : network.first_pipe[lane] + len(goods)] = goods
        aged_rows = _aged_rows(network)
        owed = shelf.columns(network.backlog, replications)
        aged = np.zeros((_FIRST_AGES if (aged_rows >= 0).any() else 1, int((aged_rows >= 0).sum()), replications))
        aged[0] = owed[aged_rows >= 0]
        return State(
            period=0,
            on_hand=shelf.columns(network.stock, replications),
            position=shelf.columns(_starting_position(network), replications),
            owed=owed,
            mail=shelf.columns(mail, replications),
            pipe=shelf.columns(pipe, replications),
            aged_rows=aged_rows,
            aged=aged,
        )

    def make_room(self) -> None:
        """See that the claims of the coming period find their slot empty, however old the oldest claim is."""
        ages = self.aged.shape[0]
        if not self.aged.size or not self.aged[(self.period + 1) % ages].any():
            return
        wider = np.zeros((2 * ages, *self.aged.shape[1:]))
        for age in range(min(ages, self.period + 1)):
            wider[(self.period - age) % (2 * ages)] = self.aged[(self.period - age) % ages]
        self.aged = wider


def _aged_rows(network: Network) -> Ints:
    first_come = (network.source != OUTSIDE) & (network.allocation[network.source] == FIRST_COME)
    several = np.diff(network.first_lane)[network.source] > 1
    return np.where(first_come & several, np.cumsum(first_come & several) - 1, -1)


def _starting_position(network: Network) -> Array:
    """On hand, and all that is in the mail or under way, less what is owed."""
    position = network.stock.copy()
    lanes = np.arange(network.source.size)
    coming = np.array([sum(m) + sum(t) for m, t in zip(network.in_mail, network.in_transit, strict=True)])
    inward = lanes[network.target != OUTSIDE]
    position[network.target[inward]] += coming[inward]
    outward = lanes[network.market >= 0]
    position[network.source[outward]] -= network.backlog[outward]
    return position
