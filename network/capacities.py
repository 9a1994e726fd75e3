"""What ties lanes together: recipes, and capacities of lanes and sites."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.rounding import floor_units
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["all_of_site", "alone", "own_capacity", "own_site", "site_taken", "site_used", "tied_rows", "use_of"]


def site_used(network: Network) -> Ints:
    """(lanes,) The site whose capacity a lane shares with others, or -1."""
    site = site_taken(network)
    shared: Ints = np.where(_users(site)[site] > 1, site, -1)
    return shared


def own_capacity(network: Network) -> Array:
    """(lanes,) What may be sent on each, or started: of a site's capacity as well, where nothing else takes of it."""
    least = np.minimum(network.capacity, all_of_site(network))
    return np.where(least < np.inf, floor_units(least), least) if network.whole_units else least


def own_site(network: Network) -> Ints:
    """(lanes,) The site of whose capacity nothing else takes, or -1."""
    site = site_taken(network)
    alone: Ints = np.where(_users(site)[site] == 1, site, -1)
    return alone


def all_of_site(network: Network) -> Array:
    """(lanes,) Units for which the capacity of a site is enough of which nothing else takes; else inf."""
    site = own_site(network)
    with np.errstate(divide="ignore"):
        limit = np.where(site >= 0, network.site_capacity[site], np.inf) / use_of(network)
    return np.where(site >= 0, limit, np.inf)


def _users(site: Ints) -> Ints:
    """How many lanes take of each site's capacity; of none, as the last one, nothing is said."""
    return np.append(np.bincount(site[site >= 0], minlength=int(site.max(initial=-1)) + 1), 0)


def site_taken(network: Network) -> Ints:
    """(lanes,) The site of whose capacity a lane takes, or -1.

    Of that of a site without recipes and lanes of its own from outside takes what it ships.
    """
    limited = network.site_capacity < np.inf
    if not limited.any():
        return np.full(network.source.size, -1)
    starts = np.zeros(limited.size, bool)
    starts[network.site[network.target[network.started]]] = True
    site = np.full(network.source.size, -1)
    site[network.started] = network.site[network.target[network.started]]
    ships = (network.source != OUTSIDE) & ~network.started & ~starts[network.site[network.source]]
    site[ships] = network.site[network.source[ships]]
    return np.where((site >= 0) & limited[site] & (use_of(network) > 0), site, -1)


def use_of(network: Network) -> Array:
    """(lanes,) What a unit of each lane takes of the capacity of a site."""
    use: Array = network.use[np.where(network.started, network.target, network.source)]
    return use


def tied_rows(network: Network) -> Flags:
    """(stockpoints,) Those on which a lane claims that takes other things besides, or has a capacity."""
    limited = (own_capacity(network) < np.inf) | (site_used(network) >= 0)
    flags: Flags = ~network.plain | (np.bincount(network.claimed, limited[network.claim], network.rows) > 0)
    return flags


def alone(network: Network) -> Flags:
    """(lanes,) Which are the only claim on each of their inputs, and share no site's capacity."""
    claims = np.diff(network.first_claim)
    shared = np.bincount(network.claim, claims[network.claimed] > 1, network.source.size) > 0
    flags: Flags = ~shared & (site_used(network) < 0)
    return flags
