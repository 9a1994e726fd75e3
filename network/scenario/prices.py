"""Prices that change: with time, or with the quantity that is shipped."""

from typing import Annotated

from pydantic import Field

from bullwhip.network.table_model import More, Rate, TableModel, key

__all__ = ["Discount", "PriceChange"]


class PriceChange(TableModel):
    """A price from some period on: a promotion, or its end."""

    period: Annotated[int, Field(ge=1, le=10**9)] = key("The first period with this price, counted from 1.", "period")
    price: Rate = key("The price from then on.", "money per unit")


class Discount(TableModel):
    """A price for large quantities: of all units of a shipment that has so many."""

    least: More = key("Units of a shipment from which on this price holds.", "units", alias="from")
    price: Rate = key("The price of each unit of it.", "money per unit")
