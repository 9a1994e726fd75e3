"""What can be read off the state."""

import numpy as np

import bullwhip as bw
from bullwhip.agents.runs.experiment import run
from bullwhip.network import readings
from bullwhip.network.arrays import Array
from bullwhip.network.scenario import Scenario


def test_customers_demand_is_the_same_to_the_last_bit_alone_and_among_others() -> None:
    """A sum of many fractions depends on the order in which they are added up."""
    shops = [
        {
            "name": f"shop {k}", "role": "retailer", "rule": "pass-on",
            "demand": {"type": "normal", "mean": 10.1 + k, "sd": 1.7},
        }
        for k in range(40)
    ]  # fmt: skip
    store = {"name": "store", "role": "distributor", "stock": 99, "rule": "pass-on"}
    lanes = [{"from": "store", "to": f"shop {k}", "lead_time": 1} for k in range(40)]
    scenario = Scenario.of(
        {"name": "Tree", "periods": 20, "site": [*shops, store], "lane": [*lanes, {"to": "store", "lead_time": 2}]}
    )
    alone, among = (run(scenario, many, record=True).records[0].columns["customer_demand"] for many in (1, 20))
    np.testing.assert_array_equal(alone[:, :, 0], among[:, :, 0])


def test_what_is_coming_is_what_will_be_received() -> None:
    scenario = bw.load("beer-game")
    model = bw.SupplyNetwork(scenario)
    engine, rows = model.engine, slice(0, model.rule_plan.network.rows)
    expected: list[dict[int, Array]] = []
    for _ in range(20):
        model.step()
        network, state = engine.network, engine.state
        coming = readings.coming(network, state, rows, engine.period, engine.settled)
        transit = readings.in_transit(network, state, rows, engine.settled)
        np.testing.assert_array_equal(coming.sum(axis=0), transit)
        received = readings.received(network, state, rows, engine.period)
        for ahead, before in enumerate(reversed(expected[-2:]), 1):
            np.testing.assert_array_equal(before[ahead], received)
        expected.append(dict(enumerate(coming, 1)))
