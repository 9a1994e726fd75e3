"""A period, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bullwhip.network.scenario import Scenario
from tests.oracle.claiming import claim, hear
from tests.oracle.disruptions import begin, held_back, of_old, upset_demand
from tests.oracle.filling import claimants, fill, send_from_outside
from tests.oracle.layout import laid_out
from tests.oracle.leaving import expire, issue, lose, stamp
from tests.oracle.money import account
from tests.oracle.receiving import receive
from tests.oracle.rules import Sight
from tests.oracle.seeing import echelon_stock, sight
from tests.oracle.sourcing import split
from tests.oracle.things import Place, Stock

__all__ = ["Oracle"]


def nobody(place: Place, sight: Sight) -> None:
    """Nobody watches."""


class Oracle:
    """A scenario in one replication."""

    def __init__(
        self, scenario: Scenario, demand: Mapping[Place, Sequence[float]], seed: int = 0, replication: int = 0
    ) -> None:
        self.demand = demand
        self.world = laid_out(scenario, seed, replication)
        self.stocks = self.world.stocks
        self.sights: dict[Place, list[Sight]] = {place: [] for place in self.stocks}

    def step(self, watch: Callable[[Place, Sight], None] = nobody) -> None:
        """One period.  `watch` is shown what everybody sees when he decides."""
        self.world.period += 1
        begin(self.world)
        wanted = self.wanted()
        for site in self.world.sites.values():
            site.used = 0.0
        for level in sorted({stock.level for stock in self.stocks.values()}):
            self.go_through([stock for stock in self.stocks.values() if stock.level == level], wanted, watch)
        self.outside()
        account(self.world)

    def go_through(
        self, members: Sequence[Stock], wanted: Mapping[Place, float], watch: Callable[[Place, Sight], None]
    ) -> None:
        """A level."""
        world = self.world
        receive(world, members)
        claim(world, claimants(members), wanted)
        stamp(world, members)
        fill(world, members)
        lose(world, members)
        expire(world, members)
        for stock in members:
            self.sights[stock.place].append(sight(world, stock, wanted))
        seen = [of_old(world, stock, self.sights[stock.place]) for stock in members]
        for stock, what in zip(members, seen, strict=True):
            watch(stock.place, what)
        orders = [self.wish(stock, stock.rule.decide(what)) for stock, what in zip(members, seen, strict=True)]
        parts = [split(world, stock, order) for stock, order in zip(members, orders, strict=True)]
        for stock, of_lanes in zip(members, parts, strict=True):
            self.place(stock, [held_back(world, way, part) for way, part in zip(stock.inward, of_lanes, strict=True)])

    def wanted(self) -> dict[Place, float]:
        """What customers ask for in this period: the less, the less they think of who serves them."""
        return {
            place: self.world.nearest(upset_demand(self.world, self.stocks[place], self.welcome(place)))
            for place in self.demand
        }

    def welcome(self, place: Place) -> float:
        """What they would ask for if no storm kept them away or drove them on."""
        return self.stocks[place].goodwill * self.demand[place][self.world.period - 1]

    def wish(self, stock: Stock, answer: float) -> float:
        """What a rule's answer orders."""
        return self.world.nearest(answer if stock.rule.negative else max(answer, 0.0))

    def place(self, stock: Stock, parts: Sequence[float]) -> None:
        """Orders go into the mail; one below zero sends goods back as well, as far as there are any."""
        stock.order = sum(parts)
        for way, order in zip(stock.inward, parts, strict=True):
            due = self.world.period + way.order_delay
            if stock.rule.negative:
                stock.sent_back = min(max(-order - way.cancellable, 0.0), stock.on_hand)
                stock.on_hand -= stock.sent_back
                issue(stock, stock.sent_back)
                way.riding.append((due, stock.sent_back))
            way.mail.append((due, order))

    def outside(self) -> None:
        """The outside world hears and sends at the end of the period."""
        ways = [way for way in self.world.ways if not way.inputs]
        for way in ways:
            way.sent = 0.0
            hear(self.world, way)
        send_from_outside(self.world, ways)

    def ended(self, stock: Stock) -> dict[str, float]:
        """A stockpoint at the end of a period."""
        return {
            "received": stock.received - stock.sent_back,
            "asked": sum(way.asked * way.needs(stock) for way in stock.outward),
            "shipped": sum((way.sent - way.came_back) * way.needs(stock) for way in stock.outward),
            "on_hand": stock.on_hand,
            "backlog": stock.backlog,
            "on_order": stock.on_order,
            "in_transit": stock.in_transit,
            "order": stock.order,
            "echelon_stock": echelon_stock(stock),
            "claimed": sum((max(way.asked, 0.0) - way.set_off) * way.needs(stock) for way in stock.outward),
            "at_once": sum(way.at_once * way.needs(stock) for way in stock.outward),
            "lost_units": stock.lost,
            "outdated_units": stock.discarded,
            "shrunk_units": stock.shrunk,
            "destroyed_units": stock.destroyed,
            "lost_goods": sum(way.spoilt for way in stock.inward),
            "revenue": stock.revenue,
        } | {f"{kind}_cost": money for kind, money in stock.costs.items()}
