"""How people order: passing on, anchoring and adjusting, and what was recorded of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import numpy as np

from bullwhip.agents.rules.forecasts import Weight
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import Rule, Scale, Units
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import RuleError

__all__ = [
    "HABITS",
    "HABIT_SPREADS",
    "TARGET",
    "TARGET_SD",
    "AnchorAdjust",
    "PassOn",
    "Recorded",
    "RecordedOnLanes",
    "anchor_adjust",
]

# Means and standard deviations of the 44 players whose orders Sterman fitted (1989, table 2).  The latter have not been
# held against a copy of the paper yet: look them up before you quote them.
HABITS: dict[str, Any] = {"theta": 0.36, "alpha": 0.26, "beta": 0.34}
HABIT_SPREADS: dict[str, Any] = {"theta_sd": 0.35, "alpha_sd": 0.18, "beta_sd": 0.31}
TARGET, TARGET_SD = 17.0, 9.0  # S', units

Parameter = float | Array  # (stockpoints, 1) or (stockpoints, replications)


@dataclass(frozen=True)
class PassOn(Rule):
    """Order what was asked for (lot for lot)."""

    reads: ClassVar[frozenset[str] | None] = frozenset({"asked"})

    def order(self, view: View) -> Array:
        """What was asked for in this period."""
        return view.asked


@dataclass(frozen=True)
class AnchorAdjust(Rule):
    """Anchor on expected demand and adjust for stock and supply line.  Sterman, Management Science 35(3) 1989.

    O = Lhat + alpha (target - net stock - beta on order), with Lhat = theta L + (1 - theta) Lhat, where L is what was
    asked for; S' of the paper is the target.
    """

    reads: ClassVar[frozenset[str] | None] = frozenset({"asked", "net_stock", "on_order"})
    searched: ClassVar[Mapping[str, Scale]] = {"theta": "share", "alpha": "share", "beta": "share", "target": "stock"}

    theta: Weight
    """Weight of the newest demand in what is expected, 0 to 1."""
    alpha: Weight
    """Part of the gap in stock that is ordered in a period, 0 to 1."""
    beta: Weight
    """Part of what is on order that is taken into account, 0 to 1."""
    target: Units
    """Desired net stock and supply line (S'), in units."""
    expected: float | None = None
    """Demand expected before anything was asked for, in units per period.  [the first demand]"""

    def start(self, view: View) -> Remembered:
        """What is expected (Lhat)."""
        return {"expected": np.full(view.shape, np.nan if self.expected is None else self.expected)}

    def order(self, view: View) -> Array:
        """Anchor and adjustment."""
        return anchor_adjust(view, self.theta, self.alpha, self.beta, self.target)


def anchor_adjust(view: View, theta: Parameter, alpha: Parameter, beta: Parameter, target: Parameter) -> Array:
    """Anchor and adjustment, (stockpoints, replications), before anything is cut; renews what `view` remembers."""
    asked, expected = view.asked, view.memory["expected"]
    before = np.where(np.isnan(expected), asked, expected)
    expected[:] = theta * asked + (1.0 - theta) * before
    return expected + alpha * (target - view.net_stock - beta * view.on_order)


@dataclass(frozen=True)
class Recorded(Rule):
    """Order what was ordered before, period by period."""

    orders: tuple[float, ...]
    """Orders of periods 1, 2, ..., in units."""

    def order(self, view: View) -> Array:
        """This period's entry.  Raises RuleError when there is none."""
        return np.full(view.shape, _entry(self.orders, view.period))


@dataclass(frozen=True)
class RecordedOnLanes(Rule):
    """Order on each lane what was ordered on it before, period by period."""

    orders_by_lane: ClassVar[bool] = True

    orders: tuple[tuple[Units, ...], ...]
    """Orders of periods 1, 2, ..., on each lane, the fastest first, in units."""

    def order(self, view: View) -> Array:
        """This period's entries.  Raises RuleError when there are none, or not one for each lane."""
        orders = np.array(_entry(self.orders, view.period))
        if orders.size != view.lanes:
            raise RuleError(
                f"found {orders.size} orders in period {view.period}; give one for each of {view.lanes} lanes"
            )
        return np.broadcast_to(orders[:, None, None], (view.lanes, *view.shape)).copy()


Entry = TypeVar("Entry")


def _entry(orders: Sequence[Entry], period: int) -> Entry:
    """What was recorded of a period.  Raises RuleError when there is nothing."""
    if period > len(orders):
        raise RuleError(
            f"recorded orders end with period {len(orders)}, and period {period} has come; "
            f"run {len(orders)} periods, or record more orders"
        )
    return orders[period - 1]
