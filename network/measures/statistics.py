"""What the sums of a run say of entities: of every stockpoint, or of the network as a whole.

Measures are written once, in these words, and hold for both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bullwhip.network.arrays import Array, Ints
from bullwhip.network.costs import Costs, added, costs_summed
from bullwhip.network.errors import BullwhipError
from bullwhip.network.rounding import NEGLIGIBLE
from bullwhip.network.tally import Sum, Tally
from bullwhip.network.topology import OUTSIDE, Network
from bullwhip.network.variance import sample_variance

__all__ = ["OfNetwork", "OfStockpoints", "SharedFigures", "Statistics", "all_needs"]

SharedFigures = Mapping[str, Mapping[str, Any]]  # what measures have folded themselves: by measure, then by name

_WEIGHTS = frozenset({Sum.CLAIMED})  # what customers ask for weighs shares of periods and of cycles
# What else each takes, so that it can be told of stockpoints, of their customers alone, and of the network.
_BEHIND = {
    Sum.ORDERS: frozenset({Sum.OUTSIDE}),
    Sum.ORDERS_SQUARED: frozenset({Sum.ORDERS, Sum.OUTSIDE}),
    Sum.ASKED: frozenset({Sum.MARKET}),
    Sum.ASKED_SQUARED: frozenset({Sum.ASKED, Sum.MARKET}),
    Sum.NET_STOCK_SQUARED: frozenset({Sum.ON_HAND, Sum.BACKLOG}),
    Sum.PERIODS_WITHOUT_BACKLOG: _WEIGHTS,
    Sum.PERIODS_WITH_STOCK: _WEIGHTS,
    Sum.CYCLES: _WEIGHTS,
    Sum.CYCLES_WITHOUT_BACKLOG: _WEIGHTS,
    Sum.CUSTOMERS: frozenset({Sum.MARKET}),
}


def all_needs(needs: Iterable[Sum]) -> frozenset[Sum]:
    """These sums, and all that they take to be told of stockpoints, of customers alone and of the network."""
    named = frozenset(needs)
    return named.union(*(_BEHIND.get(need, frozenset()) for need in named))


class Statistics(ABC):
    """Figures of one or many entities: arrays (entities, replications), over the periods counted.

    An entity is a stockpoint, or the whole network, where stock and costs are sums over all stockpoints, demand and
    service are the customers', and orders are those that leave for the outside world.  Shares of periods and of cycles
    are then means over the stockpoints that customers buy from, weighted by what these ask for.
    """

    network: Network
    periods: int  # counted
    of_network: bool
    costs: Costs  # by kind

    @property
    @abstractmethod
    def shape(self) -> tuple[int, int]:
        """(entities, replications)."""

    @cached_property
    def nothing(self) -> Array:
        """Zeros (entities, replications): the figure of what there is none of."""
        return np.zeros(self.shape)

    @cached_property
    def total_cost(self) -> Array:
        """Costs of every kind (entities, replications)."""
        return self.costs.total

    @cached_property
    def profit(self) -> Array:
        """Revenue less costs of every kind (entities, replications)."""
        return self.costs.revenue - self.total_cost

    @abstractmethod
    def mean(self, what: Sum) -> Array:
        """A sum per period."""

    @abstractmethod
    def own_mean(self, what: Sum) -> Array:
        """The same of the entity's own customers alone; of the whole network there are no others."""

    @abstractmethod
    def variance(self, squares: Sum) -> Array:
        """The sample variance behind a sum of squares."""

    @abstractmethod
    def customers_variance(self) -> Array:
        """The sample variance of the demand of all customers behind the entity."""

    @abstractmethod
    def added(self, figure: Callable[[OfStockpoints], Array]) -> Array:
        """A figure of stockpoints; of the network its sum over them."""

    @abstractmethod
    def weighted(self, figure: Callable[[OfStockpoints], Array]) -> Array:
        """A share of stockpoints; of the network its mean over those that customers buy from, as the class says.

        It takes Sum.CLAIMED.
        """


