"""Networks of stockpyl: instances of its own, and others, with customers who ask for what a list says."""

from __future__ import annotations

from typing import Any

import numpy as np
from stockpyl.demand_source import DemandSource
from stockpyl.instances import load_instance
from stockpyl.policy import Policy
from stockpyl.supply_chain_network import SupplyChainNetwork, network_from_edges, serial_system, single_stage_system
from stockpyl.supply_chain_node import SupplyChainNode
from stockpyl.supply_chain_product import SupplyChainProduct

LISTED = [
    *(5, 4, 7, 3, 8, 6, 2, 9, 5, 5, 0, 12, 4, 6, 7, 1, 5, 8, 3, 6, 20, 0, 0, 5, 5, 5, 9, 4, 4, 6),
    *(7, 2.5, 0, 18, 1, 3, 6, 6, 6, 6),
]


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


def bicycles() -> Any:
    """A plant that makes two products of parts, one of them shared, and a shop."""
    network = SupplyChainNetwork()
    frame, wheel, bicycle, cart = (
        SupplyChainProduct(index, name=name) for index, name in enumerate(("frame", "wheel", "bicycle", "cart"), 1)
    )
    bicycle.set_bill_of_materials(frame, 1)
    bicycle.set_bill_of_materials(wheel, 2)
    cart.set_bill_of_materials(wheel, 4)
    makers: Any = SupplyChainNode(1, name="parts", network=network, supply_type="U", shipment_lead_time=2)
    plant: Any = SupplyChainNode(2, name="plant", network=network, shipment_lead_time=2)
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


def stage(lead_time: int = 1, **demand: Any) -> Any:
    """One stage with this demand."""
    network = single_stage_system(shipment_lead_time=lead_time, supply_type="U")
    [node] = network.nodes
    node.demand_source = DemandSource(**demand or {"type": "P", "mean": 5})
    node.inventory_policy = Policy(type="BS", base_stock_level=9, node=node)
    return network


def drawn(seed: int) -> Any:
    """A tree whose stages have policies, times, costs and demands drawn by a seed; some inside have customers."""
    rng = np.random.default_rng(seed)
    nodes = range(1, int(rng.integers(2, 9)))
    edges = [(int(rng.integers(0, node)), node) for node in nodes]
    network = network_from_edges(edges, node_order_in_lists=[0, *nodes])
    for node in network.nodes:
        level = float(rng.integers(5, 60))
        node.inventory_policy = (
            Policy(type="BS", base_stock_level=level, node=node),
            Policy(type="sS", reorder_point=level, order_up_to_level=level + 9.5, node=node),
            Policy(type="rQ", reorder_point=level, order_quantity=float(rng.integers(6, 20)), node=node),
        )[rng.integers(0, 3)]
        node.shipment_lead_time, node.order_lead_time = (int(time) for time in (rng.integers(1, 4), rng.integers(0, 3)))
        node.local_holding_cost, node.stockout_cost = rng.uniform(0, 5, 2)
        node.initial_inventory_level = float(rng.integers(0, 40))
        node.order_capacity = [None, float(rng.integers(8, 20))][rng.integers(0, 2)]
        if not node.successor_indices() or rng.uniform() < 0.3:
            node.demand_source = DemandSource(type="D", demand_list=list(rng.permutation(LISTED)))
    network.nodes[0].supply_type = "U"
    return network
