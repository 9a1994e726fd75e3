"""Networks of stockpyl: their attributes become keys, and nothing is ignored in silence."""

from __future__ import annotations

from typing import Any

import pytest

import bullwhip as bw

pytest.importorskip("stockpyl", reason="stockpyl is not installed")

from stockpyl.disruption_process import DisruptionProcess
from stockpyl.instances import load_instance
from stockpyl.policy import Policy
from stockpyl.supply_chain_network import network_from_edges

from tests.agents.exchange.stockpyl_models import bicycles, stage


def test_rosling_s_assembly_keeps_its_stages() -> None:
    network = load_instance("rosling_figure_1")
    with pytest.warns(
        UserWarning, match=r"^from_stockpyl: read node attribute 'inventory_policy' \(7 nodes\) 'BEBS' .*"
    ):
        scenario = bw.from_stockpyl(network, periods=9)
    items = {site.name: [*site.items] for site in scenario.site}
    assert items == {"1": ["1", "5", "4"], "4": ["4", "6", "7"], "5": ["5"]}


def test_products_are_items_and_bills_of_materials_are_recipes() -> None:
    scenario = bw.from_stockpyl(bicycles(), periods=9, name="Bicycles")
    parts, plant = scenario.site
    assert (plant.name, plant.role, [*plant.items]) == ("plant", "manufacturer", ["bicycle", "frame", "wheel", "cart"])
    assert [*parts.items] == ["frame", "wheel"]
    demand = plant.items["cart"].demand
    assert isinstance(demand, tuple)
    assert demand[0].model_dump() | {"type": "negative-binomial", "mean": 3, "variance": 6} == demand[0].model_dump()
    assert plant.items["wheel"].rule == {"type": "pass-on"}
    assert (plant.items["wheel"].holding_cost, plant.items["cart"].stock) == (0.5, 9)
    recipes = {lane.item: lane.recipe for lane in scenario.lane if lane.recipe}
    assert recipes == {"bicycle": {"frame": 1, "wheel": 2}, "cart": {"wheel": 4}}


@pytest.mark.parametrize(
    ("source", "demand"),
    [
        ({"type": "N", "mean": 5, "standard_deviation": 1}, {"type": "normal", "mean": 5, "sd": 1}),
        ({"type": "P", "mean": 5, "round_to_int": True}, {"type": "poisson", "mean": 5}),
        ({"type": "UD", "lo": 1, "hi": 2}, {"type": "discrete", "values": (1, 2), "weights": (1, 1)}),
        ({"type": "NB", "n": 4, "p": 0.5}, {"type": "negative-binomial", "mean": 4, "variance": 8}),
        ({"type": "D", "demand_list": 5}, {"type": "constant", "value": 5}),
        ({"type": "D", "demand_list": [5, 4]}, {"type": "series", "values": (5, 4)}),
        (
            {"type": "CD", "demand_list": [5, 4], "probabilities": [0.25, 0.75]},
            {"type": "discrete", "values": (5, 4), "weights": (0.25, 0.75)},
        ),
    ],
)
def test_demand_sources_are_demand(source: dict[str, Any], demand: dict[str, Any]) -> None:
    network = stage(**source)
    [site] = bw.from_stockpyl(network, periods=9).site
    assert isinstance(site.demand, tuple)
    assert site.demand[0].model_dump(exclude_unset=True) | {"type": demand["type"]} == demand


def test_a_fixed_quantity_is_ordered_in_every_period() -> None:
    """By stockpyl's documentation: its simulation cannot run this policy of its own."""
    network = stage()
    network.nodes[0].inventory_policy = Policy(type="FQ", order_quantity=6, node=network.nodes[0])
    history = bw.run(bw.from_stockpyl(network, periods=9), 1, record=True).history
    assert history["order"].tolist() == [6] * 9


def test_what_is_ignored_or_read_otherwise_is_named() -> None:
    network = stage(lead_time=0, type="UC", lo=2, hi=4, round_to_int=True)
    [node] = network.nodes
    node.disruption_process = DisruptionProcess(random_process_type="M", disruption_probability=0.1)
    node.local_holding_cost_function = abs
    node.processing_time = 3
    with pytest.warns(UserWarning, match="ignored") as told:
        scenario = bw.from_stockpyl(network, periods=9)
    [warning] = told
    assert warning.filename == __file__
    assert str(warning.message) == (
        "from_stockpyl: ignored node attribute 'local_holding_cost_function'; node attribute 'disruption_process'; "
        "node attribute 'processing_time'; node attribute 'demand_source.round_to_int'; read node attribute "
        "'shipment_lead_time' 0 as 1; node attribute 'demand_source' 'UC' as 1,000 equally likely values; "
        "ignore=['local_holding_cost_function', 'disruption_process', 'processing_time', 'demand_source.round_to_int', "
        "'shipment_lead_time', 'demand_source'] says that this is meant"
    )
    [site] = scenario.site
    assert isinstance(site.demand, tuple)
    assert site.demand[0].model_dump()["values"][::999] == (2.001, 3.999)
    assert scenario.lane[0].lead_time == 1


def test_a_lead_time_of_none_takes_from_the_order_s() -> None:
    network = stage(lead_time=0)
    network.nodes[0].order_lead_time = 3
    with pytest.warns(UserWarning, match=r"'order_lead_time' 3 as 2"):
        [lane] = bw.from_stockpyl(network, periods=9).lane
    assert (lane.order_delay, lane.lead_time) == (2, 1)


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(bw.BullwhipError, match="network: found 3; give a SupplyChainNetwork of stockpyl"):
        bw.from_stockpyl(3)
    with pytest.raises(bw.BullwhipError, match="stockpyl node 1: found no inventory_policy; give it one"):
        bw.from_stockpyl(load_instance("example_6_5"), periods=9)
    diamond = network_from_edges([(4, 2), (4, 3), (2, 1), (3, 1)], demand_type={1: "P"}, mean=3)
    with pytest.raises(bw.BullwhipError, match="stockpyl node 1: found several predecessors that bring the same '4'"):
        bw.from_stockpyl(diamond, periods=9)
    with pytest.raises(bw.ScenarioError, match="periods: found nothing"):
        bw.from_stockpyl(stage())