def _mean_about(centre: Any, apart: Array) -> Array:
    """A mean that was summed about a centre.  What rounding leaves of zero is zero: a ratio to it would be large."""
    mean: Array = centre + apart
    return np.where(np.abs(mean) <= NEGLIGIBLE * np.abs(centre), 0.0, mean)


class OfStockpoints(Statistics):
    """Entities are the stockpoints, in the order of the network's rows."""

    of_network = False

    def __init__(self, network: Network, tally: Tally, kept: SharedFigures | None = None) -> None:
        self.network = network
        self.periods = tally.periods
        self.tally = tally
        self.costs = costs_summed(network, tally)
        self._kept = kept or {}
        self._totals: dict[Sum, Array] = {}  # those that were asked for: the network's figures are made of them
        self._means: dict[Sum, Array] = {}
        self._own_means: dict[Sum, Array] = {}
        self._variances: dict[Sum, Array] = {}

    @property
    def shape(self) -> tuple[int, int]:
        """(stockpoints, replications)."""
        rows, replications = self.tally.sums[Sum.ON_HAND].shape
        return rows, replications

    def total(self, what: Sum) -> Array:
        """A sum over the periods counted.  Raises BullwhipError where it was not asked for."""
        if what not in self._totals:
            self._check(what)
            self._totals[what] = self.tally.sums[what]
        return self._totals[what]

    def sent(self, lanes: Ints) -> Array:
        """Units sent on some lanes over the periods counted: (lanes, replications).  It takes Sum.IN_TRANSIT."""
        self._check(Sum.IN_TRANSIT)
        assert self.tally.sent is not None
        return self.tally.sent[lanes]

    def _check(self, what: Sum) -> None:
        if what not in self.tally.needs:
            raise BullwhipError(f"found Sum.{what.name} taken that was not summed; add it to the measure's `needs`")

    def mean(self, what: Sum) -> Array:
        """A sum per period."""
        if what not in self._means:
            mean = self.total(what) / self.periods
            about = what in {Sum.ORDERS, Sum.ASKED}
            self._means[what] = _mean_about(self.tally.typical[:, None], mean) if about else mean
        return self._means[what]

    def own_mean(self, what: Sum) -> Array:
        """Of the customers alone: as of all, where they are the only claimants."""
        if what not in self._own_means:
            without = np.nan if what is Sum.PERIODS_WITHOUT_BACKLOG else 0.0  # no service where nobody buys
            out = np.where(self.network.served[:, None], self.mean(what), without)
            if what in self.tally.own:
                out[self.network.mixed >= 0] = self.tally.own[what] / self.periods
            self._own_means[what] = out
        return self._own_means[what]

    def variance(self, squares: Sum) -> Array:
        """The sample variance behind a sum of squares."""
        if squares not in self._variances:
            self._variances[squares] = sample_variance(self._about(squares), self.total(squares), self.periods)
        return self._variances[squares]

    def _about(self, squares: Sum) -> Array:
        """The sum of what a sum of squares is of, about the same centre."""
        if squares is Sum.NET_STOCK_SQUARED:
            start = self.periods * self.network.stock[:, None]
            net: Array = self.total(Sum.ON_HAND) - self.total(Sum.BACKLOG) - start
            return net
        return self.total({Sum.ORDERS_SQUARED: Sum.ORDERS, Sum.ASKED_SQUARED: Sum.ASKED}[squares])

    def customers_variance(self) -> Array:
        """The sample variance of the demand of all customers behind each stockpoint."""
        self._check(Sum.CUSTOMERS)
        return self._customers_variance

    @cached_property
    def _customers_variance(self) -> Array:
        total, squares = self.tally.customers
        behind: Array = sample_variance(total, squares, self.periods)[self.tally.reach]
        return behind

    def added(self, figure: Callable[[OfStockpoints], Array]) -> Array:
        """The figure of each."""
        return figure(self)

    def weighted(self, figure: Callable[[OfStockpoints], Array]) -> Array:
        """The share of each."""
        return figure(self)

    def kept_by(self, measure: str, name: str) -> Array:
        """What a measure's own fold keeps under a name.  Raises BullwhipError where it keeps nothing."""
        if name not in self._kept.get(measure, {}):
            raise BullwhipError(f"found {name!r} taken, of which its fold keeps nothing; put it into `kept` there")
        return np.array(np.broadcast_to(self._kept[measure][name], self.shape), np.float64)


