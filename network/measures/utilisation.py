"""How much of what could be made or sent was: taken where it is named, as most networks have no capacity."""

from __future__ import annotations

from typing import Literal

import numpy as np

from bullwhip.network.arrays import Array, Flags, Ints
from bullwhip.network.capacities import site_taken, use_of
from bullwhip.network.measures.measure import Measure
from bullwhip.network.measures.statistics import OfStockpoints, Statistics
from bullwhip.network.tally import Sum
from bullwhip.network.topology import OUTSIDE

__all__ = ["FAMILY"]


class Utilisation(Measure):
    """Share of the site's capacity that an item takes; of a site the sum over its items.

    Of the capacity as the scenario gives it, whatever a disruption leaves.
    """

    unit = "share"
    formula = "mean(K) / Q"
    source = "Hopp & Spearman, Factory Physics, 3rd ed. 2008, ch. 7"
    needs = (Sum.IN_TRANSIT,)
    items: Literal["added", "weighted", "apart"] = "added"
    of_network = False

    def over(self, of: Statistics) -> Array:
        """The share; none where the site has no capacity."""

        def of_each(rows: OfStockpoints) -> Array:
            n = rows.network
            site = site_taken(n)
            lanes = np.flatnonzero(site >= 0)
            users = np.where(n.started, n.target, n.source)[lanes]
            taken = use_of(n)[lanes, None] * rows.sent(lanes) / n.site_capacity[site[lanes], None]
            return _added_up(taken, users, n.site_capacity[n.site] < np.inf) / rows.periods

        return of.added(of_each)


class LaneUtilisation(Measure):
    """Share of the capacity of the lanes to the stockpoint that is used, where these have one, its recipe among them.

    Of the capacity as the scenario gives it, whatever a disruption leaves.
    """

    unit = "share"
    formula = "mean(j) / J"
    source = "Hopp & Spearman, Factory Physics, 3rd ed. 2008, ch. 7"
    needs = (Sum.IN_TRANSIT,)
    of_network = False

    def over(self, of: Statistics) -> Array:
        """The share; none where no lane has a capacity."""

        def of_each(rows: OfStockpoints) -> Array:
            n = rows.network
            lanes = np.flatnonzero((n.capacity < np.inf) & (n.target != OUTSIDE))
            target = n.target[lanes]
            most = np.bincount(target, n.capacity[lanes], n.rows)
            share: Array = _added_up(rows.sent(lanes), target, most > 0) / np.where(most > 0, most, 1.0)[:, None]
            return share / rows.periods

        return of.added(of_each)


def _added_up(figures: Array, rows: Ints, there: Flags) -> Array:
    """Figures of lanes (lanes, replications), added up by row; NaN where nothing is `there` (stockpoints,)."""
    out = np.zeros((there.size, figures.shape[1]))
    np.add.at(out, rows, figures)
    out[~there] = np.nan
    return out


FAMILY = (Utilisation(), LaneUtilisation())
