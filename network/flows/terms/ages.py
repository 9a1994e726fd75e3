"""First-come: claims are remembered by the period they were made in, and the oldest are filled first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np

from bullwhip.network.allocation.modes import by_age
from bullwhip.network.arrays import Array, Flags, Ints, joined_rings, widened_ring
from bullwhip.network.capacities import alone, site_used, tied_rows
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.allocate import serve_oldest, strike_out
from bullwhip.network.flows.demand import asked_by
from bullwhip.network.flows.fill import send
from bullwhip.network.flows.term import Period, Phase, Segment, Step, Term
from bullwhip.network.flows.terms.returns import Returns
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["Ages", "aged_lanes"]

_FILLED, _NOTED = 1, 2  # claims are filled here by age, or only noted: rounds fill them
_FIRST_AGES = 8  # periods that claims are told apart at first; doubles when older ones are still unfilled


class Ages(Term):
    """Claims by age, where a stockpoint serves several of them first-come."""

    form: Ints  # (stockpoints,)
    rows: Ints  # (lanes,) row in `claims` of a lane served so, else -1
    claims: Array  # (ages, such lanes, columns) a ring: claims of period p in slot (p + 1) % ages, those before it in 0
    oldest: Ints  # (stockpoints,) before this period, counted from 1, nothing is claimed any more
    newest: int  # period, counted from 1, of the newest claims

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> Ages:
        """With what is owed at the start as the oldest claims."""
        made = cls()
        made.form, made.rows = _form(network), aged_lanes(network)
        aged = made.rows >= 0
        made.claims = np.zeros((_FIRST_AGES if aged.any() else 1, int(aged.sum()), replications))
        made.claims[0] = network.backlog[aged, None]
        made.oldest = np.zeros(network.rows, np.int64)
        made.newest = 0
        return made

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """Claims are noted, and then filled by age; in rounds, where there are such."""
        yield Step(Phase.DEMAND, partial(_remember, segment))
        if form == _FILLED:
            yield Step(Phase.FILL, partial(_fill, segment), through=Phase.FILL)

    def filled_here(self, lanes: Ints, source: Ints) -> Ints:
        """(lanes,) The rows of these lanes in `claims`, where they are filled by age, not in rounds; else -1.

        `source` is the network's.
        """
        here = (source[lanes] != OUTSIDE) & (self.form[source[lanes]] == _FILLED)
        return np.where(here, self.rows[lanes], -1)

    @property
    def applies(self) -> bool:
        """Whether any lane is served so."""
        return bool((self.rows >= 0).any())

    def begin(self, period: Period) -> None:
        """See that the claims of the coming period find their slot empty, however old the oldest claim is."""
        ages = self.claims.shape[0]
        if self.claims[(period.state.period + 1) % ages].any():
            self.claims = widened_ring(self.claims, 2 * ages, self.newest)
        self.newest = period.state.period + 1

    def joined(self, parts: Sequence[tuple[Ages, Ints]]) -> Ages:
        """With room for as many ages as any of them has."""
        made: Ages = super().joined(parts)
        made.claims = joined_rings([(part.claims, at) for part, at in parts], self.newest)
        made.oldest = np.minimum.reduce([part.oldest for part, _ in parts])
        return made


def aged_lanes(network: Network) -> Ints:
    """(lanes,) Their places among those that are served by age, or -1."""
    aged = _aged(network, _form(network))
    return np.where(aged, np.cumsum(aged) - 1, -1)


def _form(network: Network) -> Ints:
    """(stockpoints,) Where several claims are served by age: here, or in rounds."""
    first_come = by_age(network.allocation)
    if not first_come.any():
        return np.zeros(network.rows, np.int64)
    inner = slice(0, network.first_lane[-1])
    sharing = np.bincount(network.source[inner], ~alone(network)[inner], network.rows) > 0
    several = np.diff(network.first_claim) > 1
    form = np.where(tied_rows(network), np.where(sharing, _NOTED, 0), np.where(several, _FILLED, 0))
    return np.where(first_come, form, 0)


def _aged(network: Network, form: Ints) -> Flags:
    """(lanes,) Which are served so; from outside those that share the capacity of a site that does."""
    served: Flags = (network.source != OUTSIDE) & (form[network.source] > 0)
    queues = slice(network.first_queue, None)
    shared = (site_used(network) >= 0) & by_age(network.allocation[network.target])
    served[queues] = shared[queues]
    return served


def _remember(segment: Segment, period: Period) -> None:
    n, s = period.network, period.state
    ages, returns = s.term(Ages), s.term(Returns)
    remember(
        *segment.rows, n.first_lane, s.asked_at, n.market, ages.rows, returns.rows, period.demand, s.owed,
        s.mail, ages.claims, ages.oldest, returns.changes, s.period,
    )  # fmt: skip


def _fill(segment: Segment, period: Period) -> None:
    n, s = period.network, period.state
    ages = s.term(Ages)
    fill_oldest(
        *segment.rows, n.allocation, n.first_lane, n.first_claim, s.sent_at, n.claimant, n.luck, ages.rows,
        n.whole_units, s.on_hand, s.owed, s.pipe, ages.claims, ages.oldest, period.key, s.numbers, s.period,
    )  # fmt: skip


@compiled
def remember(  # type: ignore[no-untyped-def]
    first, last, first_lane, asked_at, market, aged_rows, return_rows, demand, owed, mail, aged, oldest, changes, period
):
    """Note the claims of the rows from `first` to `last`, made in this period.

    `changes` (lanes whose orders may be below zero, columns) is what is claimed anew by these, or cancelled.
    """
    slot = aged[(period + 1) % aged.shape[0]]
    for i in range(first, last):
        for lane in range(first_lane[i], first_lane[i + 1]):
            row = return_rows[lane]
            want = asked_by(lane, asked_at, market, mail, demand) if row < 0 else changes[row]
            claims = slot[aged_rows[lane]]
            for r in range(claims.shape[0]):
                claims[r] = max(want[r], 0.0)
            strike_out(aged[:, aged_rows[lane]], want, period)
            for r in range(claims.shape[0]):
                if want[r] < 0.0 and not _is_open(aged, aged_rows[lane], r, oldest[i], period):
                    owed[lane, r] = 0.0


@compiled
def fill_oldest(  # type: ignore[no-untyped-def]
    first, last, allocation, first_lane, first_claim, sent_at, claimant, luck, aged_rows, whole, on_hand, owed, pipe,
    aged, oldest, key, replications, period,
):  # fmt: skip
    """Fill the claims of the rows from `first` to `last`, those of the oldest period first."""
    for i in range(first, last):
        begin, end = first_lane[i], first_lane[i + 1]
        given = np.zeros((end - begin, on_hand.shape[1]))
        ages = aged[:, aged_rows[begin] : aged_rows[begin] + end - begin]
        oldest[i] = serve_oldest(
            allocation[i], on_hand[i], ages, given, oldest[i], whole, key, luck[i],
            claimant[first_claim[i] : first_claim[i + 1]], replications, period,
        )  # fmt: skip
        _take_from_owed(owed[begin:end], given, on_hand[i], ages, oldest[i], period)
        send(given, begin, sent_at, pipe)


@compiled(inline=True)
def _take_from_owed(owed, given, stock, ages, oldest, period):  # type: ignore[no-untyped-def]
    """What was given is owed no more.  Where no claim is open, what rounding left of them is zero.

    Claims of all ages are not summed afresh: that would cost the more the older the oldest one is.  Whether any is
    open need only be asked where something was given and no stock is left.
    """
    for c in range(owed.shape[0]):
        for r in range(stock.shape[0]):
            left = max(owed[c, r] - given[c, r], 0.0)
            owed[c, r] = 0.0 if stock[r] > 0.0 else left
        for r in range(stock.shape[0]):
            if given[c, r] > 0.0 and owed[c, r] > 0.0 and not _is_open(ages, c, r, oldest, period):
                owed[c, r] = 0.0


@compiled(inline=True)
def _is_open(aged, lane, r, oldest, period):  # type: ignore[no-untyped-def]
    """Whether a claimant still has a claim from `oldest` on, counted like period + 1; newest first."""
    claimed = period + 1
    while claimed >= oldest and aged[claimed % aged.shape[0], lane, r] <= 0.0:
        claimed -= 1
    return claimed >= oldest
