"""Reorder points: order nothing until stock is low, then enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.rule import Rule, Scale
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import Fault
from bullwhip.network.rounding import floor_units, meets
from bullwhip.network.scenario.explain import shown

__all__ = ["BatchReorderPoint", "MinMax"]


@dataclass(frozen=True)
class MinMax(Rule):
    """(s, S): at or below s, raise the inventory position to S.  Arrow, Harris & Marschak, Econometrica 19(3) 1951."""

    reads: ClassVar[frozenset[str] | None] = frozenset({"position"})
    searched: ClassVar[Mapping[str, Scale]] = {"s": "point", "S": "stock"}

    s: float
    """Reorder point: at or below it an order is placed, in units."""
    S: float
    """Order-up-to level of the inventory position, in units."""

    def faults(self, whole_units: bool) -> Iterator[Fault]:
        """As of every rule; and who orders up to S has no more than that when he orders."""
        yield from super().faults(whole_units)
        if not meets(self.s, self.S):
            yield Fault(key="s", found=f"{shown(self.s)}, more than S = {shown(self.S)}", remedy="give at most S")

    def order(self, view: View) -> Array:
        """Up to S, or nothing."""
        return np.where(view.reached(self.s, np.abs(self.S)), self.S - view.position, 0.0)


@dataclass(frozen=True)
class BatchReorderPoint(Rule):
    """(r, nQ): at or below r, order as many batches of Q as bring the inventory position above r.

    Hadley & Whitin (1963), ch. 4; Zheng & Chen, Naval Research Logistics 39 (1992).
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"position"})
    searched: ClassVar[Mapping[str, Scale]] = {"r": "point", "Q": "lot"}

    r: float
    """Reorder point: at or below it an order is placed, in units."""
    Q: Annotated[float, Field(gt=0)]
    """Batch, in units."""

    def order(self, view: View) -> Array:
        """Whole batches."""
        scale = np.maximum(np.abs(view.position), np.abs(self.r))
        batches = floor_units((self.r - view.position) / self.Q, scale / self.Q) + 1.0
        orders: Array = np.maximum(batches, 0.0) * self.Q
        return orders
