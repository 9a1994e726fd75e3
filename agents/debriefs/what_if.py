"""What if somebody else had sat there: a team's game again with other orders, under the same luck.

Seats that are replaced are played by a rule from some week on; all others order what they ordered, whatever comes of
it.  Sites that are no seats go on by their rules, and so notice the difference.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bullwhip.agents.deciding.rule_plan import rule_of
from bullwhip.agents.games.earnings import ScoredBy
from bullwhip.agents.games.games import Column, Games, Opened
from bullwhip.agents.games.record import GameRecord, orders_of
from bullwhip.agents.games.seat import SeatOrders, seat_rules, seats_of
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import RULES
from bullwhip.agents.rules.rule import Rule
from bullwhip.agents.rules.rule_tables import rule_from
from bullwhip.agents.tuning.tuned_rules import tuned
from bullwhip.network.arrays import Array
from bullwhip.network.errors import BullwhipError, FaultyTable, suggest
from bullwhip.network.scenario import Scenario

__all__ = [
    "OWN",
    "REFERENCE",
    "Branch",
    "Choice",
    "Played",
    "WhatIf",
    "bots_for",
    "by_site",
    "costs_by_site",
    "everywhere",
    "what_if",
    "what_if_table",
]

OWN = "own"  # the choice that means the scenario's own rule of a seat
# What seats are held against: base stock at the level that suits demand, lead times and costs.  On the beer game's
# board it is Sterman's benchmark (theta 0, alpha 1, beta 1), and costs 204.
REFERENCE = "order-up-to"

Choice = str | Mapping[str, Any]  # OWN, the name of a shipped rule (tuned to the scenario), or a rule's table


@dataclass(frozen=True, eq=False)
class Played:
    """A team's game: what its seats ordered in each week that is over."""

    scenario: Scenario  # with the game's seed
    weeks: tuple[Mapping[str, SeatOrders], ...]  # by site

    @classmethod
    def of(cls, record: GameRecord, team: int) -> Played:
        """The game of a team, counted from 1.  Raises BullwhipError for a team that has played no week."""
        weeks = tuple(orders_of(week) for week in record.team(team).weeks)
        if not weeks:
            raise BullwhipError(f"team {team}: found no week that is over; play one first")
        return cls(record.rules, weeks)

    def again(self, bots: Mapping[Any, Rule], branches: Sequence[Branch]) -> list[TeamGame]:
        """The game of each branch after the same weeks, with `bots` ordering for its sites from its week on.

        The branches are columns of one engine; what limits a seat and what the scenario fixes hold in all of them.
        """
        games = Games(self.scenario, bots=bots)
        played = [TeamGame(games) for _ in branches]
        for week in self._played_on(games, branches):
            for column, game in enumerate(played):
                game.weeks.append((week, column))
        return played

    def costs(self, bots: Mapping[Any, Rule], branches: Sequence[Branch]) -> list[float]:
        """What each branch cost the team, less what customers paid where they do."""
        for week in self._played_on(Games(self.scenario, bots=bots), branches):
            last = week  # thousands of branches are more than memory holds with all their weeks
        over = last.before
        assert over is not None
        costs: list[float] = (over.spent_in_all if over.earnings is None else -over.earnings.in_all).tolist()
        return costs

    def _played_on(self, games: Games, branches: Sequence[Branch]) -> Iterator[Opened]:
        """Each week as it begins for all branches, side by side, from the second on."""
        since = {site: np.array([branch.since(site) for branch in branches]) for site in games.seats}
        now: list[Column] = [(games.first, 0)] * len(branches)
        for week, orders in enumerate(self.weeks, 1):
            placed = {first: self._placed(games, now, first, week, orders, since) for first in games.groups}
            opened = games.close(now, placed)
            now = [(opened, column) for column in range(len(branches))]
            yield opened

    @staticmethod
    def _placed(
        games: Games, now: Sequence[Column], first: int, week: int, orders: Mapping[str, SeatOrders],
        since: Mapping[str, Array],
    ) -> Array:  # fmt: skip
        """What is placed in a week for the group of some rows, from `first` on: as `Games.wished` has it."""
        placed = games.wished(now[0][0], first) + np.zeros(len(now))
        for row, point in enumerate(games.network.stockpoints[games.groups[first].rows]):
            if week > games.rules[point.site, point.item].forced_periods:
                own = games.checked(point.site, orders[point.site])[point.item]
                on_lanes = games.rules[point.site, point.item].on_lanes(own)[..., None]
                placed[..., row, :] = np.where(week < since[point.site], on_lanes, placed[..., row, :])
        return placed


class Branch(NamedTuple):
    """A game as it might have gone: with other rules in these seats from a week on."""

    sites: Collection[str] = ()
    from_week: int = 1

    def since(self, site: str) -> float:
        """The week from which a seat's bot orders; infinite where nothing is changed."""
        return self.from_week if site in self.sites else math.inf


@dataclass(frozen=True)
class WhatIf:
    """What another rule in some seats would have changed, money; below 0 it is cheaper.

    Costs are less what customers pay, where they do: profit with the sign of a cost.
    """

    from_week: int
    sites: tuple[str, ...]  # the seats that were replaced
    cost: float  # of the whole network, as played
    other_cost: float  # with the rule
    by_site: dict[str, float]  # differences, by every site that keeps stock
    scored_by: ScoredBy

    @property
    def difference(self) -> float:
        """Cost with the rule less cost as played."""
        return self.other_cost - self.cost

    def as_dict(self) -> dict[str, Any]:
        """As the API says it."""
        return {
            "from_week": self.from_week,
            "sites": list(self.sites),
            "cost": self.cost,
            "other_cost": self.other_cost,
            "difference": self.difference,
            "by_site": self.by_site,
            "scored_by": self.scored_by,
        }


