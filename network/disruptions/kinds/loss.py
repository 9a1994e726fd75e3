"""Loss: goods are destroyed, on hand or on their way."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["LossDisruption"]


class LossDisruption(Kind):
    """Goods are destroyed, on hand or on their way."""

    name = "loss"
    where = Where.KEEPS
    extra = ("what",)
