"""How large a network may be: building one of 1,000 and one of 100,000 stockpoints, and 100 periods of each.

    python -m tests.bench.large

Shops in groups of nine around depots, from CSV tables as a user would give them.  Prints times, memory, and the ratio
of the costs of a node-period.
"""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
import time
from pathlib import Path

import bullwhip as bw

SHOPS = 9
PERIODS = 100


def write(folder: Path, stockpoints: int) -> Path:
    """The tables of a network: a tenth of the stockpoints are depots, each with nine shops."""
    depots = stockpoints // (SHOPS + 1)
    sites, lanes = [], []
    for d in range(depots):
        sites.append([f"d{d}", "distributor", 260, 0.5, 0, "order-up-to", 320, "", ""])
        lanes.append(["", f"d{d}", 3, 0])
        for s in range(SHOPS):
            sites.append([f"d{d}s{s}", "retailer", 26, 1, 9, "order-up-to", 28, "poisson", 6 + s])
            lanes.append([f"d{d}", f"d{d}s{s}", 2, 0])
    _table(
        folder / "sites.csv",
        "name role stock holding_cost backlog_cost rule.type rule.level demand.type demand.mean",
        sites,
    )
    _table(folder / "lanes.csv", "from to lead_time order_delay", lanes)
    file = folder / "network.toml"
    file.write_text(
        f'name = "large"\nperiods = {PERIODS}\nsites = "sites.csv"\nlanes = "lanes.csv"\n', encoding="utf-8"
    )
    return file


def _table(file: Path, header: str, rows: list[list[object]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([header.split(), *rows])


def measure(stockpoints: int) -> float:
    """Load and run once; seconds a node-period of the run alone."""
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder), stockpoints)
        begun = time.perf_counter()
        scenario = bw.load(file)
        read = time.perf_counter() - begun
    begun = time.perf_counter()
    result = bw.run(scenario)
    seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    bw.run(scenario, periods=1)
    build = time.perf_counter() - begun
    each = (seconds - build) / (stockpoints * (PERIODS - 1))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"{stockpoints} stockpoints: read {read:.2f} s, built {build:.2f} s, {PERIODS} periods in {seconds:.2f} s with "
        f"building, {each * 1e9:.0f} ns a node-period, peak memory {memory:.2f} GB, cost {result.costs[0]:.0f}"
    )
    return each


if __name__ == "__main__":
    measure(100)  # the compiled loops come from the cache
    small, large = measure(1_000), measure(100_000)
    sys.stdout.write(f"a node-period of 100,000 stockpoints costs {large / small:.2f} times one of 1,000\n")
