"""A table: one team's network, played week by week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from bullwhip.agents.deciding.rule_plan import Rules, lay_out
from bullwhip.agents.deciding.step import open_period
from bullwhip.agents.games.seat import MOST, Orders, Seat, checked, seat_rules, seats_of
from bullwhip.agents.rules.view import View
from bullwhip.network.arrays import Array
from bullwhip.network.costs import costs_of, costs_so_far
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.quantities import QUANTITIES
from bullwhip.network.record import NOTED, Recorder
from bullwhip.network.rounding import nearest
from bullwhip.network.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Table"]

SEEN = tuple(name for name, known in QUANTITIES.items() if known.seen and not known.shared)  # before ordering
_SHARED: dict[str, Literal["demand", "stock"]] = {
    name: known.shared for name, known in QUANTITIES.items() if known.shared
}


class Table:
    """One team's network, played week by week ("week" stands for the scenario's period, whatever it is called).

    In a week goods and orders have moved when people look (`sight`); then they order, and `close` ends the week and
    lets the next one begin.  Sites that are no seats order by their rules.  All tables of a scenario and a seed meet
    the same luck.  `bots` says by which rule the bot of a seat (or its item) orders, where it is not the scenario's.
    Raises BullwhipError for a scenario without seats.
    """

    def __init__(self, scenario: Scenario, seed: int | None = None, bots: Rules | None = None) -> None:
        self.scenario = scenario
        self.seed = scenario.seed if seed is None else seed
        self.seats = seats_of(scenario)
        self.bots = dict(bots or {})
        self._rules = seat_rules(scenario, bots)
        self._roster = lay_out(scenario, self.seed, self._rules)
        network = self._roster.network
        self._engine = self._roster.engine(1, warm_up=scenario.warm_up)
        self._views = self._roster.views(self._engine)
        self._desks = {desk.rows.start: desk for desk in self._roster.groups if isinstance(desk.rule, Seat)}
        self._places = {(point.site, point.item): row for row, point in enumerate(network.stockpoints)}
        self._sight = View(self._engine, slice(0, network.rows), demand_shown=True, stock_shown=True)
        self._seen_now: dict[str, Array] = {}  # of the week under way: figures of all stockpoints
        self._recorder = Recorder(network, scenario.periods, 1)
        self._costs: list[Array] = []  # of each week that is over: (stockpoints,)
        # Of the network (None) and of every seat, in all weeks that are over and count.
        self._spent: dict[str | None, float] = {None: 0.0, **dict.fromkeys(self.seats, 0.0)}
        self._suggested: dict[int, Array] = {}  # of the week under way, as far as somebody asked
        self._open()

    @property
    def week(self) -> int:
        """The week under way, from 1; after the last one it stays there."""
        return min(len(self._costs) + 1, self.scenario.periods)

    @property
    def over(self) -> bool:
        """Whether all weeks are played."""
        return len(self._costs) == self.scenario.periods

    def items(self, site: str) -> tuple[str, ...]:
        """The items that a seat orders.  Raises BullwhipError if there is no such seat."""
        if site not in self.seats:
            raise BullwhipError(f"found {site!r}, which is no seat; {suggest(site, self.seats)}")
        return tuple(item for place, item in self._rules if place == site)

    def sight(self, site: str) -> dict[str, Any]:
        """What a seat sees in the week under way, as plain numbers; costs so far include this week's.

        After the last week it is what was seen in that one.
        """
        items = {item: self._seen(site, item) for item in self.items(site)}
        counts = not self.over and self.week > self.scenario.warm_up
        now = sum(figures["cost"] for figures in items.values()) if counts else 0.0
        return {"week": self.week, "items": items, "cost_so_far": self.cost(site) + now}

    def history(self, site: str, since: int = 0) -> list[dict[str, Any]]:
        """What a seat saw and ordered in each week that is over: {"week", "items": {item: figures}, "cost"}.

        With `since`, in the weeks after that one only.
        """
        items = self.items(site)
        return [
            {
                "week": week + 1,
                "items": {item: self._written(week, self._places[site, item]) for item in items},
                "cost": float(sum(self._costs[week][self._places[site, item]] for item in items)),
            }
            for week in range(since, len(self._costs))
        ]

    def suggestion(self, site: str) -> dict[str, float]:
        """What the seat's bot would order in the week under way, by item; nothing after the last one."""
        if self.over:
            return {}
        rows = {item: self._places[site, item] for item in self.items(site)}
        starts = {item: max(first for first in self._desks if first <= row) for item, row in rows.items()}
        return {item: float(self._wished(starts[item])[row - starts[item], 0]) for item, row in rows.items()}

    def watch(self) -> bool:
        """Ask the bots of all seats for this week's orders now; whether one had not been asked yet.

        A bot watches in every week, so that it can take over in any.  Closing a week asks who has not been asked; who
        has time before may do so, that it is quick.
        """
        if self.over or len(self._suggested) == len(self._desks):
            return False
        for first in self._desks:
            self._wished(first)
        return True

    def forced(self, site: str) -> bool:
        """Whether this week's order is fixed by the scenario: it is then what `suggestion` says."""
        return all(self._fixed(site, item) for item in self.items(site))

    def check(self, site: str, orders: Orders) -> dict[str, float]:
        """A person's orders as they will count: of items that the scenario fixes this week, its own.

        Raises IllegalOrder.
        """
        rules = {item: self._rules[site, item] for item in self.items(site)}
        counted = checked(orders, rules, self.scenario.whole_units)
        fixed = [item for item in rules if not self.over and self._fixed(site, item)]
        suggested = self.suggestion(site) if fixed else {}
        return {**counted, **{item: suggested[item] for item in fixed}}

    def limits(self, site: str, item: str) -> Seat:
        """What limits the orders of an item here: the keys that every rule takes."""
        return self._rules[site, item]

    def close(self, orders: Mapping[str, Orders]) -> dict[str, dict[str, float]]:
        """End the week with these orders, and begin the next one; all orders that were placed.

        For seats that are not named, and in forced weeks, the bot's suggestion counts.  Raises BullwhipError after the
        last week, and IllegalOrder; the week is then as it was.
        """
        if self.over:
            raise BullwhipError(
                f"all {self.scenario.periods} weeks of {self.scenario.name} are played; begin a new game"
            )
        placed = {
            site: self.check(site, orders[site]) if site in orders and not self.forced(site) else self.suggestion(site)
            for site in {**dict.fromkeys(self.seats), **orders}
        }
        self.watch()
        for first, desk in self._desks.items():
            wanted = [[placed[point.site][point.item]] for point in self._roster.network.stockpoints[desk.rows]]
            self._engine.place(first, np.array(wanted, np.float64))
        self._engine.finish()
        self._note()
        self._open()
        return placed

    def replay(self, weeks: Iterable[Mapping[str, Orders]]) -> Table:
        """Play these weeks as well; the table itself."""
        for orders in weeks:
            self.close(orders)
        return self

    def cost(self, site: str | None = None) -> float:
        """Cost of a seat, or of the whole network, in the weeks that are over and count (after the warm-up).

        Raises BullwhipError if there is no such seat.
        """
        if site not in self._spent:
            raise BullwhipError(f"found {site!r}, which is no seat; {suggest(str(site), self.seats)}")
        return self._spent[site]

    def frame(self) -> pd.DataFrame:
        """Every site and week that is over: period, site, item, and all figures of a history, with the cost."""
        return self._recorder.frame((*NOTED, "cost")).drop(columns="replication")

    def _open(self) -> None:
        """Let the next week begin."""
        self._suggested, self._seen_now = {}, {}
        if not self.over:
            open_period(self._roster, self._engine, self._views, self._desks.keys())

    def _note(self) -> None:
        """Write down the week that has just ended."""
        network, noted = self._roster.network, self._recorder
        noted.take(self._engine)
        week = {name: values[noted.periods - 1] for name, values in noted.columns.items()}
        placed = self._engine.tally.is_order(week["order"]).astype(np.float64)
        self._costs.append(costs_of(network, week["on_hand"], week["backlog"], week["in_transit"], placed).total[:, 0])
        if len(self._costs) > self.scenario.warm_up:
            points, whole = costs_so_far(network, self._engine.tally)
            self._spent[None] = float(whole[0, 0])
            for site in self.seats:
                rows = [self._places[site, item] for item in self.items(site)]
                self._spent[site] = float(np.cumsum(points[rows, 0])[-1])

    def _fixed(self, site: str, item: str) -> bool:
        """Whether the scenario fixes this week's order of an item."""
        return self.week <= self._rules[site, item].forced_periods

    def _wished(self, first: int) -> Array:
        """What the bots of a desk would order in the week under way: (rows, 1).  They are asked once in a week."""
        if first not in self._suggested:
            desk = self._desks[first]
            wished = desk.decide(self._views[first], self._engine.state.period + 1)
            wished = np.maximum(wished, np.maximum(self._roster.lowest[desk.rows, None], -MOST))
            self._suggested[first] = nearest(wished) if self.scenario.whole_units else wished
        return self._suggested[first]

    def _seen(self, site: str, item: str) -> dict[str, Any]:
        """What the person in a seat sees of an item: what the scenario shares, whatever the seat's bot sees."""
        row = self._places[site, item]
        if self.over:
            return self._written(len(self._costs) - 1, row)
        now = self._seen_now = self._seen_now or self._looked()
        figures: dict[str, Any] = {name: float(now[name][row]) for name in SEEN}
        lead_time = self._roster.network.lead_time[self._roster.network.inbound[row]]
        figures["coming"] = now["coming"][:lead_time, row].tolist()
        for name, share in _SHARED.items():
            if QUANTITIES[name].seen and site in self.scenario.shares(share):
                figures[name] = float(self._sight.tell(name)[row, 0])
        return {**figures, "cost": float(now["cost"][row])}

    def _looked(self) -> dict[str, Array]:
        """The figures of all stockpoints in the week under way: (stockpoints,), what is coming by week as well."""
        view = self._sight
        now = {**{name: view.tell(name)[:, 0] for name in SEEN}, "coming": view.coming[..., 0]}
        on_hand, backlog, in_transit = (now[name][:, None] for name in ("on_hand", "backlog", "in_transit"))
        costs = costs_of(self._roster.network, on_hand, backlog, in_transit, np.zeros(view.shape))
        return {**now, "cost": costs.total[:, 0]}

    def _written(self, week: int, row: int) -> dict[str, Any]:
        columns = self._recorder.columns
        site = self._roster.network.stockpoints[row].site
        names = [name for name in NOTED if name not in _SHARED or site in self.scenario.shares(_SHARED[name])]
        figures = {name: float(columns[name][week, row, 0]) for name in names}
        return {**figures, "cost": float(self._costs[week][row])}
