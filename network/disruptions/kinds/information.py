"""Information: who decides sees figures that are some periods old."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["InformationDisruption"]


class InformationDisruption(Kind):
    """Who decides sees figures that are some periods old."""

    name = "information"
    where = Where.KEEPS
    strength = ("age",)
