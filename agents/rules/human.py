"""People, one by one: anchoring and adjustment with habits that differ from person to person, and with whims."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field
from scipy import special

from bullwhip.agents.rules.forecasts import Weight
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.people import anchor_adjust
from bullwhip.agents.rules.rule import Rule, Units
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array

__all__ = ["HumanLike"]

Spread = Annotated[float, Field(ge=0, lt=0.5)]
_LEAST = 1e-300  # a spread below which the distributions are a point


@dataclass(frozen=True)
class HumanLike(Rule):
    """Anchor and adjust as in `anchor-adjust`, with habits drawn for each person and a whim in every order.

    O = Lhat + alpha (target - net stock - beta on order) + noise e, e standard normal.  A habit whose `_sd` is not 0 is
    drawn once for every site and replication: theta, alpha and beta from Beta distributions (0 to 1), the target from a
    Gamma distribution (0 and more), with this mean and this standard deviation.  Sterman, Management Science 35(3)
    1989.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"asked", "net_stock", "on_order"})

    theta: Weight
    """Weight of the newest demand in what is expected, 0 to 1."""
    alpha: Weight
    """Part of the gap in stock that is ordered in a period, 0 to 1."""
    beta: Weight
    """Part of what is on order that is taken into account, 0 to 1."""
    target: Units
    """Desired net stock and supply line (S'), in units."""
    noise: Units = 0.0
    """Standard deviation of what is ordered on a whim, in units.  [0]"""
    theta_sd: Spread = 0.0
    """Standard deviation of theta among people, less than 0.5.  [0]"""
    alpha_sd: Spread = 0.0
    """Standard deviation of alpha among people, less than 0.5.  [0]"""
    beta_sd: Spread = 0.0
    """Standard deviation of beta among people, less than 0.5.  [0]"""
    target_sd: Units = 0.0
    """Standard deviation of the target among people, in units.  [0]"""
    expected: float | None = None
    """Demand expected before anything was asked for, in units per period.  [the first demand]"""

    def __post_init__(self) -> None:
        """Raise ValueError for a spread that no distribution between 0 and 1 with this mean can have."""
        for name in ("theta", "alpha", "beta"):
            mean, sd = getattr(self, name), getattr(self, f"{name}_sd")
            if sd > 0 and sd**2 >= mean * (1 - mean):
                widest = math.sqrt(max(mean * (1 - mean), 0.0))
                raise ValueError(
                    f"{name}_sd is {sd:g}, and values from 0 to 1 about {mean:g} have less than {widest:g}"
                )
        if self.target_sd > 0 and self.target == 0:
            raise ValueError("target_sd is above 0, and a target of 0 has no spread")

    def start(self, view: View) -> Remembered:
        """What is expected (Lhat), and the habits of each person."""
        return {
            "expected": np.full(view.shape, np.nan if self.expected is None else self.expected),
            "theta": beta_distribution(view.uniform("theta"), self.theta, self.theta_sd),
            "alpha": beta_distribution(view.uniform("alpha"), self.alpha, self.alpha_sd),
            "beta": beta_distribution(view.uniform("beta"), self.beta, self.beta_sd),
            "target": gamma_distribution(view.uniform("target"), self.target, self.target_sd),
        }

    def order(self, view: View) -> Array:
        """Anchor, adjustment and whim."""
        memory = view.memory
        wish = anchor_adjust(view, memory["theta"], memory["alpha"], memory["beta"], memory["target"])
        if np.any(np.asarray(self.noise) > 0):
            wish += self.noise * special.ndtri(view.uniform("whim"))
        return wish


def beta_distribution(uniforms: Array, mean: Any, sd: Any) -> Array:
    """Draws from the Beta distribution with this mean and deviation, by inversion; the mean itself where sd is 0."""
    mean, sd = np.broadcast_to(mean, uniforms.shape), np.broadcast_to(sd, uniforms.shape)
    drawn = np.array(mean)
    wide = sd > _LEAST
    m = mean[wide]
    # mean = a / (a + b), variance = mean (1 - mean) / (a + b + 1).
    both = m * (1 - m) / sd[wide] ** 2 - 1
    drawn[wide] = special.betaincinv(m * both, (1 - m) * both, uniforms[wide])
    return drawn


def gamma_distribution(uniforms: Array, mean: Any, sd: Any) -> Array:
    """Draws from the Gamma distribution with this mean and deviation, by inversion; the mean itself where sd is 0."""
    mean, sd = np.broadcast_to(mean, uniforms.shape), np.broadcast_to(sd, uniforms.shape)
    drawn = np.array(mean)
    wide = sd > _LEAST
    shape = (mean[wide] / sd[wide]) ** 2
    drawn[wide] = special.gammaincinv(shape, uniforms[wide]) * mean[wide] / shape
    return drawn
