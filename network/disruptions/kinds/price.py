"""Price: what is sent costs more than it would, or less."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind, times_and_more

__all__ = ["PriceDisruption"]


class PriceDisruption(Kind):
    """What is sent costs more than it would, or less."""

    name = "price"
    where = Where.SHIPS
    strength = ("severity", "factor", "addition")

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """The price is taken away, multiplied or added to; it is not below 0."""
        return {Effect.PRICE: times_and_more(table, intensity)}
