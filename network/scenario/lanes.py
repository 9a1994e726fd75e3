"""Lanes: the tables of a scenario file by which stockpoints are replenished."""

from collections.abc import Iterable
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from bullwhip.network.scenario.laws import GivenPeriods, GivenShare
from bullwhip.network.scenario.prices import Discount, PriceChange
from bullwhip.network.table_model import Amount, More, Name, Periods, Rank, Rate, TableModel, key

__all__ = ["OUTSIDE_WORLD", "ItemLane", "Lane", "items_on", "lane_name"]

OUTSIDE_WORLD = "outside"  # what a lane without `from` comes from, in messages and where lanes are named by source


class Lane(TableModel):
    """A way by which a site is replenished: orders travel up it, goods travel down.

    One with a recipe makes its item at the site itself, out of other items there; its lead time is that of making it.
    """

    source: Name | None = key("The site that ships. [the outside world: goods without end]", default=None, alias="from")
    target: Name = key("The site that orders and receives.", alias="to")
    item: Name | None = key("The item that travels here. [each item that both ends keep]", default=None)
    recipe: Annotated[dict[Name, More] | None, Field(min_length=1)] = key(
        "What one unit of `item` is made of: units of each input, items of the same site. Without `from`. [none: goods"
        " travel here as they are]",
        "units per unit",
        default=None,
    )
    lead_time: GivenPeriods = key(
        "Periods from shipping to receiving, 1 or more. A number, or a law by which each period's shipment draws its"
        " own.",
        "periods",
    )
    crossing: bool = key(
        "Whether a shipment may overtake one that was sent before it; if not, it arrives not before that one. [false]",
        default=False,
    )
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
    yield_: GivenShare = key(
        "Share that arrives, 0 to 1, of what is due in a period; the rest is lost. A number, or a law by which each"
        " period draws its own. [1]",
        default=1.0,
        alias="yield",
    )
    price: Rate = key(
        "Price of a unit, paid by the receiver when it is shipped, to the site that ships, if there is one; with a"
        " recipe, cost of making one. [0]",
        "money per unit",
        0.0,
    )
    price_changes: Annotated[tuple[PriceChange, ...], Field(strict=False)] = key(
        "Prices from later periods on: tables of a period, counted from 1, and the price from then on. [none]",
        default=(),
    )
    discounts: Annotated[tuple[Discount, ...], Field(strict=False)] = key(
        "Prices of large quantities: tables of `from`, the units of a shipment, and the price of all its units. [none]",
        default=(),
    )
    shipment_cost: Rate = key(
        "Cost of a period in which anything is shipped on this lane, or started by its recipe, for the receiver. [0]",
        "money per shipment",
        0.0,
    )
    capacity: More | None = key(
        "Units that can be shipped on this lane, or started by its recipe, per period; where it has several items, of"
        " each of them. [no limit]",
        "units per period",
        default=None,
    )
    minimum: Amount = key("Smallest order above zero on this lane. [0]", "units", 0.0)
    multiple: Amount = key("Orders on this lane are rounded up to a multiple of this. [0: not]", "units", 0.0)

    @property
    def name(self) -> str:
        """What the lane is called in messages: `maker -> shop`."""
        return lane_name(self.source, self.target, self.item, made=self.recipe is not None)

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells lanes into one stockpoint apart, in an order: where goods come from, then how long they take."""
        recipe = tuple(sorted((self.recipe or {}).items()))
        return self.source or "", recipe, self.mean_lead_time, self.longest, self.order_delay

    def price_in(self, period: int) -> float:
        """The price of a unit in a period, counted from 1; of a quantity without discount."""
        begun = [change for change in self.price_changes if change.period <= period]
        return max(begun, key=lambda change: change.period).price if begun else self.price

    def paid(self, units: float, period: int) -> float:
        """What a shipment of so many units costs: their price, and that of the shipment."""
        reached = [step for step in self.discounts if step.least <= units]
        price = max(reached, key=lambda step: step.least).price if reached else self.price_in(period)
        return units * price + self.shipment_cost

    @property
    def longest(self) -> int:
        """The longest lead time, periods."""
        return self.lead_time if isinstance(self.lead_time, int) else int(self.lead_time.largest)

    @property
    def mean_lead_time(self) -> float:
        """The mean lead time, periods."""
        return self.lead_time if isinstance(self.lead_time, int) else self.lead_time.mean

    @property
    def supplier(self) -> str:
        """By what name `sourcing` knows the lane: the site that ships, or makes; "outside" for the outside world."""
        return self.source or (OUTSIDE_WORLD if self.recipe is None else self.target)


def lane_name(source: str | None, target: str, item: str | None, *, made: bool) -> str:
    """What a lane is called in messages: `maker -> shop (tea)`, or `plant makes car` of one with a recipe."""
    if made and not source:
        return f"{target} makes {item or 'nothing'}"
    return f"{source or OUTSIDE_WORLD} -> {target}" + (f" ({item})" if item else "")


class ItemLane(NamedTuple):
    """A lane as one item uses it.

    `source` is None where none of the item is taken from a stockpoint: goods never run out outside and at unlimited
    sources, and a recipe takes other items.
    """

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
