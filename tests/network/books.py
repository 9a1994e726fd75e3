"""What came and went in the engine, read off its state period by period, for tests of what must hold of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bullwhip.network import readings
from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.disruptions.struck import left_of
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.flows.terms.yields import Yields
from bullwhip.network.rounding import floor_units
from bullwhip.network.topology import OUTSIDE, Network
from tests.driving import Run
from tests.oracle.invariants import Books, Waiting

__all__ = ["Ledger"]


class Ledger:
    """Sums over the periods so far, (lanes, replications) or (stockpoints, replications), and those of the last one."""

    def __init__(self, run: Run) -> None:
        self.run, self.network = run, run.engine.network
        shape = self.network.rows, run.engine.replications
        lanes = self.network.source.size, run.engine.replications
        self.sent, self.came_in, self.spoilt, self.asked = np.zeros((4, *lanes))
        self.discarded, self.shrunk, self.lost, self.destroyed = np.zeros((4, *shape))
        self.sent_now = np.zeros(lanes)
        self.shipped_now, self.discarded_now, self.shrunk_now, self.lost_now = np.zeros((4, *shape))
        self.inward, self.to_customers = self.network.target != OUTSIDE, self.network.market >= 0
        self.under_way = np.zeros(lanes)  # at the start
        for lane, coming in self.network.in_transit.items():
            self.under_way[lane] = sum(coming)
        self.site, self.use = taken(self.network)
        self.made: Flags = self.network.started & (self.network.source != OUTSIDE)  # by a recipe

    def step(self) -> None:
        """A period."""
        self.run.step()
        n, s, rows = self.network, self.run.engine.state, slice(0, self.network.rows)
        self.sent_now = s.pipe[s.sent_at]
        self.shipped_now = self.of_inputs(self.sent_now)
        self.discarded_now, self.shrunk_now = readings.outdated(s, rows), readings.shrunk(s, rows)
        self.lost_now = readings.lost(s, rows)
        self.sent += self.sent_now
        self.came_in[self.inward] += s.pipe[s.due_at[self.inward]]
        self.spoilt[s.term(Yields).lanes] += s.term(Yields).lost
        self.asked[self.to_customers] += self.run.engine.demand[n.market[self.to_customers]]
        self.discarded += self.discarded_now
        self.shrunk += self.shrunk_now
        self.lost += self.lost_now
        self.destroyed += readings.destroyed(s, rows)

    def of_inputs(self, of_lanes: Array) -> Array:
        """Of units of lanes (lanes, replications), what it takes of each stockpoint: (stockpoints, replications)."""
        out = np.zeros((self.network.rows, of_lanes.shape[1]))
        np.add.at(out, self.network.claimed, self.network.units[:, None] * of_lanes[self.network.claim])
        return out

    def into_rows(self, of_lanes: Array) -> Array:
        """Of units of lanes (lanes, replications), what it is to each stockpoint: (stockpoints, replications)."""
        out = np.zeros((self.network.rows, of_lanes.shape[1]))
        np.add.at(out, self.network.target[self.inward], of_lanes[self.inward])
        return out

    @property
    def in_transit(self) -> Array:
        """(stockpoints, replications)"""
        engine = self.run.engine
        return readings.in_transit(engine.network, engine.state, slice(0, self.network.rows), engine.settled)

    @property
    def after_fill(self) -> Array:
        """On hand before anything was discarded or vanished: (stockpoints, replications)."""
        on_hand: Array = self.run.engine.state.on_hand + self.discarded_now + self.shrunk_now
        return on_hand

    @property
    def owed_after_fill(self) -> Array:
        """Before anybody left: (lanes, replications)."""
        owed: Array = self.run.engine.state.owed.copy()
        owed[self.to_customers] += self.lost_now[self.network.source[self.to_customers]]
        return owed

    @property
    def site_used(self) -> Array:
        """Capacity of each site that was used in the last period: (sites, replications)."""
        out = np.zeros((self.network.site_capacity.size, self.run.engine.replications))
        users = self.site >= 0
        np.add.at(out, self.site[users], (self.use[:, None] * self.sent_now)[users])
        return out

    @property
    def put_aside(self) -> Array:
        """What was owed when the fill began and could not leave, for a disruption: (lanes, replications)."""
        storms, owed = self.run.engine.state.term(Disruptions), self.owed_after_fill + np.maximum(self.sent_now, 0.0)
        can_leave = np.full(owed.shape, np.inf)
        capacity = np.broadcast_to(self.network.capacity[:, None], owed.shape)
        for effect, usual in ((Effect.SHIPPING, owed), (Effect.CAPACITY, capacity)) if storms.applies else ():
            changes = storms.changes[effect]
            there = changes.struck.there
            most = left_of(usual[there], changes.times[changes.struck.group[there]])
            can_leave[there] = np.minimum(can_leave[there], floor_units(most) if self.network.whole_units else most)
        aside: Array = np.maximum(owed - can_leave, 0.0)
        return aside

    @property
    def site_capacity(self) -> Array:
        """That of each site in the last period: (sites, replications)."""
        capacity = np.repeat(self.network.site_capacity[:, None], self.sent.shape[1], axis=1)
        storms = self.run.engine.state.term(Disruptions)
        if storms.applies:
            struck = storms.of_sites.struck
            capacity[struck.there] *= storms.of_sites.times[struck.group[struck.there]]
        return capacity

    def books(self, replication: int) -> dict[str, Books]:
        """The books of each item in the whole network."""
        n, outside = self.network, self.network.source == OUTSIDE
        columns = {
            "initial": n.stock[:, None] + self.into_rows(self.under_way),
            "made": self.into_rows(self.sent * self.made[:, None]),
            "bought": self.into_rows(self.sent * outside[:, None]),
            "on_hand": self.run.engine.state.on_hand,
            "in_transit": self.in_transit,
            "used": self.of_inputs(self.sent * self.made[:, None]),
            "sold": self.of_inputs(self.sent * self.to_customers[:, None]),
            "discarded": self.discarded,
            "shrunk": self.shrunk,
            "lost_goods": self.into_rows(self.spoilt),
            "destroyed": self.destroyed,
        }
        books: dict[str, dict[str, float]] = {}
        for row, point in enumerate(n.stockpoints):
            book = books.setdefault(point.item, dict.fromkeys(columns, 0.0))
            for name, values in columns.items():
                book[name] += float(values[row, min(replication, values.shape[1] - 1)])
        return {item: Books(**book) for item, book in books.items()}

    def waiting(self, replication: int) -> Iterator[Waiting]:
        """All who wait at the end of the fill."""
        n, left = self.network, self.site_capacity - self.site_used
        owed, stock = self.owed_after_fill - self.put_aside, self.after_fill
        for lane in np.flatnonzero(owed[:, replication] > 0.0).tolist():
            capacity = n.capacity[lane] - self.sent_now[lane, replication]
            if self.site[lane] >= 0:
                capacity = min(capacity, left[self.site[lane], replication] / self.use[lane])
            claims = np.flatnonzero(n.claim == lane).tolist()
            inputs = tuple((float(stock[n.claimed[c], replication]), float(n.units[c])) for c in claims)
            yield Waiting(" ".join(n.lane_name(lane)), float(owed[lane, replication]), float(capacity), inputs)


def taken(network: Network) -> tuple[Ints, Array]:
    """(lanes,) The site of whose capacity each lane takes, or -1, and how much by the unit.

    Recipes and lanes from outside take of that of the site which they lead to; where a site has neither, what it ships.
    """
    site, use = np.full(network.source.size, -1), np.zeros(network.source.size)
    starting = {int(network.site[row]) for row in network.target[network.started]}
    for lane in range(site.size):
        row = int(network.target[lane] if network.started[lane] else network.source[lane])
        if row != OUTSIDE and (network.started[lane] or int(network.site[row]) not in starting):
            site[lane], use[lane] = (network.site[row], network.use[row]) if network.use[row] > 0.0 else (-1, 0.0)
    return site, use
