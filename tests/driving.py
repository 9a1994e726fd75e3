"""Runs for tests: a scenario's engine driven by hand, and all that can be read off it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bullwhip.agents.deciding.rule_plan import RulePlan, lay_out
from bullwhip.agents.deciding.step import step
from bullwhip.agents.rules.rule_tables import check_rule
from bullwhip.agents.rules.view import View
from bullwhip.network import readings
from bullwhip.network.arrays import Array
from bullwhip.network.engine import Engine
from bullwhip.network.measures.folds import Now
from bullwhip.network.quantities import QUANTITIES
from bullwhip.network.scenario import Scenario, read
from bullwhip.network.tally import EVERYTHING

__all__ = ["COLUMNS", "Run", "cash_of", "load", "note", "run", "same"]

MONEY = (
    "holding_cost", "backlog_cost", "order_cost", "purchase_cost", "production_cost", "shipment_cost", "lost_cost",
    "discard_cost", "capital_cost", "revenue",
)  # fmt: skip
COLUMNS = (
    "received", "asked", "shipped", "on_hand", "backlog", "on_order", "in_transit", "order", "echelon_stock",
    "lost_units", "outdated_units", "shrunk_units", "destroyed_units", *MONEY,
)  # fmt: skip
Columns = dict[str, Array]


def load(document: Mapping[str, Any]) -> Scenario:
    return read(document, check_rule=check_rule)


@dataclass(eq=False)
class Run:
    """Some replications of a scenario, one period after another."""

    rule_plan: RulePlan
    engine: Engine
    views: dict[int, View]

    @staticmethod
    def of(scenario: Scenario, replications: int = 1, first: int = 0, seed: int | None = None, warm_up: int = 0) -> Run:
        rule_plan = lay_out(scenario, seed)
        engine = rule_plan.engine(replications, first, EVERYTHING, warm_up)
        return Run(rule_plan, engine, rule_plan.views(engine))

    def step(self, look: Callable[[Run, slice], None] | None = None) -> Columns:
        """A period, and what can be read at its end; `look` may look at the rows of each level before they decide."""
        if look is None:
            step(self.rule_plan, self.engine, self.views)
            return note(self.engine)
        self.engine.begin()
        for level, (rows, groups) in enumerate(zip(self.rule_plan.network.levels, self.rule_plan.levels, strict=True)):
            self.engine.settle(level)
            look(self, rows)
            period = self.engine.state.period + 1
            orders = [(group.rows.start, group.decide(self.views[group.rows.start], period)) for group in groups]
            for first, made in orders:
                self.engine.place(first, made)
        self.engine.finish()
        return note(self.engine)

    def history(self, periods: int) -> Columns:
        """What was read in each of the next periods: arrays (periods, stockpoints as in the file, replications)."""
        steps = [self.step() for _ in range(periods)]
        return {name: np.array([columns[name] for columns in steps]) for name in COLUMNS}


def run(scenario: Scenario, periods: int, replications: int = 1, first: int = 0) -> Columns:
    return Run.of(scenario, replications, first).history(periods)


def note(engine: Engine) -> Columns:
    """What can be read of all stockpoints at the end of a period, in the order of the file."""
    network, state, period, rows = engine.network, engine.state, engine.period, slice(0, engine.network.rows)
    columns = {
        "received": readings.received(network, state, rows, period),
        "asked": readings.asked(network, state, engine.demand, rows),
        "shipped": readings.shipped(network, state, rows),
        "on_hand": state.on_hand,
        "backlog": readings.backlog(network, state, rows),
        "on_order": readings.on_order(network, state, rows),
        "in_transit": readings.in_transit(network, state, rows, engine.settled),
        "order": readings.last_order(network, state, rows, period),
        "lost_units": readings.lost(state, rows),
        "outdated_units": readings.outdated(state, rows),
        "shrunk_units": readings.shrunk(state, rows),
        "destroyed_units": readings.destroyed(state, rows),
        "echelon_stock": readings.echelon_stock(network, state, engine.settled),
    }
    now = Now(engine)
    columns |= {name: now[name] for name in MONEY}
    return {name: values[network.listing].copy() for name, values in columns.items()}


def cash_of(engine: Engine) -> Array:
    """What is in the accounts of all stockpoints, in the order of the rows."""
    return QUANTITIES["cash"].read(engine, slice(0, engine.network.rows))


def same(a: Columns, b: Columns) -> Iterator[str]:
    """Names of the columns that differ in any bit."""
    return (name for name in a if not np.array_equal(a[name], b[name]))