def what_if(played: Played, choices: Mapping[str, Choice], from_week: int = 1, without: Sequence[str] = ()) -> WhatIf:
    """The game again with other rules in these seats from a week on, and without these disruptions.

    Without any choice everybody orders what they ordered, and the difference is exactly 0.  Raises BullwhipError for a
    seat, a rule, a week or a disruption that does not exist.
    """
    if not 1 <= from_week <= len(played.weeks):
        raise BullwhipError(f"from_week: found {from_week}; give 1 to {len(played.weeks)}")
    bots = bots_for(played.scenario, choices)
    branches = [Branch(), Branch(choices, from_week)]
    before, after = played.again(bots, branches)
    if without:
        _, after = Played(played.scenario.calm(*without), played.weeks).again(bots, branches)
    return _compared(before, after, tuple(choices), from_week)


def what_if_table(played: Played, choice: Choice = REFERENCE) -> dict[str, list[float]]:
    """For every seat: the cost difference of a rule in it from week 1, 2, ... on.  Raises BullwhipError."""
    seats, weeks = seats_of(played.scenario), len(played.weeks)
    branches = [Branch((site,), week) for site in seats for week in range(1, weeks + 1)]
    bots = bots_for(played.scenario, everywhere(played.scenario, choice))
    before, *costs = played.costs(bots, [Branch(), *branches])
    differences = [cost - before for cost in costs]
    return {site: differences[place * weeks : (place + 1) * weeks] for place, site in enumerate(seats)}


def everywhere(scenario: Scenario, choice: Choice = REFERENCE) -> dict[str, Choice]:
    """A choice for every seat; the scenario's own rule where one order cannot be split over several lanes."""
    kind = choice if isinstance(choice, str) else choice.get("type")
    one_order = isinstance(kind, str) and kind in RULES and not RULES[kind].orders_by_lane
    rules = seat_rules(scenario).items()
    bound = {site for (site, _), rule in rules if one_order and not rule.splits}
    return {site: OWN if site in bound else choice for site in seats_of(scenario)}


def bots_for(scenario: Scenario, choices: Mapping[str, Choice]) -> dict[tuple[str, str], Rule]:
    """The rules that are meant by choices for seats, by (site, item), as `Games` takes them.  Raises BullwhipError."""
    seats = seats_of(scenario)
    for site in choices:
        if site not in seats:
            raise BullwhipError(f"rules: found {site!r}, which is no seat; {suggest(site, seats)}")
    made: dict[str, Mapping[tuple[str, str], Rule]] = {}
    rules = {}
    for point in scenario.stockpoints():
        choice = choices.get(point.site)
        if choice is None:
            continue
        if isinstance(choice, Mapping):
            rules[point.site, point.item] = _from_table(point.site, choice)
        elif choice == OWN:
            rules[point.site, point.item] = rule_of(point, {})
        else:
            if choice not in RULES:
                found = f"rule of {point.site}: found {choice!r}, which is no shipped rule"
                raise BullwhipError(f"{found}; {suggest(choice, [OWN, *RULES])}")
            made.setdefault(choice, tuned(choice, scenario))
            rules[point.site, point.item] = made[choice][point.site, point.item]
    return rules


def _from_table(site: str, table: Mapping[str, Any]) -> Rule:
    """A shipped rule as a table says; rules by import path are refused, as what is asked may come from a page."""
    kind = table.get("type")
    if not isinstance(kind, str) or kind not in RULES:
        found = f"rule of {site}: found {kind!r}, which is no shipped rule"
        raise BullwhipError(f"{found}; {suggest(str(kind), RULES)}")
    try:
        return rule_from(table, trusted=False)
    except FaultyTable as error:
        raise BullwhipError("\n".join(f"rule of {site}: {fault}" for fault in error.faults)) from None


def _compared(before: TeamGame, after: TeamGame, sites: tuple[str, ...], from_week: int) -> WhatIf:
    costs, others = net_costs_by_site(before), net_costs_by_site(after)
    return WhatIf(
        from_week=from_week,
        sites=sites,
        cost=before.net_cost(),
        other_cost=after.net_cost(),
        by_site={site: others[site] - cost for site, cost in costs.items()},
        scored_by=before.scored_by,
    )


def costs_by_site(game: TeamGame) -> dict[str, float]:
    """What every site that keeps stock cost in the weeks that are over and count, seat or not."""
    return by_site(game, "cost")


def net_costs_by_site(game: TeamGame) -> dict[str, float]:
    """The same less what customers and other sites paid to each, where a game is scored by profit."""
    if game.scored_by == "cost":
        return costs_by_site(game)
    return {site: -profit for site, profit in by_site(game, "profit").items()}


def by_site(game: TeamGame, column: str) -> dict[str, float]:
    """A column of the game's table, added up over the weeks that count: by every site that keeps stock."""
    frame = game.frame()
    counted = frame[frame["period"] > game.scenario.warm_up].groupby("site")[column].sum()
    places = dict.fromkeys(point.site for point in game.scenario.stockpoints())
    return {site: float(counted.get(site, 0.0)) for site in places}
