"""Just-in-case: periods of forecast demand are kept on hand, whatever happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.forecasting import Forecasting
from bullwhip.agents.rules.forecasts import LONGEST
from bullwhip.agents.rules.rule import Scale, Units
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array

__all__ = ["JustInCase"]


@dataclass(frozen=True)
class JustInCase(Forecasting):
    """Keep the forecast demand of some periods on hand, a safety stock, and a reserve on top.

    S_t = forecast over L + cover periods + safety sqrt(L) e_t + reserve, where L is order delay + lead time, as the
    view has them, and e_t the error of the forecast, as for `forecast-order-up-to`.  In steady demand `cover` periods
    of it are on hand at the end of each period.  The order-up-to level with its safety stock: Silver, Pyke & Peterson,
    Inventory Management and Production Planning and Scheduling (1998), section 7.9; days of cover are practitioners'.
    The reserve is the last that is used, as it lies under the rest, and what was used of it is ordered again at once.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"asked", "customer_demand", "position"})
    searched: ClassVar[Mapping[str, Scale]] = {"cover": "cover", "safety": "factor"}

    cover: Annotated[float, Field(ge=0, le=LONGEST)]
    """Periods of forecast demand that are kept on hand (days of cover)."""
    safety: float = 0.0
    """Safety factor: how many times sqrt(order delay + lead time) e_t are kept besides.  [0]"""
    reserve: Units = 0.0
    """Strategic reserve: units that are kept on top.  [0]"""

    def order(self, view: View) -> Array:
        """What is missing to the level of the day."""
        self.observe(view)
        time = view.order_delay + view.lead_time
        level = self.forecast.over(time + self.cover, view.memory)
        safety = self.safety * np.sqrt(time) * self.forecast.error(view.memory)
        return level + safety + self.reserve - view.position
