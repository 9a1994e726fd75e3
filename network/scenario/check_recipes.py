"""What recipes must agree on with the sites, and what no network of lanes may be: a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bullwhip.network.errors import Fault, suggest
from bullwhip.network.scenario.cycles import cycles
from bullwhip.network.scenario.joined import JoinedTables, SiteItem

__all__ = ["no_cycles", "one_level", "recipes"]

NAMED = 4  # reasons why stockpoints go together


def recipes(network: JoinedTables) -> Iterator[Fault]:
    """A recipe says which item it makes, at one site, out of items that this site keeps."""
    for at, lane in network.parsed.lanes.items():
        if lane.recipe is None:
            continue
        if lane.source is not None:
            remedy = "leave out from where goods are made at the site itself, or leave out the recipe"
            yield network.fault(("lane", at, "from"), f"{lane.source!r}, besides a recipe", remedy)
        if lane.item is None and network.parsed.sure(("lane", at), "item"):
            yield network.fault(("lane", at, "item"), "nothing, at a recipe", "give the item that it makes")
        site = network.site(lane.target)
        kept = network.kept(site) if site is not None and site.name not in network.unlimited else ()
        for item in lane.recipe:
            if kept and item not in kept:
                found = f"an input {item!r} that {lane.target!r} does not keep, so that nobody makes or brings it there"
                remedy = suggest(item, kept, f"add it to the items of {lane.target!r}, and a lane that supplies it")
                yield network.fault(("lane", at, "recipe", item), found, remedy)


def no_cycles(network: JoinedTables) -> Iterator[Fault]:
    """Goods enter somewhere: nothing is made of itself, and no chain of lanes leads back to where it began."""
    inputs: dict[SiteItem, list[SiteItem]] = {}
    for _, lane, items in network.routes:
        for item in items:
            if taken := network.inputs(lane, item):
                inputs.setdefault((lane.target, item), []).extend(taken)
    said: set[frozenset[SiteItem | str]] = set()
    for cycle in cycles(inputs):
        lanes = [lane_between(network, *ends) for ends in zip(cycle, [*cycle[1:], cycle[0]], strict=True)]
        made = any(is_made(network, at) for at in lanes)
        known = frozenset(cycle) if made else frozenset(site for site, _ in cycle)  # all items of a lane, once
        if known in said:
            continue
        said.add(known)
        yield circle_of_recipes(network, cycle, lanes) if made else circle_of_lanes(network, cycle, lanes)


def lane_between(network: JoinedTables, target: SiteItem, source: SiteItem) -> int:
    """The first lane that takes from one stockpoint to deliver to another."""
    return next(at for at, lane in network.inbound[target] if source in network.inputs(lane, target[1]))


def is_made(network: JoinedTables, at: int) -> bool:
    """Whether a lane has a recipe."""
    return network.parsed.lanes[at].recipe is not None


def circle_of_lanes(network: JoinedTables, cycle: list[SiteItem], lanes: list[int]) -> Fault:
    """One item is carried round."""
    names = [site for site, _ in cycle]
    delays = [network.parsed.lanes[at].order_delay for at in lanes]
    sure = all(network.parsed.sure(("lane", at), "order_delay") for at in lanes)
    without = " without any order delay" if sure and not any(delays) else ""
    path = " -> ".join(reversed([*names, names[0]]))
    several = any(len(network.inbound[node]) > 1 for node in cycle)
    never = ", in which goods would go round" if several else ", into which goods can never enter"
    found = f"the cycle of lanes {path}{without}{never}"
    return network.fault(("lane", lanes[0]), found, "remove one of these lanes")


def circle_of_recipes(network: JoinedTables, cycle: list[SiteItem], lanes: list[int]) -> Fault:
    """An item is made of itself, and be it at other sites."""
    sites = {site for site, _ in cycle}
    names = [item if len(sites) == 1 else f"{item} at {site}" for site, item in cycle]
    path = " -> ".join(reversed([*names, names[0]]))
    made = next(step for step, at in enumerate(lanes) if is_made(network, at))
    taken = cycle[(made + 1) % len(cycle)][1]
    found = f"{taken!r}, in the circle {path}: an item that is made of itself"
    return network.fault(("lane", lanes[made], "recipe", taken), found, "take it out of one of these recipes")


def one_level(network: JoinedTables) -> Iterator[Fault]:
    """Who goes through a period together is not asked by one another without delay: the inputs of one recipe."""
    together = Together(network)
    if not together.any or any(no_cycles(network)):
        return  # no level has two of them, or none has any: that is told
    asked: dict[SiteItem, list[SiteItem]] = defaultdict(list)  # between those that go through a period together
    edges: dict[tuple[SiteItem, SiteItem], tuple[int, SiteItem, SiteItem]] = {}
    for at, lane, items in network.routes:
        if lane.order_delay > 0 or not network.parsed.sure(("lane", at), "order_delay"):
            continue
        for item in items:
            target = (lane.target, item)
            for source in network.inputs(lane, item):
                ends = together.of(target), together.of(source)
                asked[ends[0]].append(ends[1])
                edges.setdefault(ends, (at, target, source))
    for cycle in cycles(asked):
        steps = [edges[a, b] for a, b in zip(cycle, [*cycle[1:], cycle[0]], strict=True)]
        at, target, source = steps[0]
        remedy = "give an order_delay of 1 or more periods"
        if len(steps) == 1:
            found = f"0 on the way from {source[1]!r} to {target[1]!r}"
        else:
            found = f"0, in a circle of lanes without delay ({network.names(step[0] for step in steps)})"
            remedy += " on one of these lanes"
        found += f", though {together.why(cycle)} go through each period together"
        yield network.fault(("lane", at, "order_delay"), found, remedy)


class Together:
    """Which stockpoints go through a period together: each is known by one of them."""

    def __init__(self, network: JoinedTables) -> None:
        self.first: dict[SiteItem, SiteItem] = {}
        self.reasons: dict[SiteItem, list[str]] = {}  # by the one that the others are known by
        for lane in network.parsed.lanes.values():
            if lane.recipe is not None and len(lane.recipe) > 1:
                inputs = [(lane.target, item) for item in lane.recipe]
                self.join(inputs, f"the inputs of {lane.item!r} at {lane.target!r}")
        for site in network.parsed.sites.values():
            if site.capacity is None and site.storage is None:
                continue
            shared = network.sharing(site)
            if len(shared) > 1:
                limit = "storage" if site.storage is not None else "capacity"
                self.join(shared, f"items of {site.name!r}, which share its {limit},")

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.first)

    def of(self, node: SiteItem) -> SiteItem:
        """The one by which all that go with it are known."""
        while (above := self.first.get(node, node)) != node:
            node = above
        return node

    def join(self, nodes: list[SiteItem], reason: str) -> None:
        """These go together, and whatever goes with one of them."""
        one = self.of(nodes[0])
        reasons = self.reasons.setdefault(one, [])
        for node in nodes:
            other = self.of(node)
            self.first[other] = one
            if other != one:
                reasons += self.reasons.pop(other, ())
        reasons.append(reason)

    def why(self, known_by: list[SiteItem]) -> str:
        """What some of these, or all that go with them, are to each other."""
        reasons = dict.fromkeys(reason for node in known_by for reason in self.reasons.get(node, ()))
        return " and ".join([*reasons][:NAMED])
