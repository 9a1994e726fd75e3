"""What a run says of a network, where it differs from what it says of its stockpoints."""

from __future__ import annotations

import numpy as np

import bullwhip as bw


def test_a_network_without_customers_has_costs_and_no_service() -> None:
    scenario = bw.Scenario.of(
        {
            "name": "still",
            "periods": 10,
            "site": [{"name": "store", "role": "distributor", "stock": 5, "holding_cost": 2, "rule": "pass-on"}],
            "lane": [{"to": "store", "lead_time": 1}],
        }
    )
    totals = bw.run(scenario, replications=3).totals.set_index("measure")["mean"]
    assert totals["cost"] == 100
    assert totals[["cycle_service", "ready_rate", "fill_rate"]].isna().all()


def test_a_networks_cost_is_the_same_to_the_last_bit_however_replications_are_split() -> None:
    """The 65th is alone in its chunk, or one of 65; a sum over sites depends on the order in which they are added."""
    stores = [
        {"name": f"store {k}", "role": "distributor", "stock": 5.3 + k, "holding_cost": 0.37 + k / 7, "rule": "pass-on"}
        for k in range(40)
    ]
    lanes = [{"to": store["name"], "lead_time": 1} for store in stores]
    scenario = bw.Scenario.of({"name": "many", "periods": 10, "site": stores, "lane": lanes})
    alone, among = (bw.run(scenario, replications=65, chunk=chunk).costs for chunk in (64, 128))
    np.testing.assert_array_equal(alone, among)
    np.testing.assert_array_equal(alone[:1], bw.run(scenario).costs)
