"""Disruptions of stockpyl's, from explicit lists, come to the same figures in every period.

There a node is disrupted, here a lane or a stockpoint; periods count from 0 there, from 1 here.

- OP, no orders are placed: `orders`, in the same periods.
- SP, nothing is shipped to the node: `shipping`, on the lanes that lead to it from other nodes (there the outside world
  goes on).  There the goods that would have been shipped leave the stock and the backlog, and wait apart; here they
  stay on hand and owed, and other customers may get them.  So the same comes only where the supplier has no others.
- TP, what is in transit to the node stands still: `transit`, a period later.  There goods move at the end of a period,
  after they were received and shipped; here at the beginning, so that a pause at the end of one is at the beginning of
  the next.
- RP, the node cannot receive: `receiving`, in the same periods.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bullwhip as bw

pytest.importorskip("stockpyl", reason="stockpyl is not installed")

from stockpyl.disruption_process import DisruptionProcess
from stockpyl.sim import simulation

from tests.agents.exchange.stockpyl_models import LISTED, drawn, of_instance
from tests.agents.exchange.test_stockpyl_periods import NOT_READ, assert_close, theirs

PERIODS = len(LISTED)
KINDS = {"OP": "orders", "SP": "shipping", "TP": "transit", "RP": "receiving"}


def downs(seed: int) -> list[bool]:
    """Whether a node is disrupted in each period: not in the first, in spells."""
    rng, states = np.random.default_rng(seed), [False]
    while len(states) < PERIODS + 1:
        states.append(bool(rng.uniform() < (0.6 if states[-1] else 0.2)))
    return states


def disrupted(network: Any, node: int, states: list[bool], kind: str) -> pd.DataFrame:
    """Our history of a network with a disrupted node; runs stockpyl as well."""
    scenario = bw.from_stockpyl(network, periods=PERIODS, ignore=NOT_READ)
    later = 2 if kind == "TP" else 1
    periods = [at + later for at, down in enumerate(states) if down and at + later <= PERIODS]
    tables = [{"name": "down", "kind": KINDS[kind], "periods": periods}]
    if kind == "SP":
        ways = [lane for lane in scenario.lane if lane.target == str(node)]
        tables = [tables[0] | {"name": lane.supplier, "lane": f"{lane.supplier}>{lane.target}"} for lane in ways]
    else:
        tables[0]["site"] = str(node)
    network.nodes_by_index[node].disruption_process = DisruptionProcess(
        random_process_type="E", disruption_type=kind, disruption_state_list=states
    )
    simulation(network, PERIODS, rand_seed=1, progress_bar=False, consistency_checks="N")
    return bw.run(bw.load(scenario.document() | {"disruption": tables}), 1, record=True).history


def assert_meets(history: pd.DataFrame, network: Any) -> None:
    """All nodes have the same in every period; what waits apart there is on hand and owed here."""
    for node in network.nodes:
        ours = history[history["site"] == str(node.index)]
        level = theirs(network, node.index, "inventory_level")
        apart = theirs(network, node.index, "outbound_disrupted_items")
        for column, figures in {
            "on_hand": np.maximum(level, 0) + apart,
            "backlog": theirs(network, node.index, "backorders_by_successor") + apart,
            "order": theirs(network, node.index, "order_quantity_fg"),
            "shipped": theirs(network, node.index, "outbound_shipment"),
            "received": theirs(network, node.index, "inbound_shipment"),
            "asked": theirs(network, node.index, "inbound_order"),
        }.items():
            assert_close(ours[column], figures, f"node {node.index}: {column}")


@pytest.mark.parametrize(("kind", "node"), [*product(["OP", "TP", "RP"], [1, 2, 3]), ("SP", 1), ("SP", 2)])
def test_every_period_of_a_chain_in_a_storm_is_the_same(kind: str, node: int) -> None:
    network = of_instance("example_6_1")
    assert_meets(disrupted(network, node, downs(node), kind), network)


def only_customers(network: Any) -> list[int]:
    """Nodes whose suppliers have no other customers."""
    nodes = network.nodes_by_index
    return [
        node.index
        for node in network.nodes
        if node.predecessor_indices()
        and all(
            len(nodes[other].successor_indices()) == 1 and nodes[other].demand_source.type is None
            for other in node.predecessor_indices()
        )
    ]


@pytest.mark.parametrize("seed", [2, 5, 7, 9, 13])
@pytest.mark.parametrize("kind", KINDS)
def test_every_period_of_a_tree_in_a_storm_is_the_same(kind: str, seed: int) -> None:
    network = drawn(seed)
    nodes = only_customers(network) if kind == "SP" else [network.nodes[-1].index]
    assert nodes
    assert_meets(disrupted(network, nodes[-1], downs(seed), kind), network)
