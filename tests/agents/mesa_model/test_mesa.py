"""What Mesa itself does with a supply network: batches, agents that come and go, data collection."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

import bullwhip as bw
from tests.agents.mesa_model.test_supply_network import chain

Table = dict[str, Any]
OPTIONS: Table = {"number_processes": 1, "max_steps": 100, "display_progress": False}
NEWER = hasattr(mesa.Model, "scenario")  # 3.4 and newer hand seeds on as rng, 3.3 among the parameters only


class Own(bw.SupplyNetwork):
    """A model of a user's own that takes more."""

    def __init__(self, scenario: Any, level: float = 60, seed: int | None = None, **given: Any) -> None:
        rule = {"type": "order-up-to", "level": level}
        super().__init__(scenario, seed=seed, rules={"shop": rule}, **given)


def alone(seed: int) -> float:
    return float(bw.run(chain(), seed=seed).costs[0])


@pytest.mark.parametrize("model", [bw.SupplyNetwork, Own])
def test_a_batch_runs_every_seed(model: type[bw.SupplyNetwork]) -> None:
    rows = mesa.batch_run(model, {"scenario": [chain()], "seed": [1, 2, 3]}, **OPTIONS)
    costs = {row["seed"]: row["cost"] for row in rows}
    assert costs == {seed: alone(seed) for seed in (1, 2, 3)}


@pytest.mark.skipif(not NEWER, reason="batch_run takes rng from Mesa 3.4 on")
@pytest.mark.parametrize("model", [bw.SupplyNetwork, Own])
def test_a_batch_takes_seeds_as_rng(model: type[bw.SupplyNetwork]) -> None:
    rows = mesa.batch_run(model, {"scenario": [chain()]}, rng=[1, 2, 3], **OPTIONS)
    assert {row["seed"]: row["cost"] for row in rows} == {seed: alone(seed) for seed in (1, 2, 3)}


@pytest.mark.skipif(not NEWER, reason="Mesa 3.3 says nothing of an iteration to the model")
def test_a_batch_without_seeds_meets_another_luck_each_time() -> None:
    rows = mesa.batch_run(bw.SupplyNetwork, {"scenario": [chain()]}, rng=[None] * 3, **OPTIONS)
    assert len({row["cost"] for row in rows}) == 3
    assert {row["seed"]: row["cost"] for row in rows} == {row["seed"]: alone(row["seed"]) for row in rows}


def test_mesa_finds_no_parameter_that_it_would_overwrite() -> None:
    # Mesa 3.4 and newer look at the signature, and put None in the place of every `seed`.
    assert "seed" not in inspect.signature(bw.SupplyNetwork).parameters
    assert "rng" in inspect.signature(bw.SupplyNetwork).parameters
    assert "seed" not in inspect.signature(Own).parameters

    class Seeded(bw.SupplyNetwork):
        def __init__(self, seed: int) -> None:
            super().__init__(chain(), seed=seed)

    assert "seed" in inspect.signature(Seeded).parameters  # the only one that it takes


def test_no_seed_is_the_scenarios_and_none_is_any() -> None:
    assert bw.SupplyNetwork(chain(seed=5)).seed == 5
    assert (
        bw.SupplyNetwork(chain(), rng=np.random.default_rng(1)).seed
        == bw.SupplyNetwork(chain(), rng=np.random.default_rng(1)).seed
    )
    assert bw.SupplyNetwork(chain(), rng=None).seed != bw.SupplyNetwork(chain(), rng=None).seed
    with pytest.raises(bw.BullwhipError, match="seed"):
        bw.SupplyNetwork(chain(), rng="any")  # type: ignore[arg-type]


def test_sites_are_neither_made_nor_removed_by_hand() -> None:
    model = bw.SupplyNetwork(chain(), seed=1)
    with pytest.raises(
        bw.BullwhipError, match="Retailer made by hand; the sites of a network are those of its scenario"
    ):
        bw.Retailer(model, "second")
    with pytest.raises(bw.BullwhipError, match="shop cannot be removed"):
        model.site("shop").remove()
    with pytest.raises(bw.BullwhipError, match="cannot be removed"):
        model.remove_all_agents()
    assert list(model.agents.get("name")) == ["shop", "depot", "maker"]
    model.run_model()
    assert model.cost == alone(1)


def test_agents_that_are_no_sites_come_and_go() -> None:
    model = bw.SupplyNetwork(chain(), seed=1)
    watcher = mesa.Agent(model)
    for _ in range(10):
        model.step()
    assert model.site("depot").name == "depot"
    watcher.remove()
    model.run_model()
    assert model.cost == alone(1)
    assert model.datacollector is not None
    table = model.datacollector.get_agent_vars_dataframe()
    assert len(table) == 10 * 4 + 20 * 3
    assert table["on_hand"].isna().sum() == 10


def goods(replications: int) -> bw.SupplyNetwork:
    item = {"rule": "pass-on", "stock": 9, "demand": {"type": "poisson", "mean": 3}}
    shop = {"name": "shop", "role": "retailer", "items": {"tea": item, "milk": {**item, "stock": 5}}}
    scenario = bw.load({"name": "two", "periods": 5, "site": [shop], "lane": [{"to": "shop", "lead_time": 1}]})
    return bw.SupplyNetwork(scenario, seed=2, replications=replications)


def test_what_is_collected_of_several_items_is_a_number_each() -> None:
    model = goods(1)
    model.run_model()
    assert model.datacollector is not None
    sites = model.datacollector.get_agent_vars_dataframe()
    items = model.datacollector.get_table_dataframe("stockpoints")
    figures = ["on_hand", "backlog", "on_order", "order"]
    assert all(pd.api.types.is_float_dtype(table[name]) for table in (sites, items) for name in figures)
    history = bw.run(model.supply_scenario, seed=2, record=True).history
    for name in ("on_hand", "backlog", "order"):
        by_item = history.set_index(["period", "site", "item"])[name]
        assert items.set_index(["period", "site", "item"])[name].to_dict() == by_item.to_dict()
        assert sites[name].tolist() == by_item.groupby("period").sum().tolist()


def test_what_is_collected_of_several_replications_is_a_column_each() -> None:
    model = goods(3)
    model.step()
    assert model.datacollector is not None
    for table in (
        model.datacollector.get_agent_vars_dataframe(),
        model.datacollector.get_table_dataframe("stockpoints"),
    ):
        assert {np.shape(value) for value in table["on_hand"]} == {(3,)}


def test_a_model_can_be_put_aside_and_goes_on_as_it_would_have() -> None:
    model = bw.SupplyNetwork(chain(), seed=4)
    for _ in range(5):
        model.step()
    other = pickle.loads(pickle.dumps(model))
    for each in (model, other):
        each.run_model()
    assert other.cost == model.cost
    assert model.datacollector is not None
    collected = other.datacollector.get_agent_vars_dataframe()
    pd.testing.assert_frame_equal(collected, model.datacollector.get_agent_vars_dataframe())
