"""Safety stock in networks: the dynamic program and the search against every choice of service times."""

from __future__ import annotations

import math
from itertools import product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bullwhip.agents.theory import (
    FigureError,
    Placement,
    Stage,
    branched_placement,
    evaluate_placement,
    optimal_placement,
)
from tests.cases.figures import case
from tests.cases.placements import SAFETY_FACTOR, stages

RATE, FACTOR = 0.25, 1.6


@st.composite
def networks(draw: st.DrawFn, trees: bool) -> list[Stage]:
    """Up to five stages, each after its suppliers; in a tree each is joined to one of those before it."""
    found: list[Stage] = []
    supplies: set[str] = set()
    for k in range(draw(st.integers(2, 5))):
        before = [f"stage {i}" for i in range(k)]
        names = draw(st.lists(st.sampled_from(before), unique=True, max_size=1 if trees else k)) if before else []
        supplies |= set(names)
        found.append(
            Stage(
                name=f"stage {k}",
                time=draw(st.integers(0, 3)),
                added_cost=draw(st.sampled_from([0.0, 1.0, 2.0, 7.5])),
                suppliers={name: draw(st.sampled_from([1.0, 2.0])) for name in names},
                demand_sd=draw(st.sampled_from([0.0, 1.0, 3.0])),
                max_service_time=draw(st.sampled_from([None, None, 0, 2])),
            )
        )
    return [stage if stage.name in supplies or stage.demand_sd else _asked_for(stage) for stage in found]


def _asked_for(stage: Stage) -> Stage:
    terms = (stage.name, stage.time, stage.added_cost, stage.suppliers)
    return Stage(*terms, demand_mean=4.0, demand_sd=2.0, max_service_time=stage.max_service_time)


def cheapest_of_all(network: list[Stage]) -> float:
    """The least cost over every choice of service times, by evaluating each."""
    longest = sum(stage.time for stage in network)
    found = []
    for times in product(range(longest + 1), repeat=len(network)):
        chosen = {stage.name: time for stage, time in zip(network, times, strict=True)}
        inbound = {stage.name: max((chosen[name] for name in stage.suppliers), default=0) for stage in network}
        possible = all(
            chosen[stage.name] <= inbound[stage.name] + stage.time and chosen[stage.name] <= _most(stage)
            for stage in network
        )
        if possible:
            found.append(evaluate_placement(chosen, network, RATE, FACTOR).cost)
    return min(found)


def _most(stage: Stage) -> float:
    if stage.max_service_time is not None:
        return stage.max_service_time
    return 0 if stage.demand_sd or stage.demand_mean else math.inf


@settings(max_examples=30)
@given(networks(trees=True))
def test_no_service_times_of_a_tree_are_cheaper(network: list[Stage]) -> None:
    assume(sum(stage.time for stage in network) <= 6)
    assert optimal_placement(network, RATE, FACTOR).cost == pytest.approx(cheapest_of_all(network), abs=1e-9)


@settings(max_examples=30)
@given(networks(trees=False))
def test_no_service_times_of_any_small_network_are_cheaper(network: list[Stage]) -> None:
    assume(sum(stage.time for stage in network) <= 6)
    found = branched_placement(network, RATE, FACTOR)
    assert found.cost == found.least_cost == pytest.approx(cheapest_of_all(network), abs=1e-9)


@given(networks(trees=False))
def test_times_are_kept_and_stock_covers_what_is_left(network: list[Stage]) -> None:
    found = branched_placement(network, RATE, FACTOR)
    assert found.cost == pytest.approx(RATE * found.safety_stock_value)
    for stage, stock in zip(network, found.stocks, strict=True):
        promised = [found.stock(name).service_time for name in stage.suppliers]
        assert stock.inbound_time == max(promised, default=0)
        assert stock.net_replenishment_time == stock.inbound_time + stage.time - stock.service_time >= 0
        assert stock.service_time <= _most(stage)
    assert evaluate_placement(times_of(found), network, RATE, FACTOR) == found


def times_of(found: Placement) -> dict[str, int]:
    return {stock.name: stock.service_time for stock in found.stocks}


def chain(**terms: int | None) -> list[Stage]:
    """Raw goods, of which a product takes two."""
    return [Stage("raw", 4, 1.0), Stage("product", 5, 3.0, {"raw": 2.0}, demand_mean=10, demand_sd=2, **terms)]


def test_units_costs_and_stock_of_a_chain_by_hand() -> None:
    found = evaluate_placement({"raw": 1, "product": 2}, chain(max_service_time=2), 0.5, 1.5)
    raw, product_ = found.stocks
    assert (raw.unit_cost, product_.unit_cost) == (1.0, 5.0)
    assert (raw.net_replenishment_time, product_.net_replenishment_time) == (3, 4)
    assert raw.safety_stock == pytest.approx(1.5 * 4 * math.sqrt(3))
    assert raw.base_stock == pytest.approx(20 * 3 + raw.safety_stock)
    assert product_.safety_stock == pytest.approx(1.5 * 2 * 2)
    assert found.cost == pytest.approx(0.5 * (raw.safety_stock + 5 * product_.safety_stock))
    assert found.least_cost == found.cost


def test_customers_who_wait_long_enough_need_no_stock() -> None:
    found = optimal_placement(chain(max_service_time=9), RATE, FACTOR)
    assert found.cost == 0
    assert found.stock("product").service_time == 9


