"""The Shapley value: what each of several causes contributes to what they bring about together.

It is the mean, over every order in which the causes may come in, of what changes when this one does.  Source:
L. S. Shapley, *A value for n-person games*, Contributions to the Theory of Games II, 1953.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeVar

__all__ = ["coalitions", "shapley"]

Worth = TypeVar("Worth")  # a number, or an array of them


def coalitions(players: tuple[str, ...]) -> list[frozenset[str]]:
    """All sets of some of them, the smaller ones first: that of none, ..., that of all."""
    return [frozenset(some) for size in range(len(players) + 1) for some in combinations(players, size)]


def shapley(
    players: tuple[str, ...],
    worths: Mapping[frozenset[str], Worth],
    weighing: Callable[[Fraction], Any] = Fraction,
) -> dict[str, Worth]:
    """The value of each player, exactly, from the worth of every coalition; they add up to all less none.

    `weighing` makes of a weight what worths are multiplied by: fractions stay fractions, arrays want a float.
    """
    n = len(players)
    weights = [weighing(Fraction(math.factorial(k) * math.factorial(n - k - 1), math.factorial(n))) for k in range(n)]
    found: dict[str, Any] = {}
    for player in players:
        without = [one for one in coalitions(players) if player not in one]
        told: Mapping[frozenset[str], Any] = worths
        found[player] = sum(weights[len(one)] * (told[one | {player}] - told[one]) for one in without)
    return found
