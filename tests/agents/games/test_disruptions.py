"""What is known of disruptions in a game's weeks, when they were on, and the game without them."""

from __future__ import annotations

from typing import Any

import pytest

from bullwhip.agents.debriefs.what_if import Played, what_if
from bullwhip.agents.games.disruptions import Known, known_disruptions, weeks_on
from bullwhip.agents.games.games import Games
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.runs.catalogue import load
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Scenario

WEEKS = 12
SNOW = {"name": "snow", "kind": "shipping", "site": "factory", "start": 3, "length": 2, "announced": 1}


def stormy(*tables: dict[str, Any]) -> Scenario:
    calm = load("beer-game").with_({"site.*.rule.forced_periods": 0, "periods": WEEKS, "seed": 3})
    return load({**calm.document(), "disruption": list(tables)})


def alike(units: float) -> dict[str, dict[str, float]]:
    """The same order of every seat."""
    return {site: {"item": units} for site in ("retailer", "wholesaler", "distributor", "factory")}


def closed(game: TeamGame, weeks: int) -> TeamGame:
    for _ in range(weeks):
        game.close(alike(6))
    return game


def test_what_is_on_and_what_is_announced_week_by_week() -> None:
    game = TeamGame.of(stormy(SNOW))
    seen = []
    for _ in range(5):
        ((_, on, first),) = known_disruptions(game)
        seen.append((on, first))
        closed(game, 1)
    assert seen == [(False, None), (False, 3), (True, None), (True, None), (False, None)]
    assert [(table.name, on) for table, on in weeks_on(game)] == [("snow", [(3, 4)])]


def test_what_is_left_of_one_is_part_of_it() -> None:
    game = closed(TeamGame.of(stormy({**SNOW, "recovery": {"shape": "linear", "periods": 2}})), 8)
    assert [on for _, on in weeks_on(game)] == [[(3, 6)]]


def test_one_that_comes_by_chance_is_on_in_the_weeks_in_which_it_was() -> None:
    coming = {"name": "strikes", "kind": "orders", "chance": {"down": 0.3, "up": 0.5}}
    game, on = TeamGame.of(stormy(coming)), []
    while not game.over:
        on.append(known_disruptions(game)[0].on)
        closed(game, 1)
    ((_, spells),) = weeks_on(game)
    assert len(spells) > 1
    assert [any(first <= week <= last for first, last in spells) for week in range(1, WEEKS + 1)] == on
    assert known_disruptions(game) == [Known(game.scenario.disruption[0], False, None)], "it is over"


def test_teams_in_the_same_games_meet_the_same_ones_whichever_column_they_are() -> None:
    games = Games(stormy({"name": "late", "kind": "transit", "window": [2, 9], "length": 2, "announced": 2}))
    teams = [closed(TeamGame(games), 1) for _ in range(3)]
    for _ in range(8):
        TeamGame.play_on(teams, [alike(units) for units in (2, 4, 8)])
        assert len({(one.on, one.first) for team in teams for one in known_disruptions(team)}) == 1
    assert len({str(weeks_on(team)) for team in teams}) == 1


def test_a_calm_game_has_none() -> None:
    game = closed(TeamGame.of(stormy()), 2)
    assert (known_disruptions(game), weeks_on(game)) == ([], [])


def test_without_the_storm_everybody_orders_what_they_ordered() -> None:
    weeks = tuple(alike(5 + k) for k in range(8))
    rain = {"name": "rain", "kind": "transit", "start": 6, "length": 1}
    told = what_if(Played(stormy(SNOW, rain), weeks), {}, without=["snow"])
    snowless = TeamGame.of(stormy(rain)).replay(weeks)
    assert told.other_cost == snowless.cost()
    assert told.cost == TeamGame.of(stormy(SNOW, rain)).replay(weeks).cost() != told.other_cost
    assert sum(told.by_site.values()) == pytest.approx(told.difference)
    covered = {"type": "just-in-case", "cover": 3, "forecast": {"type": "moving-average", "window": 4}}
    both = what_if(Played(stormy(SNOW, rain), weeks), {"retailer": covered}, without=["snow", "rain"])
    assert both.other_cost == what_if(Played(stormy(), weeks), {"retailer": covered}).other_cost
    with pytest.raises(BullwhipError, match="'hail', which is no disruption"):
        what_if(Played(stormy(SNOW), weeks), {}, without=["hail"])
