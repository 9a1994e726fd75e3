"""Lanes: the tables of a scenario file by which stockpoints are replenished."""

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from pydantic import Field

from bullwhip.network.table_model import Amount, Name, Periods, Rank, Rate, TableModel, key

__all__ = ["ItemLane", "Lane", "items_on"]


class Lane(TableModel):
    """A way by which a site is replenished: orders travel up it, goods travel down."""

    source: Name | None = key("The site that ships. [the outside world: goods without end]", default=None, alias="from")
    target: Name = key("The site that orders and receives.", alias="to")
    item: Name | None = key("The item that travels here. [each item that both ends keep]", default=None)
    lead_time: Annotated[Periods, Field(ge=1)] = key("Periods from shipping to receiving, 1 or more.", "periods")
    order_delay: Periods = key(
        "Periods that an order travels; at 0 the supplier sees it in the same period. [0]", "periods", 0
    )
    holding_cost: Rate = key(
        "Cost of a unit in transit, charged to the receiving site. [0]", "money per unit and period", 0.0
    )
    in_transit: Annotated[tuple[Amount, ...], Field(strict=False)] = key(
        "Units of each item under way at the start, which arrive in 1, 2, ... periods. [none]", "units", ()
    )
    in_mail: Annotated[tuple[Amount, ...], Field(strict=False)] = key(
        "Units of each item ordered before the start, whose orders arrive in 1, 2, ... periods. [none]",
        "units",
        (),
    )
    priority: Rank = key("Rank among the supplier's customers; the smaller is served first. [0]", default=0)

    @property
    def name(self) -> str:
        """What the lane is called in messages: `maker -> shop`."""
        return f"{self.source or 'outside'} -> {self.target}" + (f" ({self.item})" if self.item else "")


class ItemLane(NamedTuple):
    """A lane as one item uses it.  `source` is None where goods never run out: outside, unlimited sources."""

    source: str | None
    target: str
    item: str
    lane: Lane


def items_on(lane: Lane, kept: tuple[str, ...], offered: Iterable[str] | None) -> tuple[str, ...]:
    """The items that use a lane: the one it names, or each that its target keeps and its source offers.

    `offered` is None where goods never run out: all that is kept can come from there.
    """
    if lane.item is not None:
        return (lane.item,)
    if offered is None or offered == kept:
        return kept
    there = set(offered)
    return tuple(item for item in kept if item in there)
