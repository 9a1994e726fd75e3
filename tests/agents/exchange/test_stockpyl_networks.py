"""Networks of stockpyl: their trajectories are ours, period by period, and nothing is ignored in silence.

Figures are compared with those of stockpyl itself (1.0.2), under a list of demands.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw

pytest.importorskip("stockpyl", reason="stockpyl is not installed")

from stockpyl.demand_source import DemandSource
from stockpyl.disruption_process import DisruptionProcess
from stockpyl.instances import load_instance
from stockpyl.policy import Policy
from stockpyl.sim import simulation
from stockpyl.supply_chain_network import SupplyChainNetwork, network_from_edges, serial_system, single_stage_system
from stockpyl.supply_chain_node import SupplyChainNode
from stockpyl.supply_chain_product import SupplyChainProduct

LISTED = [
    *(5, 4, 7, 3, 8, 6, 2, 9, 5, 5, 0, 12, 4, 6, 7, 1, 5, 8, 3, 6, 20, 0, 0, 5, 5, 5, 9, 4, 4, 6),
    *(7, 2.5, 0, 18, 1, 3, 6, 6, 6, 6),
]
PERIODS = len(LISTED)
NOT_READ = ["echelon_holding_cost"]  # of several instances


def of_instance(name: str, **lead_times: int) -> Any:
    """An instance of stockpyl's, with demands from the list at the nodes without successors."""
    network = load_instance(name)
    for node in network.nodes:
        if not node.successor_indices():
            at = node.index
            node.demand_source = DemandSource(type="D", demand_list=LISTED[at:] + LISTED[:at])
    for node, lead_time in lead_times.items():
        network.nodes_by_index[int(node.removeprefix("node_"))].shipment_lead_time = lead_time
    return network


def beer_game() -> Any:
    """Order lead times, and goods and orders under way at the start."""
    return serial_system(
        num_nodes=4,
        node_order_in_system=[4, 3, 2, 1],
        node_order_in_lists=[1, 2, 3, 4],
        local_holding_cost=[0.5] * 4,
        stockout_cost=[1.0] * 4,
        shipment_lead_time=[2] * 4,
        order_lead_time=[1, 1, 1, 0],
        initial_inventory_level=[12] * 4,
        initial_orders=[4, 4, 4, 0],
        initial_shipments=[4] * 4,
        order_capacity=[None, None, 9, None],
        demand_type="D",
        demand_list=LISTED,
        policy_type="BS",
        base_stock_level=[20] * 4,
    )


def chain(policies: list[Policy], **keys: Any) -> Any:
    """Three stages, the last of which customers buy from, by these policies."""
    return serial_system(
        num_nodes=3,
        node_order_in_system=[3, 2, 1],
        node_order_in_lists=[1, 2, 3],
        local_holding_cost=[7, 4, 2],
        in_transit_holding_cost=[0, 3, 1],
        stockout_cost=[37.12, 0, 0],
        shipment_lead_time=[1, 1, 2],
        demand_type="D",
        demand_list=LISTED,
        inventory_policy=policies,
        **keys,
    )


def assert_close(ours: Any, theirs: Any, what: str = "") -> None:
    np.testing.assert_allclose(np.asarray(ours), np.asarray(theirs), rtol=0, atol=1e-9, err_msg=what)


def both(network: Any, **keys: Any) -> tuple[pd.DataFrame, float, float]:
    """Our history, and the costs of all periods, here and there; runs both."""
    scenario = bw.from_stockpyl(network, periods=PERIODS, ignore=NOT_READ, **keys)
    result = bw.run(scenario, 1, record=True)
    total = simulation(network, PERIODS, rand_seed=1, progress_bar=False, consistency_checks="E")
    summary = result.summary
    return result.history, float(summary.loc[summary["measure"] == "cost", "mean"].sum()), total


def theirs(network: Any, node: int, attribute: str) -> np.ndarray[Any, Any]:
    """The sums over successors, or predecessors, of one of a node's state variables, in each period."""

    def total(value: Any) -> float:
        return float(sum(map(total, value.values())) if isinstance(value, dict) else value)

    states = network.nodes_by_index[node].state_vars[:PERIODS]
    return np.array([total(getattr(state, attribute)) for state in states])


def assert_meets(history: pd.DataFrame, network: Any, node: int, **where: str) -> None:
    """On hand, backlog, orders, shipments, receipts and demand of a node are the same in every period."""
    ours = history
    for column, name in where.items():
        ours = ours[ours[column] == name]
    assert len(ours) == PERIODS
    level = theirs(network, node, "inventory_level")
    for column, figures in {
        "on_hand": np.maximum(level, 0),
        "backlog": theirs(network, node, "backorders_by_successor"),
        "order": theirs(network, node, "order_quantity_fg"),
        "shipped": theirs(network, node, "outbound_shipment"),
        "received": theirs(network, node, "inbound_shipment"),
        "asked": theirs(network, node, "inbound_order"),
    }.items():
        assert_close(ours[column], figures, f"node {node}: {column}")


@pytest.mark.parametrize(
    "network",
    [
        of_instance("example_6_1"),
        of_instance("problem_6_16"),
        of_instance("rong_atan_snyder_figure_1a"),
        beer_game(),
        chain([Policy(type="sS", reorder_point=6, order_up_to_level=14 + 3 * node) for node in range(3)]),
        chain([Policy(type="rQ", reorder_point=8, order_quantity=12) for _ in range(3)]),
        chain(
            [Policy(type="EBS", base_stock_level=level) for level in (8, 20, 40)], initial_inventory_level=[8, 12, 20]
        ),
    ],
    ids=["example_6_1", "problem_6_16", "rong_atan_snyder_figure_1a", "beer game", "sS", "rQ", "echelon"],
)
def test_every_period_of_chains_and_trees_is_the_same(network: Any) -> None:
    history, cost, total = both(network)
    for node in network.nodes:
        assert_meets(history, network, node.index, site=str(node.index))
    assert cost == pytest.approx(total, rel=1e-12)
    assert theirs(network, 1, "order_quantity_fg").any()


