"""Receiving: goods that have arrived wait outside."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["ReceivingDisruption"]


class ReceivingDisruption(Kind):
    """Goods that have arrived wait outside."""

    name = "receiving"
    where = Where.KEEPS
