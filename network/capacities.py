"""What ties lanes together: recipes, and capacities of lanes and sites."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["alone", "site_used", "tied_rows", "use_of"]


def site_used(network: Network) -> Ints:
    """(lanes,) The site whose capacity a lane uses, or -1.

    That of a site without recipes and lanes of its own from outside is used by what it ships.
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
    limited = (network.capacity < np.inf) | (site_used(network) >= 0)
    flags: Flags = ~network.plain | (np.bincount(network.claimed, limited[network.claim], network.rows) > 0)
    return flags


def alone(network: Network) -> Flags:
    """(lanes,) Which are the only claim on each of their inputs, and use no site's capacity."""
    claims = np.diff(network.first_claim)
    shared = np.bincount(network.claim, claims[network.claimed] > 1, network.source.size) > 0
    flags: Flags = ~shared & (site_used(network) < 0)
    return flags
