"""Base stock: order up to a level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from bullwhip.agents.rules.rule import Rule, Scale
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array

__all__ = ["EchelonOrderUpTo", "OrderUpTo", "Periodic"]


@dataclass(frozen=True)
class OrderUpTo(Rule):
    """Raise the inventory position to a fixed level.  Clark & Scarf, Management Science 6(4) 1960."""

    reads: ClassVar[frozenset[str] | None] = frozenset({"position"})
    searched: ClassVar[Mapping[str, Scale]] = {"level": "stock"}

    level: float
    """Order-up-to level of the inventory position, in units."""

    def order(self, view: View) -> Array:
        """What is missing."""
        return self.level - view.position


@dataclass(frozen=True)
class EchelonOrderUpTo(Rule):
    """Raise the echelon inventory position to a fixed level.  Clark & Scarf, Management Science 6(4) 1960.

    The rule cannot work without the stock of all sites downstream: it sees it whatever the scenario shares.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"echelon_position"})
    sees_stock: ClassVar[bool] = True
    searched: ClassVar[Mapping[str, Scale]] = {"level": "echelon"}

    level: float
    """Order-up-to level of the echelon inventory position, in units."""

    def order(self, view: View) -> Array:
        """What is missing."""
        return self.level - view.echelon_position


@dataclass(frozen=True)
class Periodic(Rule):
    """(R, S): every `review` periods, raise the inventory position to a level.  Hadley & Whitin (1963), ch. 5."""

    reads: ClassVar[frozenset[str] | None] = frozenset({"position"})
    searched: ClassVar[Mapping[str, Scale]] = {"level": "stock"}

    review: Annotated[int, Field(ge=1)]
    """Periods from one review to the next."""
    level: float
    """Order-up-to level of the inventory position, in units."""
    first: Annotated[int, Field(ge=1)] = 1
    """The first period with a review, counted from 1.  [1]"""

    def order(self, view: View) -> Array:
        """What is missing, in a period with a review."""
        if view.period < self.first or (view.period - self.first) % self.review:
            return 0.0 * view.position
        return self.level - view.position
