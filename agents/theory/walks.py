"""The long-run law of a random walk that is held at zero: what is short under a capacity, or too much under a surge."""

from __future__ import annotations

import math

import numpy as np
from scipy import linalg, optimize, special

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import FigureError
from bullwhip.network.arrays import Array

__all__ = ["reflected"]

# Values with less than this chance to be passed are left out.
BEYOND = 1e-17
# The equations of so many values times so many steps, and no more, are solved: 160 megabytes.
MOST = 20_000_000


def reflected(step: Discrete, remedy: str) -> Discrete:
    """The long-run distribution of V, where V becomes (V + step)+ every period; the mean step is below zero.

    V passes x with a chance of at most exp(-theta x), where E exp(theta step) = 1 (Lundberg's inequality); up to where
    that is negligible, the equations of balance are solved.  Raises `FigureError` with the remedy where the mean step
    is so near to zero that there are too many of them.
    Source: Asmussen (2003), Applied Probability and Queues, sections III.6 and XIII.5.
    """
    if not step.probabilities[step.values > 0].any():
        return Discrete(np.ones(1))
    down, up = -min(step.start, 0), int(step.values[-1])
    size = _size(step, MOST // (down + up + 1))
    if size is None:
        raise FigureError([f"{remedy}: it leaves {-step.mean:.3g} units a period to spare, which is too little"])
    # All but the chance of 0, relative to it: v = step law * v + step law from 0.  Row `down + i - j` holds (i, j).
    bands = np.zeros((down + up + 1, size))
    bands[step.start + down :][: step.probabilities.size] = -step.probabilities[:, None]
    bands[down] += 1.0
    from_zero: Array = step.pmf(np.arange(1, size + 1))
    chances = linalg.solve_banded((up, down), bands, from_zero)
    chances = np.concatenate([[1.0], np.maximum(chances, 0.0)])
    return Discrete(chances / chances.sum())


def _size(step: Discrete, most: int) -> int | None:
    """How many values have a chance to be passed that counts, or None where they are more than `most`."""

    def log_mean(theta: float) -> float:
        return float(special.logsumexp(theta * step.values, b=step.probabilities))

    least = -math.log(BEYOND) / most
    if log_mean(least) >= 0:
        return None
    high = 2 * least
    while log_mean(high) <= 0:
        high *= 2
    return math.ceil(-math.log(BEYOND) / float(optimize.brentq(log_mean, least, high)))
