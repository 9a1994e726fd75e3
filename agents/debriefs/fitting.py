"""Least squares for the anchoring and adjustment rule, cut at zero, and intervals for its parameters.

Given theta, the rule O = Lhat + alpha (S' - S - beta SL) is linear in alpha S', alpha and alpha beta, so theta is the
only parameter that is searched for.  A week without an order says no more than that the rule's wish was not above
zero: it counts by how far the wish lies above zero, and not at all below (likewise at the cap).

Intervals are profiles: a value belongs to the 95% interval if the best fit with that value has a sum of squares that an
F test does not tell from the best fit's (D. M. Bates and D. G. Watts, *Nonlinear Regression Analysis and Its
Applications*, Wiley 1988, section 6.1).  Orders change the stock that later orders answer to, so the test is somewhat
too sure of itself: over thousands of simulated players of 24 to 60 weeks, with whims of 0.3 to 3 units, the statistic's
95% point was 1.0 to 1.3 times that of F.  `CLOSED_LOOP` allows for this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from bullwhip.network.arrays import Array

__all__ = ["Fit", "SeatSeries", "fit"]

CLOSED_LOOP = 1.25
PARAMETERS = 4
CONFIDENCE = 0.95
_ROUNDS = 40  # of the search for the weeks that count; a handful is enough
_THETAS = np.linspace(0.0, 1.0, 101)
_RIDGE = 1e-12  # relative: keeps a system solvable whose columns say the same

Profile = Callable[[float], float]


@dataclass(frozen=True, eq=False)
class SeatSeries:
    """What a seat saw and ordered, in the weeks in which its people decided; arrays (weeks,) of units."""

    asked: Array  # of all weeks that are over: expectations are formed in every one
    counted: NDArray[np.bool_]  # the weeks of which the others are
    net_stock: Array
    on_order: Array  # before the order of the week
    order: Array
    cap: float = float("inf")

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Weeks whose order was cut neither at zero nor at the cap."""
        return (self.order > 0) & (self.order < self.cap)

    def expected(self, thetas: Array) -> Array:
        """Lhat in the counted weeks: (thetas, weeks)."""
        out = np.empty((thetas.size, self.asked.size))
        level = np.full(thetas.size, self.asked[0])
        for week, units in enumerate(self.asked):
            level = thetas * units + (1 - thetas) * level
            out[:, week] = level
        return out[:, self.counted]


@dataclass(frozen=True, eq=False)
class Fit:
    """The best rule, theta, alpha, beta and S' within their ranges, and how far each may be off."""

    values: Array  # (4,)
    intervals: tuple[tuple[float, float], ...]  # infinite where nothing bounds a value
    wishes: Array  # (weeks,) what the rule orders, before anything is cut
    variance: float  # of the orders about the rule, units squared


def fit(series: SeatSeries) -> Fit:
    """The least squares fit of a seat's orders.  Needs six weeks or more whose order was not cut."""
    thetas = _THETAS
    squares, slopes = _free_fit(series, thetas)
    best = int(squares.argmin())
    thetas = np.union1d(thetas, np.clip(thetas[best] + np.linspace(-0.01, 0.01, 21), 0.0, 1.0))
    squares, slopes = _free_fit(series, thetas)
    best = int(squares.argmin())
    values = _polished(series, thetas[best], slopes[best])
    freedom = int(series.free.sum()) - PARAMETERS
    least = float(squares[best])
    allowed = least * (1 + CLOSED_LOOP * float(special.fdtri(1, freedom, CONFIDENCE)) / freedom)
    wishes = _wishes(series, values)
    seen = float(np.abs(series.net_stock).max() + series.on_order.max() + series.order.max())
    return Fit(
        values=values,
        intervals=(
            _theta_interval(thetas, squares, allowed, float(values[0])),
            _interval(_alpha_profile(series, thetas), np.linspace(0, 1, 41), allowed, float(values[1])),
            _interval(_beta_profile(series, thetas), np.linspace(0, 1, 41), allowed, float(values[2])),
            _interval(_target_profile(series, thetas), np.linspace(0, 4 * seen, 121), allowed, float(values[3]), True),
        ),
        wishes=wishes,
        variance=float(np.sum(_residuals(series, wishes) ** 2)) / freedom,
    )


def _residuals(series: SeatSeries, wishes: Array) -> Array:
    """Order less wish; a cut order only counts where the wish lies on the other side of the cut."""
    off = series.order - wishes
    return np.where(_one_sided(series, off), 0.0, off)


def _one_sided(series: SeatSeries, off: Array) -> NDArray[np.bool_]:
    at_zero, at_cap = series.order <= 0, series.order >= series.cap
    said_nothing: NDArray[np.bool_] = (at_zero & (off > 0)) | (at_cap & (off < 0))
    return said_nothing


