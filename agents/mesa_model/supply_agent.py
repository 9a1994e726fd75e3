"""The Mesa agents: one a site, each a handle on its rows of the engine's columns."""

from __future__ import annotations

import mesa
import numpy as np

from bullwhip.agents.deciding.ask_agent import Orders
from bullwhip.agents.deciding.rule_plan import RulePlan
from bullwhip.agents.rules.view import View
from bullwhip.network import readings
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.engine import Engine
from bullwhip.network.errors import RuleError
from bullwhip.network.scenario import Scenario

__all__ = [
    "ROLES",
    "Distributor",
    "Manufacturer",
    "Retailer",
    "ScenarioModel",
    "Supplier",
    "SupplyAgent",
    "decides_for_itself",
]

Figure = float | Array


class ScenarioModel(mesa.Model):
    """A model whose agents are the sites of a scenario: what an agent needs to know of a SupplyNetwork."""

    supply_scenario: Scenario


class SupplyAgent(mesa.Agent):
    """A site.  Its figures are looked up in the model's engine when they are asked for.

    A figure is a number of units where the site keeps one item and the model runs one replication; else an array
    (items, replications), in the order of `items`.  An unlimited source keeps no stock: its stock is infinite.

    Override `decide` to order by it in the place of the site's rule.  It is asked once a period; where its items are
    on different levels (a lane without order delay puts the supplier's item one level above its customer's), once a
    level, each time for the items in `deciding`.  Then their figures are settled, and so are those of the items decided
    before; figures of items that come later in the period are NaN.
    """

    def __init__(self, model: ScenarioModel, name: str) -> None:
        super().__init__(model)
        self.name = name
        scenario = model.supply_scenario
        self.role = scenario.sites[name].role
        self.unlimited = name in scenario.unlimited
        self.items: tuple[str, ...] = () if self.unlimited else scenario.items_of(scenario.sites[name])
        self.deciding: tuple[str, ...] = ()
        self._views: tuple[View, ...] = ()
        self._engine: Engine | None = None
        self._rows: Ints = np.empty(0, np.int64)
        self._lanes: Ints = np.empty(0, np.int64)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}, {self.role}: {', '.join(self.items) or 'unlimited'}>"

    def take_seat(self, engine: Engine, rule_plan: RulePlan) -> None:
        """Find the rows of this site; the model calls it once."""
        network = rule_plan.network
        scenario = self.model.supply_scenario
        self._engine = engine
        self._rows = network.rows_of(self.name)
        shown = (self.name in scenario.shares("demand"), self.name in scenario.shares("stock"))
        self._views = tuple(View(engine, slice(int(row), int(row) + 1), *shown) for row in self._rows)
        if self.unlimited:
            fed = [
                row
                for lane in scenario.lanes_by_item()
                if lane.lane.source == self.name
                for row in network.rows_of(lane.target)
                if network.stockpoints[row].item == lane.item
            ]
            self._lanes = network.inbound[fed]

    def decide(self) -> Orders:
        """What to order now: a number for each item, an array (items, replications), or a mapping of items to numbers.

        Called in every period after goods have come and gone, for the items in `deciding`; what is said of others is
        not heard.  An array may have rows for `deciding` only.  This one is never asked: a site without a `decide` of
        its own orders by its rule.
        """
        raise RuleError(f"{self.name} orders by its rule; override decide to order otherwise")

    def answer(self, items: tuple[str, ...]) -> Orders:
        """What `decide` says about some of the items; the engine's way to ask."""
        self.deciding = items
        try:
            return self.decide()
        finally:
            self.deciding = ()

    @property
    def on_hand(self) -> Figure:
        """Stock that can be used now."""
        return self._read("on_hand", np.inf)

    @property
    def backlog(self) -> Figure:
        """Claims of customers that are not filled yet."""
        return self._read("backlog")

    @property
    def net_stock(self) -> Figure:
        """On hand less backlog."""
        return self._read("net_stock", np.inf)

    @property
    def position(self) -> Figure:
        """Inventory position: on hand and on order, less backlog."""
        return self._read("position", np.inf)

    @property
    def on_order(self) -> Figure:
        """Ordered and not received."""
        return self._read("on_order")

    @property
    def in_transit(self) -> Figure:
        """On the way here."""
        return self._read("in_transit")

    @property
    def received(self) -> Figure:
        """What arrived in this period, or in the last one if none is under way."""
        return self._read("received")

    @property
    def asked(self) -> Figure:
        """What was asked for in this period."""
        return self._outside() if self.unlimited else self._read("asked")

    @property
    def shipped(self) -> Figure:
        """What was sent in this period, less what came back."""
        return self._sent_outside() if self.unlimited else self._read("shipped")

    @property
    def last_order(self) -> Figure:
        """The newest order of each item: of this period where it is decided already, else of the last one."""
        engine = self._engine
        if engine is None or self.unlimited:
            return 0.0
        network, state, undecided = engine.network, engine.state, engine.undecided
        rows = [slice(row, row + 1) for row in self._rows.tolist()]
        newest = [engine.period - (row.start >= undecided) for row in rows]
        return _plain([readings.last_order(network, state, *at) for at in zip(rows, newest, strict=True)])

    @property
    def customer_demand(self) -> Figure:
        """What the customers downstream asked for in this period.  Raises NotShared where the scenario hides it."""
        return self._read("customer_demand")

    def _read(self, name: str, unlimited: float = 0.0) -> Figure:
        engine = self._engine
        if engine is None or not self._views:
            return unlimited
        known = engine.settled if self.deciding else engine.network.rows  # rows before this one are
        return _plain(
            [
                getattr(view, name) if row < known else np.full(view.shape, np.nan)
                for row, view in zip(self._rows.tolist(), self._views, strict=True)
            ]
        )

    def _outside(self) -> Figure:
        engine = self._engine
        if engine is None:
            return 0.0
        network, state = engine.network, engine.state
        asked = state.mail[network.mail.at(self._lanes, engine.period)]
        return _plain([asked.sum(axis=0, keepdims=True)])

    def _sent_outside(self) -> Figure:
        """What an unlimited source sends is what it is asked for, unless goods come back, or are still to come back."""
        engine = self._engine
        if engine is None or not engine.state.back.size or engine.settled <= engine.network.rows:
            return self._outside()
        network, state, lanes, period = engine.network, engine.state, self._lanes, engine.period
        sent = state.pipe[network.pipe.at(lanes, period - 1)]  # where what that period received lay
        back = state.back[network.mail.at(lanes, period)]
        return _plain([(sent - back).sum(axis=0, keepdims=True)])


def _plain(rows: list[Array]) -> Figure:
    """One number if there is just one."""
    return float(rows[0][0, 0]) if len(rows) == 1 and rows[0].size == 1 else np.concatenate(rows)


class Retailer(SupplyAgent):
    """Serves the customers."""


class Distributor(SupplyAgent):
    """Serves retailers or other distributors; a wholesaler is one."""


class Manufacturer(SupplyAgent):
    """Makes the goods."""


class Supplier(SupplyAgent):
    """Provides what others need; unlimited unless the scenario says otherwise."""


ROLES: dict[str, type[SupplyAgent]] = {
    "retailer": Retailer,
    "distributor": Distributor,
    "manufacturer": Manufacturer,
    "supplier": Supplier,
}


def decides_for_itself(agent: SupplyAgent) -> bool:
    """Whether the agent's class has a `decide` of its own."""
    return type(agent).decide is not SupplyAgent.decide
