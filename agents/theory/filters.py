"""Exact amplification of linear rules by impulse response: what one more unit of demand does to orders, later.

A filter is an array: entry k is the change in the order of period t + k by one more unit of demand in t.  A chain's
filter is the convolution of its stages' filters.  As in `bullwhip`, orders may be negative.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from bullwhip.agents.theory.given import FigureError, above, between, check, whole
from bullwhip.network.arrays import Array

__all__ = [
    "bullwhip_chain",
    "exponential_smoothing_filter",
    "moving_average_filter",
    "net_stock_filter",
    "smoothing_filter",
    "variance_ratio",
]

# Responses that never end are cut where they have fallen below this.
NEGLIGIBLE = 1e-18


def moving_average_filter(cover: int, window: int) -> Array:
    """Order-up-to with a moving average: q(t) = D(t) + L (D(t) - D(t - p)) / p.  (window + 1,)."""
    check(whole("cover", cover), whole("window", window, 1))
    response = np.zeros(int(window) + 1)
    response[0] = 1 + cover / window
    response[-1] -= cover / window
    return response


def exponential_smoothing_filter(cover: int, alpha: float) -> Array:
    """Order-up-to with exponential smoothing: q(t) = D(t) + L a (D(t) - F(t - 1))."""
    check(whole("cover", cover), between("alpha", alpha, 0.0, 2.0))
    response = -cover * alpha * _decay(alpha, alpha)
    return np.concatenate([[1 + cover * alpha], response])


def smoothing_filter(adjustment_time: float) -> Array:
    """Smoothing order-up-to with a known mean: every period orders 1 / T of what is missing."""
    check(above("adjustment_time", adjustment_time, 0.5))
    return _decay(1 / adjustment_time, 1 / adjustment_time)


def net_stock_filter(orders: ArrayLike, cover: int) -> Array:
    """What one more unit of demand does to the net stock at the end of each period, given the orders' filter.

    Stock falls by the unit at once, and rises by each order a cover of periods later.
    """
    check(whole("cover", cover, 1))
    received = np.concatenate([np.zeros(int(cover)), np.asarray(orders, dtype=float)])
    return np.cumsum(received) - 1


def variance_ratio(response: ArrayLike, rho: float = 0.0) -> float:
    """Variance of a filter's output over that of its input: independent, or AR(1) with correlation rho."""
    f = np.asarray(response, dtype=float)
    check(between("rho", rho, -1.0))
    if f.ndim != 1 or f.size == 0:
        raise FigureError([f"response: found shape {f.shape}; give a row of numbers"])
    products = np.correlate(f, f, mode="full")[f.size - 1 :]
    return float(products[0] + 2 * products[1:] @ rho ** np.arange(1.0, f.size))


def bullwhip_chain(stages: Sequence[ArrayLike], rho: float = 0.0) -> tuple[float, ...]:
    """A chain in which every stage sees its own customer's orders only: each stage's ratio to customer demand.

    stages: the filter of each stage, retailer first.
    """
    total, ratios = np.ones(1), []
    for response in stages:
        total = np.convolve(total, np.asarray(response, dtype=float))
        ratios.append(variance_ratio(total, rho))
    return tuple(ratios)


def _decay(first: float, rate: float) -> Array:
    """first, first (1 - rate), first (1 - rate)^2, ... until negligible."""
    keep = abs(1 - rate)
    n = 1 if keep == 0 else math.ceil(math.log(NEGLIGIBLE) / math.log(keep)) + 1
    response: Array = first * (1 - rate) ** np.arange(n, dtype=np.float64)
    return response
