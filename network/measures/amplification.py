"""The bullwhip: how far orders swing wider than the demand behind them, in runs and in recorded series."""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.measures.measure import Measure
from bullwhip.network.measures.statistics import Statistics
from bullwhip.network.tally import Sum

__all__ = ["FAMILY", "bullwhip"]


class Bullwhip(Measure):
    """Variance of orders / variance of the customers' demand behind them, not detrended."""

    unit = "ratio"
    formula = "var(O) / var(C)"
    source = "Chen, Drezner, Ryan & Simchi-Levi, Management Science 46(3) 2000"
    needs = (Sum.ORDERS_SQUARED, Sum.CUSTOMERS)

    def over(self, of: Statistics) -> Array:
        """Of orders."""
        return of.variance(Sum.ORDERS_SQUARED)

    def under(self, of: Statistics) -> Array:
        """Of the customers' demand."""
        return of.customers_variance()


class BullwhipStage(Measure):
    """Variance of orders / variance of what the site is asked for, not detrended."""

    unit = "ratio"
    formula = "var(O) / var(D)"
    source = "Fransoo & Wouters, Supply Chain Management 5(2) 2000"
    needs = (Sum.ORDERS_SQUARED, Sum.ASKED_SQUARED)
    as_network = "bullwhip"

    def over(self, of: Statistics) -> Array:
        """Of orders."""
        return of.variance(Sum.ORDERS_SQUARED)

    def under(self, of: Statistics) -> Array:
        """Of what is asked for."""
        return of.variance(Sum.ASKED_SQUARED)


class NetStockAmplification(Measure):
    """Variance of net stock / variance of the customers' demand."""

    unit = "ratio"
    formula = "var(H - B) / var(C)"
    source = "Disney & Towill, Omega 31(3) 2003"
    needs = (Sum.NET_STOCK_SQUARED, Sum.CUSTOMERS)
    of_network = False

    def over(self, of: Statistics) -> Array:
        """Of net stock."""
        return of.variance(Sum.NET_STOCK_SQUARED)

    def under(self, of: Statistics) -> Array:
        """Of the customers' demand."""
        return of.customers_variance()


FAMILY = (Bullwhip(), BullwhipStage(), NetStockAmplification())


def bullwhip(orders: Array, demand: Array, log_differences: bool = False, season: int = 0) -> float:
    """Variance of orders / variance of demand of two recorded series of the same length.

    `log_differences`: both are first made stationary by the differences of their logarithms, as Cachon, Randall &
    Schmidt (MSOM 9(4) 2007) do with trade data.  `season`: the means of so many phases (12 months) are then removed.
    State which was done with every figure: it decides on which side of 1 the figure lies.
    """
    series = [np.asarray(values, np.float64) for values in (orders, demand)]
    if series[0].shape != series[1].shape or series[0].ndim != 1:
        raise ValueError(
            f"orders have shape {series[0].shape} and demand {series[1].shape}; give two series of the same length"
        )
    if log_differences:
        series = [np.diff(np.log(values)) for values in series]
    if season:
        series = [_without_season(values, season) for values in series]
    return float(np.var(series[0]) / np.var(series[1]))


def _without_season(values: Array, season: int) -> Array:
    phase = np.arange(values.size) % season
    means = np.bincount(phase, values) / np.bincount(phase)
    out: Array = values - means[phase]
    return out
