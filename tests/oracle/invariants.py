"""What holds in every period, whoever goes through it: nothing is lost or made of nothing, and nothing lies idle.

For the engine and the oracle alike: both are told as plain figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from tests.oracle.rules import settled
from tests.oracle.things import Way, World

__all__ = ["Books", "Waiting", "books_of", "conserved", "idle", "waiting_in"]

LEAST = 1e-9  # relative: less is rounding


@dataclass(frozen=True, kw_only=True)
class Books:
    """An item in the whole network: what there is, and all that came and went since the start, in its units."""

    initial: float  # on hand and in transit at the start
    made: float  # by recipes: what was started
    bought: float  # what the outside world sent
    on_hand: float
    in_transit: float
    used: float  # in recipes
    sold: float  # to customers
    discarded: float
    shrunk: float
    lost_goods: float  # what yield cost
    destroyed: float = 0.0  # on hand or in transit, in a storm

    @property
    def missing(self) -> float:
        """What came and neither went nor is there."""
        here = self.on_hand + self.in_transit
        return self.initial + self.made + self.bought - here - self._gone

    @property
    def _gone(self) -> float:
        return self.used + self.sold + self.discarded + self.shrunk + self.lost_goods + self.destroyed


def conserved(books: Mapping[str, Books], whole: bool) -> dict[str, float]:
    """The items of which something is missing, and how much: to the last unit where units are whole."""
    out = {}
    for item, book in books.items():
        scale = max(abs(getattr(book, name.name)) for name in fields(book))
        if abs(book.missing) > (0.0 if whole else LEAST * max(scale, 1.0)):
            out[item] = book.missing
    return out


def books_of(world: World) -> dict[str, Books]:
    """The books of the oracle, by item."""
    out = {}
    for item, book in world.books.items():
        inward = [way for way in world.ways if way.target and way.item == item]
        riding = sum(units for way in inward for _, units in way.riding)
        out[item] = Books(
            initial=book["initial"],
            made=book["made"],
            bought=book["bought"],
            on_hand=sum(stock.on_hand for (_, kept), stock in world.stocks.items() if kept == item),
            in_transit=sum(way.in_transit for way in inward) + riding,
            used=book["used"],
            sold=book["sold"],
            discarded=book["discarded"],
            shrunk=book["shrunk"],
            lost_goods=book["lost goods"],
            destroyed=book["destroyed"],
        )
    return out


class Waiting(NamedTuple):
    """A lane, or customers, at the end of a period."""

    name: str
    owed: float  # units of what it delivers
    capacity_left: float  # of the lane and of its site, in the same units
    inputs: tuple[tuple[float, float], ...]  # units on hand of each, and units of it for each unit delivered


def idle(waiting: Iterator[Waiting], whole: bool, scale: float = 1.0) -> dict[str, float]:
    """Who waits for units that could go at once; how many.  `scale` is the size of the figures at work."""
    out = {}
    for claim in waiting:
        could = min([claim.owed, claim.capacity_left, *(on_hand / units for on_hand, units in claim.inputs)])
        could = math.floor(settled(could)) if whole and could < math.inf else could
        if could > LEAST * scale:
            out[claim.name] = could
    return out


def waiting_in(world: World) -> Iterator[Waiting]:
    """All who wait in the oracle."""
    for way in world.ways:
        inputs = tuple((need.stock.on_hand, need.units) for need in way.inputs)
        yield Waiting(" ".join(way.names), way.owed, capacity_left(way), inputs)


def capacity_left(way: Way) -> float:
    site = way.site.capacity_left / way.use if way.site else math.inf
    return min(way.capacity - way.sent, way.limit - way.sent, site)
