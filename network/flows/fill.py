"""Fill: stock on hand is given to claims, and sent; who gets what where it is scarce, `allocate` says."""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.allocate import serve_groups
from bullwhip.network.flows.term import Period, Segment

__all__ = ["fill", "fill_claims", "send"]


def fill_claims(segment: Segment, period: Period) -> None:
    """The step."""
    n, s = period.network, period.state
    fill(
        *segment.rows, n.allocation, n.first_lane, n.first_claim, s.sent_at, n.group, n.claimant, n.whole_units,
        s.on_hand, s.owed, s.pipe, period.key, s.numbers, s.period,
    )  # fmt: skip


@compiled
def fill(  # type: ignore[no-untyped-def]
    first, last, allocation, first_lane, first_claim, sent_at, group, claimant, whole, on_hand, owed, pipe, key,
    replications, period,
):  # fmt: skip
    """For the rows from `first` to `last`, whose claims are served in groups, each as its row's mode says."""
    for i in range(first, last):
        begin, end = first_lane[i], first_lane[i + 1]
        claims = slice(first_claim[i], first_claim[i + 1])
        given = np.zeros((end - begin, on_hand.shape[1]))
        serve_groups(
            allocation[i], on_hand[i], owed[begin:end], given, group[claims], whole, key, claimant[claims],
            replications, period,
        )  # fmt: skip
        send(given, begin, sent_at, pipe)


@compiled(inline=True)
def send(given, begin, sent_at, pipe):  # type: ignore[no-untyped-def]
    """Send what was given (lanes, columns) to the claimants from lane `begin` on."""
    for k in range(given.shape[0]):
        amount, sent = given[k], pipe[sent_at[begin + k]]
        for r in range(sent.shape[0]):
            sent[r] += amount[r]
