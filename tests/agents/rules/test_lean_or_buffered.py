"""Where to stand between just-in-time and just-in-case: it depends on what can be relied on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.tuning.tuned_rules import tuned

Table = dict[str, Any]
LEAN, BUFFERED, BETWEEN = "just-in-time", "just-in-case", "hybrid"


def shop(*storms: Table, **lane: Any) -> bw.Scenario:
    """One stage with steady demand; who waits costs ten times what lies there."""
    site = {
        "name": "shop", "role": "retailer", "stock": 40, "holding_cost": 1, "backlog_cost": 10, "unit_value": 20,
        "rule": "pass-on", "demand": {"type": "constant", "value": 10},
    }  # fmt: skip
    ways = {"to": "shop", "lead_time": 2, "order_delay": 1} | lane
    document = {"name": "one", "periods": 300, "warm_up": 50, "seed": 7, "site": [site], "lane": [ways]}
    return bw.load(document | {"disruption": list(storms)})


def compared(scenario: bw.Scenario) -> bw.Comparison:
    """Just-in-time, just-in-case and the hybrid, each as it is computed for the scenario, with the same luck."""
    return bw.compare(scenario, [LEAN, BUFFERED, BETWEEN], replications=30)


def figures(found: bw.Comparison, *measures: str) -> Any:
    """Of the three rules: (measures, rules)."""
    totals = [found.results[name].totals.set_index("measure")["mean"] for name in (LEAN, BUFFERED, BETWEEN)]
    return np.array([[total[measure] for total in totals] for measure in measures])


def test_with_steady_demand_and_reliable_supply_just_in_time_holds_and_costs_less() -> None:
    """It holds nothing, and nobody waits; just-in-case has three periods of 10 lying there."""
    on_hand, fill, cost = figures(compared(shop()), "on_hand", "fill_rate", "cost_per_period")
    assert on_hand == pytest.approx([0, 30, 30])
    assert fill == pytest.approx([1, 1, 1])
    assert cost == pytest.approx([0, 30, 30])


GAPS: list[Table] = [
    {"lead_time": {"type": "discrete", "values": [2, 6], "weights": [0.9, 0.1]}},  # a late delivery, now and then
    {"yield": {"type": "discrete", "values": [0, 1], "weights": [0.1, 0.9]}},  # one that never comes
]


@pytest.mark.parametrize("gap", GAPS, ids=["late", "lost"])
def test_with_gaps_in_supply_the_order_is_reversed(gap: Table) -> None:
    """Just-in-time still holds less, but serves less, and costs more."""
    found = compared(shop(**gap))
    on_hand, fill = figures(found, "on_hand", "fill_rate")
    assert on_hand[0] < 0.5 * on_hand[1]
    assert fill[0] < fill[1] - 0.2
    assert fill[2] > fill[0] + 0.15
    for other in (BUFFERED, BETWEEN):
        _, _, high = found.difference(other)
        assert high < 0  # what it costs more than just-in-time, replication by replication


def storm(length: float) -> Table:
    """One that keeps deliveries away for so many periods on average, and begins in one of 20."""
    chance = {"down": 0.05, "up": 1 / length}
    return {"name": "snow", "kind": "shipping", "lane": "outside>shop", "chance": chance}


@pytest.mark.parametrize(("length", "lean_costs_less"), [(2.5, True), (4, False)])
def test_how_long_storms_last_says_who_costs_less(length: float, lean_costs_less: bool) -> None:
    """Just-in-time serves less in both; but what three periods in stock save of short storms is less than they cost."""
    found = compared(shop(storm(length)))
    on_hand, fill = figures(found, "on_hand", "fill_rate")
    assert on_hand[0] < 0.5 * on_hand[1]
    assert on_hand[2] < on_hand[1]
    assert fill[0] + 0.05 < fill[2] < fill[1]
    for other in (BUFFERED, BETWEEN):
        _, low, high = found.difference(other)
        assert low > 0 if lean_costs_less else high < 0


def test_spare_capacity_takes_the_place_of_stock() -> None:
    """A tenth of the deliveries is lost.  A lane that carries just the demand never makes up for it; one that carries
    half as much again does, and nearly as well as one without limits: capacity is a key of lanes and sites, no rule.
    """
    lost = GAPS[1]
    mean = 10 / 0.9  # what must be sent for 10 to come
    waiting = []
    for capacity in (1.02 * mean, 1.5 * mean, 100 * mean):
        scenario = shop(**lost, capacity=capacity)
        rules = tuned(BUFFERED, scenario)
        waiting.append(bw.run(scenario, 30, rules=rules).totals.set_index("measure")["mean"]["backlog"])
    assert waiting[0] > 10 * waiting[1]
    assert waiting[1] < 3 * waiting[2] + 0.1
