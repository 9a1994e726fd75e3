"""The stockpoints of a scenario whose rules are looked at, and the scenario with other rules there."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bullwhip.agents.optimisation.plain import Place
from bullwhip.network.checks import check_list, check_name
from bullwhip.network.scenario import Scenario

__all__ = ["places_of", "with_tables"]


def places_of(scenario: Scenario, sites: Collection[str] | None) -> list[Place]:
    """The stockpoints of some sites, or of all, in the order of the scenario.

    Raises BullwhipError for a site that keeps none.
    """
    places = [(point.site, point.item) for point in scenario.stockpoints()]
    if sites is None:
        return places
    listed = check_list("sites", sites, f"['{places[0][0]}']")
    for name in listed:
        check_name("site", name, dict.fromkeys(site for site, _ in places), "keeps no stock")
    return [place for place in places if place[0] in listed]


def with_tables(scenario: Scenario, tables: Mapping[Place, Mapping[str, object]]) -> Scenario:
    """The scenario with other tables of rules."""
    several = {site.name for site in scenario.site if site.items}
    return scenario.with_(
        {
            f"site.{site}.items.{item}.rule" if site in several else f"site.{site}.rule": dict(table)
            for (site, item), table in tables.items()
        }
    )