def test_streams_of_demand_are_pooled_by_squares_or_not_at_all() -> None:
    shops = [Stage(f"shop {k}", 1, 0.0, {"hub": 1.0}, demand_sd=sd) for k, sd in enumerate((3.0, 4.0))]
    network = [Stage("hub", 4, 1.0), *shops]
    times = {stage.name: 0 for stage in network}
    assert evaluate_placement(times, network, 1.0, 1.0).stock("hub").safety_stock == pytest.approx(5 * 2)
    unpooled = evaluate_placement(times, network, 1.0, 1.0, "linear")
    assert unpooled.stock("hub").safety_stock == pytest.approx(7 * 2)


def test_a_market_reached_by_two_ways_is_one_stream_of_demand() -> None:
    left, right = (Stage(name, 1, 1.0, {"raw": 1.0}) for name in ("left", "right"))
    network = [Stage("raw", 4, 1.0), left, right, Stage("end", 1, 1.0, {"left": 1.0, "right": 1.0}, demand_sd=3.0)]
    times = {stage.name: 0 for stage in network}
    assert evaluate_placement(times, network, 1.0, 1.0).stock("raw").safety_stock == pytest.approx(6 * 2)
    with pytest.raises(FigureError, match="'right' - 'raw' - 'left' - 'end' are joined in a cycle, so this is no tree"):
        optimal_placement(network, 1.0, 1.0)


def test_a_search_that_is_cut_short_tells_how_far_it_may_be_off() -> None:
    chance = Random(3)
    parts = [Stage(f"part {k}", chance.randint(1, 20), chance.choice([1.0, 3.0, 5.0])) for k in range(5)]
    goods = [
        Stage(f"good {k}", 5, 2.0, {part.name: 1.0 for part in chance.sample(parts, 3)}, demand_sd=2.0 + k)
        for k in range(5)
    ]
    bounds = [branched_placement([*parts, *goods], RATE, FACTOR, subproblems=most) for most in (1, 5, 2_000)]
    assert bounds[0].least_cost < bounds[1].least_cost < bounds[2].least_cost
    assert bounds[2].least_cost == bounds[2].cost <= bounds[1].cost < bounds[0].cost


def test_the_real_chains_in_two_parts_are_placed_as_one_by_one() -> None:
    names = ("D06", "D07")
    one_by_one = [stages(case(name)["inputs"]["file"]) for name in names]
    together = optimal_placement([*one_by_one[0], *one_by_one[1]], RATE, SAFETY_FACTOR)
    alone = [optimal_placement(network, RATE, SAFETY_FACTOR) for network in one_by_one]
    assert together.stocks == (*alone[0].stocks, *alone[1].stocks)
    assert branched_placement(one_by_one[0], RATE, SAFETY_FACTOR) == alone[0]


def test_faults_of_a_network_are_named() -> None:
    end = Stage("end", 1, 1.0, {"a": 1.0}, demand_sd=1.0)
    for network, message in (
        ([], "stages: found none; give one or more"),
        ([Stage("a", 1, 1.0), Stage("a", 2, 1.0), end], "stages: found 2 of the name 'a'; give each a name of its own"),
        ([end], "stage 'end', suppliers: found 'a', which is none of the stages; add it, or leave it out"),
        ([Stage("a", 1, 1.0, {"end": 1.0}), end], "suppliers: .* supply each other in a circle; take one of the lanes"),
        ([Stage("a", 1, 1.0)], "stage 'a': found no demand and no stage that it supplies; give one, or leave it out"),
        ([Stage("a", 1.5, 1.0), end], "stage 'a', time: found 1.5; give a whole number"),  # type: ignore[arg-type]
        ([Stage("a", 1, -1.0), end], "stage 'a', added_cost: found -1.0; give 0 or more"),
        ([Stage("a", 1, 1.0, max_service_time=-1), end], "stage 'a', max_service_time: found -1; give a whole number"),
        ([Stage("a", 1, 1.0), Stage("b", 1, 1.0, {"a": 0.0}, 1.0)], "stage 'b', suppliers, 'a': found 0.0; give a num"),
    ):
        with pytest.raises(FigureError, match=message):
            optimal_placement(network, RATE, FACTOR)


def test_faults_of_terms_and_times_are_named() -> None:
    with pytest.raises(FigureError, match="holding_rate: found 0; give a number above 0"):
        optimal_placement(chain(), 0, FACTOR)
    with pytest.raises(FigureError, match="pooling: found 'no'; give 'square-root' or 'linear'"):
        optimal_placement(chain(), RATE, FACTOR, "no")  # type: ignore[arg-type]
    with pytest.raises(FigureError, match="subproblems: found 0; give a whole number of 1 or more"):
        branched_placement(chain(), RATE, FACTOR, subproblems=0)
    for times, message in (
        ({"raw": 1}, "service_times: found none for 'product'; give one"),
        ({"raw": 5, "product": 0}, "service_times, 'raw': found 5; give 4 or less"),
        ({"raw": 0, "product": 1}, "service_times, 'product': found 1; give 0 or less"),
        ({"raw": 0.5, "product": 0}, "service_times, 'raw': found 0.5; give a whole number"),
    ):
        with pytest.raises(FigureError, match=message):
            evaluate_placement(times, chain(), RATE, FACTOR)  # type: ignore[arg-type]
