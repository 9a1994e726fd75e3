"""Shipping: of what is asked for only a part leaves, or nothing; the rest waits."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind

__all__ = ["ShippingDisruption"]


class ShippingDisruption(Kind):
    """Of what is asked for only a part leaves, or nothing; the rest waits."""

    name = "shipping"
    where = Where.LEAVES

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Less of what is owed can leave."""
        return {Effect.SHIPPING: Change(1.0 - intensity)}
