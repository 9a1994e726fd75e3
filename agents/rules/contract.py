"""Contracts: so much is taken on one lane in every period, and the rest is ordered freely on another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.dual_sourcing import ForTwoLanes
from bullwhip.agents.rules.rule import Scale, Units
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import Fault
from bullwhip.network.rounding import meets
from bullwhip.network.scenario.explain import shown

__all__ = ["Contract"]


@dataclass(frozen=True)
class Contract(ForTwoLanes):
    """Take at least `take` and at most `most` by contract in every period, and order the rest freely.

    Of what lacks to `level` the lane of the contract gets as much as it may, and `take` even where less lacks; what is
    left is ordered on the other lane.  A fixed quantity is `most` equal to `take`; a minimum take alone has no `most`.
    What the contract saves is the lower price of its lane.  A volume for each period: Henig, Gerchak, Ernst & Pyke,
    Management Science 43(2) 1997; a minimum at a lower price: Bassok & Anupindi, IIE Transactions 29(5) 1997.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"position"})
    searched: ClassVar[Mapping[str, Scale]] = {"take": "rate", "level": "stock"}

    take: Units
    """Units that are taken by contract in every period, at least."""
    level: float
    """Order-up-to level of the whole inventory position, in units."""
    most: Annotated[float, Field(ge=0)] = float("inf")
    """Units that can be had by contract in a period, at most.  [no limit]"""
    lane: Literal["slow", "fast"] = "slow"
    """Which lane the contract is for, by order delay and lead time.  [the slow one]"""

    @property
    def sought(self) -> Mapping[str, Scale]:
        """What must be taken is agreed where it is agreed what can be had."""
        return self.searched if self.most == float("inf") else {"level": "stock"}

    def faults(self, whole_units: bool) -> Iterator[Fault]:
        """As of every rule; and nobody has to take more than he may."""
        yield from super().faults(whole_units)
        if not meets(self.take, self.most):
            found = f"{shown(self.take)}, more than most = {shown(self.most)}"
            yield Fault(key="take", found=found, remedy="give at most that")

    def order(self, view: View) -> Array:
        """What is taken by contract, and the rest; the fast lane first."""
        lacking = np.maximum(self.level - view.position, 0.0)
        taken = np.maximum(np.minimum(lacking, self.most), self.take)
        rest = np.maximum(lacking - taken, 0.0)
        return np.stack([rest, taken] if self.lane == "slow" else [taken, rest])
