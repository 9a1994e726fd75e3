"""The Shapley value over seats: exact where it can be, unbiased elsewhere, and always the whole difference."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations

import pytest

import bullwhip as bw
from bullwhip.agents.debriefs.shares import Worth, sampled, shares, worths
from bullwhip.agents.debriefs.what_if import Played, what_if
from bullwhip.agents.games.seat import seats_of
from bullwhip.agents.rules import PassOn
from bullwhip.agents.theory.shapley import shapley
from tests.agents.games.games import PEOPLE, SEATS, chain, play, played


def gloves(coalition: frozenset[str]) -> float:
    """Two left gloves and a right one: a pair is worth 1."""
    return float("right" in coalition and bool(coalition & {"left 1", "left 2"}))


def each(worth: Callable[[frozenset[str]], float]) -> Worth:
    """Of coalitions, one by one."""
    return lambda coalitions: [worth(coalition) for coalition in coalitions]


GLOVES = ("left 1", "left 2", "right")


def test_the_glove_game_of_the_textbooks() -> None:
    found = shapley(GLOVES, worths(GLOVES, each(gloves)))
    assert found == {
        "left 1": Fraction(1, 6),
        "left 2": Fraction(1, 6),
        "right": Fraction(2, 3),
    }


def test_it_is_the_mean_over_all_orders_of_arrival() -> None:
    game = played()
    found = shares(game)
    arrivals = list(permutations(SEATS))
    costs: dict[frozenset[str], float] = {}

    def cost(members: frozenset[str]) -> float:
        if members not in costs:
            costs[members] = what_if(game, dict.fromkeys(set(SEATS) - members, "order-up-to")).other_cost
        return costs[members]

    for seat in SEATS:
        before = [frozenset(order[: order.index(seat)]) for order in arrivals]
        mean = sum(Fraction(cost(members | {seat}) - cost(members)) for members in before) / len(arrivals)
        assert found.values[seat] == mean


def test_shares_add_up_to_the_whole_difference() -> None:
    for people in (PEOPLE, {"factory": PEOPLE["factory"]}, {}):
        found = shares(played(people=people))
        assert found.exact
        assert sum(found.values.values()) == Fraction(found.cost) - Fraction(found.reference_cost)
        assert found.reference_cost == 204
        assert sum(found.as_dict()["seats"].values()) == pytest.approx(found.difference, rel=1e-12)


def test_seats_that_ordered_like_the_reference_cost_nothing() -> None:
    """Who passes on orders the same whatever the supplier does, so only the last seat makes a difference."""
    game = played(people={**dict.fromkeys(SEATS[:3], PassOn()), "factory": PEOPLE["factory"]})
    found = shares(game, "pass-on")
    assert [found.values[site] for site in SEATS[:3]] == [0, 0, 0]
    assert found.values["factory"] == Fraction(found.difference) != 0


def test_many_seats_are_sampled_and_still_add_up() -> None:
    scenario = chain(9)
    seats = seats_of(scenario)
    people = {**dict.fromkeys(seats, PassOn()), "s7": PEOPLE["retailer"], "s8": PEOPLE["factory"]}
    game = Played(scenario, tuple(play(scenario, people)))
    found = shares(game, "pass-on")
    assert not found.exact
    assert sum(found.values.values()) == Fraction(found.cost) - Fraction(found.reference_cost) != 0
    assert {seat for seat, value in found.values.items() if value} == {"s7", "s8"}
    assert found == shares(game, "pass-on")  # seeded


def test_as_many_seats_as_can_be_are_played_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bullwhip.agents.debriefs.shares.EXACT", 2)
    assert [shares(played(chain(seats, weeks=2), {}), "pass-on").exact for seats in (2, 3)] == [True, False]


def test_an_order_and_its_reverse_are_the_truth_where_members_help_each_other_in_pairs() -> None:
    """Of n, the member in place k adds 2k - 1 in one order and 2n - 2k + 1 in the other: n on the average."""
    players = tuple("abcdef")
    assert sampled(players, each(lambda coalition: len(coalition) ** 2), 1, pairs=1) == dict.fromkeys(players, 6)


def test_samples_come_close_to_the_truth_and_their_mean_is_the_truth() -> None:
    truth = shapley(GLOVES, worths(GLOVES, each(gloves)))
    many = sampled(GLOVES, each(gloves), seed=3, pairs=4000)
    assert max(abs(many[player] - truth[player]) for player in GLOVES) < 0.01
    few = [sampled(GLOVES, each(gloves), seed, pairs=1) for seed in range(2000)]
    for player in GLOVES:
        assert float(sum(draw[player] for draw in few)) / len(few) == pytest.approx(float(truth[player]), abs=0.02)


def test_an_unknown_reference_is_refused() -> None:
    with pytest.raises(bw.BullwhipError, match="no shipped rule"):
        shares(played(), "optimal")
