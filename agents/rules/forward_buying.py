"""Forward buying: who knows that a price will rise buys ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.forecasting import ForecastOrderUpTo
from bullwhip.agents.rules.forecasts import LONGEST
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.rounding import meets

__all__ = ["ForwardBuying"]


@dataclass(frozen=True)
class ForwardBuying(ForecastOrderUpTo):
    """Order up to a level by forecast, and buy ahead before the price rises.

    To the level of `forecast-order-up-to` the demand of n further periods is added: as long as, for each j of 1 to n,
    the price of what is ordered j periods later is higher than today's by more than it costs to hold a unit for j
    periods, the cost of its capital included.  So n is about the rise of the price / holding cost at the end of a
    promotion, or before a price goes up.  Where demand and prices are known, and an order costs nothing, no other rule
    costs less.  Prices are those of `price` and `price_changes`, without discounts by quantity.
    As a cause of the bullwhip effect: Lee, Padmanabhan & Whang, Management Science 43(4) 1997.
    """

    per_discount: Annotated[float, Field(gt=0)] | None = None
    """Periods of demand that are bought ahead for each unit of money that the price will rise.  [1 / holding cost]"""
    longest: Annotated[int, Field(ge=1, le=LONGEST)] = 52
    """Periods of demand that are bought ahead, at most.  [52]"""

    def order(self, view: View) -> Array:
        """What is missing to the level of the day."""
        self.observe(view)
        return self.level(view, self.ahead(view)) - view.position

    def ahead(self, view: View) -> Array:
        """How many periods of demand to buy ahead: (stockpoints, 1)."""
        holding = view.holding_cost + view.capital_cost if self.per_discount is None else 1.0 / self.per_discount
        periods, today = np.zeros((view.shape[0], 1)), view.price
        pays = np.ones(periods.shape, np.bool_)
        for later in range(1, self.longest + 1):
            pays &= ~meets(view.price_ahead(later) - today, later * holding, today)
            if not pays.any():
                break
            periods += pays
        return periods
