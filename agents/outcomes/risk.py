"""How dear the worst replications are: value at risk, and expected shortfall."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError
from bullwhip.network.intervals import CONFIDENCE, Sums, interval

__all__ = ["Risk", "risk_of"]


@dataclass(frozen=True)
class Risk:
    """What costs do not exceed in a share of the replications, and their mean beyond that; 95% intervals.

    A bound is NaN where there are too few replications to know it.
    """

    level: float
    value_at_risk: float
    value_low: float
    value_high: float
    expected_shortfall: float
    shortfall_low: float
    shortfall_high: float


def risk_of(costs: Array, level: object = 0.95) -> Risk:
    """The risk of costs (replications,) at a level between 0 and 1.  Raises BullwhipError.

    The value at risk is an order statistic, and so are the bounds of its interval, whatever the distribution (David and
    Nagaraja, Order Statistics, 3rd ed. 2003, section 7.1).  The expected shortfall is the mean of the worst share of
    1 - level, a replication on its edge counted in part (Acerbi and Tasche, Journal of Banking & Finance 26(7) 2002);
    it is a mean over all replications of what Rockafellar and Uryasev (Journal of Risk 2(3) 2000) minimise, so it has
    the interval of a mean.
    """
    from scipy.stats import binom

    if not isinstance(level, float) or not 0.0 < level < 1.0:
        raise BullwhipError(f"level: found {level!r}; give a share between 0 and 1, such as 0.95")
    share = float(level)
    ordered, n = np.sort(costs), costs.size
    value = float(ordered[math.ceil(share * n) - 1])
    outside = (1.0 - CONFIDENCE) / 2
    below, above = int(binom.ppf(outside, n, share)), int(binom.ppf(1.0 - outside, n, share)) + 1
    beyond = value + np.maximum(costs - value, 0.0) / (1.0 - share)
    low, high = interval(Sums.of(beyond[None]), n)
    return Risk(
        level=share,
        value_at_risk=value,
        value_low=float(ordered[below - 1]) if below >= 1 else math.nan,
        value_high=float(ordered[above - 1]) if above <= n else math.nan,
        expected_shortfall=float(beyond.mean()),
        shortfall_low=float(low[0]),
        shortfall_high=float(high[0]),
    )
