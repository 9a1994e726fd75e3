"""A team's game: one network, played week by week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bullwhip.agents.deciding.rule_plan import Rules
from bullwhip.agents.games.earnings import Earnings, ScoredBy
from bullwhip.agents.games.games import Column, Games, Over
from bullwhip.agents.games.seat import CountedOrders, SeatOrders, SeatRule
from bullwhip.network.errors import BullwhipError
from bullwhip.network.record import PLAYED, Recorder, Selection
from bullwhip.network.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TeamGame"]


class TeamGame:
    """One team's network, played week by week ("week" stands for the scenario's period, whatever it is called).

    In a week goods and orders have moved when people look (`sight`); then they order, and `close` ends the week and
    lets the next one begin.  Sites that are no seats order by their rules.  All games of a scenario and a seed meet the
    same luck.  Several teams may play in the same `Games`, and go through a week together (`play_on`).
    """

    def __init__(self, games: Games) -> None:
        self.games = games
        self.weeks: list[Column] = [(games.first, 0)]  # as it stands in each week, the one under way last

    @classmethod
    def of(cls, scenario: Scenario, seed: int | None = None, bots: Rules | None = None) -> TeamGame:
        """A game by itself; `seed` and `bots` as `Games` takes them.  Raises BullwhipError."""
        return cls(Games(scenario, seed, bots))

    @property
    def scenario(self) -> Scenario:
        """What is played."""
        return self.games.scenario

    @property
    def seed(self) -> int:
        """The seed of its luck."""
        return self.games.seed

    @property
    def seats(self) -> tuple[str, ...]:
        """The sites that people can play."""
        return self.games.seats

    @property
    def played(self) -> int:
        """How many weeks are over."""
        return len(self.weeks) - 1

    @property
    def week(self) -> int:
        """The week under way, from 1; after the last one it stays there."""
        return min(self.played + 1, self.scenario.periods)

    @property
    def over(self) -> bool:
        """Whether all weeks are played."""
        return self.played == self.scenario.periods

    def items(self, site: str) -> tuple[str, ...]:
        """The items that a seat orders.  Raises BullwhipError if there is no such seat."""
        return self.games.items(site)

    def sight(self, site: str, ended: bool = False) -> dict[str, Any]:
        """What a seat sees in the week under way, as plain numbers; costs so far include this week's.

        Nothing is paid yet for what this week brings: neither in these costs nor, where customers pay, in the profit so
        far and in the cash of the seat.

        Where several ask for an item, or several lanes bring it, each is told apart in `claims` and `supplies`; what
        an only supplier owes is in `owed`, by item.
        After the last week, or the last before a game `ended`, it is what was seen in that one: the week under way
        counts for nobody then.
        """
        over = self.over or (ended and self.played > 0)
        items = {item: self._seen(site, item, over) for item in self.items(site)}
        owed = {} if over else self._owed_to(site)
        counts = not over and not ended and self.week > self.scenario.warm_up
        now = sum(figures["cost"] for figures in items.values()) if counts else 0.0
        seen = {
            "week": self.played if over else self.week,
            "items": items,
            "owed": owed,
            "cost_so_far": self.cost(site) + now,
        }
        if self.scored_by == "cost":
            return seen
        return {**seen, "profit_so_far": self.profit(site), "cash": self.cash(site)}

    def history(self, site: str, since: int = 0) -> list[dict[str, Any]]:
        """What a seat saw and ordered in each week that is over: {"week", "items": {item: figures}, "cost"}.

        Where customers pay, each item has its profit besides.
        With `since`, in the weeks after that one only.
        """
        told = []
        for week in range(since + 1, self.played + 1):
            items = {item: self._written(week, self.games.places[site, item]) for item in self.items(site)}
            told.append({"week": week, "items": items, "cost": float(sum(item["cost"] for item in items.values()))})
        return told

    def suggestion(self, site: str) -> CountedOrders:
        """What the seat's bot would order in the week under way, by item; nothing after the last one.

        Where each lane is ordered on by itself, and the bot's rule says so much, it is units by lane.
        """
        week, column = self.weeks[-1]
        rules = {} if self.over else {item: self.games.rules[site, item] for item in self.items(site)}
        return {item: rule.named(self.games.suggestion(week, site, item)[..., column]) for item, rule in rules.items()}

    def nothing(self, site: str) -> CountedOrders:
        """Orders of nothing."""
        return {item: self.games.rules[site, item].nothing for item in self.items(site)}

    def forced(self, site: str) -> bool:
        """Whether this week's order is fixed by the scenario: it is then what `suggestion` says."""
        return all(self._fixed(site, item) for item in self.items(site))

    def check(self, site: str, orders: SeatOrders) -> CountedOrders:
        """A person's orders as they will count: of items that the scenario fixes this week, its own.

        Raises IllegalOrder.
        """
        counted = self.games.checked(site, orders)
        fixed = [item for item in counted if not self.over and self._fixed(site, item)]
        suggested = self.suggestion(site) if fixed else {}
        return {**counted, **{item: suggested[item] for item in fixed}}

    def limits(self, site: str, item: str) -> SeatRule:
        """What limits the orders of an item here: the keys that every rule takes."""
        return self.games.rules[site, item]

    def close(self, orders: Mapping[str, SeatOrders]) -> dict[str, CountedOrders]:
        """End the week with these orders, and begin the next one; all orders that were placed.

        For seats that are not named, and in forced weeks, the bot's suggestion counts.  Raises BullwhipError after the
        last week, and IllegalOrder; the week is then as it was.
        """
        placed = self.counted(orders)
        self.play_on([self], [placed])
        return placed

    def counted(self, orders: Mapping[str, SeatOrders]) -> dict[str, CountedOrders]:
        """The orders of all seats as `close` places them.  Raises what that raises."""
        if self.over:
            raise BullwhipError(
                f"all {self.scenario.periods} weeks of {self.scenario.name} are played; begin a new game"
            )
        return {
            site: self.check(site, orders[site]) if site in orders and not self.forced(site) else self.suggestion(site)
            for site in {**dict.fromkeys(self.seats), **orders}
        }

    @staticmethod
    def play_on(games: Sequence[TeamGame], orders: Sequence[Mapping[str, SeatOrders]]) -> None:
        """Let these games, which stand in the same week of the same `Games`, go through it together.

        `orders` has those of every seat of each game, as they count.
        """
        together = games[0].games
        placed = {first: together.placed(first, orders) for first in together.groups}
        week = together.close([game.weeks[-1] for game in games], placed)
        for column, game in enumerate(games):
            game.weeks.append((week, column))

    @staticmethod
    def replay_all(games: Sequence[TeamGame], weeks: Sequence[Sequence[Mapping[str, SeatOrders]]]) -> None:
        """Play these weeks of each of some new games of the same `Games`, side by side.  Raises what `close` raises."""
        for week in range(max(map(len, weeks), default=0)):
            going = [(game, own[week]) for game, own in zip(games, weeks, strict=True) if week < len(own)]
            TeamGame.play_on([game for game, _ in going], [game.counted(orders) for game, orders in going])

    def replay(self, weeks: Iterable[Mapping[str, SeatOrders]]) -> TeamGame:
        """Play these weeks as well; the game itself."""
        self.replay_all([self], [list(weeks)])
        return self

    def take_back(self, weeks: int) -> None:
        """Stand again where so many weeks were over; what came later has not been."""
        del self.weeks[weeks + 1 :]

    def cost(self, site: str | None = None) -> float:
        """Cost of a seat, or of the whole network, in the weeks that are over and count (after the warm-up).

        Raises BullwhipError if there is no such seat.
        """
        rows = [] if site is None else [self.games.places[site, item] for item in self.items(site)]
        if not self.played:
            return 0.0
        over, column = self._over(self.played)
        return float(over.spent_in_all[column] if site is None else np.cumsum(over.spent[rows, column])[-1])

    @property
    def scored_by(self) -> ScoredBy:
        """What it is scored by: profit where customers pay, else cost."""
        return self.games.scored_by

    def profit(self, site: str | None = None) -> float:
        """The same of profit, where customers pay."""
        rows = [] if site is None else [self.games.places[site, item] for item in self.items(site)]
        if not self.played:
            return 0.0
        earnings, column = self._earnings(self.played)
        return float(earnings.in_all[column] if site is None else np.cumsum(earnings.so_far[rows, column])[-1])

    def cash(self, site: str) -> float:
        """What is in a seat's account at the end of the last week that is over, where customers pay."""
        rows = [self.games.places[site, item] for item in self.items(site)]
        if not self.played:
            return float(np.cumsum(self.games.network.cash[rows])[-1])
        earnings, column = self._earnings(self.played)
        return float(np.cumsum(earnings.cash[rows, column])[-1])

    def net_cost(self) -> float:
        """Cost of the whole network less what customers paid, in the weeks that count: the less, the better."""
        return self.cost() if self.scored_by == "cost" else -self.profit()

    def score(self) -> dict[str, float]:
        """How a team stands: its cost, and its profit where it is scored by that."""
        return {"cost": self.cost()} if self.scored_by == "cost" else {"cost": self.cost(), "profit": self.profit()}

    def frame(self) -> pd.DataFrame:
        """Every site and week that is over: period, site, item, and all figures of a history, with the cost.

        Where customers pay, it has profit and cash besides.
        """
        periods, listed = max(self.played, 1), self.games.network.listing
        recorder = Recorder(self.games.network, periods, 1, selection=Selection(PLAYED, listed, range(periods)))
        weeks = [self._over(week) for week in range(1, self.played + 1)]
        for over, column in weeks:
            recorder.note({name: over.figures[name][:, [column]] for name in PLAYED})
        told = recorder.frame(PLAYED).drop(columns="replication")
        told = told.assign(cost=np.ravel([over.cost[listed, column] for over, column in weeks]))
        if self.scored_by == "cost":
            return told
        money = [self._earnings(week) for week in range(1, self.played + 1)]
        columns = {
            "profit": [(one.profit, column) for one, column in money],
            "cash": [(one.cash, c) for one, c in money],
        }
        return told.assign(**{name: np.ravel([made[listed, at] for made, at in of]) for name, of in columns.items()})

    def _over(self, week: int) -> tuple[Over, int]:
        """A week that is over, counted from 1, and which column of it is this game."""
        opened, column = self.weeks[week]
        assert opened.before is not None
        return opened.before, column

    def _earnings(self, week: int) -> tuple[Earnings, int]:
        """What a week that is over earned, counted from 1, and which column of it is this game."""
        over, column = self._over(week)
        assert over.earnings is not None
        return over.earnings, column

    def _fixed(self, site: str, item: str) -> bool:
        """Whether the scenario fixes this week's order of an item."""
        return self.week <= self.games.rules[site, item].forced_periods

    def _seen(self, site: str, item: str, over: bool) -> dict[str, Any]:
        """What the person in a seat sees of an item: what the scenario shares, whatever the seat's bot sees.

        When it is `over`, that is what was written down last.
        """
        games, row = self.games, self.games.places[site, item]
        if over:
            return self._written(self.played, row)
        week, column = self.weeks[-1]
        now = {name: values[..., row, column] for name, values in games.look(week).items()}
        lines, line = games.lines[row], week.lines[row]
        coming = lines.foreseen_of(now["coming"], line, column)[: games.network.longest_lead_time(row)].tolist()
        own, shared = ({name: float(now[name]) for name in names} for names in games.seen_at[row])
        return {**own, "coming": coming, **shared, **lines.facts(line, column), "cost": float(now["cost"])}

    def _owed_to(self, site: str) -> dict[str, float]:
        """What the supplier of each item owes to a seat, where it has one."""
        games, (week, column) = self.games, self.weeks[-1]
        rows = {item: games.places[site, item] for item in self.items(site)}
        games.look(week)
        return {item: owed for item, row in rows.items() if (owed := week.lines[row].owed_by_one(column)) is not None}

    def _written(self, week: int, row: int) -> dict[str, Any]:
        """What was written down of a row in a week that is over."""
        over, column = self._over(week)
        figures = {name: float(over.figures[name][row, column]) for name in self.games.written_at[row]}
        lines = self.games.lines[row].facts(over.lines[row], column)
        told = {**figures, **lines, "cost": float(over.cost[row, column])}
        return told if over.earnings is None else {**told, "profit": float(over.earnings.profit[row, column])}
