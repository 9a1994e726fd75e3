"""Account: what is on hand and owed at the end of the period is summed; costs are made of these sums."""

from __future__ import annotations

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period, Segment

__all__ = ["account", "account_for"]


def account_for(segment: Segment, period: Period) -> None:
    """The step."""
    n, s, t = period.network, period.state, period.tally
    account(*segment.rows, n.first_claim, n.claim, n.units, s.on_hand, s.owed, t.on_hand, t.backlog)


@compiled
def account(first, last, first_claim, claim, units, on_hand, owed, on_hand_sum, backlog_sum):  # type: ignore[no-untyped-def]
    """For the rows from `first` to `last`."""
    for i in range(first, last):
        stock, total = on_hand[i], on_hand_sum[i]
        for r in range(stock.shape[0]):
            total[r] += stock[r]
        total = backlog_sum[i]
        for c in range(first_claim[i], first_claim[i + 1]):
            amount, each = owed[claim[c]], units[c]
            for r in range(amount.shape[0]):
                total[r] += each * amount[r]
