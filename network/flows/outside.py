"""Outside: the world beyond the network has goods without end."""

from __future__ import annotations

from bullwhip.network.compiled import compiled
from bullwhip.network.flows.returns import net_of_debt

__all__ = ["send_from_outside"]


@compiled
def send_from_outside(first, asked_at, sent_at, return_rows, mail, pipe, back, overdrawn, paid):  # type: ignore[no-untyped-def]
    """It sends what it is asked for, at once and in full: lanes from `first` on come from there."""
    for lane in range(first, asked_at.shape[0]):
        slot = asked_at[lane]
        sent, row = pipe[sent_at[lane]], return_rows[lane]
        if row < 0:
            sent[:] = mail[slot]
            continue
        for r in range(sent.shape[0]):  # goods that came back are gone
            need = net_of_debt(mail[slot], back[slot], overdrawn[row], paid[row], r)
            sent[r] = max(need, 0.0)
            overdrawn[row, r] += max(-need, 0.0) - paid[row, r]
