"""Demand: customers ask for more than they would, or for less."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind, times_and_more

__all__ = ["DemandDisruption"]


class DemandDisruption(Kind):
    """Customers ask for more than they would, or for less: a spike, a slump."""

    name = "demand"
    where = Where.SELLS
    strength = ("severity", "factor", "addition")

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Demand is taken away, multiplied or added to; nobody begins to bring goods back."""
        return {Effect.DEMAND: times_and_more(table, intensity)}
