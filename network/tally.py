"""Sums that a batch gathers while it runs, one number per stockpoint and replication, so that memory does not grow."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from bullwhip.network.arrays import Array, Ints, Shelf
from bullwhip.network.compiled import compiled
from bullwhip.network.physics import asked_by, sent_on
from bullwhip.network.rounding import NEGLIGIBLE
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["Sum", "Tally", "is_order"]


class Sum(IntEnum):
    """What is summed over the periods counted.  The first four cost nothing beside the step, and are always there."""

    ON_HAND = 0
    BACKLOG = 1
    ORDERS = 2  # about `typical`
    ORDERS_SQUARED = 3  # about `typical`
    ASKED = 4  # about `typical`; from here on in the order in which `_observe` takes them
    ASKED_SQUARED = 5  # about `typical`
    NET_STOCK_SQUARED = 6  # about the stock at the start
    FILLED_AT_ONCE = 7
    IN_TRANSIT = 8
    ORDERS_PLACED = 9  # periods with an order
    PERIODS_WITHOUT_BACKLOG = 10
    PERIODS_WITH_STOCK = 11
    CLAIMED = 12  # what was asked for, without returns and what is set against them
    CYCLES = 13  # replenishment cycles that ended
    CYCLES_WITHOUT_BACKLOG = 14


class Own(IntEnum):
    """What is summed of the customers of stockpoints that serve other sites as well: the others' `Sum` says it."""

    ASKED = 0
    CLAIMED = 1  # without returns and what is set against them
    FILLED_AT_ONCE = 2
    PERIODS_WITHOUT_BACKLOG = 3
    CYCLES_WITHOUT_BACKLOG = 4


ALWAYS = 4


def is_order(orders: Array, typical: Array) -> Array:
    """Whether orders (..., stockpoints, replications) are more than rounding leaves of nothing.

    `typical` (stockpoints,) is the mean demand behind each.
    """
    return np.greater(orders, NEGLIGIBLE * typical[:, None])


class Tally:
    """The sums over the periods counted so far.

    Orders and demand are summed about `typical`, the mean demand behind each stockpoint, so that their variances keep
    their digits.  `observing` is False for a run that needs costs and order variances only.

    A replenishment cycle lasts from a period in which goods come in to the one before they do so next.  It counts if
    its last period does, wherever it began: cycles of every length then have the same chance to count.
    """

    def __init__(self, network: Network, replications: int, observing: bool, shelf: Shelf) -> None:
        rows = network.rows
        self.periods = 0
        self.observing = observing
        self.sums = [shelf.zeros(rows, replications) for _ in range(len(Sum) if observing else ALWAYS)]
        starts, markets = network.downstream
        means = np.concatenate([[0.0], np.cumsum(network.tape.means[markets])])
        self.typical: Array = means[starts[1:]] - means[starts[:-1]]  # (stockpoints,)
        self._transit = np.zeros((rows if observing else 0, replications))  # on its way now
        for row in range(rows if observing else 0):
            self._transit[row] = sum(network.in_transit[network.inbound[row]])
        self._cycle = np.zeros((rows if observing else 0, replications))  # _NONE, _CLEAR or _SHORT
        apart = int((network.mixed >= 0).sum()) if observing else 0  # `network.mixed` numbers their rows
        self.own = [np.zeros((apart, replications)) for _ in Own]  # in the order in which `_observe` takes them
        self._own_cycle = np.zeros((apart, replications))
        self.reach, self._sets = _market_sets(network)
        kept = len(self._sets[0]) - 1 if observing else 0
        self.customers = np.zeros((2, kept, replications))  # sum and sum of squares of demand by set of markets
        # Of the network as a whole, about the mean demand: sum and sum of squares of what the outside world is asked
        # for, and of what all customers ask for.
        self.outside = np.zeros((2, replications))
        self.market = np.zeros((2, replications))

    def reset(self) -> None:
        """Forget what was summed: the warm-up is over."""
        self.periods = 0
        for total in (*self.sums, *self.own):
            total[:] = 0.0
        self.customers[:] = 0.0
        self.outside[:] = 0.0
        self.market[:] = 0.0

    def is_order(self, orders: Array) -> Array:
        """Whether orders (stockpoints, replications) are more than rounding leaves of nothing."""
        return is_order(orders, self.typical)

    def count(self, network: Network, state: State, demand: Array) -> None:
        """Count the period that is ending.  Stock, backlog and orders were summed by the step itself."""
        self.periods += 1
        if not self.observing:
            return
        _observe_outside(
            state.period, network.first_lane[-1], network.order_delay, network.first_mail, network.target,
            state.mail, self.typical, self.outside,
        )  # fmt: skip
        _observe(
            state.period, demand,
            network.inbound, network.first_lane, network.lead_time, network.order_delay, network.first_mail,
            network.first_pipe, network.market, state.return_rows, state.on_hand, state.owed, state.mail, state.pipe,
            state.paid,
            self._transit, self._cycle, network.mixed, self._own_cycle, self.typical, network.stock,
            *self.sums[ALWAYS:], *self.own,
        )  # fmt: skip
        _observe_customers(demand, *self._sets, network.tape.means, self.customers, self.market)


