"""Buffers by class: what is dear, what is erratic, and what comes late have covers of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.forecasting import Forecasting
from bullwhip.agents.rules.forecasts import LONGEST
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import Units
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import Fault
from bullwhip.network.rounding import meets
from bullwhip.network.scenario.explain import shown

__all__ = ["ByClass"]

Periods = Annotated[float, Field(ge=0, le=LONGEST)]


@dataclass(frozen=True)
class ByClass(Forecasting):
    """Keep as many periods of forecast demand on hand as its class has: by value, variability or supplier risk.

    S_t = forecast over L + cover periods, where L is order delay + lead time and the cover is that of the class.  The
    first class has a figure of at least the first of `bounds`, the second of at least the second, the third the others.
    The figure is, so far: by `value` (A, B, C) mean demand x price, money per period; by `variability` (Z, Y, X)
    standard deviation / mean of demand per period; by `risk` the part of the periods in which suppliers owed something
    at the end.  Classes are those of stockpoints, by bounds that are the same for all: nobody knows what others are
    worth.  ABC: Silver, Pyke & Peterson, Inventory Management and Production Planning and Scheduling (1998), section
    3.5; XYZ is practitioners', who differ about its bounds.
    """

    by: Literal["value", "variability", "risk"]
    """What classes are made by."""
    bounds: tuple[Units, Units]
    """The least figures of the first and of the second class."""
    covers: tuple[Periods, Periods, Periods]
    """Periods of forecast demand that are kept on hand, of the first, second and third class."""

    def faults(self, whole_units: bool) -> Iterator[Fault]:
        """As of every rule; and the first class is above the second."""
        yield from super().faults(whole_units)
        if not meets(self.bounds[1], self.bounds[0]):
            found = f"{shown(self.bounds[0])}, less than {shown(self.bounds[1])}"
            yield Fault(key="bounds", found=found, remedy="give the bound of the first class first: the higher one")

    def start(self, view: View) -> Remembered:
        """Sums of demand, of its square, and of periods in which something was owed."""
        sums = {name: np.zeros(view.shape) for name in ("demand", "square", "late")}
        return super().start(view) | sums

    def order(self, view: View) -> Array:
        """What is missing to the level of the day."""
        self.observe(view)
        figure = self.figure(view)
        lower = np.where(meets(self.bounds[1], figure), self.covers[1], self.covers[2])
        cover = np.where(meets(self.bounds[0], figure), self.covers[0], lower)
        return self.forecast.over(view.order_delay + view.lead_time + cover, view.memory) - view.position

    def figure(self, view: View) -> Array:
        """What the class goes by (stockpoints, replications); renews what is remembered."""
        memory, periods = view.memory, view.period
        demand = view.customer_demand if view.demand_shown else view.asked
        memory["demand"] += demand
        memory["square"] += demand**2
        memory["late"] += ~meets(view.waiting, 0.0, view.on_order)
        mean = memory["demand"] / periods
        if self.by == "value":
            return mean * view.price
        if self.by == "risk":
            return memory["late"] / periods
        sd = np.sqrt(np.maximum(memory["square"] / periods - mean**2, 0.0))
        return np.divide(sd, mean, out=np.zeros_like(mean), where=mean > 0.0)
