"""Fitted habits: those of simulated people come back, within their intervals as often as these say."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.debriefs.fitting import SeatSeries
from bullwhip.agents.debriefs.habits import CannotTell, HabitEstimate, Habits, habits_of, person_weeks, series_of
from bullwhip.agents.games.team_game import TeamGame
from bullwhip.agents.rules import HumanLike
from bullwhip.agents.rules.human import beta_distribution, gamma_distribution
from bullwhip.agents.rules.rule_tables import rule_from
from tests.agents.games.games import PEOPLE, SEATS, record_of

NAMES = ("theta", "alpha", "beta", "target")


def people_of(rng: np.random.Generator, noise: float) -> dict[str, HumanLike]:
    """Four people as Sterman found them."""
    drawn = rng.random((4, 4))
    columns = zip(
        beta_distribution(drawn[0], 0.36, 0.35),
        beta_distribution(drawn[1], 0.26, 0.18),
        beta_distribution(drawn[2], 0.34, 0.31),
        gamma_distribution(drawn[3], 17.0, 9.0),
        strict=True,
    )
    return {
        site: HumanLike(theta=theta, alpha=alpha, beta=beta, target=target, noise=noise)
        for site, (theta, alpha, beta, target) in zip(SEATS, columns, strict=True)
    }


def table_of(people: dict[str, HumanLike], seed: int, **keys: Any) -> TeamGame:
    table = TeamGame.of(bw.load({**bw.load("beer-game").document(), "seed": seed, **keys}), bots=people)
    while not table.over:
        table.close({})
    return table


def not_forced(table: TeamGame) -> list[bool]:
    return [week > 4 for week in range(1, table.scenario.periods + 1)]


def series(rule: HumanLike | None = None, **keys: Any) -> SeatSeries:
    """A person in one seat, bots in the others, units not rounded."""
    person = rule or HumanLike(theta=0.3, alpha=0.25, beta=0.6, target=30.0)
    table = table_of({"wholesaler": person}, 1, **{"whole_units": False, **keys})
    return series_of(table, "wholesaler", "item", not_forced(table))


@pytest.mark.parametrize("noise", [0.5, 2.5])
def test_habits_of_simulated_people_lie_in_their_intervals(noise: float) -> None:
    """Of 120 people, with 95% intervals, more than 14 miss by chance once in a thousand times."""
    rng = np.random.default_rng(20)
    told, inside, whims = 0, dict.fromkeys(NAMES, 0), []
    for seed in range(30):
        people = people_of(rng, noise)
        table = table_of(people, seed)
        for site, person in people.items():
            habits = habits_of(series_of(table, site, "item", not_forced(table)))
            told += 1
            whims.append(habits.whim**2)
            for name in NAMES:
                estimate = getattr(habits, name)
                inside[name] += estimate.low - 1e-9 <= getattr(person, name) <= estimate.high + 1e-9
    assert told == 120
    assert min(inside.values()) >= told - 14
    assert sum(inside.values()) < 4 * told  # and they are no wider than they must be
    assert np.mean(whims) == pytest.approx(noise**2 + 1 / 12, rel=0.08)  # orders are rounded to whole units


def test_without_whims_habits_come_back_exactly() -> None:
    habits = habits_of(series())
    truth = dict(zip(NAMES, (0.3, 0.25, 0.6, 30.0), strict=True))
    for name in NAMES:
        estimate = getattr(habits, name)
        assert (estimate.low, estimate.value, estimate.high) == pytest.approx((truth[name],) * 3, rel=1e-4), name
    assert habits.r2 == pytest.approx(1)
    assert habits.whim < 1e-4


def test_orders_cut_at_zero_are_no_contradiction() -> None:
    person = HumanLike(theta=0.5, alpha=0.9, beta=0.1, target=40.0)
    seen = series(rule=person)
    assert 5 <= (seen.order == 0).sum() <= seen.order.size - 8
    habits = habits_of(seen)
    assert habits.r2 == pytest.approx(1)  # a wish below zero is an order of nothing, as it was
    for name in NAMES:
        assert getattr(habits, name).value == pytest.approx(getattr(person, name), rel=1e-3), name


def test_orders_cut_at_a_cap_are_no_contradiction() -> None:
    person = HumanLike(theta=0.5, alpha=0.3, beta=0.4, target=40.0, cap=15)
    scenario = bw.load("beer-game").document()
    site = [{**site, "rule": {**site["rule"], "cap": 15}} for site in scenario["site"]]
    seen = series(rule=person, site=site)
    assert seen.cap == 15
    assert (seen.order == 15).sum() >= 3
    assert seen.free.sum() == seen.order.size - (seen.order == 15).sum() - (seen.order == 0).sum()
    habits = habits_of(seen)
    for name in NAMES:
        assert getattr(habits, name).value == pytest.approx(getattr(person, name), rel=1e-3), name


def test_weeks_that_others_decided_are_not_counted() -> None:
    """Whatever the timer ordered in them changes nothing, but what was asked for then is remembered."""
    seen = series()
    some = np.ones(seen.order.size, np.bool_)
    some[[3, 9, 20]] = False
    counted = seen.counted.copy()
    counted[np.flatnonzero(counted)[~some]] = False
    fewer = replace(
        seen, counted=counted, net_stock=seen.net_stock[some], on_order=seen.on_order[some], order=seen.order[some]
    )
    habits = habits_of(fewer)
    assert habits.weeks == seen.order.size - 3
    for name, value in zip(NAMES, (0.3, 0.25, 0.6, 30.0), strict=True):
        assert getattr(habits, name).value == pytest.approx(value, rel=1e-4)


def test_ten_weeks_are_enough() -> None:
    seen = series()
    ten = replace(
        seen,
        asked=seen.asked[:14],
        counted=seen.counted[:14],
        net_stock=seen.net_stock[:10],
        on_order=seen.on_order[:10],
        order=seen.order[:10],
    )
    assert habits_of(ten).weeks == 10


def test_a_record_says_which_weeks_people_decided() -> None:
    record = record_of(PEOPLE)
    assert person_weeks(record, 1, "wholesaler") == [False] * 4 + [True] * 32
    assert person_weeks(record, 1, "retailer") == [False] * 36  # a bot's


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        (np.full(30, 8.0), "constant"),
        (np.arange(9.0), "too-few-weeks"),
        (np.r_[np.zeros(25), 4.0, 5.0, 9.0, 3.0, 8.0], "always-cut"),
    ],
)
def test_orders_that_tell_nothing_are_said_to(orders: Any, code: str) -> None:
    rng = np.random.default_rng(1)
    weeks = orders.size
    nothing = SeatSeries(
        asked=rng.integers(2, 9, weeks).astype(float),
        counted=np.ones(weeks, np.bool_),
        net_stock=rng.integers(-9, 9, weeks).astype(float),
        on_order=rng.integers(9, 30, weeks).astype(float),
        order=orders,
    )
    with pytest.raises(CannotTell) as told:
        habits_of(nothing)
    assert told.value.code == code
    assert "found" in str(told.value)


def test_what_cannot_be_told_has_a_wide_interval() -> None:
    """Who never looks at stock says nothing about targets, nor about what is on its way."""
    person = HumanLike(theta=0.5, alpha=0.0, beta=0.5, target=20.0, noise=1.0)
    habits = habits_of(series(rule=person))
    assert habits.alpha.low == 0
    assert habits.target.high == math.inf
    assert habits.target.as_list()[2] is None
    keys = [key for key, _ in habits.said]
    assert "target-unclear" in keys
    assert "supply-line-unclear" in keys


def test_sentences_have_the_numbers_of_the_fit() -> None:
    habits = Habits(
        theta=HabitEstimate(0.36, 0.1, 0.5),
        alpha=HabitEstimate(0.264, 0.2, 0.3),
        beta=HabitEstimate(0.3, 0.21, 0.44),
        target=HabitEstimate(17.4, 12, 22),
        r2=0.71,
        whim=2.5,
        weeks=32,
    )
    assert habits.said == (
        ("supply-line", {"percent": 30.0, "low": 21.0, "high": 44.0}),
        ("gap", {"percent": 26.0, "low": 20.0, "high": 30.0}),
        ("newest", {"percent": 36.0, "low": 10.0, "high": 50.0}),
        ("target", {"units": 17.0, "low": 12.0, "high": 22.0}),
        ("explained", {"percent": 71.0, "weeks": 32.0}),
    )
    assert json.loads(json.dumps(habits.as_dict(), allow_nan=False))["beta"] == [0.3, 0.21, 0.44]


def test_a_fitted_person_can_sit_as_a_bot() -> None:
    habits = habits_of(series(rule=HumanLike(theta=0.3, alpha=0.25, beta=0.6, target=30.0, noise=1.0)))
    made = rule_from(habits.table)
    assert isinstance(made, HumanLike)
    assert made.noise == pytest.approx(habits.whim, abs=1e-6)
    table = TeamGame.of(bw.load("beer-game"), bots={"wholesaler": habits.rule, "factory": made})
    while not table.over:
        table.close({})
    assert table.cost() > 0
