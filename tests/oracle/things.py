"""What the slow implementation of the period keeps: claims, lanes, stockpoints and sites, each an object."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bullwhip.network.scenario.sites import Site as SiteTable
from bullwhip.network.scenario.sites import StockTerms
from tests.oracle.luck import Luck
from tests.oracle.rules import Rule, settled
from tests.oracle.timings import Storm

__all__ = ["Claim", "Need", "Place", "Site", "Stock", "Way", "World", "arriving", "pay", "strike_out"]

Place = tuple[str, str]  # site, item
UnderWay = list[tuple[int, float]]  # (period in which it arrives, units)


@dataclass
class Claim:
    """What somebody still waits for, and since when."""

    period: int
    units: float


class Need(NamedTuple):
    """An input of a lane: so many units of it for each unit that the lane delivers."""

    stock: Stock
    units: float


@dataclass(eq=False)
class Way:
    """A lane as one item uses it; or, without a target, the customers of a stockpoint."""

    names: tuple[str, str, str, str]  # site it comes from or "", site it goes to or "", item, "" or "2", "3", ...
    inputs: list[Need]
    target: Stock | None
    priority: int
    lane: Any = None  # its table in the scenario
    number: int = 0  # in the file
    makes: bool = False  # by a recipe
    lead_time: float = 0  # the mean
    capacity: float = math.inf  # units a period, in this one
    limit: float = math.inf  # of what is sent in this period, in a storm
    price_times: float = 1.0  # what a storm does to prices in this period
    price_more: float = 0.0
    site: Site | None = None  # whose capacity it uses, if any
    use: float = 0.0  # of that, for each unit
    mail: UnderWay = field(default_factory=list)
    goods: UnderWay = field(default_factory=list)
    dock: UnderWay = field(default_factory=list)  # what waits for room, by the period in which it came
    kept: UnderWay = field(default_factory=list)  # what has arrived and may not come in yet
    claims: list[Claim] = field(default_factory=list)  # oldest first, in units of what the lane delivers
    riding: UnderWay = field(default_factory=list)  # goods that go back
    overdrawn: float = 0.0  # sent back beyond what there was: to be set against later orders
    last_due: int = 0  # when the last shipment so far arrives
    ordered: float = 0.0  # over all periods, as it was split and before it was raised
    asked: float = 0.0  # in this period, as all that follows
    came_back: float = 0.0
    set_off: float = 0.0  # of what was asked, set against what is overdrawn
    sent: float = 0.0  # shipped, started or sold
    at_once: float = 0.0  # of what was asked, filled at once
    spoilt: float = 0.0  # arrived and useless: what yield costs

    @property
    def item(self) -> str:
        """What it delivers."""
        return self.names[2]

    @property
    def order_delay(self) -> int:
        """Periods that an order travels; none for customers."""
        return self.lane.order_delay if self.lane else 0

    @property
    def nominal_capacity(self) -> float:
        """Units a period in calm times."""
        return math.inf if self.lane is None or self.lane.capacity is None else float(self.lane.capacity)

    @property
    def owed(self) -> float:
        return sum(claim.units for claim in self.claims)

    @property
    def in_transit(self) -> float:
        return sum(units for _, units in [*self.goods, *self.dock, *self.kept])

    @property
    def in_mail(self) -> float:
        return sum(units for _, units in self.mail)

    @property
    def cancellable(self) -> float:
        """Claims that are not filled, less what is under way to cancel them, or would if there were any."""
        cancelled = 0.0
        for due, units in self.mail:
            goods = sum(back for when, back in self.riding if when == due)
            cancelled += max(-(units + goods), 0.0)
        return max(self.owed - self.overdrawn - cancelled, 0.0)

    @property
    def on_order(self) -> float:
        """An order below zero cancels what is no goods."""
        riding = sum(units for _, units in self.riding)
        return self.in_mail + riding + self.in_transit + self.owed - self.overdrawn

    def needs(self, stock: Stock) -> float:
        """Units of a stockpoint for each unit that the lane delivers."""
        return sum(need.units for need in self.inputs if need.stock is stock)


@dataclass(eq=False)
class Stock:
    """A stockpoint."""

    place: Place
    terms: StockTerms
    site: Site
    rule: Rule
    demand_shown: bool
    on_hand: float
    inward: list[Way] = field(default_factory=list)  # by name
    outward: list[Way] = field(default_factory=list)  # own customers last
    expected: list[float] = field(default_factory=list)  # the share of its orders that each lane inward gets
    level: int = 0
    stock_shown: bool = False
    goodwill: float = 1.0
    lots: list[tuple[int, float]] = field(default_factory=list)  # (period of receipt, units), where goods age
    order: float = 0.0  # the last one: at first what was ordered in the period before the start
    received: float = 0.0  # in this period, as all that follows
    sent_back: float = 0.0
    lost: float = 0.0  # customers' demand that left
    discarded: float = 0.0
    shrunk: float = 0.0
    destroyed: float = 0.0  # on hand and on the way there
    costs: dict[str, float] = field(default_factory=dict)
    paid_inside: float = 0.0  # of the purchases, what other sites of the network got
    revenue: float = 0.0

    @property
    def customers(self) -> Way | None:
        return next((way for way in self.outward if way.target is None), None)

    @property
    def backlog(self) -> float:
        """The sum of its claims, in its own units."""
        return sum(way.needs(self) * way.owed for way in self.outward)

    @property
    def on_order(self) -> float:
        return sum(way.on_order for way in self.inward)

    @property
    def in_transit(self) -> float:
        return sum(way.in_transit for way in self.inward)


@dataclass(eq=False)
class Site:
    """A place with its stockpoints."""

    name: str
    terms: SiteTable
    allocation: str
    cash: float
    stocks: list[Stock] = field(default_factory=list)
    capacity: float = math.inf  # in this period
    used: float = 0.0  # of that

    @property
    def nominal_capacity(self) -> float:
        """In calm times."""
        return math.inf if self.terms.capacity is None else float(self.terms.capacity)

    @property
    def room(self) -> float:
        """What may still come in."""
        storage = math.inf if self.terms.storage is None else self.terms.storage
        return max(storage - sum(stock.on_hand for stock in self.stocks), 0.0)

    @property
    def capacity_left(self) -> float:
        return max(self.capacity - self.used, 0.0)


@dataclass(eq=False)
class World:
    """A scenario in one replication, in some period."""

    whole: bool  # whether units are
    luck: Luck
    capital_rate: float
    sites: dict[str, Site] = field(default_factory=dict)
    stocks: dict[Place, Stock] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    storms: list[Storm] = field(default_factory=list)
    books: dict[str, dict[str, float]] = field(default_factory=dict)  # by item: what came and went, so far
    period: int = 0

    def nearest(self, units: float) -> float:
        """Rounded where units are whole, halves up."""
        return math.floor(settled(units) + 0.5) if self.whole else units

    def cut(self, units: float) -> float:
        """Cut to whole units, where they are."""
        return math.floor(settled(units)) if self.whole and units < math.inf else units

    def right_on_average(self, units: float, purpose: str, *names: str) -> float:
        """Where units are whole, luck decides of a part of a unit."""
        return math.floor(units + self.luck.uniform(self.period, purpose, *names)) if self.whole else units


def arriving(under_way: UnderWay, period: int) -> float:
    """Take out what arrives in a period."""
    units = sum(amount for due, amount in under_way if due == period)
    under_way[:] = [(due, amount) for due, amount in under_way if due != period]
    return units


def strike_out(claims: Sequence[Claim], units: float) -> float:
    """Who wants less takes back what he claimed last; what is left when nothing is claimed any more."""
    for claim in reversed(claims):
        struck = min(claim.units, units)
        claim.units -= struck
        units -= struck
    return units


def pay(way: Way, given: float, period: int) -> None:
    """Fill a lane's claims, the oldest first."""
    way.sent += given
    for k, claim in enumerate(way.claims):
        part = given if k == len(way.claims) - 1 else min(claim.units, given)
        claim.units -= part
        given -= part
        if claim.period == period:
            way.at_once += part
    way.claims = [claim for claim in way.claims if claim.units > 0]
