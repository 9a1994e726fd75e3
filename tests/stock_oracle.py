"""What the slow implementation of the period keeps: claims, lanes and stockpoints, each an object.

Written, as tests/oracle.py is, from the texts and not from the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bullwhip.network.scenario import StockTerms
from tests.rules_oracle import Rule

__all__ = ["Claim", "Place", "Stock", "Way", "arriving", "level_of", "pay", "whole_shares"]

Place = tuple[str, str]  # site, item


@dataclass
class Claim:
    """What somebody still waits for, and since when."""

    period: int
    units: float


@dataclass(eq=False)
class Way:
    """A lane; or, without a target, the customers of a stockpoint."""

    source: Stock | None
    target: Stock | None
    priority: int
    order_delay: int = 0
    lead_time: int = 0
    mail: list[tuple[int, float]] = field(default_factory=list)  # (period in which it arrives, units)
    goods: list[tuple[int, float]] = field(default_factory=list)  # (period in which they arrive, units)
    claims: list[Claim] = field(default_factory=list)  # oldest first
    riding: list[tuple[int, float]] = field(default_factory=list)  # goods that go back: (period of arrival, units)
    overdrawn: float = 0.0  # sent back beyond what there was: to be set against later orders
    asked: float = 0.0
    sent: float = 0.0
    came_back: float = 0.0
    set_off: float = 0.0  # of what was asked in this period, set against what is overdrawn
    at_once: float = 0.0  # of what was asked in this period, filled in this period

    @property
    def owed(self) -> float:
        return sum(claim.units for claim in self.claims)

    @property
    def name(self) -> str:
        """Who claims: a site, or nobody in particular."""
        return "" if self.target is None else self.target.place[0]

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
        there = [*self.mail, *self.riding, *self.goods]  # an order below zero cancels what is no goods
        return sum(units for _, units in there) + self.owed - self.overdrawn


@dataclass(eq=False)
class Stock:
    """A stockpoint."""

    place: Place
    terms: StockTerms
    allocation: str
    rule: Rule
    demand_shown: bool
    on_hand: float
    outward: list[Way] = field(default_factory=list)  # in the file's order, own customers last
    inward: Way = field(default=None)  # type: ignore[assignment]  # set once all lanes are known
    level: int = 0
    received: float = 0.0
    sent_back: float = 0.0
    order: float = 0.0  # the last one: at first what was ordered in the period before the start

    @property
    def backlog(self) -> float:
        return sum(way.owed for way in self.outward)

    @property
    def echelon_stock(self) -> float:
        """Own stock and all that is downstream or on its way there, less customers' backlog."""
        total = self.on_hand
        for way in self.outward:
            if way.target is None:
                total -= way.owed
            else:
                total += sum(units for _, units in [*way.goods, *way.riding]) + way.target.echelon_stock
        return total

    @property
    def markets(self) -> list[Stock]:
        """The stockpoints downstream, this one included, that have customers."""
        own = [self for way in self.outward if way.target is None]
        return own + [market for way in self.outward if way.target is not None for market in way.target.markets]


def level_of(stock: Stock) -> int:
    """A supplier that sees an order in its own period comes after whoever placed it."""
    later = [level_of(way.target) for way in stock.outward if way.target is not None and way.order_delay == 0]
    return 1 + max(later) if later else 0


def arriving(under_way: list[tuple[int, float]], period: int) -> float:
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


def pay(way: Way, claims: Sequence[Claim], given: float, period: int) -> None:
    """Fill claims, the oldest first."""
    way.sent += given
    for k, claim in enumerate(claims):
        part = given if k == len(claims) - 1 else min(claim.units, given)
        claim.units -= part
        given -= part
        if claim.period == period:
            way.at_once += part


def whole_shares(wanted: Sequence[float], free: int, luck: Callable[[int], float]) -> list[float]:
    """In proportion, cut to whole units; what is left goes to the largest remainders, of equal ones to the luckiest."""
    claims = [int(want) for want in wanted]
    total = sum(claims)
    given = [claim * free // total for claim in claims]
    remainders = [claim * free % total for claim in claims]
    for k in sorted(range(len(claims)), key=lambda k: (-remainders[k], luck(k)))[: free - sum(given)]:
        given[k] += 1
    return [float(units) for units in given]
