"""The Mesa model: the same engine, seen as agents."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest

import bullwhip as bw
from bullwhip.agents.mesa_model.supply_agent import Distributor, Manufacturer, Retailer, Supplier

Table = dict[str, Any]


def chain(**keys: Any) -> bw.Scenario:
    """Shop, depot and an unlimited maker."""
    rule = {"type": "order-up-to", "level": 60}
    sites: list[Table] = [
        {"name": "shop", "role": "retailer", "stock": 40, "holding_cost": 1, "backlog_cost": 5, "rule": rule},
        {"name": "depot", "role": "distributor", "stock": 40, "holding_cost": 1, "rule": rule},
        {"name": "maker", "role": "supplier"},
    ]
    sites[0]["demand"] = {"type": "poisson", "mean": 10}
    lanes = [
        {"from": "depot", "to": "shop", "lead_time": 2, "order_delay": 1},
        {"from": "maker", "to": "depot", "lead_time": 3},
    ]
    return bw.load({"name": "chain", "periods": 30, "site": sites, "lane": lanes, **keys})


class UpTo(Retailer):
    """A plain Mesa agent that decides for itself."""

    def decide(self) -> float:
        return 60 - float(self.position)


def test_one_agent_a_site_in_the_order_of_the_file() -> None:
    model = bw.SupplyNetwork(chain())
    assert list(model.agents.get("name")) == ["shop", "depot", "maker"]
    assert [type(agent) for agent in model.agents] == [Retailer, Distributor, Supplier]
    assert len(model.agents_by_type[Retailer]) == 1
    assert Manufacturer not in model.agents_by_type


def test_the_model_is_the_batch_run_step_by_step() -> None:
    scenario = chain()
    model = bw.SupplyNetwork(scenario, seed=5)
    rows = []
    while model.running:
        model.step()
        rows.append((model.site("shop").on_hand, model.site("depot").backlog, model.site("shop").last_order))
    result = bw.run(scenario, seed=5, record=True)
    history = result.history.set_index("site")
    assert len(rows) == 30
    assert [row[0] for row in rows] == list(history.loc["shop"]["on_hand"])
    assert [row[1] for row in rows] == list(history.loc["depot"]["backlog"])
    assert [row[2] for row in rows] == list(history.loc["shop"]["order"])
    assert model.cost == pytest.approx(result.costs[0])


def test_an_agent_that_decides_for_itself_does_as_well_as_a_rule() -> None:
    for replications in (1, 3):
        plain = bw.SupplyNetwork(chain(), replications=replications)
        own = bw.SupplyNetwork(chain(), replications=replications, agents={"shop": UpToAll})
        for _ in range(30):
            plain.step()
            own.step()
        np.testing.assert_array_equal(plain.cost, own.cost)


class UpToAll(Retailer):
    """The same for any number of replications."""

    def decide(self) -> Any:
        return 60 - self.position


def test_agents_can_be_given_by_role() -> None:
    model = bw.SupplyNetwork(chain(), agents={"retailer": UpTo})
    assert isinstance(model.site("shop"), UpTo)
    model.step()


def test_mesa_collects_selects_and_groups() -> None:
    model = bw.SupplyNetwork(chain(), seed=1)
    for _ in range(10):
        model.step()
    assert model.datacollector is not None
    table = model.datacollector.get_agent_vars_dataframe()
    assert set(table.columns) == {"name", "on_hand", "backlog", "on_order", "order"}
    assert "stockpoints" not in model.datacollector.tables
    assert len(table) == 10 * 3
    costs = model.datacollector.get_model_vars_dataframe()["cost"]
    assert costs.is_monotonic_increasing
    assert costs.iloc[-1] == model.cost
    stocked = model.agents.select(lambda agent: np.isfinite(agent.on_hand))
    assert sorted(stocked.get("name")) == ["depot", "shop"]


@pytest.mark.parametrize("way", ["run_model", "while", "for", "batch_run", "run_for"])
def test_every_way_of_mesa_to_run_a_model_ends_with_the_last_period(way: str) -> None:
    expected = bw.run(chain(), seed=3, periods=40).costs[0]
    if way == "batch_run":
        options: Table = {"number_processes": 1, "max_steps": 100, "display_progress": False}
        given: Table = {"scenario": [chain()], "periods": [40], "seed": [3]}
        assert {row["cost"] for row in mesa.batch_run(bw.SupplyNetwork, given, **options)} == {expected}
        return
    model = bw.SupplyNetwork(chain(), seed=3, periods=40)
    if way == "run_model":
        model.run_model()
    elif way == "run_for" and hasattr(model, "run_for"):  # Mesa 3.5
        model.run_for(40)
    elif way == "while":
        while model.running:
            model.step()
    else:
        for _ in range(40):
            model.step()
    assert (model.running, model.steps, model.cost) == (False, 40, expected)


def test_a_step_after_the_last_period_is_refused_and_changes_nothing() -> None:
    model = bw.SupplyNetwork(chain())
    model.run_model()
    assert model.datacollector is not None
    before = model.cost, model.site("shop").on_hand, len(model.datacollector.get_model_vars_dataframe())
    for _ in range(3):
        with pytest.raises(
            bw.BullwhipError, match=r"step: the run is over, with its 30 periods gone by; run longer with "
        ):
            model.step()
    assert before == (model.cost, model.site("shop").on_hand, len(model.datacollector.get_model_vars_dataframe()))
    assert (model.steps, model.running) == (30, False)


def test_two_models_alive_at_once_do_not_touch_each_other() -> None:
    alone = bw.SupplyNetwork(chain(), seed=1)
    for _ in range(20):
        alone.step()
    one, other = bw.SupplyNetwork(chain(), seed=1), bw.SupplyNetwork(chain(whole_units=True), seed=2)
    for _ in range(20):
        one.step()
        other.step()
    assert one.cost == alone.cost
    assert one.site("shop").on_hand == alone.site("shop").on_hand
    assert other.cost != one.cost


def test_an_unlimited_source_keeps_no_stock_but_sends() -> None:
    model = bw.SupplyNetwork(chain(), seed=1)
    model.step()
    maker, depot = model.site("maker"), model.site("depot")
    assert maker.unlimited
    assert maker.on_hand == float("inf")
    assert maker.shipped == maker.asked == depot.last_order


def test_sites_of_many_items_answer_arrays() -> None:
    item = {"rule": "pass-on", "demand": {"type": "poisson", "mean": 3}}
    shop = {"name": "shop", "role": "retailer", "items": {"tea": item, "milk": {**item, "stock": 5}}}
    scenario = bw.load({"name": "two", "periods": 5, "site": [shop], "lane": [{"to": "shop", "lead_time": 1}]})
    model = bw.SupplyNetwork(scenario)
    agent = model.site("shop")
    assert agent.items == ("tea", "milk")
    assert np.asarray(agent.on_hand).tolist() == [[0.0], [5.0]]

    class Buyer(Retailer):
        def decide(self) -> Any:
            return {"milk": 2, "tea": 1}

    model = bw.SupplyNetwork(scenario, agents={"shop": Buyer})
    model.step()
    assert np.asarray(model.site("shop").last_order).tolist() == [[1.0], [2.0]]


class Broken(Retailer):
    """Decides nonsense."""

    answer: Any = None

    def decide(self) -> Any:
        return self.answer


@pytest.mark.parametrize("answer", [None, "ten", float("nan"), np.ones(3), {"tea": 1}])
def test_a_decision_that_is_none_is_refused(answer: Any) -> None:
    cls = type("Nonsense", (Broken,), {"answer": answer})
    model = bw.SupplyNetwork(chain(), agents={"shop": cls})
    with pytest.raises(bw.RuleError, match="shop"):
        model.step()


def test_wrong_names_are_refused() -> None:
    for no_class in (mesa.Agent, bw.Retailer.decide):
        with pytest.raises(bw.BullwhipError, match=r"give a class derived from bullwhip\.Retailer"):
            bw.SupplyNetwork("beer-game", agents={"retailer": no_class})  # type: ignore[dict-item]
    with pytest.raises(bw.BullwhipError, match="neither a site nor a role"):
        bw.SupplyNetwork(chain(), agents={"shopp": UpTo})
    with pytest.raises(bw.BullwhipError, match="both seed and rng"):
        bw.SupplyNetwork(chain(), seed=1, rng=2)
    with pytest.raises(bw.BullwhipError, match="the sites are shop, depot, maker"):
        bw.SupplyNetwork(chain()).site("nowhere")


def test_what_an_agent_decides_is_split_over_its_lanes() -> None:
    """Sources know their parts, the agent its whole order; and the run by a rule that orders the same is the same."""
    document = chain().document()
    document["site"].append({"name": "other", "role": "supplier"})
    document["lane"].append({"from": "other", "to": "depot", "lead_time": 1})
    document["site"][1]["sourcing"] = {"type": "shares", "shares": {"maker": 0.75, "other": 0.25}}
    model = bw.SupplyNetwork(bw.load(document), agents={"depot": DepotUpTo})
    orders: list[Any] = []
    asked: list[Any] = []
    while model.running:
        model.step()
        orders.append(model.site("depot").last_order)
        asked.append((model.site("maker").asked, model.site("other").asked))
    history = bw.run(bw.load(document), record=True).history.query("site == 'depot'")
    assert orders == history["order"].tolist()
    assert sum(orders) > 0
    np.testing.assert_allclose(asked, np.array(orders)[:, None] * [0.75, 0.25])
    del document["site"][1]["sourcing"]
    document["site"][1]["rule"] = {"type": "dual-index", "express": 20, "regular": 60}
    assert bw.run(bw.load(document)).costs.any()
    with pytest.raises(bw.BullwhipError, match="depot: found 2 lanes with 'item', and neither sourcing nor a rule"):
        bw.SupplyNetwork(bw.load(document), agents={"depot": DepotUpTo})


class DepotUpTo(Distributor):
    def decide(self) -> float:
        return 60 - float(self.position)
