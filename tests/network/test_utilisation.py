"""Utilisation: by hand, and against what every lane has sent, period by period, in random networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bullwhip as bw
from bullwhip.network.capacities import site_taken, use_of
from bullwhip.network.topology import OUTSIDE
from tests.driving import Run, load
from tests.network.random_scenarios import random_scenario

NAMES = ["utilisation", "lane_utilisation"]


def bakery(**more: Any) -> dict[str, Any]:
    """Two ovens of 50 loaves; 80 loaves and 10 pies are asked for a day, of which a pie takes a tenth of an oven."""

    def orders(units: float) -> dict[str, Any]:
        return {"type": "recorded", "orders": [units] * 9}

    items = {
        "bread": {"rule": orders(60), "demand": {"type": "constant", "value": 60}},
        "pie": {"rule": orders(4), "demand": {"type": "constant", "value": 4}},
        "flour": {"stock": 1000, "rule": orders(30)},
    }
    site = {
        "name": "bakery",
        "role": "manufacturer",
        "capacity": 2,
        "uses": {"bread": 0.02, "pie": 0.1},
        "items": items,
    }
    lanes = [
        {"to": "bakery", "item": item, "recipe": {"flour": 0.5}, "lead_time": 1, "order_delay": 0}
        for item in ("bread", "pie")
    ]
    flour = {"from": "mill", "to": "bakery", "item": "flour", "lead_time": 1, "capacity": 40, "order_delay": 0}
    mill = {"name": "mill", "role": "supplier"}
    return {"name": "ovens", "periods": 9, "warm_up": 1, "site": [site, mill], "lane": [*lanes, flour], **more}


def test_two_ovens_by_hand() -> None:
    """60 loaves are 1.2 ovens, 4 pies are 0.4; the mill sends 30 of 40."""
    result = bw.run(bakery(), measures=NAMES)
    told = {item: {name: figure["mean"] for name, figure in figures.items()}
            for item, figures in result.as_dict()["sites"]["bakery"].items()}  # fmt: skip
    assert told["bread"]["utilisation"] == pytest.approx(0.6)
    assert told["pie"]["utilisation"] == pytest.approx(0.2)
    assert told["flour"]["utilisation"] == 0.0
    assert told["flour"]["lane_utilisation"] == pytest.approx(0.75)
    assert told["bread"]["lane_utilisation"] is None
    by_site = result.by_site[result.by_site["measure"] == "utilisation"]
    assert by_site["mean"].tolist() == pytest.approx([0.8])


def test_without_a_capacity_there_is_none() -> None:
    figures = bw.run("beer-game", measures=NAMES).as_dict()["sites"]["factory"]["item"]
    assert [figures[name]["mean"] for name in NAMES] == [None, None]


@pytest.mark.parametrize("seed", range(12))
def test_it_is_what_was_sent_in_every_period(seed: int) -> None:
    scenario = load(random_scenario(seed, {"capacity", "recipes", "lanes"}))
    warm_up, periods = 3, 15
    run = Run.of(scenario, 2, warm_up=warm_up)
    network = run.engine.network
    sent = np.zeros((network.source.size, 2))
    for period in range(periods):
        run.step()
        if period >= warm_up:
            sent += run.engine.state.pipe[run.engine.state.sent_at]
    site, use = site_taken(network), use_of(network)
    told = bw.run(scenario.with_(warm_up=warm_up, periods=periods), 2, measures=NAMES).summary.set_index(
        ["site", "item", "measure"]
    )["mean"]
    for row, point in enumerate(network.stockpoints):
        of_site = network.site_capacity[network.site[row]]
        mine = [
            k for k in np.flatnonzero(site >= 0) if (network.target if network.started[k] else network.source)[k] == row
        ]
        expected = sum(use[k] * sent[k].mean() for k in mine) / (periods - warm_up) / of_site
        limited = [k for k in np.flatnonzero(network.target == row) if network.capacity[k] < np.inf and row != OUTSIDE]
        of_lanes = sum(sent[k].mean() for k in limited) / max(sum(network.capacity[k] for k in limited), 1e-9)
        for name, there, value in (
            ("utilisation", of_site < np.inf, expected),
            ("lane_utilisation", bool(limited), of_lanes / (periods - warm_up)),
        ):
            found = told[point.site, point.item, name]
            assert (not there and np.isnan(found)) or found == pytest.approx(value), (point, name)
            assert np.isnan(found) or 0 <= found <= 1 + 1e-9
