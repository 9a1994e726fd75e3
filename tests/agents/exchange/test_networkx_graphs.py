"""Networks from and to graphs of networkx: the same there and back, and nothing is ignored in silence."""

from __future__ import annotations

import json
import math
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

import bullwhip as bw
from tests.agents.pictures.test_network_picture import plant
from tests.network.networks import networks

RULE = {"type": "order-up-to", "level": 42}
DEMAND = {"type": "poisson", "mean": 10}


def shop(**edge: Any) -> nx.DiGraph:
    """A maker and a shop."""
    graph = nx.DiGraph(name="Shop", periods=9)
    graph.add_node("maker")
    graph.add_node("shop", rule=RULE, demand=DEMAND)
    graph.add_edge("maker", "shop", **{"lead_time": 2} | edge)
    return graph


@pytest.mark.parametrize("name", bw.scenarios())
def test_a_shipped_scenario_comes_back_as_it_was(name: str) -> None:
    scenario = bw.load(name)
    again = bw.from_networkx(bw.to_networkx(scenario))
    assert again == scenario
    assert again.document() == scenario.document()
    assert again.to_toml() == scenario.to_toml()
    by_json = nx.node_link_data(bw.to_networkx(name), edges="edges")
    assert bw.from_networkx(nx.node_link_graph(json.loads(json.dumps(by_json)), edges="edges")) == scenario


@given(networks())
def test_any_scenario_comes_back_as_it_was(document: dict[str, Any]) -> None:
    scenario = bw.load(document)
    again = bw.from_networkx(bw.to_networkx(scenario))
    assert again.document() == scenario.document()
    assert [lane.name for lane in again.lane] == [lane.name for lane in scenario.lane]


def test_a_scenario_that_came_back_runs_to_the_same_figures() -> None:
    again = bw.from_networkx(bw.to_networkx("gift-shop"))
    one, other = (bw.run(scenario, 3, periods=80) for scenario in ("gift-shop", again))
    pd.testing.assert_frame_equal(one.summary, other.summary, check_exact=True)


def test_nodes_are_sites_and_edges_are_lanes() -> None:
    graph = bw.to_networkx("beer-game")
    assert nx.is_directed_acyclic_graph(graph)
    assert list(graph) == [*(site.name for site in bw.load("beer-game").site), "outside"]
    assert graph.nodes["outside"] == {"outside": True}
    assert graph.nodes["retailer"]["role"] == "retailer"
    edge = graph.edges["wholesaler", "retailer", 0]
    assert edge == {"lead_time": 2, "order_delay": 2, "in_mail": (4, 4), "in_transit": (4, 4)}
    assert graph.graph["periods"] == 36


def test_the_outside_world_is_a_node_of_its_own_whatever_sites_are_called() -> None:
    sites = [{"name": name, "role": "retailer", "rule": "pass-on"} for name in ("outside", "(outside)")]
    lanes = [{"to": "outside", "lead_time": 1}, {"from": "outside", "to": "(outside)", "lead_time": 1}]
    scenario = bw.load({"name": "x", "periods": 3, "site": sites, "lane": lanes})
    graph = bw.to_networkx(scenario)
    assert len(graph) == 3
    assert bw.from_networkx(graph) == scenario


def test_a_plain_graph_is_enough() -> None:
    scenario = bw.from_networkx(shop(), periods=20, seed=3)
    assert (scenario.name, scenario.periods, scenario.seed) == ("Shop", 20, 3)
    assert [(site.name, site.role) for site in scenario.site] == [("maker", "supplier"), ("shop", "retailer")]
    [lane] = scenario.lane
    assert (lane.source, lane.target, lane.lead_time) == ("maker", "shop", 2)
    middle = nx.DiGraph([("a", "b"), ("b", "c")])
    nx.set_edge_attributes(middle, 1, "lead_time")
    nx.set_node_attributes(middle, {"b": {"rule": "pass-on"}, "c": {"rule": "pass-on", "role": "distributor"}})
    scenario = bw.from_networkx(middle, periods=3)
    roles = [site.role for site in scenario.site]
    assert (scenario.name, roles) == ("Network", ["supplier", "distributor", "distributor"])


