"""Transit: goods under way stand still."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind

__all__ = ["TransitDisruption"]


class TransitDisruption(Kind):
    """Goods under way stand still."""

    name = "transit"
    where = Where.COMES

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Less of what is under way goes on."""
        return {Effect.TRANSIT: Change(1.0 - intensity)}
