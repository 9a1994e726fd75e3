"""Whose orders cost the team how much: the Shapley value over seats.

A seat's orders do harm together with those of others, so its share is taken as the mean, over every order in which the
seats may take their places, of what the team's cost changes when this seat orders as its player did and not by the
reference rule.  Source: L. S. Shapley, *A value for n-person games*, Contributions to the Theory of Games II, 1953.

Up to `EXACT` seats every coalition is played; beyond, orders are drawn, each with its reverse (antithetic): J. Castro,
D. Gomez and J. Tejada, *Polynomial calculation of the Shapley value based on sampling*, Computers & Operations Research
36, 2009; R. Mitchell, J. Cooper, E. Frank and G. Holmes, *Sampling permutations for Shapley value estimation*, Journal
of Machine Learning Research 23, 2022, section 4.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from bullwhip.agents.debriefs.what_if import REFERENCE, Choice, Played, bots_for
from bullwhip.agents.games.seat import seats_of

__all__ = ["EXACT", "Shares", "shapley", "shares"]

EXACT = 8  # seats: 256 games of a few milliseconds each
PAIRS = 32  # permutations that are drawn beyond that, each with its reverse

Worth = Callable[[frozenset[str]], float]


@dataclass(frozen=True)
class Shares:
    """What each seat's orders cost the team against the reference, money; below 0 they saved it something.

    The values are exact fractions: they add up to the whole difference, to the last digit.
    """

    values: dict[str, Fraction]  # by seat
    cost: float  # as played
    reference_cost: float  # all seats by the reference
    exact: bool  # False: estimated from drawn permutations

    @property
    def difference(self) -> float:
        """Cost as played less cost of the reference."""
        return self.cost - self.reference_cost

    def as_dict(self) -> dict[str, Any]:
        """As the API says it."""
        return {
            "seats": {seat: float(value) for seat, value in self.values.items()},
            "cost": self.cost,
            "reference_cost": self.reference_cost,
            "difference": self.difference,
            "exact": self.exact,
        }


def shares(played: Played, reference: Choice = REFERENCE) -> Shares:
    """The Shapley value of every seat of a team's game against a reference rule.  Raises BullwhipError."""
    seats = seats_of(played.scenario)
    bots = bots_for(played.scenario, dict.fromkeys(seats, reference))

    def cost(as_played: frozenset[str]) -> float:
        return played.again(bots, set(seats) - as_played).cost()

    exact = len(seats) <= EXACT
    values = shapley(seats, cost) if exact else sampled(seats, cost, played.scenario.seed)
    return Shares(values, cost(frozenset(seats)), cost(frozenset()), exact)


def shapley(players: tuple[str, ...], worth: Worth) -> dict[str, Fraction]:
    """The exact Shapley value of each player, by playing every coalition once."""
    worths = {
        frozenset(coalition): Fraction(worth(frozenset(coalition)))
        for size in range(len(players) + 1)
        for coalition in combinations(players, size)
    }
    n = len(players)
    weights = [Fraction(math.factorial(k) * math.factorial(n - k - 1), math.factorial(n)) for k in range(n)]
    return {
        player: sum(
            (
                weights[len(coalition)] * (worths[coalition | {player}] - value)
                for coalition, value in worths.items()
                if player not in coalition
            ),
            Fraction(0),
        )
        for player in players
    }


def sampled(players: tuple[str, ...], worth: Worth, seed: int, pairs: int = PAIRS) -> dict[str, Fraction]:
    """An unbiased estimate of the Shapley values from `pairs` permutations and their reverses; they add up as well."""
    known: dict[frozenset[str], Fraction] = {}

    def remembered(coalition: frozenset[str]) -> Fraction:
        if coalition not in known:
            known[coalition] = Fraction(worth(coalition))
        return known[coalition]

    totals = dict.fromkeys(players, Fraction(0))
    rng = np.random.Generator(np.random.PCG64(seed))
    for _ in range(pairs):
        order = [players[k] for k in rng.permutation(len(players))]
        for permutation in (order, order[::-1]):
            before, members = remembered(frozenset()), frozenset[str]()
            for player in permutation:
                members |= {player}
                after = remembered(members)
                totals[player] += after - before
                before = after
    return {player: total / (2 * pairs) for player, total in totals.items()}
