"""What was paid in a period, and what costs take besides quantities."""

from __future__ import annotations

from bullwhip.network.arrays import Array
from bullwhip.network.flows.terms.money import PAYMENTS, Money
from bullwhip.network.readings.leaving import of_some
from bullwhip.network.readings.under_way import transit_cost
from bullwhip.network.state import State
from bullwhip.network.topology import Network

__all__ = ["beside_quantities", "named_beside_quantities"]


def named_beside_quantities(network: Network) -> tuple[str, ...]:
    """The names of `beside_quantities`."""
    payments = PAYMENTS if network.charges.rows.size else ()
    return (*(("transit_cost",) if network.rates_differ else ()), *payments)


def beside_quantities(network: Network, state: State, rows: slice, settled: int) -> dict[str, Array]:
    """Money of the period that has just ended, or of the current one, of which costs are made: by name.

    Payments are those of periods that are over; in a period under way there are none yet.
    """
    money, found = state.term(Money), {}
    if network.rates_differ:
        found["transit_cost"] = transit_cost(network, state, rows, settled)
    if money.applies:
        found |= {kind: of_some(money.rows, money.paid[at], rows) for at, kind in enumerate(PAYMENTS)}
    return found
