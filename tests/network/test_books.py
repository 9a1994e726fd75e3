"""The books of a network, where they differ from those of its stockpoints."""

from __future__ import annotations

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
    assert not {"cycle_service", "ready_rate", "fill_rate"} & set(totals.index)
