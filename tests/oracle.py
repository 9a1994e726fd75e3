"""A second implementation of the period: slow, obvious, in plain Python.

Written from the texts (design of the period, docstrings of rules and forecasts), not from the engine.  One replication,
one stockpoint, one claim at a time; periods count from 1.  It takes the customers' demand as given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bullwhip.network.engine import _ALLOCATION_KEY
from bullwhip.network.philox import uniform_at
from bullwhip.network.scenario import Scenario
from bullwhip.network.tape import stream_address
from tests.rules_oracle import Rule, Sight, settled
from tests.stock_oracle import Claim, Place, Stock, Way, arriving, level_of, pay, strike_out, whole_shares

__all__ = ["Oracle"]

DRAWN_ONE_BY_ONE = 4096


class Oracle:
    """A scenario in one replication."""

    def __init__(
        self, scenario: Scenario, demand: Mapping[Place, Sequence[float]], seed: int = 0, replication: int = 0
    ) -> None:
        self.whole = scenario.whole_units
        self.demand = demand
        self.seed, self.replication = seed, replication
        self.period = 0
        self.stocks: dict[Place, Stock] = {}
        for site, item, terms in scenario.stockpoints():
            allocation = scenario.sites[site].allocation or scenario.allocation
            shown = site in scenario.shares("demand")
            self.stocks[site, item] = Stock(
                (site, item), terms, allocation, Rule(terms.rule or {"type": "pass-on"}), shown, terms.stock
            )
        for source, target, item, lane in scenario.lanes_by_item():
            way = Way(
                None if source is None else self.stocks[source, item],
                self.stocks[target, item],
                lane.priority,
                lane.order_delay,
                lane.longest,
                mail=[(k + 1, units) for k, units in enumerate(lane.in_mail)],
                goods=[(k + 1, units) for k, units in enumerate(lane.in_transit)],
            )
            self.stocks[target, item].inward = way
            self.stocks[target, item].order = sum(units for due, units in way.mail if due == way.order_delay)
            if source is not None:
                self.stocks[source, item].outward.append(way)
        for (site, _), stock in self.stocks.items():
            if stock.terms.demand:
                customers = Way(stock, None, scenario.sites[site].customer_priority)
                customers.claims.append(Claim(0, stock.terms.backlog))
                stock.outward.append(customers)
        for stock in self.stocks.values():
            stock.level = level_of(stock)

    def step(self, watch: Callable[[Place, Sight], None] = lambda place, sight: None) -> None:
        """One period.  `watch` is shown what everybody sees when he decides."""
        self.period += 1
        for level in sorted({stock.level for stock in self.stocks.values()}):
            members = [stock for stock in self.stocks.values() if stock.level == level]
            for stock in members:
                self.receive(stock)
                self.claim(stock)
                self.fill(stock)
            seen = [self.sight(stock) for stock in members]
            for stock, sight in zip(members, seen, strict=True):
                watch(stock.place, sight)
            orders = [stock.rule.decide(sight) for stock, sight in zip(members, seen, strict=True)]
            for stock, order in zip(members, orders, strict=True):
                self.place(stock, order)
        for stock in self.stocks.values():
            if stock.inward.source is None:  # the outside world has all that is asked for
                way = stock.inward
                self.hear(way)
                way.sent, way.claims = way.owed, []
                way.goods.append((self.period + way.lead_time, way.sent))

    def receive(self, stock: Stock) -> None:
        stock.sent_back = 0.0
        stock.received = arriving(stock.inward.goods, self.period)
        stock.on_hand += stock.received

    def claim(self, stock: Stock) -> None:
        for way in stock.outward:
            way.sent = way.at_once = 0.0
            if way.target is not None:
                self.hear(way)
                stock.on_hand += way.came_back
                continue
            way.asked = self.demand[stock.place][self.period - 1]
            if way.asked >= 0:
                way.claims.append(Claim(self.period, way.asked))
            else:  # customers have what they bring back
                way.sent = -strike_out(way.claims, -way.asked)
                stock.on_hand -= way.sent

    def hear(self, way: Way) -> None:
        """An order arrives, and goods that come back with it; an order below zero is less of what was claimed last."""
        way.asked = arriving(way.mail, self.period)
        way.came_back = arriving(way.riding, self.period)
        order = way.asked + way.came_back
        way.set_off = min(max(order, 0.0), way.overdrawn)
        way.overdrawn -= way.set_off
        if order >= 0:
            way.claims.append(Claim(self.period, order - way.set_off))
        else:
            way.overdrawn += strike_out(way.claims, -order)

    def fill(self, stock: Stock) -> None:
        if stock.allocation == "first-come" and len(stock.outward) > 1:
            periods = sorted({claim.period for way in stock.outward for claim in way.claims})
            for period in periods:
                claims = [[c for c in way.claims if c.period == period] for way in stock.outward]
                wanted = [sum(claim.units for claim in mine) for mine in claims]
                shares = self.share(stock, wanted, stock.outward, at_random=self.whole)
                for way, mine, given in zip(stock.outward, claims, shares, strict=True):
                    pay(way, mine, given, self.period)
        else:
            ranks = {way.priority for way in stock.outward} if stock.allocation == "priority" else {None}
            for rank in sorted(ranks, key=lambda rank: rank or 0):
                ways = [way for way in stock.outward if rank is None or way.priority == rank]
                for way, given in zip(ways, self.share(stock, [way.owed for way in ways], ways), strict=True):
                    pay(way, way.claims, given, self.period)
        for way in stock.outward:
            way.claims = [claim for claim in way.claims if claim.units > 0]
            if way.target is not None:
                way.goods.append((self.period + way.lead_time, way.sent))

    def share(self, stock: Stock, wanted: Sequence[float], ways: Sequence[Way], at_random: bool = False) -> list[float]:
        """What each gets of what is there; the stock is less by that."""
        free, total = stock.on_hand, sum(wanted)
        if total <= free:
            given = list(wanted)
        elif not self.whole:
            given = [want * free / total for want in wanted]
        elif at_random and total <= DRAWN_ONE_BY_ONE:
            given = self.drawn(stock, wanted, ways, int(free))
        else:
            given = whole_shares(wanted, int(free), lambda k: self.luck(stock, ways[k]))
        stock.on_hand = stock.on_hand - total if total <= free else 0.0
        return given

    def luck(self, stock: Stock, way: Way) -> float:
        """The luck of a claimant in this period."""
        high, low = divmod(stream_address("claims", *stock.place, way.name), 2**32)
        return self.uniform(low, high)

    def drawn(self, stock: Stock, wanted: Sequence[float], ways: Sequence[Way], free: int) -> list[float]:
        """Unit by unit to a random one of all units that are still claimed, by the claimants' names, customers last."""
        given = [0.0] * len(wanted)
        stream = stream_address("allocation", *stock.place) & 0xFFFFFFFF
        by_name = sorted(range(len(ways)), key=lambda k: (not ways[k].name, ways[k].name))
        for unit in range(free):
            waiting = [k for k in by_name for _ in range(int(wanted[k] - given[k]))]
            given[waiting[int(self.uniform(stream, unit) * len(waiting))]] += 1
        return given

    def uniform(self, stream: int, draw: int) -> float:
        key = np.uint64(self.seed ^ _ALLOCATION_KEY)
        return float(uniform_at(key, np.uint64(stream), self.replication, self.period - 1, np.uint64(draw)))

    def sight(self, stock: Stock) -> Sight:
        way = stock.inward
        in_transit = sum(units for _, units in way.goods)
        return Sight(
            period=self.period,
            on_hand=stock.on_hand,
            backlog=stock.backlog,
            net_stock=stock.on_hand - stock.backlog,
            position=stock.on_hand + way.on_order - stock.backlog + sum(out.overdrawn for out in stock.outward),
            on_order=way.on_order,
            in_transit=in_transit,
            received=stock.received,
            asked=sum(way.asked for way in stock.outward),
            shipped=sum(way.sent - way.came_back for way in stock.outward),
            last_order=stock.order,
            customer_demand=sum(self.demand[market.place][self.period - 1] for market in stock.markets),
            echelon_stock=stock.echelon_stock,
            echelon_position=stock.echelon_stock + way.on_order,
            lead_time=way.lead_time,
            order_delay=way.order_delay,
            demand_shown=stock.demand_shown,
        )

    def place(self, stock: Stock, order: float) -> None:
        if not stock.rule.negative:
            order = max(order, 0.0)
        if self.whole:
            order = math.floor(settled(order) + 0.5)
        stock.order = order
        way = stock.inward
        due = self.period + way.order_delay
        if stock.rule.negative:
            stock.sent_back = min(max(-order - way.cancellable, 0.0), stock.on_hand)
            stock.on_hand -= stock.sent_back
            way.riding.append((due, stock.sent_back))
        way.mail.append((due, order))

    def ended(self, stock: Stock) -> dict[str, float]:
        """A stockpoint at the end of a period."""
        way = stock.inward
        return {
            "received": stock.received - stock.sent_back,
            "asked": sum(way.asked for way in stock.outward),
            "shipped": sum(way.sent - way.came_back for way in stock.outward),
            "on_hand": stock.on_hand,
            "backlog": stock.backlog,
            "on_order": way.on_order,
            "in_transit": sum(units for _, units in way.goods),
            "order": stock.order,
            "echelon_stock": stock.echelon_stock,
            "claimed": sum(max(way.asked, 0.0) - way.set_off for way in stock.outward),
            "at_once": sum(way.at_once for way in stock.outward),
        }