def test_several_items_are_edges_side_by_side() -> None:
    graph = nx.MultiDiGraph(periods=9)
    graph.add_node("shop", items={"tea": {"rule": RULE, "demand": DEMAND}, "jam": {"rule": "pass-on"}})
    graph.add_edge("maker", "shop", key="by sea", item="tea", lead_time=9)
    graph.add_edge("maker", "shop", item="jam", lead_time=1)
    assert [(lane.item, lane.lead_time) for lane in bw.from_networkx(graph).lane] == [("tea", 9), ("jam", 1)]


def test_recipes_are_edges_from_a_site_to_itself() -> None:
    scenario = plant()
    graph = bw.to_networkx(scenario)
    assert "outside" not in graph
    assert graph.edges["plant", "plant", 3]["recipe"] == {"steel": 2, "wheel": 4}
    assert bw.from_networkx(graph) == scenario
    for node in graph:
        del graph.nodes[node]["role"]
    edge = graph.edges["plant", "plant", 3]
    del edge["recipe"]
    edge.update({"recipe.steel": 2, "recipe.wheel": 4})
    again = bw.from_networkx(graph)
    assert again.lane == scenario.lane
    assert [site.role for site in again.site] == ["manufacturer", "supplier", "supplier"]


def test_names_and_values_may_be_of_any_kind() -> None:
    table = pd.DataFrame({"source": [1, 1], "target": [2, 3], "lead_time": [2, 5], "item": [None, math.nan]})
    graph = nx.from_pandas_edgelist(table, edge_attr=True, create_using=nx.DiGraph)
    for node in (2, 3):
        graph.nodes[node].update({"rule.type": "order-up-to", "rule.level": np.int64(9), "demand.type": "poisson"})
        graph.nodes[node]["demand.mean"] = np.float64(2.5)
    graph.nodes[3]["name"] = "north"
    scenario = bw.from_networkx(graph, periods=9)
    assert list(scenario.sites) == ["1", "2", "north"]
    assert scenario.sites["north"].rule == {"type": "order-up-to", "level": 9}
    assert [lane.lead_time for lane in scenario.lane] == [2, 5]


def test_a_bare_rule_takes_parameters_beside_it() -> None:
    for keys in (["rule", "rule.level"], ["rule.level", "rule"]):
        graph = shop()
        del graph.nodes["shop"]["rule"]
        graph.nodes["shop"].update({key: {"rule": "order-up-to", "rule.level": 7}[key] for key in keys})
        assert bw.from_networkx(graph).sites["shop"].rule == {"type": "order-up-to", "level": 7}


def test_what_is_ignored_is_named() -> None:
    graph = shop(weight=3, order_dealy=1)
    nx.set_node_attributes(graph, (0, 0), "pos")
    graph.graph["rankdir"] = "LR"
    with pytest.warns(UserWarning, match="ignored") as told:
        bw.from_networkx(graph)
    [warning] = told
    assert warning.filename == __file__
    assert str(warning.message) == (
        "from_networkx: ignored graph attribute 'rankdir'; node attribute 'pos' (2 nodes); edge attribute 'weight'; "
        "edge attribute 'order_dealy', did you mean 'order_delay'?; ignore=['rankdir', 'pos', 'weight', 'order_dealy'] "
        "says that this is meant"
    )
    bw.from_networkx(graph, ignore=["rankdir", "pos", "weight", "order_dealy"])  # warnings are errors here
    outside = nx.DiGraph([("world", "shop")], periods=9)
    outside.nodes["world"].update(outside=True, stock=3)
    outside.nodes["shop"].update(rule="pass-on")
    outside.edges["world", "shop"].update(lead_time=1)
    with pytest.warns(UserWarning, match="node attribute 'stock'"):
        assert bw.from_networkx(outside).lane[0].source is None


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        (nx.Graph([("a", "b")]), "graph: found edges without a direction; give a DiGraph"),
        ([("a", "b")], "graph: found .*; give a DiGraph or MultiDiGraph of networkx"),
        (shop(lead_time=0), "lane 'maker -> shop', lead_time: found 0"),
        (nx.DiGraph([("a", "b")]), "periods: found nothing"),
    ],
)
def test_a_faulty_graph_is_refused(graph: Any, told: str) -> None:
    with pytest.raises(bw.BullwhipError, match=told):
        bw.from_networkx(graph)
