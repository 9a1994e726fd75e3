"""The tables of a scenario, looked at together: names, items, lanes by stockpoint."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from bullwhip.network.errors import Fault
from bullwhip.network.scenario.draft import Draft, Loc
from bullwhip.network.scenario.lanes import Lane, items_on
from bullwhip.network.scenario.parse import Parsed
from bullwhip.network.scenario.sites import Site, StockTerms, is_unlimited

__all__ = ["JoinedTables", "SiteItem"]

NAMED = 4  # lanes that a message lists
SiteItem = tuple[str, str]  # a site and an item


@dataclass
class JoinedTables:
    """The tables of a scenario, and what they say of each other."""

    parsed: Parsed

    @property
    def draft(self) -> Draft:
        """What the tables were made of."""
        return self.parsed.draft

    def fault(self, loc: Loc, found: str, remedy: str) -> Fault:
        """A fault at a path of the document."""
        return self.draft.fault(loc, found, remedy)

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each site is; of two with the same name, the first."""
        return {site.name: at for at, site in reversed(self.parsed.sites.items())}

    @cached_property
    def sites(self) -> dict[str | None, Site]:
        """The sites by name; of two with the same name, the first."""
        return {name: self.parsed.sites[at] for name, at in self.index.items()}

    def site(self, name: str | None) -> Site | None:
        """The site of this name, if there is one."""
        return self.sites.get(name)

    def kept(self, site: Site) -> tuple[str, ...]:
        """The items that a site keeps."""
        return self.parsed.top.items_of(site)

    @cached_property
    def unlimited(self) -> frozenset[str]:
        """The unlimited sources, and the sites of which it cannot be told whether they are one."""
        return frozenset(
            site.name for at, site in self.parsed.sites.items() if is_unlimited(site) or not self.sure_kind(at)
        )

    def sure_kind(self, at: int) -> bool:
        """Whether it can be told what kind of site this is."""
        loc = ("site", at)
        if self.parsed.sure(loc, "role") and self.parsed.sites[at].role != "supplier":
            return True
        return self.parsed.sure(loc, "role", "rule", "stock", "items")

    def is_source(self, site: Site) -> bool:
        """Whether a site is an unlimited source, for sure."""
        return is_unlimited(site) and self.sure_kind(self.index[site.name])

    def stocked_source(self, at: int) -> bool:
        """Whether a site would be an unlimited source if it had no stock, for sure."""
        site = self.parsed.sites[at]
        ordering = any(terms.rule is not None for terms in (site, *site.items.values()))
        known = self.sure_kind(at) and site.name not in self.targets
        return known and site.role == "supplier" and not ordering and not is_unlimited(site)

    @cached_property
    def routes(self) -> list[tuple[int, Lane, tuple[str, ...]]]:
        """Every lane with the items that use it, and its position."""
        routes = []
        kept = {name: self.kept(site) for name, site in self.sites.items()}
        offered = {name: items for name, items in kept.items() if name not in self.unlimited}
        for at, lane in self.parsed.lanes.items():
            items = items_on(lane, kept.get(lane.target, ()), offered.get(lane.source))
            if lane.recipe is not None and lane.item is None:  # nobody knows what it makes
                items = ()
            routes.append((at, lane, items))
        return routes

    @cached_property
    def inbound(self) -> dict[SiteItem, list[tuple[int, Lane]]]:
        """The lanes that supply each stockpoint."""
        inbound: dict[SiteItem, list[tuple[int, Lane]]] = defaultdict(list)
        for at, lane, items in self.routes:
            for item in items:
                inbound[lane.target, item].append((at, lane))
        return dict(inbound)

    def inputs(self, lane: Lane, item: str) -> list[SiteItem]:
        """The stockpoints that a lane takes from to deliver an item; none where goods never run out."""
        if lane.recipe is not None:
            return [(lane.target, taken) for taken in lane.recipe]
        if lane.source is None or lane.source in self.unlimited or lane.source not in self.index:
            return []
        return [(lane.source, item)]

    def sharing(self, site: Site) -> list[SiteItem]:
        """The stockpoints that share the storage or the capacity of a site that has one.

        A capacity is shared by those that ship what takes of it: the inputs of its recipes.
        """
        if site.name in self.unlimited:
            return []
        made = [lane for _, lane in self.lanes_to(site.name) if lane.recipe is not None]
        if site.storage is not None or not made:
            return [(site.name, item) for item in self.kept(site)]
        return [(site.name, item) for item in dict.fromkeys(item for lane in made for item in lane.recipe or ())]

    def is_limited(self, lane: Lane, item: str) -> bool:
        """Whether a capacity, its own or a site's, says what can be sent or begun on a lane."""
        starts = lane.source is None
        site = self.site(lane.target if starts else lane.source)
        if lane.capacity is not None or site is None or site.capacity is None or site.name in self.unlimited:
            return lane.capacity is not None
        used = site.uses is None or site.uses.get(item, 0.0) > 0
        return used and (starts or not any(other.source is None for _, other in self.lanes_to(site.name)))

    @cached_property
    def tied(self) -> set[SiteItem]:
        """The stockpoints of which a recipe or a capacity says what can be sent."""
        return {
            node
            for _, lane, items in self.routes
            for item in items
            if set((lane.recipe or {item: 1.0}).values()) != {1.0}
            or len(lane.recipe or ()) > 1
            or self.is_limited(lane, item)
            for node in self.inputs(lane, item)
        }

    @cached_property
    def items_to(self) -> dict[str, set[str]]:
        """The items that lanes name, by the site they lead to."""
        items: dict[str, set[str]] = defaultdict(set)
        for lane in self.parsed.lanes.values():
            if lane.item is not None:
                items[lane.target].add(lane.item)
        return dict(items)

    @cached_property
    def _lanes_to(self) -> dict[str, list[tuple[int, Lane]]]:
        lanes: dict[str, list[tuple[int, Lane]]] = defaultdict(list)
        for at, lane in self.parsed.lanes.items():
            lanes[lane.target].append((at, lane))
        return lanes

    def lanes_to(self, site: str) -> list[tuple[int, Lane]]:
        """The lanes that lead to a site, whatever is on them."""
        return self._lanes_to.get(site, [])

    def names(self, lanes: Iterable[int]) -> str:
        """Some lanes by name, the first of them."""
        return ", ".join(self.parsed.lanes[at].name for at in islice(lanes, NAMED))

    @cached_property
    def targets(self) -> set[str]:
        """The sites that some lane supplies."""
        return {lane.target for lane in self.parsed.lanes.values()}

    def tables_of(self, at: int) -> Iterator[tuple[Loc, StockTerms]]:
        """A site's own table, then that of each of its items."""
        site = self.parsed.sites[at]
        yield ("site", at), site
        for item, terms in site.items.items():
            yield ("site", at, "items", item), terms