def _wishes(series: SeatSeries, values: Array) -> Array:
    theta, alpha, beta, target = values
    expected = series.expected(np.array([theta]))[0]
    wishes: Array = expected + alpha * (target - series.net_stock - beta * series.on_order)
    return wishes


def _polished(series: SeatSeries, theta: float, slopes: Array) -> Array:
    """The best values within their ranges, from a start that knows no ranges."""
    level, alpha, line = slopes
    alpha = float(np.clip(alpha, 1e-3, 1.0))
    start = np.array([theta, alpha, np.clip(line / alpha, 0.0, 1.0), max(level / alpha, 0.0)])
    high = np.array([1.0, 1.0, 1.0, max(1e4, 2 * start[3])])

    def off(values: Array) -> Array:
        return _residuals(series, _wishes(series, values))

    found = optimize.least_squares(
        off,
        np.clip(start, 1e-9, high - 1e-9),
        bounds=(np.zeros(4), high),
        x_scale=np.array([1.0, 1.0, 1.0, 10.0]),
        ftol=1e-12,
        xtol=1e-12,
        gtol=1e-12,
    )
    values: Array = found.x.round(9) + 0.0  # a search stops a hair before the end of a range
    return values


def _free_fit(series: SeatSeries, thetas: Array) -> tuple[Array, Array]:
    """For each theta: the least sum of squares, and alpha S', alpha and alpha beta; no ranges."""
    one = np.ones(series.order.size)
    columns = np.stack([one, -series.net_stock, -series.on_order], 1)
    return _solve(series, columns, series.order - series.expected(thetas))


def _alpha_profile(series: SeatSeries, thetas: Array) -> Profile:
    rest = series.order - series.expected(thetas)
    columns = np.stack([np.ones(series.order.size), -series.on_order], 1)
    return lambda alpha: float(_solve(series, columns, rest + alpha * series.net_stock)[0].min())


def _beta_profile(series: SeatSeries, thetas: Array) -> Profile:
    rest, one = series.order - series.expected(thetas), np.ones(series.order.size)

    def least(beta: float) -> float:
        counted = series.net_stock + beta * series.on_order
        return float(_solve(series, np.stack([one, -counted], 1), rest)[0].min())

    return least


def _target_profile(series: SeatSeries, thetas: Array) -> Profile:
    rest = series.order - series.expected(thetas)

    def least(target: float) -> float:
        columns = np.stack([target - series.net_stock, -series.on_order], 1)
        return float(_solve(series, columns, rest)[0].min())

    return least


def _solve(series: SeatSeries, columns: Array, rest: Array) -> tuple[Array, Array]:
    """Least squares of many right-hand sides (problems, weeks) on columns (weeks, parameters), cut orders one-sided.

    The problem is convex: which cut weeks count is found by leaving out those on the right side, again and again.
    """
    pairs = (columns[:, :, None] * columns[:, None, :]).reshape(columns.shape[0], -1)
    ridge = np.diag(np.einsum("ni,ni->i", columns, columns) * _RIDGE + 1e-300)
    counts: Array = np.ones(rest.shape)
    now = counts
    for _ in range(_ROUNDS):
        left = (counts @ pairs).reshape(-1, columns.shape[1], columns.shape[1]) + ridge
        slopes = np.linalg.solve(left, ((counts * rest) @ columns)[..., None])[..., 0]
        off = rest - slopes @ columns.T
        now = np.where(_one_sided(series, off), 0.0, 1.0)
        if (now == counts).all():
            break
        counts = now
    return np.asarray(np.sum(now * off**2, axis=1), np.float64), np.asarray(slopes, np.float64)


def _theta_interval(thetas: Array, squares: Array, allowed: float, value: float) -> tuple[float, float]:
    inside = thetas[squares <= allowed]
    return min(float(inside[0]), value), max(float(inside[-1]), value)


def _interval(
    profile: Profile, grid: Array, allowed: float, value: float, open_end: bool = False
) -> tuple[float, float]:
    """The outermost values whose profile is allowed, found on a grid and then between its points."""
    points = np.union1d(grid, [value])
    excess = np.array([profile(float(point)) for point in points]) - allowed
    inside = np.flatnonzero(excess <= 0)
    if not inside.size:  # a fit so close that the ranges alone keep it from being the best
        return value, value
    first, last = int(inside[0]), int(inside[-1])

    def end(outer: int, inner: int) -> float:
        found: float = optimize.brentq(lambda x: profile(x) - allowed, points[outer], points[inner], xtol=1e-4)
        return found

    low = float(points[0]) if first == 0 else end(first - 1, first)
    high = float("inf") if open_end else float(points[-1])
    if last < points.size - 1:
        high = end(last + 1, last)
    return min(low, value), max(high, value)
