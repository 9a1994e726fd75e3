"""Losses: a disruption destroys a share of what is on hand, or of what is on its way, when a period begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.disruptions.struck import struck_columns
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.ageing import Ageing
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.flows.terms.lead_times import LeadTimes
from bullwhip.network.flows.terms.money import add
from bullwhip.network.flows.terms.storage import Storage
from bullwhip.network.flows.terms.unloading import Unloading
from bullwhip.network.rounding import floor_units
from bullwhip.network.tally import Sum
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["Losses"]


class Losses(Term):
    """What was destroyed in this period.  It acts once what was sent in the one before has its slot (`LeadTimes`)."""

    by_column = ("destroyed",)

    form: Ints  # (stockpoints,) 0: all is done when a period begins
    rows: Ints  # where anything may be destroyed: on hand, or on the way there
    stocks: Ints  # rows where stock may be
    of_stocks: Ints  # (stocks,) groups of its changes
    lanes: Ints  # on which goods may be, by the row to which they lead
    of_lanes: Ints  # (lanes,) groups of their changes
    any_destroyed: bool  # whether anything may have been in this period
    streams: tuple[UInt64s, UInt64s]  # (stocks,) and (lanes,) addresses of the luck by which whole units are rounded
    destroyed: Array  # (rows, columns) units of this period

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Losses:
        """Nothing was destroyed."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.rows, made.destroyed, made.any_destroyed = np.empty(0, np.int64), np.zeros((0, replications)), False
        if network.storms:
            stock, goods = (network.storms.struck(what) for what in (Effect.STOCK, Effect.GOODS))
            made.rows = np.union1d(stock.there, goods.there)
            made.stocks, made.of_stocks = stock.there, stock.group[stock.there]
            lanes = np.sort(network.lane_in[goods.group[network.target[network.lane_in]] >= 0])
            made.lanes = lanes[np.argsort(network.target[lanes], kind="stable")]
            made.of_lanes = goods.group[network.target[made.lanes]]
            points = [network.stockpoints[row][:2] for row in made.stocks.tolist()]
            names = [network.lane_name(lane) for lane in made.lanes.tolist()]
            made.streams = _streams(points), _streams(names)
            made.destroyed = np.zeros((made.rows.size, replications))
        return made

    @property
    def applies(self) -> bool:
        """Whether there are any such places."""
        return self.rows.size > 0

    @property
    def irregular(self) -> Flags:
        """(stockpoints,) Those to which not all comes that was sent."""
        late = np.zeros(self.form.size, bool)
        late[self.rows] = True
        return late

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: it acts when a period begins."""
        return ()

    def begin(self, period: Period) -> None:
        """Destroy stock, then goods on their way."""
        s = period.state
        changes = s.term(Disruptions).changes
        of_stock, of_goods = changes[Effect.STOCK], changes[Effect.GOODS]
        if self.any_destroyed:
            self.destroyed[:] = 0.0
        self.any_destroyed = not (of_stock.quiet and of_goods.quiet)
        if not of_stock.quiet:
            self._destroy_stock(period, of_stock.times)
        if not of_goods.quiet:
            self._destroy_goods(period, of_goods.times)
        if self.any_destroyed and (total := period.tally.counted(Sum.DESTROYED)) is not None:
            add(self.rows, self.destroyed, total)

    def joined(self, parts: Sequence[tuple[Losses, Ints]]) -> Losses:
        """With what was destroyed in the columns that are joined."""
        made: Losses = super().joined(parts)
        made.any_destroyed = any(part.any_destroyed for part, _ in parts)
        return made

    def _destroy_stock(self, period: Period, left: Array) -> None:
        n, s = period.network, period.state
        ageing = s.term(Ageing)
        ageing.catch_up(s)
        luck = period.uniforms(self.streams[0]) if n.whole_units else left
        destroy_stock(
            self.stocks, np.searchsorted(self.rows, self.stocks), self.of_stocks, left, luck, n.whole_units, s.on_hand,
            s.position, self.destroyed, ageing.rows, ageing.life, ageing.first_lot, ageing.lots, s.period,
        )  # fmt: skip

    def _destroy_goods(self, period: Period, left: Array) -> None:
        n, s = period.network, period.state
        luck = period.uniforms(self.streams[1]) if n.whole_units else left
        target = n.target[self.lanes]
        slots = n.pipe.length[self.lanes]
        ahead = np.arange(int(slots.max(initial=1)) - 1)[:, None]
        at = np.where(ahead < slots - 1, n.pipe.at(self.lanes, s.period + ahead), -1)
        taken = self.of_lanes, left, luck, n.whole_units, np.searchsorted(self.rows, target), target
        known = s.position, self.destroyed
        destroy(s.pipe, at, *taken, *known)
        storage, unloading, lead_times = s.term(Storage), s.term(Unloading), s.term(LeadTimes)
        for came in storage.waiting:
            destroy(came, storage.place[None, self.lanes], *taken, *known)
        if unloading.lanes.size:
            destroy(unloading.outside, _places(unloading.lanes, self.lanes)[None], *taken, *known)
        for due in lead_times.strays:
            destroy(due, lead_times.place[None, self.lanes], *taken, *known)


def _streams(names: Iterable[tuple[str, ...]]) -> UInt64s:
    return np.array([stream_address("disruption rounding", "loss", *name) for name in names], np.uint64)


def _places(some: Ints, of: Ints) -> Ints:
    """The places of rows or lanes among some that are in any order; -1 of those that are not there."""
    place = {value: at for at, value in enumerate(some.tolist())}
    return np.array([place.get(value, -1) for value in of.tolist()], np.int64)


@compiled
def destroy(  # type: ignore[no-untyped-def]
    goods, at, group, left, luck, whole, rows, target, position, destroyed
):
    """Of the goods (places, columns) of lanes, `at` these places (stages, lanes) or -1, some are lost.

    Lanes are by the row to which they lead; what is `left` (groups, columns) is a share by their `group`.  Whole units
    are right on average, by luck.  It is noted by the row: `rows` of `destroyed`; its stages go one after another.
    """
    lanes, found, known, count = at.shape[1], np.empty(left.shape[1], np.uint64), -1, 0
    last = 0
    while last < lanes:
        first, i = last, target[last]
        while last < lanes and target[last] == i:
            last += 1
        if group[first] != known:
            known = group[first]
            count = struck_columns(left[known], found)
        for stage in range(at.shape[0]):
            for k in range(first, last):
                place, row, here, g = np.uint64(at[stage, k]), np.uint64(rows[k]), np.uint64(i), np.uint64(known)
                for j in range(count if at[stage, k] >= 0 else 0):
                    r = found[j]
                    share, units = 1.0 - left[g, r], goods[place, r]
                    gone = share * units
                    if whole:
                        gone = np.floor(gone + luck[k, r])
                    gone = min(gone, units) if share > 0.0 else 0.0
                    goods[place, r] = units - gone
                    position[here, r] -= gone
                    destroyed[row, r] += gone


@compiled
def destroy_stock(  # type: ignore[no-untyped-def]
    stocks, rows, group, left, luck, whole, on_hand, position, destroyed, aged, life, first_lot, lots, period
):
    """Of what is on hand some is lost, and some `left` (groups, columns): a share by the `group` of a row.

    Of lots of all ages alike, whole units in their order.  Rows with lots are `aged`, in the order of the network.
    """
    found, known, count = np.empty(left.shape[1], np.uint64), -1, 0
    for k in range(stocks.shape[0]):
        row, place, note = np.uint64(stocks[k]), np.searchsorted(aged, stocks[k]), np.uint64(rows[k])
        ages = life[place] if place < aged.shape[0] and aged[place] == stocks[k] else 0
        if group[k] != known:
            known = group[k]
            count = struck_columns(left[known], found)
        for j in range(count):
            r = found[j]
            share, units = 1.0 - left[known, r], on_hand[row, r]
            gone = share * units
            if whole:
                gone = np.floor(gone + luck[k, r])
            gone = min(gone, units) if share > 0.0 else 0.0
            if gone <= 0.0:
                continue
            on_hand[row, r] -= gone
            position[row, r] -= gone
            destroyed[note, r] += gone
            if ages > 0:
                spoil(lots, first_lot[place], ages, r, period, gone, whole)


@compiled(inline=True)
def spoil(lots, first, ages, r, period, gone, whole):  # type: ignore[no-untyped-def]
    """So much of a row's lots is gone in a column: the oldest first; the newest came in in the period before."""
    total = 0.0
    for lot in range(ages):
        total += lots[first + lot, r]
    upto, before = 0.0, 0.0
    for turn in range(ages if total > 0.0 else 0):
        lot = first + (period + turn) % ages
        upto += lots[lot, r]
        lost = gone * upto / total
        if whole:
            lost = floor_units(lost)
        lots[lot, r] -= lost - before
        before = lost
