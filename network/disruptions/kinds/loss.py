"""Loss: goods are destroyed, on hand or on their way."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind

__all__ = ["LossDisruption"]


class LossDisruption(Kind):
    """Goods are destroyed, on hand or on their way."""

    name = "loss"
    where = Where.KEEPS
    extra = ("what",)

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Less is left of stock, of what is on its way, or of both."""
        meant = {"stock": (Effect.STOCK,), "transit": (Effect.GOODS,), "both": (Effect.STOCK, Effect.GOODS)}
        return {effect: Change(1.0 - intensity) for effect in meant[table.what]}
