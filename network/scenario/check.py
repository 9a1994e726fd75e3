"""What the keys and tables of a scenario must agree on: one function for each kind of fault."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from bullwhip.network.errors import Fault, near_miss, suggest
from bullwhip.network.scenario.check_disruptions import disruptions
from bullwhip.network.scenario.check_limits import capacities, prices, room, too_small
from bullwhip.network.scenario.check_orders import rules_and_lanes
from bullwhip.network.scenario.check_recipes import no_cycles, one_level, recipes
from bullwhip.network.scenario.check_sourcing import lots, sourcing
from bullwhip.network.scenario.draft import Loc
from bullwhip.network.scenario.explain import shown
from bullwhip.network.scenario.joined import JoinedTables
from bullwhip.network.scenario.parse import Parsed

__all__ = ["check"]


def check(parsed: Parsed) -> Iterator[Fault]:
    """Every disagreement between the tables, as far as they can be understood."""
    network = JoinedTables(parsed)
    for one_check in CHECKS:
        yield from one_check(network)


def whole_scenario(network: JoinedTables) -> Iterator[Fault]:
    """Sites there must be, periods to count, and viewers that exist."""
    parsed, top = network.parsed, network.parsed.top
    if not network.draft.document.get("site") and "site" not in network.draft.unread:
        yield network.fault(("site",), "no sites", "add a [[site]] for each place, and a [[lane]] to supply it")
    if top.warm_up >= top.periods and parsed.sure((), "warm_up", "periods"):
        remedy = f"give fewer than the {top.periods} periods of the run"
        yield network.fault(("warm_up",), shown(top.warm_up), remedy)
    for what in ("demand", "stock"):
        names = getattr(top.share, what)
        for name in sorted(names) if names != "all" else ():
            if name not in network.index and "site" not in network.draft.unread:
                found = f"{name!r}, which is no site"
                yield network.fault(("share", what), found, network.draft.suggest(name, network.index, 'say "all"'))


def site_names(network: JoinedTables) -> Iterator[Fault]:
    """No two sites have the same name."""
    if len(network.index) == len(network.parsed.sites):
        return
    for at, site in network.parsed.sites.items():
        first = network.index[site.name]
        if first != at:
            place = network.draft.place(("site", first))
            where = f" ({place.file}:{place.line})" if place.line else ""
            found = f"a second site of this name{where}"
            yield network.fault(("site", at, "name"), found, "give each site a name of its own")


def lane_ends(network: JoinedTables) -> Iterator[Fault]:
    """A lane leads from a site that exists to one that can be supplied."""
    hinted = network.draft.hinted.get("site", set())
    sources = {name for name, site in network.sites.items() if network.is_source(site)}
    lanes = network.parsed.lanes
    named = {lane.source for lane in lanes.values()} | network.targets
    if named <= network.index.keys() | {None} and sources.isdisjoint(network.targets):
        return
    for at, lane in lanes.items():
        for end, name in (("from", lane.source), ("to", lane.target)):
            if name is None or name in network.index or name in hinted or "site" in network.draft.unread:
                continue
            otherwise = "add a [[site]] of this name"
            if end == "from":
                otherwise += ", or leave out from: the outside world"
            found = f"{name!r}, which is no site"
            yield network.fault(("lane", at, end), found, network.draft.suggest(name, network.index, otherwise))
        if lane.target in sources:
            found = f"{lane.target!r}, an unlimited source"
            remedy = "give that supplier a rule, which makes it keep stock, or remove the lane"
            yield network.fault(("lane", at, "to"), found, remedy)


def lane_items(network: JoinedTables) -> Iterator[Fault]:
    """Both ends of a lane keep what travels on it."""
    for at, lane, items in network.routes:
        if items and lane.item is None:
            continue
        source, target = network.site(lane.source), network.site(lane.target)
        limited = source is not None and source.name not in network.unlimited
        if not items and source is not None and target is not None:
            found = f"ends that keep no item in common ({', '.join(network.kept(source)[:5])} at {source.name!r})"
            yield network.fault(("lane", at), found, f"list the items of {target.name!r} at both ends")
        if lane.item is None:
            continue
        for site in (source if limited else None, target):
            if site is not None and lane.item not in network.kept(site):
                found = f"{lane.item!r}, which {site.name!r} does not keep"
                remedy = suggest(lane.item, network.kept(site), f"add it to the items of {site.name!r}")
                yield network.fault(("lane", at, "item"), found, remedy)


def supplied(network: JoinedTables) -> Iterator[Fault]:
    """Some lane supplies each stockpoint."""
    parsed, draft = network.parsed, network.draft
    strange = network.targets - network.index.keys()  # of misspelt names the lanes are not missed as well
    meant = {draft.near_miss(name, network.index) for name in strange} | draft.hinted.get("lane", set())
    meant -= network.targets
    meant |= {lane.target for _, lane, items in network.routes if not items and lane.recipe is not None}
    for at, site in parsed.sites.items():
        kept = network.kept(site)
        lacking = [item for item in kept if (site.name, item) not in network.inbound]
        if not lacking or site.name in network.unlimited or "lane" in draft.unread or site.name in meant:
            continue
        if network.index[site.name] != at or network.stocked_source(at):
            continue
        strays = network.items_to.get(site.name, set()).difference(kept)
        guessed = {near_miss(item, kept) for item in strays}
        for item in lacking:
            if item in guessed:
                continue
            which = f" with {item!r}" if site.items else ""
            remedy = f"add a [[lane]] with to = {site.name!r}"
            remedy += f" and item = {item!r}" if site.items else ""
            yield network.fault(("site", at), f"no lane that supplies it{which}", remedy)


def seats(network: JoinedTables) -> Iterator[Fault]:
    """A person's orders travel for a period at least; nobody plays an unlimited source."""
    for at, site in network.parsed.sites.items():
        if site.person and network.is_source(site):
            found = "true at an unlimited source, which decides nothing"
            yield network.fault(("site", at, "person"), found, "give it a rule and a lane, or person = false")
    persons = {name for name, site in network.sites.items() if site.person}
    for at, lane in network.parsed.lanes.items():
        if lane.target not in persons or lane.order_delay > 0:
            continue
        found = f"0, where a person may play {lane.target!r}"
        yield network.fault(("lane", at, "order_delay"), found, "give 1 or more periods, or person = false")


