"""What a kind of disruption is: where it can be, which keys it takes, and what it does."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

__all__ = ["Kind", "Where"]


class Where(Enum):
    """Which places a disruption of some kind is at, where its table names sites, regions or lanes."""

    LEAVES = "lanes by which goods leave the sites, to their customers as well; not what recipes make there"
    SHIPS = "lanes by which goods come from the sites, made there or sent"
    COMES = "lanes that lead to the sites"
    STARTS = "capacities of the sites, and of their recipes and the lanes by which goods leave them"
    SELLS = "stockpoints of the sites from which customers buy"
    KEEPS = "stockpoints of the sites"

    @property
    def has_lanes(self) -> bool:
        """Whether a disruption may name a lane."""
        return self not in (Where.SELLS, Where.KEEPS)


class Kind:
    """A kind of disruption: one class, in a file of its own."""

    name: ClassVar[str]
    where: ClassVar[Where]
    strength: ClassVar[tuple[str, ...]] = ("severity",)  # the keys, one of which says how strong it is
    extra: ClassVar[tuple[str, ...]] = ()  # further keys
