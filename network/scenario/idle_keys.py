"""Keys that say nothing where they stand, because another one is missing that they need: hints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from bullwhip.network.scenario.explain import keys_of
from bullwhip.network.scenario.scenario import Scenario
from bullwhip.network.scenario.sites import StockTerms, is_unlimited

__all__ = ["idle_at_sources", "idle_keys", "idle_on_lanes", "obsolete_too_late", "own_keys"]

KEPT = [key for key in keys_of(StockTerms) if key not in {"stock", "backlog", "rule", "demand"}]  # where stock is kept
# What each key needs to say anything, and how it is told that this is missing.
CUSTOMERS = "no customers"
LOSSES = "nothing is ever lost there without a patience or a lost_share"


def sells(terms: StockTerms) -> bool:
    """Whether customers buy there."""
    return bool(terms.demand)


def loses(terms: StockTerms) -> bool:
    """Whether what customers ask for may be lost."""
    return terms.patience is not None or terms.lost_share > 0


def expires(terms: StockTerms) -> bool:
    """Whether goods have a shelf life there."""
    return terms.shelf_life is not None


def discards(terms: StockTerms) -> bool:
    """Whether goods may be discarded there."""
    return terms.shelf_life is not None or terms.obsolete_at is not None


NEEDS: dict[str, tuple[Callable[[StockTerms], bool], str]] = {
    "patience": (sells, CUSTOMERS),
    "lost_share": (sells, CUSTOMERS),
    "goodwill": (sells, CUSTOMERS),
    "sale_price": (sells, CUSTOMERS),
    "lost_cost": (loses, LOSSES),
    "issue": (expires, "goods there have no shelf_life"),
    "discard_cost": (discards, "nothing is ever discarded there without a shelf_life or an obsolete_at"),
}


def idle_keys(scenario: Scenario) -> Iterator[str]:
    """A hint for each key that says nothing at some site, for any of its items, or for an item that has it itself."""
    used: set[tuple[str, str]] = set()
    idle: dict[str, list[tuple[str, str]]] = defaultdict(list)  # by key, stockpoints in the order of the file
    for point in scenario.stockpoints():
        for key in NEEDS.keys() & point.terms.model_fields_set:
            needed, _ = NEEDS[key]
            if getattr(point.terms, key) is None or needed(point.terms):
                used.add((point.site, key))
            else:
                idle[key].append((point.site, point.item))
    for key, (_, lacking) in NEEDS.items():
        places: dict[str, None] = {}
        for site, item in idle.get(key, ()):
            if (site, key) not in used:
                places[repr(site)] = None
            elif key in own_keys(scenario, site, item):
                places[f"{site!r} ({item})"] = None
        if places:
            yield f"{key} at {next(iter(places))}{more_sites(places)} says nothing: {lacking}"


def own_keys(scenario: Scenario, site: str, item: str) -> set[str]:
    """The keys in the table of an item."""
    own = scenario.sites[site].items.get(item)
    return own.model_fields_set if own is not None else set()


def idle_at_sources(scenario: Scenario) -> Iterator[str]:
    """Keys of stock where none is kept."""
    idle = {
        site.name: keys
        for site in scenario.site
        if is_unlimited(site) and (keys := [key for key in KEPT if key in site.model_fields_set])
    }
    if idle:
        name, keys = next(iter(idle.items()))
        say = "say" if len(keys) > 1 else "says"
        yield (
            f"{', '.join(keys)} at {name!r}{more_sites(idle)} {say} nothing: an unlimited source keeps no stock, and"
            " has no customers"
        )


def idle_on_lanes(scenario: Scenario) -> Iterator[str]:
    """What lanes say of shipments that are all equally fast, and of times after the end of the run."""
    never_late = [lane.name for lane in scenario.lane if lane.crossing and isinstance(lane.lead_time, int)]
    if never_late:
        more = f" (and on {len(never_late) - 1:,} more)" if len(never_late) > 1 else ""
        yield f"crossing on {never_late[0]!r}{more} says nothing: its lead time is always the same"
    after = scenario.periods + 1  # of this price who buys ahead has heard at the end
    late = [lane for lane in scenario.lane if any(change.period > after for change in lane.price_changes)]
    if late:
        lane, more = late[0], f" (and on {len(late) - 1:,} more)" if len(late) > 1 else ""
        period = max(change.period for change in lane.price_changes)
        yield f"the price from {period} on of {lane.name!r}{more} {says_nothing(scenario)}"


def says_nothing(scenario: Scenario) -> str:
    """Of a period after the end of the run."""
    return f"says nothing: the run has {scenario.periods:,} {scenario.period}s"


def obsolete_too_late(scenario: Scenario) -> Iterator[str]:
    """Goods that become obsolete after the end of the run."""
    late: dict[str, int] = {}
    for point in scenario.stockpoints():
        if (period := point.terms.obsolete_at) is not None and period > scenario.periods:
            late.setdefault(point.site, period)
    if late:
        site, period = next(iter(late.items()))
        yield f"obsolete_at = {period} at {site!r}{more_sites(late)} {says_nothing(scenario)}"


def more_sites(sites: Collection[str]) -> str:
    """How many there are besides the first."""
    more = len(sites) - 1
    return f" (and at {more:,} more site{'' if more == 1 else 's'})" if more else ""
