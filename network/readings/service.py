"""Service of a single period: what was asked for in it, and how much of that was filled in it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.compiled import compiled
from bullwhip.network.flows.observe import filled_at_once
from bullwhip.network.flows.terms.lost_sales import LostSales
from bullwhip.network.flows.terms.returns import Returns
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["ServiceNow", "service_now"]


class ServiceNow(NamedTuple):
    """Of the period that has just ended: (stockpoints, replications) units each."""

    asked: Array  # without returns
    filled: Array  # of that, in the period itself
    owed: Array  # at its end
    lost: Array  # in it


def service_now(network: Network, state: State, demand: Array, own: bool = False) -> ServiceNow:
    """The service of every stockpoint, to all claimants or to its own customers alone; units as a fill rate has them.

    `demand` (markets, replications) is the customers' of the period.
    """
    returns, losses = state.term(Returns), state.term(LostSales)
    made = ServiceNow(*(np.zeros((network.rows, state.numbers.size)) for _ in ServiceNow._fields))
    _serve(
        network.first_claim, network.claim, network.units, network.market, state.asked_at, state.sent_at, returns.rows,
        losses.at, state.owed, state.mail, state.pipe, returns.paid, losses.lost, demand, own, *made,
    )  # fmt: skip
    return made


@compiled
def _serve(  # type: ignore[no-untyped-def]
    first_claim, claim, units, market, asked_at, sent_at, return_rows, lost_at, owed, mail, pipe, paid, lost, demand,
    own, asked, filled, left, gone,
):  # fmt: skip
    """As `observe` sums it, for one period."""
    rows, columns = asked.shape
    for i in range(rows):
        for c in range(first_claim[i], first_claim[i + 1]):
            lane, each = claim[c], units[c]
            customers = market[lane] >= 0
            if own and not customers:
                continue
            if customers:
                wants, w = demand, market[lane]
            else:
                wants, w = mail, asked_at[lane]
            sent, row, leaving = sent_at[lane], return_rows[lane], lost_at[lane]
            for r in range(columns):
                away = 0.0
                if leaving >= 0:
                    away = lost[leaving, r]
                asked[i, r] += each * max(wants[w, r], 0.0)
                filled[i, r] += each * filled_at_once(wants[w, r], pipe[sent, r], owed[lane, r] + away)
                left[i, r] += each * owed[lane, r]
                gone[i, r] += each * away
            for r in range(columns if row >= 0 else 0):  # what is set against goods sent back is no claim
                asked[i, r] -= paid[row, r]
