"""Base stock of perishable goods: the exact figures of a level, by the Markov chain of stock by age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bullwhip.agents.theory.chains import long_run
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import at_least, check, whole
from bullwhip.network.arrays import Array, Ints

__all__ = ["Perishable", "evaluate_perishable"]


@dataclass(frozen=True)
class Perishable:
    """A base-stock level of perishable goods and its exact long-run averages (lost sales)."""

    level: int  # units
    cost: float  # money per period
    order: float  # units a period
    lost: float  # units a period
    outdated: float  # units a period, thrown away
    on_hand: float  # units, end of period, after outdating


def evaluate_perishable(
    level: int,
    demand: Discrete,
    cover: int,
    life: int,
    issuing: Literal["fifo", "lifo"] = "fifo",
    holding_cost: float = 0.0,
    lost_cost: float = 0.0,
    outdate_cost: float = 0.0,
    unit_cost: float = 0.0,
) -> Perishable:
    """The exact figures of a base-stock level whose position counts goods of any age.

    A period: goods arrive fresh; demand is sold the oldest ("fifo") or the freshest goods ("lifo"), the rest is lost;
    goods that have been there for `life` periods are thrown away; holding is charged; the position is filled up.
    cover: order delay + lead time, periods; holding_cost: per unit and period; the other costs: per unit.
    Source: Nahmias (1982), Perishable inventory theory: a review, Operations Research 30(4); the chain as in De Moor,
    Gijsbrechts and Boute (2022), European Journal of Operational Research 301(2).
    """
    check(
        whole("level", level),
        whole("cover", cover, 1),
        whole("life", life, 1),
        None if issuing in {"fifo", "lifo"} else f"issuing: found {issuing!r}; give 'fifo' or 'lifo'",
        at_least("demand.start", demand.start),
        at_least("holding_cost", holding_cost),
        at_least("lost_cost", lost_cost),
        at_least("outdate_cost", outdate_cost),
        at_least("unit_cost", unit_cost),
    )
    level, life = int(level), int(life)

    turn = slice(None) if issuing == "fifo" else slice(None, None, -1)

    def left(states: Ints, wanted: int) -> Ints:
        """(states, life): stock after demand; the first column is the oldest."""
        stock = states[:, :life][:, turn]
        ahead = np.cumsum(stock, axis=1) - stock
        kept: Ints = (stock - np.clip(wanted - ahead, 0, stock))[:, turn]
        return kept

    def step(states: Ints, wanted: int) -> Ints:  # stock by age when demand comes, then orders by arrival
        kept = left(states, wanted)[:, 1:]
        order = states[:, :life].sum(axis=1) - kept.sum(axis=1)
        moving = np.hstack([states[:, life:], order[:, None]])
        return np.hstack([kept, moving])

    def after_outdating(states: Ints, wanted: int) -> Array:
        return np.asarray(left(states, wanted)[:, 1:].sum(axis=1), dtype=np.float64)

    def too_old(states: Ints, wanted: int) -> Array:
        return np.asarray(left(states, wanted)[:, 0], dtype=np.float64)

    start = np.zeros(life + int(cover) - 1, dtype=np.int64)
    start[life - 1] = level
    law = long_run(start, step, demand, 0, level)
    on_hand, outdated = law.mean(after_outdating), law.mean(too_old)
    order = float(law.chances @ law.states[:, :life].sum(axis=1)) - on_hand
    lost = demand.mean - (order - outdated)
    return Perishable(
        level=level,
        cost=holding_cost * on_hand + lost_cost * lost + outdate_cost * outdated + unit_cost * order,
        order=order,
        lost=lost,
        outdated=outdated,
        on_hand=on_hand,
    )
