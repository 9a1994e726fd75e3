"""Levels that are met exactly: whatever rounding has left of the position, it counts as at the level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.rules import OrderUpTo
from bullwhip.agents.rules.rule import Rule
from bullwhip.network.arrays import Array


def cheese(rule: Any, periods: int = 70, **keys: Any) -> dict[str, Any]:
    """A tenth of a kilo is asked for every day."""
    shop = {
        "name": "shop", "role": "retailer", "stock": 1.0, "holding_cost": 1, "backlog_cost": 10, "rule": rule,
        "demand": {"type": "constant", "value": 0.1},
    }  # fmt: skip
    return {"name": "cheese", "periods": periods, "site": [shop | keys], "lane": [{"to": "shop", "lead_time": 4}]}


def orders_of(result: bw.Result) -> dict[int, float]:
    """Orders by period, where there are any."""
    history = result.history
    placed = history[history["order"] > 1e-6]
    return dict(zip(placed["period"].tolist(), placed["order"].tolist(), strict=True))


@dataclass(frozen=True)
class ByTheKilo(Rule):
    """An (s, S) rule of one's own."""

    s: float
    S: float

    def order(self, view: bw.View) -> Array:
        return np.where(view.reached(self.s, self.S), self.S - view.position, 0.0)


EVERY_SEVENTH = {period: pytest.approx(0.7) for period in range(7, 71, 7)}


@pytest.mark.parametrize(
    "rule", [{"type": "s-S", "s": 0.3, "S": 1.0}, {"type": "r-Q", "r": 0.3, "Q": 0.7}, ByTheKilo(s=0.3, S=1.0)], ids=str
)
def test_stock_that_meets_the_reorder_point_orders(rule: Any) -> None:
    """0.7 on days 7, 14, 21, ...: never a day late, and nobody waits."""
    table = "pass-on" if isinstance(rule, Rule) else rule
    result = bw.run(cheese(table), record=True, rules={"shop": rule})
    assert orders_of(result) == EVERY_SEVENTH
    totals = result.totals.set_index("measure")["mean"]
    assert totals["cost"] == pytest.approx(23.1)
    assert totals["fill_rate"] == pytest.approx(1.0)


@pytest.mark.parametrize("rule", [{"type": "s-S", "s": 0.0, "S": 0.7}, {"type": "r-Q", "r": 0.0, "Q": 0.7}], ids=str)
def test_a_reorder_point_of_zero_is_met_by_what_rounding_leaves_of_zero(rule: dict[str, Any]) -> None:
    result = bw.run(cheese(rule, stock=0.7), record=True)
    assert list(orders_of(result)) == list(range(7, 71, 7))


@pytest.mark.parametrize("share", [3, 7, 9, 11, 13])
def test_it_holds_for_a_hundred_thousand_periods(share: int) -> None:
    """Stock of 1,000 goes by odd shares of a unit: an order each time that so many are gone, and never one later."""
    unit = 1.0 / share
    rule = {"type": "s-S", "s": 1000 - 50 * unit, "S": 1000.0}
    document = cheese(rule, 100_000, stock=1000.0, demand={"type": "constant", "value": unit})
    result = bw.run(document)
    assert result.table("order_frequency")["order_frequency"].iloc[0] == pytest.approx(1 / 50)


@pytest.mark.parametrize("limit", [{"minimum": 1.0}, {"multiple": 1.0}], ids=str)
def test_what_rounding_leaves_of_a_large_position_is_no_order(limit: dict[str, float]) -> None:
    """Nobody asks for anything, and the level is met but for 3e-9 of 1,000,000: no minimum is ordered for that."""
    rule = {"type": "order-up-to", "level": 1_000_000.0 + 3e-9, **limit}
    document = cheese(rule, 5, stock=1_000_000.0, demand={"type": "constant", "value": 0})
    assert orders_of(bw.run(document, record=True)) == {}


def test_an_order_is_a_multiple_of_the_lot_that_it_meets() -> None:
    """0.3 of 0.1 each are three lots, and a cap of 0.3 lets them pass."""
    rule = OrderUpTo(level=1.2, multiple=0.1, cap=0.3)
    result = bw.run(cheese("pass-on", 3, stock=0.9, demand={"type": "constant", "value": 0}), record=True,
                    rules={"shop": rule})  # fmt: skip
    assert orders_of(result) == {1: pytest.approx(0.3, rel=1e-12)}
