"""What disruptions must agree on: with each other, and with the network that they befall."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bullwhip.network.disruptions.kinds import Where
from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.disruption import TIMINGS, Disruption
from bullwhip.network.scenario.draft import Loc
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.joined import JoinedTables
from bullwhip.network.scenario.places import customers_fit, lane_fits, limits_lane, limits_site, stockpoint_fits

__all__ = ["disruptions"]

STRENGTHS = ("severity", "factor", "addition", "longer", "age")
EXTRAS = ("what", "under_way")
OF_TIMINGS = {"length": ("start", "window", "after"), "lasts": ("every",), "delay": ("after",)}
FORESEEN = ("start", "window", "periods")  # timings that can be announced


def disruptions(network: JoinedTables) -> Iterator[Fault]:
    """Every fault of disruptions."""
    found = network.parsed.disruptions
    names = {each.name: at for at, each in reversed(found.items())}
    for at, each in found.items():
        loc: Loc = ("disruption", at)
        if names[each.name] != at:
            yield network.fault((*loc, "name"), "a second disruption of this name", "give each a name of its own")
        yield from _times(network, loc, each, names)
        yield from _strength(network, loc, each)
        yield from _places(network, loc, each)


def _times(network: JoinedTables, loc: Loc, each: Disruption, names: dict[str, int]) -> Iterator[Fault]:
    """One key says when it is on, within the run, and others go with it."""
    given, sure = each.timings, network.parsed.sure(loc, *TIMINGS)
    if len(given) != 1 and sure:
        found = f"{' and '.join(given)}, which all say when it is on" if given else "nothing that says when it is on"
        yield network.fault((*loc, given[1]) if given else loc, found, f"give one of {', '.join(TIMINGS)}")
        return
    for key, timings in OF_TIMINGS.items():
        if key in each.model_fields_set and sure and given[0] not in timings:
            remedy = f"remove it, or give {' or '.join(timings)}"
            yield network.fault(
                (*loc, key), f"{shown(getattr(each, key))}, which says nothing beside {given[0]}", remedy
            )
    if each.announced and sure and given[0] not in FORESEEN:
        found = f"{each.announced}, of what nobody knows beforehand ({given[0]})"
        yield network.fault((*loc, "announced"), found, f"leave it out, or give {' or '.join(FORESEEN)}")
    if each.window is not None and each.window[1] < each.window[0]:
        found = f"{each.window[1]}, before {each.window[0]}"
        yield network.fault((*loc, "window", 1), found, "give the first period, then the last")
    for step, (before, after) in enumerate(pairwise(each.periods), 1):
        if after <= before:
            found = f"{after}, after {before}"
            yield network.fault((*loc, "periods", step), found, "give later and later periods")
    yield from _horizon(network, loc, each)
    yield from _trigger(network, loc, each, names)
    recovery = each.recovery
    if recovery is not None and (recovery.shape == "step") != (recovery.periods == 0):
        found = f"{recovery.periods} where it goes away {'at once' if recovery.shape == 'step' else recovery.shape}"
        remedy = "leave it out" if recovery.shape == "step" else "give 1 or more periods"
        yield network.fault((*loc, "recovery", "periods"), found, remedy)


def _horizon(network: JoinedTables, loc: Loc, each: Disruption) -> Iterator[Fault]:
    """It begins within the run."""
    last = network.parsed.top.periods
    if not network.parsed.sure((), "periods"):
        return
    ends = [("start", each.start)] if each.start is not None else []
    ends += [("window", each.window[1])] if each.window is not None else []
    ends += [("periods", each.periods[-1])] if each.periods else []
    for key, period in ends:
        if period > last:
            yield network.fault((*loc, key), f"{period}, beyond the run", f"give one up to {last}, or a longer run")


def _trigger(network: JoinedTables, loc: Loc, each: Disruption, names: dict[str, int]) -> Iterator[Fault]:
    """What another one brings: that there is, and that it does not bring itself."""
    if each.after is None or "disruption" in network.draft.unread:
        return
    if each.after not in names:
        found = f"{each.after!r}, which is no disruption"
        yield network.fault((*loc, "after"), found, suggest(each.after, names, "add a [[disruption]] of this name"))
        return
    chain: list[str] = [each.name]
    next_one: str | None = each.after
    while next_one is not None and next_one in names and next_one not in chain:
        chain.append(next_one)
        next_one = network.parsed.disruptions[names[next_one]].after
    if next_one == each.name:
        found = f"a circle: {' after '.join([*chain, each.name])}"
        yield network.fault((*loc, "after"), found, "give one of them a start, a window, chance, every or periods")


def _strength(network: JoinedTables, loc: Loc, each: Disruption) -> Iterator[Fault]:
    """One key says how strong it is, as its kind has it."""
    kind = each.does
    given = [key for key in STRENGTHS if getattr(each, key) is not None]
    strange = [key for key in given if key not in kind.strength]
    strange += [key for key in EXTRAS if key in each.model_fields_set and key not in kind.extra]
    for key in strange:
        remedy = f"remove it; give {' or '.join(kind.strength)}"
        yield network.fault((*loc, key), f"{shown(getattr(each, key))}, which says nothing of {each.kind}", remedy)
    given = [key for key in given if key in kind.strength]
    sure = network.parsed.sure(loc, "kind", *STRENGTHS)
    if len(given) > 1 and sure:
        found = f"{' and '.join(given)}, which all say how strong it is"
        yield network.fault((*loc, given[1]), found, "give one of them")
    if not given and "severity" not in kind.strength and sure and not strange:
        found = f"nothing that says how strong it is, of {each.kind}"
        yield network.fault(loc, found, f"give {' or '.join(kind.strength)}")
    if kind.name == "lead_time" and each.factor is not None and each.factor <= 1.0:
        found = f"{shown(each.factor)}, which makes no lead time longer"
        yield network.fault((*loc, "factor"), found, "give more than 1")


def _places(network: JoinedTables, loc: Loc, each: Disruption) -> Iterator[Fault]:
    """It is somewhere, and has something to do there."""
    unread = network.draft.unread & {"site", "lane"}
    wrong = list(_unknown(network, loc, each)) if not unread else []
    yield from wrong
    if wrong or unread or not network.parsed.sure(loc, "kind", "site", "region", "item", "lane"):
        return
    if each.lane and not each.does.where.has_lanes:
        found = f"{each.lane!r}, where {each.kind} is of stockpoints"
        yield network.fault((*loc, "lane"), found, "give site and item instead")
    elif not fits_anything(network, each, limited=False):
        found = "places of which none fits all that is given"
        if each.does.where is Where.SELLS and (each.site or each.item or each.region):
            found = "nothing that customers buy there"
        yield network.fault(loc, found, f"give others: {each.kind} is of {each.does.where.value}")
    elif not fits_anything(network, each, limited=True):
        remedy = "give the site or the lane a capacity"
        remedy += ", or a lane to stop" if each.share >= 1.0 else ", or severity 1 to stop a lane or a site's recipes"
        yield network.fault(loc, "nothing there whose capacity could be limited", remedy)


def _unknown(network: JoinedTables, loc: Loc, each: Disruption) -> Iterator[Fault]:
    """Names of what there is not."""
    regions = list(dict.fromkeys(site.region for site in network.parsed.sites.values() if site.region is not None))
    items = list(dict.fromkeys(item for site in network.parsed.sites.values() for item in network.kept(site)))
    lanes = list(dict.fromkeys(f"{lane.supplier}>{lane.target}" for lane in network.parsed.lanes.values()))
    for key, names, known, what in (
        ("site", each.site, list(network.index), "site"),
        ("region", each.region, regions, "region of any site"),
        ("item", each.item, items, "item of any site"),
        ("lane", (each.lane,) if each.lane else (), lanes, "lane"),
    ):
        for step, name in enumerate(names):
            if name not in known:
                place = (*loc, key) if key == "lane" or len(names) == 1 else (*loc, key, step)
                yield network.fault(place, f"{name!r}, which is no {what}", suggest(name, known, "take it out"))


def fits_anything(network: JoinedTables, each: Disruption, *, limited: bool) -> bool:
    """Whether there is a place for a disruption; if `limited`, one where there is a capacity to limit."""
    where = each.does.where
    kept = [(site, item) for site in network.parsed.sites.values() for item in network.kept(site)]
    stocked = [(site, item) for site, item in kept if site.name not in network.unlimited]
    if where is Where.KEEPS:
        return any(stockpoint_fits(each, site, item) for site, item in stocked)
    sold = [(site, item) for site, item in stocked if site.terms(item).demand]
    if where is Where.SELLS:
        return any(stockpoint_fits(each, site, item) for site, item in sold)
    if where is Where.LEAVES and any(customers_fit(each, site, item) for site, item in sold):
        return True
    meant = [
        lane
        for _, lane, items in network.routes
        for item in items
        if lane_fits(each, where, lane, item, network.site(lane.source), network.site(lane.target))
    ]
    if where is not Where.STARTS:
        return bool(meant)
    sites = [site for site, item in stocked if stockpoint_fits(each, site, item) and not each.lane]
    if not limited:
        return bool(meant or sites)
    return any(limits_lane(each, lane) for lane in meant) or any(limits_site(each, site) for site in sites)
