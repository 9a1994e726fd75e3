"""The search for the best values of many parameters by simulation: CMA-ES, a generation at a time, and a last polish.

CMA-ES learns how parameters hang together from which of a generation did best; its margin keeps whole units from
getting stuck (Hamano, Saito, Nomura & Shirakawa, "CMA-ES with margin", GECCO 2022).  Where it ends, each parameter is
moved by a step, up and down, until none of these neighbours is better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from bullwhip.agents.optimisation.ranges import Range
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError

__all__ = ["Values", "need_searcher", "search", "usual_trials"]

Values = Callable[[Array], Array]  # how bad candidates (candidates, parameters) are: (candidates,)

GENERATION = 16  # candidates, or more with many parameters: the engine takes them side by side
FAR, NEAR = 1.0 / 6.0, 1.0 / 18.0  # the first standard deviation, in ranges: of a search, and of one about the best
LAST = 0.4  # part of the trials that looks about the best
MOVES = 50  # to a better neighbour
TRIALS, TRIALS_EACH = 200, 100  # what is usually enough: so many, and so many for each parameter


def usual_trials(parameters: int) -> int:
    """How many candidates find the best of so many parameters."""
    return TRIALS + TRIALS_EACH * parameters


def need_searcher(who: str = "tune", instead: str = ", or use what formulas give: method formula") -> None:
    """Raise BullwhipError, with the remedy, where the library that searches is not installed."""
    try:
        import cmaes
    except ImportError:
        raise BullwhipError(
            f"{who}: found no cmaes, the library that searches where no formula is known; install it: "
            f"pip install 'bullwhip[tune]'{instead}"
        ) from None
    del cmaes


def search(value_of: Values, ranges: Sequence[Range], trials: int, seed: int) -> Array:
    """The best of some `trials` candidates, and then of their neighbours: (parameters,).

    It looks far about the middle of the ranges, again and again where there are many trials, and then about the best of
    all, as far as that is, too.
    """
    best = np.array([within.rounded(within.middle) for within in ranges])
    least = float(value_of(best[None])[0])
    searches = max(1, trials // usual_trials(len(ranges)))
    for number in range(searches):
        found, value = _evolved(value_of, ranges, round((1.0 - LAST) * trials / searches), FAR, seed + number)
        if value < least:
            best, least = found, value
    about = [within.about(float(at)) for within, at in zip(ranges, best, strict=True)]
    found, value = _evolved(value_of, about, round(LAST * trials), NEAR, seed + searches)
    if value < least:
        best, least = found, value
    return _best_neighbour(value_of, ranges, best, least)


def _evolved(value_of: Values, ranges: Sequence[Range], trials: int, sigma: float, seed: int) -> tuple[Array, float]:
    """The best candidate (parameters,) of a search from the middle of the ranges, and how bad it is."""
    from cmaes import CMAwM

    start, grain = (np.array([getattr(within, name) for within in ranges]) for name in ("start", "grain"))
    size = max(GENERATION, 4 + int(3 * np.log(len(ranges))))
    bounds = np.tile([0.0, 1.0], (len(ranges), 1))
    searcher = CMAwM(start, sigma, bounds, grain, population_size=size, seed=seed % 2**32)
    best, least = np.array([within.rounded(within.middle) for within in ranges]), np.inf
    for _ in range(max(1, round(trials / size))):
        drawn = [searcher.ask() for _ in range(size)]
        candidates = np.array([[w.at(float(x)) for w, x in zip(ranges, asked, strict=True)] for asked, _ in drawn])
        values = value_of(candidates)
        searcher.tell([(told, float(value)) for (_, told), value in zip(drawn, values, strict=True)])
        at = int(np.argmin(values))
        if values[at] < least:
            best, least = candidates[at], float(values[at])
        if searcher.should_stop():
            break
    return best, least


def _best_neighbour(value_of: Values, ranges: Sequence[Range], best: Array, least: float) -> Array:
    """The candidate that no step of one parameter improves, from the best so far on."""
    steps = np.diag([within.step for within in ranges])
    for _ in range(MOVES):
        moved = np.concatenate([best + steps, best - steps])
        near = np.array([[w.rounded(float(v)) for w, v in zip(ranges, one, strict=True)] for one in moved])
        values = value_of(near)
        at = int(np.argmin(values))
        if not values[at] < least:
            break
        best, least = near[at], float(values[at])
    return best
