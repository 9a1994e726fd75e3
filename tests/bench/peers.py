"""Bullwhip against other simulators and the practical limit, in one run on one core: prints ratios.

    python -m tests.bench.peers --peers FOLDER [--repeats 5] [--quick]

`--peers` is a folder with limit.py and bench_*.py, which print a line `name, N node-periods, s, rate node-periods/s |
...`. Each simulator gets a virtual environment of its own under `--venvs` (made when it is missing; DynaPlex wants
Python 3.12, name one with `--python`).  Ours and a peer run in turn, and the ratio is the median of the pairs', so
that a machine that changes its speed does not decide.  All processes are kept on one core, but for the comparison of
one and two workers.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

LINE = re.compile(r"^(.*), (\d+) node-periods, ([0-9.]+) s, (\d+) node-periods/s \| (.*)$", re.MULTILINE)
PACKAGES = {
    "stockpyl": ["stockpyl==1.0.2"],
    "mesa": ["mesa==3.5.1", "networkx"],
    "dynaplex": ["dynaplex==1.14.1"],
    "limit": ["numba", "scipy"],
}
OURS = "tests.bench.ours"


@dataclass(frozen=True)
class Run:
    """What a benchmark printed."""

    rate: float  # node-periods per second
    rest: str

    @property
    def memory(self) -> float:
        """Peak memory, in MB."""
        found = re.search(r"peakRSS=(\d+)MB", self.rest)
        return float(found.group(1)) if found else float("nan")


class Bench:
    """Where things are, and how often to run them."""

    def __init__(self, peers: Path, venvs: Path, python: str, repeats: int) -> None:
        self.peers, self.venvs, self.python, self.repeats = peers.resolve(), venvs.resolve(), python, repeats

    def ours(self, *options: object, cores: set[int] | None = None) -> Run:
        """One run of Bullwhip."""
        return _run([sys.executable, "-m", OURS, *map(str, options)], Path.cwd(), cores or {0})

    def peer(self, name: str, *options: object) -> Run:
        """One run of a peer."""
        script = "limit.py" if name == "limit" else f"bench_{name}.py"
        return _run([str(self._venv(name)), script, *map(str, options)], self.peers, {0})

    def against(self, name: str, size: Sequence[object], peer_size: Sequence[object] | None = None) -> None:
        """Run both in turn and print the median of the ratios."""
        pairs = [(self.ours(*size).rate, self.peer(name, *(peer_size or size)).rate) for _ in range(self.repeats)]
        ours, theirs = (median(column) for column in zip(*pairs, strict=True))
        ratio = median(a / b for a, b in pairs)
        spread = f"{min(a / b for a, b in pairs):.2f} to {max(a / b for a, b in pairs):.2f}"
        print(
            f"{' '.join(map(str, size)):44s} ours {ours / 1e6:8.1f} M/s  {name:9s} {theirs / 1e6:9.4f} M/s  "
            f"ratio {ratio:9.2f}  ({spread})",
            flush=True,
        )

    def among_ours(self, what: str, one: Sequence[object], other: Sequence[object], cores: set[int]) -> None:
        """The ratio of two runs of ours."""
        pairs = [(self.ours(*one, cores=cores), self.ours(*other, cores=cores)) for _ in range(self.repeats)]
        ratio = median(a.rate / b.rate for a, b in pairs)
        memory = "/".join(
            f"{median(column):.0f}" for column in zip(*((a.memory, b.memory) for a, b in pairs), strict=True)
        )
        print(f"{what:44s} ratio {ratio:.2f}  (peak memory {memory} MB)", flush=True)

    def _venv(self, name: str) -> Path:
        python = self.venvs / name / ("Scripts" if os.name == "nt" else "bin") / "python"
        if not python.exists():
            subprocess.run([self.python, "-m", "venv", str(self.venvs / name)], check=True)
            subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES[name]], check=True)
        return python


def _run(command: Sequence[str], folder: Path, cores: set[int]) -> Run:
    def keep_on_cores() -> None:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, cores)

    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, preexec_fn=keep_on_cores)
    found = LINE.search(done.stdout)
    if found is None:
        raise SystemExit(f"{' '.join(command)} printed no figures:\n{done.stdout}{done.stderr}")
    return Run(float(found.group(4)), found.group(5))


def size(nodes: int, periods: int, reps: int, *more: object) -> list[object]:
    """Options that all scripts take."""
    return ["--nodes", nodes, "--periods", periods, "--reps", reps, *more]


def main() -> None:
    """Run all comparisons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--venvs", type=Path, default=Path(".venv-bench"))
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="small sizes only")
    asked = parser.parse_args()
    bench = Bench(asked.peers, asked.venvs, asked.python, asked.repeats)
    sizes = [(4, 1000, 4096), (40, 200, 4096)]
    if not asked.quick:
        sizes += [(4, 1000, 50_000), (40, 200, 50_000)]
    for nodes, periods, reps in sizes:
        bench.against("limit", size(nodes, periods, reps))
        bench.against("dynaplex", size(nodes, periods, reps), size(nodes, periods, reps, "--workers", 1))
    for nodes in (4, 40):
        bench.against("stockpyl", size(nodes, 200, 50_000), size(nodes, 100, 20 if nodes == 4 else 3))
        bench.against("mesa", size(nodes, 200, 50_000), size(nodes, 300, 20 if nodes == 4 else 3))
    bench.against("limit", size(4000, 1000, 1), size(4000, 1000, 256))
    both = set(range(min(2, os.cpu_count() or 1)))
    for nodes, periods in ((4, 4000), (40, 800)):
        two, one = size(nodes, periods, 50_000, "--workers", 2), size(nodes, periods, 50_000)
        bench.among_ours(f"{nodes} stages, two workers against one", two, one, both)
    own, shipped = size(4, 1000, 50_000, "--rule", "own"), size(4, 1000, 50_000)
    bench.among_ours("a rule of your own against the shipped one", own, shipped, {0})
    bench.among_ours("every measure against costs and variances", size(4, 1000, 50_000, "--observe"), shipped, {0})
    bench.among_ours("10,000 periods against 1,000", size(4, 10_000, 4096), size(4, 1000, 4096), {0})


if __name__ == "__main__":
    main()
