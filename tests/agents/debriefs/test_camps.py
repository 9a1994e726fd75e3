"""Camps in a debrief: teams that order up to a cover lie on the curve of covers, at theirs."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from bullwhip.agents.debriefs.camps import camps_debrief
from bullwhip.agents.games.record import Decision, GameRecord, TeamRecord
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules.rule_tables import rule_from
from bullwhip.network.errors import BullwhipError
from bullwhip.network.scenario import Scenario
from bullwhip.server.game.encamped import encamped
from bullwhip.server.game.scenarios import playable
from bullwhip.server.game.settings import CampSettings

WEEKS = 20
ITEM = "item"
USE = 40.0  # that the scenario expects, a week


def scenario() -> Scenario:
    return encamped(playable()["jit-vs-jic"], CampSettings()).with_(periods=WEEKS + 5)


def team(camp: str, cover: float, weeks: int = WEEKS) -> TeamRecord:
    """A team whose seats order up to a cover of the demand that is expected."""
    far = {"type": "dual-index", "express": 2 * USE, "regular": (4 + cover) * USE}
    near = {"type": "order-up-to", "level": (2 + cover) * USE}
    game = TeamGame.of(scenario(), 3, {"shop": rule_from(near), "warehouse": rule_from(far)})
    played = [
        {site: Decision(orders=orders, by="person") for site, orders in game.close({}).items()} for _ in range(weeks)
    ]
    return TeamRecord.model_validate({"name": camp, "seats": [], "weeks": played, "cost": game.cost(), "camp": camp})


def record(*teams: TeamRecord) -> GameRecord:
    return GameRecord(scenario=scenario().document(), seed=3, teams=teams)


@pytest.fixture(scope="module")
def told() -> Any:
    made = record(team("lean", 0.0), team("buffered", 2.0), team("lean", 1.0))
    return json.loads(json.dumps(camps_debrief(made, 2.0), allow_nan=False))


def test_a_teams_cost_is_that_of_its_game(told: Any) -> None:
    for one, cover in zip(told["teams"], (0.0, 2.0, 1.0), strict=True):
        assert one["weeks"] == WEEKS
        assert one["cost"] == pytest.approx((team(one["camp"], cover).cost or 0) / WEEKS)


def test_teams_that_keep_a_cover_lie_on_the_curve_of_their_luck(told: Any) -> None:
    curve = told["curve"]
    for one, cover in zip(told["teams"], (0.0, 2.0, 1.0), strict=True):
        at = curve["covers"].index(cover)
        assert one["cost"] == pytest.approx(curve["own"]["cost"][at])
        assert one["fill_rate"] == pytest.approx(curve["own"]["fill_rate"][at])


def test_the_means_are_those_of_the_camps_teams(told: Any) -> None:
    for camp, count in (("lean", 2), ("buffered", 1)):
        own = [one for one in told["teams"] if one["camp"] == camp]
        assert told["camps"][camp]["teams"] == len(own) == count
        for name in ("cost", "fill_rate", "tied_up"):
            assert told["camps"][camp][name] == pytest.approx(np.mean([one[name] for one in own]))
    assert told["camps"]["lean"]["tied_up"] < told["camps"]["buffered"]["tied_up"]
    assert not told["in_money"]  # nothing has a value there: what is tied up is units


def test_more_cover_serves_more_over_other_luck(told: Any) -> None:
    mean = told["curve"]["mean"]["fill_rate"]
    assert mean[0] < 0.9
    assert mean[-1] > 0.98
    assert told["curve"]["covers"][-1] == 4.0


def test_what_is_tied_up_is_money_where_units_have_a_value() -> None:
    made = record(team("lean", 0.0))
    document = {**made.scenario, "site": [{**site, "unit_value": 3.0} for site in made.scenario["site"]]}
    told = camps_debrief(made.model_copy(update={"scenario": document}), 2.0)
    assert told["in_money"]
    assert told["teams"][0]["tied_up"] > 0


def test_a_camp_without_a_team_has_no_means_and_teams_that_have_not_played_are_left_out() -> None:
    told = camps_debrief(record(team("lean", 0.0), team("buffered", 2.0, weeks=0)), 2.0)
    assert [one["camp"] for one in told["teams"]] == ["lean"]
    assert told["camps"]["buffered"] == {"teams": 0, "cost": None, "fill_rate": None, "tied_up": None}


@pytest.mark.parametrize(
    ("made", "said"), [((None, WEEKS), "no camps"), (("lean", 0), "no week is over")], ids=["no camps", "no week"]
)
def test_where_there_is_nothing_to_compare_that_is_said(made: tuple[str | None, int], said: str) -> None:
    camp, weeks = made
    one = team("lean", 0.0, weeks).model_copy(update={"camp": camp})
    with pytest.raises(BullwhipError, match=said):
        camps_debrief(record(one), 2.0)
