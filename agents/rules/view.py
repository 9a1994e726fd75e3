"""What an agent may see: its own books, and what the scenario shows it besides."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bullwhip.agents.rules.memory import Memory
from bullwhip.agents.rules.reading import Reading, telling
from bullwhip.network import readings
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.engine import Engine
from bullwhip.network.errors import BullwhipError
from bullwhip.network.flows.terms.old_figures import OldFigures
from bullwhip.network.philox import stream_address
from bullwhip.network.quantities import QUANTITIES
from bullwhip.network.rounding import meets

__all__ = ["FIGURES", "NotShared", "View", "figures_seen"]


class NotShared(BullwhipError, AttributeError):
    """A view was asked for something that the scenario does not show to this agent."""


FIGURES: dict[str, Callable[[Engine, slice], Array]] = {  # what views tell and a disruption may make old
    **{name: quantity.read for name, quantity in QUANTITIES.items() if quantity.viewed},
    "coming": lambda engine, rows: readings.coming(engine.network, engine.state, rows, engine.period, engine.settled),
    "waiting": lambda engine, rows: readings.waiting(engine.network, engine.state, rows),
    "too_late": lambda engine, rows: readings.too_late(engine.network, engine.state, rows, engine.settled),
}


def figures_seen(engine: Engine, rows: slice, names: Iterable[str] = FIGURES) -> dict[str, Array]:
    """All of FIGURES of some rows, or those of these names."""
    return {name: FIGURES[name](engine, rows) for name in names}


_HIDDEN = {"demand": "customer demand", "stock": "others' stock"}


@telling
class View:
    """The books of some stockpoints at the moment they decide, after the period's goods have come and gone.

    Every figure is an array (stockpoints, replications) of units, except where another shape is given.  Stock, backlog
    and position cannot be written.  Rules and players get the same view.  What the scenario does not share raises
    NotShared: customer_demand, and the echelon's stock and position.
    """

    received: Reading[Array] = Reading()
    asked: Reading[Array] = Reading()
    shipped: Reading[Array] = Reading()
    on_hand: Reading[Array] = Reading()
    backlog: Reading[Array] = Reading()
    net_stock: Reading[Array] = Reading()
    position: Reading[Array] = Reading()
    on_order: Reading[Array] = Reading()
    in_transit: Reading[Array] = Reading()
    last_order: Reading[Array] = Reading("order")
    lost: Reading[Array] = Reading()
    outdated: Reading[Array] = Reading()
    shrunk: Reading[Array] = Reading()
    destroyed: Reading[Array] = Reading()
    customer_demand: Reading[Array] = Reading()
    echelon_stock: Reading[Array] = Reading()
    echelon_position: Reading[Array] = Reading()

    __slots__ = ("_engine", "_given", "_kept", "_memory", "_rows", "_shown")

    def __init__(
        self,
        engine: Engine,
        rows: slice,
        demand_shown: bool = False,
        stock_shown: bool = False,
        kept: bool = False,
    ) -> None:
        """`kept`: whoever is given figures may keep them; `part_with_kept` is called when all are given."""
        self._engine = engine
        self._rows = rows
        self._shown = {"demand": demand_shown, "stock": stock_shown}
        self._kept = kept
        self._given: list[tuple[str, weakref.ref[Any]]] = []  # windows, by the array that they are on
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

    def reached(self, level: Array | float, scale: Array | float = 0.0) -> NDArray[np.bool_]:
        """Where the position is at or below a level: one that meets it counts, whatever rounding has left of it.

        Compare with this and not with `<=`: a position of 1.0 less seven times 0.1 is 0.30000000000000004.  `scale` is
        the size of the figures at work where the level itself may be 0, such as the one that is ordered up to.  For
        other figures there is `meets`, and for lots `floor_units`, in `bullwhip.network.rounding`.
        """
        at_or_below: NDArray[np.bool_] = meets(self.position, level, scale)
        return at_or_below

    @property
    def coming(self) -> Array:
        """What is on the way and arrives in 1, 2, ... periods: (longest lead time, stockpoints, replications)."""
        return self._figures("coming")

    @property
    def waiting(self) -> Array:
        """What was ordered and has reached the suppliers, who have not sent it yet."""
        return self._figures("waiting")

    def disrupted(self, kind: str) -> Array:
        """How much of a kind of disruption is here in this period: from 0, of nothing, to 1, of all.

        Kinds are those of `[[disruption]]` tables.  One of lanes (shipping, transit, lead_time, orders, price) is told
        of the lanes that lead here, of several as much as where most of it is.  Raises BullwhipError for other kinds.
        """
        return readings.disrupted(self._engine.network, self._engine.state, kind, self._rows)

    def announced(self, kind: str) -> Array:
        """Periods until a disruption of a kind next begins here, as far as that is announced; inf where it is not.

        Places are as for `disrupted`.  Raises BullwhipError for other kinds.
        """
        return readings.announced(self._engine.network, self._engine.state, kind, self._rows)

    @property
    def work_in_process(self) -> Array:
        """What is on hand and on order; where stock is shared, also what is on hand downstream or on its way there."""
        if not self._shown["stock"]:
            return self.on_hand + self.on_order
        engine = self._engine
        here: Array = readings.work_in_process(engine.network, engine.state, engine.settled)[self._rows]
        return here + self.on_order

    @property
    def price(self) -> Array:
        """(stockpoints, 1) per unit that is ordered now, as `price_ahead` has it."""
        return self.price_ahead(0)

    def price_ahead(self, periods: int) -> Array:
        """(stockpoints, 1) per unit that is ordered so many periods from now, and sent as soon as the order arrives.

        All changes of prices are announced.  Discounts by quantity are not in it; of several lanes it is the mean by
        their expected shares.
        """
        network, rows = self._engine.network, self._rows
        lanes = network.lane_in[network.first_in[rows.start] : network.first_in[rows.stop]]
        part = network.share[lanes] * self._prices(lanes, periods)
        mean = np.bincount(network.target[lanes] - rows.start, part, self.shape[0])[:, None]
        return np.asarray(mean, np.float64)

    @property
    def lane_price(self) -> Array:
        """(lanes, stockpoints, 1) per unit that is ordered now on each lane, as `price` and `lane_lead_time`."""
        return self._by_lane(self._prices(np.arange(self._engine.network.target.size), 0))

    def _prices(self, lanes: Ints, periods: int) -> Array:
        network = self._engine.network
        return network.list_prices.at(lanes, self.period + periods + network.order_delay[lanes])

    @property
    def holding_cost(self) -> Array:
        """(stockpoints, 1) per unit and period."""
        return self._engine.network.holding_cost[self._rows, None]

    @property
    def capital_cost(self) -> Array:
        """(stockpoints, 1) of the capital that a unit ties up, per unit and period."""
        network = self._engine.network
        return network.capital_rate * network.unit_value[self._rows, None]

    @property
    def backlog_cost(self) -> Array:
        """(stockpoints, 1) per unit and period."""
        return self._engine.network.backlog_cost[self._rows, None]

    @property
    def lead_time(self) -> Array:
        """(stockpoints, 1) periods from shipping to receiving: the mean, where they are drawn, or of several lanes.

        Lanes count by the part of the orders that is expected on them.
        """
        return self._engine.network.expected_lead_time[self._rows, None]

    @property
    def order_delay(self) -> Array:
        """(stockpoints, 1) periods that an order travels; of several lanes the mean by their expected shares."""
        return self._engine.network.expected_order_delay[self._rows, None]

    @property
    def lanes(self) -> int:
        """How many lanes replenish a stockpoint; of several stockpoints, at most."""
        network = self._engine.network
        return int(np.diff(network.first_in[self._rows.start : self._rows.stop + 1]).max())

    @property
    def lane_lead_time(self) -> Array:
        """(lanes, stockpoints, 1) periods from shipping to receiving, of each lane.

        Lanes of a stockpoint are in the order of their order delay and lead time, the fastest first; NaN stands for
        those that it has fewer than others.
        """
        return self._by_lane(self._engine.network.mean_lead_time)

    @property
    def lane_order_delay(self) -> Array:
        """(lanes, stockpoints, 1) periods that an order travels, of each lane; as `lane_lead_time`."""
        return self._by_lane(self._engine.network.order_delay)

    @property
    def lane_position(self) -> Array:
        """(lanes, stockpoints, replications) the position, of what is on order only what can be there in time.

        That is what arrives, at the earliest, no later than what is ordered now on that lane.  Of the slowest lane it
        is the whole position.  Lanes are as in `lane_lead_time`.
        """
        return self.position - self._figures("too_late")[: self.lanes]

    def _by_lane(self, of_lanes: Array | Ints) -> Array:
        network = self._engine.network
        made = np.full((self.lanes, self.shape[0], 1), np.nan)
        for k, row in enumerate(range(self._rows.start, self._rows.stop)):
            lanes = network.lanes_into(row)
            made[: lanes.size, k, 0] = of_lanes[lanes]
        return made

    @property
    def demand_shown(self) -> bool:
        """Whether the scenario shows these agents the customers' demand."""
        return self._shown["demand"]

    def uniform(self, purpose: str) -> Array:
        """Numbers between 0 and 1 for a rule that leaves something to chance.

        They depend on seed, stockpoint, purpose, replication and period alone: the same luck whatever else changes.
        """
        points = self._engine.network.stockpoints[self._rows]
        streams = [stream_address("rule", purpose, point.site, point.item) for point in points]
        return self._engine.uniforms(np.array(streams, np.uint64))

    def tell(self, name: str) -> Array:
        """A quantity by its name in the table.  Raises NotShared."""
        quantity = QUANTITIES[name]
        if quantity.shared and not self._shown[quantity.shared]:
            what, share = _HIDDEN[quantity.shared], quantity.shared
            raise NotShared(f"{what} is not shown to these agents; give the scenario share = ['{share}']")
        figures = self._figures(name)
        return self._window(figures, quantity.window) if quantity.window else figures

    def _figures(self, name: str) -> Array:
        """Figures by their name among FIGURES, as old as a disruption has them while the period is under way."""
        engine = self._engine
        read = FIGURES.get(name) or QUANTITIES[name].read
        figures, old = read(engine, self._rows), engine.state.term(OldFigures)
        if old.applies and name in FIGURES and engine.settled <= engine.network.rows:
            return old.seen(engine.state, name, self._rows, figures)
        return figures

    def _window(self, part: Array, array: str) -> Array:
        """A slice of the state's array, for reading only."""
        if not self._kept:
            part.flags.writeable = False
            return part
        window = np.asarray(part.data.toreadonly())  # whatever is made of it without a copy holds on to it
        self._given.append((array, weakref.ref(window)))
        return window

    def part_with_kept(self) -> None:
        """Leave the arrays to whoever still has a window on them, who finds them as they are now for ever.

        The engine goes on with copies.  Most windows are gone when a rule has answered, and were free.
        """
        state = self._engine.state
        for array in {array for array, window in self._given if window() is not None}:
            setattr(state, array, getattr(state, array).copy())
        self._given.clear()
