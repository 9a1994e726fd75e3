"""A plain Mesa agent in a rule's seat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.errors import RuleError, suggest

__all__ = ["AskAgent", "Decider", "Orders"]

Orders = float | Array | Mapping[str, float | Array]


class Decider(Protocol):
    """Who can be asked: an agent of a site."""

    name: str
    items: tuple[str, ...]

    def answer(self, items: tuple[str, ...]) -> Orders:
        """What the agent decides for these of its items."""
        ...


@dataclass(frozen=True)
class AskAgent(Rule):
    """Order what an agent decides, for those of its items that are on one level."""

    agent: Decider

    @property
    def who(self) -> str:
        """The agent, for messages."""
        return f"agent {type(self.agent).__name__} of {self.agent.name}"

    def order(self, view: View) -> Array:
        """The agent's orders for the items of this view.  Raises RuleError."""
        items = view.items
        decided: Any = self.agent.answer(items)
        if isinstance(decided, Mapping):
            return np.concatenate([self._row(order, view) for order in self._listed(decided, view)])
        if decided is None:
            raise self._refusal("None (forgot to return?)", view)
        try:
            orders = np.asarray(decided)
            if orders.dtype != object:  # objects are looked at one by one where all answers are
                orders = orders.astype(np.float64)
            if orders.ndim and orders.shape[0] == len(self.agent.items) != len(items):
                orders = orders[[self.agent.items.index(item) for item in items]]
            if orders.ndim == 1 and orders.size == len(items):
                orders = orders[:, None]
            return np.broadcast_to(orders, view.shape)
        except (TypeError, ValueError, OverflowError):
            raise self._refusal(repr(decided), view) from None

    def _listed(self, decided: Mapping[str, Any], view: View) -> list[Any]:
        """A mapping's orders for the items of this view."""
        for item in decided:
            if item not in self.agent.items:
                remedy = suggest(str(item), self.agent.items)
                raise self._refusal(f"an order of {item!r}, which it does not keep", view, remedy)
        for item in view.items:
            if decided.get(item) is None:
                raise self._refusal(f"nothing for {item!r}", view, "give every item of `deciding` a number")
        return [decided[item] for item in view.items]

    def _row(self, order: Any, view: View) -> Array:
        """The orders (1, replications) of one item."""
        try:
            return np.broadcast_to(np.asarray(order, np.float64), (1, view.shape[1]))
        except (TypeError, ValueError, OverflowError):
            raise self._refusal(repr(order), view) from None

    def _refusal(self, found: str, view: View, remedy: str = "") -> RuleError:
        wanted = f"give a number, an array {view.shape}: (items, replications), or a mapping of items to numbers"
        return RuleError(f"{self.who}, period {view.period}: answered {found}; {remedy or wanted}")
