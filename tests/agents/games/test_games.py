"""Games side by side: each stands in its own week of the one engine."""

from __future__ import annotations

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.games.games import Games
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.network.flows.terms.ages import Ages
from tests.agents.games.games import chain
from tests.agents.games.test_team_game import depots


def test_games_of_one_engine_go_on_each_from_its_own_week() -> None:
    """What was played last is not what is looked at, and a week may be made of columns of several."""
    scenario = chain(3)
    games = Games(scenario)
    beside, alone = [TeamGame(games) for _ in range(2)], [TeamGame.of(scenario) for _ in range(2)]
    for week in range(1, 7):
        for team, both in enumerate(zip(beside, alone, strict=True)):
            for game in both:
                game.close({"s1": {"item": 3 * team + week}})
        for one, other in zip(beside, alone, strict=True):
            assert one.sight("s1") == other.sight("s1")
            assert one.suggestion("s1") == other.suggestion("s1")
    TeamGame.play_on(beside, [game.counted({}) for game in beside])
    for one, other in zip(beside, alone, strict=True):
        other.close({})
        assert one.frame().equals(other.frame())
    assert not beside[0].frame().equals(beside[1].frame())


def store() -> bw.Scenario:
    """A store, the only seat, serves two shops first-come; they order by a rule, without delay."""
    shop = {"role": "retailer", "stock": 5, "rule": {"type": "order-up-to", "level": 20}}
    shops = [{**shop, "name": name, "demand": {"type": "poisson", "mean": 4, "stream": name}} for name in ("a", "b")]
    seat = {"name": "store", "role": "distributor", "person": True, "stock": 5, "rule": "pass-on", "backlog_cost": 1}
    lanes = [{"from": "store", "to": name, "lead_time": 1} for name in ("a", "b")]
    return bw.load(
        {
            "name": "store", "periods": 24, "allocation": "first-come", "site": [*shops, seat],
            "lane": [*lanes, {"to": "store", "lead_time": 1, "order_delay": 1}],
        }
    )  # fmt: skip


def test_claims_of_any_age_are_kept_where_games_come_together() -> None:
    """One store has ordered nothing for so long that the claims of its shops need more room than the other's."""
    games = Games(store())
    beside, alone = [TeamGame(games) for _ in range(2)], [TeamGame.of(store()) for _ in range(2)]
    for _ in range(12):
        for units, both in zip((0, 8), zip(beside, alone, strict=True), strict=True):
            for game in both:
                game.close({"store": {"item": units}})
    assert [game.weeks[-1][0].standing.state.term(Ages).claims.shape[0] for game in beside] == [16, 8]
    for _ in range(10):
        TeamGame.play_on(beside, [game.counted({"store": {"item": 15}}) for game in beside])
        for game in alone:
            game.close({"store": {"item": 15}})
    for one, other in zip(beside, alone, strict=True):
        assert one.frame().equals(other.frame())


def test_each_item_of_a_seat_has_its_own_suggestion() -> None:
    levels = {"tea": 60.0, "salt": 75.0}
    document = depots().document()
    for site in document["site"]:
        if site["name"] == "depot":
            site["items"] = {item: {"rule": {"type": "order-up-to", "level": level}} for item, level in levels.items()}
    table = TeamGame.of(bw.load(document))
    seen = table.sight("depot")["items"]
    missing = {item: levels[item] - own["on_hand"] - own["on_order"] + own["backlog"] for item, own in seen.items()}
    assert table.suggestion("depot") == pytest.approx(missing)


def test_after_the_last_week_nothing_moves() -> None:
    table = TeamGame.of(depots())
    while not table.over:
        table.close({})
    opened, _ = table.weeks[-1]
    assert opened.before is not None
    seen = table.games.look(opened)
    for name in ("on_hand", "backlog", "in_transit"):
        np.testing.assert_array_equal(seen[name], opened.before.figures[name])
