"""The class against thousands: people by address, the demand of the game, and places among them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.debriefs.crowd import SHOWN, Crowd, as_met, crowd, customers_demand, people_in
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import HumanLike
from bullwhip.agents.rules.people import HABIT_SPREADS
from tests.agents.games.games import SEATS, chain


def kiosk(**keys: Any) -> bw.Scenario:
    """Two items, one of them without customers of its own site's table."""
    items = {
        "tea": {"stock": 9, "rule": "pass-on", "demand": {"type": "poisson", "mean": 4}},
        "ink": {"stock": 3, "rule": "pass-on"},
    }
    site = {"name": "kiosk", "role": "retailer", "person": True, "holding_cost": 1, "backlog_cost": 4, "items": items}
    site["demand"] = {"type": "negative-binomial", "mean": 2, "variance": 5}
    lane = {"to": "kiosk", "lead_time": 1, "order_delay": 1}
    return bw.load({"name": "kiosk", "periods": 30, "whole_units": True, "site": [site], "lane": [lane], **keys})


def test_the_44_sit_in_the_beer_games_seats() -> None:
    rules = people_in(bw.load("beer-game"))
    assert [site for site, _ in rules] == list(SEATS)
    for rule in rules.values():
        assert isinstance(rule, HumanLike)
        assert (rule.theta, rule.alpha, rule.beta, rule.target) == (0.36, 0.26, 0.34, 17)
        assert (rule.theta_sd, rule.alpha_sd, rule.beta_sd, rule.target_sd) == (
            *HABIT_SPREADS.values(),
            pytest.approx(9),
        )
        assert (rule.forced_periods, rule.forced_order) == (4, 4)


@pytest.mark.parametrize("scenario", [chain(3), kiosk()], ids=["chain", "kiosk"])
def test_every_chain_meets_the_demand_of_the_game(scenario: bw.Scenario) -> None:
    table = TeamGame.of(scenario)
    table.replay({} for _ in range(10))
    game = table.frame()
    assert game["customer_demand"].nunique() > 3
    history = bw.run(as_met(scenario, 10), 5, record=True).history
    for _, chain_of_it in history.groupby("replication"):
        np.testing.assert_array_equal(chain_of_it["customer_demand"], game["customer_demand"])


def test_a_crowd_is_the_same_however_it_is_split() -> None:
    scenario = chain(3)
    alone, together = crowd(scenario, 10, 300), crowd(scenario, 10, 300, workers=2)
    np.testing.assert_array_equal(alone.costs, together.costs)
    assert np.unique(alone.costs).size > 200
    assert (np.diff(alone.costs) >= 0).all()


def test_people_differ_from_chain_to_chain_and_cost_more_than_the_reference() -> None:
    found = crowd(bw.load("beer-game"), chains=1000)
    assert found.reference_cost == 204
    assert found.cheaper(204) == 0
    assert found.costs[0] > 204
    assert found.quantiles["75"] > 1.5 * found.quantiles["25"]


def test_fewer_weeks_cost_less() -> None:
    scenario = bw.load("beer-game")
    first, all_of_it = crowd(scenario, 12, 200), crowd(scenario, 36, 200)
    assert first.weeks == 12
    assert first.costs.mean() < all_of_it.costs.mean()
    table = TeamGame.of(scenario)
    table.replay({} for _ in range(12))
    assert first.reference_cost < table.cost()


def test_a_place_is_the_share_of_cheaper_chains() -> None:
    some = Crowd(np.array([1.0, 2.0, 2.0, 4.0]), weeks=3, reference_cost=0.5)
    assert [some.cheaper(cost) for cost in (0, 1, 1.5, 2, 3, 4, 9)] == [0, 0.125, 0.25, 0.5, 0.75, 0.875, 1]


def test_it_can_be_written_as_json() -> None:
    found = crowd(bw.load("beer-game"), 10, 500)
    told = json.loads(json.dumps(found.as_dict({"Team 1": 300.0}), allow_nan=False))
    assert sum(told["histogram"]["counts"]) == np.sum(found.costs <= np.quantile(found.costs, SHOWN))
    assert len(told["histogram"]["edges"]) == len(told["histogram"]["counts"]) + 1
    assert told["teams"]["Team 1"] == {"cost": 300.0, "cheaper": found.cheaper(300.0)}
    assert list(told["quantiles"]) == ["1", "5", "10", "25", "50", "75", "90", "95", "99"]


def test_means_and_the_histogram_are_of_these_costs() -> None:
    told = Crowd(np.array([*range(1, 100), 1000.0]), weeks=3, reference_cost=0.5).as_dict({})
    assert told["mean"] == pytest.approx(59.5)
    assert sum(told["histogram"]["counts"]) == 95
    assert told["histogram"]["edges"][-1] < 100


def test_only_seats_are_played_by_people() -> None:
    document = chain(3).document()
    document["site"] = [{**site, "person": site["name"] != "s0"} for site in document["site"]]
    assert [site for site, _ in people_in(bw.load(document))] == ["s1", "s2"]


def test_customers_who_bring_goods_back_count_as_none() -> None:
    document = chain(2).document()
    document["site"][0]["demand"] = {"type": "normal", "mean": 1, "sd": 4, "clip": False}
    scenario = bw.load({**document, "whole_units": False})
    asked = customers_demand(scenario, 10)["s0", "item"]
    assert asked.min() < 0
    met = as_met(scenario, 10).document()["site"][0]["demand"]
    assert (met[0] if isinstance(met, list) else met)["values"] == pytest.approx(np.maximum(asked, 0))


def test_weeks_that_do_not_count_are_no_game() -> None:
    with pytest.raises(bw.BullwhipError, match="none of which counts: the warm-up takes 5"):
        crowd(kiosk(warm_up=5), 5, 10)
