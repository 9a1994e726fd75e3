"""One period with everybody deciding: the one place where engine and agents meet."""

from __future__ import annotations

from collections.abc import Collection

from bullwhip.agents.deciding.rule_plan import RulePlan
from bullwhip.agents.rules.view import View
from bullwhip.network.engine import Engine

__all__ = ["open_period", "step"]


def step(rule_plan: RulePlan, engine: Engine, views: dict[int, View]) -> None:
    """Take the engine through a period.

    Level by level: goods are received, demand arrives, claims are filled, costs are taken, everybody decides; then the
    orders leave.  Everybody of a level decides before any order of it is placed.
    """
    open_period(rule_plan, engine, views)
    engine.finish()


def open_period(rule_plan: RulePlan, engine: Engine, views: dict[int, View], seats: Collection[int] = ()) -> None:
    """The period up to the orders: goods and claims move, and all decide but those who take their time.

    `seats` are the first rows of groups whose orders somebody else places before the period is finished.  Their order
    delay is 1 or more, so nobody sees in this period what they will order.
    """
    engine.begin()
    for level, groups in enumerate(rule_plan.levels):
        engine.settle(level)
        period = engine.state.period + 1
        orders = [
            (group.rows.start, group.decide(views[group.rows.start], period))
            for group in groups
            if group.rows.start not in seats
        ]
        for first, made in orders:
            engine.place(first, made)
