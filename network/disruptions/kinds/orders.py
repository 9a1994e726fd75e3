"""Orders: only a part of what is decided can be ordered, or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind

__all__ = ["OrdersDisruption"]


class OrdersDisruption(Kind):
    """Only a part of what is decided can be ordered, or nothing; nobody makes up for it but who decides."""

    name = "orders"
    where = Where.COMES

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Less is ordered than was decided."""
        return {Effect.ORDERS: Change(1.0 - intensity)}
