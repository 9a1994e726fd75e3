"""Cover by lead time: the longer a supplier takes, the more of its goods is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from bullwhip.agents.rules.forecasting import Forecasting
from bullwhip.agents.rules.forecasts import LONGEST
from bullwhip.agents.rules.rule import Scale
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array

__all__ = ["Cover"]


@dataclass(frozen=True)
class Cover(Forecasting):
    """Keep as much on hand as is asked for in `times` the time that each supplier takes from order to delivery.

    S_t = forecast over (1 + times) L periods, where L is order delay + lead time.  Of several lanes L is the mean by
    the part of the orders that is expected on each: so the demand that comes by each lane is covered by its own time.
    After 2011 Toyota asked its suppliers for two to six months of chips, depending on the time from order to delivery
    (N. Shirouzu, How Toyota thrives when the chips are down, Reuters, 8 March 2021).
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"asked", "customer_demand", "position"})
    searched: ClassVar[Mapping[str, Scale]] = {"times": "cover"}

    times: Annotated[float, Field(ge=0, le=LONGEST)]
    """How many times order delay + lead time the demand that is kept on hand would last."""

    def order(self, view: View) -> Array:
        """What is missing to the level of the day."""
        self.observe(view)
        time = view.order_delay + view.lead_time
        return self.forecast.over((1.0 + self.times) * time, view.memory) - view.position
