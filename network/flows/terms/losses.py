"""Losses: a disruption destroys a share of what is on hand, or of what is on its way, when a period begins."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.ageing import Ageing
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.flows.terms.lead_times import LeadTimes
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
    lanes: Ints  # on which goods may be
    of_lanes: Ints  # (lanes,) groups of their changes
    streams: tuple[UInt64s, UInt64s]  # (stocks,) and (lanes,) addresses of the luck by which whole units are rounded
    destroyed: Array  # (rows, columns) units of this period

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Losses:
        """Nothing was destroyed."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.rows, made.destroyed = np.empty(0, np.int64), np.zeros((0, replications))
        if network.storms:
            stock, goods = (network.storms.struck(what) for what in (Effect.STOCK, Effect.GOODS))
            made.rows = np.union1d(stock.there, goods.there)
            made.stocks, made.of_stocks = stock.there, stock.group[stock.there]
            made.lanes = np.sort(network.lane_in[goods.group[network.target[network.lane_in]] >= 0])
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
        self.destroyed = np.zeros(self.destroyed.shape)
        if self.stocks.size and not (of_stock := changes[Effect.STOCK]).quiet:
            self._destroy_stock(period, 1.0 - of_stock.times[self.of_stocks])
        if self.lanes.size and not (of_goods := changes[Effect.GOODS]).quiet:
            self._destroy_goods(period, 1.0 - of_goods.times[self.of_lanes])
        if (total := period.tally.counted(Sum.DESTROYED)) is not None:
            total[self.rows] += self.destroyed

    def _destroy_stock(self, period: Period, share: Array) -> None:
        n, s = period.network, period.state
        ageing = s.term(Ageing)
        ageing.catch_up(s)
        luck = period.uniforms(self.streams[0]) if n.whole_units else share
        destroy_stock(
            self.stocks, np.searchsorted(self.rows, self.stocks), share, luck, n.whole_units, s.on_hand, s.position,
            self.destroyed, _places(ageing.rows, self.stocks), ageing.life, ageing.first_lot, ageing.lots, s.period,
        )  # fmt: skip

    def _destroy_goods(self, period: Period, share: Array) -> None:
        n, s = period.network, period.state
        luck = period.uniforms(self.streams[1]) if n.whole_units else share
        target = n.target[self.lanes]
        taken = share, luck, n.whole_units, np.searchsorted(self.rows, target), target, s.position, self.destroyed
        slots = n.pipe.length[self.lanes]
        for ahead in range(int(slots.max(initial=1)) - 1):
            at = np.where(ahead < slots - 1, n.pipe.at(self.lanes, s.period + ahead), -1)
            destroy(s.pipe, at, *taken)
        storage, unloading, lead_times = s.term(Storage), s.term(Unloading), s.term(LeadTimes)
        for came in storage.waiting:
            destroy(came, storage.place[self.lanes], *taken)
        destroy(unloading.outside, _places(unloading.lanes, self.lanes), *taken)
        for due in lead_times.strays:
            destroy(due, lead_times.place[self.lanes], *taken)


def _streams(names: Iterable[tuple[str, ...]]) -> UInt64s:
    return np.array([stream_address("disruption rounding", "loss", *name) for name in names], np.uint64)


def _places(some: Ints, of: Ints) -> Ints:
    """The places of rows or lanes among some that are in any order; -1 of those that are not there."""
    place = {value: at for at, value in enumerate(some.tolist())}
    return np.array([place.get(value, -1) for value in of.tolist()], np.int64)


@compiled
def destroy(goods, at, share, luck, whole, rows, target, position, destroyed):  # type: ignore[no-untyped-def]
    """Of the goods (places, columns) of lanes, `at` these places (lanes,) or -1, a share (lanes, columns) is lost.

    Whole units are right on average, by luck.  It is noted by the row to which a lane leads: `rows` of `destroyed`.
    """
    for k in range(at.shape[0]):
        for r in range(share.shape[1] if at[k] >= 0 else 0):
            units = goods[at[k], r]
            gone = share[k, r] * units
            if whole:
                gone = np.floor(gone + luck[k, r])
            gone = min(gone, units) if share[k, r] > 0.0 else 0.0
            goods[at[k], r] -= gone
            position[target[k], r] -= gone
            destroyed[rows[k], r] += gone


@compiled
def destroy_stock(  # type: ignore[no-untyped-def]
    stocks, rows, share, luck, whole, on_hand, position, destroyed, aged, life, first_lot, lots, period
):
    """A share (stocks, columns) of what is on hand is lost: of lots of all ages alike, whole units in their order."""
    for k in range(stocks.shape[0]):
        row = stocks[k]
        ages = life[aged[k]] if aged[k] >= 0 else 0
        for r in range(share.shape[1]):
            units = on_hand[row, r]
            gone = share[k, r] * units
            if whole:
                gone = np.floor(gone + luck[k, r])
            gone = min(gone, units) if share[k, r] > 0.0 else 0.0
            if gone <= 0.0:
                continue
            on_hand[row, r] -= gone
            position[row, r] -= gone
            destroyed[rows[k], r] += gone
            total = 0.0
            for lot in range(ages):
                total += lots[first_lot[aged[k]] + lot, r]
            upto, before = 0.0, 0.0
            for turn in range(ages if total > 0.0 else 0):  # the oldest first; the newest came in in the period before
                lot = first_lot[aged[k]] + (period + turn) % ages
                upto += lots[lot, r]
                lost = gone * upto / total
                if whole:
                    lost = floor_units(lost)
                lots[lot, r] -= lost - before
                before = lost
