"""How time and memory grow with a network: the 38 chains of Willems (2008), 1,000 periods of each.

    python -m tests.bench.willems willems2008_38_topologies.json [SEED [PICTURE]]

The file has, for each chain, the names of its stages (`nodes`) and its arcs (`edges`, from and to), as the data of
Willems, "Real-World Multiechelon Supply Chains Used for Inventory Optimization", MSOM 10(1) 2008, have them; it does
not come with Bullwhip.  It has neither times nor demand: these are invented here, by a seed.  A stage keeps what it
makes, and a unit of each stage before it, of which it is made; so stockpoints are stages + arcs.  Prints time of the
processor, peak memory and node-periods a second for each, the largest with 100 replications as well, and how time grows
with stages + arcs; draws that into PICTURE (SVG, PNG).
"""

from __future__ import annotations

import json
import resource
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

import bullwhip as bw
from bullwhip.network.arrays import Array

PERIODS = 1_000
REPLICATIONS = 100  # of the largest
SAFETY = 2.0  # standard deviations
SEED = 2008


def scenario(name: str, stages: list[str], arcs: list[list[str]], seed: int) -> dict[str, Any]:
    """A chain with times, costs and demand drawn by a seed, and base stock for the mean demand of each stage."""
    rng = np.random.default_rng(seed)
    graph: Any = nx.DiGraph()
    graph.add_nodes_from(stages)
    graph.add_edges_from(arcs)
    asked: defaultdict[str, float] = defaultdict(float)  # units per period; of everything one unit goes into one
    sites, lanes = {}, []
    for stage in reversed(list(nx.topological_sort(graph))):
        before = list(graph.predecessors(stage))
        made_in = int(rng.integers(1, 5))
        terms: dict[str, Any] = {"holding_cost": float(rng.uniform(0.1, 2)), "backlog_cost": 10.0}
        if not graph.out_degree(stage):
            asked[stage] = float(rng.integers(5, 50))
            terms |= {"demand": {"type": "poisson", "mean": asked[stage]}}
        items: dict[str, dict[str, Any]] = {}
        for part in before:
            asked[part] += asked[stage]
            brought_in, delay = int(rng.integers(1, 9)), int(rng.integers(0, 3))
            items[part] = stocked(asked[stage], brought_in + delay) | {"holding_cost": 0.1}
            lanes.append({"from": part, "to": stage, "item": part, "lead_time": brought_in, "order_delay": delay})
        lane: dict[str, Any] = {"to": stage, "item": stage, "lead_time": made_in}
        lanes.append(lane | ({"recipe": dict.fromkeys(before, 1)} if before else {}))
        items[stage] = stocked(asked[stage], made_in) | terms
        sites[stage] = {"name": stage, "role": "manufacturer", "items": items}
    ordered = [sites[stage] for stage in stages]
    return {"name": f"Chain {name}", "periods": PERIODS, "seed": seed, "site": ordered, "lane": lanes}


def stocked(mean: float, periods: int) -> dict[str, Any]:
    """Base stock for the demand of so many periods and one, as if it were Poisson."""
    level = float(np.ceil(mean * (periods + 1) + SAFETY * np.sqrt(mean * (periods + 1))))
    return {"stock": level, "rule": {"type": "order-up-to", "level": level}}


def seconds() -> float:
    """Time of the processor so far, of this process and its children."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def memory() -> float:
    """Peak memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(made: bw.Scenario, replications: int) -> float:
    """Time of the processor for a run, building the network included."""
    begun = seconds()
    bw.run(made, replications)
    return seconds() - begun


def measure(chains: dict[str, Any], seed: int) -> tuple[list[int], list[float]]:
    """A line for each chain, the smallest first: peak memory is that of the largest so far."""
    sizes, times = [], []
    print(f"{'chain':>5} {'stages':>7} {'arcs':>7} {'read s':>7} {'run s':>8} {'M node-periods/s':>17} {'peak MB':>8}")
    made = None
    for name in sorted(chains, key=lambda name: len(chains[name]["nodes"]) + len(chains[name]["edges"])):
        stages, arcs = chains[name]["nodes"], chains[name]["edges"]
        begun = seconds()
        made = bw.load(scenario(name, stages, arcs, seed))
        read = seconds() - begun
        sizes.append(len(stages) + len(arcs))
        times.append(timed(made, 1))
        rate = sizes[-1] * PERIODS / times[-1] / 1e6
        print(f"{name:>5} {len(stages):7,} {len(arcs):7,} {read:7.2f} {times[-1]:8.2f} {rate:17.2f} {memory():8.0f}")
    assert made is not None
    took = timed(made, REPLICATIONS)
    rate = sizes[-1] * PERIODS * REPLICATIONS / took / 1e6
    print(
        f"the last with {REPLICATIONS} replications: {took:.1f} s, {rate:.1f} M node-periods/s, peak {memory():.0f} MB"
    )
    return sizes, times


def draw(sizes: Array, times: Array, slope: float, start: float, file: str) -> None:
    """Time against stages + arcs, with the straight line that fits best."""
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.plot(sizes, times, "o", mfc="none")
    axes.plot(sizes, start + slope * sizes, linewidth=1)
    axes.set(xlabel="Stages and arcs", ylabel=f"Seconds for {PERIODS:,} periods", title="Time grows with the network")
    figure.savefig(file)


def main() -> None:
    chains = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    smallest = min(chains, key=lambda name: len(chains[name]["edges"]))
    timed(bw.load(scenario(smallest, chains[smallest]["nodes"], chains[smallest]["edges"], seed)), 1)  # compiles
    sizes, times = (np.array(figures, float) for figures in measure(chains, seed))
    slope, start = np.polyfit(sizes, times, 1)
    missed = np.abs(times - (start + slope * sizes)).max()
    print(f"time = {start:.2f} s + {slope * 1e3:.3f} ms a stage or arc; the line misses {missed:.2f} s at most")
    large = sizes >= np.median(sizes)
    for what, which in (("all", sizes > 0), ("the larger half", large)):
        print(f"log-log slope of {what}: {np.polyfit(np.log(sizes[which]), np.log(times[which]), 1)[0]:.2f}")
    if len(sys.argv) > 3:
        draw(sizes, times, slope, start, sys.argv[3])


if __name__ == "__main__":
    main()
