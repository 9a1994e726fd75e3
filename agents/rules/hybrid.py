"""Between just-in-time and just-in-case: a lean base, and a reserve for shortages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.forecasting import Forecasting
from bullwhip.agents.rules.forecasts import LONGEST, Weight
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import Scale
from bullwhip.agents.rules.shortage import cut_off, foretold
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.rounding import meets

__all__ = ["Hybrid"]


@dataclass(frozen=True)
class Hybrid(Forecasting):
    """Keep a lean base, and a reserve that a shortage may use up and that is rebuilt slowly after it.

    S_t = forecast over L + cover periods + safety sqrt(L) e_t + p_t R_t, where L is order delay + lead time, e_t the
    error of the forecast, R_t the forecast of the `reserve` periods that come then, and p_t the part of the reserve
    that is kept: 1 at first.  As long as no shortage is signalled, what was used is ordered again.  It is signalled
    where net stock is less than `signal` times the reserve that is kept, or where supply is disrupted (orders,
    shipping, transit, receiving, capacity or lead time); then p_t falls to what is on hand of R_t, so that nobody is
    asked for the reserve while everybody is short.  In every period after that p_t rises by 1 / `rebuild`, and is 1 at
    once where a disruption of supply is announced; a low stock is no new signal until the reserve is there again.
    Strategic stock for disruptions beside lean everyday stock: Sheffi, Int. J. Logistics Management 12(2) 2001.
    """

    looks_ahead: ClassVar[bool] = True
    searched: ClassVar[Mapping[str, Scale]] = {"reserve": "cover", "cover": "cover"}

    reserve: Annotated[float, Field(ge=0, le=LONGEST)]
    """Periods of forecast demand in the reserve."""
    cover: Annotated[float, Field(ge=0, le=LONGEST)] = 0.0
    """Periods of forecast demand that the lean base keeps on hand.  [0]"""
    safety: float = 0.0
    """Safety factor of the lean base: how many times sqrt(order delay + lead time) e_t it keeps besides.  [0]"""
    signal: Weight = 0.0
    """Part of the reserve, 0 to 1: net stock below it is a shortage.  [0: a backlog is]"""
    rebuild: Annotated[float, Field(ge=1)] = 10.0
    """Periods over which the reserve is rebuilt.  [10]"""

    def start(self, view: View) -> Remembered:
        """The part of the reserve that is kept, and whether a low stock would be a signal."""
        return super().start(view) | {"part": np.ones(view.shape), "ready": np.ones(view.shape)}

    def order(self, view: View) -> Array:
        """What is missing to the level of the day."""
        self.observe(view)
        time, forecast, memory = view.order_delay + view.lead_time, self.forecast, view.memory
        lean = forecast.over(time + self.cover, memory)
        reserve = forecast.over(time + self.cover + self.reserve, memory) - lean
        safety = self.safety * np.sqrt(time) * forecast.error(memory)
        return lean + safety + self.part(reserve, view) * reserve - view.position

    def part(self, reserve: Array, view: View) -> Array:
        """The part of the reserve (stockpoints, replications) that is kept; renews what is remembered."""
        memory, part = view.memory, view.memory["part"]
        low = ~meets(self.signal * part * reserve, view.net_stock, reserve)
        short = (low & (memory["ready"] > 0.0)) | cut_off(view)
        left = np.divide(view.on_hand, reserve, out=np.ones_like(part), where=reserve > 0)
        rebuilt = np.where(np.isfinite(foretold(view)), 1.0, np.minimum(part + 1.0 / self.rebuild, 1.0))
        memory["part"] = np.where(short, np.minimum(part, left), rebuilt)
        there = (rebuilt >= 1.0) & meets(self.signal * reserve, view.net_stock, reserve)
        memory["ready"] = np.where(short, memory["ready"], there)
        return np.asarray(memory["part"], np.float64)
