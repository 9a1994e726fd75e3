"""Shipping: of what is asked for only a part leaves, or nothing; the rest waits."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds.kind import Kind, Where

__all__ = ["ShippingDisruption"]


class ShippingDisruption(Kind):
    """Of what is asked for only a part leaves, or nothing; the rest waits."""

    name = "shipping"
    where = Where.LEAVES
