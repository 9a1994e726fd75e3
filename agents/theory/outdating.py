"""Perishable goods that come and are asked for one by one, at random: what becomes too old, and what is lost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bullwhip.agents.theory.given import above, check

__all__ = ["Outdating", "fifo_outdating"]


@dataclass(frozen=True)
class Outdating:
    """Units per unit of time."""

    outdated: float
    lost: float  # demand that finds no stock


def fifo_outdating(arrival_rate: float, demand_rate: float, life: float) -> Outdating:
    """The rates for goods of a fixed life that are sold oldest first, with Poisson arrivals and Poisson unit demand.

    Source: Kaspi and Perry (1983), Inventory systems of perishable commodities, Advances in Applied Probability 15(3).
    """
    check(above("arrival_rate", arrival_rate), above("demand_rate", demand_rate), above("life", life))
    surplus = (arrival_rate - demand_rate) * life
    grown = life * (math.expm1(surplus) / surplus if surplus else 1.0)
    outdated = math.exp(surplus) / (1 / arrival_rate + grown)
    return Outdating(outdated=outdated, lost=demand_rate - arrival_rate + outdated)
