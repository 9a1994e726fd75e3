"""Effects: what a disruption can do to a network, and where.  A kind of disruption has one of them, or several."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, Protocol

from bullwhip.network.arrays import Array

__all__ = ["Change", "Effect", "Strength", "Where"]


class Where(Enum):
    """Which places a disruption of some kind is at, where its table names sites, regions or lanes."""

    LEAVES = "lanes by which goods leave the sites, to their customers as well; not what recipes make there"
    SHIPS = "lanes by which goods come from the sites, made there or sent"
    COMES = "lanes that lead to the sites"
    STARTS = "capacities of the sites, and of their recipes and the lanes by which goods leave them"
    SELLS = "stockpoints of the sites from which customers buy"
    KEEPS = "stockpoints of the sites"

    @property
    def has_lanes(self) -> bool:
        """Whether a disruption may name a lane."""
        return self not in (Where.SELLS, Where.KEEPS)


class Effect(Enum):
    """A figure that changes while a disruption is on, as network/README.md has it."""

    DEMAND = "what customers ask for"
    SHIPPING = "the share of what is owed that can leave"
    CAPACITY = "the share of a lane's capacity that is left, and of a site's"
    ORDERS = "the share of an order that is placed"
    STOCK = "the share of what is on hand that is left"
    GOODS = "the share of what is on its way to a stockpoint that is left"
    TRANSIT = "the share of what is on its way that goes on"
    RECEIVING = "the share of what has arrived that may come in"
    LEAD_TIME = "how long travels what is sent"
    UNDER_WAY = "how long travels, from the first period on, what is under way then"
    PRICE = "what a unit costs"
    AGE = "how old the figures are that are seen"

    @property
    def where(self) -> Where:
        """The places where a figure changes."""
        return _WHERE[self]


_WHERE = {
    Effect.DEMAND: Where.SELLS,
    Effect.SHIPPING: Where.LEAVES,
    Effect.CAPACITY: Where.STARTS,
    Effect.ORDERS: Where.COMES,
    Effect.STOCK: Where.KEEPS,
    Effect.GOODS: Where.KEEPS,
    Effect.TRANSIT: Where.COMES,
    Effect.RECEIVING: Where.KEEPS,
    Effect.LEAD_TIME: Where.COMES,
    Effect.UNDER_WAY: Where.COMES,
    Effect.PRICE: Where.SHIPS,
    Effect.AGE: Where.KEEPS,
}


class Change(NamedTuple):
    """What becomes of a figure: so many times what it was, and so much more; (columns,) each, or the same for all.

    Changes of several disruptions at one place multiply, and what they add is added up; of ages the largest counts.
    """

    times: Array | float = 1.0
    more: Array | float = 0.0


class Strength(Protocol):
    """The keys of a disruption's table that say how strong it is."""

    @property
    def factor(self) -> float | None:
        """What a figure is multiplied by."""

    @property
    def addition(self) -> float | None:
        """What is added to it."""

    @property
    def longer(self) -> int | None:
        """Periods that are added to lead times."""

    @property
    def age(self) -> int | None:
        """Periods."""

    @property
    def what(self) -> str:
        """What is lost: stock, transit or both."""

    @property
    def under_way(self) -> bool:
        """Whether lead times of what is under way change."""
