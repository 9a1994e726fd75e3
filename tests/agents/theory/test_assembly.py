"""Assembly systems: a slow simulation of the items themselves, and systems that are plainly serial."""

from __future__ import annotations

import numpy as np
import pytest

from bullwhip.agents.theory import Discrete, FigureError, optimal_assembly, optimal_serial

DEMAND = Discrete.poisson(3)


def test_a_chain_is_a_serial_system() -> None:
    found = optimal_assembly(DEMAND, [None, 0, 1], [1, 2, 1], [4.0, 2.0, 1.0], 20.0)
    best = optimal_serial(DEMAND, [1, 2, 1], [4.0, 2.0, 1.0], 20.0)
    assert found.serial == best
    assert found.cost == best.cost
    assert found.echelon_levels == best.echelon_levels


def test_items_of_the_same_time_are_one_item_that_costs_as_much() -> None:
    found = optimal_assembly(DEMAND, [2, 2, None], [2, 2, 1], [0.5, 1.5, 3.0], 15.0)
    assert found.stage_of == (1, 1, 0)
    best = optimal_serial(DEMAND, [1, 2], [3.0, 2.0], 15.0)
    assert found.cost == best.cost
    assert found.echelon_levels == (best.echelon_levels[1], best.echelon_levels[1], best.echelon_levels[0])


@pytest.mark.parametrize(
    ("used_in", "lead_times", "holding"),
    [
        ([None, 0, 0, 1], [1, 1, 3, 2], [6.0, 2.0, 1.5, 1.0]),
        ([None, 0, 0], [2, 1, 4], [3.0, 1.0, 1.0]),
        ([None, 0, 1, 1, 0], [1, 1, 1, 4, 3], [9.0, 3.0, 1.0, 0.5, 2.0]),
    ],
)
def test_the_items_simulated_one_by_one_cost_as_much(
    used_in: list[int | None], lead_times: list[int], holding: list[float]
) -> None:
    found = optimal_assembly(DEMAND, used_in, lead_times, holding, 20.0)
    demand = np.random.default_rng(5).poisson(3.0, 60_000)
    cost = _simulated(used_in, lead_times, holding, 20.0, found.echelon_levels, demand)
    assert cost == pytest.approx(found.cost, rel=0.01)


def _simulated(
    used_in: list[int | None],
    lead_times: list[int],
    holding: list[float],
    backlog_cost: float,
    echelon_levels: tuple[float, ...],
    demand: np.ndarray,
) -> float:
    """Average cost of a period under the balanced echelon base stock, in which goods are moved item by item.

    Period: demand, orders of all items, arrivals, assembly, charge.  An item orders up to the least of its level and
    what the next item of a longer time had ordered by when its order will do for this one, less the demand since.
    """
    n, periods = len(used_in), demand.size
    times = [_way(used_in, lead_times, k) for k in range(n)]
    order = sorted(range(n), key=lambda k: -times[k])
    position = np.zeros((n, periods + 1))  # the last column is the start
    orders = np.zeros((n, periods))
    on_hand = np.zeros(n)
    total = 0.0
    warm_up = 100
    for t, wanted in enumerate(demand):
        longer = None
        for k in order:
            target = echelon_levels[k]
            if longer is not None:
                lag = times[longer] - times[k]
                then = position[longer, t - lag] if t >= lag else 0.0
                target = min(target, then - demand[max(t - lag + 1, 0) : t + 1].sum())
            before = position[k, t - 1] - wanted
            position[k, t] = max(target, before)
            orders[k, t] = position[k, t] - before
            longer = k
        on_hand[0] -= wanted
        for k in range(n):
            if t >= lead_times[k]:
                on_hand[k] += orders[k, t - lead_times[k]]
        for k in range(1, n):
            on_hand[k] -= orders[used_in[k] or 0, t]
        assert on_hand[1:].min(initial=0.0) >= 0
        if t >= warm_up:
            moving = [orders[used_in[k] or 0, t - lead_times[used_in[k] or 0] + 1 : t + 1].sum() for k in range(1, n)]
            total += holding[0] * max(on_hand[0], 0) + backlog_cost * max(-on_hand[0], 0)
            total += sum(holding[k] * (on_hand[k] + moving[k - 1]) for k in range(1, n))
    return total / (periods - warm_up)


def _way(used_in: list[int | None], lead_times: list[int], k: int) -> int:
    target = used_in[k]
    return lead_times[k] + (0 if target is None else _way(used_in, lead_times, target))


def test_faults_are_named() -> None:
    for used_in, lead_times, holding, message in (
        ([None, 0], [1], [2.0, 1.0], "lead_times: found 1 values; give 2, one an item"),
        ([None, 0], [1, 0], [2.0, 1.0], r"lead_times\[1\]: found 0; give a whole number of 1 or more"),
        ([None, 2], [1, 1], [2.0, 1.0], r"used_in\[1\]: found 2; give the place of another item, 0 to 1"),
        ([None, None], [1, 1], [2.0, 1.0], "used_in: found 2 items that go into no other; give None to one"),
        ([None, 2, 1], [1, 1, 1], [2.0, 1.0, 1.0], r"used_in: items \[1, 2\] go into each other; let one of them end"),
        ([None, 0, 0], [1, 1, 1], [2.0, 1.0, 1.5], r"holding_costs\[0\]: found 2.0; give 2.5 or more"),
        ([None, 0, 0], [1, 1, 2], [2.0, 1.0, 0.0], "holding_costs: found 0 for all items that take longest"),
    ):
        with pytest.raises(FigureError, match=message):
            optimal_assembly(DEMAND, used_in, lead_times, holding, 9.0)
