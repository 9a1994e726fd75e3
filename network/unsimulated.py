"""Keys that scenario files may have, and the engine does not yet act on: a run that ignored them would mislead."""

from __future__ import annotations

from bullwhip.network.errors import BullwhipError
from bullwhip.network.topology import Network

__all__ = ["refuse_unsimulated"]

_AGEING = "goods keep for ever as yet"
_MONEY = "this is not charged as yet"
_OF_STOCK = {
    "shelf_life": _AGEING, "shrinkage": _AGEING, "obsolete_at": _AGEING, "discard_cost": _MONEY, "lost_cost": _MONEY,
}  # fmt: skip


def refuse_unsimulated(network: Network) -> None:
    """Raise BullwhipError for the first stockpoint with a key that has no effect."""
    for key, why in _OF_STOCK.items():
        for row, value in network.of_rows.some(key).items():
            if value:
                site, item, _ = network.stockpoints[row]
                raise BullwhipError(f"site {site!r} ({item}), {key}: found {value}; {why}, leave it out")
