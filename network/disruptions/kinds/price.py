"""Price: what is sent costs more than it would, or less."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["PriceDisruption"]


class PriceDisruption(Kind):
    """What is sent costs more than it would, or less."""

    name = "price"
    where = Where.SHIPS
    strength = ("severity", "factor", "addition")
