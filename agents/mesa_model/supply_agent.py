"""The Mesa agents: one a site, each a handle on its rows of the engine's columns."""

from __future__ import annotations

import math

import mesa
import numpy as np

from bullwhip.agents.deciding.ask_agent import Orders
from bullwhip.agents.deciding.rule_plan import RulePlan
from bullwhip.agents.rules.reading import Reading, telling
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.engine import Engine
from bullwhip.network.errors import RuleError
from bullwhip.network.flows.terms.returns import Returns
from bullwhip.network.quantities import QUANTITIES
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


@telling
class SupplyAgent(mesa.Agent):
    """A site.  Its figures are looked up in the model's engine when they are asked for.

    A figure is a number of units where the site keeps one item and the model runs one replication; else an array
    (items, replications), in the order of `items`.  An unlimited source keeps no stock: its stock is infinite.

    Override `decide` to order by it in the place of the site's rule.  It is asked once a period; where its items are
    on different levels (a lane without order delay puts the supplier's item one level above its customer's), once a
    level, each time for the items in `deciding`.  Then their figures are settled, and so are those of the items decided
    before; figures of items that come later in the period are NaN.
    """

    received: Reading[Figure] = Reading()
    asked: Reading[Figure] = Reading()
    shipped: Reading[Figure] = Reading()
    on_hand: Reading[Figure] = Reading()
    backlog: Reading[Figure] = Reading()
    net_stock: Reading[Figure] = Reading()
    position: Reading[Figure] = Reading()
    on_order: Reading[Figure] = Reading()
    in_transit: Reading[Figure] = Reading()
    last_order: Reading[Figure] = Reading("order")
    lost: Reading[Figure] = Reading()
    outdated: Reading[Figure] = Reading()
    shrunk: Reading[Figure] = Reading()
    destroyed: Reading[Figure] = Reading()
    customer_demand: Reading[Figure] = Reading()
    echelon_stock: Reading[Figure] = Reading()
    echelon_position: Reading[Figure] = Reading()

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
            ours = [way for way, lane in enumerate(scenario.lanes_by_item()) if lane.lane.source == self.name]
            lanes = np.flatnonzero(np.isin(network.way, ours))
            self._lanes = lanes[np.argsort(network.way[lanes])]

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

    def tell(self, name: str) -> Figure:
        """A quantity by its name in the table.  Raises NotShared where the scenario hides it."""
        engine = self._engine
        if self.unlimited and name in {"asked", "shipped"}:  # it is known from the lanes
            return self._outside() if name == "asked" else self._sent_outside()
        if engine is None or not self._views:
            return QUANTITIES[name].of_source
        # The rows before this one are known.  Orders are always: of this period where they are decided, else the last.
        known = engine.settled if self.deciding and name != "order" else engine.network.rows
        return _plain(
            [
                view.tell(name) if row < known else np.full(view.shape, np.nan)
                for row, view in zip(self._rows.tolist(), self._views, strict=True)
            ]
        )

    def disrupted(self, kind: str) -> Figure:
        """How much of a kind of disruption is here in this period, 0 to 1, as `View.disrupted` has it."""
        return _plain([view.disrupted(kind) for view in self._views]) if self._views else 0.0

    def announced(self, kind: str) -> Figure:
        """Periods until a disruption of a kind next begins here, as far as that is announced; else inf."""
        return _plain([view.announced(kind) for view in self._views]) if self._views else math.inf

    def _outside(self) -> Figure:
        engine = self._engine
        if engine is None:
            return 0.0
        network, state = engine.network, engine.state
        asked = state.mail[network.mail.at(self._lanes, engine.period)]
        return _plain([asked.sum(axis=0, keepdims=True)])

    def _sent_outside(self) -> Figure:
        """What an unlimited source sends is what it is asked for, unless goods come back, or what is asked waits."""
        engine = self._engine
        if engine is None or engine.settled <= engine.network.rows:
            return self._outside()
        network, state, lanes, period = engine.network, engine.state, self._lanes, engine.period
        back = state.term(Returns).back
        if not (back.size or (lanes >= network.first_queue).any()):
            return self._outside()
        sent = state.pipe[network.pipe.at(lanes, period - 1)]  # where what that period received lay
        came_back = back[network.mail.at(lanes, period)] if back.size else 0.0
        return _plain([(sent - came_back).sum(axis=0, keepdims=True)])


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