def _market_sets(network: Network) -> tuple[Ints, tuple[Ints, Ints]]:
    """Rows that serve the same markets share a sum: the set of each row, and the sets (starts, markets)."""
    starts, markets = network.downstream
    numbers: dict[bytes, int] = {}
    sets: list[Ints] = []
    reach = np.empty(network.rows, np.int64)
    for row in range(network.rows):
        behind = np.sort(markets[starts[row] : starts[row + 1]])
        name = behind.tobytes()
        if name not in numbers:
            numbers[name] = len(sets)
            sets.append(behind)
        reach[row] = numbers[name]
    first = np.concatenate([[0], np.cumsum([behind.size for behind in sets])]).astype(np.int64)
    return reach, (first, np.concatenate([*sets, np.empty(0, np.int64)]))


@compiled
def _observe(  # type: ignore[no-untyped-def]
    period, demand,
    inbound, first_lane, lead_time, order_delay, first_mail, first_pipe, market, return_rows,
    on_hand, owed, mail, pipe, paid, transit, cycle, mixed, own_cycle, typical, usual,
    asked_sum, asked_squares, net_squares, filled_sum, transit_sum, placed_sum, clear_sum, ready_sum,
    claimed_sum, cycles_sum, clear_cycles_sum,
    own_asked, own_claimed, own_filled, own_clear, own_clear_cycles,
):  # fmt: skip
    rows, reps = on_hand.shape
    total = np.empty(reps)
    left = np.empty(reps)
    for i in range(rows):
        stock = on_hand[i]
        total[:] = 0.0
        left[:] = 0.0
        filled, claimed = filled_sum[i], claimed_sum[i]
        for claim in range(first_lane[i], first_lane[i + 1]):
            want = asked_by(claim, period, order_delay, first_mail, market, mail, demand)
            sent = sent_on(claim, period, lead_time, first_pipe, pipe)
            after = owed[claim]
            for r in range(reps):
                filled[r] += _at_once(want[r], sent[r], after[r])
                claimed[r] += max(want[r], 0.0)
                total[r] += want[r]
                left[r] += after[r]
            if return_rows[claim] >= 0:  # what is set against goods sent back is no claim
                for r in range(reps):
                    claimed[r] -= paid[return_rows[claim], r]
        centre = typical[i]
        negligible = NEGLIGIBLE * centre  # less is what rounding leaves of zero: no order, no stock, no backlog
        sums, squares = asked_sum[i], asked_squares[i]
        for r in range(reps):
            about = total[r] - centre
            sums[r] += about
            squares[r] += about * about
        squares, clear, ready, stock_usual = net_squares[i], clear_sum[i], ready_sum[i], usual[i]
        for r in range(reps):
            net = stock[r] - left[r] - stock_usual
            squares[r] += net * net
            clear[r] += 1.0 if left[r] <= negligible else 0.0
            ready[r] += 1.0 if stock[r] > negligible else 0.0
        lane = inbound[i]
        ring = lead_time[lane] + 1
        came = pipe[first_pipe[lane] + period % ring]
        due = pipe[first_pipe[lane] + (period + 1) % ring]  # all of it: who sends for the next period has done so
        _count_cycle(cycle[i], came, due, left, negligible, cycles_sum[i], clear_cycles_sum[i])
        k = mixed[i]
        for claim in range(first_lane[i], first_lane[i + 1] if k >= 0 else first_lane[i]):
            if market[claim] >= 0:
                sent = sent_on(claim, period, lead_time, first_pipe, pipe)
                _observe_own(
                    demand[market[claim]], sent, owed[claim], came, due, negligible, own_cycle[k],
                    own_asked[k], own_claimed[k], own_filled[k], own_clear[k], own_clear_cycles[k],
                )  # fmt: skip
                if return_rows[claim] >= 0:
                    own_claimed[k] -= paid[return_rows[claim]]
        went = pipe[first_pipe[lane] + (period + lead_time[lane]) % ring]
        order = mail[first_mail[lane] + (period + order_delay[lane]) % (order_delay[lane] + 1)]
        coming, sums, placed = transit[i], transit_sum[i], placed_sum[i]
        for r in range(reps):
            coming[r] += went[r] - came[r]
            sums[r] += coming[r]
            placed[r] += 1.0 if order[r] > negligible else 0.0


