"""Step 4: what is on hand is given to claims.

Most stockpoints share out what they have, once.  Those that a recipe or a capacity ties together do it in rounds, since
what one lane cannot use, for want of something else, another can.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tests.oracle.disruptions import limit_shipping, longer_lead_time
from tests.oracle.things import Stock, Way, World, pay

__all__ = ["fill", "most", "send_from_outside"]

DRAWN_ONE_BY_ONE = 4096
ROUNDS = 8
NOTHING = 1e-9  # of what is claimed


class Want(NamedTuple):
    """What a lane wants, and since when."""

    way: Way
    period: int
    units: float


Given = dict[Way, float]
Split = Callable[[float, dict[Way, float]], Given]  # who gets what of units that are too few


def fill(world: World, members: Sequence[Stock]) -> None:
    """The stockpoints of a level."""
    ways = claimants(members)
    for way in ways:
        limit_shipping(world, way)
    for group in tied(ways):
        if is_plain(group):
            share_once(world, group[0].inputs[0].stock, group)
        else:
            fill_in_rounds(world, group)
    for way in ways:
        ship(world, way)


def send_from_outside(world: World, ways: Sequence[Way]) -> None:
    """The outside world has all that is asked for, and no more capacity than it has."""
    for way in ways:
        limit_shipping(world, way)
    for group in tied(ways):
        fill_in_rounds(world, group)
    for way in ways:
        ship(world, way)


def claimants(members: Sequence[Stock]) -> list[Way]:
    """Each lane once, whatever the number of its inputs."""
    return list(dict.fromkeys(way for stock in members for way in stock.outward))


def tied(ways: Sequence[Way]) -> list[list[Way]]:
    """Lanes that have to do with each other: by an input, or by the capacity of a site."""
    groups: list[list[Way]] = []
    for way in ways:
        joined = [group for group in groups if any(meet(way, other) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(other for group in joined for other in group), way])
    return groups


def meet(one: Way, other: Way) -> bool:
    same_site = one.site is not None and one.site is other.site
    return same_site or any(a.stock is b.stock for a in one.inputs for b in other.inputs)


def is_plain(group: Sequence[Way]) -> bool:
    """Whether all there is to share is one stock."""
    return not any(way.makes or way.site or way.capacity < math.inf for way in group)


def share_once(world: World, stock: Stock, ways: Sequence[Way]) -> None:
    wants = [want for way in ways for want in wanted(way, way.limit - way.sent)]
    total, free = sum(want.units for want in wants), stock.on_hand
    given = shared_out(free, wants, stock.site.allocation, splitter(world, stock))
    for way in ways:
        pay(way, given.get(way, 0.0), world.period)
    stock.on_hand = free - total if total <= free else 0.0


def fill_in_rounds(world: World, ways: Sequence[Way]) -> None:
    """Until nothing moves any more, or often enough; then one after another, as luck has it."""
    claimed = sum(way.owed for way in ways)
    for _ in range(ROUNDS):
        moved = one_round(world, ways)
        if moved <= (0.0 if world.whole else NOTHING * claimed):
            break
    for way in sorted(ways, key=lambda way: world.luck.uniform(world.period, "rounds", *way.names)):
        take(world, way, most(world, way))


def one_round(world: World, ways: Sequence[Way]) -> float:
    """Every lane takes the least of what its inputs offer it and its part of a scarce capacity; units moved."""
    limits = {way: most(world, way) for way in ways}
    quantities = dict(limits)
    for stock in {need.stock.place: need.stock for way in ways for need in way.inputs}.values():
        offers = offered(world, stock)
        for way, units in offers.items():
            quantities[way] = min(quantities[way], units / way.needs(stock))
    for way, units in capacity_shares(ways, limits).items():
        quantities[way] = min(quantities[way], units)
    moved = {way: world.cut(units) for way, units in quantities.items()}
    for way, units in moved.items():
        take(world, way, units)
    return sum(moved.values())


def most(world: World, way: Way, besides: Stock | None = None) -> float:
    """What a lane could take if it were alone, for all that a stockpoint knows `besides` what it has itself."""
    bounds = [way.owed, max(way.capacity - way.sent, 0.0), way.limit - way.sent]
    if way.site:
        bounds.append(way.site.capacity_left / way.use)
    bounds += [need.stock.on_hand / need.units for need in way.inputs if need.stock is not besides]
    return max(world.cut(min(bounds)), 0.0)


def take(world: World, way: Way, units: float) -> None:
    for need in way.inputs:
        need.stock.on_hand = max(need.stock.on_hand - need.units * units, 0.0)
    if way.site:
        way.site.used += way.use * units
    pay(way, units, world.period)


def offered(world: World, stock: Stock) -> Given:
    """What a stockpoint offers to each lane, in its own units."""
    wants = [
        Want(way, want.period, want.units * way.needs(stock))
        for way in stock.outward
        for want in wanted(way, most(world, way, besides=stock))
    ]
    none = dict.fromkeys(stock.outward, 0.0)
    return none | shared_out(stock.on_hand, wants, stock.site.allocation, splitter(world, stock))


def capacity_shares(ways: Sequence[Way], limits: Given) -> Given:
    """What each lane may take of a site's capacity, in its own units."""
    shares: Given = {}
    for site in {way.site.name: way.site for way in ways if way.site}.values():
        users = [way for way in ways if way.site is site]
        wants = [Want(way, want.period, want.units * way.use) for way in users for want in wanted(way, limits[way])]
        split = equally if site.allocation == "equal" else in_proportion
        given = shared_out(site.capacity_left, wants, site.allocation, split)
        shares |= {way: given.get(way, 0.0) / way.use for way in users}
    return shares