def rules_given(network: JoinedTables) -> Iterator[Fault]:
    """Whoever keeps stock has a rule by which it is ordered."""
    for at, site in network.parsed.sites.items():
        if site.rule is not None or site.name in network.unlimited or not network.parsed.sure(("site", at), "rule"):
            continue
        if network.stocked_source(at):
            continue
        lacking = [item for item, terms in site.items.items() if terms.rule is None]
        if not site.items or lacking:
            which = f" for {', '.join(lacking[:5])}" if lacking and len(lacking) < len(site.items) else ""
            remedy = 'give one, such as rule = { type = "order-up-to", level = 10 } or rule = "pass-on"'
            yield network.fault(("site", at, "rule"), f"no rule{which} to order by", remedy)


def sources(network: JoinedTables) -> Iterator[Fault]:
    """A supplier that orders nothing has no stock: it never runs out."""
    for at in network.parsed.sites:
        if network.stocked_source(at):
            remedy = "leave it out: such a supplier never runs out; or give it a rule and a [[lane]] that supplies it"
            for loc, terms in network.tables_of(at):
                if terms.stock and "stock" in terms.model_fields_set:
                    found = f"{shown(terms.stock)} at a supplier without a rule"
                    yield network.fault((*loc, "stock"), found, remedy)


def customers(network: JoinedTables) -> Iterator[Fault]:
    """Customers buy from sites that are no suppliers."""
    for at, site in network.parsed.sites.items():
        if site.role != "supplier":
            continue
        for loc, terms in network.tables_of(at):
            if terms.demand:
                remedy = "move it to the site that customers buy from, or give this site another role"
                yield network.fault((*loc, "demand"), "customers' demand at a supplier", remedy)


