"""What can be read off the state."""

import numpy as np

from bullwhip.agents.experiment import run
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
