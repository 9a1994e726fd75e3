"""Demand: customers ask for more than they would, or for less."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["DemandDisruption"]


class DemandDisruption(Kind):
    """Customers ask for more than they would, or for less: a spike, a slump."""

    name = "demand"
    where = Where.SELLS
    strength = ("severity", "factor", "addition")
