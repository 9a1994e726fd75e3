"""Lanes that are filled together, and all that they take from: what rounds.py walks along."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bullwhip.network.allocation.modes import by_age, by_rank
from bullwhip.network.arrays import Array, Flags, Ints, UInt64s
from bullwhip.network.capacities import own_capacity, site_used, use_of
from bullwhip.network.tape import stream_address
from bullwhip.network.topology import Network

__all__ = ["Tied", "parted", "tied_lanes"]


class Tied(NamedTuple):
    """Lanes that are filled in rounds, numbered from 0 here, and all that they take from."""

    lanes: Ints  # (lanes,) as the network numbers them
    group: Ints  # (lanes,) those that have to do with each other have a number, from 0
    capacity: Array  # (lanes,) units a period, or inf
    first_input: Ints  # (lanes + 1,)
    input: Ints  # (inputs,) place of the stockpoint in `rows`
    claim: Ints  # (inputs,) place of the claim in `of`
    rows: Ints  # (stockpoints,) as the network numbers them
    first_claim: Ints  # (stockpoints + 1,)
    of: Ints  # (claims,) the lane that claims
    units: Array  # (claims,) of the stockpoint for a unit of the lane
    turn: Ints  # (claims,) claims on a stockpoint that are served together have a number
    claimant: UInt64s  # (claims,) address of the luck of equal remainders
    luck: UInt64s  # (stockpoints,) address of the luck of units that leave one by one
    mode: Ints  # (stockpoints,) how they share
    by_age: Flags  # (stockpoints,) where the oldest claims are served first
    first_user: Ints  # (sites + 1,) lanes that share the capacity of a site
    user: Ints  # (users,) a lane
    use: Array  # (users,) of the capacity for a unit of the lane
    user_turn: Ints  # (users,) those of a site that are served together have a number
    site: Ints  # (sites,) as `left` numbers them
    site_of: Ints  # (lanes,) as `left` numbers them, or -1
    use_of: Array  # (lanes,)
    site_mode: Ints  # (sites,) how they share
    site_by_age: Flags  # (sites,) where the oldest claims are served first
    aged: Ints  # (lanes,) place among the claims by age, or -1
    luck_of_lanes: UInt64s  # (lanes,) address of the luck by which they take what is left


def tied_lanes(network: Network, lanes: Ints, aged: Ints) -> Tied:
    """These lanes; `aged` (lanes of the network,) is the place of each among the claims by age, or -1."""
    place = np.full(network.source.size, -1)
    place[lanes] = np.arange(lanes.size)
    claims = np.flatnonzero(place[network.claim] >= 0)
    rows, on = np.unique(network.claimed[claims], return_inverse=True)
    of = place[network.claim[claims]]
    site = site_used(network)[lanes]
    users, first_user, sites = _users(network, lanes, site)
    turns = network.rank[lanes[users]] * by_rank(_mode(network, lanes[users]))
    modes = _mode(network, lanes[users])[first_user[:-1]]
    by_lane = np.argsort(of, kind="stable")
    several = lanes.size > 0 and (np.bincount(on, minlength=1).max() > 1 or users.size > 0)
    return Tied(
        lanes=lanes,
        group=parted(lanes.size, of, on, site),
        capacity=own_capacity(network)[lanes],
        first_input=_starts(of, lanes.size),
        input=on[by_lane],
        claim=by_lane,
        rows=rows,
        first_claim=_starts(on, rows.size),
        of=of,
        units=network.units[claims],
        turn=network.group[claims],
        claimant=network.claimant[claims],
        luck=network.luck[rows],
        mode=network.allocation[rows],
        by_age=by_age(network.allocation[rows]),
        first_user=first_user,
        user=users,
        use=use_of(network)[lanes[users]],
        user_turn=np.concatenate([[0], np.cumsum((np.diff(site[users]) != 0) | (np.diff(turns) != 0))])[: users.size],
        site=sites,
        site_of=site,
        use_of=use_of(network)[lanes],
        site_mode=modes,
        site_by_age=by_age(modes),
        aged=aged[lanes],
        luck_of_lanes=np.array([stream_address("rounds", *network.lane_name(lane)) for lane in lanes], np.uint64)
        if several
        else np.zeros(lanes.size, np.uint64),
    )


def parted(lanes: int, of: Ints, on: Ints, site: Ints) -> Ints:
    """(lanes,) A number for lanes that have to do with each other: by a stockpoint `on` which they claim, or a site."""
    from scipy.sparse import coo_array  # takes a while to load
    from scipy.sparse.csgraph import connected_components

    rows = int(on.max(initial=-1)) + 1
    user = np.flatnonzero(site >= 0)
    ones = np.concatenate([of, user])
    others = lanes + np.concatenate([on, rows + site[user]])
    size = lanes + rows + int(site.max(initial=-1)) + 1
    parts = connected_components(coo_array((np.ones(ones.size, bool), (ones, others)), (size, size)), directed=False)[1]
    return np.unique(parts[:lanes], return_inverse=True)[1].reshape(-1)


def _users(network: Network, lanes: Ints, site: Ints) -> tuple[Ints, Ints, Ints]:
    """Lanes that use the capacity of a site, site by site and by rank; where those of each begin; and the sites."""
    user = np.flatnonzero(site >= 0)
    user = user[np.lexsort((user, network.rank[lanes[user]] * by_rank(_mode(network, lanes[user])), site[user]))]
    sites, counts = np.unique(site[user], return_counts=True)
    return user, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), sites


def _mode(network: Network, lanes: Ints) -> Ints:
    """How the site whose capacity a lane uses shares: (lanes,)."""
    mode: Ints = network.allocation[np.where(network.started[lanes], network.target[lanes], network.source[lanes])]
    return mode


def _starts(numbers: Ints, count: int) -> Ints:
    """Where those of each number begin: (count + 1,)."""
    return np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=count))]).astype(np.int64)