class OfNetwork(Statistics):
    """The one entity is the whole network."""

    of_network = True

    def __init__(self, rows: OfStockpoints) -> None:
        self.network = rows.network
        self.periods = rows.periods
        self._rows = rows
        self._tally = rows.tally
        self.costs = rows.costs.of_network(rows.network.listing)

    @property
    def shape(self) -> tuple[int, int]:
        """(1, replications)."""
        return 1, self._rows.shape[1]

    def mean(self, what: Sum) -> Array:
        """A sum per period, as the class says of what."""
        network, listing = self.network, self.network.listing
        if what is Sum.ORDERS:
            bought = self._tally.typical[network.target[self._outward]].sum()
            return _mean_about(bought, self._tally.outside[:1] / self.periods)
        if what is Sum.ASKED:
            return _mean_about(network.tape.means.sum(), self._tally.market[:1] / self.periods)
        if what is Sum.ORDERS_PLACED:
            buyers = listing[np.isin(listing, network.target[self._outward])]  # rows that order from outside
            return _added(self._rows.mean(what), buyers)
        if what in {Sum.CLAIMED, Sum.FILLED_AT_ONCE}:
            return _added(self._rows.own_mean(what), self._seen)
        if what is Sum.PERIODS_WITH_STOCK:
            return self.weighted(lambda rows: rows.mean(what))
        if what in {Sum.PERIODS_WITHOUT_BACKLOG, Sum.CYCLES, Sum.CYCLES_WITHOUT_BACKLOG}:
            return self.weighted(lambda rows: rows.own_mean(what))
        return _added(self._rows.mean(what), listing)

    def own_mean(self, what: Sum) -> Array:
        """The same: customers are the only claimants of the whole."""
        return self.mean(what)

    def variance(self, squares: Sum) -> Array:
        """Of what the outside world is asked for, or of what all customers ask for."""
        asked = self._tally.outside if squares is Sum.ORDERS_SQUARED else self._tally.market
        return sample_variance(asked[:1], asked[1:], self.periods)

    def customers_variance(self) -> Array:
        """The sample variance of what all customers ask for together."""
        return self.variance(Sum.ASKED_SQUARED)

    def added(self, figure: Callable[[OfStockpoints], Array]) -> Array:
        """The sum over all stockpoints."""
        return _added(figure(self._rows), self.network.listing)

    def weighted(self, figure: Callable[[OfStockpoints], Array]) -> Array:
        """The mean over what customers see; where nobody buys anything there is no service."""
        if not self._seen.size:
            return np.full(self.shape, np.nan)
        return _added(figure(self._rows) * self._weights, self._seen)

    @property
    def _outward(self) -> NDArray[np.bool_]:
        """Which lanes the outside world fills: (lanes,)."""
        outward: NDArray[np.bool_] = self.network.source == OUTSIDE
        return outward

    @cached_property
    def _seen(self) -> Ints:
        """The rows that customers see, in the order of the file."""
        listing = self.network.listing
        return listing[self.network.served[listing]]

    @cached_property
    def _weights(self) -> Array:
        """The share of a stockpoint's customers in what all ask for; alike where nobody asked.  By replication."""
        claimed, total = self._rows.own_mean(Sum.CLAIMED), self.mean(Sum.CLAIMED)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(total > 0.0, claimed / total, 1.0 / self._seen.size if self._seen.size else np.nan)


def _added(values: Array, rows: Ints) -> Array:
    total: Array = added(values, rows)
    return total
