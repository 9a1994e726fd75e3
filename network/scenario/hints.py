"""What a sound scenario says that was probably not meant: it can be run as it is."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from bullwhip.network.scenario.idle_keys import idle_at_sources, idle_keys, idle_on_lanes, obsolete_too_late, own_keys
from bullwhip.network.scenario.scenario import Scenario

__all__ = ["hints"]

LISTED = 20  # hints; in a large network one slip makes thousands of them
NAMED = 3  # lanes


def hints(scenario: Scenario) -> list[str]:
    """Hints, a line each; most scenarios need none."""
    unused = list(unused_sites(scenario))
    more = len(unused) - LISTED
    if more > 0:
        unused[LISTED:] = [f"{more:,} more sites like these"]
    return [
        *scenario.notes,
        *short_series(scenario),
        *idle_sourcing(scenario),
        *idle_keys(scenario),
        *idle_at_sources(scenario),
        *idle_on_lanes(scenario),
        *dear_discounts(scenario),
        *obsolete_too_late(scenario),
        *unused,
    ]


def short_series(scenario: Scenario) -> Iterator[str]:
    """Recorded demand that ends before the run does."""
    short = [
        (point, len(demand.replayed))
        for point in scenario.stockpoints()
        for demand in point.terms.demand
        if 1 < len(demand.replayed) < scenario.periods
    ]
    if short:
        point, count = short[0]
        more = f" (and {len(short) - 1:,} more)" if len(short) > 1 else ""
        yield (
            f"the recorded demand of {point.site!r}{more} ends after {count:,} of {scenario.periods:,} "
            f"{scenario.period}s, and begins again"
        )


def idle_sourcing(scenario: Scenario) -> Iterator[str]:
    """Sourcing where there is one lane: another was perhaps forgotten."""
    asking = {(point.site, point.item) for point in scenario.stockpoints() if point.terms.sourcing is not None}
    lanes = Counter((way.target, way.item) for way in scenario.lanes_by_item()) if asking else Counter()
    several = {site for (site, item), count in lanes.items() if count > 1}
    idle = [
        (site, item)
        for site, item in sorted(asking)
        if lanes[site, item] == 1 and (site not in several or "sourcing" in own_keys(scenario, site, item))
    ]
    if idle:
        site, item = idle[0]
        more = f" (and {len(idle) - 1:,} more)" if len(idle) > 1 else ""
        yield f"{site!r} has a sourcing for {item!r}{more}, and one lane with it; did you forget another lane?"


def dear_discounts(scenario: Scenario) -> Iterator[str]:
    """Prices that fall below that of a large quantity, which then costs more: a discount does not follow them."""
    dear = [
        (lane.name, change, discount)
        for lane in scenario.lane
        for change in lane.price_changes
        for discount in lane.discounts
        if change.period <= scenario.periods and change.price < discount.price
    ]
    if dear:
        name, change, discount = dear[0]
        others = len({lane for lane, _, _ in dear}) - 1
        more = f" (and on {others:,} more)" if others else ""
        yield (
            f"from period {change.period:,} on a unit on {name!r}{more} costs {change.price:g}, but {discount.price:g}"
            f" in shipments of {discount.least:,.6g} or more"
        )


def unused_sites(scenario: Scenario) -> Iterator[str]:
    """Sites that nobody asks for anything; most likely a lane that should leave them came to have no `from`."""
    shipping = {lane.source for lane in scenario.lane}
    from_outside = list(dict.fromkeys(lane.target for lane in scenario.lane if lane.source is None and not lane.recipe))
    sources: dict[str, set[str]] = defaultdict(set)
    for lane in scenario.lane:
        if lane.source is not None:
            sources[lane.target].add(lane.source)
    for name, site in scenario.sites.items():
        if name in shipping or any(site.terms(item).demand for item in scenario.items_of(site)):
            continue
        above = upstream(name, sources)
        meant = [target for target in from_outside if target not in above]
        if meant:
            ends = " or ".join(repr(target) for target in meant[:NAMED])
            yield f"no lane leaves {name!r}; did you forget from = {name!r} in the lane to {ends}?"
        else:
            yield f"no lane leaves {name!r}, and it has no customers; nothing will be asked of it"


def upstream(name: str, sources: Mapping[str, set[str]]) -> set[str]:
    """A site, and all from which goods come to it, directly or not."""
    found = {name}
    waiting = [name]
    while waiting:
        new = sources.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