def backlogs(network: JoinedTables) -> Iterator[Fault]:
    """Only customers have claims that no lane explains: there is no backlog of an item that none of them asks for."""
    for at, site in network.parsed.sites.items():
        given = site.backlog > 0 or any(terms.backlog > 0 for terms in site.items.values())
        if not given or not network.parsed.sure(("site", at), "demand", "backlog", "items"):
            continue
        idle: dict[Loc, list[str]] = defaultdict(list)  # items without customers, by the table that has their backlog
        for item in network.kept(site):
            terms = site.terms(item)
            if terms.backlog > 0 and not terms.demand:
                own = item in site.items and "backlog" in site.items[item].model_fields_set
                idle[("site", at, "items", item) if own else ("site", at)].append(item)
        for loc, items in sorted(idle.items(), key=lambda pair: len(pair[0])):  # the site itself first
            found = f"{shown(site.items[items[0]].backlog if len(loc) > 2 else site.backlog)}, but no customers' demand"
            remedy = "give a demand, or backlog = 0"
            if len(loc) == 2 and site.items and len(items) < len(site.items):
                found += f" for {', '.join(items[:5])}"
                remedy = "give one, or write a backlog at each item instead"
            yield network.fault((*loc, "backlog"), found, remedy)


def under_way(network: JoinedTables) -> Iterator[Fault]:
    """What is under way at the start arrives within the lane's own times."""
    for at, lane in network.parsed.lanes.items():
        if not (lane.in_transit or lane.in_mail):
            continue
        for key, limit, longest in (
            ("in_transit", "lead_time", lane.longest),
            ("in_mail", "order_delay", lane.order_delay),
        ):
            entries = len(getattr(lane, key))
            if entries > longest and network.parsed.sure(("lane", at), limit):
                the = limit if getattr(lane, limit) == longest else f"longest {limit}"
                remedy = f"give at most {longest}, the {the}: one for each period to come"
                yield network.fault(("lane", at, key), f"{entries} {'entry' if entries == 1 else 'entries'}", remedy)


def whole_units(network: JoinedTables) -> Iterator[Fault]:
    """Where units are whole, so is everything that is there at the start, and no capacity is too small for one."""
    if not network.parsed.top.whole_units or not network.parsed.sure((), "whole_units"):
        return
    remedy = "give whole units, or whole_units = false"
    for site_at in network.parsed.sites:
        for loc, terms in network.tables_of(site_at):
            for key in ("stock", "backlog"):
                units = getattr(terms, key)
                if units % 1:
                    yield network.fault((*loc, key), shown(units), remedy)
    for at, lane in network.parsed.lanes.items():
        for key in ("in_transit", "in_mail"):
            for place, units in enumerate(getattr(lane, key)):
                if units % 1:
                    yield network.fault(("lane", at, key, place), shown(units), remedy)
        for key in ("minimum", "multiple"):
            if getattr(lane, key) % 1:
                yield network.fault(("lane", at, key), shown(getattr(lane, key)), remedy)
        for item, units in (lane.recipe or {}).items():
            if units % 1:
                yield network.fault(("lane", at, "recipe", item), shown(units), remedy)
    yield from too_small(network)


CHECKS: Iterable[Callable[[JoinedTables], Iterator[Fault]]] = (
    whole_scenario,
    site_names,
    lane_ends,
    lane_items,
    supplied,
    recipes,
    sourcing,
    lots,
    rules_and_lanes,
    capacities,
    room,
    prices,
    no_cycles,
    one_level,
    seats,
    rules_given,
    sources,
    customers,
    backlogs,
    under_way,
    whole_units,
    disruptions,
)
