"""Rules that leave something to chance: their luck has an address, like that of demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

import bullwhip as bw


@dataclass(frozen=True)
class Whim(bw.Rule):
    """Orders anything between nothing and twice the mean."""

    mean: float
    purpose: str = "whim"

    def order(self, view: bw.View) -> Any:
        return 2 * self.mean * view.uniform(self.purpose)


def orders(purpose: str = "whim", seed: int = 1, replications: int = 300, **how: Any) -> Any:
    scenario = bw.load("corner-shop")
    rules = {"shop": Whim(mean=10, purpose=purpose)}
    history = bw.run(scenario, replications, 40, seed, record=True, rules=rules, **how).history
    return history.sort_values(["period", "replication"])["order"].to_numpy().reshape(40, replications)


def test_a_whim_depends_on_its_address_alone() -> None:
    drawn = orders()
    np.testing.assert_array_equal(drawn, orders(chunk=64))
    np.testing.assert_array_equal(drawn, orders(workers=2))
    np.testing.assert_array_equal(drawn[:, :1], orders(replications=1))


def test_other_seeds_and_purposes_have_other_luck() -> None:
    drawn = orders()
    for other in (orders(seed=2), orders(purpose="mood")):
        assert not np.isin(drawn, other).any()
    assert np.unique(drawn).size == drawn.size


def test_items_of_a_site_have_luck_of_their_own() -> None:
    item = {"stock": 10, "rule": "pass-on", "demand": {"type": "poisson", "mean": 10}}
    shop = {"name": "shop", "role": "retailer", "items": {"tea": item, "salt": item}}
    scenario = bw.load({"name": "shop", "periods": 9, "site": [shop], "lane": [{"to": "shop", "lead_time": 1}]})
    history = bw.run(scenario, record=True, rules={"shop": Whim(mean=10)}).history
    tea, salt = (history[history["item"] == name]["order"].to_numpy() for name in ("tea", "salt"))
    assert not np.isin(tea, salt).any()


def test_whims_are_uniform_and_know_nothing_of_each_other() -> None:
    drawn = orders(replications=1000) / 20
    assert stats.kstest(drawn.ravel(), "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]) < 0.02
    assert abs(np.corrcoef(drawn[:, :-1].ravel(), drawn[:, 1:].ravel())[0, 1]) < 0.02
