"""Capacity: less can be sent, or started, than at other times."""

from __future__ import annotations

from collections.abc import Mapping

from bullwhip.network.arrays import Array
from bullwhip.network.disruptions.effects import Change, Effect, Strength, Where
from bullwhip.network.disruptions.kinds.kind import Kind

__all__ = ["CapacityDisruption"]


class CapacityDisruption(Kind):
    """Less can be sent, or started, than at other times."""

    name = "capacity"
    where = Where.STARTS

    @classmethod
    def changes(cls, table: Strength, intensity: Array) -> Mapping[Effect, Change]:
        """Less of the capacity is there."""
        return {Effect.CAPACITY: Change(1.0 - intensity)}
