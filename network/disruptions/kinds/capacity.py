"""Capacity: less can be sent, or started, than at other times."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["CapacityDisruption"]


class CapacityDisruption(Kind):
    """Less can be sent, or started, than at other times."""

    name = "capacity"
    where = Where.STARTS
