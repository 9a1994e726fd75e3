"""Held orders: a disruption lets only a part of what was decided be ordered, or nothing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.compiled import compiled
from bullwhip.network.disruptions.effects import Effect
from bullwhip.network.flows.term import Period, Segment, Step, Term
from bullwhip.network.flows.terms.disruptions import Disruptions
from bullwhip.network.rounding import hair, nearest
from bullwhip.network.topology import Network

__all__ = ["HeldOrders"]


class HeldOrders(Term):
    """Rows of whose orders a disruption may hold up a part."""

    form: Ints  # (stockpoints,) 0: all it does is done when orders are placed
    rows: Ints  # such rows
    group: Ints  # (lanes,) of the changes, or -1

    @classmethod
    def lay_out(cls, network: Network, lowest: Array, replications: int) -> HeldOrders:
        """Whom it may concern."""
        made = cls()
        made.form = np.zeros(network.rows, np.int64)
        made.rows = made.group = np.empty(0, np.int64)
        if network.storms:
            struck = network.storms.struck(Effect.ORDERS)
            made.group, made.rows = struck.group, np.unique(network.target[struck.there])
        return made

    @property
    def applies(self) -> bool:
        """Whether it concerns anybody."""
        return self.rows.size > 0

    def steps(self, segment: Segment, form: int) -> Iterable[Step]:
        """None: it acts when orders are placed."""
        return ()

    def posted(self, period: Period, first: int, last: int) -> None:
        """Take from each lane's order what cannot be ordered, before any goods go back with it."""
        n, s, t = period.network, period.state, period.tally
        changes = s.term(Disruptions).changes[Effect.ORDERS]
        rows = self.rows[slice(*np.searchsorted(self.rows, (first, last)))]
        if rows.size and not changes.quiet:
            hold_up(
                rows, n.first_in, n.lane_in, self.group, changes.times, n.whole_units, s.placed_at, s.mail, s.position,
                t.orders, t.orders_squared, t.typical, t.placed,
            )  # fmt: skip


@compiled
def hold_up(  # type: ignore[no-untyped-def]
    rows, first_in, lane_in, group, times, whole, placed_at, mail, position, order_sum, order_square_sum, typical,
    placed,
):  # fmt: skip
    """What is ordered on each lane of these rows is so many times what was decided.

    Position, sums of orders about `typical` (stockpoints,), and the count of orders know what was decided.
    """
    before, after = np.empty(mail.shape[1]), np.empty(mail.shape[1])
    for row in rows:
        first, last = first_in[row], first_in[row + 1]
        i, centre, negligible = np.uint64(row), typical[row], hair(typical[row])
        if last - first == 1:
            slot, g = np.uint64(placed_at[lane_in[first]]), np.uint64(group[lane_in[first]])
            for r in range(before.shape[0]):
                units = mail[slot, r]
                part = held_up(units, times[g, r], whole)
                mail[slot, r] = part
                sum_up(i, r, units, part, centre, negligible, position, order_sum, order_square_sum, placed)
            continue
        before[:] = 0.0
        after[:] = 0.0
        for at in range(first, last):
            slot, g = np.uint64(placed_at[lane_in[at]]), group[lane_in[at]]
            for r in range(before.shape[0]):
                before[r] += mail[slot, r]
            for r in range(before.shape[0] if g >= 0 else 0):
                mail[slot, r] = held_up(mail[slot, r], times[np.uint64(g), r], whole)
            for r in range(before.shape[0]):
                after[r] += mail[slot, r]
        for r in range(before.shape[0]):
            sum_up(i, r, before[r], after[r], centre, negligible, position, order_sum, order_square_sum, placed)


@compiled(inline=True)
def held_up(units, share, whole):  # type: ignore[no-untyped-def]
    """The share of an order that is placed."""
    part = units * share
    if whole:
        part = nearest(part)
    return part if share != 1.0 else units


@compiled(inline=True)
def sum_up(  # type: ignore[no-untyped-def]
    i, r, before, after, centre, negligible, position, order_sum, order_square_sum, placed
):
    """A row's order in a column is another than was decided."""
    more, about = after - before, before - centre
    position[i, r] += more
    order_sum[i, r] += more
    order_square_sum[i, r] += more * (2.0 * about + more)
    if placed is not None:
        placed[i, r] -= np.uint8((before > negligible) & (after <= negligible))
