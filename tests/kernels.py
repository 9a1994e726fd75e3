"""Compiles the engine's kernels before several processes need them at once: `python -m tests.kernels`.

What is compiled is kept beside the sources, where the tests' workers and the servers that they start find it.
"""

from __future__ import annotations

import bullwhip as bw
from bullwhip.network.scenario import shipped
from tests.driving import load
from tests.network.random_scenarios import ALL_TERMS, random_scenario

SEEDS = range(750, 758)  # networks that use every term
STORMS = {"disruptions"}  # of all kinds, besides

if __name__ == "__main__":
    for name in shipped():
        bw.run(name, replications=2, record=True)
    for seed in SEEDS:
        for terms in (ALL_TERMS, ALL_TERMS | STORMS):
            bw.run(load(random_scenario(seed, terms)), replications=2, record=True)
