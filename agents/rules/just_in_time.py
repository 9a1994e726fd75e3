"""Just-in-time: what was used is ordered again, and hardly anything is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field

from bullwhip.agents.rules.forecasts import LONGEST
from bullwhip.agents.rules.memory import Remembered
from bullwhip.agents.rules.rule import Rule, Scale, Units
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import Fault
from bullwhip.network.rounding import floor_units
from bullwhip.network.scenario.explain import shown

__all__ = ["JustInTime"]


@dataclass(frozen=True)
class JustInTime(Rule):
    """Order what was used, with cards (kanban) or up to the demand of the lead time and a small buffer.

    With `cards`: each container on hand or on order has a card, and an order is for as many whole containers as there
    are free cards.  On hand and on order together are never more than cards x container.  A backlog frees no card.
    Without: the position is raised to rate x (order delay + lead time) + buffer, which is, once it was reached, to
    order what was asked for.  A rate of 0 is the mean of all since anybody asked, and of what customers ask for where
    the scenario shows it.  The level is the number of cards times the container of Sugimori, Kusunoki, Cho & Uchikawa,
    Int. J. Production Research 15(6) 1977: y a = D (Tw + Tp) (1 + alpha), with the buffer as D (Tw + Tp) alpha.
    With a `window` the schedule is levelled (heijunka: Monden, Toyota Production System, 1983): what became free in a
    period is ordered in so many equal parts, one a period, this one first.  On average (window - 1) / 2 periods' demand
    is then not ordered yet, by which on hand is less.
    """

    searched: ClassVar[Mapping[str, Scale]] = {"buffer": "stock"}

    cards: Annotated[int, Field(ge=1)] | None = None
    """Number of cards (kanban), each of which is for one container.  [no cards]"""
    container: Units = 0.0
    """Units in a container: orders are whole containers.  Needed with cards.  [0: any quantity]"""
    rate: Units = 0.0
    """Without cards: demand per period, in units.  [0: the mean of what was asked for so far]"""
    buffer: Units = 0.0
    """Without cards: units that are kept besides.  [0]"""
    window: Annotated[int, Field(ge=1, le=LONGEST)] = 1
    """Periods over which orders are levelled.  [1: not]"""

    @property
    def sought(self) -> Mapping[str, Scale]:
        """With cards the buffer has no say."""
        return {} if self.cards else self.searched

    def faults(self, whole_units: bool) -> Iterator[Fault]:
        """As of every rule; cards are of containers, and say all that rate and buffer would."""
        yield from super().faults(whole_units)
        if self.cards is not None and self.container == 0:
            yield Fault(key="container", found="0, with cards", remedy="give the units in a container")
        for key in ("rate", "buffer") if self.cards is not None else ():
            if getattr(self, key) > 0:
                found = f"{shown(getattr(self, key))}, with cards"
                yield Fault(key=key, found=found, remedy="leave it out, or the cards")
        if whole_units and self.container % 1:
            remedy = "give whole units, or whole_units = false"
            yield Fault(key="container", found=shown(self.container), remedy=remedy)

    def start(self, view: View) -> Remembered:
        """What was asked for per period, and what became free in the last periods and was not ordered yet."""
        asked = {"rate": np.zeros(view.shape), "periods": np.zeros(view.shape)} if self.cards is None else {}
        if self.window == 1:
            return asked
        return asked | {"free": np.zeros(view.shape), "freed": np.zeros((self.window, *view.shape))}

    def order(self, view: View) -> Array:
        """What became free, or its part of this period; whole containers."""
        if self.cards is None:
            free = self.expected(view) * (view.order_delay + view.lead_time) + self.buffer - view.position
        else:
            free = self.cards * self.container - view.on_hand - view.on_order
        due = self._levelled(free, view) if self.window > 1 else free
        if np.any(np.asarray(self.container) > 0):
            lots = np.where(np.asarray(self.container) > 0, self.container, 1.0)
            scale = np.maximum(np.abs(view.position), np.abs(free)) / lots
            due = np.where(np.asarray(self.container) > 0, floor_units(due / lots, scale) * lots, due)
        return np.maximum(due, 0.0)

    def expected(self, view: View) -> Array:
        """Demand per period, in units: what is given, or the mean so far; renews what is remembered."""
        asked = view.customer_demand if view.demand_shown else view.asked
        memory = view.memory
        memory["periods"] += (memory["periods"] > 0) | (asked > 0)
        memory["rate"] += (asked - memory["rate"]) / np.maximum(memory["periods"], 1.0)
        return np.where(np.asarray(self.rate) > 0, self.rate, memory["rate"])

    def _levelled(self, free: Array, view: View) -> Array:
        """What is to be ordered now of what is free: of that of each of the last periods another part."""
        memory, window, now = view.memory, self.window, (view.period - 1) % self.window
        before = memory["free"] - view.last_order if view.period > 1 else 0.0
        memory["freed"][now] = free - before
        memory["free"] = free
        later = (window - 1.0 - (now - np.arange(window)) % window) / window  # the part of each that waits
        return np.minimum(free - np.tensordot(later, memory["freed"], 1), np.maximum(free, 0.0))
