"""Receiving: goods that have arrived wait outside."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind

__all__ = ["ReceivingDisruption"]


class ReceivingDisruption(Kind):
    """Goods that have arrived wait outside."""

    name = "receiving"
    where = Where.KEEPS

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Less of what has arrived may come in."""
        return {Effect.RECEIVING: Change(1.0 - intensity)}