def wanted(way: Way, limit: float) -> Iterator[Want]:
    """A lane's claims, the oldest first, up to a limit."""
    for claim in way.claims:
        units = min(claim.units, limit)
        limit -= units
        yield Want(way, claim.period, units)


def shared_out(free: float, wants: Sequence[Want], allocation: str, split: Split) -> Given:
    """What each lane gets: whose turn comes first has all it wants before the next."""
    given: Given = {}
    for turn in turns(wants, allocation):
        claims: Given = {}
        for want in turn:
            claims[want.way] = claims.get(want.way, 0.0) + want.units
        total = sum(claims.values())
        parts = claims if total <= free else split(free, claims)
        free = free - total if total <= free else 0.0
        for way, units in parts.items():
            given[way] = given.get(way, 0.0) + units
    return given


def turns(wants: Sequence[Want], allocation: str) -> Iterator[list[Want]]:
    def turn_of(want: Want) -> int:
        turn = {"proportional": 0, "equal": 0, "priority": want.way.priority, "first-come": want.period}
        return turn[allocation]

    for turn in sorted({turn_of(want) for want in wants}):
        yield [want for want in wants if turn_of(want) == turn]


def in_proportion(free: float, claims: Given) -> Given:
    """The same fraction of every claim."""
    total = sum(claims.values())
    return {way: units * free / total for way, units in claims.items()}


def equally(free: float, claims: Given) -> Given:
    """The same for everybody, up to what he claims; what is left then is shared among the others, and so on."""
    given = dict.fromkeys(claims, 0.0)
    sharing = set(claims)
    while True:
        each = (free - math.fsum(given[way] for way in claims if way not in sharing)) / len(sharing)
        content = {way for way in sharing if claims[way] <= each}
        if not content:
            return given | dict.fromkeys(sharing, each)
        given |= {way: claims[way] for way in content}
        sharing -= content


def equal_units(world: World, stock: Stock, free: int, claims: Given) -> Given:
    """One unit after another to whoever has least and wants more, of equals to the luckiest."""

    def luck(way: Way) -> float:
        return world.luck.of_claimant(world.period, *stock.place, *claimant(stock, way))

    given = dict.fromkeys(claims, 0.0)
    for _ in range(free):
        waiting = [way for way in claims if given[way] < claims[way]]
        given[min(waiting, key=lambda way: (given[way], luck(way)))] += 1
    return given


def splitter(world: World, stock: Stock) -> Split:
    """How a stockpoint shares what is too little."""

    def split(free: float, claims: Given) -> Given:
        if len(claims) == 1:
            return dict.fromkeys(claims, free)
        if not world.whole:
            return equally(free, claims) if stock.site.allocation == "equal" else in_proportion(free, claims)
        if stock.site.allocation == "equal":
            return equal_units(world, stock, int(free), claims)
        if stock.site.allocation == "first-come" and sum(claims.values()) <= DRAWN_ONE_BY_ONE:
            return drawn(world, stock, int(free), claims)
        return whole_shares(world, stock, int(free), claims)

    return split


def whole_shares(world: World, stock: Stock, free: int, claims: Given) -> Given:
    """In proportion, cut to whole units; what is left goes to the largest remainders, of equal ones to the luckiest."""
    total = int(sum(claims.values()))
    given = {way: int(units) * free // total for way, units in claims.items()}
    remainders = {way: int(units) * free % total for way, units in claims.items()}

    def luck(way: Way) -> float:
        return world.luck.of_claimant(world.period, *stock.place, *claimant(stock, way))

    for way in sorted(claims, key=lambda way: (-remainders[way], luck(way)))[: free - sum(given.values())]:
        given[way] += 1
    return {way: float(units) for way, units in given.items()}


def drawn(world: World, stock: Stock, free: int, claims: Given) -> Given:
    """Unit by unit to a random one of all units that are still claimed, by the claimants' names, customers last."""
    given = dict.fromkeys(claims, 0.0)
    by_name = sorted(claims, key=lambda way: (way.target is None, claimant(stock, way)))
    for unit in range(free):
        waiting = [way for way in by_name for _ in range(int(claims[way] - given[way]))]
        luck = world.luck.of_unit(world.period, unit, *stock.place)
        given[waiting[int(luck * len(waiting))]] += 1
    return given


def claimant(stock: Stock, way: Way) -> tuple[str, ...]:
    """Who claims: a site, or nobody in particular; with the item and a number where that does not tell lanes apart."""
    _, target, item, number = way.names
    return (target,) if item == stock.place[1] and not number else (target, item, number)


def ship(world: World, way: Way) -> None:
    """What was taken leaves, and arrives a lead time later; customers have it at once."""
    book = world.books[way.item]
    if way.target is None:
        book["sold"] += way.sent
        return
    due = world.period + longer_lead_time(world, way)
    if not way.lane.crossing:
        due = max(due, way.last_due)
    if way.sent > NOTHING:  # what rounding leaves of nothing holds nobody back
        way.last_due = max(due, way.last_due)
    if way.sent > 0:
        way.goods.append((due, way.sent))
    if way.makes:
        book["made"] += way.sent
        for need in way.inputs:
            world.books[need.stock.place[1]]["used"] += need.units * way.sent
    elif not way.inputs:
        book["bought"] += way.sent - way.came_back
