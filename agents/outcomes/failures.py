"""When service fails after an onset, and when it is back: folded period by period, for any number of entities.

The level of service in a period is 1 where nobody is worse off than without the disruption, and falls by what is.
Two thresholds, so that a level that flickers about one of them is one failure: failed from where it is below the lower
one, until it is at the upper one again.
"""

from __future__ import annotations

import numpy as np

from bullwhip.network.arrays import Array, Flags
from bullwhip.network.errors import BullwhipError
from bullwhip.network.rounding import NEGLIGIBLE

__all__ = ["FAILED", "RECOVERED", "Failures", "check_thresholds", "level_of"]

FAILED, RECOVERED = 0.95, 0.99  # levels of service


def check_thresholds(failed: object, recovered: object) -> None:
    """Raise BullwhipError for thresholds that cannot be meant."""
    for name, value in (("failed", failed), ("recovered", recovered)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 < value <= 1.0:
            raise BullwhipError(f"{name}: found {value!r}; give a share above 0 and up to 1, such as 0.95")
    assert isinstance(failed, int | float)
    assert isinstance(recovered, int | float)
    if failed > recovered:
        raise BullwhipError(
            f"failed: found {failed!r}, which is above recovered, {recovered!r}; give a share up to that"
        )


def level_of(calm: Array, service: Array) -> Array:
    """The level of service (...,), of the service of a period without the disruption and with it, shares.

    A period in which nothing is asked for has no service (NaN): without the disruption nobody is then let down, and
    with it the period says nothing.
    """
    level: Array = 1.0 - np.maximum(np.where(np.isnan(calm), 1.0, calm) - service, 0.0)
    return level


class Failures:
    """What becomes of levels of service from an onset on: arrays (entities, replications), periods; NaN for never.

    `survived` are the periods from the onset to the first in which the level is below `failed`; `back` those from the
    onset to the first after it in which the level is at `recovered` again; both are 0 in the period of the onset.
    `periods` counts all in which it is failed, `failing` says where it still is at the end.
    """

    def __init__(self, entities: int, replications: int, failed: float = FAILED, recovered: float = RECOVERED) -> None:
        shape = entities, replications
        self._failed, self._recovered = failed - NEGLIGIBLE, recovered - NEGLIGIBLE
        self.seen = 0  # periods
        self.onset: Array = np.full(replications, np.nan)  # periods seen before it; NaN: it has not come
        self.survived: Array = np.full(shape, np.nan)
        self.back: Array = np.full(shape, np.nan)
        self.periods: Array = np.zeros(shape)
        self.failing: Flags = np.zeros(shape, bool)

    def see(self, level: Array, begins: Flags) -> None:
        """The levels (entities, replications) of the next period, and where a disruption begins in it (replications,).

        The first onset counts; a level of NaN says nothing.
        """
        self.onset = np.where(np.isnan(self.onset) & begins, float(self.seen), self.onset)
        since = self.seen - self.onset  # NaN before it
        below, served = level < self._failed, level >= self._recovered
        self.failing = np.isfinite(since) & (below | (self.failing & ~served))
        failed_before = np.isfinite(self.survived)
        self.survived = np.where(self.failing & ~failed_before, since, self.survived)
        is_back = failed_before & ~self.failing & np.isnan(self.back)
        self.back = np.where(is_back, since, self.back)
        self.periods += self.failing
        self.seen += 1
