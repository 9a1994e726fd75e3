"""Games to analyse: people who are played by rules with whims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bullwhip as bw
from bullwhip.agents.debriefs.what_if import Played
from bullwhip.agents.games.record import Decision, GameRecord, SeatRecord, TeamRecord, Week
from bullwhip.agents.games.seat import CountedOrders
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import HumanLike
from bullwhip.agents.rules.rule import Rule
from bullwhip.network.scenario import Scenario

__all__ = ["PEOPLE", "SEATS", "chain", "play", "played", "record_of"]

SEATS = ("retailer", "wholesaler", "distributor", "factory")
PEOPLE: dict[str, Rule] = {
    "retailer": HumanLike(theta=0.9, alpha=0.3, beta=0.1, target=20.0, noise=1.5),
    "wholesaler": HumanLike(theta=0.2, alpha=0.5, beta=0.4, target=30.0, noise=3.0),
    "distributor": HumanLike(theta=0.4, alpha=0.1, beta=0.0, target=10.0, noise=0.5),
    "factory": HumanLike(theta=0.0, alpha=0.7, beta=0.9, target=25.0, noise=2.0),
}


def chain(seats: int, weeks: int = 12) -> Scenario:
    """A chain of so many seats in a row, with random demand."""
    rule = {"type": "anchor-adjust", "theta": 0.3, "alpha": 0.4, "beta": 0.5, "target": 18}
    costs = {"stock": 12, "holding_cost": 0.5, "backlog_cost": 1.0}
    site: list[dict[str, Any]] = [
        {"name": f"s{k}", "role": "distributor", "person": True, "rule": rule, **costs} for k in range(seats)
    ]
    site[0] |= {"role": "retailer", "demand": {"type": "poisson", "mean": 5}}
    lane = [{"from": f"s{k + 1}", "to": f"s{k}", "lead_time": 1, "order_delay": 1} for k in range(seats - 1)]
    lane.append({"to": f"s{seats - 1}", "lead_time": 1, "order_delay": 1})
    return bw.load({"name": "chain", "periods": weeks, "whole_units": True, "site": site, "lane": lane})


def play(scenario: Scenario, people: Mapping[str, Rule], weeks: int | None = None) -> list[dict[str, CountedOrders]]:
    """The orders of so many weeks of a table where these rules sit."""
    table = TeamGame.of(scenario, bots=people)
    return [table.close({}) for _ in range(weeks or scenario.periods)]


def played(scenario: Scenario | None = None, people: Mapping[str, Rule] = PEOPLE, weeks: int | None = None) -> Played:
    """A team's game, as the analyses take it."""
    scenario = scenario or bw.load("beer-game")
    return Played(scenario, tuple(play(scenario, people, weeks)))


def record_of(*teams: Mapping[str, Rule], weeks: int | None = None, scenario: Scenario | None = None) -> GameRecord:
    """A game in which these people sat, a team after another; the first seat of each team is a bot's."""
    scenario = scenario or bw.load("beer-game")
    made = []
    for number, people in enumerate(teams, 1):
        game = play(scenario, people, weeks)
        table = TeamGame.of(scenario).replay(game)
        bot = next(iter(table.seats))

        def week_of(week: int, orders: dict[str, CountedOrders], bot: str = bot) -> Week:
            forced = scenario.name == "Beer game" and week <= 4
            return {
                site: Decision(
                    orders=units,
                    by="forced" if forced else "bot" if site == bot else "person",
                    who=() if forced or site == bot else (f"{site} player",),
                )
                for site, units in orders.items()
            }

        made.append(
            TeamRecord(
                name=f"Team {number}",
                seats=tuple(
                    SeatRecord(site=site, people=() if site == bot else (f"{site} player",)) for site in table.seats
                ),
                weeks=tuple(week_of(week, orders) for week, orders in enumerate(game, 1)),
                cost=table.cost(),
            )
        )
    return GameRecord(
        made="2026-01-02T10:00:00+00:00", scenario=scenario.document(), seed=scenario.seed, teams=tuple(made)
    )
