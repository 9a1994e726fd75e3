"""The chain of the peer benchmarks, run by Bullwhip; one line in the form that the peers' scripts print.

    python -m tests.bench.ours --nodes 4 --periods 1000 --reps 4096

Work: a chain of base-stock stages, Poisson(10) demand, lead time 2, order delay 1, level and stock 46, holding cost
1, stockout cost 10 at the retailer.  Costs and order variances are counted.  Compiled loops come from the cache: a
short run goes first.  `--rule own` decides by a rule written as a user would, `--observe` takes every measure.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass
from typing import Any

import bullwhip as bw

LEVEL = 46.0


@dataclass(frozen=True)
class OwnOrderUpTo(bw.Rule):
    """The base-stock rule as a user would write it."""

    level: float

    def order(self, view: bw.View) -> Any:
        return self.level - view.position


def chain(nodes: int, periods: int) -> bw.Scenario:
    """The chain of the peers, from the retailer up; the top stage orders from outside, with order delay 1 too."""
    rule = {"type": "order-up-to", "level": LEVEL}
    sites: list[dict[str, Any]] = [
        {"name": f"s{k}", "role": "distributor", "stock": LEVEL, "holding_cost": 1.0, "rule": rule}
        for k in range(nodes)
    ]
    sites[0] |= {"role": "retailer", "backlog_cost": 10.0, "demand": {"type": "poisson", "mean": 10.0}}
    lanes: list[dict[str, Any]] = [{"to": f"s{k}", "lead_time": 2, "order_delay": 1} for k in range(nodes)]
    for k in range(nodes - 1):
        lanes[k]["from"] = f"s{k + 1}"
    return bw.load({"name": "chain", "periods": periods, "site": sites, "lane": lanes})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=4)
    parser.add_argument("--periods", type=int, default=1000)
    parser.add_argument("--reps", type=int, default=4096)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rule", choices=["shipped", "own"], default="shipped")
    parser.add_argument("--observe", action="store_true", help="take every measure")
    asked = parser.parse_args()
    scenario = chain(asked.nodes, asked.periods)
    taken = None if asked.observe else ["orders_variance"]
    own: Any = {f"s{k}": OwnOrderUpTo(level=LEVEL) for k in range(asked.nodes)} if asked.rule == "own" else None
    bw.run(scenario, min(asked.reps, 64), periods=2, rules=own, measures=taken)
    begun, cpu = time.perf_counter(), time.process_time()
    result = bw.run(scenario, asked.reps, seed=asked.seed, rules=own, workers=asked.workers, measures=taken)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    cost = result.costs.mean() / asked.periods
    variance = result.table("orders_variance")["orders_variance"].iloc[-1]
    work = asked.nodes * asked.periods * asked.reps
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"bullwhip, {work} node-periods, {seconds:.3f} s, {work / seconds:.0f} node-periods/s"
        f" | nodes={asked.nodes} T={asked.periods} R={asked.reps} cpu={cpu:.3f}s peakRSS={memory:.0f}MB"
        f" check={cost:.3f} variance at the top={variance:.3f}"
    )


if __name__ == "__main__":
    main()
