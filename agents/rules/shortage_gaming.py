"""The rationing game: who expects to get a part of what he asks for asks for more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.forecasting import ForecastOrderUpTo
from bullwhip.agents.rules.forecasts import Weight
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array

__all__ = ["ShortageGaming"]


@dataclass(frozen=True)
class ShortageGaming(ForecastOrderUpTo):
    """Order up to a level by forecast, and more where only a part of it is expected to come (rationing game).

    O = (S_t - net stock - in transit - f U) / f, where S_t is the level of `forecast-order-up-to`, U what was ordered
    and has not been sent, and f the fill that is expected of the suppliers: f = f + weight (s / (s + w) - f), where s
    is what they sent since the period before, and w what was left waiting then.  It is 1 at first, counts as 1 / `most`
    at least, and stays where nothing was sent and nothing waited.  As long as it is 1, this is `forecast-order-up-to`.
    When supply comes back, what was asked for too much comes as well, or is cancelled, with `negative = true`.
    What Lee, Padmanabhan & Whang, Management Science 43(4) 1997, call the rationing game, as a habit; how it pays
    depends on how the supplier shares: Cachon & Lariviere, Management Science 45(8) 1999.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset(
        {
            "asked",
            "customer_demand",
            "in_transit",
            "net_stock",
            "on_order",
            "received",
            "waiting",
        }
    )

    weight: Weight = 0.5
    """Weight of the newest period in the fill that is expected of suppliers, 0 to 1.  [0.5]"""
    most: Annotated[float, Field(ge=1)] = 2.0
    """How many times what is needed is asked for, at most.  [2]"""

    def start(self, view: View) -> Remembered:
        """The fill that is expected, and what was in transit, besides what the forecast remembers."""
        return super().start(view) | {"fill": np.ones(view.shape), "in_transit": np.full(view.shape, np.nan)}

    def order(self, view: View) -> Array:
        """What is missing, by what is expected of it."""
        self.observe(view)
        fill = self.expected_fill(view)
        unsent = view.on_order - view.in_transit
        return (self.level(view) - view.net_stock - view.in_transit - fill * unsent) / fill

    def expected_fill(self, view: View) -> Array:
        """The part of an order that is expected to come, (stockpoints, replications); renews what is remembered."""
        memory, waiting = view.memory, view.waiting
        sent = np.maximum(view.in_transit - memory["in_transit"] + view.received, 0.0)
        known = sent + waiting  # nothing, as long as none was seen in transit
        memory["in_transit"] = view.in_transit
        newest = np.divide(sent, known, out=memory["fill"].copy(), where=known > 0.0)
        memory["fill"] += self.weight * (newest - memory["fill"])
        return np.maximum(memory["fill"], 1.0 / self.most)
