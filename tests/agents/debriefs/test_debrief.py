"""The figures of a debrief are those of the table, and nothing is made of nothing."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.debriefs.debrief import beliefs, class_debrief, person_share, team_debrief, team_habits
from bullwhip.agents.games.record import GameRecord
from bullwhip.agents.games.seat import units_in
from tests.agents.games.games import PEOPLE, SEATS, chain, record_of


@pytest.fixture(scope="module")
def record() -> GameRecord:
    return record_of({}, PEOPLE, {"factory": PEOPLE["factory"]})


def test_a_teams_figures_are_those_of_its_table(record: GameRecord) -> None:
    told = json.loads(json.dumps(team_debrief(record, 2), allow_nan=False))
    frame = record.game(2).frame()
    assert told["cost"] == record.teams[1].cost == record.game(2).cost()
    assert told["demand"]["item"] == [4.0] * 4 + [8.0] * 32
    assert [site["site"] for site in told["sites"]] == list(SEATS)
    for site in told["sites"]:
        own = frame[frame["site"] == site["site"]]
        assert site["orders"]["item"] == own["order"].tolist()
        assert site["net_stock"]["item"] == (own["on_hand"] - own["backlog"]).tolist()
        assert site["costs"] == own["cost"].tolist()
        assert site["cost"] == pytest.approx(sum(site["costs"]))
        assert site["bullwhip"]["customers"] == pytest.approx(own["order"].var() / own["customer_demand"].var())
        assert site["bullwhip"]["stage"] == pytest.approx(own["order"].var() / own["asked"].var())
    assert sum(site["cost"] for site in told["sites"]) == pytest.approx(told["cost"])
    assert min(told["sites"][1]["net_stock"]["item"]) < 0  # backlog lies below zero


def test_who_decided_is_told_by_week(record: GameRecord) -> None:
    told = team_debrief(record, 2)
    assert told["sites"][0]["by"] == ["forced"] * 4 + ["bot"] * 32
    assert told["sites"][1]["by"] == ["forced"] * 4 + ["person"] * 32
    assert [site["person_share"] for site in told["sites"]] == [0, 1, 1, 1]
    assert told["person_share"] == person_share(record, 2) == 0.75


def test_the_leaderboard_is_by_cost(record: GameRecord) -> None:
    told = json.loads(json.dumps(class_debrief(record), allow_nan=False))
    assert [row["place"] for row in told["teams"]] == [1, 2, 3]
    assert [row["cost"] for row in told["teams"]] == sorted(team.cost or 0 for team in record.teams)
    assert {row["number"] for row in told["teams"]} == {1, 2, 3}
    for row in told["teams"]:
        assert sum(row["costs"]) == pytest.approx(row["cost"])
        assert row["orders_variance"]["factory"] == pytest.approx(
            np.var([units_in(week["factory"].orders["item"]) for week in record.team(row["number"]).weeks])
        )


def test_equal_teams_share_a_place_and_unfinished_ones_come_last() -> None:
    record = record_of({}, PEOPLE, {})
    short = record.teams[0].model_copy(update={"name": "Short", "weeks": record.teams[0].weeks[:5]})
    record = record.model_copy(update={"teams": (short, *record.teams)})
    rows = class_debrief(record)["teams"]
    assert rows[-1]["name"] == "Short"
    assert rows[-1]["place"] == 4
    twins = [row["place"] for row in rows if row["number"] in {2, 4}]
    assert twins[0] == twins[1]


def believing(record: GameRecord, values: dict[tuple[int, str], tuple[float, ...]]) -> GameRecord:
    teams = [
        team.model_copy(
            update={
                "seats": tuple(
                    seat.model_copy(update={"belief": values.get((number, seat.site), ())}) for seat in team.seats
                )
            }
        )
        for number, team in enumerate(record.teams, 1)
    ]
    return record.model_copy(update={"teams": tuple(teams)})


def test_beliefs_stand_beside_the_truth(record: GameRecord) -> None:
    assert beliefs(record)["count"] == 0
    told = beliefs(
        believing(
            record,
            {
                (1, "factory"): (10.0,) * 36,
                (2, "factory"): (20.0,) * 36,
                (3, "wholesaler"): (40.0,) * 35,  # a week less
                (1, "retailer"): (8.0,) * 36,  # has met the customers
            },
        )
    )
    assert told["count"] == 3
    assert [line["site"] for line in told["lines"]] == ["factory", "factory", "wholesaler"]
    assert told["truth"] == [4.0] * 4 + [8.0] * 32
    assert told["median"] == [20.0] * 35 + [15.0]
    assert told["low"][0] == pytest.approx(12)
    assert told["high"][0] == pytest.approx(36)
    assert json.dumps(told, allow_nan=False)


def test_before_the_first_week_there_is_nothing_and_nothing_breaks(record: GameRecord) -> None:
    empty = record.model_copy(
        update={"teams": tuple(team.model_copy(update={"weeks": (), "cost": None}) for team in record.teams)}
    )
    told = class_debrief(empty)
    assert {row["cost"] for row in told["teams"]} == {0.0}
    assert {row["place"] for row in told["teams"]} == {1}
    team = team_debrief(empty, 1)
    assert team["sites"][0]["bullwhip"] == {"customers": None, "stage": None}
    assert {entry["code"] for entry in team_habits(empty, 1)} == {"too-few-weeks"}


def test_habits_of_a_team(record: GameRecord) -> None:
    told: dict[str, dict[str, Any]] = {entry["site"]: entry for entry in team_habits(record, 2)}
    assert list(told) == list(SEATS)
    assert told["retailer"]["code"] == "too-few-weeks"  # a bot's seat
    for site in SEATS[1:]:
        fitted = told[site]["habits"]
        person = PEOPLE[site]
        for name in ("theta", "alpha", "beta", "target"):
            _, low, high = fitted[name]
            assert low <= getattr(person, name) <= (np.inf if high is None else high)


def test_several_items_and_sites_that_are_no_seats() -> None:
    scenario = chain(2).document()
    scenario["site"][1]["person"] = False
    for site in scenario["site"]:
        demand = {"demand": site.pop("demand")} if "demand" in site else {}
        site["items"] = {"tea": dict(demand), "ink": dict(demand)}
    record = record_of({}, scenario=bw.load(scenario))
    told = team_debrief(record, 1)
    assert told["items"] == ["tea", "ink"]
    first, second = told["sites"]
    assert set(first["orders"]) == {"tea", "ink"}
    assert first["seat"]
    assert not second["seat"]
    assert set(second["by"]) == {"rule"}
    assert first["cost"] + second["cost"] == pytest.approx(told["cost"])
    assert told["demand"]["tea"] != told["demand"]["ink"]
