"""Keys that say nothing where they stand, because another one is missing that they need: hints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from bullwhip.network.scenario.scenario import Scenario
from bullwhip.network.scenario.sites import StockTerms

__all__ = ["idle_keys"]

# What each key needs to say anything, and how it is told that this is missing.
CUSTOMERS = "no customers"
LOSSES = "nothing is ever lost there without a patience or a lost_share"


def sells(terms: StockTerms) -> bool:
    """Whether customers buy there."""
    return bool(terms.demand)


def loses(terms: StockTerms) -> bool:
    """Whether what customers ask for may be lost."""
    return terms.patience is not None or terms.lost_share > 0


NEEDS: dict[str, tuple[Callable[[StockTerms], bool], str]] = {
    "patience": (sells, CUSTOMERS),
    "lost_share": (sells, CUSTOMERS),
    "goodwill": (sells, CUSTOMERS),
    "lost_cost": (loses, LOSSES),
}


def idle_keys(scenario: Scenario) -> Iterator[str]:
    """A hint for each key that says nothing at some site, for any of its items."""
    used: set[tuple[str, str]] = set()
    idle: dict[str, dict[str, None]] = defaultdict(dict)  # by key, the sites in the order of the file
    for point in scenario.stockpoints():
        for key in NEEDS.keys() & point.terms.model_fields_set:
            needed, _ = NEEDS[key]
            if getattr(point.terms, key) is None or needed(point.terms):
                used.add((point.site, key))
            else:
                idle[key][point.site] = None
    for key, (_, lacking) in NEEDS.items():
        sites = [site for site in idle.get(key, ()) if (site, key) not in used]
        if sites:
            more = f" (and at {len(sites) - 1:,} more sites)" if len(sites) > 1 else ""
            yield f"{key} at {sites[0]!r}{more} says nothing: {lacking}"
