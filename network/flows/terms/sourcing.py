"""Sourcing: the order of a row is split over the lanes that replenish it, and raised to their minimum and multiple."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.disruptions.struck import left_of
from bullwhip.network.flows.split import (
    can_deliver,
    give_by_luck,
    give_in_turn,
    give_shares,
    give_to_cheapest,
    give_whole_shares,
    raise_to_lots,
    spread,
    spread_some,
)
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.flows.terms.money import changed_prices
from bullwhip.network.prices import Prices
from bullwhip.network.scenario.splitting import BY_LUCK, BY_PRICE, BY_SHARES, IN_TURN
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["Splitting"]


class Splitting(Term):
    """Where rows have several lanes, or lots: who is asked, and what they can deliver or have got."""

    by_column = ("can", "so_far")

    form: Ints  # (stockpoints,) 1 where there are several lanes, or one with a minimum or a multiple
    rows: Mapping[int, Ints]  # by the kind of split, those with several lanes
    lots: Ints  # rows with a minimum or a multiple on a lane
    lanes: Ints  # (lanes less customers,) those into each row, as they are asked
    asked: Ints  # (lanes less customers,) which row of `can` is whose, or -1
    shared: Ints  # (lanes less customers,) which row of `so_far` is whose, or -1
    first_input: Ints  # (lanes + 1,)
    input: Ints  # (inputs,) row
    units: Array  # (inputs,) of that row, for a unit of what the lane brings
    priced: Ints  # (lanes less customers,) which of `prices` are whose, or -1
    prices: Prices  # of lanes of rows that go by them
    changed: Ints  # (such lanes,) groups of changes of their prices by disruptions, or -1
    luck: UInt64s  # (rows split by luck,) addresses
    can: Array  # (lanes asked, columns) deliver when their row decides
    so_far: Array  # (lanes shared, columns) ordered in all, as it was split, where units are whole

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Splitting:
        """Nothing is ordered yet."""
        made = cls()
        in_lots = (network.minimum > 0.0) | (network.multiple > 0.0)
        made.lots = np.unique(network.target[in_lots])
        made.form = network.several_in.astype(np.int64)
        made.form[made.lots] = 1
        made.can = made.so_far = np.zeros((0, replications))
        if not made.form.any():
            return made
        inward, split = network.lane_in, network.split
        made.rows = {kind: np.flatnonzero(split == kind) for kind in (BY_SHARES, IN_TURN, BY_PRICE, BY_LUCK)}
        made.lanes = inward[np.lexsort((network.turn[inward], network.target[inward]))]
        kind = split[network.target[made.lanes]]
        made.asked, asked = _numbered((kind == IN_TURN) | (kind == BY_PRICE))
        made.shared, shared = _numbered((kind == BY_SHARES) & network.whole_units)
        made.priced, _ = _numbered(kind == BY_PRICE)
        priced = made.lanes[made.priced >= 0]
        made.prices = Prices.of([network.ways[network.way[lane]].lane for lane in priced])
        made.changed = np.full(priced.size, -1)
        if network.storms:
            made.changed = network.storms.struck(Effect.PRICE).group[priced]
        made.can, made.so_far = np.zeros((asked, replications)), np.zeros((shared, replications))
        by_lane = np.argsort(network.claim, kind="stable")
        made.first_input = np.searchsorted(network.claim[by_lane], np.arange(network.source.size + 1))
        made.input, made.units = network.claimed[by_lane], network.units[by_lane]
        points = [network.stockpoints[row] for row in made.rows[BY_LUCK].tolist()]
        made.luck = np.array([stream_address("sourcing", point.site, point.item) for point in points], np.uint64)
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: all it does is done when orders are placed."""
        return ()

    def settled(self, period: Period, level: slice) -> None:
        """Ask the lanes of the rows that are about to decide what they can deliver."""
        if not self.can.size:
            return
        n, s = period.network, period.state
        can_deliver(
            level.start, level.stop, n.first_in, self.lanes, self.asked, self.first_input, self.input, self.units,
            _capacity(period), n.source, n.order_delay, s.settled, s.asked_at, n.mail.first, n.mail.stride, n.mail.end,
            s.on_hand, s.owed, s.mail, n.whole_units, self.can,
        )  # fmt: skip

    def ordered(self, period: Period, first: int, orders: Array, undivided: Flags | None) -> None:
        """Split what was ordered, unless the rule says what is ordered on each lane; then raise it to lots."""
        n, s, t = period.network, period.state, period.tally
        last = first + orders.shape[-2]
        if orders.ndim == 2:
            self._split(period, first, last)
        elif undivided is None:
            spread(first, orders, n.first_in, n.lane_in, s.placed_at, s.mail)
        else:
            so_far = self.so_far.copy()
            self._split(period, first, last)
            spread_some(first, orders, ~undivided, n.first_in, n.lane_in, s.placed_at, s.mail)
            for k, row in enumerate(range(first, last)):  # what was not split counts for no share
                lanes = self.shared[n.first_in[row] : n.first_in[row + 1]]
                divided = np.ix_(lanes[lanes >= 0], ~undivided[k])
                self.so_far[divided] = so_far[divided]
        lots = self.lots[slice(*np.searchsorted(self.lots, (first, last)))]
        raise_to_lots(
            lots, n.first_in, self.lanes, n.minimum, n.multiple, s.placed_at, s.mail, s.position, t.orders,
            t.orders_squared, t.typical,
        )  # fmt: skip

    def _split(self, period: Period, first: int, last: int) -> None:
        n, s = period.network, period.state
        mail = n.inbound, s.placed_at, s.mail
        for kind, every in self.rows.items():
            begin, end = np.searchsorted(every, (first, last))
            rows = every[begin:end]
            if not rows.size:
                continue
            ways = rows, n.first_in, self.lanes
            if kind == BY_SHARES and n.whole_units:
                give_whole_shares(*ways, n.share, *mail, self.shared, self.so_far)
            elif kind == BY_SHARES:
                give_shares(*ways, n.share, *mail)
            elif kind == IN_TURN:
                give_in_turn(*ways, *mail, self.asked, self.can)
            elif kind == BY_PRICE:
                prices = self.prices
                steps = prices.first, prices.least, prices.at(s.period + 1), prices.shipment
                changes = self.changed, *changed_prices(period)
                give_to_cheapest(*ways, *mail, self.asked, self.can, self.priced, *steps, *changes)
            else:
                give_by_luck(*ways, n.share, *mail, period.uniforms(self.luck[begin:end]))


def _capacity(period: Period) -> Array:
    """What the lanes' capacities are in the period: (lanes,), or (lanes, columns) where a disruption takes of them."""
    capacity, storms = period.network.capacity, period.state.term(Disruptions)
    if not storms.applies or storms.changes[Effect.CAPACITY].quiet:
        return capacity
    changes = storms.changes[Effect.CAPACITY]
    left = np.repeat(capacity[:, None], changes.times.shape[1], axis=1)
    there = changes.struck.there
    share = changes.times[changes.struck.group[there]]
    left[there] = left_of(capacity[there, None], share)
    return left


def _numbered(which: Array) -> tuple[Ints, int]:
    """Numbers from 0 for some, -1 for others; and how many they are."""
    return np.where(which, np.cumsum(which) - 1, -1), int(which.sum())
