"""Recipes and capacities: where they tie lanes together, claims are filled in rounds (flows/rounds.py)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.capacities import alone, tied_rows
from bullwhip.network.compiled import compiled
from bullwhip.network.errors import BullwhipError
from bullwhip.network.flows.demand import asked_by
from bullwhip.network.flows.rounds import fill_alone, fill_in_rounds, take_what_is_left
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.flows.terms.ages import Ages, aged_lanes
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.flows.terms.shipping_limits import ShippingLimits
from bullwhip.network.flows.tied import Tied, tied_lanes
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["Rounds"]


class Rounds(Term):
    """What is left of the capacities of sites in a period."""

    by_column = ("left",)

    form: Ints  # (stockpoints,) 1 where claims are filled in rounds
    left: Array  # (sites, columns) of the capacity, where any has one
    capacity: Array  # (sites,)
    filled: dict[int, tuple[Tied, Tied]]  # by the first such row of a level: lanes that share nothing, and others
    outside: tuple[Tied, Tied]  # the same of lanes from outside with a capacity
    queues: Ints  # these lanes

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Rounds:
        """Nothing is used yet."""
        made = cls()
        tied = tied_rows(network)
        made.form = tied.astype(np.int64)
        made.capacity = network.site_capacity
        made.left = np.full((made.capacity.size if (made.capacity < np.inf).any() else 0, replications), np.inf)
        made.queues = np.arange(network.first_queue, network.source.size)
        made.filled = {}
        if not made.applies:
            return made
        _refuse_returns(network, lowest, np.concatenate([network.claim[tied[network.claimed]], made.queues]))
        aged, lonely = aged_lanes(network), alone(network)
        for level in network.levels:
            rows = level.start + np.flatnonzero(tied[level])
            if rows.size:
                lanes = np.unique(network.claim[np.isin(network.claimed, rows)])
                made.filled[int(rows[0])] = _parted(network, lanes, lonely, aged)
        made.outside = _parted(network, made.queues, lonely, aged)
        return made

    @property
    def applies(self) -> bool:
        """Whether anything is tied, or the outside world has a capacity."""
        return bool(self.form.any()) or self.queues.size > 0

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """Claims on each input; once they are all there, they are filled, those of a level at once."""
        yield Step(Phase.DEMAND, partial(_claim, segment), through=Phase.FILL)
        for row, (lonely, others) in self.filled.items():
            if segment.first <= row < segment.last:
                yield Step(Phase.FILL, partial(_fill, lonely, others))

    def begin(self, period: Period) -> None:
        """All capacity is there again, but for what a disruption takes."""
        self.left[:] = self.capacity[: len(self.left), None]
        storms = period.state.term(Disruptions)
        if self.left.size and storms.applies and not storms.of_sites.quiet:
            struck = storms.of_sites.struck
            self.left[struck.there] *= storms.of_sites.times[struck.group[struck.there]]

    def outward(self, period: Period) -> None:
        """What is asked of lanes from outside with a capacity waits its turn."""
        s = period.state
        ages = s.term(Ages)
        queue_up(self.queues, s.asked_at, s.sent_at, s.mail, s.pipe, s.owed, ages.rows, ages.claims, s.period)
        limits = s.term(ShippingLimits)
        aside = limits.outside if limits.applies else None
        if aside is not None:
            aside.put(period)
        _fill(*self.outside, period)
        if aside is not None:
            aside.back(period)
        if (sent := period.tally.sent) is not None:
            sent[self.queues] += s.pipe[s.sent_at[self.queues]]


def _refuse_returns(network: Network, lowest: Array, lanes: Ints) -> None:
    """What waits for inputs or a capacity is not sent back.  Raises BullwhipError."""
    for lane in lanes.tolist():
        row = network.target[lane]
        if row != OUTSIDE and lowest[row] < 0.0:
            site, item, _ = network.stockpoints[row]
            source = network.lane_name(lane)[0] or "the outside world"
            raise BullwhipError(
                f"site {site!r} ({item}), rule.negative: found orders below zero to {source}, where a recipe, a "
                "capacity or a disruption says what can be sent; leave out negative, or the limit"
            )


def _parted(network: Network, lanes: Ints, lonely: Flags, aged: Ints) -> tuple[Tied, Tied]:
    """Lanes that share nothing, and others."""
    return tied_lanes(network, lanes[lonely[lanes]], aged), tied_lanes(network, lanes[~lonely[lanes]], aged)


def _claim(segment: Segment, period: Period) -> None:
    n, s = period.network, period.state
    claim_of_each_input(
        *segment.rows, n.first_claim, n.claim, n.units, n.source, s.asked_at, s.sent_at, n.market, period.demand,
        s.on_hand, s.position, s.owed, s.mail, s.pipe,
    )  # fmt: skip


def _fill(lonely: Tied, others: Tied, period: Period) -> None:
    n, s = period.network, period.state
    left, ages = s.term(Rounds).left, s.term(Ages).claims
    if lonely.lanes.size:
        fill_alone(lonely, n.whole_units, s.on_hand, s.owed, s.pipe, s.sent_at)
    if others.lanes.size:
        stocks = s.on_hand, s.owed, s.pipe, s.sent_at, ages
        limits = s.term(ShippingLimits)
        taken, more = fill_in_rounds(
            others, left, n.whole_units, *stocks, limits.place, limits.aside, period.key, s.numbers, s.period
        )
        if more.any():
            luck = period.uniforms(others.luck_of_lanes)
            take_what_is_left(others, left, n.whole_units, *stocks, s.period, taken, more, luck)


@compiled
def queue_up(queues, asked_at, sent_at, mail, pipe, owed, aged, ages, period):  # type: ignore[no-untyped-def]
    """What the outside world is asked for on these lanes is owed from now on."""
    for lane in queues:
        want, sent, waiting = mail[asked_at[lane]], pipe[sent_at[lane]], owed[lane]
        for r in range(want.shape[0]):
            waiting[r] += want[r]
            sent[r] = 0.0
        if aged[lane] >= 0:
            ages[(period + 1) % ages.shape[0], aged[lane]] = want


@compiled
def claim_of_each_input(  # type: ignore[no-untyped-def]
    first, last, first_claim, claim, units, source, asked_at, sent_at, market, demand, on_hand, position, owed, mail,
    pipe,
):  # fmt: skip
    """Orders and demand become claims on the rows from `first` to `last`; a lane's are noted once, at its first input.

    Below zero, customers bring goods back, which fill what they are owed, then the stock.
    """
    for i in range(first, last):
        stock, here = on_hand[i], position[i]
        for c in range(first_claim[i], first_claim[i + 1]):
            lane, each = claim[c], units[c]
            want = asked_by(lane, asked_at, market, mail, demand)
            for r in range(here.shape[0]):
                here[r] -= each * want[r]
            if source[lane] == i:
                waiting, sent = owed[lane], pipe[sent_at[lane]]
                for r in range(waiting.shape[0]):
                    need = waiting[r] + want[r]
                    back = min(need, 0.0)
                    waiting[r] = need - back
                    stock[r] -= back
                    sent[r] = back
