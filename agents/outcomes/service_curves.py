"""Service over time, with disruptions and without, for pictures."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from bullwhip.network.arrays import Array

__all__ = ["ServiceCurves"]

BEFORE = 5  # periods before an onset that are shown, where onsets differ
ENOUGH = 0.5  # of the replications: a point that fewer have is not shown


@dataclass(frozen=True, eq=False)
class ServiceCurves:
    """The mean service over some replications: that of the network's customers, and of its sites."""

    at: Array  # (points,) the period from 1; or the periods from the onset, where these differ
    by_onset: bool  # which of the two
    onset: float  # on that scale; NaN where there is none
    calm: Array  # (points, entities) shares; NaN where nothing is asked for
    disrupted: Array

    @staticmethod
    def of(calm: Array, disrupted: Array, onset: Array, warm_up: int) -> ServiceCurves:
        """Of services (periods, entities, replications), and periods before the onset (replications,), NaN without."""
        known = np.isfinite(onset)
        first = warm_up + 1
        if not known.any() or (onset == onset[0]).all():
            at = np.arange(first, first + calm.shape[0], dtype=np.float64)
            return ServiceCurves(at, False, first + float(onset[0]), _mean(calm), _mean(disrupted))
        begins = onset[known].astype(np.int64)
        periods = calm.shape[0]
        steps = np.arange(-BEFORE, periods)
        when = begins + steps[:, None]  # (points, replications)
        there = (when >= 0) & (when < periods)
        shown = there.mean(axis=1) >= ENOUGH
        steps, when, there = steps[shown], when[shown].clip(0, periods - 1), there[shown]
        columns = np.flatnonzero(known)
        curves = [
            _mean(np.where(there[:, :, None], services[when, :, columns], np.nan).transpose(0, 2, 1))
            for services in (calm, disrupted)
        ]
        return ServiceCurves(steps.astype(np.float64), True, 0.0, *curves)


def _mean(services: Array) -> Array:
    """Over the replications in which anything is asked for: (points, entities)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where nothing is asked for in any
        mean: Array = np.nanmean(services, axis=2)
    return mean
