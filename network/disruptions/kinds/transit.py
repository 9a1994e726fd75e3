"""Transit: goods under way stand still."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["TransitDisruption"]


class TransitDisruption(Kind):
    """Goods under way stand still."""

    name = "transit"
    where = Where.COMES
