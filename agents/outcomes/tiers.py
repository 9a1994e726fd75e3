"""Tiers: how many lanes lie between a site and the customers, or where disruptions are."""

from __future__ import annotations

import numpy as np

from bullwhip.agents.outcomes.by_site import rows_by_site
from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.disruptions.effects import Where
from bullwhip.network.topology import OUTSIDE, Network

__all__ = ["ABOVE", "AWAY", "BELOW", "BESIDE", "from_customers", "from_disruptions"]

BELOW, ABOVE, BESIDE, AWAY = "below", "above", "beside", "away from"  # of a site, seen from disruptions


def from_customers(network: Network) -> Array:
    """The fewest lanes from each site down to one that customers buy from, 0 there: (sites,)."""
    served = np.zeros(len(rows_by_site(network)), bool)
    served[_site_of_row(network)[network.served]] = True
    source, target = _links(network)
    return _lanes_from(served, target, source)


def from_disruptions(network: Network) -> tuple[Array, list[str]]:
    """The fewest lanes between each site and one where a disruption is (sites,), and on which side it is.

    It is BELOW where goods from there may come to it, or it is there itself; ABOVE where its goods may go there; BESIDE
    where neither is so, but lanes lead there up and down; inf lanes, and AWAY, where none do.  A lane that is disrupted
    is at the site that sends, or at the one that receives if goods or orders are held up on their way, or come from
    outside.
    """
    struck = _struck(network)
    source, target = _links(network)
    below, above = _lanes_from(struck, source, target), _lanes_from(struck, target, source)
    beside = _lanes_from(struck, np.concatenate([source, target]), np.concatenate([target, source]))
    lanes, sides = beside.copy(), []
    for at in range(struck.size):
        ways = {BELOW: below[at], ABOVE: above[at], BESIDE: beside[at], AWAY: np.inf}
        side = next(name for name, steps in ways.items() if np.isfinite(steps) or name == AWAY)
        lanes[at] = ways[side]
        sides.append(side)
    return lanes, sides


def _struck(network: Network) -> Flags:
    """Where disruptions are: (sites,)."""
    struck = np.zeros(len(rows_by_site(network)), bool)
    site = _site_of_row(network)
    for number, effects in enumerate(network.reach.effects):
        for where in {effect.where for effect in effects}:
            if where.has_lanes:
                struck[site[_ends(network, network.storms.at_lanes(number, where), where)]] = True
            else:
                rows = network.storms.at_rows(number)
                struck[site[rows & network.served if where is Where.SELLS else rows]] = True
            if where is Where.STARTS:
                limited = network.reach.at_sites(number)
                struck[site[limited[network.site]]] = True
    return struck


def _ends(network: Network, lanes: Flags, where: Where) -> Ints:
    """The row at which each of these lanes is disrupted."""
    at = np.flatnonzero(lanes)
    below = (network.source[at] == OUTSIDE) | (where is Where.COMES)
    return np.where(below, network.target[at], network.source[at])


def _site_of_row(network: Network) -> Ints:
    """(rows,) Which of the sites, in the order of the file."""
    numbers = np.zeros(network.rows, np.int64)
    for number, rows in enumerate(rows_by_site(network).values()):
        numbers[rows] = number
    return numbers


def _links(network: Network) -> tuple[Ints, Ints]:
    """The sites that goods leave, and those to which they go: (claims between sites,) each."""
    site, target = _site_of_row(network), network.target[network.claim]
    inside = target != OUTSIDE
    return site[network.claimed[inside]], site[target[inside]]


def _lanes_from(begin: Flags, source: Ints, target: Ints) -> Array:
    """The fewest steps from where it begins, from sources to targets: (sites,)."""
    steps = np.where(begin, 0.0, np.inf)
    reached, count = begin, 0
    while True:
        count += 1
        new = np.zeros(begin.size, bool)
        new[target[reached[source]]] = True
        reached = new & np.isinf(steps)
        if not reached.any():
            return steps
        steps[reached] = count
