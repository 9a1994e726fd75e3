"""Demand: orders whose delay is over, and what customers ask for, become claims."""

from __future__ import annotations

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period, Segment

__all__ = ["asked_by", "claim", "claim_from", "claim_of_lane"]


def claim_from(segment: Segment, period: Period) -> None:
    """The step."""
    n, s = period.network, period.state
    claim(
        *segment.rows, n.first_lane, s.asked_at, s.sent_at, n.market, period.demand, s.on_hand, s.position,
        s.owed, s.mail, s.pipe,
    )  # fmt: skip


@compiled(inline=True)
def asked_by(lane, asked_at, market, mail, demand):  # type: ignore[no-untyped-def]
    """What a lane's claimant asks for: its customers' demand, or the order whose delay is over."""
    if market[lane] >= 0:
        return demand[market[lane]]
    return mail[asked_at[lane]]


@compiled
def claim(first, last, first_lane, asked_at, sent_at, market, demand, on_hand, position, owed, mail, pipe):  # type: ignore[no-untyped-def]
    """For the rows from `first` to `last`, none of whose claimants sends goods back."""
    for i in range(first, last):
        for lane in range(first_lane[i], first_lane[i + 1]):
            claim_of_lane(
                on_hand[i], position[i], owed[lane], asked_by(lane, asked_at, market, mail, demand), pipe[sent_at[lane]]
            )


@compiled(inline=True)
def claim_of_lane(stock, position, owed, want, sent):  # type: ignore[no-untyped-def]
    """Demand becomes a claim; below zero, customers bring goods back, which fill what they are owed, then the stock."""
    for r in range(stock.shape[0]):
        position[r] -= want[r]
        need = owed[r] + want[r]
        back = min(need, 0.0)
        owed[r] = need - back
        stock[r] -= back
        sent[r] = back
