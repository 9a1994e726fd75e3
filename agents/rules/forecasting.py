"""Rules that forecast: the forecast order-up-to rule and its smoothed form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.forecasts import LONGEST, Forecast
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import Rule, Scale
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array

__all__ = ["ForecastOrderUpTo", "Smoothing"]


@dataclass(frozen=True)
class Forecasting(Rule):
    """A rule that forecasts what it is asked for, or, where the scenario shows it, what customers ask for."""

    forecast: Forecast
    """How demand is forecast."""

    def start(self, view: View) -> Remembered:
        """What the forecast remembers."""
        return self.forecast.start(view.shape)

    def observe(self, view: View) -> None:
        """Take in what was asked for in this period."""
        self.forecast.observe(view.customer_demand if view.demand_shown else view.asked, view.memory)


@dataclass(frozen=True)
class ForecastOrderUpTo(Forecasting):
    """Raise the inventory position to the forecast of `cover` periods and a safety stock.

    S_t = forecast over `cover` periods + safety sqrt(cover) e_t, where e_t is the root mean square so far of the
    forecast's errors in one period: a period's demand less what was forecast for it the period before; 0 before the
    first error.  With `known`, e_t is its `sd`; with `last` it is that of all errors.  With the others the mean square
    is smoothed: m_n = m_{n-1} + w (error^2 - m_{n-1}) at the n-th error, where w is alpha with `exponential` and
    `holt-winters`, 1 / window with `moving-average`, and 1 / n as long as that is more (so m_1 is the first square).
    Chen, Drezner, Ryan & Simchi-Levi, Management Science 46(3) 2000.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"asked", "customer_demand", "position"})
    searched: ClassVar[Mapping[str, Scale]] = {"safety": "factor"}

    cover: Annotated[float, Field(ge=0, le=LONGEST)]
    """Periods of forecast demand that the inventory position covers: lead time, order delay and review."""
    safety: float = 0.0
    """Safety factor: how many times sqrt(cover) e_t are kept as safety stock.  [0]"""

    def order(self, view: View) -> Array:
        """What is missing to the level of the day."""
        self.observe(view)
        return self.level(view) - view.position

    def level(self, view: View, ahead: Array | float = 0.0) -> Array:
        """The level of the day, for so many periods more than the cover: (stockpoints, replications)."""
        level = self.forecast.over(self.cover + ahead, view.memory)
        if np.any(np.asarray(self.safety) != 0):
            level = level + self.safety * np.sqrt(self.cover) * self.forecast.error(view.memory)
        return level


@dataclass(frozen=True)
class Smoothing(Forecasting):
    """Order the forecast, and close a part of the gaps in net stock and pipeline (APIOBPCS).

    O = F + (target stock - net stock) / stock_time + (target pipeline - on order) / pipeline_time, where the target
    stock is `cover` periods of forecast demand, and the target pipeline what the forecast demand keeps on order.
    John, Naim & Towill (1994); Dejonckheere, Disney, Lambrecht & Towill, EJOR 147(3) 2003.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"asked", "customer_demand", "net_stock", "on_order"})
    searched: ClassVar[Mapping[str, Scale]] = {"stock_time": "time", "pipeline_time": "time", "cover": "cover"}

    stock_time: Annotated[float, Field(gt=0)]
    """Periods over which a gap in net stock is closed (Ti)."""
    pipeline_time: Annotated[float, Field(gt=0)]
    """Periods over which a gap in what is on order is closed (Tw)."""
    cover: Annotated[float, Field(ge=0, le=LONGEST)] = 0.0
    """Target net stock, in periods of forecast demand.  [0]"""
    pipeline_cover: float | None = None
    """Target pipeline, in periods of forecast demand.  [lead time + order delay - 1]"""

    def order(self, view: View) -> Array:
        """Forecast, stock feedback and pipeline feedback."""
        self.observe(view)
        expected = self.forecast.over(1.0, view.memory)
        lag = view.lead_time + view.order_delay - 1.0 if self.pipeline_cover is None else self.pipeline_cover
        stock_gap = self.cover * expected - view.net_stock
        pipeline_gap = lag * expected - view.on_order
        return expected + stock_gap / self.stock_time + pipeline_gap / self.pipeline_time
