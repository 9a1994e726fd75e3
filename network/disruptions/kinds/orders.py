"""Orders: only a part of what is decided can be ordered, or nothing."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["OrdersDisruption"]


class OrdersDisruption(Kind):
    """Only a part of what is decided can be ordered, or nothing; nobody makes up for it but who decides."""

    name = "orders"
    where = Where.COMES
