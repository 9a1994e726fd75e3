"""Networks of stockpyl come to its own figures in every period.

They are compared with those that stockpyl (1.0.2) itself comes to, under a list of demands.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw

pytest.importorskip("stockpyl", reason="stockpyl is not installed")

from stockpyl.demand_source import DemandSource
from stockpyl.policy import Policy
from stockpyl.sim import simulation

from tests.agents.exchange.stockpyl_models import LISTED, beer_game, bicycles, chain, drawn, of_instance

PERIODS = len(LISTED)
NOT_READ = ["echelon_holding_cost"]  # of several instances


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


@pytest.mark.parametrize("seed", range(12))
def test_every_period_of_any_tree_is_the_same(seed: int) -> None:
    network = drawn(seed)
    history, cost, total = both(network)
    for node in network.nodes:
        assert_meets(history, network, node.index, site=str(node.index))
    assert cost == pytest.approx(total, rel=1e-12)


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
