"""Outside: the world beyond the network has goods without end."""

from __future__ import annotations

import numpy as np

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.term import Period
from bullwhip.network.flows.terms.returns import Returns, net_of_debt

__all__ = ["ask_outside", "send_from_outside"]


def ask_outside(period: Period) -> None:
    """The step: what the outside world is asked for, it sends."""
    n, s, returns = period.network, period.state, period.state.term(Returns)
    send_from_outside(
        n.first_lane[-1], n.first_queue, s.asked_at, s.sent_at, returns.rows, s.mail, s.pipe, returns.back,
        returns.overdrawn, returns.paid, period.tally.sent,
    )  # fmt: skip


@compiled
def send_from_outside(  # type: ignore[no-untyped-def]
    first, last, asked_at, sent_at, return_rows, mail, pipe, back, overdrawn, paid, sent_sum
):
    """It sends what it is asked for, at once and in full, on the lanes from `first` to `last`.

    What is sent is added to `sent_sum` (lanes, columns), if that is not None.
    """
    for k in range(first, last):
        lane, asked, sent, row = np.uint64(k), np.uint64(asked_at[k]), np.uint64(sent_at[k]), return_rows[k]
        if row < 0:
            for r in range(pipe.shape[1]):
                pipe[sent, r] = mail[asked, r]
        else:
            for r in range(pipe.shape[1]):  # goods that came back are gone
                need = net_of_debt(mail[asked], back[asked], overdrawn[row], paid[row], r)
                pipe[sent, r] = max(need, 0.0)
                overdrawn[row, r] += max(-need, 0.0) - paid[row, r]
        if sent_sum is not None:
            for r in range(pipe.shape[1]):
                sent_sum[lane, r] += pipe[sent, r]