def assert_made_alike(history: pd.DataFrame, network: Any) -> pd.DataFrame:
    """What node 0 puts together is the same in every period; its history."""
    made = history[(history["site"] == "0") & (history["item"] == "0")]
    for column, figures in {
        "on_hand": np.maximum(theirs(network, 0, "inventory_level"), 0),
        "backlog": theirs(network, 0, "backorders_by_successor"),
        "order": theirs(network, 0, "order_quantity_fg"),
        "shipped": theirs(network, 0, "outbound_shipment"),
    }.items():
        assert_close(made[column], figures, column)
    return made


def test_every_period_of_an_assembly_is_the_same() -> None:
    """A part that waits for others does so at the assembler there, still owed at its own place here."""
    network = of_instance("assembly_3_stage")
    history, cost, total = both(network)
    assert cost == pytest.approx(total, rel=1e-12)
    assert_made_alike(history, network)
    most = 0.0
    for node in (1, 2):
        part = history[history["item"] == str(node)]
        level = theirs(network, node, "inventory_level")
        sent = theirs(network, node, "outbound_shipment")
        waiting = np.cumsum(sent - part["shipped"])
        assert_close(part["order"], theirs(network, node, "order_quantity_fg"))
        assert_close(part["received"], theirs(network, node, "inbound_shipment"))
        assert_close(part["on_hand"], np.maximum(level, 0) + waiting)
        assert_close(part["backlog"], np.maximum(-level, 0) + waiting)
        most = max(most, waiting.max())
    assert most > 0


def test_every_period_of_an_assembly_with_time_to_bring_its_parts_is_the_same() -> None:
    """Parts come a period earlier, as putting them together takes one."""
    network = of_instance("assembly_3_stage", node_0=3)
    history, cost, total = both(network)
    assert cost == pytest.approx(total, rel=1e-12)
    assert_made_alike(history, network)
    most = 0.0
    for node in (1, 2):
        assert_meets(history, network, node, site=str(node))
        part = history[(history["site"] == "0") & (history["item"] == str(node))]
        product = network.nodes_by_index[node].product_indices[0]
        states = network.nodes_by_index[0].state_vars[1:PERIODS]
        waiting = [state.raw_material_inventory[product] for state in states]
        assert_close(part["on_hand"][:-1], waiting)
        most = max(most, *waiting)
    assert most > 0


def test_rosling_s_assembly_keeps_its_stages() -> None:
    network = load_instance("rosling_figure_1")
    with pytest.warns(
        UserWarning, match=r"^from_stockpyl: read node attribute 'inventory_policy' \(7 nodes\) 'BEBS' .*"
    ):
        scenario = bw.from_stockpyl(network, periods=9)
    items = {site.name: [*site.items] for site in scenario.site}
    assert items == {"1": ["1", "5", "4"], "4": ["4", "6", "7"], "5": ["5"]}


def bicycles() -> Any:
    """A plant that makes two products of parts, one of them shared, and a shop."""
    network = SupplyChainNetwork()
    frame, wheel, bicycle, cart = (
        SupplyChainProduct(index, name=name) for index, name in enumerate(("frame", "wheel", "bicycle", "cart"), 1)
    )
    bicycle.set_bill_of_materials(frame, 1)
    bicycle.set_bill_of_materials(wheel, 2)
    cart.set_bill_of_materials(wheel, 4)
    makers = SupplyChainNode(1, name="parts", network=network, supply_type="U", shipment_lead_time=2)
    plant = SupplyChainNode(2, name="plant", network=network, shipment_lead_time=2)
    for node, products in ((makers, [frame, wheel]), (plant, [bicycle, cart])):
        network.add_node(node)
        node.add_products(products)
    network.add_edge(1, 2)
    plant.demand_source = {
        3: DemandSource(type="P", mean=3),
        4: DemandSource(type="NB", n=3, p=0.5),
    }
    for node, product, level in ((makers, 1, 60), (makers, 2, 200), (plant, 3, 12), (plant, 4, 9)):
        node.inventory_policy = (node.inventory_policy if isinstance(node.inventory_policy, dict) else {}) | {
            product: Policy(type="BS", base_stock_level=level, node=node, product=product)
        }
    plant.local_holding_cost = {3: 4, 4: 5}
    makers.local_holding_cost = {1: 1, 2: 0.5}
    return network


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


def test_every_period_of_what_is_made_of_a_shared_part_is_the_same() -> None:
    network = bicycles()
    plant = network.nodes_by_index[2]
    plant.demand_source = {3: DemandSource(type="D", demand_list=LISTED), 4: DemandSource(type="D", demand_list=[2, 0])}
    history, cost, total = both(network)
    assert cost == pytest.approx(total, rel=1e-12)
    for product, name in ((3, "bicycle"), (4, "cart")):
        made = history[history["item"] == name]
        states = plant.state_vars[:PERIODS]
        assert_close(made["on_hand"] - made["backlog"], [state.inventory_level[product] for state in states])
        assert_close(made["order"], [state.order_quantity_fg[product] for state in states])


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


def stage(lead_time: int = 1, **demand: Any) -> Any:
    """One stage with this demand."""
    network = single_stage_system(shipment_lead_time=lead_time, supply_type="U")
    [node] = network.nodes
    node.demand_source = DemandSource(**demand or {"type": "P", "mean": 5})
    node.inventory_policy = Policy(type="BS", base_stock_level=9, node=node)
    return network


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
