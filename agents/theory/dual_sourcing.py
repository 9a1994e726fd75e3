"""Two sources, one cheap and one quick, under index rules: the exact figures, by a Markov chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bullwhip.agents.theory.chains import long_run
from bullwhip.agents.theory.discrete import Discrete
from bullwhip.agents.theory.given import at_least, check, whole
from bullwhip.network.arrays import Array, Ints

__all__ = ["DualSourcing", "evaluate_dual_sourcing"]


@dataclass(frozen=True)
class DualSourcing:
    """An index rule for two sources and its exact long-run averages (backorders)."""

    expedite_level: int  # units
    regular_level: int  # units
    cost: float  # money per period: both sources, holding and backlog
    regular: float  # units a period
    expedited: float  # units a period
    on_hand: float  # units, end of period
    backlog: float  # units, end of period


def evaluate_dual_sourcing(
    expedite_level: int,
    regular_level: int,
    demand: Discrete,
    lead_time: int,
    regular_cost: float,
    expedite_cost: float,
    holding_cost: float,
    backlog_cost: float,
    index: Literal["dual", "single"] = "dual",
    most_regular: int | None = None,
) -> DualSourcing:
    """The exact figures of a rule that fills up from the quick source, and then from the cheap one.

    A period: a regular order that was placed `lead_time` periods ago arrives; both orders are placed, and the expedited
    one arrives at once; demand; charge.  The expedited order fills the stock up to expedite_level ("dual" index), or
    the position with all that is under way ("single"); the regular one fills the position up to regular_level, with at
    most most_regular units [any].  Costs are per unit, holding and backlog per unit and period.
    Source: Veeraraghavan and Scheller-Wolf (2008), Now or later: a simple policy for effective dual sourcing in
    capacitated systems, Operations Research 56(4); with a cap, Sun and Van Mieghem (2019), Robust dual sourcing
    inventory management, Manufacturing & Service Operations Management 21(4).
    """
    check(
        whole("expedite_level", expedite_level, -(2**31)),
        whole("regular_level", regular_level, -(2**31)),
        whole("lead_time", lead_time, 1),
        None if most_regular is None else whole("most_regular", most_regular),
        None if index in {"dual", "single"} else f"index: found {index!r}; give 'dual' or 'single'",
        at_least("demand.start", demand.start),
        at_least("regular_cost", regular_cost),
        at_least("expedite_cost", expedite_cost),
        at_least("holding_cost", holding_cost),
        at_least("backlog_cost", backlog_cost),
    )

    def orders(states: Ints) -> tuple[Ints, Ints]:
        position = states.sum(axis=1)
        expedited = np.maximum(expedite_level - (states[:, 0] if index == "dual" else position), 0)
        regular = np.clip(regular_level - position - expedited, 0, most_regular)
        return regular, expedited

    def step(states: Ints, wanted: int) -> Ints:  # net stock when orders are placed, then regular orders by arrival
        regular, expedited = orders(states)
        moving = np.hstack([states[:, 1:], regular[:, None]])
        net = states[:, 0] + expedited - wanted + moving[:, 0]
        return np.hstack([net[:, None], moving[:, 1:]])

    def net_stock(states: Ints, wanted: int) -> Array:
        return (states[:, 0] + orders(states)[1] - wanted).astype(np.float64)

    low, high = sorted((int(expedite_level), int(regular_level)))
    deepest = low - int(lead_time) * (high - low) - int(demand.values[-1])
    start = np.zeros(int(lead_time), dtype=np.int64)
    start[0] = high
    law = long_run(start, step, demand, min(deepest, 0), max(high, high - deepest))
    regular, expedited = (float(law.chances @ placed) for placed in orders(law.states))
    on_hand = law.mean(lambda states, wanted: np.maximum(net_stock(states, wanted), 0))
    backlog = law.mean(lambda states, wanted: np.maximum(-net_stock(states, wanted), 0))
    stock = holding_cost * on_hand + backlog_cost * backlog
    return DualSourcing(
        expedite_level=int(expedite_level),
        regular_level=int(regular_level),
        cost=regular_cost * regular + expedite_cost * expedited + stock,
        regular=regular,
        expedited=expedited,
        on_hand=on_hand,
        backlog=backlog,
    )
