"""Whose orders cost the team how much: the Shapley value over seats.

A seat's orders do harm together with those of others, so its share is taken as the mean, over every order in which the
seats may take their places, of what the team's cost changes when this seat orders as its player did and not by the
reference rule (`theory.shapley`).

Up to `EXACT` seats every coalition is played; beyond, orders are drawn, each with its reverse (antithetic): J. Castro,
D. Gomez and J. Tejada, *Polynomial calculation of the Shapley value based on sampling*, Computers & Operations Research
36, 2009; R. Mitchell, J. Cooper, E. Frank and G. Holmes, *Sampling permutations for Shapley value estimation*, Journal
of Machine Learning Research 23, 2022, section 4.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bullwhip.agents.debriefs.what_if import REFERENCE, Branch, Choice, Played, bots_for, everywhere
from bullwhip.agents.games.earnings import ScoredBy, scored_by
from bullwhip.agents.games.seat import seats_of
from bullwhip.agents.theory.shapley import coalitions, shapley

__all__ = ["EXACT", "CostShares", "shares"]

EXACT = 8  # seats: 256 games of a few milliseconds each
PAIRS = 32  # permutations that are drawn beyond that, each with its reverse

Worth = Callable[[Sequence[frozenset[str]]], Sequence[float]]  # of coalitions: all are asked for at once


@dataclass(frozen=True)
class CostShares:
    """What each seat's orders cost the team against the reference, money; below 0 they saved it something.

    Costs are less what customers pay, where they do: profit with the sign of a cost.
    The values are exact fractions: they add up to the whole difference, to the last digit.
    """

    values: dict[str, Fraction]  # by seat
    cost: float  # as played
    reference_cost: float  # all seats by the reference
    exact: bool  # False: estimated from drawn permutations
    scored_by: ScoredBy

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
            "scored_by": self.scored_by,
        }


def shares(played: Played, reference: Choice = REFERENCE) -> CostShares:
    """The Shapley value of every seat of a team's game against a reference rule.  Raises BullwhipError."""
    seats = seats_of(played.scenario)
    bots = bots_for(played.scenario, everywhere(played.scenario, reference))

    def cost(as_played: Sequence[frozenset[str]]) -> list[float]:
        return played.costs(bots, [Branch(set(seats) - own) for own in as_played])

    exact = len(seats) <= EXACT
    values = shapley(seats, worths(seats, cost)) if exact else sampled(seats, cost, played.scenario.seed)
    as_played, by_reference = cost([frozenset(seats), frozenset()])
    return CostShares(values, as_played, by_reference, exact, scored_by(played.scenario))


def worths(players: tuple[str, ...], worth: Worth) -> dict[frozenset[str], Fraction]:
    """What every coalition is worth, as an exact fraction."""
    every = coalitions(players)
    return dict(zip(every, map(Fraction, worth(every)), strict=True))


def sampled(players: tuple[str, ...], worth: Worth, seed: int, pairs: int = PAIRS) -> dict[str, Fraction]:
    """An unbiased estimate of the Shapley values from `pairs` permutations and their reverses; they add up as well."""
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = [[players[k] for k in rng.permutation(len(players))] for _ in range(pairs)]
    orders = [order for one in drawn for order in (one, one[::-1])]
    met = list({frozenset(order[:size]): None for order in orders for size in range(len(players) + 1)})
    worths = dict(zip(met, map(Fraction, worth(met)), strict=True))
    totals = dict.fromkeys(players, Fraction(0))
    for order in orders:
        for place, player in enumerate(order):
            totals[player] += worths[frozenset(order[: place + 1])] - worths[frozenset(order[:place])]
    return {player: total / (2 * pairs) for player, total in totals.items()}
