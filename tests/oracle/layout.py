"""From a scenario to stockpoints, lanes and sites; and who goes through a period with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from bullwhip.network.scenario import Scenario
from bullwhip.network.scenario.lanes import ItemLane
from tests.oracle.laws import longest_of, mean_of
from tests.oracle.luck import Luck
from tests.oracle.rules import Rule
from tests.oracle.sourcing import expected_shares
from tests.oracle.things import Claim, Need, Site, Stock, Way, World
from tests.oracle.timings import storms_of

__all__ = ["laid_out", "set_levels"]


def laid_out(scenario: Scenario, seed: int, replication: int) -> World:
    """A scenario before its first period."""
    world = World(scenario.whole_units, Luck(seed, replication), scenario.capital_rate)
    world.storms = storms_of(scenario.disruption, world.luck, scenario.periods)
    for name, table in scenario.sites.items():
        world.sites[name] = Site(name, table, table.allocation or scenario.allocation, table.cash)
    for site, item, terms in scenario.stockpoints():
        rule = Rule(terms.rule or {"type": "pass-on"})
        shown = site in scenario.shares("demand")
        stock = Stock((site, item), terms, world.sites[site], rule, shown, terms.stock)
        stock.stock_shown = site in scenario.shares("stock")
        stock.lots.append((1, terms.stock))
        world.stocks[site, item] = stock
        world.sites[site].stocks.append(stock)
    add_lanes(world, scenario)
    add_customers(world)
    share_capacities(world)
    for stock in world.stocks.values():
        stock.expected = expected_shares(stock)
        due_at_once = [(way, units) for way in stock.inward for due, units in way.mail if due == way.order_delay]
        stock.order = sum(units for _, units in due_at_once)
    set_levels(list(world.stocks.values()))
    open_books(world)
    return world


def add_lanes(world: World, scenario: Scenario) -> None:
    """Every lane, once for each item that uses it; those into one stockpoint in the order of their names."""
    alike: Counter[tuple[str, str, str]] = Counter()  # lanes with the same ends and item
    for number, (source, target, item, lane) in sorted(enumerate(scenario.lanes_by_item()), key=identity):
        ends = (lane.source or "", target, item)
        alike[ends] += 1
        inputs = [] if source is None else [Need(world.stocks[source, item], 1.0)]
        if lane.recipe:
            inputs = [Need(world.stocks[target, name], float(units)) for name, units in lane.recipe.items()]
        way = Way(
            (*ends, str(alike[ends]) if alike[ends] > 1 else ""),
            inputs,
            world.stocks[target, item],
            lane.priority,
            lane,
            number,
            bool(lane.recipe),
            mean_of(lane.lead_time),
            mail=[(k + 1, units) for k, units in enumerate(lane.in_mail)],
            goods=[(k + 1, units) for k, units in enumerate(lane.in_transit)],
        )
        way.last_due = max((due for due, units in way.goods if units > 0), default=0)
        world.ways.append(way)
        world.stocks[target, item].inward.append(way)
        for need in inputs:
            need.stock.outward.append(way)


def identity(numbered: tuple[int, ItemLane]) -> tuple[Any, ...]:
    """What tells lanes into a stockpoint apart: where goods come from, what they are made of, how long they take."""
    lane = numbered[1].lane
    times = mean_of(lane.lead_time), longest_of(lane.lead_time), lane.order_delay
    return lane.source or "", sorted((lane.recipe or {}).items()), *times


def add_customers(world: World) -> None:
    """They claim like a lane."""
    for (site, item), stock in world.stocks.items():
        if stock.terms.demand:
            rank = world.sites[site].terms.customer_priority
            customers = Way((site, "", item, ""), [Need(stock, 1.0)], None, rank)
            customers.claims.append(Claim(0, stock.terms.backlog))
            world.ways.append(customers)
            stock.outward.append(customers)


def share_capacities(world: World) -> None:
    """A site's capacity is for what it makes and fetches from outside; where it does neither, for what it ships."""
    for site in world.sites.values():
        if site.terms.capacity is None:
            continue
        inward = [way for stock in site.stocks for way in stock.inward]
        outward = [way for stock in site.stocks for way in stock.outward]
        started = [way for way in inward if way.lane.source is None]
        for way in started or outward:
            way.use = site.terms.uses.get(way.item, 0.0) if site.terms.uses else 1.0
            way.site = site if way.use > 0 else None


def set_levels(stocks: list[Stock]) -> None:
    """A supplier that sees an order in its own period comes after whoever placed it.

    All inputs of a lane go together, and all rows of a site with a capacity or a storage limit.
    """
    for _ in range(len(stocks) + 1):
        before = [stock.level for stock in stocks]
        for stock in stocks:
            later = [way.target.level + 1 for way in stock.outward if way.target and way.order_delay == 0]
            stock.level = max([stock.level, *later])
        for stock in stocks:
            together = [need.stock for way in stock.outward for need in way.inputs]
            together += [need.stock for way in stock.outward if way.site for need in sharing(stocks, way.site)]
            if stock.site.terms.storage is not None:
                together += stock.site.stocks
            stock.level = max([stock.level, *(other.level for other in together)])
        if before == [stock.level for stock in stocks]:
            return
    raise ValueError("an input is made without delay from another one of the same level; give an order delay of 1")


def sharing(stocks: list[Stock], site: Site) -> list[Need]:
    """The inputs of all lanes that use the capacity of a site."""
    return [need for stock in stocks for way in stock.outward if way.site is site for need in way.inputs]


def open_books(world: World) -> None:
    """What there is at the start, by item."""
    for (_, item), stock in world.stocks.items():
        book = world.books.setdefault(item, defaultdict(float))
        book["initial"] += stock.on_hand + stock.in_transit
