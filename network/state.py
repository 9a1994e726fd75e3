"""Every quantity that changes during a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bullwhip.network.arrays import Array, Ints, StaggeredArrays
from bullwhip.network.flows.plan import aged_lanes
from bullwhip.network.flows.returns import returning_lanes
from bullwhip.network.rings import turn
from bullwhip.network.topology import Network

__all__ = ["State"]

_FIRST_AGES = 8  # periods that first-come claims are told apart at first; doubles when older ones are still unfilled


@dataclass(eq=False)
class State:
    """Stock, claims, mail and goods under way of consecutive replications at the end of a period.

    On order is not kept: it is position - on hand + backlog - what claimants have overdrawn.
    """

    period: int  # periods that are over
    on_hand: Array  # (stockpoints, replications)
    position: Array  # (stockpoints, replications) inventory position: on hand + on order - backlog
    owed: Array  # (lanes, replications) claims that are not filled yet
    mail: Array  # (slots of mail, replications)
    pipe: Array  # (slots of goods, replications)
    asked_at: Ints  # (lanes,) the slot of mail of this period: what is asked for
    placed_at: Ints  # (lanes,) that into which this period's order goes; what was asked for a period ago was in it
    due_at: Ints  # (lanes,) the slot of goods of this period: what is received
    sent_at: Ints  # (lanes,) that into which goes what is sent; what was received a period ago was in it
    aged_rows: Ints  # (lanes,) row in `aged` of a lane served first-come, else -1
    aged: Array  # (ages, first-come lanes, replications) claims by the period they were made in
    oldest: Ints  # (stockpoints,) before this period, counted from 1, nothing is claimed any more; first-come only
    return_rows: Ints  # (lanes,) row in `overdrawn` of a lane whose orders may be below zero, else -1
    back: Array  # (slots of mail, replications) goods that go back with the orders; none where no order is below zero
    overdrawn: Array  # (such lanes, replications) what was sent back and is still to be set against orders
    paid: Array  # (such lanes, replications) what of this period's order was set against it
    changes: Array  # (such lanes, replications) what this period's order changed in what is claimed
    memory: dict[int, Any] = field(default_factory=dict)  # what rules remember, by first row

    @staticmethod
    def start(network: Network, replications: int, arrays: StaggeredArrays, lowest: Array) -> State:
        """The state before the first period; `lowest` (stockpoints,) is the smallest order of each row."""
        mail, pipe = np.zeros(network.mail.slots), np.zeros(network.pipe.slots)
        for rings, slots, under_way in (
            (network.mail, mail, network.in_mail),
            (network.pipe, pipe, network.in_transit),
        ):
            for lane, coming in under_way.items():
                for period, units in enumerate(coming):
                    slots[rings.at(lane, period)] = units
        aged_rows, every = aged_lanes(network), slice(None)
        owed = arrays.columns(network.backlog, replications)
        aged = np.zeros((_FIRST_AGES if (aged_rows >= 0).any() else 1, int((aged_rows >= 0).sum()), replications))
        aged[0] = owed[aged_rows >= 0]
        return_rows = returning_lanes(network.target, lowest)
        returning = int((return_rows >= 0).sum())
        return State(
            period=0,
            on_hand=arrays.columns(network.stock, replications),
            position=arrays.columns(_starting_position(network), replications),
            owed=owed,
            mail=arrays.columns(mail, replications),
            pipe=arrays.columns(pipe, replications),
            asked_at=network.mail.at(every, -1),  # they are turned when a period begins
            placed_at=network.mail.at(every, -2),
            due_at=network.pipe.at(every, -1),
            sent_at=network.pipe.at(every, -2),
            aged_rows=aged_rows,
            aged=aged,
            oldest=np.zeros(network.rows, np.int64),
            return_rows=return_rows,
            back=np.zeros((mail.size if returning else 0, replications)),
            overdrawn=np.zeros((returning, replications)),
            paid=np.zeros((returning, replications)),
            changes=np.zeros((returning, replications)),
        )

    def turn(self, network: Network) -> None:
        """Turn the rings to the coming period."""
        mail, pipe = network.mail, network.pipe
        turn(self.asked_at, self.placed_at, mail.first, mail.stride, mail.end)
        turn(self.due_at, self.sent_at, pipe.first, pipe.stride, pipe.end)

    def make_room(self) -> None:
        """See that the claims of the coming period find their slot empty, however old the oldest claim is."""
        ages = self.aged.shape[0]
        if not self.aged.size or not self.aged[(self.period + 1) % ages].any():
            return
        wider = np.zeros((2 * ages, *self.aged.shape[1:]))
        for age in range(min(ages, self.period + 1)):
            wider[(self.period - age) % (2 * ages)] = self.aged[(self.period - age) % ages]
        self.aged = wider


def _starting_position(network: Network) -> Array:
    """On hand, and all that is in the mail or under way, less what is owed."""
    position = network.stock.copy()
    for lane in network.in_mail.keys() | network.in_transit.keys():
        position[network.target[lane]] += sum(network.in_mail.get(lane, ())) + sum(network.in_transit.get(lane, ()))
    outward = np.flatnonzero(network.market >= 0)
    position[network.source[outward]] -= network.backlog[outward]
    return position
