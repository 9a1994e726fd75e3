"""The long-run law of a site whose state follows from its rule and each period's demand, by its Markov chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import FigureError
from bullwhip.network.arrays import Array, Ints

__all__ = ["LongRun", "Transition", "long_run"]

Transition = Callable[[Ints, int], Ints]  # states (states, fields) and a period's demand to the next states
MOST_STATES = 1_000_000
# The law is found when it moves by less than this from one period to the next.
STILL = 1e-14
MOST_PERIODS = 100_000


@dataclass(frozen=True, eq=False)
class LongRun:
    """The states that a site can be in, and how often it is in each."""

    states: Ints  # (states, fields)
    chances: Array  # (states,)
    demand: Discrete

    def mean(self, figure: Callable[[Ints, int], Array]) -> float:
        """The average of a figure of the states (states, fields) and a period's demand, by state."""
        values = zip(self.demand.values.astype(int).tolist(), self.demand.probabilities, strict=True)
        return float(sum(chance * (self.chances @ figure(self.states, units)) for units, chance in values))


def long_run(start: Ints, step: Transition, demand: Discrete, least: int, most: int) -> LongRun:
    """The long-run law of the states that can be reached from one.

    start: (fields,), whole numbers; least, most: what any field can be.  From every state one set of states must be
    reached in the end, whatever it is.  Raises `FigureError` where there are too many states.
    """
    code = _Code(start.size, least, most)
    units = demand.values.astype(int)[demand.probabilities > 0].tolist()
    chances = demand.probabilities[demand.probabilities > 0]
    known = fresh = code.keys(start[None, :])
    while fresh.size:
        states = code.states(fresh)
        reached = np.unique(np.concatenate([code.keys(step(states, one)) for one in units]))
        fresh = np.setdiff1d(reached, known, assume_unique=True)
        known = np.union1d(known, fresh)
        if known.size > MOST_STATES:
            raise FigureError([f"found more than {MOST_STATES} states; give lower levels, or shorter times"])
    states = code.states(known)
    to = np.concatenate([np.searchsorted(known, code.keys(step(states, one))) for one in units])
    moves = sparse.csr_array(
        (np.repeat(chances, known.size), (to, np.tile(np.arange(known.size), len(units)))),
        shape=(known.size, known.size),
    )
    return LongRun(states, _still(moves), demand)


def _still(moves: sparse.csr_array) -> Array:
    """The law that stays; half of it waits at each step, so that states in turns do not matter."""
    law: Array = np.full(moves.shape[0], 1.0 / moves.shape[0])
    for _ in range(MOST_PERIODS):
        after = (law + moves @ law) / 2
        moved = float(np.abs(after - law).sum())
        law = after
        if moved < STILL:
            break
    return np.asarray(law / law.sum(), dtype=np.float64)


class _Code:
    """States as whole numbers: their fields are digits."""

    def __init__(self, fields: int, least: int, most: int) -> None:
        self._least, radix = least, most - least + 1
        if radix**fields >= 2**62:
            raise FigureError([f"found too many states: {fields} figures of {radix} values; give shorter times"])
        self._weights = radix ** np.arange(fields, dtype=np.int64)
        self._radix = radix

    def keys(self, states: Ints) -> Ints:
        keys: Ints = (states - self._least) @ self._weights
        return keys

    def states(self, keys: Ints) -> Ints:
        states: Ints = keys[:, None] // self._weights % self._radix + self._least
        return states
