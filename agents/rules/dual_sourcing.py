"""Two lanes: a regular one, and an express one that is faster and dearer.

These rules say what is ordered on each lane, the fastest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import Rule, Scale
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import RuleError

__all__ = ["BaseSurge", "DualIndex", "ForTwoLanes"]


@dataclass(frozen=True)
class ForTwoLanes(Rule):
    """A rule that says what is ordered on each of two lanes."""

    orders_by_lane: ClassVar[bool] = True

    def start(self, view: View) -> Remembered:
        """Nothing to remember.  Raises RuleError where there are not two lanes."""
        if view.lanes != 2:
            lanes = f"{view.lanes} lane" + ("s" if view.lanes > 1 else "")
            raise RuleError(f"found {lanes}; it needs two, one of them express, or give another rule")
        return super().start(view)


@dataclass(frozen=True)
class DualIndex(ForTwoLanes):
    """Express orders raise what is there within the express lead time, regular ones all that is there and on order.

    Veeraraghavan & Scheller-Wolf, Operations Research 56(4) 2008; with a cap Sun & Van Mieghem, MSOM 21(4) 2019.
    """

    searched: ClassVar[Mapping[str, Scale]] = {"express": "stock", "regular": "stock"}

    express: float
    """Order-up-to level of the position within the order delay and lead time of the express lane, in units."""
    regular: float
    """Order-up-to level of the whole inventory position, the express order included, in units."""
    regular_cap: Annotated[float, Field(ge=0)] = float("inf")
    """Largest order on the regular lane, in units.  [none]"""

    def order(self, view: View) -> Array:
        """What is missing in time, then what is missing in all."""
        in_time, whole = view.lane_position
        express = np.maximum(self.express - in_time, 0.0)
        return np.stack([express, np.minimum(self.regular - (whole + express), self.regular_cap)])


@dataclass(frozen=True)
class BaseSurge(ForTwoLanes):
    """Tailored base-surge: the same on the regular lane in every period, express orders up to a level.

    Allon & Van Mieghem, Management Science 56(1) 2010.
    """

    searched: ClassVar[Mapping[str, Scale]] = {"base": "rate", "level": "stock"}

    base: Annotated[float, Field(ge=0)]
    """What is ordered on the regular lane in every period, in units."""
    level: float
    """Order-up-to level of the position within the order delay and lead time of the express lane, in units."""

    def order(self, view: View) -> Array:
        """The surge, and the base."""
        in_time = view.lane_position[0]
        return np.stack([self.level - in_time, np.broadcast_to(self.base, view.shape)])
