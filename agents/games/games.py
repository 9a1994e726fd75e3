"""Games of one scenario, side by side: each is a column of one engine.

Teams of a class are columns with the same luck, and so are the branches of a what-if.  Columns that stand in the same
week are taken out, go through a week together, and stand as new ones after it; the week before stays as it was, so
that taking a week back is to go on from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

import numpy as np

from bullwhip.agents.deciding.rule_plan import Rules, lay_out
from bullwhip.agents.deciding.step import open_period
from bullwhip.agents.games.earnings import Earnings, scored_by
from bullwhip.agents.games.lines import Line, Lines
from bullwhip.agents.games.seat import (
    MOST,
    UNDIVIDED,
    CountedOrders,
    SeatOrders,
    SeatRule,
    checked,
    lane_names,
    rules_at,
    seat_rules,
    seats_of,
)
from bullwhip.agents.rules.view import View
from bullwhip.network import readings
from bullwhip.network.arrays import Array, Ints
from bullwhip.network.costs import Costs, costs_of, costs_so_far
from bullwhip.network.engine import Standing
from bullwhip.network.errors import BullwhipError, suggest
from bullwhip.network.quantities import QUANTITIES
from bullwhip.network.record import COSTLY, PLAYED
from bullwhip.network.rounding import nearest
from bullwhip.network.scenario import Scenario

__all__ = ["SEEN", "SHARED", "Column", "Games", "Opened", "Over"]

SEEN = tuple(name for name, known in QUANTITIES.items() if known.seen and not known.shared)  # before ordering
SHARED: dict[str, Literal["demand", "stock"]] = {
    name: known.shared for name, known in QUANTITIES.items() if known.shared and known.seen
}


@dataclass(frozen=True, eq=False)
class Over:
    """A week of some games that is over: arrays (stockpoints, games), but for `spent_in_all` (games,)."""

    figures: dict[str, Array]  # by name: those of a game's tables
    lines: dict[int, Line]  # by row, those of seats
    cost: Array  # of the week
    spent: Array  # in all weeks so far that count
    spent_in_all: Array  # of the whole network
    earnings: Earnings | None  # where it is scored by profit


@dataclass(eq=False)
class Opened:
    """A week of some games: goods and orders have moved, and everybody but the seats has ordered.

    After the last week of a scenario there is one more, in which nothing has moved.
    """

    standing: Standing
    before: Over | None  # the week before; none before the first
    suggested: dict[int, Array] = field(default_factory=dict)  # what bots would order, as far as somebody asked
    seen: dict[str, Array] = field(default_factory=dict)  # what can be seen, once somebody looked
    lines: dict[int, Line] = field(default_factory=dict)  # and line by line, by row


Column = tuple[Opened, int]  # a game, as it stands in a week: which column it is there


class Games:
    """A scenario with its luck and the bots of its seats, in which any number of games can be played side by side.

    `bots` says by which rule the bot of a seat (or its item) orders, where it is not the scenario's.  A week may be
    looked at, and played on from, in any order and as often as wanted.  Raises BullwhipError for a scenario without
    seats.
    """

    def __init__(self, scenario: Scenario, seed: int | None = None, bots: Rules | None = None) -> None:
        self.scenario = scenario
        self.seed = scenario.seed if seed is None else seed
        self.seats = seats_of(scenario)
        self.rules = seat_rules(scenario, bots)  # by (site, item)
        self.fixed_weeks = max(rule.forced_periods for rule in self.rules.values())  # in which orders may be fixed
        self._rule_plan = lay_out(scenario, self.seed, self.rules)
        self.network = self._rule_plan.network
        self.scored_by = scored_by(scenario)
        self._engine = self._rule_plan.engine(1, warm_up=scenario.warm_up)
        self._views = self._rule_plan.views(self._engine)
        self._sight = View(self._engine, slice(0, self.network.rows), demand_shown=True, stock_shown=True)
        self.groups = {group.rows.start: group for group in self._rule_plan.groups if isinstance(group.rule, SeatRule)}
        self.places = {(point.site, point.item): row for row, point in enumerate(self.network.stockpoints)}
        self._group_of = {row: first for first, group in self.groups.items() for row in range(first, group.rows.stop)}
        self.lines = self._lines()
        self._looked = (*SEEN, *(name for name, share in SHARED.items() if scenario.shares(share)))
        self.seen_at = {row: (self._told(row, SEEN), self._told(row, tuple(SHARED))) for row in self.lines}
        self.written_at = {row: self._told(row, PLAYED) for row in self.lines}
        self.first = self._open(None)  # the first week of a game

    def items(self, site: str) -> tuple[str, ...]:
        """The items that a seat orders.  Raises BullwhipError if there is no such seat."""
        return tuple(self._rules_at(site))

    def checked(self, site: str, orders: SeatOrders) -> CountedOrders:
        """A person's orders for a seat as they will count where nothing is fixed.  Raises IllegalOrder."""
        return checked(orders, self._rules_at(site), self.scenario.whole_units)

    def _rules_at(self, site: str) -> dict[str, SeatRule]:
        if site not in self.seats:
            raise BullwhipError(f"found {site!r}, which is no seat; {suggest(site, self.seats)}")
        return rules_at(self.rules, site)

    def suggestion(self, week: Opened, site: str, item: str) -> Array:
        """What the bot of a seat would order in a week: (games,), or as `SeatRule.on_lanes` has it (lanes, games)."""
        row = self.places[site, item]
        first = self._group_of[row]
        wished: Array = self.wished(week, first)[..., row - first, :]
        return wished

    def wished(self, week: Opened, first: int) -> Array:
        """What the bots of a group, whose first row is `first`, would order.  They are asked once.

        That is (rows, games), or (lanes, rows, games) as `SeatRule.on_lanes` has it.
        """
        if first not in week.suggested:
            self._turn_to(week)
            group = self.groups[first]
            wished = group.decide(self._views[first], self._engine.state.period + 1)
            if not group.lanes:
                wished = np.maximum(wished, np.maximum(self._rule_plan.lowest[group.rows, None], -MOST))
            week.suggested[first] = nearest(wished) if self.scenario.whole_units else wished
        return week.suggested[first]

    def placed(self, first: int, orders: Sequence[Mapping[str, SeatOrders]]) -> Array:
        """Orders of some games, by site and item, for the group of rows from `first` on: as `wished` has them."""
        points = self.network.stockpoints[self.groups[first].rows]
        rules = [self.rules[point.site, point.item] for point in points]
        if not self.groups[first].lanes:  # many at a time: one array of all
            return np.array([[own[point.site][point.item] for own in orders] for point in points], np.float64)
        each = [
            [rule.on_lanes(own[point.site][point.item]) for own in orders]
            for rule, point in zip(rules, points, strict=True)
        ]
        return np.moveaxis(np.array(each), -1, 0)

    def look(self, week: Opened) -> dict[str, Array]:
        """What can be seen in a week: figures (stockpoints, games), and `coming`, with the weeks to come before.

        Line by line it is in `week.lines` then.
        """
        if not week.seen:
            self._turn_to(week)
            view = self._sight
            for name in self._looked:
                week.seen[name] = np.array(view.tell(name))
            week.seen["coming"] = view.coming
            costly = {name: week.seen[name] if name in week.seen else view.tell(name) for name in COSTLY}
            week.seen["cost"] = self._costs(costly, np.zeros(view.shape)).total
            week.lines.update({row: lines.seen(self._engine) for row, lines in self.lines.items()})
        return week.seen

    def close(self, games: Sequence[Column], orders: Mapping[int, Array]) -> Opened:
        """Let these games, which stand in the same week, go through it together: their columns of the next one.

        `orders` says what the seats order, by the first row of their group, as `wished` has it.  Bots watch in every
        week: who has not been asked is asked.
        """
        for week in {id(week): week for week, _ in games}.values():
            for first in self.groups:
                self.wished(week, first)
        self._go_on_with(Standing.joined(_parts(games)))
        for first, placed in orders.items():
            undivided = placed[-1] == UNDIVIDED if self.groups[first].lanes else None
            self._engine.place(first, placed, undivided)
        self._engine.finish()
        return self._open(self._over())

    def _told(self, row: int, names: Sequence[str]) -> tuple[str, ...]:
        """Those of some quantities that a seat is told of a row: what can happen there, and what is shared."""
        site, _, terms = self.network.stockpoints[row]
        possible = [name for name in names if QUANTITIES[name].can_be(terms)]
        return tuple(name for name in possible if name not in SHARED or site in self.scenario.shares(SHARED[name]))

    def _lines(self) -> dict[int, Lines]:
        """The lines of each row of a seat."""
        names = zip(self.network.listing.tolist(), lane_names(self.scenario), strict=True)
        seats = {row for place, row in self.places.items() if place in self.rules}
        return {row: Lines.of(self.network, row, lanes) for row, lanes in names if row in seats}

    def _open(self, before: Over | None) -> Opened:
        """Let the next week begin."""
        if self._engine.state.period < self.scenario.periods:
            open_period(self._rule_plan, self._engine, self._views, self.groups.keys())
        return Opened(self._engine.standing, before)

    def _over(self) -> Over:
        """What is written down of the week that has just ended."""
        engine, rows = self._engine, slice(0, self.network.rows)
        figures = {name: np.array(QUANTITIES[name].read(engine, rows)) for name in PLAYED}
        costs = self._costs(figures, engine.tally.is_order(figures["order"]).astype(np.float64))
        cost = costs.total
        lines = {row: lines.written(engine) for row, lines in self.lines.items()}
        counts = engine.state.period > engine.warm_up
        earnings = Earnings.of(self.network, engine.tally, costs, counts) if self.scored_by == "profit" else None
        if not counts:
            return Over(figures, lines, cost, np.zeros_like(cost), np.zeros(engine.replications), earnings)
        spent, whole = costs_so_far(self.network, engine.tally)
        return Over(figures, lines, cost, spent, whole[0], earnings)

    def _costs(self, figures: Mapping[str, Array], placed: Array) -> Costs:
        """The costs of the week in which the engine stands, (stockpoints, games) each."""
        n, engine, every = self.network, self._engine, slice(0, self.network.rows)
        besides = readings.beside_quantities(n, engine.state, every, engine.settled)
        return costs_of(n, {**figures, "placed": placed, **besides})

    def _turn_to(self, week: Opened) -> None:
        if self._engine.state is not week.standing.state:
            self._go_on_with(week.standing)

    def _go_on_with(self, standing: Standing) -> None:
        self._engine.take(standing)
        for first, view in self._views.items():
            view.remember(standing.state.memory[first])


def _parts(games: Sequence[Column]) -> list[tuple[Standing, Ints]]:
    """The columns of neighbouring games that stand in the same week of games, together."""
    together = [list(group) for _, group in groupby(games, key=lambda game: id(game[0]))]
    return [(group[0][0].standing, np.array([column for _, column in group])) for group in together]
