"""Keys that say nothing where they stand, because another one is missing that they need: hints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from bullwhip.network.scenario.scenario import Scenario
from bullwhip.network.scenario.sites import StockTerms

__all__ = ["idle_keys", "obsolete_too_late"]

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
            yield f"{key} at {sites[0]!r}{more_sites(sites)} says nothing: {lacking}"


def obsolete_too_late(scenario: Scenario) -> Iterator[str]:
    """Goods that become obsolete after the end of the run."""
    late: dict[str, int] = {}
    for point in scenario.stockpoints():
        if (period := point.terms.obsolete_at) is not None and period > scenario.periods:
            late.setdefault(point.site, period)
    if late:
        site, period = next(iter(late.items()))
        yield (
            f"obsolete_at = {period} at {site!r}{more_sites(late)} says nothing: the run has {scenario.periods:,}"
            f" {scenario.period}s"
        )


def more_sites(sites: Collection[str]) -> str:
    """How many there are besides the first."""
    more = len(sites) - 1
    return f" (and at {more:,} more site{'' if more == 1 else 's'})" if more else ""
