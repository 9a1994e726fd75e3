"""Disruptions: how much of each is there in a period, and what it changes where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bullwhip.network.arrays import Array, Ints, UInt64s
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.disruptions.storm import Storm
from bullwhip.network.disruptions.struck import Changes
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.philox import fill_each
from bullwhip.network.topology import Network

__all__ = ["Disruptions"]


class Disruptions(Term):
    """Storms, and the changes of the period: other terms make them happen.  It is the first to begin a period."""

    form: Ints  # (stockpoints,) 0: it does nothing itself
    storms: list[Storm]
    changes: dict[Effect, Changes]  # by rows or lanes
    of_sites: Changes  # of their capacities

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Disruptions:
        """Before period 1."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.storms, made.changes = [], {}
        places = network.storms
        if places:
            tables = {table.name: table for table in network.reach.disruptions}
            made.storms = [Storm(table, tables, replications) for table in tables.values()]
            made.changes = {effect: Changes(places.struck(effect), replications) for effect in Effect}
            made.of_sites = Changes(places.sites, replications)
        return made

    @property
    def applies(self) -> bool:
        """Whether there are any."""
        return bool(self.storms)

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: other terms take them."""
        return ()

    def begin(self, period: Period) -> None:
        """Every storm goes on by a period."""
        for changes in (*self.changes.values(), self.of_sites):
            changes.calm()
        now, luck = period.state.period + 1, _Drawn(period)
        for number, storm in enumerate(self.storms):
            storm.advance(now, luck)
            if storm.active:
                self._change(number, storm)

    def _change(self, number: int, storm: Storm) -> None:
        for effect, change in storm.table.changes(storm.intensity).items():
            self.changes[effect].add(number, change, largest=effect is Effect.AGE)
            if effect is Effect.CAPACITY:
                self.of_sites.add(number, change)

    def joined(self, parts: Sequence[tuple[Disruptions, Ints]]) -> Disruptions:
        """Storms and changes of the columns that are joined."""
        made: Disruptions = super().joined(parts)
        made.storms = [
            Storm.joined([(part.storms[number], at) for part, at in parts]) for number in range(len(self.storms))
        ]
        made.changes = {
            effect: Changes.joined([(part.changes[effect], at) for part, at in parts]) for effect in self.changes
        }
        if self.storms:
            made.of_sites = Changes.joined([(part.of_sites, at) for part, at in parts])
        return made


class _Drawn:
    """The luck of storms in a period of the engine."""

    def __init__(self, period: Period) -> None:
        self._period = period

    def uniforms(self, streams: UInt64s) -> Array:
        """A uniform of the period for each stream and column."""
        return self._period.uniforms(streams)

    def uniforms_of(self, stream: int, periods: Ints) -> Array:
        """A uniform of a stream for each column, of periods of their own."""
        out = np.empty(periods.size)
        seed, numbers = np.uint64(self._period.network.tape.seed), self._period.state.numbers
        fill_each(out, seed, np.uint64(stream), numbers, periods)
        return out
