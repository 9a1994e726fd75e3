"""Storage: where a site has room for so much, what is too much waits at the dock, and comes in the oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, joined_rings, widened_ring
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.topology import Network

__all__ = ["Storage"]

_FIRST_AGES = 4  # periods of arrival that are told apart at first; doubles when older goods still wait


class Crowded(NamedTuple):
    """Sites of a level that have room for so much, their stockpoints, and the lanes that lead there."""

    room: Array  # (sites,) units
    first_row: Ints  # (sites + 1,)
    rows: Ints  # (rows,) as the network numbers them
    first_lane: Ints  # (sites + 1,)
    lanes: Ints  # (lanes,) as the network numbers them
    into: Ints  # (lanes,) the stockpoint, as the network numbers them
    dock: Ints  # (lanes,) the place at the dock


class Storage(Term):
    """Goods that wait at the dock."""

    form: Ints  # (stockpoints,) 1 where the site has room for so much only
    lanes: Ints  # those that lead there
    place: Ints  # (lanes of the network,) among these, or -1
    waiting: Array  # (ages, these lanes, columns) a ring: what arrived in period p in slot p % ages
    newest: int  # the period of the newest
    crowded: dict[int, Crowded]  # by the first such row of a level

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Storage:
        """Nothing waits."""
        made = cls()
        limited = (network.storage < np.inf)[network.site]
        made.form = limited.astype(np.int64)
        inner = np.flatnonzero(network.target >= 0)
        made.lanes = inner[limited[network.target[inner]]]
        made.place = np.full(network.source.size, -1)
        made.place[made.lanes] = np.arange(made.lanes.size)
        made.waiting = np.zeros((_FIRST_AGES, made.lanes.size, replications))
        made.newest = -1
        made.crowded = {}
        for level in network.levels if made.applies else ():
            rows = level.start + np.flatnonzero(limited[level])
            if rows.size:
                made.crowded[int(rows[0])] = _crowded(network, rows, made.place)
        return made

    @property
    def irregular(self) -> Flags:
        """(stockpoints,) Those whose goods may wait at the dock."""
        return self.form > 0

    @property
    def docked(self) -> Array:
        """What waits, by lane: (lanes that lead to such sites, columns).

        Summed up by period, not by slot: the last digit must not depend on how many slots other columns need.
        """
        docked, ages = np.zeros(self.waiting.shape[1:]), self.waiting.shape[0]
        for came in range(self.newest + 1 - ages, self.newest + 1):
            docked += self.waiting[came % ages]
        return docked

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """Goods come in as far as there is room, those of a site at once."""
        yield Step(Phase.RECEIVE, _nothing, through=Phase.RECEIVE)
        for row, crowded in self.crowded.items():
            if segment.first <= row < segment.last:
                yield Step(Phase.RECEIVE, partial(_let_in, crowded))

    def begin(self, period: Period) -> None:
        """See that the goods of the coming period find their slot empty."""
        ages = self.waiting.shape[0]
        if self.waiting[period.state.period % ages].any():
            self.waiting = widened_ring(self.waiting, 2 * ages, self.newest)
        self.newest = period.state.period

    def joined(self, parts: Sequence[tuple[Storage, Ints]]) -> Storage:
        """With room for as many ages as any of them has."""
        made: Storage = super().joined(parts)
        made.waiting = joined_rings([(part.waiting, at) for part, at in parts], self.newest)
        return made


def _crowded(network: Network, rows: Ints, place: Ints) -> Crowded:
    """The sites of these rows; their lanes are in the order in which the network has them."""
    rows = rows[np.argsort(network.site[rows], kind="stable")]
    sites, of_row = np.unique(network.site[rows], return_inverse=True)
    lanes = np.flatnonzero(np.isin(network.target, rows))
    lanes = lanes[np.argsort(network.site[network.target[lanes]], kind="stable")]
    of_lane = np.searchsorted(sites, network.site[network.target[lanes]])
    return Crowded(
        room=network.storage[sites],
        first_row=np.searchsorted(of_row, np.arange(sites.size + 1)),
        rows=rows,
        first_lane=np.searchsorted(of_lane, np.arange(sites.size + 1)),
        lanes=lanes,
        into=network.target[lanes],
        dock=place[lanes],
    )


def _nothing(period: Period) -> None:
    """What is received is let in site by site."""


def _let_in(crowded: Crowded, period: Period) -> None:
    n, s = period.network, period.state
    let_in(crowded, s.due_at, n.whole_units, s.on_hand, s.pipe, s.term(Storage).waiting, s.period)


@compiled
def let_in(crowded, due_at, whole, on_hand, pipe, waiting, period):  # type: ignore[no-untyped-def]
    """What came first comes in first, and of one period's goods the same share of each, while there is room.

    In the lanes' slots of goods is then what came in.
    """
    ages, columns = waiting.shape[0], on_hand.shape[1]
    for k in range(crowded.lanes.shape[0]):
        due = pipe[due_at[crowded.lanes[k]]]
        waiting[period % ages, crowded.dock[k]] = due
        due[:] = 0.0
    for site in range(crowded.room.shape[0]):
        lanes = range(crowded.first_lane[site], crowded.first_lane[site + 1])
        for r in range(columns):
            room = crowded.room[site]
            for at in range(crowded.first_row[site], crowded.first_row[site + 1]):
                room -= on_hand[crowded.rows[at], r]
            for came in range(max(0, period + 1 - ages), period + 1):
                slot, total = came % ages, 0.0
                for k in lanes:
                    total += waiting[slot, crowded.dock[k], r]
                if total <= 0.0:
                    continue
                scarce = total > room
                for k in lanes:
                    units = waiting[slot, crowded.dock[k], r]
                    coming = units * max(room, 0.0) / total if scarce else units
                    if scarce and whole:
                        coming = np.floor(coming)
                    waiting[slot, crowded.dock[k], r] -= coming
                    on_hand[crowded.into[k], r] += coming
                    pipe[due_at[crowded.lanes[k]], r] += coming
                if scarce:
                    break
                room -= total
