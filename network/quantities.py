"""The quantities: one table of what can be read of a stockpoint, with its unit, its meaning and how it is read.

From it come the columns of a history and of a game's tables, the properties of views and agents, what a seat sees, and
what a measure may fold.  One more is a line here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from bullwhip.network import readings
from bullwhip.network.arrays import Array
from bullwhip.network.costs import Costs, cash, costs_summed
from bullwhip.network.scenario.sites import StockTerms

if TYPE_CHECKING:
    from bullwhip.network.engine import Engine

__all__ = ["COSTS", "QUANTITIES", "CostQuantity", "Quantity"]


@dataclass(frozen=True)
class Quantity:
    """What is read of the state: (rows, replications), of a period or at its end."""

    text: str
    read: Callable[[Engine, slice], Array]  # of these rows
    when: Literal["in the period", "at its end"]
    recorded: bool = True  # a column of histories
    played: bool = True  # and of a game's tables
    viewed: bool = True  # a property of views and agents
    seen: bool = False  # who orders sees it before ordering
    shared: Literal["", "demand", "stock"] = ""  # what a scenario shares where others than the owner see it
    keys: tuple[str, ...] = ()  # without any of these among the terms of a stockpoint there is none of it
    window: Literal["", "on_hand", "owed", "position"] = ""  # the state's own array that is read, if it is no copy
    of_source: float = 0.0  # of a source without limits, which keeps no stock
    unit: str = "units"

    def can_be(self, terms: StockTerms) -> bool:
        """Whether there can be any of it at a stockpoint with these terms."""
        fields = StockTerms.model_fields
        return not self.keys or any(getattr(terms, key) != fields[key].default for key in self.keys)


@dataclass(frozen=True)
class CostQuantity:
    """What is worked out from quantities: money of a period, (rows, replications)."""

    text: str
    kind: Callable[[Costs], Array]

    unit: ClassVar[str] = "money"
    when: ClassVar[str] = "in the period"


def _newest_order(engine: Engine, rows: slice) -> Array:
    """That of the period under way where these rows have ordered in it, else of the one before."""
    period = engine.period - (rows.start >= engine.undecided)
    return readings.last_order(engine.network, engine.state, rows, period)


def _echelon_stock(engine: Engine, rows: slice) -> Array:
    stock: Array = readings.echelon_stock(engine.network, engine.state, engine.settled)[rows]
    return stock


def _backlog(engine: Engine, rows: slice) -> Array:
    return readings.backlog(engine.network, engine.state, rows)[:]


def _on_order(engine: Engine, rows: slice) -> Array:
    return readings.on_order(engine.network, engine.state, rows)


def _cash(engine: Engine) -> Array:
    return cash(engine.network, engine.tally, costs_summed(engine.network, engine.tally).cash_flow)


QUANTITIES: dict[str, Quantity] = {
    "received": Quantity(
        "What arrived, less what was sent back.",
        lambda engine, rows: readings.received(engine.network, engine.state, rows, engine.period),
        "in the period",
        seen=True,
    ),
    "asked": Quantity(
        "What was asked for: orders that arrived, and own customers' demand.",
        lambda engine, rows: readings.asked(engine.network, engine.state, engine.demand, rows),
        "in the period",
        seen=True,
    ),
    "shipped": Quantity(
        "What was sent, to other sites and to own customers, less what came back from them.",
        lambda engine, rows: readings.shipped(engine.network, engine.state, rows),
        "in the period",
        seen=True,
    ),
    "on_hand": Quantity(
        "Stock that can be used.",
        lambda engine, rows: engine.state.on_hand[rows],
        "at its end",
        seen=True,
        window="on_hand",
        of_source=math.inf,
    ),
    "backlog": Quantity(
        "What is owed to other sites and to own customers: claims that are not filled yet.",
        _backlog,
        "at its end",
        seen=True,
        window="owed",
    ),
    "on_order": Quantity(
        "Ordered and not received: in the mail, claimed at the supplier, or in transit; at the end of a period its own "
        "order is in it.  Below zero by what is overdrawn: sent back or cancelled beyond what there was.",
        _on_order,
        "at its end",
        seen=True,
    ),
    "in_transit": Quantity(
        "On the way to the site; at the end of a period what was sent in it is, too.",
        lambda engine, rows: readings.in_transit(engine.network, engine.state, rows, engine.settled),
        "at its end",
        seen=True,
    ),
    "order": Quantity(
        "What was ordered, after all limits; until a period's order is placed, that of the period before.",
        _newest_order,
        "in the period",
    ),
    "lost": Quantity(
        "Own customers' demand that was lost: they no longer wait.",
        lambda engine, rows: readings.lost(engine.state, rows),
        "in the period",
        seen=True,
        keys=("patience", "lost_share"),
    ),
    "outdated": Quantity(
        "Stock that was discarded: its life was over, or it became obsolete.",
        lambda engine, rows: readings.outdated(engine.state, rows),
        "in the period",
        seen=True,
        keys=("shelf_life", "obsolete_at"),
    ),
    "shrunk": Quantity(
        "Stock that vanished.",
        lambda engine, rows: readings.shrunk(engine.state, rows),
        "in the period",
        seen=True,
        keys=("shrinkage",),
    ),
    "destroyed": Quantity(
        "Goods that a disruption destroyed, on hand or on their way to the site.",
        lambda engine, rows: readings.destroyed(engine.state, rows),
        "in the period",
        played=False,
    ),
    "cash": Quantity(
        "Money in the account: an equal part of the site's at the start for each of its items, and since then revenue "
        "less all costs but that of capital.",
        lambda engine, rows: _cash(engine)[rows],
        "at its end",
        played=False,
        viewed=False,
        unit="money",
    ),
    "customer_demand": Quantity(
        "What the customers of all stockpoints downstream asked for, own ones among them.",
        lambda engine, rows: readings.customer_demand(engine.network, engine.demand, rows),
        "in the period",
        seen=True,
        shared="demand",
    ),
    "starved": Quantity(
        "What is asked of recipes that cannot start any: an input is used up.",
        lambda engine, rows: readings.starved(engine.network, engine.state, rows),
        "at its end",
        recorded=False,
        played=False,
        viewed=False,
    ),
    "blocked": Quantity(
        "What was made by recipes and waits at the dock: there is no room for it.",
        lambda engine, rows: readings.blocked(engine.network, engine.state, rows),
        "at its end",
        recorded=False,
        played=False,
        viewed=False,
    ),
    "net_stock": Quantity(
        "On hand less backlog.",
        lambda engine, rows: engine.state.on_hand[rows] - _backlog(engine, rows),
        "at its end",
        recorded=False,
        of_source=math.inf,
    ),
    "position": Quantity(
        "Inventory position: on hand and on order, less backlog.",
        lambda engine, rows: engine.state.position[rows],
        "at its end",
        recorded=False,
        window="position",
        of_source=math.inf,
    ),
    "echelon_stock": Quantity(
        "Own stock and all that is downstream or on its way there, less customers' backlog.",
        _echelon_stock,
        "at its end",
        recorded=False,
        seen=True,
        shared="stock",
    ),
    "echelon_position": Quantity(
        "Echelon stock and what is on order.",
        lambda engine, rows: _echelon_stock(engine, rows) + _on_order(engine, rows),
        "at its end",
        recorded=False,
        shared="stock",
    ),
}  # fmt: skip
COSTS: dict[str, CostQuantity] = {
    "cost": CostQuantity("Costs of every kind; those of the warm-up are told as well.", lambda costs: costs.total),
    "holding_cost": CostQuantity(
        "Holding cost of stock on hand, and of goods in transit to the site.", lambda costs: costs.holding
    ),
    "in_transit_cost": CostQuantity(
        "The part of the holding cost that goods in transit cause.", lambda costs: costs.in_transit
    ),
    "backlog_cost": CostQuantity("Cost of units owed.", lambda costs: costs.backlog),
    "order_cost": CostQuantity("Cost of placing the period's order.", lambda costs: costs.order),
    "capital_cost": CostQuantity(
        "Cost of the capital that stock on hand and in transit ties up.", lambda costs: costs.capital
    ),
    "lost_cost": CostQuantity("Cost of customers' demand that was lost.", lambda costs: costs.lost),
    "discard_cost": CostQuantity("Cost of stock that was discarded.", lambda costs: costs.discard),
    "purchase_cost": CostQuantity("Price of what was sent to the site.", lambda costs: costs.purchase),
    "production_cost": CostQuantity("Cost of what was made.", lambda costs: costs.production),
    "shipment_cost": CostQuantity(
        "Cost of shipments to the site, and of starts of recipes.", lambda costs: costs.shipment
    ),
    "revenue": CostQuantity("What customers and other sites paid.", lambda costs: costs.revenue),
    "profit": CostQuantity("Revenue less costs of every kind.", lambda costs: costs.profit),
}
