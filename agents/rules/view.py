"""What an agent may see: its own books, and what the scenario shows it besides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bullwhip.agents.rules.memory import Memory
from bullwhip.network import readings
from bullwhip.network.arrays import Array
from bullwhip.network.engine import Engine
from bullwhip.network.errors import BullwhipError
from bullwhip.network.rounding import meets
from bullwhip.network.tape.philox import stream_address

__all__ = ["NotShared", "View"]


class NotShared(BullwhipError, AttributeError):
    """A view was asked for something that the scenario does not show to this agent."""


class View:
    """The books of some stockpoints at the moment they decide, after the period's goods have come and gone.

    Every figure is an array (stockpoints, replications) of units, except where another shape is given.  Stock, backlog
    and position cannot be written.  Rules and players get the same view.
    """

    __slots__ = ("_demand_shown", "_engine", "_kept", "_memory", "_rows", "_stock_shown")

    def __init__(
        self,
        engine: Engine,
        rows: slice,
        demand_shown: bool = False,
        stock_shown: bool = False,
        kept: bool = False,
    ) -> None:
        """`kept`: figures may be kept, so that none is a window on the engine's own array, which changes."""
        self._engine = engine
        self._rows = rows
        self._demand_shown = demand_shown
        self._stock_shown = stock_shown
        self._kept = kept
        self._memory = Memory()

    def __repr__(self) -> str:
        stockpoints, replications = self.shape
        return f"<View of {stockpoints:,} stockpoints in period {self.period:,}, {replications:,} replications>"

    @property
    def memory(self) -> dict[str, Array]:
        """What the rule asked to remember in `start`; the rule writes it, the engine keeps it.

        What is put into it is copied: `view.memory["last"] = view.on_hand` stays the stock of this period, whatever
        becomes of the engine's array.
        """
        return self._memory

    @memory.setter
    def memory(self, given: dict[str, Array]) -> None:
        if given is not self._memory:
            kept = Memory(given)
            self._memory.clear()
            self._memory.update(kept)

    def remember(self, memory: Memory) -> None:
        """Take what the engine keeps for the rule as its memory, instead of a new one."""
        self._memory = memory

    @property
    def period(self) -> int:
        """The current period, counted from 1."""
        return self._engine.period + 1

    @property
    def shape(self) -> tuple[int, int]:
        """(stockpoints, replications)."""
        return self._rows.stop - self._rows.start, self._engine.replications

    @property
    def items(self) -> tuple[str, ...]:
        """The item of each stockpoint."""
        return tuple(point.item for point in self._engine.network.stockpoints[self._rows])

    @property
    def on_hand(self) -> Array:
        """Stock that can be used now."""
        return self._told(self._engine.state.on_hand[self._rows])

    @property
    def backlog(self) -> Array:
        """Claims of customers that are not filled yet."""
        return self._told(readings.backlog(self._engine.network, self._engine.state, self._rows)[:])

    @property
    def net_stock(self) -> Array:
        """On hand less backlog."""
        return self.on_hand - self.backlog

    @property
    def position(self) -> Array:
        """Inventory position: on hand and on order, less backlog."""
        return self._told(self._engine.state.position[self._rows])

    def reached(self, level: Array | float, scale: Array | float = 0.0) -> NDArray[np.bool_]:
        """Where the position is at or below a level: one that meets it counts, whatever rounding has left of it.

        Compare with this and not with `<=`: a position of 1.0 less seven times 0.1 is 0.30000000000000004.  `scale` is
        the size of the figures at work where the level itself may be 0, such as the one that is ordered up to.  For
        other figures there is `meets`, and for lots `floor_units`, in `bullwhip.network.rounding`.
        """
        at_or_below: NDArray[np.bool_] = meets(self.position, level, scale)
        return at_or_below

    @property
    def on_order(self) -> Array:
        """Ordered and not received: in the mail, claimed at the supplier, or in transit.

        Below zero where more was cancelled or sent back than there was.
        """
        return readings.on_order(self._engine.network, self._engine.state, self._rows)

    @property
    def in_transit(self) -> Array:
        """On the way here."""
        engine = self._engine
        return readings.in_transit(engine.network, engine.state, self._rows, engine.settled)

    @property
    def coming(self) -> Array:
        """What is on the way and arrives in 1, 2, ... periods: (longest lead time, stockpoints, replications)."""
        engine = self._engine
        return readings.coming(engine.network, engine.state, self._rows, engine.period, engine.settled)

    @property
    def received(self) -> Array:
        """What arrived in this period."""
        return readings.received(self._engine.network, self._engine.state, self._rows, self._engine.period)

    @property
    def asked(self) -> Array:
        """What was asked for in this period: orders that arrived and the demand of own customers."""
        engine = self._engine
        return readings.asked(engine.network, engine.state, engine.demand, self._rows)

    @property
    def shipped(self) -> Array:
        """What was sent in this period, less what claimants sent back."""
        return readings.shipped(self._engine.network, self._engine.state, self._rows)

    @property
    def last_order(self) -> Array:
        """What was ordered in the period before this one."""
        return readings.last_order(self._engine.network, self._engine.state, self._rows, self._engine.period - 1)

    @property
    def holding_cost(self) -> Array:
        """(stockpoints, 1) per unit and period."""
        return self._engine.network.holding_cost[self._rows, None]

    @property
    def backlog_cost(self) -> Array:
        """(stockpoints, 1) per unit and period."""
        return self._engine.network.backlog_cost[self._rows, None]

    @property
    def lead_time(self) -> Array:
        """(stockpoints, 1) periods from shipping to receiving."""
        network = self._engine.network
        return network.lead_time[network.inbound[self._rows], None].astype(float)

    @property
    def order_delay(self) -> Array:
        """(stockpoints, 1) periods that an order travels."""
        network = self._engine.network
        return network.order_delay[network.inbound[self._rows], None].astype(float)

    @property
    def demand_shown(self) -> bool:
        """Whether the scenario shows these agents the customers' demand."""
        return self._demand_shown

    @property
    def customer_demand(self) -> Array:
        """What the customers of all stockpoints downstream asked for in this period.  Raises NotShared."""
        if not self._demand_shown:
            raise NotShared("customer demand is not shown to these agents; give the scenario share = ['demand']")
        return readings.customer_demand(self._engine.network, self._engine.demand, self._rows)

    @property
    def echelon_stock(self) -> Array:
        """Own stock and all that is downstream or on its way there, less customers' backlog.  Raises NotShared."""
        if not self._stock_shown:
            raise NotShared("others' stock is not shown to these agents; give the scenario share = ['stock']")
        engine = self._engine
        return readings.echelon_stock(engine.network, engine.state, engine.settled)[self._rows]

    @property
    def echelon_position(self) -> Array:
        """Echelon stock and what is on order.  Raises NotShared."""
        return self.echelon_stock + self.on_order

    def uniform(self, purpose: str) -> Array:
        """Numbers between 0 and 1 for a rule that leaves something to chance.

        They depend on seed, stockpoint, purpose, replication and period alone: the same luck whatever else changes.
        """
        points = self._engine.network.stockpoints[self._rows]
        streams = [stream_address("rule", purpose, point.site, point.item) for point in points]
        return self._engine.uniforms(np.array(streams, np.uint64))

    def _told(self, part: Array) -> Array:
        """A slice of the engine's array, for reading only: itself, or as it is now."""
        told = part.copy() if self._kept else part
        told.flags.writeable = False
        return told