_NONE, _CLEAR, _SHORT = 0.0, 1.0, 2.0  # no cycle has begun; so far without backlog; with


@compiled(inline=True)
def _count_cycle(cycle, came, due, left, negligible, ended, clear):  # type: ignore[no-untyped-def]
    """A cycle begins where goods came in, is spoilt by what is left unfilled, and ends where goods are due next."""
    for r in range(cycle.shape[0]):
        state = _CLEAR if came[r] > negligible else cycle[r]
        state = _SHORT if (state > _NONE) & (left[r] > negligible) else state
        ended[r] += 1.0 if (due[r] > negligible) & (state > _NONE) else 0.0
        clear[r] += 1.0 if (due[r] > negligible) & (state == _CLEAR) else 0.0
        cycle[r] = state


@compiled(inline=True)
def _at_once(want, sent, after):  # type: ignore[no-untyped-def]
    """Older claims are filled first: what was sent beyond them went to this period's."""
    older = max(after + sent - want, 0.0)
    return max(min(sent - older, want), 0.0)


@compiled(inline=True)
def _observe_own(  # type: ignore[no-untyped-def]
    want, sent, after, came, due, negligible, cycle, asked, claimed, filled, clear, clear_cycles
):
    """Of a stockpoint that serves customers and sites: what the customers alone see."""
    for r in range(want.shape[0]):
        asked[r] += want[r]
        claimed[r] += max(want[r], 0.0)
        filled[r] += _at_once(want[r], sent[r], after[r])
        clear[r] += 1.0 if after[r] <= negligible else 0.0
    _count_cycle(cycle, came, due, after, negligible, np.zeros(want.shape[0]), clear_cycles)  # how many: as for all


@compiled
def _observe_customers(demand, first, markets, means, customers, market):  # type: ignore[no-untyped-def]
    total = np.empty(demand.shape[1])
    for k in range(first.shape[0] - 1):
        total[:] = 0.0
        for m in markets[first[k] : first[k + 1]]:
            total += demand[m] - means[m]
        customers[0, k] += total
        customers[1, k] += total * total
    total[:] = 0.0
    for m in range(demand.shape[0]):
        total += demand[m] - means[m]
    market[0] += total
    market[1] += total * total


@compiled
def _observe_outside(period, first, order_delay, first_mail, target, mail, typical, outside):  # type: ignore[no-untyped-def]
    total = np.zeros(mail.shape[1])
    for lane in range(first, order_delay.shape[0]):
        total += mail[first_mail[lane] + (period + order_delay[lane]) % (order_delay[lane] + 1)]
        total -= typical[target[lane]]
    outside[0] += total
    outside[1] += total * total
