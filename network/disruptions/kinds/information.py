"""Information: who decides sees figures that are some periods old."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind

__all__ = ["InformationDisruption"]


class InformationDisruption(Kind):
    """Who decides sees figures that are some periods old."""

    name = "information"
    where = Where.KEEPS
    strength = ("age",)

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Figures are of some periods ago."""
        return {Effect.AGE: Change(more=intensity * float(table.age or 0))}
