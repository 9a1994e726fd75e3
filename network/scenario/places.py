"""Where a disruption is: which sites, lanes and stockpoints its table means."""

from __future__ import annotations

from bullwhip.network.disruptions.kinds import Where
from bullwhip.network.scenario.disruption import Disruption
from bullwhip.network.scenario.lanes import Lane
from bullwhip.network.scenario.sites import Site

__all__ = ["customers_fit", "lane_fits", "limits_lane", "limits_site", "stockpoint_fits"]


def lane_fits(
    disruption: Disruption, where: Where, lane: Lane, item: str, ships: Site | None, receives: Site | None
) -> bool:
    """Whether a lane is meant, as an item uses it; `ships` is None where goods come from the outside world.

    Where goods leave or are made, lanes are meant by the site that ships, or makes; elsewhere by that which receives.
    """
    if disruption.lane:
        if disruption.lane != f"{lane.supplier}>{lane.target}":
            return False
    elif where is Where.LEAVES and lane.recipe is not None:
        return False  # what is made is not sent anywhere
    end = receives if where is Where.COMES else ships if lane.recipe is None else receives
    return _at(disruption, end) and _of(disruption, item)


def customers_fit(disruption: Disruption, site: Site, item: str) -> bool:
    """Whether what leaves for the customers of a stockpoint is meant."""
    return not disruption.lane and _at(disruption, site) and _of(disruption, item)


def stockpoint_fits(disruption: Disruption, site: Site, item: str) -> bool:
    """Whether a stockpoint is meant."""
    return _at(disruption, site) and _of(disruption, item)


def limits_lane(disruption: Disruption, lane: Lane) -> bool:
    """Whether a disruption of capacity that means this lane has something to limit there.

    What has no capacity can be stopped, not slowed down: a lane that is named, and the recipes of a site that is.
    """
    if lane.capacity is not None:
        return True
    stopped = bool(disruption.lane) or (lane.recipe is not None and bool(disruption.site or disruption.region))
    return stopped and disruption.share >= 1.0


def limits_site(disruption: Disruption, site: Site) -> bool:
    """Whether a disruption limits the capacity of a whole site."""
    named = not (disruption.lane or disruption.item)
    return named and site.capacity is not None and _at(disruption, site)


def _at(disruption: Disruption, site: Site | None) -> bool:
    if not (disruption.site or disruption.region):
        return True
    if site is None:
        return False
    here = not disruption.site or site.name in disruption.site
    return here and (not disruption.region or site.region in disruption.region)


def _of(disruption: Disruption, item: str) -> bool:
    return not disruption.item or item in disruption.item
